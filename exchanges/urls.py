"""
Where challenges, requests and the desk are found.

A verb is a POST sub-path and carries its function's name everywhere.
"""

from django.urls import URLPattern, include, path

app_name = "exchanges"

challenges: list[URLPattern] = []  # /challenges/
requests: list[URLPattern] = []  # /requests/
desk: list[URLPattern] = []  # /desk/
counterparts: list[URLPattern] = []  # /counterparts/

urlpatterns = [
    path("challenges/", include(challenges)),
    path("requests/", include(requests)),
    path("desk/", include(desk)),
    path("counterparts/", include(counterparts)),
]

"""
Where challenges, requests and the desk are found.

A verb is a POST sub-path and carries its function's name everywhere.
"""

from django.urls import URLPattern, include, path

from exchanges.pages import calendars

app_name = "exchanges"

challenges: list[URLPattern] = []  # /challenges/
requests: list[URLPattern] = [  # /requests/
    path("<str:reference>/", calendars.calendar, name="request")  # until its page comes
]
desk: list[URLPattern] = []  # /desk/
counterparts: list[URLPattern] = []  # /counterparts/
calendar = [  # /calendar/
    path("", calendars.calendar, name="calendar"),
    path("renew/", calendars.renew, name="calendar_renew"),
    path("stop/", calendars.stop, name="calendar_stop"),
    path("<str:token>.ics", calendars.feed, name="calendar_feed"),
]

urlpatterns = [
    path("challenges/", include(challenges)),
    path("requests/", include(requests)),
    path("desk/", include(desk)),
    path("counterparts/", include(counterparts)),
    path("calendar/", include(calendar)),
]

"""
Where challenges, requests and the desk are found.

A verb is a POST sub-path and carries its function's name everywhere.
"""

from django.urls import URLPattern, include, path

from exchanges.pages import desk as at_the_desk
from exchanges.pages import procedures

app_name = "exchanges"

challenges: list[URLPattern] = []  # /challenges/
requests: list[URLPattern] = []  # /requests/
desk: list[URLPattern] = [  # /desk/
    path("", at_the_desk.desk, name="desk"),
    path("queue/", at_the_desk.desk_queue, name="desk_queue"),
    path("settings/", procedures.desk_settings, name="desk_settings"),
    path("settings/clock/", procedures.desk_clock, name="desk_clock"),
    path("settings/clock/<slug:slug>/", procedures.desk_clock, name="desk_hub_clock"),
    path("settings/<slug:iso3>/", procedures.desk_procedure, name="desk_procedure"),
    path("capacity/<slug:iso3>/", procedures.desk_capacity, name="desk_capacity"),
    path("<slug:reference>/", at_the_desk.desk_triage, name="desk_triage"),
    path("<slug:reference>/routing/", at_the_desk.desk_routing, name="desk_routing"),
    path(
        "<slug:reference>/confirm_complete/",
        at_the_desk.desk_confirm_complete,
        name="desk_confirm_complete",
    ),
    path("<slug:reference>/offer/", at_the_desk.desk_offer, name="desk_offer"),
    path(
        "<slug:reference>/send_back/",
        at_the_desk.desk_send_back,
        name="desk_send_back",
    ),
    path("<slug:reference>/decline/", at_the_desk.desk_decline, name="desk_decline"),
    path("<slug:reference>/reassign/", at_the_desk.desk_reassign, name="desk_reassign"),
]
counterparts: list[URLPattern] = []  # /counterparts/

urlpatterns = [
    path("challenges/", include(challenges)),
    path("requests/", include(requests)),
    path("desk/", include(desk)),
    path("counterparts/", include(counterparts)),
]

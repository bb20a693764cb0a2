"""
Where challenges, requests and the desk are found.

A verb is a POST sub-path and carries its function's name everywhere.
"""

from django.urls import URLPattern, URLResolver, include, path

from exchanges.pages import challenges as described
from exchanges.pages import measures

app_name = "exchanges"

of_a_measure = [  # /challenges/<pk>/measures/<measure>/
    path("", measures.measure, name="measure"),
    path("observe/", measures.measure_observe, name="measure_observe"),
    path("remove/", measures.measure_remove, name="measure_remove"),
    path(
        "observations/<int:observation>/remove/",
        measures.observation_remove,
        name="observation_remove",
    ),
]
challenge: list[URLPattern | URLResolver] = [  # /challenges/<pk>/
    path("", described.challenge, name="challenge"),
    path("ready/", described.challenge_ready, name="challenge_ready"),
    path("stand/", described.challenge_stand, name="challenge_stand"),
    path("reopen/", described.challenge_reopen, name="challenge_reopen"),
    path("close/", described.challenge_close, name="challenge_close"),
    path("discard/", described.challenge_discard, name="challenge_discard"),
    path("measures/", measures.challenge_measures, name="challenge_measures"),
    path("measures/new/", measures.measure_new, name="measure_new"),
    path("measures/<int:measure>/", include(of_a_measure)),
    path("five/", described.challenge_five, name="challenge_five"),
    path("<slug:step>/", described.challenge_step, name="challenge_step"),
]
challenges: list[URLPattern | URLResolver] = [  # /challenges/
    path("", described.challenges, name="challenges"),
    path("new/", described.challenge_new, name="challenge_new"),
    path("beside/", described.challenge_beside, name="challenge_beside"),
    path("<int:pk>/", include(challenge)),
]
requests: list[URLPattern] = []  # /requests/
desk: list[URLPattern] = []  # /desk/
counterparts: list[URLPattern] = []  # /counterparts/

urlpatterns = [
    path("challenges/", include(challenges)),
    path("requests/", include(requests)),
    path("desk/", include(desk)),
    path("counterparts/", include(counterparts)),
]

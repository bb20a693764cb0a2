"""
Where challenges, requests and the desk are found.

A verb is a POST sub-path and carries its function's name everywhere.
"""

from django.urls import URLPattern, URLResolver, include, path

from exchanges.pages import (
    answering,
    calendars,
    consulting,
    countries,
    deciding,
    introducing,
    measures,
    papers,
    procedures,
    queues,
    register,
    talking,
    volunteering,
    workspace,
    writing,
)
from exchanges.pages import challenges as described
from exchanges.pages import desk as at_the_desk

app_name = "exchanges"

of_a_measure = [  # /challenges/<pk>/measures/<measure>/
    path("", measures.measure, name="measure"),
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
consultation = [  # /requests/<reference>/consultation/
    path("", consulting.show, name="consultation"),
    path("agree/", consulting.agree, name="consultation_agree"),
    path("object-to/", consulting.object_to, name="consultation_object_to"),
]
workspace_of_a_request: list[URLPattern | URLResolver] = [  # /requests/<reference>/
    path("", workspace.show, name="request"),
    path("edit/", writing.edit, name="request_edit"),
    path("submit/", writing.submit, name="request_submit"),
    path("endorse/", deciding.endorse, name="request_endorse"),
    path("send-back/", deciding.send_back, name="request_send_back"),
    path("withdraw/", deciding.withdraw, name="request_withdraw"),
    path("offer-help/", volunteering.offer_help, name="request_offer_help"),
    path("consultation/", include(consultation)),
    path("papers/attach/", papers.attach, name="paper_attach"),
    path("papers/<int:pk>/", papers.download, name="paper"),
    path("papers/<int:pk>/remove/", papers.remove, name="paper_remove"),
]
requests: list[URLPattern | URLResolver] = [  # /requests/
    path("", register.requests, name="requests"),
    path("mine/", register.mine, name="my_requests"),
    path("new/", writing.new, name="request_new"),
    path("invitations/<int:pk>/accept/", answering.accept, name="invitation_accept"),
    path("invitations/<int:pk>/decline/", answering.decline, name="invitation_decline"),
    path("invitations/<int:pk>/ask/", answering.ask, name="invitation_ask"),
    path("invitations/<int:pk>/clarify/", answering.clarify, name="invitation_clarify"),
    path("invitations/<int:pk>/choose/", answering.choose, name="invitation_choose"),
    path("<slug:reference>/", include(workspace_of_a_request)),
]
procedure = [  # /desk/settings/<iso3>/
    path("", countries.desk_procedure, name="desk_procedure"),
    path("members/appoint/", countries.member_appoint, name="member_appoint"),
    path("members/<int:pk>/end/", countries.member_end, name="member_end"),
    path("institutions/name/", countries.institution_name, name="institution_name"),
    path(
        "institutions/<int:pk>/remove/",
        countries.institution_remove,
        name="institution_remove",
    ),
]
desk: list[URLPattern | URLResolver] = [  # /desk/
    path("", queues.desk, name="desk"),
    path("queue/", queues.desk_queue, name="desk_queue"),
    path("settings/", procedures.desk_settings, name="desk_settings"),
    path("settings/clock/", procedures.desk_clock, name="desk_clock"),
    path("settings/clock/<slug:slug>/", procedures.desk_clock, name="desk_hub_clock"),
    path("settings/<slug:iso3>/", include(procedure)),
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
talk = [  # /requests/<reference>/talk/
    path("", talking.conversations, name="talk"),
    path("<slug:key>/", talking.conversation, name="conversation"),
    path("<slug:key>/write/", talking.write, name="message_write"),
]
introductions = [  # /counterparts/introductions/
    path("", introducing.introductions, name="introductions"),
    path("<int:pk>/", introducing.introduction, name="introduction"),
    path("<int:pk>/accept/", introducing.accept, name="introduction_accept"),
    path("<int:pk>/decline/", introducing.decline, name="introduction_decline"),
]
counterparts: list[URLPattern | URLResolver] = [  # /counterparts/
    path("introductions/", include(introductions)),
    path("<slug:reference>/", introducing.counterparts, name="counterparts"),
    path(
        "<slug:reference>/<int:expert>/ask/", introducing.ask, name="introduction_ask"
    ),
]
calendar = [  # /calendar/
    path("", calendars.calendar, name="calendar"),
    path("renew/", calendars.renew, name="calendar_renew"),
    path("stop/", calendars.stop, name="calendar_stop"),
    path("<str:token>.ics", calendars.feed, name="calendar_feed"),
]

urlpatterns = [
    path("challenges/", include(challenges)),
    path("requests/<slug:reference>/talk/", include(talk)),
    path("requests/", include(requests)),
    path("desk/", include(desk)),
    path("counterparts/", include(counterparts)),
    path("calendar/", include(calendar)),
]

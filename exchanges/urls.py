"""
Where challenges, requests and the desk are found.

A verb is a POST sub-path and carries its function's name everywhere.
"""

from django.urls import URLPattern, URLResolver, include, path

from exchanges.pages import (
    answering,
    deciding,
    introducing,
    papers,
    register,
    talking,
    workspace,
    writing,
)

from exchanges.pages import desk as at_the_desk
from exchanges.pages import procedures

from exchanges.pages import calendars

app_name = "exchanges"

challenges: list[URLPattern] = []  # /challenges/
workspace_of_a_request: list[URLPattern] = [  # /requests/<reference>/
    path("", workspace.show, name="request"),
    path("edit/", writing.edit, name="request_edit"),
    path("submit/", writing.submit, name="request_submit"),
    path("endorse/", deciding.endorse, name="request_endorse"),
    path("send-back/", deciding.send_back, name="request_send_back"),
    path("withdraw/", deciding.withdraw, name="request_withdraw"),
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
    path("requests/<slug:reference>/talk/", include(talk)),
    path("requests/", include(requests)),
    path("desk/", include(desk)),
    path("counterparts/", include(counterparts)),
    path("calendar/", include(calendar)),
]

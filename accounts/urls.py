"""What a person sees and does about herself; and about others' roles, where she decides."""

from django.urls import URLPattern, URLResolver, include, path

from accounts import inbox, views

app_name = "accounts"

notices = [  # /me/notices/
    path("", inbox.notices, name="notices"),
    path("preferences/", inbox.notice_preferences, name="preferences"),
    path("read_all/", inbox.read_all, name="read_all"),
    path("<int:pk>/", inbox.open_notice, name="notice"),
    path("<int:pk>/read/", inbox.read, name="read"),
]
membership = [  # /me/memberships/<pk>/
    path("grant/", views.grant, name="grant"),
    path("end/", views.end, name="end"),
]
me: list[URLPattern | URLResolver] = [
    path("profile/", views.profile, name="profile"),
    path("memberships/", views.memberships, name="memberships"),
    path("memberships/decide/", views.decide, name="decide"),
    path("memberships/<int:pk>/", include(membership)),
    path("notices/", include(notices)),
    path("expert/", views.expert, name="expert"),
    path("expert/confirm/", views.expert_confirm, name="expert_confirm"),
    path("expert/withdraw/", views.expert_withdraw, name="expert_withdraw"),
    path("expert/nominate/", views.nominate, name="nominate"),
    path("unsent/", views.unsent, name="unsent"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
]
urlpatterns = [
    path("me/", include(me)),
    path("unsubscribe/<str:token>/", inbox.unsubscribe, name="unsubscribe"),
]

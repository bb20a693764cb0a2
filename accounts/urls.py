"""What a person sees and does about herself; and about others' roles, where she decides."""

from django.urls import URLPattern, URLResolver, include, path

from accounts import views

app_name = "accounts"

membership = [  # /me/memberships/<pk>/
    path("grant/", views.grant, name="grant"),
    path("end/", views.end, name="end"),
]
me: list[URLPattern | URLResolver] = [
    path("profile/", views.profile, name="profile"),
    path("memberships/", views.memberships, name="memberships"),
    path("memberships/decide/", views.decide, name="decide"),
    path("memberships/<int:pk>/", include(membership)),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
]
urlpatterns = [path("me/", include(me))]

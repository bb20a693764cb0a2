"""The table of contents of the whole site."""

from django.contrib import admin
from django.urls import include, path, re_path

from accounts.views import ConfirmAddress
from config import health, views

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("language/<str:code>/", views.language, name="language"),
    path("about/", views.about, name="about"),
    path("", include("insights.urls")),
    path("", include("practices.urls")),
    path("", include("exchanges.urls")),
    path("", include("accounts.urls")),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        ConfirmAddress.as_view(),
        name="account_confirm_email",
    ),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api_urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

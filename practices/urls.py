"""The pages of the catalogue, and the question that a visitor asks it."""

from django.urls import include, path
from django.views.generic import RedirectView

from practices import views

app_name = "practices"

question = [  # /match/<token>/
    path("", views.answer, name="answer"),
    path("share/", views.share, name="share"),
    path("unshare/", views.unshare, name="unshare"),
]
urlpatterns = [
    path("match", views.match, name="match"),
    path(
        "match/",
        RedirectView.as_view(pattern_name="practices:match", query_string=True),
    ),
    path("match/<slug:token>/", include(question)),
    path("practices/", views.practices, name="practices"),
    path("practices/<slug:slug>/", views.practice, name="practice"),
]

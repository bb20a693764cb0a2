"""The pages of the catalogue, and the question that a visitor asks it."""

from django.urls import include, path
from django.views.generic import RedirectView

from practices import searches, views

app_name = "practices"

question = [  # /match/<token>/
    path("", views.answer, name="answer"),
    path("share/", views.share, name="share"),
    path("unshare/", views.unshare, name="unshare"),
]
search = [  # /me/searches/<pk>/
    path("", searches.search, name="search"),
    path("rename/", searches.rename, name="rename_search"),
    path("pause/", searches.pause, name="pause_search"),
    path("resume/", searches.resume, name="resume_search"),
    path("delete/", searches.delete, name="delete_search"),
]
urlpatterns = [
    path("match", views.match, name="match"),
    path(
        "match/",
        RedirectView.as_view(pattern_name="practices:match", query_string=True),
    ),
    path("match/<slug:token>/", include(question)),
    path("me/searches/", searches.searches, name="searches"),
    path("me/searches/save/", searches.save, name="save_search"),
    path("me/searches/<int:pk>/", include(search)),
    path("practices/", views.practices, name="practices"),
    path("practices/<slug:slug>/", views.practice, name="practice"),
]

"""The pages of the catalogue, and the question that a visitor asks it."""

from django.urls import include, path
from django.views.generic import RedirectView

from practices import searches, views
from practices.pages import (
    desk,
    editor,
    feedback,
    files,
    freshness,
    history,
    lineage,
    transferability,
    translations,
)

app_name = "practices"

question = [  # /match/<token>/
    path("", views.answer, name="answer"),
    path("share/", views.share, name="share"),
    path("unshare/", views.unshare, name="unshare"),
]
curated = [  # /curation/practices/<slug>/
    path("", desk.desk, name="desk"),
    path("edit/", editor.edit, name="edit"),
    path("edit/autosave/", editor.autosave, name="autosave"),
    path("edit/discard/", editor.discard, name="discard"),
    path("preview/", editor.preview, name="preview"),
    path("submit/", desk.submit, name="submit"),
    path("assign/", desk.assign, name="assign"),
    path("reviews/<int:pk>/release/", desk.release, name="release"),
    path("review/", desk.review, name="review"),
    path("confirm/", desk.confirm, name="confirm"),
    path("archive/", desk.archive, name="archive"),
    path("withdraw/", desk.withdraw, name="withdraw"),
    path("take-on/", desk.take_on, name="take_on"),
    path("co-authors/add/", desk.add_co_author, name="add_co_author"),
    path("co-authors/<int:pk>/remove/", desk.remove_co_author, name="remove_co_author"),
    path("attach/", files.attach, name="attach"),
    path("files/<int:pk>/detach/", files.detach, name="detach"),
    path("revisions/", history.revision_list, name="revisions"),
    path("revisions/compare/", history.compare, name="compare"),
    path("revisions/<int:number>/restore/", history.restore, name="restore"),
]
search = [  # /me/searches/<pk>/
    path("", searches.search, name="search"),
    path("rename/", searches.rename, name="rename_search"),
    path("pause/", searches.pause, name="pause_search"),
    path("resume/", searches.resume, name="resume_search"),
    path("delete/", searches.delete, name="delete_search"),
]
said_of_a_practice = [  # /practices/<slug>/feedback/
    path("", feedback.feedback, name="feedback"),
    path("<int:pk>/reply/", feedback.feedback_reply, name="feedback_reply"),
    path("<int:pk>/hide/", feedback.feedback_hide, name="feedback_hide"),
    path("<int:pk>/show/", feedback.feedback_show, name="feedback_show"),
]
would_it_work = [  # /practices/<slug>/transferability/
    path("", transferability.transferability, name="transferability"),
    path("arrange/", transferability.arrange, name="arrange"),
    path("assess/", transferability.assess, name="assess"),
    path("<int:pk>/", transferability.assessment, name="assessment"),
    path("<int:pk>/share/", transferability.share, name="assessment_share"),
    path("<int:pk>/unshare/", transferability.unshare, name="assessment_unshare"),
]
in_a_language = [  # /practices/<slug>/translations/<language>/
    path("", translations.translation, name="translation"),
    path("ask/", translations.translation_ask, name="translation_ask"),
    path("publish/", translations.translation_publish, name="translation_publish"),
    path(
        "take-down/", translations.translation_take_down, name="translation_take_down"
    ),
    path("discard/", translations.translation_discard, name="translation_discard"),
]
link = [  # /lineage/<pk>/
    path("confirm/", lineage.lineage_confirm, name="lineage_confirm"),
    path("dispute/", lineage.lineage_dispute, name="lineage_dispute"),
    path("withdraw/", lineage.lineage_withdraw, name="lineage_withdraw"),
]
urlpatterns = [
    path("curation/", desk.curation_queue, name="curation"),
    path("curation/mine/", desk.mine, name="mine"),
    path("curation/practices/<slug:slug>/", include(curated)),
    path("practices/new/", desk.capture, name="capture"),
    path("practices/<slug:slug>/feedback/", include(said_of_a_practice)),
    path("practices/<slug:slug>/lineage/", lineage.lineage, name="lineage"),
    path("practices/<slug:slug>/transferability/", include(would_it_work)),
    path(
        "practices/<slug:slug>/translations/",
        translations.translations,
        name="translations",
    ),
    path("practices/<slug:slug>/translations/<slug:language>/", include(in_a_language)),
    path("lineage/<int:pk>/", include(link)),
    path("curation/freshness/", freshness.freshness, name="freshness"),
    path(
        "curation/translations/",
        freshness.wanted_translations,
        name="wanted_translations",
    ),
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
    path("practices/<slug:slug>/files/<int:pk>/", files.download, name="file"),
]

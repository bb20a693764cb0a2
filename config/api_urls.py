"""The table of contents of the REST API, version 1."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from accounts.api.notices import NoticePreferencesView, NoticeViewSet
from accounts.api.viewsets import MembershipViewSet
from hubs.api.docs import DocsView, SchemaView
from hubs.api.viewsets import CountryViewSet, HubViewSet, ThemeViewSet
from practices.api.match import MatchView
from practices.api.reviews import QuestionsView, ReviewViewSet, RevisionViewSet
from practices.api.saved import SavedSearchViewSet
from practices.api.viewsets import PracticeViewSet

router = SimpleRouter(trailing_slash=False)
router.register("countries", CountryViewSet, "country")
router.register("hubs", HubViewSet, "hub")
router.register("themes", ThemeViewSet, "theme")
router.register("practices", PracticeViewSet, "practice")
router.register(
    "practices/(?P<slug>[^/.]+)/revisions", RevisionViewSet, "practice-revision"
)
router.register("reviews", ReviewViewSet, "review")
router.register("memberships", MembershipViewSet, "membership")
router.register("notices", NoticeViewSet, "notice")
router.register("saved-searches", SavedSearchViewSet, "saved-search")

urlpatterns = [
    *router.urls,
    path(
        "notice-preferences",
        NoticePreferencesView.as_view(),
        name="notice-preferences",
    ),
    path("review-questions", QuestionsView.as_view(), name="review-questions"),
    path("match", MatchView.as_view(), name="match"),
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", DocsView.as_view(), name="docs"),
]

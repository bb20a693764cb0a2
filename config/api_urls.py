"""The table of contents of the REST API, version 1."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from accounts.api.notices import NoticePreferencesView, NoticeViewSet
from accounts.api.viewsets import MembershipViewSet
from exchanges.api.challenges import (
    ChallengeViewSet,
    IndicatorViewSet,
    MeasuresView,
    MeasureView,
    ObservationsView,
    ObservationView,
)
from exchanges.api.demand import DemandView
from exchanges.api.introductions import ExpertViewSet, IntroductionViewSet
from exchanges.api.papers import PaperViewSet
from exchanges.api.procedures import (
    AgreeView,
    ConsultationView,
    InstitutionsView,
    InstitutionView,
    MembersView,
    MemberView,
    ObjectView,
)
from exchanges.api.requests import ExchangeRequestViewSet, InvitationViewSet
from exchanges.api.thread import MessageViewSet
from hubs.api.docs import DocsView, SchemaView
from hubs.api.viewsets import CountryViewSet, HubViewSet, ThemeViewSet
from practices.api.match import MatchView
from practices.api.reviews import QuestionsView, ReviewViewSet, RevisionViewSet
from practices.api.saved import SavedSearchViewSet
from practices.api.transfer import AssessmentViewSet, TransferabilityView
from practices.api.translations import (
    AskForTranslation,
    DiscardTranslation,
    PublishTranslation,
    TakeDownTranslation,
    TranslationsView,
    TranslationView,
    WantedTranslationsView,
)
from practices.api.viewsets import PracticeViewSet
from practices.api.voices import FeedbackViewSet, LessonViewSet

router = SimpleRouter(trailing_slash=False)
router.register("countries", CountryViewSet, "country")
router.register("hubs", HubViewSet, "hub")
router.register("themes", ThemeViewSet, "theme")
router.register("practices", PracticeViewSet, "practice")
router.register(
    "practices/(?P<slug>[^/.]+)/revisions", RevisionViewSet, "practice-revision"
)
router.register("reviews", ReviewViewSet, "review")
OF_A_PRACTICE = r"practices/(?P<practice>[-\w]+)"
router.register(f"{OF_A_PRACTICE}/feedback", FeedbackViewSet, "feedback")
router.register(f"{OF_A_PRACTICE}/assessments", AssessmentViewSet, "assessment")
router.register("lineage", LessonViewSet, "lesson")
router.register("memberships", MembershipViewSet, "membership")
router.register("notices", NoticeViewSet, "notice")
router.register("exchange-requests", ExchangeRequestViewSet, "exchange-request")
router.register("invitations", InvitationViewSet, "invitation")
router.register("saved-searches", SavedSearchViewSet, "saved-search")
router.register("challenges", ChallengeViewSet, "challenge")
router.register("indicators", IndicatorViewSet, "indicator")
router.register("experts", ExpertViewSet, "expert")
router.register("introductions", IntroductionViewSet, "introduction")
OF_A_REQUEST = r"exchange-requests/(?P<reference>[-\w]+)"
router.register(f"{OF_A_REQUEST}/messages", MessageViewSet, "message")
router.register(f"{OF_A_REQUEST}/papers", PaperViewSet, "paper")

of_a_challenge = [  # challenges/<id>/
    path("measures", MeasuresView.as_view(), name="challenge-measures"),
    path("measures/<int:measure>", MeasureView.as_view(), name="challenge-measure"),
    path(
        "measures/<int:measure>/observations",
        ObservationsView.as_view(),
        name="challenge-observations",
    ),
    path(
        "measures/<int:measure>/observations/<int:observation>",
        ObservationView.as_view(),
        name="challenge-observation",
    ),
]
consultation = [  # exchange-requests/<reference>/
    path("consultation", ConsultationView.as_view(), name="consultation"),
    path("consultation/agree", AgreeView.as_view(), name="consultation-agree"),
    path("consultation/object_to", ObjectView.as_view(), name="consultation-object-to"),
]
of_a_country = [  # countries/<iso3>/
    path("institutions", InstitutionsView.as_view(), name="institutions"),
    path("institutions/<int:pk>", InstitutionView.as_view(), name="institution"),
    path("members", MembersView.as_view(), name="body-members"),
    path("members/<int:pk>", MemberView.as_view(), name="body-member"),
]
translation = [  # practices/<slug>/translations/<language>/
    path("ask", AskForTranslation.as_view(), name="translation-ask"),
    path("publish", PublishTranslation.as_view(), name="translation-publish"),
    path("take_down", TakeDownTranslation.as_view(), name="translation-take-down"),
    path("discard", DiscardTranslation.as_view(), name="translation-discard"),
]
of_a_practice: list[URLPattern | URLResolver] = [  # practices/<slug>/
    path("transferability", TransferabilityView.as_view(), name="transferability"),
    path("translations", TranslationsView.as_view(), name="translations"),
    path("translations/<slug:language>", TranslationView.as_view(), name="translation"),
    path("translations/<slug:language>/", include(translation)),
]

urlpatterns = [
    *router.urls,
    path("practices/<slug:practice>/", include(of_a_practice)),
    path("challenges/<int:challenge>/", include(of_a_challenge)),
    path("exchange-requests/<slug:reference>/", include(consultation)),
    path("countries/<slug:iso3>/", include(of_a_country)),
    path(
        "translations-wanted",
        WantedTranslationsView.as_view(),
        name="translations-wanted",
    ),
    path(
        "notice-preferences",
        NoticePreferencesView.as_view(),
        name="notice-preferences",
    ),
    path("review-questions", QuestionsView.as_view(), name="review-questions"),
    path("demand", DemandView.as_view(), name="demand"),
    path("match", MatchView.as_view(), name="match"),
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", DocsView.as_view(), name="docs"),
]

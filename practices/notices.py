"""What people are told when a practice moves on."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Topic, day_in_words, wording
from practices.reasons import language_name

WORDS = (
    (
        "practice.captured",
        _("An idea to shape: %(title)s"),
        _(
            "Somebody offered “%(title)s”. Look at it, complete it, and submit it for review."
        ),
    ),
    (
        "practice.submitted",
        _("To be reviewed: %(title)s"),
        _("“%(title)s” was submitted for review. %(reason)s"),
    ),
    (
        "practice.assigned",
        _("You are asked to review: %(title)s"),
        _("Please review “%(title)s” by %(due)s."),
    ),
    (
        "practice.released",
        _("No longer yours to review: %(title)s"),
        _("You need not review “%(title)s” any more. %(reason)s"),
    ),
    (
        "practice.changes_requested",
        _("Changes requested: %(title)s"),
        _("The reviewer of “%(title)s” asks for changes: %(reason)s"),
    ),
    (
        "practice.not_suitable",
        _("Not suitable for now: %(title)s"),
        _("“%(title)s” was set aside for now: %(reason)s It may be submitted again."),
    ),
    (
        "practice.published",
        _("Published: %(title)s"),
        _("“%(title)s” is published: everybody can find and read it. %(reason)s"),
    ),
    (
        "practice.archived",
        _("Archived: %(title)s"),
        _("“%(title)s” was archived: %(reason)s"),
    ),
    (
        "practice.withdrawn",
        _("Withdrawn: %(title)s"),
        _("“%(title)s” was withdrawn: %(reason)s"),
    ),
    (
        "practice.co_author_added",
        _("You write with others: %(title)s"),
        _("You have been named co-author of “%(title)s”."),
    ),
)

for kind, subject, text in WORDS:
    wording(
        kind,
        topic=Topic.CURATION,
        subject=subject,
        text=text,
        shown={"due": day_in_words},
    )
wording(
    "saved_search.answered",
    topic=Topic.SAVED_SEARCHES,
    subject=_("New: %(title)s"),
    text=_("It answers your search “%(search)s”.\n\n%(summary)s"),
)
wording(
    "saved_search.answered_by_many",
    topic=Topic.SAVED_SEARCHES,
    subject=_("%(count)s new practices answer your search “%(search)s”"),
    text=_("Among them: %(titles)s."),
)

# --- feedback -------------------------------------------------------------------------

wording(
    "feedback.given",
    topic=Topic.FEEDBACK,
    subject=_("Feedback on “%(title)s” from %(place)s"),
    text=_("%(useful)s; %(tried)s.\n\n%(words)s\n\nYou can reply on its page."),
    translated=("useful", "tried"),
)
wording(
    "feedback.changed",
    topic=Topic.FEEDBACK,
    subject=_("%(place)s changed its feedback on “%(title)s”"),
    text=_("%(useful)s; %(tried)s.\n\n%(words)s"),
    translated=("useful", "tried"),
)
wording(
    "feedback.replied",
    topic=Topic.FEEDBACK,
    subject=_("A reply to what you said of “%(title)s”"),
    text="%(words)s",
)
wording(
    "feedback.hidden",
    topic=Topic.FEEDBACK,
    subject=_("Your feedback on “%(title)s” is hidden from others"),
    text=_("The reason: %(reason)s\n\nYou still see it, and can change it."),
)
wording(
    "feedback.shown",
    topic=Topic.FEEDBACK,
    subject=_("Your feedback on “%(title)s” is shown again"),
    text=_("The reason: %(reason)s"),
)

# --- lineage --------------------------------------------------------------------------

wording(
    "lineage.stated",
    topic=Topic.LINEAGE,
    subject=_("%(learner)s took up what %(source)s did: please confirm"),
    text=_(
        "It is stated that %(learner)s learned this from %(source)s: %(aspect)s.\n\n"
        "What was changed: %(changed)s\nEvidence: %(evidence)s\n\n"
        "Confirm it, or dispute it and say why."
    ),
)
wording(
    "lineage.confirmed",
    topic=Topic.LINEAGE,
    subject=_("Confirmed: %(learner)s learned from %(source)s"),
    text=_("The other side confirmed it: %(aspect)s."),
)
wording(
    "lineage.disputed",
    topic=Topic.LINEAGE,
    subject=_("Disputed: %(learner)s learned from %(source)s"),
    text=_(
        "The other side says that it is not so: %(aspect)s.\n\nThe reason: %(reason)s"
    ),
)
wording(
    "lineage.withdrawn",
    topic=Topic.LINEAGE,
    subject=_("Taken back: %(learner)s learned from %(source)s"),
    text=_(
        "Whoever stated it has taken it back: %(aspect)s.\n\nThe reason: %(reason)s"
    ),
)
# --- would it work elsewhere ----------------------------------------------------------

wording(
    "assessment.shared",
    topic=Topic.FEEDBACK,
    subject=_("%(place)s assessed “%(title)s” for itself"),
    text=_("Missing there: %(missing)s\n\n%(words)s"),
)

# --- in other languages ---------------------------------------------------------------

wording(
    "translation.written",
    topic=Topic.TRANSLATIONS,
    subject=_("A translation of “%(title)s” waits to be published: %(language)s"),
    text=_("Read it beside the original, and publish it."),
    shown={"language": language_name},
)
wording(
    "translation.published",
    topic=Topic.TRANSLATIONS,
    subject=_("“%(title)s” can be read in your language: %(language)s"),
    text=_("The translation is called “%(translated_title)s”."),
    shown={"language": language_name},
)
wording(
    "translation.taken_down",
    topic=Topic.TRANSLATIONS,
    subject=_("The translation of “%(title)s” is a draft again: %(language)s"),
    text=_("The reason: %(reason)s"),
    shown={"language": language_name},
)

# --- freshness ------------------------------------------------------------------------

wording(
    "practice.review_due",
    topic=Topic.FRESHNESS,
    subject=_("%(when)s: “%(title)s”"),
    text=_(
        "The review is due on %(review_by)s. Is it still true? Are figures and contacts "
        "up to date? Confirm it as it is, or revise it."
    ),
    translated=("when",),
    shown={"review_by": day_in_words},
)

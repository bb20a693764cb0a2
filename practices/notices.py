"""What people are told when a practice moves on."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Topic, wording

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
        _("“%(title)s” was submitted. It waits for a reviewer. %(reason)s"),
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
    wording(kind, topic=Topic.CURATION, subject=subject, text=text)
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

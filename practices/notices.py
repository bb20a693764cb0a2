"""How people are told what happened to practices."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Topic, wording

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

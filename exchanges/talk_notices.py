"""What people are told of conversations, introductions and the talent bank."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Topic, wording

wording(
    "message.written",
    topic=Topic.REQUESTS,
    subject=_("%(name)s about %(reference)s: %(title)s"),
    text="%(text)s\n\n%(files)s",
)
wording(
    "introduction.asked",
    topic=Topic.REQUESTS,
    subject=_("%(name)s of %(country)s would like to be introduced to you"),
    text=_(
        "It is about %(reference)s: %(title)s\n\n%(words)s\n\nYour name is not shown "
        "unless you say yes. If you say no, please say why."
    ),
)
wording(
    "introduction.accepted",
    topic=Topic.REQUESTS,
    subject=_("%(name)s said yes to an introduction: %(reference)s"),
    text=_(
        "%(name)s, %(position)s, of %(country)s takes part in the conversation from now "
        "on. It is about %(title)s."
    ),
)
wording(
    "introduction.declined",
    topic=Topic.REQUESTS,
    subject=_("A counterpart in %(country)s said no to an introduction: %(reference)s"),
    text=_("The reason: %(reason)s\n\nYou can ask for an introduction to another."),
)
wording(
    "expert.nominated",
    topic=Topic.REQUESTS,
    subject=_("%(name)s nominated you for the talent bank"),
    text=_(
        "As somebody of %(country)s who can share this: %(experience)s\n\nNobody can find "
        "you there unless you agree. Look at what is said of you, change it, and decide."
    ),
)

"""
Tell people what concerns them.

The words of each kind of event are registered once, by the app that owns it, in its
``notices.py``. A notice keeps facts, so everybody reads it in her own language.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.letters import wake_after_commit
from accounts.models import Notice, NoticeQuerySet, Topic, User
from accounts.preferences import next_mail, paces_about
from hubs.models import in_readers_language
from outbox.models import Event

__all__ = ["Told", "Topic", "day_in_words", "tell", "untranslated", "wording"]

type Text = str | Promise
type Show = Callable[[str], str]
type Fact = str | dict[str, str]  # a name in many languages, each by its code

MANY = 100  # a count of unread notices goes no further
NOT_GIVEN = "…"
LONGEST = 90  # characters of a fact in a subject; the text says it whole


@dataclass(frozen=True)
class Wording:
    """How one kind of event is told; the names in it stand for facts."""

    topic: Topic
    subject: Text
    text: Text
    translated: tuple[str, ...] = ()
    shown: Mapping[str, Show] = field(default_factory=dict)

    def filled(self, facts: dict[str, Fact]) -> tuple[str, str]:
        """Return subject and text in the language that is spoken now."""
        said = facts | {name: self._spoken(name, fact) for name, fact in facts.items()}
        short = said | {
            name: Truncator(str(it)).chars(LONGEST) for name, it in said.items()
        }
        return " ".join((str(self.subject) % short).split()), str(self.text) % said

    def _spoken(self, name: str, fact: Fact) -> str:
        if isinstance(fact, dict):
            return in_readers_language(fact)
        show = gettext if name in self.translated else self.shown.get(name)
        return show(fact) if fact and show else fact


UNKNOWN = Wording(
    Topic.CURATION, _("Something that concerns you has happened"), _("See the page.")
)

_wordings: dict[str, Wording] = {}


def wording(
    kind: str,
    *,
    topic: Topic,
    subject: Text,
    text: Text,
    translated: tuple[str, ...] = (),
    shown: Mapping[str, Show] | None = None,
) -> None:
    """
    Register the words of a kind of event: ``%(title)s`` stands for the fact ``title``.

    Facts named in ``translated`` are messages of ours and not people's words. ``shown``
    says how each reader is shown a code, such as a day (``day_in_words``) or a language.

    :raises ValueError: when the kind has words already.
    """
    if kind in _wordings:
        raise ValueError(f"{kind} has its words already.")
    _wordings[kind] = Wording(topic, subject, text, translated, shown or {})


def day_in_words(day: str) -> str:
    """Write an ISO day as the language that is spoken now does."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")


def untranslated(message: Text) -> str:
    """Return a message as it is written, for each reader to have it translated."""
    with override(None):
        return str(message)


def tell(event: Event, people: Iterable[User], *, url: str, **facts: Fact) -> None:
    """
    Give each of these people a notice of an event, once; never to whoever caused it.

    Safe to run twice: the database keeps one notice per event and person. What the
    person wants by mail is written and sent by a worker, in its own time.

    :raises LookupError: when nobody registered words for it, or a fact of them is missing.
    :raises ValueError: for an address that is not a path of ours.
    """
    said = _wordings[event.kind]
    with override(None):
        said.filled(facts)
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"A notice leads to a page of ours, and not to {url}.")
    told = [
        person for person in people if person.is_active and person.pk != event.actor_id
    ]
    paces, now = paces_about(said.topic, told), timezone.now()
    quiet = event.kind in settings.QUIET_KINDS
    Notice.objects.bulk_create(
        [
            Notice(
                event=event,
                recipient=person,
                kind=event.kind,
                topic=said.topic,
                facts=facts,
                url=url,
                mail_due_at=None if quiet else next_mail(paces[person.pk], person, now),
            )
            for person in told
        ],
        ignore_conflicts=True,
    )
    wake_after_commit()


@dataclass(frozen=True)
class Told:
    """A notice in words."""

    notice: Notice
    subject: str
    text: str


def told(notice: Notice) -> Told:
    """Put a notice into words of the language that is spoken now."""
    facts: dict[str, Fact] = defaultdict(lambda: NOT_GIVEN, notice.facts)
    said = _wordings.get(notice.kind, UNKNOWN)
    return Told(notice, *said.filled(facts))


def unread_of(user: User | AnonymousUser) -> int:
    """Count a person's unread notices; most come with her (``PersonBackend``)."""
    if isinstance(known := getattr(user, "unread", None), int):
        return known
    return Notice.objects.visible_to(user).unread()[:MANY].count()


def read(notices: NoticeQuerySet) -> int:
    """Mark notices as read; no mail goes about what was read. Return how many were not."""
    return notices.unread().update(read_at=timezone.now(), mail_due_at=None)


# --- what is told of roles ------------------------------------------------------------

wording(
    "membership.requested",
    topic=Topic.MEMBERSHIPS,
    subject=_("%(person)s asks for a role: %(role)s, %(place)s"),
    text=_(
        "%(person)s (%(email)s) asks for the role “%(role)s”: %(place)s.\n\n"
        "The reason given: %(reason)s\n\nGrant it, or decline it and say why."
    ),
    translated=("role", "place"),
)
wording(
    "membership.granted",
    topic=Topic.MEMBERSHIPS,
    subject=_("Granted to you: %(role)s, %(place)s"),
    text=_(
        "%(by)s granted you the role “%(role)s”: %(place)s.\n\n"
        "The reason given: %(reason)s"
    ),
    translated=("role", "place"),
)
wording(
    "membership.declined",
    topic=Topic.MEMBERSHIPS,
    subject=_("Your request was declined: %(role)s, %(place)s"),
    text=_(
        "%(by)s declined your request for the role “%(role)s”: %(place)s.\n\n"
        "The reason: %(reason)s\n\nYou can ask again."
    ),
    translated=("role", "place"),
)
wording(
    "membership.ended",
    topic=Topic.MEMBERSHIPS,
    subject=_("Your role has ended: %(role)s, %(place)s"),
    text=_("%(by)s ended your role “%(role)s”: %(place)s.\n\nThe reason: %(reason)s"),
    translated=("role", "place"),
)

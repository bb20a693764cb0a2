"""Links in mails that stop them: signed, without signing in, and good for ever."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts import preferences
from accounts.models import Pace, Topic, User

SIGNER = signing.Signer(salt="accounts.unsubscribe")


@dataclass(frozen=True)
class Subscription:
    """Whom a link of a mail is for, and the topics that the mail was about."""

    person: User
    topics: tuple[Topic, ...]


def link_for(person: User, topics: list[str]) -> str:
    """Return the address that stops mail about these topics."""
    path = reverse("accounts:unsubscribe", args=[token_for(person, topics)])
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def token_for(person: User, topics: list[str]) -> str:
    token: str = SIGNER.sign_object([person.pk, topics])
    return token


def headers_for(link: str) -> dict[str, str]:
    """Return what a mail program needs for its own button (RFC 2369, RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def read(token: str) -> Subscription | None:
    """Return what a link says; nothing for one that we never gave, or that was cut off."""
    try:
        key, topics = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(pk=key).first()
    known = tuple(Topic(topic) for topic in topics if topic in Topic.values)
    return Subscription(person, known) if person else None


@transaction.atomic
def unsubscribe(subscription: Subscription, *, everything: bool = False) -> None:
    """Stop mail about the topics of a link, or about all. Safe to repeat."""
    topics = Topic.values if everything else subscription.topics
    preferences.choose(
        subscription.person, dict.fromkeys(topics, Pace.OFF), by=None, via="mail"
    )

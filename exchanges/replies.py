"""
Addresses to which a mail about a conversation is answered: one a person and conversation.

An address is signed and lasts as long as its owner takes part. It is short and in small
letters, because mail programs and servers cut and fold what stands before the @.
"""

import base64
import re
from collections.abc import Iterator
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from accounts.models import User
from exchanges.models import ExchangeRequest, Invitation
from exchanges.threads import Conversation

SALT = "exchanges.replies"
BYTES = 10  # of the signature: 80 bits, for each of which a mail would have to be sent
SHAPE = re.compile(r"\+(([0-9a-z]+)-([0-9a-z]+)-([0-9a-z]+)-([a-z2-7]{16}))@")


def address_for(person: User, conversation: Conversation) -> str:
    """Return where this person answers; nothing where no mail is taken in."""
    if "@" not in settings.REPLY_ADDRESS:
        return ""
    local, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    return f"{local}+{token_for(person, conversation)}@{domain}"


def token_for(person: User, conversation: Conversation) -> str:
    invitation = conversation.invitation
    keys = (
        person.pk,
        conversation.exchange_request.pk,
        invitation.pk if invitation else 0,
    )
    named = "-".join(int_to_base36(key) for key in keys)
    return f"{named}-{signature(named, settings.SECRET_KEY)}"


def signature(named: str, secret: str | bytes) -> str:
    made = salted_hmac(SALT, named, secret=secret, algorithm="sha256").digest()
    return base64.b32encode(made[:BYTES]).decode().lower()


def read(address: str) -> tuple[User, Conversation] | None:
    """Return whose address it is, and for what; nothing for one that we never gave."""
    found = SHAPE.search(parseaddr(address)[1].lower() or address.lower())
    if found is None or not is_signed(found[0]):
        return None
    try:
        person, request, invitation = (base36_to_int(found[at]) for at in (2, 3, 4))
    except ValueError:
        return None
    return opened(person, request, invitation)


def is_signed(address: str) -> bool:
    named, _dash, given = address[1:-1].rpartition("-")
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(signature(named, one), given) for one in secrets)


def opened(
    person_key: int, request_key: int, invitation_key: int
) -> tuple[User, Conversation] | None:
    """Return the rows of an address, where all of them are still there."""
    person = User.objects.filter(pk=person_key).first()
    rows = ExchangeRequest.objects.with_line()
    exchange_request = rows.filter(pk=request_key).first()
    if person is None or exchange_request is None:
        return None
    if not invitation_key:
        return person, Conversation(exchange_request, None)
    asked = Invitation.objects.asked().select_related("country", "hub")
    invitation = asked.filter(
        pk=invitation_key, exchange_request=exchange_request
    ).first()
    if invitation is None:
        return None
    invitation.exchange_request = exchange_request
    return person, Conversation(exchange_request, invitation)


def addresses_in(texts: Iterator[str]) -> Iterator[str]:
    """Yield what looks like one of our addresses."""
    local, _at, domain = settings.REPLY_ADDRESS.lower().rpartition("@")
    ours = re.compile(
        re.escape(local) + r"\+[0-9a-z-]+@" + re.escape(domain), re.IGNORECASE
    )
    for text in texts:
        yield from ours.findall(text)

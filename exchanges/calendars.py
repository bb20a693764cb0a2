"""
Due dates for people's own calendars (iCalendar, RFC 5545).

An entry keeps its identifier for ever, and its number rises with each change of the row:
so a calendar moves it, and takes away what is over, instead of showing it twice.
"""

import re
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress
from icalendar.enums import CLASS, STATUS, TRANSP

from accounts.letters import language_of
from accounts.models import Membership, User
from exchanges.models import CalendarLink, ExchangeRequest, Holder, Invitation
from exchanges.models.calendars import new_key
from outbox.events import record

SIGNER = signing.Signer(salt="exchanges.calendar")
OVER = timedelta(days=60)  # for so long, what is over is told to be over
MOST = 500  # entries of one kind
EVERY = timedelta(hours=6)  # how often a calendar should look
DAY = timedelta(days=1)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")  # no text holds them (RFC 5545, 3.1)
# A calendar has at least one component (RFC 5545, 3.6); this one says nothing.
NOTHING = Timezone.from_tzid("UTC")
Role = Membership.Role


# --- the address ----------------------------------------------------------------------


@transaction.atomic
def renew(person: User, *, by: User) -> CalendarLink:
    """
    Give a person an address for her calendar; the one before opens nothing from now on.

    :raises PermissionDenied: for another person.
    """
    refuse_others(person, by)
    fresh = {"key": new_key(), "made_at": timezone.now()}
    link, _made = CalendarLink.objects.update_or_create(person=person, defaults=fresh)
    record("calendar.linked", about=person, by=by)
    return link


@transaction.atomic
def stop(person: User, *, by: User) -> None:
    """
    Take a person's address away. Safe to repeat.

    :raises PermissionDenied: for another person.
    """
    refuse_others(person, by)
    deleted, _rows = CalendarLink.objects.filter(person=person).delete()
    if deleted:
        record("calendar.unlinked", about=person, by=by)


def refuse_others(person: User, by: User) -> None:
    if person != by:
        raise PermissionDenied(_("A calendar's address is its owner's."))


def link_of(person: User) -> CalendarLink | None:
    return CalendarLink.objects.filter(person=person).first()


def token_of(link: CalendarLink) -> str:
    """Return what stands in the address; the database alone does not tell it."""
    token: str = SIGNER.sign(link.key)
    return token


def owner_of(token: str) -> User | None:
    """Return whose due dates a token opens; nobody's, where we never gave it or took it back."""
    try:
        key = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    rows = CalendarLink.objects.filter(key=key, person__is_active=True)
    link = rows.select_related("person").first()
    return link.person if link else None


# --- what is due ----------------------------------------------------------------------


class Place(NamedTuple):
    """What a person acts for: the keys of countries and hubs, and whether she is of the desk."""

    countries: set[str]
    hubs: set[int]
    desk: bool


def place_of(person: User) -> Place:
    rows = person.roles_in_force()
    return Place(
        {
            row.country_id
            for row in rows
            if row.country_id and row.role == Role.FOCAL_POINT
        },
        {row.hub_id for row in rows if row.hub_id and row.role == Role.HUB_MANAGER},
        any(row.role == Role.DESK_OFFICER for row in rows),
    )


def requests_of(person: User, place: Place, now: datetime) -> list[ExchangeRequest]:
    """Return the requests whose days concern her, and those that have just ended."""
    theirs = Q(country__in=place.countries) | Q(hub__in=place.hubs) | Q(officer=person)
    if place.desk:
        theirs |= Q(officer=None, holder=Holder.DESK)
    rows = ExchangeRequest.objects.filter(
        Q(author=person) | theirs & Q(submitted_at__isnull=False),
        ~Q(status__in=ExchangeRequest.FINAL) | Q(status_since__gte=now - OVER),
    )
    return list(rows.with_line().order_by("-updated_at", "-pk")[:MOST])


def invitations_of(place: Place, now: datetime) -> list[Invitation]:
    """Return what countries or hubs of hers were asked, and what has just ended."""
    rows = Invitation.objects.asked().filter(
        Q(country__in=place.countries) | Q(hub__in=place.hubs),
        Q(status=Invitation.Status.PENDING) | Q(status_since__gte=now - OVER),
    )
    found = rows.with_request().select_related("country")
    return list(found.order_by("-status_since", "-pk")[:MOST])


# --- as a calendar reads it -----------------------------------------------------------


def calendar_of(person: User) -> bytes:
    """Write a person's due dates in her language."""
    now, place = timezone.now(), place_of(person)
    with translation.override(language_of(person)):
        entries = [
            *(entry_of(row, person, place) for row in requests_of(person, place, now)),
            *(answer_due(row) for row in invitations_of(place, now)),
        ]
        calendar = empty_calendar(person)
    for entry in entries:
        calendar.add_component(entry)
    if not entries:
        calendar.add_component(NOTHING)
    return bytes(calendar.to_ical())


def empty_calendar(person: User) -> Calendar:
    calendar = Calendar.new(
        prodid="-//Counterpart//Due dates//EN",
        method="PUBLISH",
        name=_("Exchanges: due dates"),
        uid=identifier(f"person-{person.pk}"),
    )
    calendar.add("REFRESH-INTERVAL", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    return calendar


def entry_of(exchange_request: ExchangeRequest, person: User, place: Place) -> Event:
    summary = str(exchange_request)
    if exchange_request.is_final:
        text = _("It is over: %(status)s.") % {
            "status": exchange_request.get_status_display()
        }
    else:
        who = Holder(exchange_request.holder).label
        if is_hers(exchange_request, person, place):
            summary = _("Your turn: %(request)s") % {"request": exchange_request}
        text = _("It lies with %(holder)s since %(since)s.") % {
            "holder": who,
            "since": exchange_request.held_since.date(),
        }
    return entry(
        identifier(exchange_request.reference),
        exchange_request,
        on=exchange_request.due_on or exchange_request.status_since.date(),
        number=exchange_request.version,
        changed=exchange_request.updated_at,
        over=exchange_request.is_final,
        summary=summary,
        text=text,
    )


def is_hers(exchange_request: ExchangeRequest, person: User, place: Place) -> bool:
    """Tell whether she has the ball."""
    speaks = exchange_request.country_id in place.countries
    match exchange_request.holder:
        case Holder.AUTHOR:
            return speaks or exchange_request.author_id == person.pk
        case Holder.FOCAL_POINT:
            return speaks
        case Holder.DESK:
            return (
                exchange_request.officer_id == person.pk
                or exchange_request.hub_id in place.hubs
                or (place.desk and exchange_request.officer_id is None)
            )
    return False


def answer_due(invitation: Invitation) -> Event:
    exchange_request = invitation.exchange_request
    named = {
        "request": exchange_request,
        "country": invitation.country,
        "asking": exchange_request.country,
    }
    if invitation.is_paused:
        text = _("%(country)s has asked a question: the clock stands.") % named
    elif invitation.is_pending:
        text = _("%(asking)s asks %(country)s, and waits for an answer.") % named
    else:
        text = _("It is over: %(status)s.") % {
            "status": invitation.get_status_display()
        }
    return entry(
        identifier(f"{exchange_request.reference}-{invitation.pk}"),
        exchange_request,
        on=invitation.due_on or invitation.status_since.date(),
        number=invitation.version,
        changed=exchange_request.updated_at,
        over=not invitation.is_pending,
        summary=_("Answer for %(country)s: %(request)s") % named,
        text=text,
    )


def entry(
    uid: str,
    exchange_request: ExchangeRequest,
    *,
    on: date,
    number: int,
    changed: datetime,
    over: bool,
    summary: str,
    text: str,
) -> Event:
    """Write a day that takes no time from anybody."""
    return Event.new(
        uid=uid,
        start=on,
        end=on + DAY,
        sequence=number,
        stamp=changed,
        last_modified=changed,
        status=STATUS.CANCELLED if over else STATUS.CONFIRMED,
        organizer=sender(),
        summary=CONTROLS.sub(" ", summary),
        description=CONTROLS.sub(" ", text),
        url=site() + exchange_request.get_absolute_url(),
        transparency=TRANSP.TRANSPARENT,
        classification=CLASS.PRIVATE,
    )


def sender() -> vCalAddress:
    """Return who publishes it: without an organizer nothing is published (RFC 5546, 3.2.1)."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return vCalAddress.new(address, cn=name or None)


def identifier(name: str) -> str:
    return f"{name}@{urlsplit(settings.BASE_URL).hostname}"


def site() -> str:
    return str(settings.BASE_URL).rstrip("/")

"""Which officer of the desk takes care of a request, and how she greets who asks first."""

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Membership, User
from exchanges.models import ExchangeRequest, Holder, Message
from exchanges.permissions import attends
from outbox.events import record

IN_CARE = (
    ExchangeRequest.objects.exclude(holder=Holder.NOBODY)
    .filter(officer=OuterRef("pk"))
    .order_by()
    .values("officer")
)


def of_the_desk() -> QuerySet[User]:
    """Return the officers of the desk with their ``load``, who has least to do first."""
    members = Membership.objects.in_force().filter(role=Membership.Role.DESK_OFFICER)
    people = User.objects.filter(pk__in=members.values("person"))
    load = Coalesce(Subquery(IN_CARE.values(count=Count("*"))), 0)  # of the index alone
    return people.annotate(load=load).order_by("load", "pk")


def put_in_charge(exchange_request: ExchangeRequest) -> None:
    """
    Give a request that was handed in to who has least to do; the caller saves.

    So they take turns. Whoever has it in her care and is still of the desk keeps it.
    """
    officer = exchange_request.officer
    if officer is None or not attends(officer, exchange_request):
        exchange_request.officer = of_the_desk().first()


def greet(exchange_request: ExchangeRequest) -> None:
    """
    Let the officer in charge welcome by name whoever asks for the first time.

    It is the first message of her conversation with the desk, and reaches her as every
    message does: she knows to whom she can write, and what comes next.
    """
    officer, author = exchange_request.officer, exchange_request.author
    if officer is None or officer == author or not is_first(exchange_request):
        return
    message = Message.objects.create(
        exchange_request=exchange_request,
        author=officer,
        text=greeting(exchange_request, officer),
    )
    record("message.written", about=message, by=officer)


def is_first(exchange_request: ExchangeRequest) -> bool:
    hers = ExchangeRequest.objects.filter(author=exchange_request.author_id)
    others = hers.exclude(pk=exchange_request.pk).exclude(submitted_at=None)
    return not others.exists()


def greeting(exchange_request: ExchangeRequest, officer: User) -> str:
    """Return what she is told, in her own language."""
    author = exchange_request.author
    with override(author.language or settings.LANGUAGE_CODE):
        return _(
            "Dear %(name)s,\n\n"
            "welcome. I am %(officer)s, of the coordination desk, and I take care of your "
            "request %(reference)s, “%(title)s”. It is your first, so here is what comes "
            "next.\n\n"
            "%(next)s Then the countries are asked, and each says yes, says no with a "
            "reason, or asks you something first. On the page of your request you always "
            "see who has to act, and until when.\n\n"
            "Write to me here whenever you have a question.\n\n"
            "%(officer)s"
        ) % {
            "name": author,
            "officer": officer,
            "reference": exchange_request.reference,
            "title": exchange_request.title,
            "next": what_is_next(exchange_request),
        }


def what_is_next(exchange_request: ExchangeRequest) -> str:
    day = date_format(exchange_request.due_on) if exchange_request.due_on else ""
    if exchange_request.holder == Holder.FOCAL_POINT:
        return _(
            "By %(day)s your country's focal point looks at it; I then see whether "
            "anything is missing."
        ) % {"day": day}
    return _("By %(day)s I look whether anything is missing.") % {"day": day}


@transaction.atomic
def hand_on(person: User) -> int:
    """
    Give what was in the care of somebody who left the desk to the others; return how many.

    Safe to run twice: what is hers to care for stays with her.
    """
    rows = ExchangeRequest.objects.select_for_update(of=("self",)).with_line()
    handed = 0
    for exchange_request in rows.filter(officer=person).open():
        put_in_charge(exchange_request)
        if exchange_request.officer_id != person.pk:
            note_handed_on(exchange_request, person)
            handed += 1
    return handed


def note_handed_on(exchange_request: ExchangeRequest, before: User) -> None:
    """Save who takes care of it now; without anybody left it waits for the whole desk."""
    exchange_request.version += 1
    exchange_request.save(update_fields=["officer", "version"])
    if exchange_request.officer_id is not None:
        record(
            "exchange_request.reassigned",
            about=exchange_request,
            by=None,
            officer=exchange_request.officer_id,
            before=before.pk,
        )

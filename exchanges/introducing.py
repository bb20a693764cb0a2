"""
Introductions: somebody asks to meet a counterpart, who says yes or no herself.

Until her yes nobody reads her name; with it she joins the conversation with her country.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Expert, User
from accounts.permissions import refuse
from exchanges import lifecycle
from exchanges.models import ExchangeRequest, Introduction, Invitation
from exchanges.refusals import said
from exchanges.speaking import why_not_answer_introduction, why_not_introduce
from outbox.events import record

MOST = 10  # introductions that are asked for about one request
Status = Introduction.Status


class CannotIntroduce(ValidationError):
    """Somebody who cannot be asked now; the message says why."""


@transaction.atomic
def ask(
    exchange_request: ExchangeRequest, expert: Expert, *, by: User, words: str = ""
) -> Introduction:
    """
    Ask a counterpart, who is not named yet, whether she may be introduced.

    Asked twice, she is asked once.

    :raises PermissionDenied: unless the request is hers, or in her care, and the country asked.
    :raises CannotIntroduce: for somebody who is not to be found now, or beyond ten.
    """
    exchange_request = lifecycle.locked(exchange_request)
    invitation = invitation_of(exchange_request, expert)
    refuse(why_not_introduce(by, exchange_request, invitation))
    same = exchange_request.introductions.filter(counterpart=expert).first()
    if same:
        return same
    refuse_unasked_for(exchange_request, expert, by)
    row = Introduction.objects.create(
        exchange_request=exchange_request,
        counterpart=expert,
        asked_by=by,
        words=words.replace("\0", "").strip(),
    )
    record("introduction.asked", about=row, by=by)
    return row


def invitation_of(
    exchange_request: ExchangeRequest, expert: Expert
) -> Invitation | None:
    return exchange_request.invitations.filter(country=expert.country_id).first()


def refuse_unasked_for(
    exchange_request: ExchangeRequest, expert: Expert, by: User
) -> None:
    today = timezone.now().date()
    if not Expert.objects.listed(today).filter(pk=expert.pk).exists():
        raise CannotIntroduce(_("This person is not available at the moment."))
    if expert.person_id == by.pk:
        raise CannotIntroduce(_("This is you."))
    if exchange_request.is_final and not is_accepted(exchange_request):
        raise CannotIntroduce(_("The request has ended."))
    if exchange_request.introductions.count() >= MOST:
        raise CannotIntroduce(
            _("You have asked for %(most)d introductions, the most for one request.")
            % {"most": MOST}
        )


def is_accepted(exchange_request: ExchangeRequest) -> bool:
    return exchange_request.status == ExchangeRequest.Status.ACCEPTED


@transaction.atomic
def accept(introduction: Introduction, *, by: User) -> Introduction:
    """
    Say yes: her name is shown to those who ask, and she joins the conversation.

    :raises PermissionDenied: unless she is the one who is asked for.
    :raises IllegalMove: if she has answered already.
    """
    introduction = locked(introduction)
    refuse(why_not_answer_introduction(by, introduction))
    introduction.move_to(Status.ACCEPTED)
    record("introduction.accepted", about=introduction, by=by)
    return introduction


@transaction.atomic
def decline(introduction: Introduction, *, by: User, reason: str) -> Introduction:
    """
    Say no, with a reason; who she is stays unsaid.

    :raises Missing: without a reason.
    """
    introduction = locked(introduction)
    refuse(why_not_answer_introduction(by, introduction))
    introduction.move_to(Status.DECLINED, reason=said(reason))
    record(
        "introduction.declined",
        about=introduction,
        by=by,
        reason=introduction.reason,
    )
    return introduction


def locked(introduction: Introduction) -> Introduction:
    rows = Introduction.objects.with_parties().select_for_update(of=("self",))
    return rows.get(pk=introduction.pk)

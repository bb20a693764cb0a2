"""Who hears of it when a country consults its own people before it asks others."""

from accounts.models import User
from accounts.notices import tell
from exchanges import consulting, notices
from exchanges.concerned import asking_for
from exchanges.models import BodyMember, Consultation
from exchanges.tasks import day, problem_of
from outbox.events import on
from outbox.models import Event


@on("consultation.opened")
def ask_the_body(event: Event) -> None:
    """Ask those whom the country consults whether they object; safe to run twice."""
    consultation = consultation_of(event)
    members = consulting.asked(consultation.exchange_request)
    tell_of_consultation(
        event,
        consultation,
        {member.person_id for member in members},
        words=problem_of(consultation.exchange_request),
    )


@on("consultation.closed")
def tell_what_was_said(event: Event) -> None:
    """Tell the focal point and the author who objected, and why; safe to run twice."""
    consultation = consultation_of(event)
    objections = consultation.opinions.objections().oldest_first()
    tell_of_consultation(
        event,
        consultation,
        asking_for(consultation.exchange_request),
        todo=notices.SOMEBODY_OBJECTED if objections else notices.NOBODY_OBJECTED,
        objections="\n".join(
            f"{row.person}, {row.institution}: {row.reason}" for row in objections
        ),
    )


@on("consultation.called_off")
def release_the_body(event: Event) -> None:
    """Tell those who have not answered that they need not; safe to run twice."""
    consultation = consultation_of(event)
    answered = set(consultation.opinions.values_list("person", flat=True))
    members = consulting.asked(consultation.exchange_request)
    waiting = {member.person_id for member in members} - answered
    tell_of_consultation(event, consultation, waiting)


def consultation_of(event: Event) -> Consultation:
    rows = Consultation.objects.select_related(
        "exchange_request__country", "exchange_request__author"
    )
    return rows.get(pk=event.subject_id)


def tell_of_consultation(
    event: Event, consultation: Consultation, people: set[int], **facts: str
) -> None:
    """Tell these people, with what every notice about a consultation may say."""
    exchange_request = consultation.exchange_request
    tell(
        event,
        User.objects.filter(pk__in=people),
        url=consultation.get_absolute_url(),
        request=str(exchange_request),
        country=exchange_request.country_id,
        due=day(event.facts.get("due")),
        **facts,
    )


@on("body_member.appointed")
def tell_the_member(event: Event) -> None:
    """Tell a person that she is consulted from now on; safe to run twice."""
    member = BodyMember.objects.select_related("person").get(pk=event.subject_id)
    tell(
        event,
        [member.person],
        url="/me/",
        who=str(event.actor),
        country=member.country_id,
        institution=member.institution,
    )

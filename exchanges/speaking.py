"""
Who takes part in which conversation about a request, and in words why not.

A conversation is of a request and a country that was asked, or of a request and the desk,
where no invitation is named.
"""

from django.utils.translation import gettext as _

from accounts.models import Expert, Membership, User
from exchanges.models import ExchangeRequest, Introduction, Invitation
from exchanges.permissions import Person, asks, attends, is_party


def takes_part(
    person: Person, exchange_request: ExchangeRequest, invitation: Invitation | None
) -> bool:
    """Tell whether she may write in a conversation."""
    if exchange_request.is_draft or not person.is_active:
        return False
    if invitation is None:
        return asks(person, exchange_request) or attends(person, exchange_request)
    if invitation.asked_at is None:
        return False
    return is_party(person, invitation)


def may_read(
    person: Person, exchange_request: ExchangeRequest, invitation: Invitation | None
) -> bool:
    """Tell whether a conversation is hers to read; auditors read all."""
    if takes_part(person, exchange_request, invitation):
        return True
    if exchange_request.is_draft or (invitation and invitation.asked_at is None):
        return False
    return person.is_authenticated and person.acts_as(Membership.Role.AUDITOR)


def why_not_talk(
    person: Person, exchange_request: ExchangeRequest, invitation: Invitation | None
) -> str:
    if takes_part(person, exchange_request, invitation):
        return ""
    if exchange_request.is_draft:
        return _("It is a draft. Submit it, then you can write to the desk about it.")
    if invitation is None:
        return _("This conversation is of whoever asks and the coordination desk.")
    return _("This conversation is of whoever asks and %(country)s.") % {
        "country": invitation.country
    }


# --- introductions ----------------------------------------------------------------------


def why_not_look_for_counterparts(
    person: Person, exchange_request: ExchangeRequest
) -> str:
    if asks(person, exchange_request) or attends(person, exchange_request):
        return ""
    return _("Whoever asks for the exchange, or the desk, looks for counterparts.")


def why_not_introduce(
    person: Person, exchange_request: ExchangeRequest, invitation: Invitation | None
) -> str:
    """Say why she cannot ask for an introduction to somebody of a country now."""
    if why_not := why_not_look_for_counterparts(person, exchange_request):
        return why_not
    if invitation is None or invitation.asked_at is None:
        return _("You can ask for introductions once the desk has asked the country.")
    return ""


def why_not_answer_introduction(person: Person, introduction: Introduction) -> str:
    mine = introduction.counterpart.person_id
    if person.is_authenticated and person.is_active and person.pk == mine:
        return ""
    return _("The person who is asked for answers herself.")


def knows_name(person: Person, introduction: Introduction) -> bool:
    """Tell whether she may read who the counterpart is: only after that one's yes."""
    if introduction.is_accepted:
        return True
    return person.pk == introduction.counterpart.person_id


def name_known_to(person: Person, expert: Expert) -> bool:
    """Tell whether an expert has agreed to be known to this person."""
    if person.pk == expert.person_id:
        return True
    if not person.is_authenticated:
        return False
    accepted = Introduction.objects.accepted().filter(counterpart=expert)
    return accepted.filter(asked_by=person).exists()


def called(person: User) -> str:
    """Name a person to those she speaks with; an address is not given away for a name."""
    if person.name:
        return person.name
    if person.country is None:
        return _("Somebody without a name here")
    return _("Somebody of %(country)s") % {"country": person.country}


def office_of(person: User) -> str:
    """Return what she is and where, as far as she says it."""
    return ", ".join(filter(None, (person.position, person.institution)))

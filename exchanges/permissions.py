"""
Who may do what with a request, and in words why not.

``why_not_…`` is empty for whoever may; pages show its sentence beside what is disabled,
and the verbs refuse with it.
"""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.permissions import why_not_in_force
from exchanges.models import (
    BodyMember,
    Challenge,
    Consultation,
    ExchangeRequest,
    Introduction,
    Invitation,
    Paper,
)
from hubs.models import Country, Hub

Person = User | AnonymousUser
Role = Membership.Role
SPEAKING = (Role.OFFICIAL, Role.FOCAL_POINT)
Status = ExchangeRequest.Status


def speaks_for(person: Person, country: Country) -> bool:
    """Tell whether she is an official or the focal point of a country."""
    return person.is_authenticated and person.acts_as(
        Role.OFFICIAL, Role.FOCAL_POINT, country=country
    )


def is_focal_point(person: Person, country: Country) -> bool:
    return person.is_authenticated and person.acts_as(Role.FOCAL_POINT, country=country)


def administers(person: Person) -> bool:
    """Tell whether she looks after the platform."""
    return person.is_authenticated and (
        person.acts_as(Role.ADMINISTRATOR) or person.is_operator()
    )


def asks(person: Person, exchange_request: ExchangeRequest) -> bool:
    """Tell whether a request is hers: she wrote it, or is the focal point of its country."""
    if not person.is_authenticated or not person.is_active:
        return False
    if person.pk == exchange_request.author_id:
        return True
    return not exchange_request.is_draft and is_focal_point(
        person, exchange_request.country
    )


def attends(person: Person, exchange_request: ExchangeRequest) -> bool:
    """Tell whether a request is in her care: at the desk, or in the hub it was routed to."""
    if not person.is_authenticated:
        return False
    if person.acts_as(Role.DESK_OFFICER) or administers(person):
        return True
    hub = exchange_request.hub
    return hub is not None and person.acts_as(Role.HUB_MANAGER, hub=hub)


def overlooks(person: Person, exchange_request: ExchangeRequest) -> bool:
    """Tell whether she reads all that is said about a request, with whichever country."""
    if asks(person, exchange_request) or attends(person, exchange_request):
        return True
    return person.is_authenticated and person.acts_as(Role.AUDITOR)


def answers_for(person: Person, invitation: Invitation) -> bool:
    """Tell whether she says yes or no for the country that was asked."""
    if is_focal_point(person, invitation.country):
        return True
    hub = invitation.hub
    return (
        hub is not None
        and person.is_authenticated
        and person.acts_as(Role.HUB_MANAGER, hub=hub)
    )


def is_party(person: Person, invitation: Invitation) -> bool:
    """Tell whether she takes part in the conversation with a country that was asked."""
    request = invitation.exchange_request
    if asks(person, request) or attends(person, request):
        return True
    if answers_for(person, invitation) or speaks_for(person, invitation.country):
        return True
    return was_introduced(person, invitation)


def was_introduced(person: Person, invitation: Invitation) -> bool:
    """Tell whether she is a counterpart of that country who agreed to be introduced."""
    if not person.is_authenticated or not person.is_active:
        return False
    hers = Introduction.objects.accepted().filter(
        exchange_request=invitation.exchange_request_id,
        counterpart__person=person,
        counterpart__country=invitation.country_id,
    )
    return hers.exists()


# --- challenges -----------------------------------------------------------------------


def may_own(person: Person, challenge: Challenge) -> bool:
    """A challenge is its owner's alone until she asks for an exchange."""
    return (
        person.is_authenticated and person.is_active and challenge.owner_id == person.pk
    )


def why_not_describe(person: Person) -> str:
    if person.is_authenticated and person.is_active:
        return ""
    return _("Sign in to keep a challenge.")


# --- requests: why not, and may she ----------------------------------------------------


def why_not_start(person: Person, country: Country) -> str:
    if not person.is_authenticated or not person.is_active:
        return _("Sign in to ask for an exchange.")
    if speaks_for(person, country):
        return ""
    return _(
        "Officials and focal points ask for their country. Ask for the role of an "
        "official of %(country)s on your page “Roles”."
    ) % {"country": country}


def why_not_change(person: Person, exchange_request: ExchangeRequest) -> str:
    if not asks(person, exchange_request):
        return _("Its author and the country's focal point change it.")
    if exchange_request.status not in ExchangeRequest.OPEN_TO_AUTHOR:
        return _(
            "It was submitted. It can be changed again when the desk or the country's "
            "focal point sends it back; until then write to the desk, or withdraw it."
        )
    return ""


def why_not_submit(person: Person, exchange_request: ExchangeRequest) -> str:
    if not asks(person, exchange_request):
        return _("Its author and the country's focal point submit it.")
    return why_not_start(person, exchange_request.country)


def why_not_endorse(person: Person, exchange_request: ExchangeRequest) -> str:
    if is_focal_point(person, exchange_request.country):
        return ""
    return _("The focal point of %(country)s endorses it.") % {
        "country": exchange_request.country
    }


def why_not_opine(person: Person, consultation: Consultation) -> str:
    """Those of the country's body are consulted; whoever wrote a request has said enough."""
    request = consultation.exchange_request
    if not person.is_authenticated or not person.is_active:
        return _("Sign in first.")
    if person.pk == request.author_id:
        return _("You wrote it: the others are asked whether they object.")
    members = BodyMember.objects.of(request.country_id).in_force()
    if members.filter(person=person).exists():
        return ""
    return _("Those whom %(country)s consults say whether they object.") % {
        "country": request.country
    }


def why_not_send_back(person: Person, exchange_request: ExchangeRequest) -> str:
    """The desk sends back what is incomplete, the focal point what the country does not want."""
    if attends(person, exchange_request):
        return ""
    awaits = exchange_request.status == Status.SUBMITTED
    if awaits and is_focal_point(person, exchange_request.country):
        return ""
    return _("The coordination desk or the country's focal point sends it back.")


def why_not_hand_over(person: User) -> str:
    """Who attends to requests says in whose care they are."""
    if person.acts_as(Role.DESK_OFFICER, Role.HUB_MANAGER) or administers(person):
        return ""
    return _("The coordination desk does this, and the managers of hubs for theirs.")


def why_not_attend(person: Person, exchange_request: ExchangeRequest) -> str:
    """Triage, routing and offering are the desk's."""
    if attends(person, exchange_request):
        return ""
    return _("The coordination desk does this, or the manager of the hub it went to.")


def why_not_choose(person: Person, exchange_request: ExchangeRequest) -> str:
    if asks(person, exchange_request):
        return ""
    return _("The country that asked chooses.")


def why_not_withdraw(person: Person, exchange_request: ExchangeRequest) -> str:
    if asks(person, exchange_request):
        return ""
    return _("The country that asked withdraws it.")


def offers_help_of(person: Person) -> list[Country]:
    """Return for which countries she may offer help: hers, and those of her hubs."""
    if not person.is_authenticated or not person.is_active:
        return []
    mine = person.roles_in_force()
    found = [row.country for row in mine if row.role in SPEAKING]
    found += [
        row.hub.country for row in mine if row.role == Role.HUB_MANAGER and row.hub
    ]
    return list(dict.fromkeys(country for country in found if country))


def why_not_offer_help(person: Person, country: Country | None) -> str:
    if country is not None and country in offers_help_of(person):
        return ""
    return why_not_in_force(person) or _(
        "Officials and focal points offer the help of their country, and the managers of "
        "a hub that of the country where it works."
    )


# --- invitations ------------------------------------------------------------------------


def why_not_answer(person: Person, invitation: Invitation) -> str:
    if answers_for(person, invitation):
        return ""
    return _("The focal point of %(country)s answers, or the manager of its hub.") % {
        "country": invitation.country
    }


def why_not_clarify(person: Person, invitation: Invitation) -> str:
    request = invitation.exchange_request
    if asks(person, request) or attends(person, request):
        return ""
    return _("Whoever asked for the exchange answers the question.")


def may_change(person: Person, exchange_request: ExchangeRequest) -> bool:
    return not why_not_change(person, exchange_request)


def may_attend(person: Person, exchange_request: ExchangeRequest) -> bool:
    return not why_not_attend(person, exchange_request)


def may_answer(person: Person, invitation: Invitation) -> bool:
    return not why_not_answer(person, invitation)


# --- papers -----------------------------------------------------------------------------


def why_not_attach(
    person: Person, exchange_request: ExchangeRequest, invitation: Invitation | None
) -> str:
    if asks(person, exchange_request) or attends(person, exchange_request):
        return ""
    if invitation is not None and is_party(person, invitation):
        return ""
    return _("Those who take part in the conversation attach papers to it.")


def why_not_remove(person: Person, paper: Paper) -> str:
    if person.is_authenticated and person.is_active and person.pk == paper.by_id:
        return ""
    return _("Whoever attached it takes it off.")


# --- the desk, and what is set there -----------------------------------------------------


def sees_desk(person: Person) -> bool:
    """The desk's queue is for those who do its work, and for those who look after it."""
    return person.is_authenticated and person.acts_as(*Membership.AT_THE_DESK)


def why_not_see_desk(person: Person) -> str:
    if sees_desk(person):
        return ""
    return why_not_in_force(person, Role.DESK_OFFICER, Role.HUB_MANAGER) or _(
        "This page is for the coordination desk and the managers of hubs. How long "
        "requests wait, everybody sees in the public queue."
    )


def why_not_set_clock(person: Person, hub: Hub | None) -> str:
    """A hub's days are its manager's to set, those of the platform the administrators'."""
    if administers(person):
        return ""
    if hub is None:
        return _("Administrators set the days of the platform.")
    if person.is_authenticated and person.acts_as(Role.HUB_MANAGER, hub=hub):
        return ""
    return _("The managers of %(hub)s set its days.") % {"hub": hub}


def sets_anything(person: Person) -> bool:
    """Tell whether there are days or a capacity that she sets."""
    if administers(person):
        return True
    return person.is_authenticated and person.acts_as(
        Role.FOCAL_POINT, Role.HUB_MANAGER
    )


def why_not_set_for(person: Person, country: Country, said: str) -> str:
    if is_focal_point(person, country) or administers(person):
        return ""
    return said % {"country": country}


def why_not_set_procedure(person: Person, country: Country) -> str:
    said = _("The focal point of %(country)s says how its requests are endorsed.")
    return why_not_set_for(person, country, said)


def why_not_appoint(person: Person, country: Country) -> str:
    said = _("The focal point of %(country)s says who is consulted there.")
    return why_not_set_for(person, country, said)


def why_not_name_institutions(person: Person, country: Country) -> str:
    said = _("The focal point of %(country)s names its institutions.")
    return why_not_set_for(person, country, said)


def why_not_declare(person: Person, country: Country) -> str:
    said = _("The focal point of %(country)s says how much it can take.")
    return why_not_set_for(person, country, said)

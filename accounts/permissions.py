"""Who may, and in words why not: asked by pages, by the API and by the verbs themselves."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Letter, Membership, PersonalToken, User
from hubs.models import Country, Hub

Person = User | AnonymousUser


def may_decide(person: Person, membership: Membership) -> bool:
    """Tell whether she may grant and end this role: an administrator, or whose place it is."""
    return Membership.objects.decided_by(person).filter(pk=membership.pk).exists()


def those_who_decide(membership: Membership) -> QuerySet[User]:
    """
    Return before whom a request for this role is put: the people of its hub or country.

    Where there is none, those who look after the platform. Nobody decides about her own.
    """
    others = User.objects.filter(is_active=True).exclude(pk=membership.person_id)
    roles = Membership.objects.in_force()
    near = others.filter(pk__in=roles.of_those_near(membership).values("person"))
    if near.exists():
        return near
    administrators = roles.filter(role=Membership.Role.ADMINISTRATOR)
    return others.filter(
        Q(pk__in=administrators.values("person")) | Q(is_superuser=True)
    )


def may_end(person: Person, membership: Membership) -> bool:
    """Tell whether she may end this role: her own, too."""
    return may_decide(person, membership) or is_hers(person, membership)


def may_decide_any(person: Person) -> bool:
    """Tell whether there are roles that she grants and ends at all."""
    if not person.is_authenticated:
        return False
    deciding = (
        Membership.Role.ADMINISTRATOR,
        Membership.Role.HUB_MANAGER,
        Membership.Role.FOCAL_POINT,
    )
    return person.acts_as(*deciding) or person.is_operator()


def may_revoke(person: Person, token: PersonalToken) -> bool:
    """Tell whether she may end this token: her own, and an administrator everybody's."""
    if not person.is_authenticated:
        return False
    if token.person_id == person.pk or person.is_operator():
        return True
    return person.acts_as(Membership.Role.ADMINISTRATOR)


def may_send_again(person: Person, letter: Letter) -> bool:
    """Tell whether she looks after the platform, and so after mail that failed."""
    if not person.is_authenticated:
        return False
    return person.is_superuser or person.acts_as(Membership.Role.ADMINISTRATOR)


def is_hers(person: Person, membership: Membership) -> bool:
    return (
        person.is_authenticated
        and person.is_active
        and membership.person_id == person.pk
    )


# --- why not ----------------------------------------------------------------------


def why_not_decide(person: Person, membership: Membership) -> str:
    """Say why she may not grant or end this role; nothing where she may."""
    if may_decide(person, membership):
        return ""
    if is_hers(person, membership):
        return _("Nobody decides about her own role: another person has to.")
    return why_not_in_force(person) or _(
        "Those who decide are the administrators, the managers of the hub, and the focal"
        " points of the country for its officials and facilitators."
    )


def why_not(
    person: Person,
    *roles: str,
    hub: Hub | None = None,
    country: Country | None = None,
) -> str:
    """
    Say in words why she does not act as one of these; nothing where she does.

    It also says what she can do about it: sign in, ask for the role, wait for the
    answer, or set up a second factor.
    """
    if not person.is_authenticated:
        return _("Sign in first.")
    if person.acts_as(*roles, hub=hub, country=country):
        return ""
    return (
        why_waiting(person, *roles, hub=hub, country=country)
        or why_not_in_force(person, *roles)
        or _("Only %(roles)s can do this. You can ask for the role under “Your roles”.")
        % {"roles": named(*roles, place=hub or country)}
    )


def why_waiting(
    person: User,
    *roles: str,
    hub: Hub | None = None,
    country: Country | None = None,
) -> str:
    """Say that the role has been asked for, if it was."""
    asked = person.memberships.requested().filter(role__in=roles)
    asked = asked.filter(hub=hub) if hub else asked
    asked = asked.filter(country=country) if country else asked
    return _("Your request for the role waits for an answer.") if asked.exists() else ""


def why_not_in_force(person: Person, *roles: str) -> str:
    """Say that her role waits for a second factor, where it does."""
    if not person.is_authenticated or not person.lacks_second_factor():
        return ""
    granted = person.memberships.granted()
    if roles and not granted.filter(role__in=roles).exists():
        return ""
    return str(SECOND_FACTOR_WANTED)


SECOND_FACTOR_WANTED = gettext_lazy(
    "Your role lets you change what others rely on. A password alone can be guessed or"
    " stolen, so set up a second factor, such as an app on your phone, before you act."
)


def named(*roles: str, place: Hub | Country | None = None) -> str:
    """Name roles as a sentence does: “curator or hub manager of Rwanda Cooperation”."""
    labels = dict(Membership.Role.choices)
    names = [str(labels[role]) for role in roles]
    *some, last = names
    joined = (
        _("%(some)s or %(last)s") % {"some": ", ".join(some), "last": last}
        if some
        else last
    )
    if place is None:
        return joined
    return _("%(roles)s of %(place)s") % {"roles": joined, "place": place}


def refuse(why_not: str) -> None:
    """:raises PermissionDenied: where there is a reason why not."""
    if why_not:
        raise PermissionDenied(why_not)

"""
Who may speak about a practice, and in words why not.

``permissions`` says who shapes it; here is who gives feedback, states lessons, judges it
for her country, and translates it.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import why_not_in_force
from hubs.models import Country, Hub
from practices.models import Lineage, Practice, Translation
from practices.permissions import SHAPING, Person, Role, keeps, writes

# --- what others say of it ------------------------------------------------------------

ANSWERING = (Role.CURATOR, Role.REVIEWER, Role.HUB_MANAGER)
Place = Country | Hub


def places_of(person: Person) -> list[Place]:
    """Return the countries and hubs for which she may speak."""
    if not person.is_authenticated:
        return []
    places = (row.country or row.hub for row in person.roles_in_force())
    return list(dict.fromkeys(place for place in places if place))


def places_beyond(person: Person, practice: Practice) -> list[Place]:
    """Return those of her countries and hubs that are not the practice's own."""
    own = {*practice.country_codes, practice.hub_id}
    return [place for place in places_of(person) if place.pk not in own]


def why_not_give(person: Person, practice: Practice) -> str:
    """Feedback comes from other countries and hubs."""
    if not person.is_authenticated:
        return _("Sign in to give feedback.")
    if places_beyond(person, practice):
        return ""
    if places_of(person):
        return _(
            "Feedback comes from other countries and hubs; as one of those whose practice "
            "this is, you reply to it."
        )
    return why_not_in_force(person) or _(
        "Feedback is given for a country or a hub. Ask for a role under “Your roles”."
    )


def may_give(person: Person, practice: Practice) -> bool:
    return not why_not_give(person, practice)


def why_not_reply(person: Person, practice: Practice) -> str:
    if writes(person, practice) or keeps(person, practice, *ANSWERING):
        return ""
    return _("The hub that keeps it and its owner reply.")


def may_reply(person: Person, practice: Practice) -> bool:
    return not why_not_reply(person, practice)


def why_not_moderate(person: Person, practice: Practice) -> str:
    """Whoever moderates is not whoever is spoken of alone: the desk may, too."""
    if not person.is_authenticated:
        return _("Sign in first.")
    if person.acts_as(Role.DESK_OFFICER, Role.ADMINISTRATOR):
        return ""
    if keeps(person, practice, Role.HUB_MANAGER):
        return ""
    return _("The managers of the hub and the coordination desk moderate.")


def may_moderate(person: Person, practice: Practice) -> bool:
    return not why_not_moderate(person, practice)


# --- who learned from whom ------------------------------------------------------------


def speaks_for(person: Person, practice: Practice | None, country: Country) -> bool:
    """Tell whether she speaks for one end of a lesson: for the country, or the practice."""
    if not person.is_authenticated:
        return False
    if person.acts_as(Role.OFFICIAL, Role.FOCAL_POINT, country=country):
        return True
    if practice is None:
        return False
    return writes(person, practice) or is_of_its_hub(person, practice)


def is_of_its_hub(person: User, practice: Practice) -> bool:
    """Tell whether she curates for its hub herself; an administrator is of neither side."""
    hubs = [practice.hub] if practice.hub else practice.country.hubs.all()
    return any(person.acts_as(*SHAPING, hub=hub) for hub in hubs)


def sides_of(person: Person, link: Lineage) -> set[str]:
    """Return the sides of a link for which she speaks."""
    ends = ends_of(link).items()
    return {side for side, end in ends if speaks_for(person, *end)}


def ends_of(link: Lineage) -> dict[str, tuple[Practice | None, Country]]:
    return {
        Lineage.Side.SOURCE.value: (link.source, link.source_country),
        Lineage.Side.LEARNER.value: (link.learner, link.learner_country),
    }


def why_not_state(person: Person, link: Lineage) -> str:
    if not person.is_authenticated:
        return _("Sign in first.")
    if sides_of(person, link):
        return ""
    return why_not_in_force(person) or _(
        "One of the two sides states it: officials and focal points of the countries, "
        "authors and curators of the practices."
    )


def may_state(person: Person, link: Lineage) -> bool:
    return not why_not_state(person, link)


def is_of_the_other_side(person: Person, link: Lineage, sides: set[str]) -> bool:
    """Tell whether one who speaks for these sides may answer what was stated."""
    stated = link.stated_side or Lineage.Side.LEARNER.value
    return bool(sides) and stated not in sides and link.stated_by_id != person.pk


def why_not_answer(person: Person, link: Lineage) -> str:
    """Only the other side answers; what sources say, the source of the lesson answers."""
    if not person.is_authenticated:
        return _("Sign in first.")
    sides = sides_of(person, link)
    if is_of_the_other_side(person, link, sides):
        return ""
    if sides:
        return _("It is for the other side to confirm or dispute it.")
    return why_not_in_force(person) or _(
        "The other side answers: officials and focal points of the country, authors and "
        "curators of the practice."
    )


def may_confirm_link(person: Person, link: Lineage) -> bool:
    return not why_not_answer(person, link)


def may_dispute(person: Person, link: Lineage) -> bool:
    return not why_not_answer(person, link)


def why_not_take_back(person: Person, link: Lineage) -> str:
    """Whoever stated it takes it back, or somebody of the same side."""
    if not link.is_stated:
        return _("It was taken from public sources, and stated by nobody here.")
    if link.stated_side in sides_of(person, link):
        return ""
    return _("It is for the side that stated it to take it back.")


def may_take_back(person: Person, link: Lineage) -> bool:
    return not why_not_take_back(person, link)


# --- would it work elsewhere ----------------------------------------------------------


def why_not_arrange(person: Person, practice: Practice) -> str:
    if keeps(person, practice, *SHAPING) or writes(person, practice):
        return ""
    return _("The curators of the hub that keeps it, and its owner, keep this list.")


def may_arrange(person: Person, practice: Practice) -> bool:
    return not why_not_arrange(person, practice)


def countries_to_judge_for(person: Person) -> list[Country]:
    return [place for place in places_of(person) if isinstance(place, Country)]


def why_not_assess(person: Person) -> str:
    if not person.is_authenticated:
        return _("Sign in to assess it for your country.")
    if countries_to_judge_for(person):
        return ""
    return _(
        "An assessment is made for a country, by its officials, focal points and "
        "facilitators. Ask for a role under “Your roles”."
    )


def may_assess(person: Person) -> bool:
    return not why_not_assess(person)


# --- in other languages ---------------------------------------------------------------


def why_not_translate(person: Person) -> str:
    """Anybody who speaks for a country or a hub may offer a translation."""
    if not person.is_authenticated:
        return _("Sign in to translate.")
    if places_of(person):
        return ""
    return why_not_in_force(person) or _(
        "Whoever speaks for a country or a hub may translate. Ask for a role under "
        "“Your roles”."
    )


def may_translate(person: Person) -> bool:
    return not why_not_translate(person)


def why_not_publish_translation(person: Person, practice: Practice) -> str:
    if keeps(person, practice, *SHAPING):
        return ""
    if person.is_authenticated and person.pk == practice.owner_id:
        return ""
    return _(
        "The curators of the hub that keeps it, and its owner, publish translations."
    )


def may_publish_translation(person: Person, practice: Practice) -> bool:
    return not why_not_publish_translation(person, practice)


def may_discard(person: Person, translation: Translation) -> bool:
    """Its author may throw her draft away, and so may whoever publishes."""
    if person.is_authenticated and translation.author_id == person.pk:
        return True
    return may_publish_translation(person, translation.practice)

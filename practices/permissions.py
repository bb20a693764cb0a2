"""
Who may do what with a practice, and in words why not.

``why_not_…`` is empty for whoever may; pages show its sentence beside what is disabled,
and the verbs of ``curation`` refuse with it.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from practices.models import Practice, Review, SavedSearch

Person = User | AnonymousUser
Role = Membership.Role

SHAPING = (Role.CURATOR, Role.HUB_MANAGER)
REVIEWING = (Role.REVIEWER, Role.HUB_MANAGER)
OPEN_TO_AUTHORS = (Practice.Status.CAPTURED, Practice.Status.CHANGES_REQUESTED)


def keeps(person: Person, practice: Practice, *roles: str) -> bool:
    """
    Tell whether she has one of these roles in the hub that keeps a practice.

    What no hub keeps yet falls to the hubs of its country. An administrator stands in
    for every hub.
    """
    return bool({Role.ADMINISTRATOR, *roles} & roles_around(person, practice))


def roles_around(person: Person, practice: Practice) -> set[str]:
    """
    Return what she is to a practice: her roles of the platform, and of the hub that keeps it.

    A page asks many times about one practice: the answer is kept with it. Verbs fetch
    theirs anew, and so they ask anew.
    """
    if not person.is_authenticated or not person.is_active:
        return set()
    kept: dict[Any, set[str]] = vars(practice).setdefault("_roles_around", {})
    key = (person.pk, practice.hub_id)
    if key not in kept:
        rows = person.roles_in_force()
        kept[key] = {row.role for row in rows if is_around(row, practice)}
    return kept[key]


def is_around(membership: Membership, practice: Practice) -> bool:
    """Tell whether a role is of the platform, or of the hub that keeps a practice."""
    if membership.hub is None:
        return membership.country_id is None
    if practice.hub_id is None:
        return membership.hub.country_id == practice.country_id
    return membership.hub_id == practice.hub_id


def writes(person: Person, practice: Practice) -> bool:
    """Tell whether she offered it, writes it with the author, or owns it."""
    if not person.is_authenticated or not person.is_active:
        return False
    if person.pk in (practice.author_id, practice.owner_id):
        return True
    return any(row.person_id == person.pk for row in practice.co_authors.all())


def has_written(person: Person, practice: Practice) -> bool:
    """Tell whether any of its text may be hers, so that another has to review it."""
    return writes(person, practice) or practice.revisions.filter(by=person.pk).exists()


# --- why not, and may she -----------------------------------------------------------


def why_not_capture(person: Person) -> str:
    if not person.is_authenticated or not person.is_active:
        return _("Sign in to offer a practice.")
    others = [role for role in Role.values if role != Role.AUDITOR]
    if person.acts_as(Role.AUDITOR) and not person.acts_as(*others):
        return _("Auditors read all, and change nothing.")
    return ""


def may_capture(person: Person) -> bool:
    return not why_not_capture(person)


def why_not_edit(person: Person, practice: Practice) -> str:
    """An author writes until she submits; then it is for the hub's curators alone."""
    if practice.status == Practice.Status.WITHDRAWN:
        return _("It was withdrawn; nobody changes it any more.")
    if keeps(person, practice, *SHAPING):
        return ""
    if not writes(person, practice):
        return _(
            "It is for its authors and for the curators of the hub that keeps it to edit."
        )
    if practice.status not in OPEN_TO_AUTHORS:
        return _(
            "It was submitted. From then on the curators of the hub edit it: ask them, "
            "or wait until the reviewer requests changes."
        )
    return ""


def may_edit(person: Person, practice: Practice) -> bool:
    return not why_not_edit(person, practice)


def why_not_submit(person: Person, practice: Practice) -> str:
    if writes(person, practice) or keeps(person, practice, *SHAPING):
        return ""
    return _(
        "Its authors and the curators of the hub that keeps it submit it for review."
    )


def may_submit(person: Person, practice: Practice) -> bool:
    return not why_not_submit(person, practice)


def why_not_assign(person: Person, practice: Practice) -> str:
    if keeps(person, practice, *SHAPING):
        return ""
    return _("The curators of the hub that keeps it name its reviewers.")


def may_assign(person: Person, practice: Practice) -> bool:
    return not why_not_assign(person, practice)


def why_not_review(person: Person, practice: Practice) -> str:
    """Author and reviewer are never the same person, whatever other roles she has."""
    if not person.is_authenticated:
        return _("Sign in to review.")
    if has_written(person, practice):
        return _("You wrote on it. Whoever reviews a practice has not written it.")
    asked = practice.reviews.filter(reviewer=person)
    if asked.exclude(verdict=Review.Verdict.RELEASED).exists():
        return "" if person.is_active else _("This account is closed.")
    if keeps(person, practice, *REVIEWING):
        return ""
    return _("It is for the reviewers of the hub that keeps it, or whom it has asked.")


def may_review(person: Person, practice: Practice) -> bool:
    return not why_not_review(person, practice)


def may_publish(person: Person, practice: Practice) -> bool:
    return may_review(person, practice)


def may_request_changes(person: Person, practice: Practice) -> bool:
    return may_review(person, practice)


def why_not_confirm(person: Person, practice: Practice) -> str:
    if writes(person, practice) or keeps(person, practice, *SHAPING):
        return ""
    return _(
        "Its owner, its authors and the curators of the hub say whether it is still true."
    )


def may_confirm(person: Person, practice: Practice) -> bool:
    return not why_not_confirm(person, practice)


def why_not_archive(person: Person, practice: Practice) -> str:
    if keeps(person, practice, *SHAPING):
        return ""
    return _("The curators of the hub that keeps it archive it.")


def may_archive(person: Person, practice: Practice) -> bool:
    return not why_not_archive(person, practice)


def why_not_withdraw(person: Person, practice: Practice) -> str:
    """What nobody has read yet may be taken back by its authors, too."""
    if keeps(person, practice, *SHAPING):
        return ""
    if practice.published_at is None and writes(person, practice):
        return ""
    return _("The curators of the hub that keeps it withdraw it.")


def may_withdraw(person: Person, practice: Practice) -> bool:
    return not why_not_withdraw(person, practice)


def why_not_name_writers(person: Person, practice: Practice) -> str:
    if writes(person, practice) or keeps(person, practice, *SHAPING):
        return ""
    return _("Its authors and the curators of the hub say who writes it with them.")


def why_not_take_on(person: Person, practice: Practice) -> str:
    """Custody passes from the hub's own curators; to another hub, too, if they give it away."""
    if keeps(person, practice, *SHAPING):
        return ""
    return _("The curators of the hub that keeps it say which hub keeps it, and who.")


def may_see_reviews(person: Person, practice: Practice) -> bool:
    """Tell whether what reviewers said, and every revision, is for her to read."""
    if not person.is_authenticated:
        return False
    if keeps(person, practice, Role.AUDITOR, *SHAPING, *REVIEWING):
        return True
    if writes(person, practice):
        return True
    return practice.reviews.filter(reviewer=person).exists()


def may_keep(person: Person, search: SavedSearch) -> bool:
    """Tell whether a saved search is hers: only she reads, renames, pauses or deletes it."""
    return (
        person.is_authenticated and person.is_active and search.person_id == person.pk
    )

"""
A person describes her problem, step by step: a private draft until she says that it is ready.

From then on it is kept standing: a practice published later that answers it is told to her.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import IllegalMove, User
from accounts.permissions import refuse
from exchanges.checks import TooMany
from exchanges.lifecycle import ChangedMeanwhile
from exchanges.models import Challenge
from exchanges.permissions import may_own, why_not_describe
from exchanges.refusals import Missing
from exchanges.sanity import refuse_impossible, wrong_with_deadline
from hubs.models import Country
from outbox.events import record
from practices import guesses, reading, saving
from practices.models import SavedSearch
from practices.saving import Condition

MOST_OPEN = 100  # challenges of one person
WRITTEN = (
    "title",
    "happens",
    "to_whom",
    "since",
    "tried",
    "limits",
    "deadline",
    "country",
)
Status = Challenge.Status


# --- writing it -------------------------------------------------------------------------


@transaction.atomic
def begin(*, by: User, country: Country, **content: Any) -> Challenge:
    """
    Keep the first words of a challenge; it is a draft, and hers alone.

    :param content: whichever of ``WRITTEN`` is known already.
    :raises Missing: where it does not say what happens.
    :raises TooMany: beyond a hundred open challenges of one person.
    :raises Impossible: as ``change`` does.
    """
    refuse(why_not_describe(by))
    User.objects.select_for_update().get(pk=by.pk)  # she begins one at a time
    if Challenge.objects.visible_to(by).open().count() >= MOST_OPEN:
        raise TooMany(
            _("You have %(most)d open challenges. Close or discard one first.")
            % {"most": MOST_OPEN}
        )
    challenge = Challenge(owner=by)
    write(challenge, {"country": country, **content})
    challenge.save(force_insert=True)
    record("challenge.begun", about=challenge, by=by)
    return challenge


@transaction.atomic
def change(
    challenge: Challenge, *, by: User, version: int | None = None, **content: Any
) -> Challenge:
    """
    Write on it; what is left out stays. One that stands is looked for as it reads now.

    :raises PermissionDenied: unless it is hers.
    :raises ChangedMeanwhile: where it is no longer of the version that she saw.
    :raises IllegalMove: once it is closed.
    :raises Missing: where it no longer says what happens.
    :raises Impossible: for a deadline in the past.
    """
    challenge = open_for(challenge, by, version)
    write(challenge, content)
    if challenge.standing:
        stand(challenge, by)
    return saved(challenge, "challenge.changed", by)


def write(challenge: Challenge, content: dict[str, Any]) -> None:
    deadline = content.get("deadline")
    if deadline != challenge.deadline:
        refuse_impossible(wrong_with_deadline(deadline, timezone.localdate()))
    for name in WRITTEN:
        if name in content:
            setattr(challenge, name, content[name])
    if not challenge.happens.strip():
        raise Missing(_("Say in a sentence or two what happens."))
    if "happens" in content:
        challenge.language = guesses.language(challenge.happens)


# --- its life ---------------------------------------------------------------------------


@transaction.atomic
def ready(challenge: Challenge, *, by: User, version: int | None = None) -> Challenge:
    """
    Say that it can be shown to others when she asks; what answers it later is told to her.

    :raises IllegalMove: unless it is a draft.
    :raises UnreadableProblem: where its words cannot be looked for.
    :raises SavedAlready: where another challenge of hers says the same.
    :raises TooManySearches: as ``saving.save`` does.
    """
    challenge = open_for(challenge, by, version)
    challenge.move_to(Status.READY)
    stand(challenge, by)
    return saved(challenge, "challenge.ready", by)


@transaction.atomic
def keep_standing(challenge: Challenge, *, by: User) -> Challenge:
    """
    Tell her again of what arrives, after she forgot the search that was kept for it.

    :raises IllegalMove: unless it is ready.
    """
    challenge = open_for(challenge, by)
    if challenge.status != Status.READY:
        raise IllegalMove(_("Say first that it is ready."))
    stand(challenge, by)
    return saved(challenge, "challenge.kept_standing", by)


@transaction.atomic
def reopen(challenge: Challenge, *, by: User, version: int | None = None) -> Challenge:
    """
    Make it a draft again: nothing is looked for meanwhile.

    :raises IllegalMove: unless it is ready.
    """
    challenge = open_for(challenge, by, version)
    challenge.move_to(Status.DRAFT)
    rest(challenge, by)
    return saved(challenge, "challenge.reopened", by)


@transaction.atomic
def close(challenge: Challenge, *, by: User, version: int | None = None) -> Challenge:
    """
    Say that it no longer waits for an answer; it can be read, and no longer changed.

    :raises IllegalMove: where it is closed already.
    """
    challenge = open_for(challenge, by, version)
    challenge.move_to(Status.CLOSED)
    rest(challenge, by)
    return saved(challenge, "challenge.closed", by)


@transaction.atomic
def discard(challenge: Challenge, *, by: User, version: int | None = None) -> None:
    """
    Throw it away for good, with its measures.

    :raises IllegalMove: where an exchange was asked for because of it.
    :raises ChangedMeanwhile: where it is no longer of the version that she saw.
    """
    challenge = locked(challenge, by)
    refuse_changed(challenge, version)
    if challenge.requests.exists():
        raise IllegalMove(
            _("An exchange was asked for because of it: close it instead.")
        )
    rest(challenge, by)
    record("challenge.discarded", about=challenge, by=by)
    challenge.delete()


# --- kept standing ----------------------------------------------------------------------


def condition_of(challenge: Challenge) -> Condition:
    problem = challenge.problem[: reading.LONGEST]
    return Condition.of(problem=problem, home=challenge.country)


def stand(challenge: Challenge, by: User) -> None:
    """Have what is published later compared with it as it reads now."""
    condition, name = condition_of(challenge), str(challenge)
    if challenge.standing:
        saving.restate(challenge.standing, condition, name=name, by=by)
        return
    page = challenge.get_absolute_url()
    hers = SavedSearch.objects.visible_to(by).filter(challenge=None)
    if same := saving.same_of(hers, condition):
        saving.keep_for(same, page, by=by)
    challenge.standing = same or saving.save(condition, name=name, by=by, leads_to=page)


def rest(challenge: Challenge, by: User) -> None:
    """Forget what was kept for it."""
    if challenge.standing:
        saving.delete(challenge.standing, by=by)
        challenge.standing = None


# --- what the verbs share ---------------------------------------------------------------


def locked(challenge: Challenge, by: User) -> Challenge:
    """
    Return the row as it is now, kept from others until the verb is done.

    :raises PermissionDenied: unless it is hers.
    """
    rows = Challenge.objects.select_for_update(of=("self",))
    found = rows.select_related("country", "standing").get(pk=challenge.pk)
    if not may_own(by, found):
        raise PermissionDenied
    return found


def refuse_changed(challenge: Challenge, version: int | None) -> None:
    if version is not None and version != challenge.version:
        raise ChangedMeanwhile(
            _(
                "It was changed meanwhile, perhaps on another device. Look, then save again."
            )
        )


def open_for(challenge: Challenge, by: User, version: int | None = None) -> Challenge:
    """
    Return it, locked, to be changed.

    :raises IllegalMove: once it is closed.
    :raises ChangedMeanwhile: where it is no longer of the version that she saw.
    """
    challenge = locked(challenge, by)
    refuse_changed(challenge, version)
    if not challenge.is_open:
        raise IllegalMove(_("It is closed, and changes no more. Describe a new one."))
    return challenge


def saved(challenge: Challenge, kind: str, by: User) -> Challenge:
    """Keep what changed under the next version, and note that it did; never what it says."""
    challenge.updated_at = timezone.now()
    challenge.version += 1
    challenge.save()
    record(kind, about=challenge, by=by)
    return challenge

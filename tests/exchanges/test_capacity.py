"""What a country says it can take, and how it has answered so far."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from exchanges import capacity, inviting, lifecycle
from exchanges.models import Invitation
from exchanges.refusals import CannotAsk
from outbox.models import Event

TODAY = date(2026, 11, 16)


def standing(code, on=TODAY):
    return capacity.standings([code], on=on)[code]


def test_a_country_says_how_much_it_can_take(clock, ecuador, country):
    said = capacity.declare(country("ECU"), by=ecuador, at_once=2)

    assert said.confirmed_on == TODAY
    assert standing("ECU").at_once == 2
    assert Event.objects.about(said).get().actor == ecuador


def test_its_load_is_what_it_was_asked_and_is_still_open(to_ecuador, ecuador, country):
    capacity.declare(country("ECU"), by=ecuador, at_once=1)
    assert (standing("ECU").load, standing("ECU").is_full) == (1, True)

    inviting.decline(to_ecuador, by=ecuador, reason="No.")

    assert (standing("ECU").load, standing("ECU").is_full) == (0, False)


def test_a_pause_has_a_reason_and_ends(clock, ecuador, country):
    until = TODAY + timedelta(days=30)
    capacity.declare(
        country("ECU"), by=ecuador, paused_until=until, reason="Elections."
    )

    assert standing("ECU").is_paused
    assert standing("ECU").reason == "Elections."
    assert not standing("ECU", on=until).is_paused


@pytest.mark.parametrize(
    ("days", "reason", "words"),
    [
        (30, " ", "Say why you pause"),
        (0, "Elections.", "give a day to come"),
        (-3, "Elections.", "give a day to come"),
        (500, "Elections.", "a year at most"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(
    clock, ecuador, country, days, reason, words
):
    until = TODAY + timedelta(days=days)
    with pytest.raises(capacity.BadPause, match=words):
        capacity.declare(country("ECU"), by=ecuador, paused_until=until, reason=reason)


def test_a_paused_country_is_not_named(draft, ecuador, country, official):
    until = TODAY + timedelta(days=30)
    capacity.declare(
        country("RWA"), by=person_of(ecuador, "RWA"), paused_until=until, reason="Busy."
    )

    with pytest.raises(CannotAsk, match="Busy"):
        lifecycle.change(
            draft, by=official, version=draft.version, ask=[country("RWA")]
        )


def test_a_pause_is_refused_with_a_day_of_the_readers_language(clock, ecuador, country):
    with override("fr"), pytest.raises(capacity.BadPause, match="1 novembre 2026"):
        capacity.declare(
            country("ECU"), by=ecuador, paused_until=date(2026, 11, 1), reason="No."
        )


def person_of(person, code):
    """Make her the focal point of another country, too."""
    person.memberships.create(role="focal_point", country_id=code, status="granted")
    return person


def test_others_do_not_speak_for_a_country(clock, nepal, country, officer):
    for person in (nepal, officer):
        with pytest.raises(PermissionDenied):
            capacity.declare(country("ECU"), by=person)


def test_answers_silences_and_days_are_counted(offered, to_ecuador, ecuador, clock):
    clock.move_to(datetime(2026, 11, 20, 9, tzinfo=UTC))
    inviting.decline(to_ecuador, by=ecuador, reason="No.")
    silent = Invitation(
        exchange_request=offered,
        asking=offered.country,
        country_id="PER",
        status="lapsed",
        reason="Silence.",
        asked_at=to_ecuador.asked_at,
        due_on=TODAY,
    )
    silent.save()

    assert (standing("ECU").answered, standing("ECU").days) == (1, 4.0)
    assert (standing("PER").silent, standing("PER").rate) == (1, 0)
    assert not standing("ECU").is_known


def test_what_was_withdrawn_before_an_answer_counts_as_neither(
    offered, official, to_ecuador
):
    lifecycle.withdraw(offered, by=official, reason="Cut.")

    assert standing("ECU") == capacity.Standing()


def test_what_is_long_ago_does_not_count(to_ecuador, ecuador):
    inviting.decline(to_ecuador, by=ecuador, reason="No.")

    assert standing("ECU", on=date(2029, 1, 1)).answered == 0


def test_all_countries_cost_two_queries(offered, django_assert_num_queries):
    with django_assert_num_queries(2):
        capacity.standings(["ECU", "NPL", "RWA"], on=TODAY)

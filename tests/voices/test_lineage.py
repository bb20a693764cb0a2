"""One side states a lesson; the other confirms or disputes it."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import IllegalMove
from hubs.models import Country
from outbox.models import Event
from practices import lineage, links
from practices.models import Lineage

pytestmark = pytest.mark.django_db


@pytest.fixture
def rwandan(person_with):
    return person_with("focal_point", country="RWA")


@pytest.fixture
def state(kept):
    """Say that Kenya adapted Rwanda's practice."""

    def say(by, **said):
        given = {
            "source": kept,
            "learner": Country.objects.get(pk="KEN"),
            "kind": "adapted_from",
            "aspect": "enrolment by village",
        }
        return lineage.state(by=by, **given | said)

    return say


def test_the_learner_states_and_the_source_is_asked(
    state, kenyan, curator, rwandan, told
):
    link = state(kenyan, year=2020, evidence="A visit")

    assert (link.status, link.stated_side) == ("stated", "learner")
    assert told(curator) == told(rwandan) == ["lineage.stated"]
    assert told(kenyan) == []


def test_the_source_confirms_and_the_learner_hears(state, kenyan, curator, told):
    link = lineage.confirm(state(kenyan), by=curator)

    assert link.confirmed
    assert link.answered_by == curator
    assert told(kenyan) == ["lineage.confirmed"]


def test_the_source_states_and_the_learner_confirms(state, rwandan, kenyan):
    link = state(rwandan)

    assert link.stated_side == "source"
    with pytest.raises(PermissionDenied, match="other side"):
        lineage.confirm(link, by=rwandan)
    assert lineage.confirm(link, by=kenyan).confirmed


def test_nobody_confirms_her_own_side(state, kenyan, person_with):
    link = state(kenyan)

    for same_side in (kenyan, person_with("focal_point", country="KEN")):
        with pytest.raises(PermissionDenied, match="other side"):
            lineage.confirm(link, by=same_side)


def test_whoever_is_on_both_sides_does_not_answer(state, kenyan, person_with):
    link = state(kenyan)

    with pytest.raises(PermissionDenied):
        lineage.confirm(link, by=person_with("administrator"))


def test_a_stranger_states_nothing(state, person_with, user):
    for stranger in (person_with("official", country="GHA"), user):
        with pytest.raises(PermissionDenied):
            state(stranger)

    assert not Lineage.objects.exists()


def test_a_dispute_says_why_and_stays_marked(state, kenyan, rwandan, kept, told):
    link = state(kenyan)

    with pytest.raises(lineage.ReasonMissing):
        lineage.dispute(link, by=rwandan, reason="")
    lineage.dispute(link, by=rwandan, reason="They began before us")

    (shown,) = lineage.links_of(kept)
    assert (shown.is_disputed, shown.status_reason) == (True, "They began before us")
    assert not Lineage.objects.undisputed().exists()
    assert told(kenyan) == ["lineage.disputed"]


def test_a_dispute_can_end_in_agreement(state, kenyan, rwandan):
    link = lineage.dispute(state(kenyan), by=rwandan, reason="No")

    assert lineage.confirm(link, by=rwandan).confirmed


def test_what_was_taken_back_is_gone_and_may_be_stated_anew(state, kenyan, kept):
    link = lineage.withdraw(state(kenyan), by=kenyan, reason="A mistake")

    assert lineage.links_of(kept) == []
    with pytest.raises(IllegalMove):
        lineage.withdraw(link, by=kenyan, reason="Again")
    assert state(kenyan).pk != link.pk


def test_the_other_side_does_not_take_back(state, kenyan, rwandan):
    with pytest.raises(PermissionDenied):
        lineage.withdraw(state(kenyan), by=rwandan, reason="I would rather")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"year": 2090}, "The year is from"),
        ({"aspect": "  "}, "Say what was taken over"),
    ],
)
def test_what_cannot_be_is_refused(state, kenyan, said, why):
    with pytest.raises(lineage.UntrueLink, match=why):
        state(kenyan, **said)


def test_the_same_lesson_is_stated_once(state, kenyan):
    state(kenyan)

    with pytest.raises(lineage.UntrueLink, match="already"):
        state(kenyan)


def test_a_practice_does_not_learn_from_itself(state, kept, curator):
    with pytest.raises(lineage.UntrueLink, match="two ends"):
        state(curator, learner=kept)


def test_what_sources_say_is_answered_by_the_source_of_the_lesson(
    kept, kenyan, rwandan
):
    link = Lineage.objects.create(
        source=kept,
        source_country_id="RWA",
        learner_country_id="KEN",
        kind="inspired_by",
        aspect="a register",
    )

    with pytest.raises(PermissionDenied):
        lineage.confirm(link, by=kenyan)
    assert lineage.confirm(link, by=rwandan).confirmed


def test_loading_records_again_keeps_what_people_stated(state, kenyan):
    link = state(kenyan)

    links.load([], [])

    assert Lineage.objects.get() == link


def test_every_step_is_an_event(state, kenyan, rwandan):
    link = state(kenyan)
    lineage.dispute(link, by=rwandan, reason="No")
    lineage.withdraw(link, by=kenyan, reason="Agreed")

    events = Event.objects.about(link).order_by("pk")
    assert [(row.kind, row.actor) for row in events] == [
        ("lineage.stated", kenyan),
        ("lineage.disputed", rwandan),
        ("lineage.withdrawn", kenyan),
    ]

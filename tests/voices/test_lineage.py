"""One side states a lesson; the other confirms or disputes it."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import IllegalMove, Notice, User
from hubs.models import Country
from outbox.models import Event
from practices import lineage, links
from practices.models import Lineage, Practice

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


def test_the_source_confirms_and_the_learner_hears(
    state, kenyan, curator, told, person_with
):
    link = lineage.confirm(state(kenyan), by=curator)

    assert link.confirmed
    assert link.answered_by == curator
    compatriot = person_with("focal_point", country="KEN")
    assert told(kenyan) == told(compatriot) == ["lineage.confirmed"]
    assert told(curator) == ["lineage.stated"]


def test_the_source_states_and_the_learner_confirms(state, rwandan, kenyan):
    link = state(rwandan)

    assert link.stated_side == "source"
    with pytest.raises(PermissionDenied, match="other side"):
        lineage.confirm(link, by=rwandan)
    assert lineage.confirm(link, by=kenyan).confirmed


def test_nobody_answers_for_her_own_side(state, kenyan, person_with):
    link = state(kenyan)

    for same_side in (kenyan, person_with("focal_point", country="KEN")):
        with pytest.raises(PermissionDenied, match="other side"):
            lineage.confirm(link, by=same_side)
        with pytest.raises(PermissionDenied, match="other side"):
            lineage.dispute(link, by=same_side, reason="No")


def test_whoever_is_of_both_sides_states_as_the_learner_and_does_not_answer(
    state, kenyan, person_with
):
    both = person_with("official", country="KEN")
    both.memberships.create(role="official", country_id="RWA", status="granted")
    link = state(kenyan)

    for unfit in (both, person_with("administrator")):
        with pytest.raises(PermissionDenied):
            lineage.confirm(link, by=unfit)
    assert state(both, aspect="a law").stated_side == "learner"


def test_who_stated_it_does_not_answer_it_from_the_other_side_later(state, kenyan):
    link = state(kenyan)
    kenyan.memberships.update(country="RWA")

    with pytest.raises(PermissionDenied):
        lineage.confirm(link, by=User.objects.get(pk=kenyan.pk))


def test_a_stranger_states_nothing(state, person_with, user, hub, other_curator):
    for stranger in (
        user,
        other_curator,
        person_with("official", country="GHA"),
        person_with("facilitator", country="KEN"),
        person_with("reviewer", hub=hub),
        person_with("administrator"),
    ):
        with pytest.raises(PermissionDenied):
            state(stranger)

    assert not Lineage.objects.exists()


def test_its_owner_and_its_hub_speak_for_a_practice(state, kept, curator, user):
    kept.owner = user
    assert state(user).stated_side == "source"
    assert state(curator, aspect="a law").stated_side == "source"

    kept.hub = None  # then the hubs of its country do
    assert state(curator, aspect="a fund").stated_side == "source"


def test_a_dispute_says_why_and_stays_marked(state, kenyan, rwandan, kept, told):
    link = state(kenyan)

    with pytest.raises(lineage.ReasonMissing):
        lineage.dispute(link, by=rwandan, reason="")
    disputed = lineage.dispute(link, by=rwandan, reason=" They began before us ")

    assert disputed.answered_by == rwandan
    (shown,) = lineage.links_of(kept)
    assert (shown.is_disputed, shown.status_reason) == (True, "They began before us")
    assert not Lineage.objects.undisputed().exists()
    assert told(kenyan) == ["lineage.disputed"]


def test_a_dispute_can_end_in_agreement(state, kenyan, rwandan):
    link = lineage.dispute(state(kenyan), by=rwandan, reason="No")

    link = lineage.confirm(link, by=rwandan)

    assert (link.confirmed, link.status_reason) == (True, "")


def test_an_answer_is_given_once_and_may_be_thought_over(state, kenyan, rwandan):
    link = lineage.confirm(state(kenyan), by=rwandan)
    with pytest.raises(IllegalMove):
        lineage.confirm(link, by=rwandan)
    lineage.dispute(link, by=rwandan, reason="No")
    with pytest.raises(IllegalMove):
        lineage.dispute(link, by=rwandan, reason="No")

    lineage.withdraw(link, by=kenyan, reason="Agreed")
    with pytest.raises(IllegalMove):
        lineage.confirm(link, by=rwandan)


def test_what_was_taken_back_is_gone_and_may_be_stated_anew(state, kenyan, kept):
    link = lineage.withdraw(state(kenyan), by=kenyan, reason="A mistake")

    assert lineage.links_of(kept) == []
    with pytest.raises(IllegalMove):
        lineage.withdraw(link, by=kenyan, reason="Again")
    assert state(kenyan).pk != link.pk


def test_its_own_side_takes_back_with_a_reason(
    state, kenyan, rwandan, person_with, told
):
    link = state(kenyan)
    compatriot = person_with("official", country="KEN")

    with pytest.raises(PermissionDenied):
        lineage.withdraw(link, by=rwandan, reason="I would rather")
    with pytest.raises(lineage.ReasonMissing):
        lineage.withdraw(link, by=compatriot, reason=" ")
    gone = lineage.withdraw(link, by=compatriot, reason=" A mistake ")

    assert gone.status_reason == "A mistake"
    assert told(rwandan) == ["lineage.stated", "lineage.withdrawn"]
    assert Notice.objects.latest("pk").facts["reason"] == "A mistake"


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


def test_a_lesson_is_of_a_year_from_1900_to_this(state, kenyan, clock):
    for year in (1899, 2027):
        with pytest.raises(lineage.UntrueLink, match="from 1900 to 2026"):
            state(kenyan, year=year)

    for year in (1900, 2026):
        assert state(kenyan, year=year, aspect=f"a law of {year}").year == year


def test_the_same_lesson_is_stated_once_and_another_beside_it(
    state, kenyan, kept, make_practice
):
    state(kenyan, aspect=" a law ", changed=" Its name ", evidence=" A visit ")

    with pytest.raises(lineage.UntrueLink, match="already"):
        state(kenyan, aspect="a law")
    state(kenyan, aspect="a fund")
    state(kenyan, aspect="a law", source=make_practice())
    state(kenyan, aspect="a law", source=kept.country)
    state(kenyan, aspect="a law", learner=make_practice(country="KEN"))
    first = Lineage.objects.earliest("pk")
    assert (first.aspect, first.changed, first.evidence) == (
        "a law",
        "Its name",
        "A visit",
    )


def test_a_lesson_has_two_ends(state, kept, curator, rwandan, make_practice):
    country = kept.country
    for same in ({"learner": kept}, {"source": country, "learner": country}):
        with pytest.raises(lineage.UntrueLink, match="two ends"):
            state(rwandan, **same)

    assert state(curator, learner=make_practice())  # two practices of one country


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
    for side in (kenyan, rwandan):
        with pytest.raises(PermissionDenied, match="public sources"):
            lineage.withdraw(link, by=side, reason="It is wrong")
    assert lineage.confirm(link, by=rwandan).confirmed


def test_loading_records_again_keeps_what_people_stated(state, kenyan):
    link = state(kenyan)

    links.load([], [])

    assert Lineage.objects.get() == link


def test_every_step_is_an_event(state, kept, kenyan, rwandan):
    link = state(kenyan)
    lineage.dispute(link, by=rwandan, reason="No")
    lineage.withdraw(link, by=kenyan, reason="Agreed")

    events = Event.objects.about(link).order_by("pk")
    assert [(row.kind, row.actor) for row in events] == [
        ("lineage.stated", kenyan),
        ("lineage.disputed", rwandan),
        ("lineage.withdrawn", kenyan),
    ]
    ends = {"source": kept.slug, "learner": "KEN"}
    reasons = ({}, {"reason": "No"}, {"reason": "Agreed"})
    assert [row.facts for row in events] == [ends | reason for reason in reasons]


# --- read -------------------------------------------------------------------------------


def test_lessons_are_told_from_the_oldest_on_without_naming_what_may_not_be_read(
    state, kenyan, kept, make_practice
):
    archived = make_practice(country="KEN")
    state(kenyan, year=2020)
    state(kenyan, year=2010, learner=archived)
    Practice.objects.filter(pk=archived.pk).update(status="archived")

    older, newer = lineage.links_of(kept)

    assert (older.year, newer.year) == (2010, 2020)
    assert (older.source, older.learner) == (kept, None)
    (seen_from_there,) = lineage.links_of(Practice.objects.get(pk=archived.pk))
    assert seen_from_there.learner == archived


def test_the_river_has_whoever_learned_most_first_and_no_disputed_lesson(
    state, rwandan, kept
):
    assert lineage.river_of(kept, []) is None
    for aspect, code in (("a law", "GHA"), ("a law", "KEN"), ("a fund", "KEN")):
        state(rwandan, aspect=aspect, learner=Country.objects.get(pk=code))
    state(rwandan, source=Country.objects.get(pk="PER"), learner=kept)

    river = lineage.river_of(kept, lineage.links_of(kept))

    learners = [(row.name, row.links) for row in river.learners.streams]
    assert learners == [("Kenya", 2), ("Ghana", 1)]
    assert [row.name for row in river.sources.streams] == ["Peru"]
    Lineage.objects.update(status="disputed", status_reason="No")
    assert lineage.river_of(kept, lineage.links_of(kept)) is None

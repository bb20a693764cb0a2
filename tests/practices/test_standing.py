"""The reverse of matching: a practice finds the searches that it answers."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from hubs.models import Country
from practices import saving, standing
from practices.models import Practice, SavedEntry
from practices.saving import Condition
from practices.standing import answered_by, preview
from tests.practices.pages import PROBLEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(user):
    """Keep a search of one person, under any name."""
    number = itertools.count(1)

    def keep(person=None, **asked):
        name = f"search {next(number)}"
        return saving.save(Condition.of(**asked), name=name, by=person or user)

    return keep


def test_a_problem_is_answered_by_meaning(keep, practice, embedded):
    near = keep(problem=PROBLEM)
    keep(problem="Fishing boats from far away empty our coastal waters at night.")
    embedded()

    assert answered_by(practice) == [near.pk]


def test_a_question_in_another_language_is_answered(keep, practice, embedded):
    french = keep(
        problem="Des familles s’appauvrissent parce qu’elles paient les soins elles-mêmes."
    )
    embedded()

    assert answered_by(practice) == [french.pk]


def test_choices_add_up(keep, practice, embedded):
    both = keep(values=(("country", "RWA"), ("evidence", "evaluated")))
    keep(values=(("country", "RWA"), ("evidence", "documented")))
    embedded()

    assert answered_by(practice) == [both.pk]


@pytest.mark.parametrize(
    ("facet", "value"),
    [
        ("country", "rwa"),
        ("region", "Africa"),
        ("theme", "3"),
        ("theme", "3.8"),
        ("language", "en"),
        ("approach_type", "financing"),
        ("evidence", "evaluated"),
        ("status_of_country", "ldc"),
        ("hub", "rwanda-cooperation"),
    ],
)
def test_every_choice_of_the_catalogue_can_stand(
    keep, practice, hub, embedded, facet, value
):
    Practice.objects.update(hub=hub)
    practice.refresh_from_db()
    search = keep(values=((facet, value),))
    embedded()

    assert answered_by(practice) == [search.pk]


def test_words_must_all_stand_in_it(keep, practice, embedded):
    found = keep(words="villages insured")
    keep(words="villages glacier")
    embedded()

    assert answered_by(practice) == [found.pk]


def test_a_problem_words_and_choices_must_hold_together(keep, practice, embedded):
    whole = keep(problem=PROBLEM, words="pool", values=(("theme", "3"),))
    keep(problem=PROBLEM, words="glacier", values=(("theme", "3"),))
    keep(problem=PROBLEM, words="pool", values=(("theme", "4"),))
    embedded()

    assert answered_by(practice) == [whole.pk]


ASKED = (
    {"problem": PROBLEM},
    {"problem": PROBLEM, "values": (("region", "Americas"),)},
    {"problem": "Wells run dry and women walk for hours to fetch water."},
    {"problem": "hello"},
    {"problem": "village committees pumps"},
    {"words": "insurance"},
    {"words": "of the people"},
    {"words": "Pool-Villages"},
    {"words": "santé", "values": (("language", "fr"),)},
    {"values": (("theme", "3"), ("theme", "6.1"))},
    {"values": (("theme", "16"),)},
    {"values": (("status_of_country", "sids"),)},
    {"values": (("region", "Africa"), ("language", "en"))},
    {"values": (("country", "BDI"),)},
)


@pytest.fixture
def many_practices(make_practice, embedded):
    made = [
        make_practice(),
        make_practice(countries=["RWA", "BDI"], themes=["3.8", "6.1"]),
        make_practice(
            country="FJI",
            title="Village committees that keep the wells running",
            summary="Women who fetched water for hours elect those who repair pumps.",
            problem="Wells run dry and women walk far for water.",
            themes=["6.1"],
        ),
        make_practice(
            country="SEN",
            language="fr",
            title="Mutuelles de santé dans chaque commune",
            summary="La santé des familles est assurée par une mutuelle communale.",
            problem="Les familles paient les soins elles-mêmes.",
            themes=["16.6"],
        ),
    ]
    embedded()
    return made


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_both_directions_say_the_same(keep, many_practices, asked):
    search = keep(**asked)

    reverse = [row for row in many_practices if search.pk in answered_by(row)]

    assert preview(saving.wanted(Condition.of(**asked))).practices == len(reverse)
    assert preview(standing.Wanted.by(search)).practices == len(reverse)


def test_the_questions_above_find_something_and_not_everything(keep, many_practices):
    found = [preview(saving.wanted(Condition.of(**asked))).practices for asked in ASKED]

    assert 0 in found
    assert max(found) > 1
    assert sum(map(bool, found)) > len(found) / 2


def test_a_look_back_ends_after_thirty_days(many_practices):
    asked = saving.wanted(Condition.of(problem=PROBLEM))
    before = preview(asked).practices
    month_ago = timezone.now() - timedelta(days=30, minutes=1)
    Practice.objects.filter(country="RWA").update(published_at=month_ago)

    assert preview(asked).practices < before


def test_what_came_within_an_hour_counts_as_one_notice(many_practices):
    noon = timezone.now().replace(minute=0) - timedelta(days=3)
    Practice.objects.update(published_at=noon)
    assert preview(saving.wanted(Condition.of(words="villages"))).notices == 1

    Practice.objects.filter(pk=many_practices[0].pk).update(
        published_at=noon + timedelta(days=1)
    )

    assert preview(saving.wanted(Condition.of(words="villages"))).notices == 2


def test_her_own_country_is_no_answer(practice, embedded):
    embedded()
    asked = {"problem": PROBLEM}
    rwanda = Country.objects.get(pk="RWA")

    assert preview(saving.wanted(Condition.of(**asked))).practices == 1
    assert preview(saving.wanted(Condition.of(**asked, home=rwanda))).practices == 0


def test_previews_of_many_searches_take_one_query(
    keep, many_practices, django_assert_num_queries
):
    wanted = [standing.Wanted.by(keep(**asked)) for asked in ASKED]

    with django_assert_num_queries(1):
        standing.previews(wanted)


def test_all_searches_are_asked_in_one_query(
    keep, practice, embedded, django_assert_max_num_queries
):
    for asked in ASKED:
        keep(**asked)
    embedded()

    with django_assert_max_num_queries(
        7
    ):  # themes, the practice's words, settings, savepoint
        answered_by(Practice.objects.select_related("hub").get(pk=practice.pk))


def test_a_search_without_a_vector_waits_for_it(keep, no_encoder, practice):
    keep(problem=PROBLEM)

    assert SavedEntry.objects.waiting(saving.recipe()).count() == 1


def test_another_recipe_means_that_it_is_made_again(keep, monkeypatch):
    keep(problem=PROBLEM)
    assert not saving.understand_waiting()

    monkeypatch.setattr(saving.matching, "PIVOT", 0.5)

    assert saving.understand_waiting() == 1
    assert not saving.understand_waiting()

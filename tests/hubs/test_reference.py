from datetime import date

import pytest
from django.core import serializers
from django.utils import translation

from hubs import reference
from hubs.models import Country, CountryGroup, CountryStatus, Indicator, Theme

pytestmark = pytest.mark.django_db

UN_LANGUAGES = {"ar", "en", "es", "fr", "ru", "zh"}


def everything() -> list[str]:
    """Return all reference rows as text; a status is made anew, so its key does not count."""
    rows = [*Country.objects.order_by("pk"), *Theme.objects.order_by("pk")]
    rows += Indicator.objects.order_by("pk")
    rows += CountryGroup.objects.order_by("slug")
    rows += CountryStatus.objects.order_by("country", "kind", "value", "valid_from")
    for row in rows:
        row.pk = None if isinstance(row, CountryStatus) else row.pk
    return serializers.serialize("jsonl", rows).splitlines()


def test_there_are_249_countries_each_with_a_name_in_six_languages():
    countries = Country.objects.all()

    assert len(countries) == 249
    assert [c.pk for c in countries if not set(c.names) >= UN_LANGUAGES] == []


@pytest.mark.parametrize(
    ("day", "how_many"),
    [
        (date(2023, 12, 12), 46),
        (date(2023, 12, 13), 45),  # Bhutan has graduated
        (date(2024, 12, 12), 45),
        (date(2024, 12, 13), 44),  # São Tomé and Príncipe
    ],
)
def test_least_developed_countries_are_those_of_the_day(day, how_many):
    assert Country.objects.having("ldc", on=day).count() == how_many


def test_bhutan_is_one_until_the_day_it_graduates():
    def is_one(day: date) -> bool:
        return Country.objects.having("ldc", on=day).filter(pk="BTN").exists()

    assert is_one(date(2023, 12, 12))
    assert not is_one(date(2023, 12, 13))


def test_statuses_of_a_day_come_with_the_countries(django_assert_num_queries):
    with django_assert_num_queries(2):
        countries = {
            c.pk: c for c in Country.objects.with_statuses(on=date(2025, 7, 1))
        }
        kinds = {status.kind for status in countries["NPL"].statuses_of_the_day}

    assert {"ldc", "lldc", "income"} <= kinds


def test_the_south_is_what_unctad_says():
    developing = set(Country.objects.developing().values_list("pk", flat=True))

    assert {"BRA", "CHN", "IND", "RWA", "SGP", "TUR"} <= developing
    assert not developing & {"AUS", "DEU", "ISR", "JPN", "KOR", "USA"}


def test_there_are_17_goals_in_order():
    assert [goal.code for goal in Theme.objects.goals()] == [
        str(n) for n in range(1, 18)
    ]


def test_there_are_169_targets_each_under_its_goal():
    targets = Theme.objects.filter(kind=Theme.Kind.TARGET)

    assert targets.count() == 169
    assert all(target.code.startswith(f"{target.parent_id}.") for target in targets)


def test_goals_and_targets_are_named_in_six_languages():
    themes = Theme.objects.filter(kind__in=[Theme.Kind.GOAL, Theme.Kind.TARGET])

    assert [t.code for t in themes if not set(t.labels) >= UN_LANGUAGES] == []


def test_there_are_252_indicators_each_under_its_target():
    indicators = Indicator.objects.in_order().select_related("target")

    assert len(indicators) == 252
    assert all(row.code.startswith(f"{row.target_id}.") for row in indicators)
    assert all(row.target.kind == Theme.Kind.TARGET for row in indicators)
    codes = [row.code for row in indicators if row.target_id in ("3.8", "3.9", "3.a")]
    assert codes == ["3.8.1", "3.8.2", "3.9.1", "3.9.2", "3.9.3", "3.a.1"]


def test_indicators_are_named_in_six_languages():
    named = Indicator.objects.all()

    assert [row.code for row in named if set(row.labels) != UN_LANGUAGES] == []
    births = named.get(pk="16.9.1")
    with translation.override("fr"):
        assert births.name.startswith("Proportion d’enfants de moins de 5 ans")


def test_loading_again_changes_nothing():
    before = everything()

    reference.load()

    assert everything() == before

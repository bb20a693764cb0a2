"""Measures and their figures: what cannot be is refused, what is unlikely is asked back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import IllegalMove
from exchanges import challenges, measuring
from exchanges.checks import TooMany
from exchanges.models import Challenge, Measure
from exchanges.refusals import Missing
from exchanges.sanity import AreYouSure, Impossible
from hubs.models import Indicator


def figure(value, year=2021, **more):
    return {"value": Decimal(value), "year": year, "source": "Survey"} | more


def values(measure):
    return [str(row) for row in measure.observations.all()]


def test_a_measure_has_values_by_year_each_with_its_source(measure, official):
    measuring.observe(measure, by=official, **figure(38, source_url="https://a.sl"))

    assert values(measure) == ["41 (2019)", "38 (2021)"]
    assert measure.observations.get(year=2021).source_url == "https://a.sl"


def test_a_year_is_corrected_and_not_doubled(measure, official):
    measuring.observe(measure, by=official, **figure(40, 2019))
    assert values(measure) == ["40 (2019)"]


def test_a_share_of_130_is_asked_back_and_kept_nowhere(measure, official):
    with pytest.raises(AreYouSure, match=r"130.*% is more than all of them"):
        measuring.observe(measure, by=official, **figure(130))
    assert values(measure) == ["41 (2019)"]


def test_what_she_knows_to_be_so_is_kept(measure, official):
    measuring.observe(measure, by=official, knowingly=True, **figure(130))
    assert values(measure) == ["41 (2019)", "130 (2021)"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("-3", "below zero"),
        ("0.38", r"0.38.*% in 2021, and 41.*% in 2019: is it the same unit"),
    ],
)
def test_a_slip_is_asked_back(measure, official, value, why):
    with pytest.raises(AreYouSure, match=why):
        measuring.observe(measure, by=official, **figure(value))


def test_nothing_has_been_measured_in_a_year_to_come(measure, official):
    with pytest.raises(Impossible, match="2027 is yet to come") as refused:
        measuring.observe(measure, by=official, knowingly=True, **figure(20, 2027))
    assert "year" in refused.value.error_dict


def test_a_value_needs_a_source(measure, official):
    with pytest.raises(Missing, match="where can it be read"):
        measuring.observe(measure, by=official, **figure(38, source=" "))


def test_a_target_in_the_past_is_refused(measure, official):
    aim = {"target": Decimal(20), "target_on": date(2026, 1, 1)}
    with pytest.raises(Impossible, match="a target is to come"):
        measuring.change(measure, by=official, **aim)


def test_a_target_day_without_a_target_is_refused(measure, official):
    with pytest.raises(Impossible, match="which value it should have"):
        measuring.change(measure, by=official, target_on=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("better", "target", "why"),
    [("lower", 50, "is not below 41"), ("higher", 30, "is not above 41")],
)
def test_a_target_on_the_wrong_side_is_asked_back(
    measure, official, better, target, why
):
    with pytest.raises(AreYouSure, match=why):
        measuring.change(measure, by=official, better=better, target=Decimal(target))
    assert Measure.objects.get().target is None


def test_a_target_on_the_right_side_is_kept(measure, official):
    aim = {"target": Decimal(15), "target_on": date(2030, 12, 31)}
    measuring.change(measure, by=official, **aim)
    assert Measure.objects.get().target == 15


def test_an_indicator_of_the_list_says_name_and_unit(challenge, official):
    births = Indicator.objects.get(pk="16.9.1")
    measure = measuring.add(challenge, by=official, indicator=births)
    assert measure.name.startswith("Proportion of children under 5")
    assert measure.unit == "%"


def test_a_share_that_is_measured_in_people_is_asked_back(challenge, official):
    births = Indicator.objects.get(pk="16.9.1")
    with pytest.raises(AreYouSure, match="You measure in “children”"):
        measuring.add(challenge, by=official, indicator=births, unit="children")


def test_per_cent_is_kept_as_its_sign(challenge, official):
    measure = measuring.add(challenge, by=official, name="Ill", unit=" per  cent ")
    assert measure.unit == "%"


def test_a_measure_without_name_and_unit_is_refused(challenge, official):
    with pytest.raises(Missing) as refused:
        measuring.add(challenge, by=official)
    assert len(refused.value.messages) == 2
    assert not Measure.objects.exists()


def test_a_first_value_that_is_refused_keeps_the_measure_out_too(challenge, official):
    with pytest.raises(AreYouSure):
        measuring.add(
            challenge, by=official, name="Ill", unit="%", first=figure(130, 2020)
        )
    assert not Measure.objects.exists()


def test_every_figure_makes_a_new_version(challenge, measure, official):
    before = Challenge.objects.get().version
    measuring.observe(measure, by=official, version=before, **figure(38))
    with pytest.raises(challenges.ChangedMeanwhile):
        measuring.observe(measure, by=official, version=before, **figure(39))


def test_measures_and_values_are_removed(measure, official):
    measuring.remove_observation(measure.observations.get(), by=official)
    assert values(measure) == []
    measuring.remove(measure, by=official)
    measuring.remove(measure, by=official)
    with pytest.raises(IllegalMove, match="removed meanwhile"):
        measuring.observe(measure, by=official, **figure(38))


def test_nobody_else_measures_it(measure, colleague):
    for verb in (measuring.change, measuring.remove, measuring.observe):
        with pytest.raises(PermissionDenied):
            verb(measure, by=colleague)


def test_there_is_a_most_of_everything(challenge, measure, official, monkeypatch):
    monkeypatch.setattr(measuring, "MOST", 1)
    monkeypatch.setattr(measuring, "MOST_YEARS", 1)
    with pytest.raises(TooMany):
        measuring.add(challenge, by=official, name="Ill", unit="%")
    with pytest.raises(TooMany):
        measuring.observe(measure, by=official, **figure(38))


def test_indicators_are_suggested_by_the_practices_that_are_near(
    challenge, practice, embedded
):
    embedded()
    codes = [row.code for row in measuring.suggested(challenge.problem)]
    assert codes == ["3.8.1", "3.8.2"]


def test_nothing_is_suggested_for_what_cannot_be_read(db):
    assert measuring.suggested("???") == []
    assert measuring.suggested("Zzyzx") == []

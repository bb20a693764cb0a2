"""The custodian's list, and a country's own assessment beside it."""

import pytest
from django.core.exceptions import PermissionDenied

from hubs.models import Country
from practices import transferability
from practices.models import Assessment, Element, Practice
from practices.transferability import ElementRow

pytestmark = pytest.mark.django_db

KENYA = "KEN"


def texts(practice):
    rows = practice.elements.standing().in_order()
    return [(row.kind, row.text) for row in rows]


def as_rows(practice):
    rows = practice.elements.standing().in_order()
    return [ElementRow(row.kind, row.text, row.note, row.pk) for row in rows]


@pytest.fixture
def judge(kept, kenyan):
    """Judge for Kenya by the first row's verdict; others are not judged."""

    def say(verdict="missing", by=kenyan, **said):
        first = kept.elements.standing().in_order()[0]
        return transferability.assess(
            kept,
            by=by,
            country=Country.objects.get(pk=KENYA),
            judgements={first.pk: (verdict, "Only in towns")},
            **said,
        )

    return say


# --- the list ---------------------------------------------------------------------------


def test_the_list_is_made_out_of_the_summary_at_load(kept):
    assert texts(kept) == [
        ("precondition", "A register of households"),
        ("precondition", "A law"),
        ("adaptable", "How much one pays"),
    ]
    assert kept.transferability.derived


def test_a_changed_summary_changes_the_list_and_keeps_what_was_judged(kept, judge):
    judged = kept.elements.in_order()[0]
    sheet = judge()
    Practice.objects.filter(pk=kept.pk).update(preconditions=["A law", "Money"])

    transferability.derive(Practice.objects.filter(pk=kept.pk))

    assert [text for _kind, text in texts(kept)] == [
        "A law",
        "Money",
        "How much one pays",
    ]
    assert Element.objects.get(pk=judged.pk).retired
    assert sheet.judgements.get().element == judged


def test_the_hub_takes_the_list_in_hand(kept, curator):
    rows = [*as_rows(kept), ElementRow("core", "Villages enrol themselves", "Trust")]

    transferability.arrange(kept, by=curator, rows=rows, version=1)

    assert ("core", "Villages enrol themselves") in texts(kept)
    kept.preconditions = ["Something else"]
    transferability.derive([kept])
    assert len(texts(kept)) == 4


def test_the_second_who_saves_is_told_and_overwrites_nothing(kept, curator, manager):
    rows = as_rows(kept)
    transferability.arrange(kept, by=curator, rows=rows[:1], version=1)

    with pytest.raises(transferability.ChangedMeanwhile):
        transferability.arrange(kept, by=manager, rows=rows, version=1)
    assert len(texts(kept)) == 1


@pytest.mark.parametrize(
    "row",
    [
        ElementRow("core", " "),
        ElementRow("no kind", "Money"),
        ElementRow("core", "Money", key=0),
        ElementRow("core", "m" * 4001),
    ],
    ids=["empty", "kind", "key", "long"],
)
def test_a_row_that_cannot_be_kept_is_refused(kept, curator, row):
    with pytest.raises(transferability.Unfit):
        transferability.arrange(kept, by=curator, rows=[row], version=1)

    assert len(texts(kept)) == 3


def test_the_list_is_the_hubs(kept, kenyan, other_curator):
    for stranger in (kenyan, other_curator):
        with pytest.raises(PermissionDenied):
            transferability.arrange(kept, by=stranger, rows=[], version=1)


# --- the assessment ---------------------------------------------------------------------


def test_what_is_missing_is_summed_up(kept, judge):
    sheet = judge(conclusion="First a register")

    comparison = transferability.compared(kept.elements.in_order(), sheet)

    assert [row.element.text for row in comparison.missing] == [
        "A register of households"
    ]
    assert [row.element.text for row in comparison.unknown] == [
        "A law",
        "How much one pays",
    ]
    counts = {code: count for code, _name, count in comparison.counts}
    assert counts == {"met": 0, "adaptable": 0, "missing": 1, "unknown": 2}


def test_a_second_look_changes_the_first(judge):
    judge("missing")
    sheet = judge("met")

    assert Assessment.objects.get() == sheet
    assert (sheet.judgements.get().verdict, sheet.version) == ("met", 2)


def test_a_reworded_row_shows_what_was_judged(kept, judge, curator):
    sheet = judge()
    rows = as_rows(kept)
    rows[0] = ElementRow("precondition", "A register of all people", key=rows[0].key)

    transferability.arrange(kept, by=curator, rows=rows, version=1)

    first = transferability.compared(kept.elements.in_order(), sheet).rows[0]
    assert first.was_reworded
    assert first.judgement.of_text == "A register of households"


def test_it_stays_within_the_country_until_it_is_shared(
    judge, kenyan, person_with, curator, user, told
):
    sheet = judge()
    visible = Assessment.objects.visible_to
    compatriot = person_with("focal_point", country=KENYA)

    assert sheet in visible(compatriot)
    assert sheet in visible(person_with("auditor"))
    for stranger in (user, curator, person_with("official", country="GHA")):
        assert sheet not in visible(stranger)
    transferability.share(sheet, by=kenyan)
    assert sheet in visible(user)
    assert told(curator) == ["assessment.shared"]


def test_who_made_it_decides_who_reads_it(judge, kenyan, person_with, user):
    sheet = transferability.share(judge(), by=kenyan)

    with pytest.raises(PermissionDenied):
        transferability.unshare(sheet, by=person_with("focal_point", country=KENYA))
    transferability.unshare(sheet, by=kenyan)
    assert sheet not in Assessment.objects.visible_to(user)


def test_nobody_judges_for_another_country(judge, person_with, curator):
    for stranger in (person_with("official", country="GHA"), curator):
        with pytest.raises(PermissionDenied):
            judge(by=stranger)


def test_a_verdict_on_another_list_is_refused(kept, kenyan, make_practice):
    other = make_practice(preconditions=["Roads"]).elements.get()

    with pytest.raises(transferability.Unfit, match="not on this list"):
        transferability.assess(
            kept,
            by=kenyan,
            country=Country.objects.get(pk=KENYA),
            judgements={other.pk: ("met", "")},
        )
    assert not Assessment.objects.exists()

"""The custodian's list, and a country's own assessment beside it."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Notice
from hubs.models import Country
from outbox.models import Event
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

    def say(verdict="missing", by=kenyan, note=" Only in towns ", **said):
        first = kept.elements.standing().in_order()[0]
        return transferability.assess(
            kept,
            by=by,
            country=Country.objects.get(pk=KENYA),
            judgements={first.pk: (verdict, note)},
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


def test_what_nobody_judged_leaves_the_list_for_good(kept):
    Practice.objects.filter(pk=kept.pk).update(preconditions=["Money", " ", "Money"])

    transferability.derive(Practice.objects.filter(pk=kept.pk))

    assert texts(kept) == [
        ("precondition", "Money"),
        ("adaptable", "How much one pays"),
    ]
    assert not kept.elements.filter(retired=True).exists()


def test_a_row_that_was_taken_away_is_put_back_with_what_was_judged(
    kept, curator, judge
):
    rows = as_rows(kept)
    sheet = judge()

    transferability.arrange(kept, by=curator, rows=rows[1:], version=1)
    without = transferability.compared(kept.elements.in_order(), sheet)
    transferability.arrange(kept, by=curator, rows=rows, version=2)
    again = transferability.compared(kept.elements.in_order(), sheet)

    assert "missing" in [row.verdict for row in without.rows]
    assert without.missing == []
    assert {code: count for code, _name, count in without.counts}["missing"] == 0
    assert [row.note for row in again.missing] == ["Only in towns"]
    assert as_rows(kept) == rows


def test_the_hub_takes_the_list_in_hand(kept, curator):
    rows = [*as_rows(kept), ElementRow("core", "Villages enrol themselves", "Trust")]

    sheet = transferability.arrange(kept, by=curator, rows=rows, version=1)

    assert (sheet.version, sheet.updated_by, sheet.derived) == (2, curator, False)
    assert kept.elements.get(kind="core").note == "Trust"
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
        ElementRow("core", "Money", note="m" * 4001),
    ],
    ids=["empty", "kind", "key", "long", "long note"],
)
def test_a_row_that_cannot_be_kept_is_refused(kept, curator, row):
    with pytest.raises(transferability.Unfit):
        transferability.arrange(kept, by=curator, rows=[row], version=1)

    assert len(texts(kept)) == 3


def test_a_list_has_sixty_rows_at_most_of_4000_characters(kept, curator):
    rows = [ElementRow("core", "m" * 4000, note="n" * 4000)] * 60

    with pytest.raises(transferability.Unfit, match="60 rows"):
        transferability.arrange(kept, by=curator, rows=[*rows, rows[0]], version=1)
    transferability.arrange(kept, by=curator, rows=rows, version=1)

    assert len(texts(kept)) == 60


def test_the_list_is_the_hubs_and_its_owners(
    kept, kenyan, other_curator, person_with, hub, user
):
    for stranger in (kenyan, other_curator, person_with("reviewer", hub=hub)):
        with pytest.raises(PermissionDenied):
            transferability.arrange(kept, by=stranger, rows=[], version=1)

    kept.owner = user
    assert transferability.arrange(kept, by=user, rows=[], version=1).version == 2


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
    first = judge("missing", conclusion=" No ")
    assert (first.version, first.conclusion) == (1, "No")

    sheet = judge("met")

    assert Assessment.objects.get() == sheet
    assert (sheet.judgements.get().verdict, sheet.version) == ("met", 2)
    kinds = Event.objects.about(sheet).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["assessment.made", "assessment.changed"]


@pytest.mark.parametrize(
    "said",
    [{"verdict": "perhaps"}, {"conclusion": "c" * 4001}, {"note": "n" * 4001}],
    ids=["verdict", "conclusion", "note"],
)
def test_a_judgement_that_cannot_be_kept_is_refused(judge, said):
    with pytest.raises(transferability.Unfit):
        judge(**said)

    assert not Assessment.objects.exists()
    assert judge(conclusion="c" * 4000, note="n" * 4000)


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
    for _again in range(2):
        transferability.share(sheet, by=kenyan)
    assert sheet in visible(user)
    assert told(curator) == ["assessment.shared"]
    assert Notice.objects.get(recipient=curator).facts["missing"] == (
        "A register of households"
    )


def test_what_was_shared_for_a_moment_is_told_to_nobody(judge, kenyan, curator, told):
    sheet = transferability.share(judge(), by=kenyan)
    transferability.unshare(sheet, by=kenyan)

    assert told(curator) == []


def test_who_made_it_decides_who_reads_it(judge, kenyan, person_with, user):
    sheet = transferability.share(judge(), by=kenyan)

    compatriot = person_with("focal_point", country=KENYA)
    with pytest.raises(PermissionDenied):
        transferability.unshare(sheet, by=compatriot)
    transferability.unshare(sheet, by=kenyan)
    assert sheet not in Assessment.objects.visible_to(user)
    kenyan.is_active = False
    for other in (compatriot, kenyan):
        with pytest.raises(PermissionDenied):
            transferability.share(sheet, by=other)


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

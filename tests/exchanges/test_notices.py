"""Who is told of what, with the substance inside."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from accounts import notices
from accounts.models import Notice
from accounts.notices import day_in_words as words_of
from accounts.notices import told
from exchanges import brokering, inviting, ladder, lifecycle
from exchanges.models import CountryProcedure
from exchanges.tasks import sweep
from hubs.models import Hub
from outbox.events import listeners_of
from outbox.models import Event, Job
from outbox.tasks import drain

EXCHANGES = Path(lifecycle.__file__).parent
TELLING = "exchanges.tasks."
UNTOLD = {  # a draft is its author's alone; papers are told with what they are for
    "exchange_request.started",
    "exchange_request.paper_attached",
    "exchange_request.paper_removed",
}


@pytest.fixture
def administrator(person_with):
    return person_with("administrator")


@pytest.fixture
def told_of():
    """Have workers do what there is to do; return what a person was told, by kinds."""

    def tell(person):
        drain()
        assert not Job.objects.exclude(error="").exists()
        rows = Notice.objects.filter(recipient=person).order_by("event_id")
        return {row.kind: told(row) for row in rows}

    return tell


def last(said):
    return list(said.values())[-1]


def recorded_kinds():
    """Name what the sources of this app record of requests and of invitations."""
    text = "".join(file.read_text() for file in EXCHANGES.glob("*.py"))
    return set(re.findall(r'record\(\s*"((?:exchange_request|invitation)\.\w+)"', text))


def test_whatever_happens_has_its_words_and_somebody_who_tells_it():
    kinds = recorded_kinds() | {
        "exchange_request.reminded",
        "exchange_request.escalated",
    }
    assert len(kinds) > 20
    for kind in kinds - UNTOLD:
        assert kind in notices._wordings, kind
        ours = [name for name in listeners_of(kind) if name.startswith(TELLING)]
        assert len(ours) == 1, kind


def test_nobody_hears_of_a_draft(draft, official, focal_point, officer, told_of):
    for person in (official, focal_point, officer):
        assert told_of(person) == {}


def test_whoever_submits_has_a_receipt_with_its_number_and_day(
    submitted, official, told_of
):
    said = told_of(official)
    assert list(said) == ["exchange_request.acknowledged"]
    receipt = last(said)
    assert "KX-2026-00001" in receipt.subject
    assert "Your receipt number is KX-2026-00001" in receipt.text
    assert f"the coordination desk, until {words_of('2026-11-18')}" in receipt.text
    assert receipt.notice.url == "/requests/KX-2026-00001/"


def test_a_receipt_is_read_in_the_language_of_its_reader(submitted, official, told_of):
    told_of(official)
    notice = Notice.objects.get(recipient=official)
    assert notice.facts["holder"] == "the coordination desk"
    with translation.override("fr"):
        assert "18 novembre 2026" in told(notice).text


def test_countries_are_named_in_the_language_of_the_reader(offered, ecuador, told_of):
    said = last(told_of(ecuador))
    assert "Sierra Leone asks Ecuador" in said.subject
    with translation.override("fr"):
        assert "Équateur" in told(said.notice).subject


def test_the_desk_reads_the_problem_in_its_mail(submitted, officer, told_of):
    said = last(told_of(officer))
    assert said.subject.startswith("Sierra Leone asks: KX-2026-00001")
    assert "Four in ten of those who gave up arms" in said.text
    assert f"by {words_of('2026-11-18')}" in said.text


def test_where_a_country_endorses_its_focal_point_has_it_and_the_desk_waits(
    draft, official, focal_point, officer, told_of
):
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    lifecycle.submit(draft, by=official, consents=True)

    assert "Endorse it" in last(told_of(focal_point)).text
    assert "exchange_request.acknowledged" in told_of(official)
    assert "exchange_request.submitted" not in told_of(official) | told_of(officer)

    lifecycle.endorse(draft, by=focal_point, words="A priority of our plan.")

    assert "A priority of our plan." in last(told_of(official)).text
    assert "exchange_request.endorsed" in told_of(officer)


def test_without_a_focal_point_the_desk_hears_that_it_should_be_endorsed(
    draft, official, officer, told_of
):
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    lifecycle.submit(draft, by=official, consents=True)
    assert "Endorse it" in last(told_of(officer)).text


def test_the_author_reads_what_is_missing_and_by_when(
    submitted, officer, official, told_of
):
    lifecycle.send_back(submitted, by=officer, reason="How many people?")
    said = last(told_of(official))
    assert "How many people?" in said.text
    assert f"by {words_of('2026-11-30')}" in said.text
    assert "exchange_request.sent_back" not in told_of(officer)


def test_the_officer_in_charge_is_told_and_her_colleagues_are_left_alone(
    triaged, person_with, officer, official, told_of
):
    idle = person_with("desk_officer")
    told_of(idle)
    lifecycle.withdraw(triaged, by=official, reason="The budget was cut.")
    assert "The budget was cut." in last(told_of(officer)).text
    assert "exchange_request.withdrawn" not in told_of(idle)


def test_the_managers_of_the_hub_hear_that_it_is_in_their_care(
    submitted, officer, person_with, hub, told_of
):
    manager = person_with("hub_manager", hub=hub)
    elsewhere = Hub.objects.create(
        slug="elsewhere", name="Elsewhere", arrangement_type=hub.arrangement_type
    )
    stranger = person_with("hub_manager", hub=elsewhere)
    brokering.triage(submitted, by=officer, hub=hub)
    assert "In the care of: Rwanda Cooperation" in last(told_of(manager)).text
    assert told_of(stranger) == {}


def test_whoever_takes_over_and_whoever_hands_over_are_told(
    triaged, officer, official, person_with, administrator, told_of
):
    after = person_with("desk_officer")
    brokering.reassign(triaged, officer=after, by=administrator)
    for person in (after, officer, official):
        assert "exchange_request.reassigned" in told_of(person)


def test_who_asks_reads_until_when_the_countries_answer_even_if_they_have_since(
    offered, to_ecuador, to_nepal, ecuador, nepal, official, told_of
):
    inviting.decline(to_nepal, by=nepal, reason="Elections.")
    inviting.accept(to_ecuador, by=ecuador)

    said = told_of(official)["exchange_request.offered"]

    assert f"They answer by {words_of('2026-12-07')}" in said.text


def test_a_country_that_is_asked_reads_what_and_by_when(
    offered, ecuador, official, told_of
):
    said = last(told_of(ecuador))
    assert said.subject.startswith("Sierra Leone asks Ecuador")
    assert "Four in ten of those who gave up arms" in said.text
    assert f"by {words_of('2026-12-07')}" in said.text
    assert "Put to Ecuador, Nepal" in last(told_of(official)).subject


def test_where_nobody_answers_for_a_country_the_desk_is_told(
    to_nepal, ecuador, officer, told_of
):
    assert last(told_of(officer)).subject.startswith("Nobody answers for Nepal")
    assert Event.objects.filter(kind="invitation.unheard").count() == 1


def test_a_yes_tells_what_is_offered(to_ecuador, nepal, ecuador, official, told_of):
    inviting.accept(
        to_ecuador,
        by=ecuador,
        offer="Two experts for a week.",
        possible_from=date(2027, 2, 1),
    )
    said = told_of(official)
    yes = said["invitation.accepted"]
    assert "Two experts for a week." in yes.text
    assert words_of("2027-02-01") in yes.text
    choose = said["exchange_request.choice_opened"]
    assert (
        f"Ecuador. Compare what they offer, and choose by {words_of('2026-11-30')}"
        in choose.text
    )
    assert "invitation.accepted" not in told_of(nepal)


def test_she_is_told_once_that_she_has_to_choose(
    to_ecuador, to_nepal, ecuador, nepal, official
):
    inviting.accept(to_ecuador, by=ecuador)
    inviting.accept(to_nepal, by=nepal)
    opened = Event.objects.filter(kind="exchange_request.choice_opened")
    assert opened.count() == 1


def test_a_no_tells_the_reason_to_those_who_asked_and_to_nobody_else(
    to_ecuador, ecuador, nepal, official, told_of
):
    inviting.decline(to_ecuador, by=ecuador, reason="Elections this year.")
    assert "Elections this year." in last(told_of(official)).text
    assert list(told_of(nepal)) == ["invitation.sent"]


def test_question_and_answer_reach_the_other_side(
    to_ecuador, ecuador, official, told_of
):
    inviting.ask(to_ecuador, by=ecuador, question="How many regions?")
    assert "How many regions?" in last(told_of(official)).text
    inviting.clarify(to_ecuador, by=official, answer="Four.")
    said = last(told_of(ecuador))
    assert "How many regions?" in said.text
    assert "Four." in said.text


def test_the_one_is_chosen_and_the_other_thanked_with_the_reason(
    to_ecuador, to_nepal, ecuador, nepal, official, told_of
):
    inviting.accept(to_ecuador, by=ecuador)
    inviting.accept(to_nepal, by=nepal, offer="Two experts.")
    lifecycle.choose(to_nepal, by=official, reason="Closest to our law.")
    assert "Nepal shares with Sierra Leone" in last(told_of(nepal)).subject
    thanked = last(told_of(ecuador))
    assert thanked.notice.kind == "invitation.thanked"
    assert "Closest to our law." in thanked.text


def test_a_yes_that_was_alone_is_told_to_the_country_that_asked(
    to_ecuador, to_nepal, ecuador, nepal, official, told_of
):
    inviting.decline(to_ecuador, by=ecuador, reason="No.")
    inviting.accept(to_nepal, by=nepal, offer="Two experts.")
    said = told_of(official)["exchange_request.accepted"]
    assert "What it can share: Two experts." in said.text
    assert "exchange_request.accepted" not in told_of(ecuador)


def test_all_said_no_and_the_desk_reads_why(
    to_ecuador, to_nepal, ecuador, nepal, officer, official, told_of
):
    inviting.decline(to_ecuador, by=ecuador, reason="Elections.")
    inviting.decline(to_nepal, by=nepal, reason="Too few people.")
    for person in (officer, official):
        said = told_of(person)["exchange_request.unanswered"]
        assert "Ecuador: Elections." in said.text
        assert "Nepal: Too few people." in said.text


def test_a_silent_country_is_reminded_and_at_last_thanked_for_nothing(
    to_nepal, nepal, official, clock, told_of
):
    for day in (date(2026, 11, 25), date(2026, 12, 7), date(2027, 1, 4)):
        clock.move_to(f"{day}T09:00:00Z")
        sweep()
        told_of(nepal)
    rows = Notice.objects.filter(recipient=nepal).order_by("event_id")
    subjects = [told(row).subject.partition(":")[0] for row in rows]
    assert subjects == [
        "Sierra Leone asks Nepal",
        "A reminder",
        "The last reminder",
        "No answer of Nepal",
    ]
    assert "invitation.lapsed" in told_of(official)


def test_administrators_hear_of_a_desk_that_stays_late(
    submitted, officer, official, administrator, clock, told_of
):
    clock.move_to("2026-11-18T09:00:00Z")
    sweep()
    assert list(told_of(administrator)) == []
    assert "A reminder" in last(told_of(officer)).subject
    clock.move_to("2026-11-25T09:00:00Z")
    sweep()
    for person in (administrator, officer, official):
        said = told_of(person)["exchange_request.escalated"]
        assert f"was due on {words_of('2026-11-18')}" in said.text


def test_a_draft_that_rests_reminds_its_author_alone(
    draft, official, focal_point, officer, told_of
):
    ladder.sweep(date(2026, 12, 16))
    assert "Finish it and submit it" in last(told_of(official)).text
    assert told_of(focal_point) == told_of(officer) == {}


def test_whoever_decided_is_not_told_of_it_herself(submitted, officer, told_of):
    before = len(told_of(officer))
    brokering.decline(submitted, by=officer, reason="A loan, not an exchange.")
    assert len(told_of(officer)) == before


def test_a_listener_that_runs_twice_tells_once(offered, ecuador, told_of):
    told_of(ecuador)
    Job.objects.update(done_at=None, leased_until=None)
    told_of(ecuador)
    assert Notice.objects.filter(recipient=ecuador).count() == 1

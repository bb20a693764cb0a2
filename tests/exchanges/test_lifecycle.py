"""A request from its draft to a yes, and every way in which it ends before."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import IllegalMove
from exchanges import brokering, checks, inviting, lifecycle
from exchanges.models import CountryProcedure, ExchangeRequest, Holder
from exchanges.refusals import CannotAsk, Missing
from outbox.models import Event

Status = ExchangeRequest.Status


def standing(exchange_request):
    row = ExchangeRequest.objects.get(pk=exchange_request.pk)
    return row.status, row.holder


def test_a_draft_has_a_reference_a_holder_and_a_day(draft, official):
    assert draft.reference == "KX-2026-00001"
    assert standing(draft) == (Status.DRAFT, Holder.AUTHOR)
    assert draft.due_on == date(2026, 12, 16)
    assert Event.objects.about(draft).get().actor == official


def test_only_those_who_speak_for_a_country_ask_for_it(person_with, country):
    with pytest.raises(PermissionDenied, match="role of an official of Sierra Leone"):
        lifecycle.start(by=person_with("official", "ECU"), country=country("SLE"))


def test_a_country_does_not_ask_itself(official, country):
    with pytest.raises(CannotAsk, match="Sierra Leone asks"):
        lifecycle.start(by=official, country=country("SLE"), ask=[country("SLE")])
    assert not ExchangeRequest.objects.exists()


def test_what_is_submitted_lies_at_the_desk_two_working_days(submitted):
    assert standing(submitted) == (Status.SUBMITTED, Holder.DESK)
    assert submitted.due_on == date(2026, 11, 18)


def test_a_request_without_words_or_consent_is_not_submitted(draft, official):
    lifecycle.change(draft, by=official, version=draft.version, title="", problem=" ")
    with pytest.raises(Missing) as refused:
        lifecycle.submit(draft, by=official)
    assert len(refused.value.messages) == 3
    assert standing(draft) == (Status.DRAFT, Holder.AUTHOR)


def test_a_window_in_the_past_is_not_submitted(draft, official):
    past = date(2026, 11, 1)
    draft = lifecycle.change(
        draft, by=official, version=draft.version, window_closes_on=past
    )
    with pytest.raises(Missing, match=r"The window closed on Nov\. 1, 2026"):
        lifecycle.submit(draft, by=official, consents=True)


def test_the_second_writer_is_told_that_somebody_was_faster(draft, official):
    lifecycle.change(draft, by=official, version=draft.version, title="First")
    with pytest.raises(lifecycle.ChangedMeanwhile):
        lifecycle.change(draft, by=official, version=draft.version, title="Second")
    assert ExchangeRequest.objects.get().title == "First"


def test_a_country_is_warned_that_it_asks_the_same_already(
    submitted, colleague, country
):
    again = lifecycle.start(
        by=colleague,
        country=country("SLE"),
        title="Reintegrating the demobilised soldiers",
        problem="They have no work.",
    )
    with pytest.raises(checks.AskedAlready, match="KX-2026-00001"):
        lifecycle.submit(again, by=colleague, consents=True)
    again = lifecycle.submit(again, by=colleague, consents=True, knowingly=True)
    assert again.status == Status.SUBMITTED


def test_a_flood_of_one_person_is_held_back(official, country):
    def hand_in(number):
        made = lifecycle.start(
            by=official,
            country=country("SLE"),
            title=f"{number} " * 20,
            problem="Something.",
        )
        return lifecycle.submit(made, by=official, consents=True, knowingly=True)

    for number in range(checks.MOST_A_DAY):
        hand_in(number)
    with pytest.raises(
        checks.TooMany, match="At most 5 requests can be submitted within a day"
    ):
        hand_in("last")


def test_where_the_country_wants_it_the_focal_point_endorses(
    draft, official, focal_point
):
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    waiting = lifecycle.submit(draft, by=official, consents=True)
    assert standing(waiting) == (Status.SUBMITTED, Holder.FOCAL_POINT)

    endorsed = lifecycle.endorse(waiting, by=focal_point, words="A priority.")

    assert standing(endorsed) == (Status.ENDORSED, Holder.DESK)
    assert endorsed.endorsement.by == focal_point


def test_a_focal_points_own_request_is_endorsed_by_herself(focal_point, country):
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    made = lifecycle.start(
        by=focal_point, country=country("SLE"), title="Drought", problem="No rain."
    )
    made = lifecycle.submit(made, by=focal_point, consents=True)
    assert standing(made) == (Status.ENDORSED, Holder.DESK)


def test_without_the_letter_that_a_country_wants_nothing_is_endorsed(
    draft, official, focal_point
):
    CountryProcedure.objects.create(
        country_id="SLE", endorsement_wanted=True, letter_wanted=True
    )
    lifecycle.submit(draft, by=official, consents=True)
    with pytest.raises(Missing, match="official letter"):
        lifecycle.endorse(draft, by=focal_point)


def test_another_countrys_focal_point_does_not_endorse(draft, official, ecuador):
    CountryProcedure.objects.create(country_id="SLE", endorsement_wanted=True)
    lifecycle.submit(draft, by=official, consents=True)
    with pytest.raises(PermissionDenied):
        lifecycle.endorse(draft, by=ecuador)


def test_what_is_sent_back_says_why_and_can_be_submitted_again(
    submitted, officer, official
):
    with pytest.raises(Missing, match="Say why"):
        lifecycle.send_back(submitted, by=officer, reason=" ")
    returned = lifecycle.send_back(submitted, by=officer, reason="How many people?")
    assert standing(returned) == (Status.RETURNED, Holder.AUTHOR)
    assert returned.reason == "How many people?"

    again = lifecycle.submit(returned, by=official)

    assert standing(again) == (Status.SUBMITTED, Holder.DESK)


def test_the_desk_has_five_working_days_after_finding_it_complete(submitted, officer):
    complete = brokering.confirm_complete(submitted, by=officer)
    assert (complete.due_on, complete.officer) == (date(2026, 11, 23), officer)
    with pytest.raises(IllegalMove):
        brokering.confirm_complete(submitted, by=officer)


def test_officials_do_not_do_the_desks_work(submitted, official, ecuador):
    for person in (official, ecuador):
        with pytest.raises(PermissionDenied):
            brokering.triage(submitted, by=person)


def test_the_countries_asked_have_the_ball(offered):
    assert standing(offered) == (Status.OFFERED, Holder.PROVIDERS)
    assert offered.due_on == date(2026, 12, 7)
    assert not offered.invitations.queued().exists()


def test_one_at_a_time_the_next_is_asked_after_a_no(
    draft, official, officer, ecuador, country
):
    lifecycle.change(draft, by=official, version=draft.version, all_at_once=False)
    lifecycle.submit(draft, by=official, consents=True)
    brokering.triage(draft, by=officer)
    brokering.offer(draft, by=officer)
    assert [row.country_id for row in draft.invitations.pending()] == ["ECU"]

    inviting.decline(draft.invitations.get(country="ECU"), by=ecuador, reason="Busy.")

    assert [row.country_id for row in draft.invitations.pending()] == ["NPL"]
    assert standing(draft) == (Status.OFFERED, Holder.PROVIDERS)


def test_what_is_withdrawn_tells_the_countries_why(offered, official):
    lifecycle.withdraw(offered, by=official, reason="The budget was cut.")
    assert standing(offered) == (Status.WITHDRAWN, Holder.NOBODY)
    assert {row.reason for row in offered.invitations.all()} == {"The budget was cut."}


def test_the_desk_ends_it_with_a_reason(submitted, officer):
    ended = brokering.decline(submitted, by=officer, reason="A loan, not an exchange.")
    assert standing(ended) == (Status.DECLINED, Holder.NOBODY)


def test_drafts_are_their_authors_alone(draft, official, colleague, officer, ecuador):
    for person in (colleague, officer, ecuador):
        assert not ExchangeRequest.objects.visible_to(person).exists()
    assert ExchangeRequest.objects.visible_to(official).exists()


def test_a_country_sees_a_request_once_it_is_asked(triaged, officer, ecuador):
    assert not ExchangeRequest.objects.visible_to(ecuador).exists()
    brokering.offer(triaged, by=officer)
    assert ExchangeRequest.objects.visible_to(ecuador).exists()

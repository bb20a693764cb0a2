"""A country consults before its focal point endorses: silence agrees, an objection is heard."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import IllegalMove, Membership, Notice
from exchanges import brokering, consulting, ladder, lifecycle, procedures, register
from exchanges.holding import ball_of, deeds_of
from exchanges.models import BodyMember, Consultation, ExchangeRequest, Holder, Opinion
from exchanges.refusals import Missing
from exchanges.tasks import sweep
from outbox.models import Event, Job
from outbox.tasks import drain

Status = ExchangeRequest.Status
Says = Opinion.Says


@pytest.fixture
def finance(person_with):
    """Of the ministry of finance of Sierra Leone, which is consulted."""
    return person_with("official", "SLE")


@pytest.fixture
def planning(person_with):
    """Of its ministry of planning, which is consulted, too."""
    return person_with("official", "SLE")


@pytest.fixture
def body(clock, country, focal_point, finance, planning):
    """Sierra Leone consults two ministries, who have five working days."""
    sierra_leone = country("SLE")
    procedures.set_procedure(sierra_leone, by=focal_point, consultation_wanted=True)
    for person, institution in ((finance, "Finance"), (planning, "Planning")):
        procedures.appoint(
            sierra_leone, person=person, institution=institution, by=focal_point
        )


@pytest.fixture
def consulted(body, draft, official):
    """A request of Sierra Leone about which its ministries are asked."""
    return lifecycle.submit(draft, by=official, consents=True)


@pytest.fixture
def consultation(consulted):
    return consulted.consultations.get()


def count(kind):
    return Event.objects.filter(kind=kind).count()


def said_by(person):
    return Opinion.objects.get(person=person).says


def on(clock, day):
    clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    return ladder.sweep(day)


# --- opening --------------------------------------------------------------------------


def test_what_is_handed_to_the_focal_point_is_put_to_the_body_first(
    consulted, consultation
):
    assert (consulted.status, consulted.holder) == ("submitted", Holder.FOCAL_POINT)
    assert consultation.closes_on == date(2026, 11, 23)  # five working days on
    assert consulted.due_on == date(2026, 12, 7)  # and ten from there


def test_a_body_of_the_author_alone_is_not_asked(
    body, draft, official, focal_point, country
):
    BodyMember.objects.update(ended_at=datetime(2026, 11, 16, tzinfo=UTC))
    procedures.appoint(
        country("SLE"), person=official, institution="Health", by=focal_point
    )

    waiting = lifecycle.submit(draft, by=official, consents=True)

    assert not Consultation.objects.exists()
    assert waiting.due_on == date(2026, 11, 30)


def test_a_focal_points_own_request_is_not_endorsed_at_once_either(
    body, focal_point, country
):
    made = lifecycle.start(
        by=focal_point, country=country("SLE"), title="Drought", problem="No rain."
    )

    made = lifecycle.submit(made, by=focal_point, consents=True)

    assert made.status == Status.SUBMITTED
    assert made.consultations.open().exists()


def test_a_country_gives_its_focal_point_days_of_its_own(
    body, draft, official, focal_point, country, finance, planning
):
    procedures.set_procedure(
        country("SLE"), by=focal_point, consultation_days=1, endorsement_days=2
    )
    waiting = lifecycle.submit(draft, by=official, consents=True)

    assert waiting.consultations.get().closes_on == date(2026, 11, 17)
    assert waiting.due_on == date(2026, 11, 19)


def test_weekends_and_holidays_are_not_counted(body, clock, country, official):
    clock.move_to(datetime(2026, 12, 21, 9, tzinfo=UTC))  # a Monday before Christmas
    made = lifecycle.start(
        by=official, country=country("SLE"), title="Drought", problem="No rain."
    )

    made = lifecycle.submit(made, by=official, consents=True)

    # Christmas is a Friday, and Boxing Day, a Saturday, is kept on the Monday.
    assert made.consultations.get().closes_on == date(2026, 12, 30)


# --- answering ------------------------------------------------------------------------


def test_once_all_have_answered_it_closes_and_the_focal_points_days_begin(
    consulted, consultation, finance, planning, clock
):
    consulting.agree(consultation, by=finance)
    clock.move_to(datetime(2026, 11, 18, 9, tzinfo=UTC))
    consulting.agree(consultation, by=planning)

    consultation.refresh_from_db()
    consulted.refresh_from_db()
    assert consultation.outcome == Consultation.Outcome.NO_OBJECTION
    assert consulted.due_on == date(2026, 12, 2)  # ten working days from today


def test_silence_is_consent_and_is_recorded(
    consulted, consultation, finance, planning, clock
):
    consulting.agree(consultation, by=finance)

    on(clock, date(2026, 11, 23))
    assert Consultation.objects.open().exists()  # it is the last day, and not over
    on(clock, date(2026, 11, 24))

    consultation.refresh_from_db()
    assert consultation.outcome == Consultation.Outcome.NO_OBJECTION
    assert (said_by(finance), said_by(planning)) == (Says.NO_OBJECTION, Says.SILENT)


def test_an_objection_needs_a_reason(consultation, finance):
    with pytest.raises(Missing, match="Say why"):
        consulting.object_to(consultation, by=finance, reason="  ")

    with pytest.raises(IntegrityError, match="says_why"), transaction.atomic():
        Opinion.objects.create(
            consultation=consultation, person=finance, says="objects"
        )


def test_an_answer_stands(consultation, finance):
    consulting.agree(consultation, by=finance)

    with pytest.raises(IllegalMove, match="answered already"):
        consulting.object_to(consultation, by=finance, reason="On second thoughts.")


@pytest.mark.parametrize("who", ["official", "focal_point", "colleague", "ecuador"])
def test_those_who_are_not_consulted_do_not_answer(request, consultation, who):
    with pytest.raises(PermissionDenied):
        consulting.agree(consultation, by=request.getfixturevalue(who))


def test_who_speaks_for_the_country_no_more_is_asked_no_more(
    consultation, finance, planning
):
    Membership.objects.filter(person=planning).update(status="ended")

    with pytest.raises(PermissionDenied):
        consulting.agree(consultation, by=planning)
    consulting.agree(consultation, by=finance)

    consultation.refresh_from_db()
    assert not consultation.is_open


def test_after_the_last_day_it_is_too_late(consultation, finance, clock):
    clock.move_to(datetime(2026, 11, 24, 9, tzinfo=UTC))

    with pytest.raises(IllegalMove, match=r"The last day was Nov\. 23, 2026"):
        consulting.agree(consultation, by=finance)


# --- endorsing ------------------------------------------------------------------------


def test_endorsing_too_early_is_refused_with_the_day(consulted, focal_point):
    with pytest.raises(consulting.StillConsulted, match=r"Nov\. 23, 2026"):
        lifecycle.endorse(consulted, by=focal_point)


def test_an_objection_is_read_and_overruled_only_with_words(
    consulted, consultation, finance, planning, focal_point
):
    consulting.object_to(consultation, by=finance, reason="There is no budget line.")
    consulting.agree(consultation, by=planning)

    with pytest.raises(Missing, match="Somebody objected"):
        lifecycle.endorse(consulted, by=focal_point)
    endorsed = lifecycle.endorse(consulted, by=focal_point, words="A donor pays.")

    assert (endorsed.status, endorsed.holder) == (Status.ENDORSED, Holder.DESK)


def test_where_nobody_objected_no_words_are_needed(
    consulted, consultation, finance, planning, focal_point
):
    for person in (finance, planning):
        consulting.agree(consultation, by=person)

    assert lifecycle.endorse(consulted, by=focal_point).status == Status.ENDORSED


@pytest.mark.parametrize("how", ["send_back", "withdraw", "decline", "lapse"])
def test_what_moves_on_is_asked_about_no_more(
    consulted, consultation, finance, focal_point, official, officer, how
):
    match how:
        case "send_back":
            lifecycle.send_back(consulted, by=focal_point, reason="How many?")
        case "withdraw":
            lifecycle.withdraw(consulted, by=official, reason="Cut.")
        case "decline":
            brokering.decline(consulted, by=officer, reason="A loan.")
        case "lapse":
            ladder.lapse(consulted)
            consulted.save()

    consultation.refresh_from_db()
    assert consultation.outcome == Consultation.Outcome.CALLED_OFF
    assert count("consultation.called_off") == 1
    with pytest.raises(IllegalMove, match="called off"):
        consulting.agree(consultation, by=finance)


def test_what_was_objected_to_and_mended_is_asked_about_anew(
    consulted, consultation, finance, planning, focal_point, official, clock
):
    consulting.object_to(consultation, by=finance, reason="No budget line.")
    consulting.agree(consultation, by=planning)
    lifecycle.send_back(consulted, by=focal_point, reason="See what finance says.")
    clock.move_to(datetime(2026, 11, 17, 9, tzinfo=UTC))

    lifecycle.submit(consulted, by=official, consents=True)
    again = consulting.latest_of(consulted)
    assert again != consultation
    for person in (finance, planning):
        consulting.agree(again, by=person)

    assert lifecycle.endorse(consulted, by=focal_point).status == Status.ENDORSED


# --- who has the ball -------------------------------------------------------------------


def test_the_ball_is_with_the_body_until_its_day(
    consulted, consultation, finance, focal_point
):
    def ball(person):
        return ball_of(
            consulted,
            person,
            [],
            date(2026, 11, 16),
            sees_all=True,
            consultation=consultation,
        )

    assert ball(finance).is_hers
    assert not ball(focal_point).is_hers
    assert ball(focal_point).who == "those whom Sierra Leone consults"
    assert ball(focal_point).until == consultation.closes_on
    why = deeds_of(focal_point, consulted, consultation)["endorse"]
    assert "Nov. 23, 2026" in why


def test_it_waits_for_each_member_until_she_answers(
    consultation, finance, planning, focal_point, official
):
    consulting.agree(consultation, by=finance)

    assert list(register.to_opine(planning)) == [consultation]
    assert not register.to_opine(finance)
    assert not register.to_opine(official)
    assert not register.held_by(focal_point)


# --- who hears of it --------------------------------------------------------------------


@pytest.fixture
def told_of():
    def read(person):
        drain()
        notices = Notice.objects.filter(recipient=person)
        return list(notices.order_by("pk").values_list("kind", flat=True))

    return read


def test_everybody_concerned_is_told_once(
    consulted, consultation, finance, planning, focal_point, official, told_of
):
    assert told_of(finance).count("consultation.opened") == 1
    assert "consultation.opened" not in told_of(official) + told_of(focal_point)

    consulting.object_to(consultation, by=finance, reason="No budget line.")
    consulting.agree(consultation, by=planning)

    for person in (official, focal_point):
        assert told_of(person).count("consultation.closed") == 1
    facts = Notice.objects.get(recipient=focal_point, kind="consultation.closed").facts
    assert "No budget line." in facts["objections"]
    assert "consultation.closed" not in told_of(planning)


def test_who_need_not_answer_any_more_is_told(
    consulted, consultation, finance, planning, official, told_of
):
    consulting.agree(consultation, by=finance)
    lifecycle.withdraw(consulted, by=official, reason="Cut.")

    assert "consultation.called_off" in told_of(planning)
    assert "consultation.called_off" not in told_of(finance)


# --- at the same moment -------------------------------------------------------------------


def refusals(came):
    return [row for row in came if isinstance(row, Exception)]


@pytest.mark.django_db(transaction=True)
def test_two_members_who_answer_at_once_close_it_once(
    consultation, finance, planning, at_once
):
    came = at_once(
        [
            lambda: consulting.agree(consultation, by=finance),
            lambda: consulting.object_to(consultation, by=planning, reason="No."),
        ]
    )

    assert refusals(came) == []
    assert count("consultation.closed") == 1
    assert Consultation.objects.get().outcome == Consultation.Outcome.OBJECTED


@pytest.mark.django_db(transaction=True)
def test_a_member_who_answers_twice_at_once_is_heard_once(
    consultation, finance, at_once
):
    came = at_once([lambda: consulting.agree(consultation, by=finance)] * 2)

    assert [type(row) for row in refusals(came)] == [IllegalMove]
    assert Opinion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_clocks_at_once_close_it_once_and_tell_once(
    consultation, focal_point, clock, at_once
):
    clock.move_to(datetime(2026, 11, 24, 9, tzinfo=UTC))

    at_once([sweep, sweep, sweep])
    at_once([drain, drain])

    assert count("consultation.closed") == 1
    assert Opinion.objects.filter(says=Says.SILENT).count() == 2
    told = Notice.objects.filter(recipient=focal_point, kind="consultation.closed")
    assert told.count() == 1
    assert not Job.objects.exclude(error="").exists()


@pytest.mark.django_db(transaction=True)
def test_an_objection_on_the_last_day_and_the_clock_leave_one_word_of_hers(
    consultation, finance, at_once
):
    came = at_once(
        [
            lambda: consulting.object_to(consultation, by=finance, reason="No."),
            lambda: ladder.close_one(date(2026, 11, 24)),
        ]
    )

    assert all(isinstance(row, IllegalMove) for row in refusals(came))
    assert Opinion.objects.filter(person=finance).count() == 1
    objected = Opinion.objects.objections().exists()
    if not Consultation.objects.open().exists():
        outcome = Consultation.objects.get().outcome
        assert (outcome == Consultation.Outcome.OBJECTED) == objected

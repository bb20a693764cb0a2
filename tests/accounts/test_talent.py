"""The talent bank: one's own entry, one's own consent, and who nominates."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from accounts import talent
from accounts.forms import EntryForm, theme_choices
from accounts.models import Expert, Notice
from hubs.models import Country
from outbox.tasks import drain


@pytest.fixture
def ecuador(db):
    return Country.objects.get(pk="ECU")


def listed():
    return list(Expert.objects.listed(timezone.now().date()))


def test_whoever_writes_and_agrees_is_found(user, ecuador):
    entry = talent.offer(user, by=user, country=ecuador, experience=" Ran a fund ")
    assert listed() == [entry]
    assert (entry.experience, entry.version) == ("Ran a fund", 1)


def test_nobody_writes_for_another(user, make_user, ecuador):
    with pytest.raises(PermissionDenied):
        talent.offer(make_user(), by=user, country=ecuador, experience="Ran a fund")
    assert listed() == []


def test_the_second_of_two_windows_overwrites_nothing(user, ecuador):
    talent.offer(user, by=user, country=ecuador, experience="One")
    talent.offer(user, by=user, country=ecuador, experience="Two", version=1)
    with pytest.raises(talent.ChangedMeanwhile):
        talent.offer(user, by=user, country=ecuador, experience="Three", version=1)
    assert listed()[0].experience == "Two"


def test_consent_is_taken_back_at_any_time(user, ecuador):
    talent.offer(user, by=user, country=ecuador, experience="Ran a fund")
    talent.withdraw(user, by=user)
    talent.withdraw(user, by=user)
    assert listed() == []
    with pytest.raises(talent.CannotNominate):
        talent.confirm(user, by=user)


def test_who_is_nominated_is_asked_and_not_found_before(person_with, user, ecuador):
    focal_point = person_with("focal_point", "ECU")

    entry = talent.nominate(
        email=user.email.upper(), by=focal_point, country=ecuador, experience="A fund"
    )

    assert listed() == []
    drain()
    assert Notice.objects.get(recipient=user).url == "/me/expert/"
    talent.offer(user, by=user, country=ecuador, experience="My fund", version=1)
    assert listed() == [entry]
    assert listed()[0].nominated_by == focal_point


def test_a_nomination_changes_nothing_that_she_wrote(person_with, user, ecuador):
    talent.offer(user, by=user, country=ecuador, experience="Mine")
    officer = person_with("desk_officer")
    talent.nominate(email=user.email, by=officer, country=ecuador, experience="Theirs")
    assert listed()[0].experience == "Mine"
    assert listed()[0].nominated_by == officer


@pytest.mark.parametrize("role", ["official", "facilitator"])
def test_who_does_not_answer_for_a_country_nominates_nobody(
    person_with, user, ecuador, role
):
    with pytest.raises(PermissionDenied):
        talent.nominate(
            email=user.email,
            by=person_with(role, "ECU"),
            country=ecuador,
            experience="A fund",
        )


def test_a_focal_point_nominates_for_her_own_country(person_with, user, ecuador):
    other = person_with("focal_point", "NPL")
    with pytest.raises(PermissionDenied, match="focal point of Ecuador"):
        talent.nominate(
            email=user.email, by=other, country=ecuador, experience="A fund"
        )


def test_an_unknown_address_is_told_so(person_with, ecuador):
    with pytest.raises(talent.CannotNominate, match="Nobody has an account"):
        talent.nominate(
            email="nobody@example.org",
            by=person_with("desk_officer"),
            country=ecuador,
            experience="A fund",
        )


def test_a_day_is_shown_as_browsers_read_it_in_every_language(user, ecuador):
    with override("fr"):
        form = EntryForm(initial={"paused_until": date(2027, 3, 1)})
        assert 'value="2027-03-01"' in str(form["paused_until"])


def test_topics_of_cooperation_go_by_their_names(user):
    assert "MGT:" not in " ".join(str(name) for _, name in theme_choices())

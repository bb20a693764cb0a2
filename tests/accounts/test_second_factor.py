"""A second factor: an app, recovery codes; and what staff may not do without one."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.permissions import why_not

pytestmark = pytest.mark.django_db

Role = Membership.Role
PASS_PHRASE = "a long pass phrase"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def curator(person_with, hub):
    person = person_with(Role.CURATOR, hub=hub)
    person.set_password(PASS_PHRASE)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def sign_in(person) -> tuple[Client, object]:
    browser = Client()
    form = {"login": person.email, "password": PASS_PHRASE}
    return browser, browser.post(reverse("account_login"), form)


def code(secret: str, ahead: int = 0) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time())) + ahead
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def confirm_access(browser) -> None:
    browser.post(reverse("account_reauthenticate"), {"password": PASS_PHRASE})


def set_up_an_app(browser) -> str:
    """Set up an app as a person does; return its secret."""
    confirm_access(browser)
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret
    browser.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    return secret


def test_staff_do_not_act_without_a_second_factor(required, curator, hub):
    assert not curator.acts_as(Role.CURATOR, hub=hub)
    assert "second factor" in why_not(curator, Role.CURATOR, hub=hub)


def test_with_one_they_do(required, curator, hub):
    Authenticator.objects.create(user=curator, type="totp", data={"secret": "x"})

    assert curator.acts_as(Role.CURATOR, hub=hub)
    assert why_not(curator, Role.CURATOR, hub=hub) == ""


def test_recovery_codes_alone_are_none(required, curator):
    Authenticator.objects.create(user=curator, type="recovery_codes", data={})

    assert not curator.acts_as(Role.CURATOR)


@pytest.mark.parametrize("role", Membership.OF_A_COUNTRY)
def test_officials_need_none(required, person_with, role):
    assert person_with(role, country="RWA").acts_as(role)


@pytest.mark.parametrize("role", Membership.OF_THE_PLATFORM)
def test_all_the_staff_of_the_platform_need_one(required, person_with, role):
    assert not person_with(role).acts_as(role)


def test_the_demonstration_asks_for_none(settings, curator, hub):
    settings.SECOND_FACTOR_REQUIRED = False

    assert curator.acts_as(Role.CURATOR, hub=hub)


def test_staff_are_led_to_set_it_up_and_told_why(required, curator):
    browser, answer = sign_in(curator)

    assert answer["Location"] == reverse("mfa_index")
    page = browser.get(answer["Location"]).content.decode()
    assert "before you act" in page


def test_nobody_sets_up_an_app_in_a_session_left_open(curator):
    browser, _answer = sign_in(curator)

    answer = browser.get(reverse("mfa_activate_totp"))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_after_that_a_password_alone_opens_nothing(
    required, curator, hub, time_machine
):
    browser, _answer = sign_in(curator)
    secret = set_up_an_app(browser)
    assert curator.acts_as(Role.CURATOR, hub=hub)

    other, answer = sign_in(curator)

    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in other.session
    other.post(reverse("mfa_authenticate"), {"code": code(secret, ahead=1)})
    assert "_auth_user_id" in other.session


def test_the_buttons_of_keys_wait_for_the_script_that_answers_them(curator):
    browser, _answer = sign_in(curator)
    set_up_an_app(browser)
    halfway, _answer = sign_in(curator)

    for reader, name in (
        (Client(), "account_login"),
        (browser, "mfa_add_webauthn"),
        (halfway, "mfa_authenticate"),
    ):
        page = reader.get(reverse(name)).text
        assert page.count(" hidden data-script-only>") == 1
        assert page.count("need JavaScript, which is switched off here") == 1
        assert "js/keys.js" in page


def test_a_code_opens_once(curator):
    browser, _answer = sign_in(curator)
    secret = set_up_an_app(browser)
    used = code(secret, ahead=1)
    first, _answer = sign_in(curator)
    first.post(reverse("mfa_authenticate"), {"code": used})

    second, _answer = sign_in(curator)
    second.post(reverse("mfa_authenticate"), {"code": used})

    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second.session


def test_a_recovery_code_stands_in_for_a_lost_phone_once(curator):
    browser, _answer = sign_in(curator)
    set_up_an_app(browser)
    page = browser.get(reverse("mfa_view_recovery_codes"))
    spare = page.context["unused_codes"][0]

    opened = []
    for _time in range(2):
        other, _answer = sign_in(curator)
        other.post(reverse("mfa_authenticate"), {"code": spare})
        opened.append("_auth_user_id" in other.session)

    assert opened == [True, False]


def test_a_page_that_staff_may_not_open_says_what_is_missing(
    required, client, person_with
):
    client.force_login(person_with(Role.ADMINISTRATOR))

    page = client.get(reverse("accounts:decide"))

    assert page.status_code == 403
    assert "second factor" in page.content.decode()


@pytest.fixture
def operator(make_user):
    person = make_user(password=PASS_PHRASE, is_staff=True, is_superuser=True)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def test_operators_come_in_by_the_same_door(client):
    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next=/admin/"


def test_operators_pages_are_closed_without_a_second_factor(required, operator):
    browser, _answer = sign_in(operator)
    assert browser.get("/admin/", follow=True).status_code == 403

    set_up_an_app(browser)

    assert browser.get("/admin/").status_code == 200


def test_a_superuser_decides_nothing_without_a_second_factor(required, operator, user):
    asked = Membership.objects.create(person=user, role="auditor")

    assert asked not in Membership.objects.decided_by(operator)

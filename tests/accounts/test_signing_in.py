import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.urls import reverse

pytestmark = pytest.mark.django_db

PASS_PHRASE = "a long pass phrase"


@pytest.fixture
def member(make_user):
    """A person who has confirmed her address."""
    person = make_user(email="aline@example.org", password=PASS_PHRASE)
    EmailAddress.objects.create(
        user=person, email=person.email, verified=True, primary=True
    )
    return person


def sign_in(client, address: str, password: str):
    form = {"login": address, "password": password}
    return client.post(reverse("account_login"), form)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("address", ["aline@example.org", "Aline@Example.org"])
def test_a_person_signs_in_with_her_address(client, member, address):
    answer = sign_in(client, address, PASS_PHRASE)

    assert answer.status_code == 302
    assert is_signed_in(client)


def test_a_wrong_password_does_not_sign_in(client, member):
    sign_in(client, member.email, "a wrong pass phrase")

    assert not is_signed_in(client)


def words_of(answer) -> list[str]:
    """Return the errors that the form shows."""
    assert answer.status_code == 200
    return list(answer.context["form"].non_field_errors())


def test_a_wrong_password_tells_nobody_who_has_an_account(client, member):
    known = sign_in(client, member.email, "a wrong pass phrase")
    unknown = sign_in(client, "nobody@example.org", "a wrong pass phrase")

    assert words_of(known)
    assert words_of(known) == words_of(unknown)


def test_signing_up_costs_the_same_for_an_address_that_has_an_account(
    client, member, monkeypatch
):
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    costs = []
    for address in ("nobody@example.org", member.email):
        form = {
            "email": address,
            "password1": PASS_PHRASE,
            "password2": PASS_PHRASE,
        }
        hashed.clear()
        answer = client.post(reverse("account_signup"), form)
        costs.append((answer.status_code, answer["Location"], len(hashed)))

    assert costs[0] == costs[1]
    assert costs[0][2] == 1


def test_an_account_that_was_closed_does_not_open(client, member):
    member.is_active = False
    member.save(update_fields=["is_active"])

    sign_in(client, member.email, PASS_PHRASE)

    assert not is_signed_in(client)


def test_signing_out_ends_the_session(client, member):
    client.force_login(member)

    client.post(reverse("account_logout"))

    assert not is_signed_in(client)


def test_an_address_has_to_be_confirmed_first(client, user):
    sign_in(client, user.email, PASS_PHRASE)

    assert not is_signed_in(client)
    assert [letter.to for letter in mail.outbox] == [[user.email]]


def test_the_link_in_the_mail_confirms_the_address(client, user):
    sign_in(client, user.email, PASS_PHRASE)
    link = re.search(
        r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[0].body
    )[1]

    client.post(link)
    sign_in(client, user.email, PASS_PHRASE)

    assert is_signed_in(client)


def test_a_new_account_may_have_an_address_in_any_letters(client, django_user_model):
    form = {
        "email": "Nour@Example.org",
        "password1": PASS_PHRASE,
        "password2": PASS_PHRASE,
    }
    client.post(reverse("account_signup"), form)

    assert django_user_model.objects.get().email == "nour@example.org"


def test_signing_up_again_looks_the_same_and_changes_nothing(client, member):
    form = {"email": member.email, "password1": PASS_PHRASE, "password2": PASS_PHRASE}
    again = client.post(reverse("account_signup"), form)
    first = client.post(reverse("account_signup"), form | {"email": "new@example.org"})

    assert (again.status_code, again["Location"]) == (
        first.status_code,
        first["Location"],
    )


def test_a_further_address_may_be_in_any_letters(client, member):
    client.force_login(member)
    client.post(reverse("account_reauthenticate"), {"password": PASS_PHRASE})

    form = {"email": "Nour@Example.org", "action_add": ""}
    client.post(reverse("account_email"), form)

    kept = EmailAddress.objects.filter(user=member, primary=False)
    assert [row.email for row in kept] == ["nour@example.org"]

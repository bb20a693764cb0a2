import pytest
from django.contrib.auth import authenticate
from django.db.models.deletion import ProtectedError
from django.db.utils import IntegrityError

from accounts.models import User
from hubs.models import Country
from outbox.events import record

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case():
    person = User.objects.create_user("Aline.Uwase@Example.ORG")

    assert person.email == "aline.uwase@example.org"


def test_the_same_address_in_other_letters_is_the_same_person():
    person = User.objects.create_user("aline@example.org")

    assert User.objects.get_by_natural_key("ALINE@example.org") == person


def test_nobody_has_two_accounts_for_one_address():
    User.objects.create_user("aline@example.org")

    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="Aline@Example.org")])


def test_a_person_goes_by_her_name_or_else_by_her_address(make_user):
    assert str(make_user(name="Aline Uwase")) == "Aline Uwase"
    assert str(make_user(name="", email="aline@example.org")) == "aline@example.org"


def test_a_password_opens_only_its_own_account(make_user):
    make_user(email="aline@example.org", password="a long pass phrase")

    assert authenticate(email="Aline@example.org", password="a long pass phrase")
    assert authenticate(email="aline@example.org", password="another phrase") is None


def test_a_superuser_may_open_the_operators_pages():
    person = User.objects.create_superuser("root@example.org", "a long pass phrase")

    assert person.is_staff
    assert person.is_superuser


def test_a_person_whom_history_names_cannot_be_deleted(user):
    record("door.opened", about=Country.objects.get(pk="RWA"), by=user)

    with pytest.raises(ProtectedError):
        user.delete()

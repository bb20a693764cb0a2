from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts import letters, tokens
from accounts.forms import in_days
from accounts.models import Membership
from exchanges.models import (
    BodyMember,
    Consultation,
    CountryProcedure,
    Endorsement,
    ExchangeRequest,
    InstitutionRole,
    Invitation,
    Opinion,
    ProviderCapacity,
    ServiceClock,
)
from hubs.models import Country, LeadArea
from outbox.events import record
from outbox.models import Event, Job, KeptAnswer
from practices.content import add_revision, content_of
from practices.models import (
    Attachment,
    CoAuthor,
    LexemeCount,
    Lineage,
    Manuscript,
    Problem,
    Review,
    ReviewAnswer,
    Translation,
)

pytestmark = pytest.mark.django_db

OURS = ("accounts", "exchanges", "hubs", "outbox", "practices")
MODELS = [model for model in admin.site._registry if model._meta.app_label in OURS]


def path_of(model, page: str, *args) -> str:
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args
    )


@pytest.fixture
def failed(practice) -> Job:
    event = record("door.opened", about=Country.objects.get(pk="RWA"), by=None)
    return Job.objects.create(
        event=event, listener="tests.ring", failed_at=timezone.now()
    )


def test_the_front_page_shows_every_app(admin_client):
    page = admin_client.get("/admin/").content.decode()

    assert all(f"/admin/{app}/" in page for app in OURS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_can_be_read_and_searched(admin_client, failed, model):
    answer = admin_client.get(path_of(model, "changelist"), {"q": "rwanda"})

    assert answer.status_code == 200


@pytest.fixture
def one_of_each(failed, practice, hub, user) -> None:
    """At least one row of every model that operators see."""
    rwanda, theme = practice.country, practice.themes.get()
    LeadArea.objects.create(country=rwanda, theme=theme, declared_on=date(2026, 1, 1))
    Lineage.objects.create(
        source_country=rwanda, learner_country_id="SEN", learner=practice
    )
    Problem.objects.create(slug="ill-and-poor", names={}, examples={})
    Membership.objects.create(person=user, role="official", country=rwanda)
    tokens.issue(user, name="report", scope="read", expires_at=in_days(30), by=user)
    Translation.objects.create(practice=practice, language="fr", title="Une mutuelle")
    LexemeCount.objects.create(lexeme="insur", practices=1)
    letters.write(to=user.email, subject="Good news", text="It is so.")
    KeptAnswer.objects.create(key="k", person=user, route="POST /", body_hash="h")
    curated(practice, user)
    asked(user)


def asked(user) -> None:
    """A request that was endorsed and put to a country, and what both sides set."""
    today, now = timezone.now().date(), timezone.now()
    row = ExchangeRequest.objects.create(
        reference="KX-2026-00001", author=user, country_id="SLE", due_on=today
    )
    Endorsement.objects.create(exchange_request=row, by=user)
    Invitation.objects.create(
        exchange_request=row,
        country_id="ECU",
        asking_id="SLE",
        status="chosen",
        asked_at=now,
        due_on=today,
    )
    ServiceClock.objects.create()
    CountryProcedure.objects.create(country_id="SLE")
    consulted(row, user)
    ProviderCapacity.objects.create(
        country_id="ECU", declared_by=user, confirmed_on=today
    )


def consulted(row, user) -> None:
    """What a country says of its own institutions, and what they said."""
    sierra_leone = {"country_id": "SLE", "institution": "Finance"}
    BodyMember.objects.create(person=user, appointed_by=user, **sierra_leone)
    InstitutionRole.objects.create(
        country_id="SLE", role="financing_ministry", name="Finance", set_by=user
    )
    asked = Consultation.objects.create(
        exchange_request=row, closes_on=timezone.now().date()
    )
    Opinion.objects.create(consultation=asked, person=user, says="silent")


def curated(practice, user) -> None:
    """What hangs on a practice that people write and review."""
    due = date(2026, 12, 1)
    review = Review.objects.create(
        practice=practice, version=1, reviewer=user, assigned_by=user, due=due
    )
    ReviewAnswer.objects.create(review=review, question="clear", met="met")
    add_revision(practice, content_of(practice), by=user)
    CoAuthor.objects.create(practice=practice, person=user, by=user)
    Manuscript.objects.create(practice=practice, person=user, version=1)
    Attachment.objects.create(
        practice=practice, name="a.txt", kind="txt", size=1, sha256="s", by=user
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_row_can_be_looked_at(admin_client, one_of_each, model):
    row = model.objects.first()

    assert admin_client.get(path_of(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", [Event, Job], ids=lambda model: model.__name__)
def test_nobody_writes_history_by_hand(admin_client, failed, model):
    row = model.objects.first()

    assert admin_client.post(path_of(model, "change", row.pk), {}).status_code == 403
    assert admin_client.post(path_of(model, "delete", row.pk), {}).status_code == 403
    assert admin_client.get(path_of(model, "add")).status_code == 403


def test_an_operator_revives_a_failed_job(admin_client, failed):
    form = {"action": "retry", "_selected_action": [failed.pk]}
    admin_client.post(path_of(Job, "changelist"), form)

    assert failed in Job.objects.waiting()


def test_failed_jobs_are_found(admin_client, failed):
    page = admin_client.get(path_of(Job, "changelist"), {"state": "failed"})

    assert list(page.context["cl"].queryset) == [failed]


def test_an_operator_adds_a_person(admin_client, django_user_model):
    phrase = "a long pass phrase"
    form = {
        "email": "Nour@Example.org",
        "name": "Nour",
        "usable_password": "true",
        "password1": phrase,
        "password2": phrase,
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    admin_client.post(path_of(django_user_model, "add"), form)

    assert django_user_model.objects.get(name="Nour").email == "nour@example.org"


def test_a_person_without_the_right_sees_nothing(client, user):
    client.force_login(user)

    assert client.get("/admin/").status_code == 302

"""The wizard as a person walks through it, without a script, on a bad line, on two devices."""

from decimal import Decimal

import pytest
from django.urls import reverse

from exchanges import challenges, measuring
from exchanges.models import Challenge, Measure
from practices.models import SavedSearch
from tests.practices.pages import PROBLEM, ask, links_in, text_of

pytestmark = pytest.mark.django_db

NEW = "/challenges/new/"


@pytest.fixture
def signed_in(client, official):
    client.force_login(official)
    return client


@pytest.fixture
def at(signed_in, challenge):
    """Where a page of the challenge is."""
    return lambda below="": f"/challenges/{challenge.pk}/{below}"


def form_in(page, name="form"):
    """Return what a browser would send back of a page's form."""
    form = page.context[name]
    sent = {field.html_name: field.value() for field in form}
    return {name: value for name, value in sent.items() if value is not None}


def test_the_whole_way_from_the_first_words_to_five_countries(signed_in, country):
    begun = signed_in.post(NEW, {"happens": PROBLEM, "country": "SLE"})
    said = {
        "to_whom": {"to_whom": "Two in three households"},
        "since": {"since": "since 2002", "tried": "A fund that ran dry"},
        "limits": {"limits": "No money for doctors", "deadline": "2031-01-01"},
    }
    address = begun.url
    for step, answers in said.items():
        assert address.endswith(f"/{step}/")
        page = signed_in.get(address)
        address = signed_in.post(address, form_in(page) | answers).url
    assert address.endswith("/measures/")

    kept = Challenge.objects.get()
    assert (kept.to_whom, kept.tried) == (
        "Two in three households",
        "A fund that ran dry",
    )
    assert str(kept.deadline) == "2031-01-01"
    page = signed_in.get(f"/challenges/{kept.pk}/five/")
    assert page.status_code == 200


def test_it_is_kept_at_every_step_and_goes_on_elsewhere(at, signed_in, client_class):
    page = signed_in.get(at("since/"))
    later = signed_in.post(
        at("since/"), form_in(page) | {"tried": "A fund", "later": 1}
    )
    assert later.url == at()

    other_device = client_class(signed_in)
    assert "A fund" in text_of(other_device.get(at()))
    assert other_device.get(at("since/")).context["form"].initial["tried"] == "A fund"


@pytest.fixture
def client_class(official):
    def another(_first):
        from django.test import Client  # noqa: PLC0415

        device = Client()
        device.force_login(official)
        return device

    return another


def test_two_devices_lose_nothing(at, signed_in):
    page = signed_in.get(at("since/"))
    signed_in.post(at("since/"), form_in(page) | {"tried": "From the phone"})

    late = signed_in.post(at("since/"), form_in(page) | {"tried": "From the desk"})

    assert late.status_code == 409
    told = text_of(late)
    assert "From the phone" in told
    assert "From the desk" in told
    again = signed_in.post(at("since/"), form_in(late))
    assert again.status_code == 302
    assert Challenge.objects.get().tried == "From the desk"


def test_what_happens_must_be_said(signed_in):
    refused = signed_in.post(NEW, {"happens": " ", "country": "SLE"})
    assert refused.status_code == 422
    assert not Challenge.objects.exists()


def test_a_past_deadline_is_refused_beside_its_field(at, signed_in):
    page = signed_in.get(at("limits/"))
    told = signed_in.post(at("limits/"), form_in(page) | {"deadline": "2020-01-01"})
    assert told.status_code == 422
    assert "is past" in told.context["form"].errors["deadline"][0]


def test_a_question_becomes_a_challenge(signed_in):
    answer = ask(signed_in, country="SLE")
    page = signed_in.get(answer)
    token = answer.strip("/").split("/")[-1]
    link = f"{NEW}?question={token}"
    assert link in links_in(page)

    form = signed_in.get(link).context["form"]
    assert form.initial["happens"] == PROBLEM
    assert form.initial["country"].pk == "SLE"


def test_a_strangers_question_does_not(signed_in, client_class):
    token = ask(client_class(None)).strip("/").split("/")[-1]
    assert signed_in.get(f"{NEW}?question={token}").status_code == 404


def test_five_countries_stand_beside_and_change_as_she_types(
    at, signed_in, challenge, practice, embedded
):
    embedded()
    page = signed_in.get(at("to_whom/"))
    assert "Rwanda" in text_of(page)

    other = {"challenge": challenge.pk, "happens": "Bridges fall in", "to_whom": ""}
    beside = signed_in.post("/challenges/beside/", other)
    assert "Rwanda" not in text_of(beside)
    assert Challenge.objects.get().happens == challenge.happens


def test_the_five_can_be_seen_in_full(at, signed_in, practice, embedded):
    embedded()
    assert practice.get_absolute_url() in links_in(signed_in.get(at("five/")))


def test_the_pages_ask_the_database_a_dozen_times_at_most(
    at, signed_in, measure, practice, embedded, django_assert_max_num_queries
):
    embedded()
    pages = ("", "happens/", "five/", "measures/", "measures/new/")
    for page in (*pages, f"measures/{measure.pk}/"):
        with django_assert_max_num_queries(12):
            assert signed_in.get(at(page)).status_code == 200, page


def test_a_measure_with_its_first_value(at, signed_in):
    page = signed_in.get(at("measures/new/"))
    said = {"indicator": "3.8.2", "value": "41", "year": "2019", "source": "Survey"}
    assert signed_in.post(at("measures/new/"), form_in(page) | said).status_code == 302

    measure = Measure.objects.get()
    assert (measure.indicator_id, measure.unit) == ("3.8.2", "%")
    assert str(measure.observations.get()) == "41 (2019)"
    assert "SDG indicator 3.8.2" in text_of(signed_in.get(at("measures/")))


def test_looking_through_a_goal_loses_nothing(at, signed_in):
    form = form_in(signed_in.get(at("measures/new/")))
    typed = form | {"name": "Births", "goal": "16", "look": "1"}

    page = signed_in.post(at("measures/new/"), typed)

    assert page.status_code == 200
    assert "16.9.1" in text_of(page)
    assert form_in(page)["name"] == "Births"
    assert not Measure.objects.exists()


def test_a_share_of_130_is_asked_back_and_then_kept(at, signed_in, measure):
    address = at(f"measures/{measure.pk}/")
    figure = {"value": "130", "year": "2021", "source": "Survey"}

    asked = signed_in.post(address, form_in(signed_in.get(address)) | figure)
    assert asked.status_code == 422
    assert "more than all of them" in text_of(asked)
    assert 'type="checkbox" name="knowingly"' in text_of(asked)
    assert measure.observations.count() == 1

    sure = form_in(asked) | {"knowingly": "on"}
    assert signed_in.post(address, sure).status_code == 302
    assert measure.observations.count() == 2


def test_a_year_to_come_is_refused_beside_its_field(at, signed_in, measure):
    address = at(f"measures/{measure.pk}/")
    figure = {"value": "30", "year": "2090", "source": "Survey"}
    told = signed_in.post(address, form_in(signed_in.get(address)) | figure)
    assert "yet to come" in told.context["form"].errors["year"][0]


def test_what_a_measure_is_and_the_value_of_a_year_are_kept_together(
    at, signed_in, measure
):
    address = at(f"measures/{measure.pk}/")
    figure = {"value": "38", "year": "2021", "source": "Census"}
    typed = figure | {"name": "Ill and poor", "target": "15"}

    kept = signed_in.post(address, form_in(signed_in.get(address)) | typed)

    assert kept.url == address
    measure.refresh_from_db()
    assert (measure.name, measure.target) == ("Ill and poor", 15)
    assert [str(row) for row in measure.observations.all()] == [
        "41 (2019)",
        "38 (2021)",
    ]


def test_half_a_value_loses_nothing_that_was_typed(at, signed_in, measure):
    address = at(f"measures/{measure.pk}/")
    typed = {"value": "38", "name": "Ill and poor"}

    told = signed_in.post(address, form_in(signed_in.get(address)) | typed)

    assert told.status_code == 422
    assert "A value needs its year and its source" in text_of(told)
    assert form_in(told) | typed == form_in(told)
    measure.refresh_from_db()
    assert measure.name != "Ill and poor"


def test_a_second_year_leads_to_where_it_is_typed(at, signed_in, measure):
    place = at(f"measures/{measure.pk}/")
    for page in ("", "measures/"):
        told = text_of(signed_in.get(at(page)))
        assert f'href="{place}#year">A second year' in told
        assert f'href="{place}#aim">A target with its date' in told
    assert 'id="year"' in text_of(signed_in.get(place))


def test_several_years_are_drawn_with_the_target(at, signed_in, measure, official):
    figure = {"value": Decimal(38), "year": 2021, "source": "Survey"}
    measuring.observe(measure, by=official, **figure)
    aim = {"target": Decimal(15), "target_on": "2090-01-01"}
    Measure.objects.update(**aim)

    told = text_of(signed_in.get(at()))

    assert 'aria-label="from 41\N{NO-BREAK SPACE}% in 2019 to 38' in told
    assert 'class="aim"' in told
    assert "2090" in told


def test_measures_and_years_are_removed_on_their_page(at, signed_in, measure):
    first = measure.observations.get()
    below = f"measures/{measure.pk}/"
    signed_in.post(at(f"{below}observations/{first.pk}/remove/"))
    assert not measure.observations.exists()
    signed_in.post(at(f"{below}remove/"))
    assert not Measure.objects.exists()


def test_its_life_on_the_page(at, signed_in):
    signed_in.post(at("ready/"))
    assert "You are told when a practice is published" in text_of(signed_in.get(at()))
    SavedSearch.objects.all().delete()
    signed_in.post(at("stand/"))
    signed_in.post(at("reopen/"))
    assert Challenge.objects.get().status == "draft"
    signed_in.post(at("close/"))
    again = signed_in.post(at("close/"))
    assert again.status_code == 409
    assert "It is closed" in text_of(again)


def test_closing_asks_once_more(at, signed_in):
    assert f'href="{at("close/")}"' in signed_in.get(at()).content.decode()
    assert "It cannot be opened or changed again" in text_of(
        signed_in.get(at("close/"))
    )
    assert Challenge.objects.get().status == "draft"
    assert signed_in.post(at("close/")).url == at()
    assert Challenge.objects.get().status == "closed"


def test_discarding_asks_once_more(at, signed_in):
    assert "Discard it" in text_of(signed_in.get(at("discard/")))
    assert Challenge.objects.exists()
    assert signed_in.post(at("discard/")).url == "/challenges/"
    assert not Challenge.objects.exists()


def test_her_challenges_are_listed_for_her_alone(signed_in, challenge, colleague):
    mine = reverse("exchanges:challenges")
    assert str(challenge)[:60] in text_of(signed_in.get(mine))
    signed_in.force_login(colleague)
    assert "not described a problem yet" in text_of(signed_in.get(mine))
    assert signed_in.get(challenge.get_absolute_url()).status_code == 404


def test_what_arrived_since_stands_on_its_page(at, signed_in, official, challenge):
    challenges.ready(challenge, by=official)
    assert "Published since" not in text_of(signed_in.get(at()))


def test_a_page_stays_light(at, signed_in, practice, embedded):
    embedded()
    for page in ("to_whom/", "measures/new/"):
        assert len(signed_in.get(at(page)).content) < 30_000

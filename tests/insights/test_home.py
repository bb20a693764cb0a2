"""The first page, and what stands around every page."""

import re

import pytest
from django.template.loader import render_to_string

from practices.models import Problem


def text_of(response):
    return response.content.decode()


@pytest.fixture
def problem(practice):
    """A problem that the practice answers, as an example on the first page."""
    problem = Problem.objects.create(
        slug="uninsured",
        names={"en": "Illness that makes people poor", "fr": "La maladie qui ruine"},
        examples={"en": "They sell a cow & pay", "fr": "Ils vendent une vache"},
    )
    problem.practices.add(practice)
    return problem


@pytest.mark.django_db
def test_the_first_thing_is_the_box(client):
    page = text_of(client.get("/"))

    main = page[page.index("<main") :]
    first = re.search(r"<(textarea|input|select|a) [^>]*>", main)
    assert first
    assert 'name="problem"' in first.group()
    assert '<form class="ask" method="post" action="/match">' in main


@pytest.mark.django_db
def test_the_box_is_ready_without_a_session_or_a_cookie(client):
    response = client.get("/")

    assert not response.cookies
    assert 'name="country"' in text_of(response)


@pytest.mark.django_db
def test_an_example_is_a_link_that_asks(client, problem):
    page = text_of(client.get("/"))

    assert "Illness that makes people poor" in page
    address = re.search(r'href="(/match\?problem=[^"]*)"', page)
    assert address
    assert client.get(address.group(1)).status_code == 302


@pytest.mark.django_db
def test_examples_speak_the_readers_language(client, problem):
    page = text_of(client.get("/", headers={"accept-language": "fr"}))

    assert "Ils vendent une vache" in page


@pytest.mark.django_db
def test_an_empty_catalogue_says_what_to_do(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "No practices yet" in text_of(response)


@pytest.mark.django_db
def test_what_is_new_is_shown(client, practice):
    page = text_of(client.get("/"))

    assert practice.title in page
    assert practice.get_absolute_url() in page


@pytest.mark.django_db
def test_a_person_finds_her_country_chosen(client, make_user):
    client.force_login(make_user(country_id="RWA"))

    assert '<option value="RWA" selected>Rwanda</option>' in text_of(client.get("/"))


@pytest.mark.django_db
def test_the_first_page_asks_the_database_a_dozen_times_at_most(
    client, problem, make_practice, django_assert_max_num_queries
):
    for code in ("GHA", "KEN", "PER", "FJI", "NPL", "BOL"):
        make_practice(country=code)

    with django_assert_max_num_queries(12):
        client.get("/")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_links_to_other_languages_come_back_here(client, language):
    page = text_of(
        client.get("/practices/?theme=3", headers={"accept-language": language})
    )

    assert 'href="/language/fr/?next=%2Fpractices%2F%3Ftheme%3D3" lang="fr"' in page
    assert page.count('aria-current="true"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/about/", "/match", "/accounts/login/", "/nothing"]
)
def test_every_page_can_be_skipped_into(client, address):
    page = text_of(client.get(address))

    assert '<a class="skip" href="#main">' in page
    assert '<main id="main"' in page
    assert page.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["login", "signup", "password/reset"])
def test_the_librarys_account_pages_are_pages_of_this_house(client, address):
    page = text_of(client.get(f"/accounts/{address}/"))

    assert "css/counterpart.css" in page
    for field in re.findall(r'<input (?!type="hidden")[^>]*id="([^"]*)"', page):
        assert f'<label for="{field}">' in page


@pytest.mark.django_db
def test_a_person_can_get_from_her_account_to_her_second_factor(client, user):
    client.force_login(user)

    assert "/accounts/2fa/" in text_of(client.get("/accounts/email/"))


@pytest.mark.django_db
def test_sample_content_is_called_so(client, settings):
    settings.SAMPLE_CONTENT = True
    assert "Sample content" in text_of(client.get("/about/"))

    settings.SAMPLE_CONTENT = False
    assert "Sample content" not in text_of(client.get("/about/"))


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_a_page_about_a_fault_needs_neither_request_nor_database(template):
    page = render_to_string(template, {"status": 500, "text": "Something went wrong."})

    assert page.count("<h1") == 1
    assert "css/counterpart.css" in page

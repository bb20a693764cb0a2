"""No page of curation asks the database more than a dozen times, however much there is."""

import pytest

from practices import curation, revisions
from practices.models import Attachment, CoAuthor, Practice, Review
from practices.writers import take_on

LONG_TEXT = {
    "themes": ["2.1", "4.5", "1.3"],
    "sources": [
        {"title": f"Report {year}", "year": year} for year in range(2005, 2020)
    ],
    "outcomes": [
        {
            "indicator": f"Pupils absent in district {number}",
            "values": [
                {"value": "20", "year": 2018, "source": number},
                {"value": "8", "year": 2020, "source": None},
            ],
        }
        for number in range(10)
    ],
}


@pytest.fixture
def written(idea, curator, make_user) -> Practice:
    """An idea with many sources, figures, themes, writers, files and revisions."""
    for number in range(8):
        text = LONG_TEXT | {"summary": f"Told for the {number}th time."}
        idea = revisions.revise(idea, text, by=curator, version=idea.version)
        CoAuthor.objects.create(practice=idea, person=make_user(), by=curator)
        Attachment.objects.create(
            practice=idea,
            name=f"{number}.pdf",
            kind="pdf",
            sha256=number,
            size=9,
            by=curator,
        )
    return take_on(idea, hub=idea.hub, owner=make_user(), by=curator)


@pytest.fixture
def reviewed(written, curator, reviewer, person_with, hub, answers) -> Practice:
    """The same, back from one reviewer, and asked of five others."""
    curation.submit(written, by=curator)
    curation.answer(written, answers, by=reviewer)
    for _ in range(5):
        colleague = person_with("reviewer", hub=hub)
        curation.assign(written, reviewer=colleague, by=curator)
        curation.answer(written, answers, by=colleague)
    assert Review.objects.count() == 6
    return Practice.objects.get(pk=written.pk)


@pytest.fixture
def waiting(reviewed, make_practice, hub) -> Practice:
    """And thirty others that wait."""
    for code in ("GHA", "KEN", "PER", "FJI", "NPL", "BOL") * 5:
        make_practice(country=code, language="fr")
    others = Practice.objects.exclude(pk=reviewed.pk)
    others.update(hub=hub, review_by="2020-01-01")
    return reviewed


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("curator", "/curation/"),
        ("curator", "/curation/?kind=overdue&mine=1"),
        ("curator", "/curation/mine/"),
        ("curator", "/curation/freshness/"),
        ("curator", "/curation/translations/"),
        ("curator", "/practices/new/"),
        ("curator", "/curation/practices/{}/"),
        ("curator", "/curation/practices/{}/edit/"),
        ("curator", "/curation/practices/{}/preview/"),
        ("curator", "/curation/practices/{}/revisions/"),
        ("curator", "/curation/practices/{}/revisions/compare/"),
        ("curator", "/curation/practices/{}/take-on/"),
        ("reviewer", "/curation/"),
        ("reviewer", "/curation/practices/{}/"),
        ("reviewer", "/curation/practices/{}/review/"),
        ("reviewer", "/curation/practices/{}/preview/"),
    ],
)
def test_no_page_asks_the_database_more_than_a_dozen_times(
    client, waiting, request, role, address, django_assert_max_num_queries
):
    client.force_login(request.getfixturevalue(role))
    client.get("/about/")  # a session notes once where it comes from

    with django_assert_max_num_queries(12):
        answer = client.get(address.format(waiting.slug))

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["", "edit/"])
def test_neither_do_those_of_what_was_sent_back(
    client, reviewed, author, reviewer, address, django_assert_max_num_queries
):
    curation.request_changes(reviewed, by=reviewer, reason="Say what it cost.")
    client.force_login(author)
    client.get("/about/")

    with django_assert_max_num_queries(12):
        answer = client.get(f"/curation/practices/{reviewed.slug}/{address}")

    assert "Say what it cost." in answer.text

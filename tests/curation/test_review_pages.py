"""A review on its pages: asked for, written, refused with what is missing."""

from django.urls import reverse

from practices import revisions
from tests.curation.pages import desk_url


def test_a_review_is_written_in_two_sittings(signed_in, submitted, reviewer, answers):
    page = signed_in(reviewer)
    url = reverse("practices:review", args=[submitted.slug])
    half = {"clear-met": "partly", "clear-comment": "One abbreviation.", "keep": "1"}
    page.post(url, half | {"version": submitted.version})
    assert "One abbreviation." in page.get(url).text

    said = {f"{code}-met": met for code, (met, _) in answers.items()}
    said |= {f"{code}-comment": comment for code, (_, comment) in answers.items()}
    said |= {"version": submitted.version, "verdict": "request_changes"}
    refused = page.post(url, said)
    assert refused.status_code == 400
    assert "Say why" in refused.text
    page.post(url, said | {"reason": "Say what it cost."})

    submitted.refresh_from_db()
    assert submitted.status == "changes_requested"


def test_a_review_with_gaps_says_which(signed_in, submitted, reviewer):
    url = reverse("practices:review", args=[submitted.slug])
    sent = {"version": submitted.version, "verdict": "publish", "clear-met": "met"}

    refused = signed_in(reviewer).post(url, sent)

    assert refused.status_code == 400
    gaps = refused.text.partition('id="id_clear-comment_error"')[2]
    assert gaps.partition("</ul>")[0].count("Say in a comment") == 1
    assert refused.text.count("Choose an answer.") > 2 * 5


def test_a_reviewer_reads_figures_and_sources_beside_the_questions(
    signed_in, submitted, reviewer, curator
):
    told = {
        "sources": [{"title": "Survey of schools", "year": 2020}],
        "outcomes": [
            {
                "indicator": "Absent pupils",
                "values": [{"value": "20", "year": 2018, "source": 0}],
            }
        ],
    }
    revisions.revise(submitted, told, by=curator, version=submitted.version)

    url = reverse("practices:review", args=[submitted.slug])
    shown = signed_in(reviewer).get(url).text

    assert "Absent pupils" in shown
    assert "Survey of schools" in shown


def test_a_reviewer_who_cannot_be_asked_is_refused_beside_the_field(
    signed_in, submitted, curator
):
    url = reverse("practices:assign", args=[submitted.slug])
    sent = {"email": "nobody@example.org", "due": "2026-12-24"}

    refused = signed_in(curator).post(url, sent)

    assert refused.status_code == 422
    assert "Nobody has an account" in refused.text
    assert 'value="nobody@example.org"' in refused.text
    assert 'value="2026-12-24"' in refused.text


def test_whoever_wrote_on_it_is_not_offered_as_its_reviewer(
    signed_in, submitted, curator, reviewer, person_with, hub
):
    manager = person_with("hub_manager", hub=hub)
    text = {"summary": "Shorter."}
    revisions.revise(submitted, text, by=manager, version=submitted.version)

    shown = signed_in(curator).get(desk_url(submitted)).text

    assert f'<option value="{reviewer.pk}"' in shown
    assert f'<option value="{manager.pk}"' not in shown

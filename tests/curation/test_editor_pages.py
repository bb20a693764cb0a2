"""The editor: typed, kept, saved, merged, previewed; without JavaScript."""

from html import unescape

from django.test import Client
from django.urls import reverse

from practices import curation, revisions
from practices.models import Manuscript
from tests.curation.pages import desk_url, edit_url, typed


def test_a_preview_says_whether_something_was_typed(
    signed_in, submitted, reviewer, curator
):
    url = reverse("practices:preview", args=[submitted.slug])
    read_only = signed_in(reviewer).get(url).text
    assert "how others will read it" in read_only
    assert "/edit/" not in read_only

    typing = signed_in(curator).post(url, typed(submitted, summary="Half a sen")).text

    assert "What you typed is kept" in typing
    assert "Half a sen" in typing


def test_the_editor_saves_a_revision(signed_in, idea, author):
    page = signed_in(author)
    assert "Savings groups pay for a cooked meal" in page.get(edit_url(idea)).text

    answer = page.post(edit_url(idea), typed(idea, summary="Shorter.", note="Cut"))

    assert answer.status_code == 302
    idea.refresh_from_db()
    assert idea.summary == "Shorter."
    assert idea.revisions.newest_first().first().note == "Cut"


def test_saving_and_submitting_is_one_step(signed_in, idea, author):
    signed_in(author).post(edit_url(idea), typed(idea, summary="New.", submit="1"))

    idea.refresh_from_db()
    assert (idea.summary, idea.status) == ("New.", "in_review")


def test_rows_are_added_and_taken_away_without_javascript(signed_in, idea, author):
    page = signed_in(author)

    more = page.post(edit_url(idea), typed(idea, add="outcome"))
    assert 'name="outcome-0-value-1-year"' in more.text
    rows = {
        "sources-rows": "2",
        "source-0-title": "Report",
        "source-1-title": "Survey",
        "outcomes-rows": "1",
        "outcome-0-indicator": "Absent pupils",
        "outcome-0-values-rows": "2",
        "outcome-0-value-0-value": "20",
        "outcome-0-value-0-year": "2018",
        "outcome-0-value-0-source": "2",
    }
    fewer = page.post(edit_url(idea), typed(idea, drop="source-0", **rows)).text
    assert 'value="Report"' not in fewer
    assert 'name="outcome-0-value-0-source" value="1"' in fewer

    page.post(edit_url(idea), typed(idea, **rows))
    figure = idea.outcomes.get().values.get()
    assert (figure.year, figure.source.title) == (2018, "Survey")


def test_a_figure_without_a_year_is_refused_and_all_is_given_back(
    signed_in, idea, author
):
    rows = {
        "outcomes-rows": "1",
        "outcome-0-indicator": "Absent pupils",
        "outcome-0-values-rows": "1",
        "outcome-0-value-0-value": "20",
    }

    answer = signed_in(author).post(edit_url(idea), typed(idea, **rows))

    assert answer.status_code == 400
    assert "every figure carries its year" in answer.text
    assert 'value="Absent pupils"' in answer.text


def test_each_wrong_cell_says_what_is_wrong_with_it(signed_in, idea, author):
    rows = {
        "sources-rows": "1",
        "source-0-url": "the council's office",
        "outcomes-rows": "1",
        "outcome-0-values-rows": "1",
        "outcome-0-value-0-value": "sixty",
        "outcome-0-value-0-year": "20220",
        "outcome-0-value-0-source": "4",
        "cost_amount": "12,5",
        "further": "Kenya, Atlantis",
        "themes": "2.1, 99.9",
        "note": "First figures",
    }

    answer = signed_in(author).post(edit_url(idea), typed(idea, **rows))

    for cell, said in {
        "source-0-title": "a source has at least a title",
        "source-0-url": "is not an address",
        "outcome-0-indicator": "What do these figures measure?",
        "outcome-0-value-0-value": "“sixty” is not a number",
        "outcome-0-value-0-year": "is not a year",
        "outcome-0-value-0-source": "There is no source 4",
        "cost_amount": "Write a number",
        "further": "“Atlantis” is not a country",
        "themes": "There is no theme “99.9”",
    }.items():
        beside = answer.text.partition(f'id="id_{cell}_error"')[2].partition("</ul>")
        assert said in unescape(beside[0])
        assert f'href="#id_{cell}"' in answer.text
    assert 'value="12,5"' in answer.text
    assert 'value="First figures"' in answer.text


def test_countries_are_named_in_words(signed_in, idea, author):
    signed_in(author).post(edit_url(idea), typed(idea, further="Kenya; UGA"))

    idea.refresh_from_db()
    assert idea.country_codes == ["RWA", "KEN", "UGA"]


def test_themes_are_added_and_taken_off_by_a_button(signed_in, idea, author):
    page = signed_in(author)

    more = page.post(edit_url(idea), typed(idea, themes="4.5", add="theme-2.1")).text
    assert 'value="4.5, 2.1"' in more
    assert "end hunger" in more
    fewer = page.post(edit_url(idea), typed(idea, themes="4.5, 2.1", drop="theme-4.5"))
    assert 'value="2.1"' in fewer.text


def test_whoever_makes_the_changes_reads_what_was_asked(
    signed_in, submitted, author, reviewer
):
    curation.request_changes(submitted, by=reviewer, reason="Say what it cost.")

    for url in (edit_url(submitted), desk_url(submitted)):
        assert "Say what it cost." in signed_in(author).get(url).text


def test_what_is_typed_is_kept_until_it_is_saved_or_thrown_away(
    signed_in, idea, author, curator
):
    page = signed_in(author)
    url = reverse("practices:autosave", args=[idea.slug])
    kept = page.post(url, typed(idea, summary="Half a sen"))

    assert "Kept at" in kept.text
    assert "<html" not in kept.text
    assert "Half a sen" in page.get(edit_url(idea)).text
    assert "Half a sen" not in signed_in(curator).get(edit_url(idea)).text
    signed_in(author).post(reverse("practices:discard", args=[idea.slug]))
    assert not Manuscript.objects.exists()


def test_the_second_of_two_sees_both_texts_and_overwrites_nothing(
    signed_in, idea, author, curator
):
    mine = typed(idea, summary="By the author.", contacts="Our office")
    revisions.revise(
        idea,
        {"summary": "By the curator.", "problem": "Told anew."},
        by=curator,
        version=idea.version,
    )

    both = signed_in(author).post(edit_url(idea), mine)

    assert both.status_code == 409
    assert "By the " in both.text
    assert "<del>curator.</del>" in both.text
    assert "<ins>author.</ins>" in both.text
    assert "Told anew." in both.text
    idea.refresh_from_db()
    assert idea.summary == "By the curator."
    again = typed(idea, summary="By both.", contacts="Our office")
    signed_in(author).post(edit_url(idea), again)
    idea.refresh_from_db()
    assert (idea.summary, idea.problem) == ("By both.", "Told anew.")


def test_a_paste_of_five_megabytes_is_refused_and_a_part_given_back(
    signed_in, idea, author
):
    answer = signed_in(author).post(
        edit_url(idea),
        "approach=" + "word+" * 1_000_000 + "&version=1",
        "application/x-www-form-urlencoded",
    )

    assert answer.status_code == 413
    assert "at most a megabyte" in answer.text
    assert "word word word" in answer.text
    assert len(answer.content) < 300_000
    idea.refresh_from_db()
    assert idea.version == 1


def test_the_editor_needs_its_token(author, idea):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)

    for name in ("edit", "attach"):
        url = reverse(f"practices:{name}", args=[idea.slug])
        assert strict.post(url, {"summary": "x"}).status_code == 403

"""The pages of curation, as author, curator and reviewer use them; without JavaScript."""

from html import unescape

import pytest
from django.urls import reverse

from outbox.models import Event
from practices import curation, freshness, revisions, transferability
from practices.models import Manuscript, Practice


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def typed(practice, **fields):
    """What the editor's form sends: the text as saved, but for these fields."""
    from practices.content import content_of  # noqa: PLC0415
    from practices.typed import Values  # noqa: PLC0415

    saved = Practice.objects.with_everything().get(pk=practice.pk)
    values = Values.of(content_of(saved))
    form = values.main | {
        "version": str(practice.version),
        "sources-rows": str(len(values.sources)),
        "outcomes-rows": str(len(values.outcomes)),
    }
    for i, row in enumerate(values.sources):
        form |= {f"source-{i}-{name}": text for name, text in row.items()}
    for i, row in enumerate(values.outcomes):
        figures = row.pop("values")
        form |= {f"outcome-{i}-{name}": text for name, text in row.items()}
        form[f"outcome-{i}-values-rows"] = str(len(figures))
        for j, value in enumerate(figures):
            form |= {f"outcome-{i}-value-{j}-{name}": v for name, v in value.items()}
    return form | fields


def edit_url(practice):
    return reverse("practices:edit", args=[practice.slug])


def desk_url(practice):
    return reverse("practices:desk", args=[practice.slug])


def test_the_short_form_takes_an_idea_and_keeps_what_was_typed(signed_in, author, hub):
    page = signed_in(author)
    url = reverse("practices:capture")
    assert page.get(url).status_code == 200
    refused = page.post(url, {"title": "Half an idea", "country": "RWA"})
    assert refused.status_code == 400
    assert "Half an idea" in refused.text

    sent = {"title": "An idea", "country": "RWA", "problem": "p", "summary": "s"}
    taken = page.post(url, sent, follow=True)

    made = Practice.objects.get()
    assert (made.author, made.status) == (author, "captured")
    assert "An idea" in taken.text


def test_the_queue_shows_what_waits_for_whom_since_when(
    signed_in, idea, curator, django_assert_max_num_queries
):
    page = signed_in(curator)
    with django_assert_max_num_queries(12):
        shown = page.get(reverse("practices:curation")).text

    assert idea.title in shown
    assert "Idea to shape" in shown
    assert "Curators: Rwanda Cooperation" in shown


def test_the_queue_says_what_each_row_waits_for(
    submitted, curator, reviewer, practice, hub, author
):
    from django.http import QueryDict  # noqa: PLC0415

    from practices.waiting import queue_for  # noqa: PLC0415

    def kinds(query="", person=curator):
        return [row.kind for row in queue_for(person, QueryDict(query)).page]

    Practice.objects.filter(pk=practice.pk).update(hub=hub, review_by="2020-01-01")
    assert kinds() == ["overdue", "unassigned"]
    curation.assign(submitted, reviewer=reviewer, by=curator)
    assert kinds("kind=review") == ["review"]
    assert kinds("mine=1", reviewer) == ["review"]
    assert kinds("mine=1") == []
    curation.request_changes(submitted, by=reviewer, reason="Say more.")
    assert kinds("mine=1", author) == ["changes"]
    assert kinds("hub=no-such") == []


def test_a_strangers_queue_is_empty_and_the_desk_is_not_there(
    signed_in, idea, stranger
):
    page = signed_in(stranger)

    assert idea.title not in page.get(reverse("practices:curation")).text
    for name in ("desk", "edit", "review", "revisions", "preview"):
        url = reverse(f"practices:{name}", args=[idea.slug])
        assert page.get(url).status_code == 404


def test_the_desk_says_why_not(signed_in, idea, author, django_assert_max_num_queries):
    page = signed_in(author)
    page.get(desk_url(idea))
    with django_assert_max_num_queries(12):
        text = page.get(desk_url(idea)).text

    assert "Submit for review" in text
    assert "The curators of the hub that keeps it archive it." in text


def test_all_that_happened_is_told_in_words(
    signed_in, practice, hub, curator, reviewer
):
    Practice.objects.filter(pk=practice.pk).update(hub=hub, review_by="2020-01-01")
    freshness.remind()
    transferability.arrange(practice, by=curator, rows=[], version=1)
    said = {"summary": "Shorter.", "note": "Said shorter"}
    note = said.pop("note")
    revisions.revise(practice, said, by=curator, version=practice.version, note=note)

    text = signed_in(curator).get(desk_url(practice)).text

    assert "a reminder of its review was sent" in text
    assert "Said shorter" in text
    kinds = Event.objects.about(practice).values_list("kind", flat=True)
    assert [kind for kind in kinds if kind in text] == []


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
        "cost_amount": "Enter a number",
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
    from django.test import Client  # noqa: PLC0415

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)

    for name in ("edit", "attach"):
        url = reverse(f"practices:{name}", args=[idea.slug])
        assert strict.post(url, {"summary": "x"}).status_code == 403


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


@pytest.mark.parametrize(
    ("page", "field"), [("add_co_author", "co_author"), ("take_on", "owner")]
)
def test_nobody_without_an_account_writes_or_keeps(
    signed_in, idea, curator, page, field
):
    url = reverse(f"practices:{page}", args=[idea.slug])

    refused = signed_in(curator).post(url, {field: "nobody@example.org"})

    assert refused.status_code == 422
    assert "Nobody has an account" in refused.text
    assert 'value="nobody@example.org"' in refused.text


def test_the_desk_begins_with_the_next_step(signed_in, idea, author, curator, reviewer):
    def standing(person):
        desk = signed_in(person).get(desk_url(idea)).text
        return desk.partition('class="standing')[2].partition("</section>")[0]

    assert "Edit" in standing(curator)
    curation.submit(idea, by=author)
    assert "nobody has been asked yet" in standing(curator)
    assert "Ask a reviewer" in standing(curator)
    curation.assign(idea, reviewer=reviewer, by=curator)
    assert "It waits for your review" in standing(reviewer)
    curation.publish(idea, by=reviewer)
    assert "Confirm: still true" in standing(curator)


def test_the_queue_begins_with_what_waits_for_her_the_longest(
    signed_in, submitted, curator, reviewer, practice, hub
):
    curation.assign(submitted, reviewer=reviewer, by=curator)
    Practice.objects.filter(pk=practice.pk).update(hub=hub, review_by="2020-01-01")

    def first(person):
        queue = signed_in(person).get(reverse("practices:curation")).text
        return queue.partition('class="standing')[2].partition("</section>")[0]

    assert practice.title in first(curator)
    assert submitted.title in first(reviewer)


def test_revisions_are_listed_compared_and_restored(signed_in, idea, author):
    revisions.revise(idea, {"summary": "Worse."}, by=author, version=1)
    page = signed_in(author)
    listed = page.get(reverse("practices:revisions", args=[idea.slug])).text
    assert "Restore" in listed
    compared = page.get(reverse("practices:compare", args=[idea.slug])).text
    assert "<ins>" in compared
    missing = page.get(reverse("practices:compare", args=[idea.slug]) + "?to=77")
    assert missing.status_code == 409
    assert "no revision 77" in missing.text

    url = reverse("practices:restore", args=[idea.slug, 1])
    page.post(url, {"version": "2"})

    idea.refresh_from_db()
    assert idea.summary.startswith("Savings groups")


def test_a_revision_that_never_was_is_not_restored(signed_in, idea, author):
    url = reverse("practices:restore", args=[idea.slug, 77])

    answer = signed_in(author).post(url, {"version": "1"})

    assert answer.status_code == 409
    assert "no revision 77" in answer.text


def test_what_was_withdrawn_is_not_brought_back_by_an_earlier_revision(
    signed_in, submitted, curator, reviewer
):
    curation.publish(submitted, by=reviewer)
    withdrawn = curation.withdraw(submitted, by=curator, reason="It was wrong.")
    url = reverse("practices:restore", args=[withdrawn.slug, 1])

    answer = signed_in(curator).post(url, {"version": str(withdrawn.version)})

    assert answer.status_code == 403
    assert "It was withdrawn" in answer.text
    assert withdrawn.revisions.count() == 1


def test_the_public_page_tells_what_changed_without_names(
    client, submitted, reviewer, curator
):
    published = curation.publish(submitted, by=reviewer)
    revisions.revise(
        published,
        {"summary": "Shorter."},
        by=curator,
        version=published.version,
        note="Figures of 2025",
    )

    shown = client.get(published.get_absolute_url()).text

    assert "Figures of 2025" in shown
    assert str(curator) not in shown


def test_an_archived_page_says_so_and_a_withdrawn_one_says_why(
    client, submitted, reviewer, curator
):
    curation.publish(submitted, by=reviewer)
    curation.archive(submitted, by=curator, reason="The programme has ended.")
    archived = client.get(submitted.get_absolute_url())
    curation.withdraw(submitted, by=curator, reason="Its figures were wrong.")
    gone = client.get(submitted.get_absolute_url())

    assert "The programme has ended." in archived.text
    assert gone.status_code == 410
    assert "Its figures were wrong." in gone.text


def test_what_was_never_published_leaves_no_tombstone(client, idea, author):
    curation.withdraw(idea, by=author, reason="Not mine to tell.")

    assert client.get(idea.get_absolute_url()).status_code == 404

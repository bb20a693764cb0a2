"""The queue, the desk and the history of a practice, as its people use them; without JavaScript."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from outbox.models import Event
from practices import curation, freshness, revisions, transferability
from practices.models import Practice
from practices.waiting import queue_for
from tests.curation.pages import desk_url


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

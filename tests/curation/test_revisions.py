"""What a practice said at every moment, and two people who write at once."""

import pytest
from django.db import Error, transaction

from practices import comparing, content, curation, revisions
from practices.models import Revision
from practices.revisions import NoSuchRevision, Stale, Unfit


def test_saving_makes_a_revision_and_keeps_what_was_there(practice, hub, person_with):
    type(practice).objects.update(hub=hub)
    curator = person_with("curator", hub=hub)

    saved = revisions.revise(
        practice, {"summary": "Shorter."}, by=curator, version=1, note="Said shorter"
    )

    first, second = saved.revisions.order_by("number")
    assert first.content["summary"] == practice.summary
    assert (second.content["summary"], second.note) == ("Shorter.", "Said shorter")
    assert first.content["outcomes"] == second.content["outcomes"]
    assert saved.version == 2


def test_saving_what_was_there_makes_no_revision(idea, author):
    same = content.content_of(idea)

    saved = revisions.revise(idea, same, by=author, version=idea.version)

    assert (saved.version, saved.revisions.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_shown_both_texts(
    idea, author, curator, at_once
):
    def save(person):
        try:
            revisions.revise(idea, {"summary": f"By {person.pk}"}, by=person, version=1)
        except Stale:
            return "stale"
        return "saved"

    assert sorted(at_once(save, [author, curator])) == ["saved", "stale"]
    assert Revision.objects.count() == 2


def test_a_revision_never_changes(idea):
    for act in (lambda rows: rows.update(note="x"), lambda rows: rows.delete()):
        with pytest.raises(Error, match="Cannot"), transaction.atomic():
            act(Revision.objects.all())


def test_an_earlier_text_is_restored_as_a_new_revision(idea, author):
    revisions.revise(idea, {"summary": "Worse."}, by=author, version=1)

    back = revisions.restore(idea, 1, by=author, version=2)

    assert back.summary == idea.summary
    assert list(
        back.revisions.order_by("number").values_list("restored", flat=True)
    ) == [
        None,
        None,
        1,
    ]


def test_a_revision_that_never_was_is_refused_with_a_sentence(idea, author):
    with pytest.raises(NoSuchRevision, match=r"no revision 9\. Its latest is 1"):
        revisions.restore(idea, 9, by=author, version=1)


def test_outcomes_and_sources_are_part_of_it(idea, author):
    told = {
        "sources": [{"title": "Annual report", "institution": "MoE", "year": 2020}],
        "outcomes": [
            {
                "indicator": "Absent pupils",
                "unit": "%",
                "better": "lower",
                "values": [
                    {"value": "20", "year": 2018, "source": 0},
                    {"value": "8.5", "year": 2020, "source": 0},
                ],
            }
        ],
    }

    saved = revisions.revise(idea, told, by=author, version=1)

    assert saved.outcomes.get().values.count() == 2
    assert content.content_of(saved)["outcomes"] == told["outcomes"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": ""}, "no title"),
        ({"title": "x" * 301}, "at most 300"),
        ({"countries": ["Atlantis"]}, "Atlantis"),
        ({"themes": ["3", "no-such"]}, "no theme “no-such”"),
        ({"years": {"start": 2010, "end": 2001}}, "before it begins"),
        ({"summary": "x" * 100_001}, "at most 100000"),
        (
            {"outcomes": [{"indicator": "a", "values": [{"value": 1}]}]},
            "no year",
        ),
        (
            {
                "outcomes": [
                    {
                        "indicator": "a",
                        "values": [{"value": 1, "year": 2020, "source": 4}],
                    }
                ]
            },
            "names source 5",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_content_that_cannot_be_taken_is_refused_in_words(idea, author, said, words):
    with pytest.raises(Unfit, match=words):
        revisions.revise(idea, said, by=author, version=1)

    idea.refresh_from_db()
    assert idea.version == 1


def test_texts_are_compared_word_by_word():
    change = comparing.compare({"summary": "one two three"}, {"summary": "one 2 three"})

    kinds = [(piece.kind, piece.text) for piece in change[0].pieces]
    assert kinds == [
        ("same", "one "),
        ("gone", "two "),
        ("new", "2 "),
        ("same", "three"),
    ]


def test_what_only_one_changed_is_taken_and_what_both_did_is_shown():
    base = {"title": "a", "summary": "b", "problem": "c"}
    theirs = {"title": "A", "summary": "b", "problem": "C"}
    mine = {"title": "a", "summary": "B", "problem": "see"}

    merge = comparing.merge(base, theirs, mine)

    assert merge.content == {"title": "A", "summary": "B", "problem": "see"}
    assert [change.field for change in merge.clashes] == ["problem"]
    assert merge.taken == ["Title"]


def test_the_loader_keeps_what_people_had_written(make_practice, person_with, hub):
    practice = make_practice(external_id="k-1")
    type(practice).objects.update(hub=hub)
    curator = person_with("curator", hub=hub)
    revisions.revise(practice, {"summary": "By hand."}, by=curator, version=1)

    make_practice(external_id="k-1", summary="From the file.")

    texts = [row.content["summary"] for row in practice.revisions.order_by("number")]
    assert texts[1:] == ["By hand.", "From the file."]


def test_a_verb_on_a_deleted_text_stays_a_verb(idea, author, reviewer):
    """Status moves the version too, so a page of before cannot decide unseen."""
    before = idea.version
    curation.submit(idea, by=author)

    with pytest.raises(Stale):
        curation.publish(idea, by=reviewer, version=before)

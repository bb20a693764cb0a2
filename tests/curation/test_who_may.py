"""Who may do what with a practice: its writers, the people of its hub, and everybody else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from practices import curation, permissions, writers
from practices.models import Practice

WRITERS = {"author", "co-author", "owner"}
SHAPERS = {"curator", "manager", "administrator"}
REVIEWERS = {"reviewer", "manager", "administrator", "whoever was asked"}


@pytest.fixture
def people(submitted, author, curator, reviewer, stranger, make_user, person_with, hub):
    """One of each kind; whoever closed her account curates and writes it, too."""
    closed, co_author, asked = person_with("curator", hub=hub), make_user(), make_user()
    for person in (closed, co_author):
        writers.add_co_author(submitted, person=person, by=author)
    curation.assign(submitted, reviewer=asked, by=curator)
    owner = make_user()
    Practice.objects.filter(pk=submitted.pk).update(owner=owner)
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    return {
        "author": author,
        "co-author": co_author,
        "owner": owner,
        "curator": curator,
        "manager": person_with("hub_manager", hub=hub),
        "reviewer": reviewer,
        "whoever was asked": asked,
        "auditor": person_with("auditor"),
        "administrator": person_with("administrator"),
        "official": person_with("official", country="RWA"),
        "curator of another hub": stranger,
        "anybody": make_user(),
        "closed": closed,
        "visitor": AnonymousUser(),
    }


@pytest.fixture
def whoever(people, submitted):
    """Return who may do something with the practice, as it stands or with other fields."""

    def named(verb, **fields):
        practice = Practice.objects.get(pk=submitted.pk)
        for name, value in fields.items():
            setattr(practice, name, value)
        return {name for name, person in people.items() if verb(person, practice)}

    return named


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("submit", WRITERS | SHAPERS),
        ("withdraw", WRITERS | SHAPERS),
        ("confirm", WRITERS | SHAPERS),
        ("assign", SHAPERS),
        ("archive", SHAPERS),
        ("review", REVIEWERS),
        ("publish", REVIEWERS),
        ("request_changes", REVIEWERS),
        ("see_reviews", WRITERS | SHAPERS | REVIEWERS | {"auditor"}),
    ],
)
def test_each_step_is_for_those_who_write_shape_or_review(whoever, verb, expected):
    assert whoever(getattr(permissions, f"may_{verb}")) == expected


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("name_writers", WRITERS | SHAPERS), ("take_on", SHAPERS)],
)
def test_writers_name_writers_and_the_hub_names_its_keeper(whoever, verb, expected):
    why_not = getattr(permissions, f"why_not_{verb}")

    assert whoever(lambda *asked: not why_not(*asked)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("captured", WRITERS | SHAPERS),
        ("changes_requested", WRITERS | SHAPERS),
        ("in_review", SHAPERS),
        ("published", SHAPERS),
        ("archived", SHAPERS),
        ("withdrawn", set()),
    ],
)
def test_its_writers_edit_until_they_submit(whoever, status, expected):
    assert whoever(permissions.may_edit, status=status) == expected


def test_what_was_published_once_is_withdrawn_by_its_hub_alone(whoever):
    assert whoever(permissions.may_withdraw, published_at=timezone.now()) == SHAPERS


def test_what_no_hub_keeps_is_shaped_by_the_hubs_of_its_country(whoever):
    assert whoever(permissions.may_archive, hub=None) == SHAPERS


def test_an_auditor_who_is_an_official_too_offers_ideas(person_with, people):
    both: User = person_with("auditor")
    both.memberships.create(role="official", country_id="RWA", status="granted")

    assert permissions.may_capture(both)
    offering = {name for name, row in people.items() if permissions.may_capture(row)}
    assert set(people) - offering == {"auditor", "closed", "visitor"}

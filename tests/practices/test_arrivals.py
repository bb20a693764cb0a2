"""What arrives is told to those who wait for it: once, and together what comes together."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Notice
from accounts.notices import told
from hubs.models import Country
from outbox.events import record
from outbox.models import Event
from outbox.tasks import drain
from practices import loading, saving
from practices.models import Arrival, Finding, Practice
from practices.saving import Condition
from practices.tasks import answer_searches, embed
from tests.conftest import RECORD
from tests.practices.pages import PROBLEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(user):
    def keep(person=None, name="Health insurance", **asked):
        condition = Condition.of(**(asked or {"problem": PROBLEM}))
        return saving.save(condition, name=name, by=person or user)

    return keep


@pytest.fixture
def time_passes():
    """Let the workers do what is due: listeners, vectors, searches, notices."""

    def pass_():
        drain()
        embed()
        answer_searches()

    return pass_


def subjects(person):
    return [told(row).subject for row in Notice.objects.filter(recipient=person)]


def test_a_new_practice_is_told_to_whoever_waits_for_it(
    keep, user, make_practice, time_passes
):
    search = keep()

    practice = make_practice()
    time_passes()

    notice = Notice.objects.get()
    assert (notice.recipient, notice.url) == (user, practice.get_absolute_url())
    assert told(notice).subject == f"New: {practice.title}"
    assert practice.summary in told(notice).text
    assert search.name in told(notice).text
    search.refresh_from_db()
    assert search.latest_told_at


def test_what_she_is_told_never_says_what_she_asked(keep, make_practice, time_passes):
    keep()
    make_practice()
    time_passes()

    assert Event.objects.filter(kind__startswith="saved_search").count() == 2
    for event in Event.objects.all():
        assert PROBLEM not in str(event.facts)


def test_a_practice_that_was_published_by_hand_is_told_too(
    keep, user, practice, time_passes
):
    time_passes()
    Arrival.objects.all().delete()
    keep()
    record("practice.published", about=practice, by=None)

    time_passes()

    assert len(subjects(user)) == 1


def test_nobody_is_told_before_the_practice_has_its_vector(
    keep, user, make_practice, time_passes
):
    keep()
    keep(name="All of Rwanda", values=(("country", "RWA"),))
    make_practice()

    drain()
    answer_searches()
    assert not Notice.objects.exists()

    time_passes()
    assert len(subjects(user)) == 1


def test_a_practice_waits_while_a_search_has_no_vector(
    keep, user, make_practice, time_passes, no_encoder
):
    keep()
    make_practice()
    drain()
    answer_searches()
    assert not Finding.objects.exists()

    no_encoder()
    time_passes()

    assert len(subjects(user)) == 1


def test_two_searches_of_one_person_are_one_notice(
    keep, user, make_practice, time_passes
):
    keep()
    keep(name="All of Rwanda", values=(("country", "RWA"),))

    make_practice()
    time_passes()

    assert len(subjects(user)) == 1


def test_many_of_one_import_are_one_notice_with_their_number(
    keep, user, make_user, time_passes
):
    search = keep()
    keep(make_user(), values=(("country", "RWA"),))
    loading.load([RECORD | {"external_id": f"import-{n}"} for n in range(23)])

    time_passes()

    assert subjects(user) == ["23 new practices answer your search “Health insurance”"]
    notice = Notice.objects.get(recipient=user)
    assert notice.url == search.get_absolute_url()
    assert RECORD["title"] in told(notice).text
    assert Notice.objects.count() == 2


def test_what_comes_in_several_batches_is_told_together(
    keep, user, time_passes, monkeypatch
):
    monkeypatch.setattr(loading, "BATCH", 2)
    keep()
    loading.load([RECORD | {"external_id": f"import-{n}"} for n in range(5)])

    time_passes()

    assert subjects(user) == ["5 new practices answer your search “Health insurance”"]


def test_what_was_found_waits_for_what_still_comes_but_an_hour_at_most(
    keep, user, make_practice, time_passes
):
    keep()
    make_practice()
    time_passes_but_one_waits(make_practice)
    assert not Notice.objects.exists()

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        answer_searches()

    assert len(subjects(user)) == 1


def time_passes_but_one_waits(make_practice):
    """Have one practice matched, while another has no vector yet."""
    drain()
    embed_without_answering()
    make_practice()
    drain()
    answer_searches()


def embed_without_answering():
    from practices import embedding  # noqa: PLC0415

    while embedding.embed_waiting():
        pass


def test_a_change_tells_nothing(keep, user, make_practice, time_passes):
    keep()
    make_practice(external_id="one")
    time_passes()

    make_practice(external_id="one", summary="Every household is enrolled by now.")
    time_passes()

    assert len(subjects(user)) == 1


def test_a_practice_that_is_published_again_is_not_told_again(
    keep, user, practice, time_passes
):
    keep()
    time_passes()
    for _ in range(2):
        record("practice.published", about=practice, by=None)
        time_passes()

    assert len(subjects(user)) <= 1


def test_whoever_asks_later_is_not_told_what_was_there(
    keep, user, make_practice, time_passes
):
    make_practice()
    keep()

    time_passes()

    assert not Notice.objects.exists()


def test_a_paused_search_tells_nothing_and_a_resumed_one_tells_again(
    keep, user, make_practice, time_passes
):
    search = saving.pause(keep(), by=user)
    make_practice()
    time_passes()
    assert not Notice.objects.exists()

    saving.resume(search, by=user)
    make_practice()
    time_passes()

    assert len(subjects(user)) == 1


def test_her_own_country_is_not_told(keep, user, make_practice, time_passes):
    keep(problem=PROBLEM, home=Country.objects.get(pk="RWA"))

    make_practice(country="RWA")
    other = make_practice(countries=["RWA", "BDI"])
    time_passes()

    assert [row.practice for row in Finding.objects.all()] == [other]


def test_what_was_withdrawn_meanwhile_is_not_told(keep, user, make_practice):
    keep()
    practice = make_practice()
    drain()
    embed_without_answering()
    from practices import arrivals  # noqa: PLC0415

    assert arrivals.match_next()
    Practice.objects.filter(pk=practice.pk).update(status=Practice.Status.WITHDRAWN)

    answer_searches()

    assert not Notice.objects.exists()
    assert not Finding.objects.untold().exists()


def test_a_worker_that_is_killed_while_telling_leaves_nothing_half_told(
    keep, user, make_practice, time_passes, monkeypatch
):
    from practices import arrivals  # noqa: PLC0415

    keep()
    make_practice()
    with monkeypatch.context() as patch:
        patch.setattr(arrivals, "mark", killed)
        with pytest.raises(KeyboardInterrupt):
            time_passes()
    assert not Notice.objects.exists()

    time_passes()

    assert len(subjects(user)) == 1


def killed(*args):
    raise KeyboardInterrupt


def test_telling_many_people_of_one_practice_asks_as_often_as_telling_few(
    keep, make_user, make_practice, django_assert_max_num_queries
):
    from practices import arrivals  # noqa: PLC0415

    for _ in range(12):
        keep(make_user())
    make_practice()
    drain()
    embed_without_answering()
    while arrivals.match_next():
        pass

    with django_assert_max_num_queries(14):
        arrivals.tell_next()

    assert Notice.objects.count() == 12

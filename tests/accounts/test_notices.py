import pytest
from django.utils import translation

from accounts.letters import wake
from accounts.models import Notice, Pace
from accounts.notices import read, tell, told, unread_of, wording
from hubs.models import Country
from outbox.events import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(words):
    return record("door.opened", about=Country.objects.get(pk="RWA"), by=None)


def tell_twice(event, people):
    for _ in range(2):
        tell(event, people, url="/countries/rwa/", name="The gate")


def test_everybody_is_told_once_however_often_it_is_said(event, make_user):
    people = [make_user(), make_user()]

    tell_twice(event, people)

    assert Notice.objects.filter(event=event).count() == 2


def test_nobody_is_told_what_she_did_herself(words, user, make_user):
    event = record("door.opened", about=user, by=user)

    tell(event, [user, make_user()], url="/", name="The gate")

    assert not Notice.objects.filter(recipient=user).exists()
    assert Notice.objects.count() == 1


def test_whoever_has_left_is_not_told(event, make_user):
    tell_twice(event, [make_user(is_active=False)])

    assert not Notice.objects.exists()


def test_telling_many_takes_as_many_queries_as_telling_one(
    event, make_user, django_assert_num_queries
):
    people = [make_user() for _ in range(10)]

    with django_assert_num_queries(2):
        tell(event, people, url="/", name="The gate")


def test_words_without_their_facts_are_noticed_when_telling(event, user):
    with pytest.raises(KeyError, match="name"):
        tell(event, [user], url="/")


def test_an_event_without_words_is_noticed_when_telling(words, user):
    event = record("door.stolen", about=user, by=None)

    with pytest.raises(LookupError, match=r"door\.stolen"):
        tell(event, [user], url="/")


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_a_notice_leads_nowhere_else(event, user, url):
    with pytest.raises(ValueError, match="a page of ours"):
        tell(event, [user], url=url, name="The gate")


def test_a_kind_of_event_has_one_wording(words):
    with pytest.raises(ValueError, match="has its words already"):
        wording("door.opened", topic="requests", subject="", text="")


def test_a_notice_is_read_in_the_language_of_the_reader(words, user):
    wording(
        "role.granted",
        topic="memberships",
        subject="%(role)s",
        text="",
        translated=("role",),
    )
    event = record("role.granted", about=user, by=None)
    tell(event, [user], url="/", role="Countries")
    notice = Notice.objects.get()

    assert told(notice).subject == "Countries"
    with translation.override("fr"):
        assert told(notice).subject == "Pays"


def test_peoples_own_words_are_not_translated(words, user):
    tell(record("door.opened", about=user, by=None), [user], url="/", name="Countries")

    with translation.override("fr"):
        assert told(Notice.objects.get()).subject == "Countries is open"


def test_what_is_long_is_cut_in_the_subject_alone(words, user):
    wording("door.named", topic="memberships", subject="At %(name)s", text="%(name)s")
    name = "The gate of the garden " * 8
    tell(record("door.named", about=user, by=None), [user], url="/", name=name)

    said = told(Notice.objects.get())

    assert len(said.subject) <= len("At ") + 90
    assert said.subject.endswith("…")
    assert said.text == name


def test_a_name_in_many_languages_is_read_in_the_readers(event, user):
    names = {"en": "Ivory Coast", "fr": "Côte d’Ivoire"}
    tell(event, [user], url="/", name=names)

    with translation.override("fr"):
        assert told(Notice.objects.get()).subject == "Côte d’Ivoire is open"
    with translation.override("ar"):
        assert told(Notice.objects.get()).subject == "Ivory Coast is open"


def test_a_worker_is_woken_once_it_is_committed(
    words, event, user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as woken:
        tell(event, [user], url="/", name="The gate")

    assert wake in woken


def test_a_notice_outlives_its_words(event, user):
    tell_twice(event, [user])
    Notice.objects.update(kind="door.forgotten", facts={})

    assert (
        told(Notice.objects.get()).subject == "Something that concerns you has happened"
    )


def test_a_fact_that_old_notices_lack_is_left_open(event, user):
    tell_twice(event, [user])
    Notice.objects.update(facts={})

    assert told(Notice.objects.get()).subject == "… is open"


def test_what_is_read_is_no_longer_counted_and_not_mailed(event, user):
    tell_twice(event, [user])
    assert unread_of(user) == 1

    assert read(Notice.objects.visible_to(user)) == 1

    notice = Notice.objects.get()
    assert (unread_of(user), notice.mail_due_at) == (0, None)
    assert notice.read_at


def test_of_a_quiet_kind_no_mail_is_due(event, user, settings):
    settings.QUIET_KINDS = ["door.opened"]

    tell_twice(event, [user])

    assert Notice.objects.get().mail_due_at is None


def test_off_is_off(event, user):
    user.notice_preferences.create(topic="requests", pace=Pace.OFF)

    tell_twice(event, [user])

    assert Notice.objects.get().mail_due_at is None

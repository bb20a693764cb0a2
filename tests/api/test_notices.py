import pytest

from accounts import preferences
from accounts.models import Notice, Pace, Topic
from accounts.notices import tell, wording
from outbox.events import record

pytestmark = pytest.mark.django_db

NOTICES = "/api/v1/notices"
PREFERENCES = "/api/v1/notice-preferences"


@pytest.fixture
def words(monkeypatch) -> None:
    monkeypatch.setattr("accounts.notices._wordings", {})
    wording(
        "door.opened",
        topic=Topic.REQUESTS,
        subject="%(name)s is open",
        text="Go in through %(name)s.",
    )


@pytest.fixture
def notices(words, user, make_user) -> list[Notice]:
    """Two notices of a person, and one of a stranger."""
    for person, name in ((user, "Gate"), (user, "Door"), (make_user(), "Secret")):
        tell(record("door.opened", about=user, by=None), [person], url="/", name=name)
    return list(Notice.objects.filter(recipient=user).order_by("pk"))


@pytest.fixture
def caller(client, user):
    client.force_login(user)
    return client


def test_a_person_lists_her_own(caller, notices, settings):
    settings.BASE_URL = "https://counterpart.example"
    rows = caller.get(NOTICES).json()["results"]

    assert [row["subject"] for row in rows] == ["Door is open", "Gate is open"]
    assert rows[0] | {"created_at": ""} == {
        "id": notices[1].pk,
        "kind": "door.opened",
        "topic": "requests",
        "subject": "Door is open",
        "text": "Go in through Door.",
        "url": "https://counterpart.example/",
        "created_at": "",
        "read_at": None,
    }


def test_they_can_be_narrowed(caller, notices):
    caller.post(f"{NOTICES}/{notices[0].pk}/read")

    def count(**query):
        return len(caller.get(NOTICES, query).json()["results"])

    assert (count(unread="true"), count(unread="false")) == (1, 1)
    assert (count(topic="requests"), count(topic="funds")) == (2, 0)


def test_what_is_neither_yes_nor_no_is_refused(caller):
    assert caller.get(NOTICES, {"unread": "null"}).status_code == 400


def test_they_come_as_csv_too(caller, notices):
    answer = caller.get(NOTICES, {"format": "csv"})

    assert b"Gate is open" in b"".join(answer.streaming_content)


def test_one_is_marked_as_read(caller, notices):
    row = caller.post(f"{NOTICES}/{notices[0].pk}/read").json()

    assert (row["id"], bool(row["read_at"])) == (notices[0].pk, True)
    assert Notice.objects.get(pk=notices[0].pk).mail_due_at is None


def test_all_are_marked_as_read(caller, notices):
    assert caller.post(f"{NOTICES}/read_all").json() == {"read": 2}
    assert caller.post(f"{NOTICES}/read_all").json() == {"read": 0}
    assert Notice.objects.unread().get().facts == {"name": "Secret"}


def test_of_a_strangers_nothing_is_known(caller, notices):
    other = Notice.objects.exclude(pk__in=[notice.pk for notice in notices]).get()

    assert caller.post(f"{NOTICES}/{other.pk}/read").status_code == 404


@pytest.mark.parametrize("path", [NOTICES, PREFERENCES])
def test_without_a_person_there_is_nothing(client, path):
    answer = client.get(path)

    assert answer.status_code in {401, 403}
    assert answer["Content-Type"] == "application/problem+json"


def test_preferences_are_read_and_changed(caller, user):
    assert caller.get(PREFERENCES).json() == preferences.USUAL

    answer = caller.patch(
        PREFERENCES, {"curation": "off"}, content_type="application/json"
    )

    assert answer.json() == preferences.USUAL | {"curation": "off"}
    assert preferences.paces_of(user)["curation"] == Pace.OFF


@pytest.mark.parametrize(
    ("body", "field"),
    [({"curation": "hourly"}, "curation"), ({"weather": "daily"}, "weather")],
)
def test_a_choice_that_is_none_is_refused_by_name(caller, user, body, field):
    answer = caller.patch(PREFERENCES, body, content_type="application/json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not user.notice_preferences.exists()

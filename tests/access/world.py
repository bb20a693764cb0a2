"""
One world for all requests: a person for every role, here and elsewhere, and things to act on.

Add a thing that a route of yours needs to ``things``; tables name it under ``with``. A thing
may be a function of the caller's name: then everybody has one of her own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import talent, tokens, unsubscribing
from accounts.models import Expert, Membership, Notice, User
from exchanges import (
    brokering,
    calendars,
    challenges,
    lifecycle,
    measuring,
    procedures,
)
from exchanges.models import (
    Consultation,
    ExchangeRequest,
    Introduction,
    Observation,
    Paper,
)
from hubs.models import Country, Hub
from outbox.events import record
from practices import (
    curation,
    feedback,
    lineage,
    loading,
    saving,
    transferability,
    translating,
)
from practices.models import Practice, SavedSearch, Translation
from practices.saving import Condition

HERE, ELSEWHERE = "RWA", "KEN"
PLACED = (*Membership.OF_A_COUNTRY, *Membership.OF_A_HUB)
PERSONS = (
    "nobody",  # a person without membership
    *(role.value for role in PLACED),
    *(f"{role.value}_elsewhere" for role in PLACED),
    *(role.value for role in Membership.OF_THE_PLATFORM),
)
TOKENS = ("read_token", "write_token")
CALLERS = ("visitor", "deactivated", "unverified", *PERSONS, *TOKENS)
PASS_PHRASE = "a long pass phrase"


@dataclass
class World:
    """The callers with their clients, and the things that requests are about."""

    clients: dict[str, Client]
    things: dict[str, Any]
    people: dict[str, User] = field(default_factory=dict)

    @contextmanager
    def undone(self, caller: str) -> Iterator[Client]:
        """Give the caller's client; whatever is changed with it is taken back."""
        client = self.clients[caller]
        known = dict(client.cookies)
        with transaction.atomic():
            yield client
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.update(known)
        connection.run_on_commit = []

    def arguments(self, wanted: dict[str, Any], caller: str) -> dict[str, Any]:
        """Return the arguments of a route; a word that names a thing becomes its key."""
        return {name: self.key(value, caller) for name, value in wanted.items()}

    def key(self, value: Any, caller: str) -> Any:
        found = self.things.get(value, value) if isinstance(value, str) else value
        return found(caller) if callable(found) else found


def sent(path: str, data: dict[str, Any]) -> dict[str, Any]:
    if "file" in data:
        return {
            "data": data | {"file": SimpleUploadedFile("a.txt", data["file"].encode())}
        }
    if path.startswith("/api/"):
        return {"data": data, "content_type": "application/json"}
    return {"data": data}


def make_world() -> World:
    here, elsewhere = hub("here"), hub("elsewhere")
    people = {}
    for name in PERSONS:
        role, _bar, away = (
            name.removesuffix("_elsewhere"),
            "",
            name.endswith("elsewhere"),
        )
        place = (elsewhere if away else here, ELSEWHERE if away else HERE)
        people[name] = person(name, role, *place)
    world = World({name: signed_in(who) for name, who in people.items()}, {}, people)
    world.clients |= strangers() | programs(here)
    world.things = things(here, people)
    return world


def hub(slug: str) -> Hub:
    return Hub.objects.create(
        slug=slug, name=slug, arrangement_type=Hub.Arrangement.REGIONAL_CENTRE
    )


def person(name: str, role: str, hub: Hub, country: str) -> User:
    user = User.objects.create_user(
        f"{name}@example.org",
        PASS_PHRASE,
        name=name,
        is_staff=role == "administrator",
        is_superuser=role == "administrator",
    )
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    if role in Membership.Role.values:
        give(user, role, hub, country)
    return user


def give(user: User, role: str, hub: Hub, country: str) -> None:
    Membership.objects.create(
        person=user,
        role=role,
        country_id=country if role in Membership.OF_A_COUNTRY else None,
        hub=hub if role in Membership.OF_A_HUB else None,
        status=Membership.Status.GRANTED,
    )


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def strangers() -> dict[str, Client]:
    """Return those who are nobody here: without, with a closed, with an unconfirmed account."""
    closed = person("deactivated", "administrator", None, "")  # type: ignore[arg-type]
    client = signed_in(closed)
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    User.objects.create_user("unverified@example.org", PASS_PHRASE)
    unverified = Client(raise_request_exception=False)
    form = {"login": "unverified@example.org", "password": PASS_PHRASE}
    unverified.post("/accounts/login/", form)
    visitor = Client(raise_request_exception=False)
    return {"visitor": visitor, "deactivated": client, "unverified": unverified}


def programs(here: Hub) -> dict[str, Client]:
    """Return clients with the tokens of a person who has every role of the right place."""
    owner = person("owner", "", here, HERE)
    for role in Membership.Role.values:
        give(owner, role, here, HERE)
    return {f"{scope}_token": program(owner, scope) for scope in ("read", "write")}


def program(owner: User, scope: str) -> Client:
    tomorrow = timezone.now() + timedelta(days=1)
    _token, secret = tokens.issue(
        owner, name=scope, scope=scope, expires_at=tomorrow, by=owner
    )
    return Client(
        raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"}
    )


# --- things -------------------------------------------------------------------------


def things(here: Hub, people: dict[str, User]) -> dict[str, Any]:
    """Return what routes are about, by the names that tables use."""
    asking = User.objects.create_user("asking@example.org")
    return {
        "country": HERE,
        "hub": here.slug,
        "practice": published().slug,
        "draft": offered(here, asking).slug,
        **said_of(here, asking),
        **requests_of(here),
        **procedure_of(people),
        **talked_of(asking, people),
        "membership": asked_for(asking, "official", country_id=HERE),
        "membership_of_the_hub": asked_for(asking, "curator", hub=here),
        "membership_of_the_platform": asked_for(asking, "auditor"),
        "own_membership": lambda caller: own_membership(people.get(caller)),
        "own_token": lambda caller: own_token(people.get(caller)),
        "anothers_token": own_token(asking),
        "own_notice": lambda caller: own_notice(people.get(caller)),
        "anothers_notice": own_notice(asking),
        "own_search": lambda caller: own_search(people.get(caller)),
        "anothers_search": own_search(asking),
        **challenges_of(asking, people),
        "request_at_the_desk": at_the_desk(here, asking),
        "unsubscribe_token": unsubscribing.token_for(asking, ["funds"]),
        "calendar_token": calendars.token_of(calendars.renew(asking, by=asking)),
    }


def said_of(here: Hub, asking: User) -> dict[str, Any]:
    """Return a practice that the hub keeps, and what somebody from elsewhere says of it."""
    give(asking, "official", here, ELSEWHERE)
    kept = published("access-2", preconditions=["A register"], language="en")
    Practice.objects.filter(pk=kept.pk).update(hub=here)
    kept.hub = here
    country = Country.objects.get(pk=ELSEWHERE)
    link = {"kind": "scaled", "aspect": "a law", "by": asking}
    for language in ("fr", "es"):
        texts = {"title": language}
        translating.write(kept, language, by=asking, texts=texts)
    Translation.objects.filter(language="es").update(status="published")
    return {
        "kept": kept.slug,
        "voice": feedback.give(kept, by=asking, useful="yes", tried="no").pk,
        "lesson": lineage.state(source=kept, learner=country, **link).pk,
        "assessment": transferability.assess(
            kept, by=asking, country=country, judgements={}
        ).pk,
    }


def requests_of(here: Hub) -> dict[str, Any]:
    """Return requests of a person who speaks for the country here; elsewhere is asked."""
    author = User.objects.create_user("author@example.org")
    give(author, "official", here, HERE)
    desk = User.objects.create_user("broker@example.org")
    give(desk, "desk_officer", here, HERE)
    made = {
        name: lifecycle.start(
            by=author,
            country=Country.objects.get(pk=HERE),
            title=name,
            problem="No rain.",
            ask=[Country.objects.get(pk=ELSEWHERE)],
        )
        for name in (
            "unfinished",
            "handed_in",
            "sent_back",
            "put_to_countries",
            "consulted",
        )
    }
    for name in ("handed_in", "sent_back", "put_to_countries", "consulted"):
        lifecycle.submit(made[name], by=author, consents=True, knowingly=True)
    lifecycle.send_back(made["sent_back"], by=desk, reason="How many?")
    brokering.triage(made["put_to_countries"], by=desk)
    brokering.offer(made["put_to_countries"], by=desk)
    return {
        **{name: row.reference for name, row in made.items()},
        "invitation": made["put_to_countries"].invitations.get().pk,
    }


def procedure_of(people: dict[str, User]) -> dict[str, Any]:
    """Return what the country here set, and a request about which its official is asked."""
    country, by = Country.objects.get(pk=HERE), people["focal_point"]
    member = procedures.appoint(
        country, person=people["official"], institution="Finance", by=by
    )
    institution = procedures.name_institution(
        country, role="financing_ministry", name="Finance", by=by
    )
    asked = ExchangeRequest.objects.get(title="consulted")
    Consultation.objects.create(
        exchange_request=asked, closes_on=timezone.localdate() + timedelta(days=9)
    )
    return {"body_member": member.pk, "institution": institution.pk}


def at_the_desk(here: Hub, by: User) -> str:
    """Return a request of a country that is nobody's here, routed to the hub of this world."""
    give(by, "official", here, "SLE")
    country = Country.objects.get(pk="SLE")
    made = lifecycle.start(by=by, country=country, title="Water", problem="Is short.")
    made = lifecycle.submit(made, by=by, consents=True)
    ExchangeRequest.objects.filter(pk=made.pk).update(hub=here)
    return made.reference


def talked_of(asking: User, people: dict[str, User]) -> dict[str, Any]:
    """Return a request of elsewhere that was put to us, and an introduction about it."""
    here, elsewhere = (Country.objects.get(pk=code) for code in (HERE, ELSEWHERE))
    row = lifecycle.start(
        by=asking,
        country=elsewhere,
        ask=[here],
        title="A register of births",
        problem="One in two has no paper.",
    )
    lifecycle.submit(row, by=asking, consents=True)
    brokering.triage(row, by=people["desk_officer"])
    brokering.offer(row, by=people["desk_officer"])
    expert = expert_of(User.objects.create_user("expert@example.org"), here)
    return {
        "talked_of": row.reference,
        "paper": paper_of(row, asking),
        "own_paper": lambda caller: paper_of(row, people.get(caller)),
        "expert": expert.pk,
        "introduction": introduction_to(expert, row, asking),
        "own_introduction": lambda caller: own_introduction(
            people.get(caller), row, asking
        ),
    }


def paper_of(row: ExchangeRequest, by: User | None) -> int:
    """Return a paper of a request, as if this person had attached it."""
    if by is None:
        return 0
    papers = Paper.objects.filter(exchange_request=row, by=by)
    known = papers.first() or papers.create(
        name="a.txt",
        kind="txt",
        size=1,
        of_request=True,
        file=ContentFile(b"a", name="a"),
        exchange_request=row,
        by=by,
    )
    return known.pk


def expert_of(person: User, country: Country) -> Expert:
    known = talent.entry_of(person)
    return known or talent.offer(
        person, by=person, country=country, experience="A register"
    )


def introduction_to(expert: Expert, row: ExchangeRequest, by: User) -> int:
    return Introduction.objects.create(
        exchange_request=row, counterpart=expert, asked_by=by
    ).pk


def own_introduction(person: User | None, row: ExchangeRequest, by: User) -> int:
    """Return an introduction in which this very person is asked for."""
    if person is None:
        return 0
    known = Introduction.objects.filter(counterpart__person=person).first()
    if known:
        return known.pk
    return introduction_to(expert_of(person, row.country), row, by)


def asked_for(person: User, role: str, **place: Any) -> int:
    return Membership.objects.create(person=person, role=role, **place).pk


def own_membership(person: User | None) -> int:
    """Return a role that this very person asks for; of a visitor, there is none."""
    return asked_for(person, "official", country_id="SLE") if person else 0


def own_token(person: User | None) -> int:
    if person is None:
        return 0
    tomorrow = timezone.now() + timedelta(days=1)
    token, _secret = tokens.issue(
        person, name="own", scope="read", expires_at=tomorrow, by=person
    )
    return token.pk


def own_notice(person: User | None) -> int:
    if person is None:
        return 0
    event = record("door.opened", about=person, by=None)
    return Notice.objects.create(
        event=event, recipient=person, kind=event.kind, topic="funds", url="/about/"
    ).pk


def own_search(person: User | None) -> int:
    if person is None:
        return 0
    condition = Condition.of(values=(("country", HERE),))
    kept = SavedSearch.objects.visible_to(person).first()
    return (kept or saving.save(condition, name="own", by=person)).pk


def challenges_of(other: User, people: dict[str, User]) -> dict[str, Any]:
    """Return everybody's own challenge with a measured year, and another person's."""

    def part(name: str) -> Any:
        return lambda caller: measured_by(people.get(caller))[name]

    return {
        f"{whose}_{name}": value
        for name, theirs in measured_by(other).items()
        for whose, value in (("own", part(name)), ("anothers", theirs))
    }


def measured_by(person: User | None) -> dict[str, int]:
    """Return the keys of a person's challenge, of its measure, and of a year of that."""
    if person is None:
        return {"challenge": 0, "measure": 0, "observation": 0}
    found = Observation.objects.filter(measure__challenge__owner=person).first()
    if found is None:
        country = Country.objects.get(pk=HERE)
        begun = challenges.begin(by=person, country=country, happens="Bridges fall.")
        first = {"value": 41, "year": 2019, "source": "A survey"}
        said = {"name": "Fallen bridges", "unit": "bridges", "first": first}
        found = measuring.add(begun, by=person, **said).observations.get()
    keys = {"challenge": found.measure.challenge_id, "measure": found.measure_id}
    return keys | {"observation": found.pk}


def published(key: str = "access-1", **fields: Any) -> Practice:
    from tests.conftest import RECORD  # noqa: PLC0415  (conftest imports us in turn)

    loading.load([RECORD | {"external_id": key, "country": HERE} | fields])
    return Practice.objects.get(external_id=key)


def offered(here: Hub, by: User) -> Practice:
    """Return an idea that the hub keeps and nobody has looked at."""
    content = {"countries": [HERE], "title": "An idea", "summary": "In a line."}
    return curation.capture(content, by=by, hub=here)

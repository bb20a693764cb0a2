"""
Who asks and who answers: a problem in figures, and a request in each of its states.

Sierra Leone asks; Rwanda says yes to one request and is asked another, Colombia has a
question, Burundi would rather not be asked now.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import talent
from accounts.models import Membership, User
from exchanges import (
    brokering,
    calendars,
    capacity,
    challenges,
    introducing,
    inviting,
    lifecycle,
    measuring,
    threads,
)
from exchanges.models import Challenge, ExchangeRequest, Invitation
from hubs.models import Country, Hub
from practices.models import Finding, Practice
from tests.browser.conftest import PROBLEM
from tests.browser.test_notices import Own, own_pages

Role = Membership.Role
LETTER = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
OFFER = "Two people who led our programme come for two weeks, then four of yours to us."
MEASURES: list[dict[str, Any]] = [
    {
        "name": "Former combatants without paid work, of those registered in the camps",
        "unit": "%",
        "better": "lower",
        "target": Decimal(20),
        "target_on": date(2030, 12, 31),
        "place_name": "Three rural districts",
        "values": {2021: 61, 2023: 46, 2025: 52},
    },
    {
        "name": "People who went back to their village",
        "unit": "people",
        "disaggregation": "Sex, age",
        "values": {2024: 4_000},
    },
]


@dataclass
class Cast:
    """Who asks, who is asked, and the desk between them."""

    author: User
    provider: User  # the focal point of Rwanda, who manages a hub, too
    colombia: User
    burundi: User
    officer: User
    expert: User  # of Rwanda's talent bank
    nobody: User  # has signed in, and speaks for no country


def pages_of_all() -> dict[str, Own]:
    """Make the world; return for each kind of page whose it is, and where."""
    people = cast()
    places = {**described(people), **asked_for(people), **set_by(people)}
    own = {name: own_pages(person) for name, person in vars(people).items()}
    for kind, (name, path) in places.items():
        own[name].pages[kind] = path
    return {kind: own[name] for kind, (name, _path) in places.items()}


# --- people -----------------------------------------------------------------------------


def cast() -> Cast:
    made = Cast(
        author=somebody("Fatmata Kamara", Role.OFFICIAL, "SLE", "Africa/Freetown"),
        provider=somebody("Aline Uwase", Role.FOCAL_POINT, "RWA", "Africa/Kigali"),
        colombia=somebody("Laura Pardo", Role.FOCAL_POINT, "COL", "America/Bogota"),
        burundi=somebody("Divine Niyonzima", Role.FOCAL_POINT, "BDI"),
        officer=somebody("Helena Duarte", Role.DESK_OFFICER),
        expert=somebody("Jean Bosco Habimana", "", "RWA"),
        nobody=somebody("Ruth Adeyemi", ""),
    )
    manages = {"role": Role.HUB_MANAGER, "hub": Hub.objects.earliest("slug")}
    Membership.objects.create(person=made.provider, status="granted", **manages)
    return made


def somebody(name: str, role: str, iso3: str = "", zone: str = "UTC") -> User:
    country = Country.objects.filter(pk=iso3).first()
    person = User.objects.create_user(
        f"{name.split()[0].lower()}@asking.example.org",
        name=name,
        country=country,
        time_zone=zone,
        institution="National Commission",
        languages=["en", "fr"],
    )
    if role:
        Membership.objects.create(
            person=person, role=role, country=country, status="granted"
        )
    return person


# --- a problem --------------------------------------------------------------------------


def described(people: Cast) -> dict[str, tuple[str, str]]:
    """Describe one challenge in all its words and figures, and begin another."""
    whole = in_figures(people.author)
    begun = challenges.begin(
        by=people.author, country=whole.country, happens=f"{PROBLEM} Not yet."
    )
    measure = whole.measures.earliest("place")
    keys = {"whole": [whole.pk], "begun": [begun.pk], "measure": [whole.pk, measure.pk]}
    routes = {
        "challenges": ("challenges", []),
        "first step": ("challenge_new", []),
        "step": ("challenge_step", [*keys["begun"], "happens"]),
        "last step": ("challenge_step", [*keys["whole"], "limits"]),
        "measures": ("challenge_measures", keys["whole"]),
        "new measure": ("measure_new", keys["begun"]),
        "measure": ("measure", keys["measure"]),
        "five": ("challenge_five", keys["whole"]),
        "challenge": ("challenge", keys["whole"]),
        "discard": ("challenge_discard", keys["begun"]),
    }
    return {kind: ("author", at(*route)) for kind, route in routes.items()}


def at(name: str, keys: list[Any]) -> str:
    return reverse(f"exchanges:{name}", args=keys)


def in_figures(author: User) -> Challenge:
    """Return a challenge of several years that stands, and that something has answered."""
    made = challenges.begin(
        by=author,
        country=author.country,
        title="Former combatants without work",
        happens=PROBLEM,
        to_whom="About 4,000 men and 300 women, most of them in three rural districts.",
        since="Since the camps were closed two years ago",
        tried="Tools were handed out. Most were sold within a month.",
        limits="No cash may be paid to persons; the law does not allow it.",
        deadline=timezone.localdate() + timedelta(days=300),
    )
    for said in MEASURES:
        content = {name: value for name, value in said.items() if name != "values"}
        measure = measuring.add(made, by=author, **content)
        for year, value in said["values"].items():
            figure = {"value": Decimal(value), "year": year, "source": "A survey"}
            measuring.observe(measure, by=author, knowingly=True, **figure)
    made = challenges.ready(made, by=author)
    found = Practice.objects.filter(country="RWA").earliest("pk")
    Finding.objects.create(person=author, search=made.standing, practice=found)
    return made


# --- requests ---------------------------------------------------------------------------


def asked_for(people: Cast) -> dict[str, tuple[str, str]]:
    """Make a request in each state; return whose pages show them."""
    draft = started(people, "Registering every birth where it happens", "RWA")
    back = lifecycle.send_back(
        submitted(people, "Paying teachers of remote schools on time", "RWA"),
        by=people.officer,
        reason="How many schools, and in which regions?",
    )
    waits = submitted(people, "Health insurance for those who cannot pay")
    ExchangeRequest.objects.filter(pk=waits.pk).update(due_on=date(2020, 1, 1))
    pending = offered(people, "Warning people of floods early enough", "RWA")
    typed = offered(people, "Land rights of people who had to leave", "RWA")
    answered = offered(
        people, "Bringing combatants back to civilian life", "RWA", "COL"
    )
    yes = say(answered, people)
    talk = threads.with_key(answered, "RWA")
    assert talk is not None
    met = introduced(answered, people)
    invited = pending.invitations.get()
    talking = at("talk", [answered.reference])
    return {
        "new request": ("author", at("request_new", [])),
        "cannot ask": ("nobody", at("request_new", [])),
        "edit": ("author", at("request_edit", [back.reference])),
        "submit": ("author", at("request_submit", [draft.reference])),
        "my requests": ("author", at("my_requests", [])),
        "register": ("author", at("requests", [])),
        "public": ("nobody", answered.get_absolute_url()),
        "draft": ("author", draft.get_absolute_url()),
        "workspace": ("author", answered.get_absolute_url()),
        "asked": ("provider", pending.get_absolute_url()),
        "typed": ("provider", typed.get_absolute_url()),
        "said yes": ("provider", answered.get_absolute_url()),
        "overseen": ("officer", answered.get_absolute_url()),
        "say yes": ("provider", at("invitation_accept", [invited.pk])),
        "choose": ("author", at("invitation_choose", [yes.pk])),
        "desk": ("officer", at("desk", [])),
        "queue": ("officer", at("desk_queue", [])),
        "triage": ("officer", at("desk_triage", [waits.reference])),
        "routing": ("officer", at("desk_routing", [waits.reference])),
        "conversations": ("author", talking),
        "conversation": ("author", talk.get_absolute_url()),
        "greeting": ("author", f"{at('talk', [back.reference])}desk/"),
        "counterparts": ("author", at("counterparts", [answered.reference])),
        "introductions": ("author", at("introductions", [])),
        "introduction": ("expert", met),
    }


def started(people: Cast, title: str, *codes: str) -> ExchangeRequest:
    countries = Country.objects.in_bulk(codes)
    return lifecycle.start(
        by=people.author,
        country=people.author.country,
        title=title,
        problem=f"{title}: we would like to learn how others did it. {PROBLEM}",
        language="en",
        institution="National Commission",
        instruments=["study_visit", "expert_mission"],
        languages=["en"],
        public_fields=["title", "instruments", "providers"],
        all_at_once=True,
        practices=Practice.objects.published()
        .filter(country__in=codes)
        .order_by("pk")[:2],
        ask=[countries[code] for code in codes],
    )


def submitted(people: Cast, title: str, *codes: str) -> ExchangeRequest:
    made = started(people, title, *codes)
    return lifecycle.submit(made, by=people.author, consents=True, knowingly=True)


def offered(people: Cast, title: str, *codes: str) -> ExchangeRequest:
    made = brokering.triage(submitted(people, title, *codes), by=people.officer)
    return brokering.offer(made, by=people.officer)


def say(asked: ExchangeRequest, people: Cast) -> Invitation:
    """Rwanda says yes and is spoken with; Colombia asks something first."""
    yes = inviting.accept(
        asked.invitations.get(country="RWA"),
        by=people.provider,
        offer=OFFER,
        instruments=["expert_mission"],
        languages=["en"],
        bears="The salaries of the two",
        needs="Flights, and interpreting",
    )
    doubt = asked.invitations.get(country="COL")
    question = "Would the women of the camps be part of it?"
    inviting.ask(doubt, by=people.colombia, question=question)
    talk = threads.with_key(asked, "RWA")
    assert talk is not None
    threads.write(talk, by=people.author, text="Could they come before the rains?")
    terms = threads.Sent("Terms of the visit.pdf", BytesIO(LETTER), len(LETTER))
    answer = "Yes, see https://www.example.org/visits/ for what we would look at."
    threads.write(talk, by=people.provider, text=answer, files=[terms])
    threads.read(talk, by=people.provider, until=timezone.now())
    return yes


def introduced(asked: ExchangeRequest, people: Cast) -> str:
    """Have the author ask to meet the expert; return the page on which she answers."""
    entry = talent.offer(
        people.expert,
        by=people.expert,
        country=Country.objects.get(pk="RWA"),
        experience="Led the reintegration of former combatants in two provinces",
    )
    row = introducing.ask(asked, entry, by=people.author, words="Could we talk?")
    return row.get_absolute_url()


# --- what people set for themselves -----------------------------------------------------


def set_by(people: Cast) -> dict[str, tuple[str, str]]:
    """Let Burundi pause; return the pages of days, of capacity, and of people's own."""
    capacity.declare(
        Country.objects.get(pk="BDI"),
        by=people.burundi,
        at_once=2,
        paused_until=timezone.localdate() + timedelta(days=60),
        reason="All our trainers are abroad until the summer.",
    )
    calendars.renew(people.author, by=people.author)
    hub = Hub.objects.earliest("slug")
    return {
        "settings": ("provider", at("desk_settings", [])),
        "clock": ("provider", at("desk_hub_clock", [hub.slug])),
        "procedure": ("provider", at("desk_procedure", ["rwa"])),
        "capacity": ("burundi", at("desk_capacity", ["bdi"])),
        "calendar": ("author", at("calendar", [])),
        "talent": ("expert", reverse("accounts:expert")),
        "nominate": ("provider", reverse("accounts:nominate")),
    }

"""Who had to be told of what in a simulated year, by rules simpler than those of the code."""

from collections import Counter
from typing import Any, NamedTuple

from accounts.models import Notice
from benchmarks.asking_world import Cast
from exchanges.models import ExchangeRequest, Invitation
from outbox.models import Event

TO_AUTHOR = (
    *("acknowledged", "sent_back", "found_complete", "triaged", "offered"),
    *("choice_opened", "unanswered", "endorsed", "reassigned", "escalated"),
    *("accepted", "declined", "withdrawn", "lapsed"),
)
TO_COUNTRY = ("sent", "reminded", "clarified", "thanked", "lapsed")


class Told(NamedTuple):
    """Whom an event must reach, whom it may reach, and a group of which one must hear."""

    must: set[int]
    might: set[int]
    one_of: set[int]


class Rules:
    """What a simulated year is held against."""

    def __init__(self, cast: Cast) -> None:
        self.focal = {name: {row.pk} for name, row in cast.focal_points.items()}
        self.desk = {row.pk for row in (*cast.officers, *cast.managers)}
        self.administrators = {row.pk for row in cast.administrators}
        requests = ExchangeRequest.objects.values_list("pk", "author", "country")
        self.requests = {pk: (author, country) for pk, author, country in requests}
        asked = Invitation.objects.values_list("pk", "exchange_request", "country")
        self.invitations = {pk: (request, country) for pk, request, country in asked}

    def of(self, event: Event) -> Told:
        things, _dot, verb = event.kind.partition(".")
        if things == "invitation":
            return self.of_invitation(verb, int(event.subject_id))
        return self.of_request(verb, int(event.subject_id), event.facts)

    def of_invitation(self, verb: str, key: int) -> Told:
        request, country = self.invitations[key]
        author, home = self.requests[request]
        its_own = self.focal.get(country, set())
        might = {author} | self.desk | its_own | self.focal.get(home, set())
        if verb == "unheard":
            return Told(set(), might, self.desk)
        return Told(its_own if verb in TO_COUNTRY else {author}, might, set())

    def of_request(self, verb: str, key: int, facts: dict[str, Any]) -> Told:
        author, home = self.requests[key]
        its_own = self.focal.get(home, set())
        might = {author} | self.desk | its_own
        if verb == "escalated":
            above = self.administrators
            return Told({author} | above, might | above, self.desk)
        if verb == "accepted":
            chosen = self.focal.get(facts["provider"], set())
            return Told({author} | chosen, might | chosen, set())
        if verb in TO_AUTHOR:
            return Told({author}, might, set())
        holders = {"author": {author}, "focal_point": its_own}
        one_of = self.desk if facts.get("holder") == "desk" else set()
        return Told(holders.get(facts.get("holder", ""), set()), might, one_of)


def told_by_event() -> dict[int, set[int]]:
    told: dict[int, set[int]] = {}
    for event, recipient in Notice.objects.values_list("event", "recipient").iterator():
        told.setdefault(event, set()).add(recipient)
    return told


def untold(cast: Cast) -> dict[str, int]:
    """Count who was not told though she had to be, and who was told though it is not hers."""
    rules, told, found = Rules(cast), told_by_event(), Counter[str]()
    events = Event.objects.filter(kind__regex="^(exchange_request|invitation)[.]")
    for event in events.iterator():
        rule, said = rules.of(event), told.get(event.pk, set())
        found["not_told"] += len(rule.must - {event.actor_id} - said)
        found["told_needlessly"] += len(said - rule.might)
        others = rule.one_of - {event.actor_id}
        found["desk_not_told"] += bool(others and not said & others)
    return dict(found)

"""Rows of requests and invitations: plain dictionaries, as ``serializers`` describes them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from rest_framework.request import Request

from exchanges.api.described import measure_row
from exchanges.directions import between, of_all
from exchanges.models import Endorsement, ExchangeRequest, Invitation, Paper
from exchanges.threads import DESK
from hubs.api.lists import Row, Rows
from hubs.api.readers import Reader
from hubs.api.rows import country_ref, page_address, text_of
from outbox.models import Event
from practices.models import Practice

Field = ExchangeRequest.Field


def request_row(
    row: ExchangeRequest, reader: Reader, request: Request, *, whole: bool
) -> Row:
    """Return a request as a list shows it: whole, or what its parties opened."""

    def shown(field: str, value: Any) -> Any:
        return value if whole or row.shows(field) else None

    return {
        "reference": row.reference,
        "url": page_address(request, row.get_absolute_url()),
        "whole": whole,
        "country": country_ref(row.country, reader),
        "institution": shown(Field.INSTITUTION, row.institution),
        "title": shown(Field.TITLE, row.title),
        "status": row.status,
        "status_since": text_of(row.status_since),
        "holder": row.holder,
        "held_since": text_of(row.held_since),
        "due_on": text_of(row.due_on),
        "hub": hub_ref(row.hub),
        "sought": shown(Field.SOUGHT, row.sought),
        "instruments": shown(Field.INSTRUMENTS, row.instruments),
        "submitted_at": text_of(row.submitted_at),
        "updated_at": text_of(row.updated_at),
        "version": row.version,
    }


def hub_ref(hub: Any) -> Row | None:
    return {"slug": hub.slug, "name": str(hub)} if hub else None


def person_ref(person: Any) -> Row | None:
    return {"id": person.pk, "name": person.name} if person else None


def request_detail(
    row: ExchangeRequest,
    invitations: Iterable[Invitation],
    papers: Iterable[Paper],
    reader: Reader,
    request: Request,
    *,
    whole: bool,
) -> Row:
    """Return all of a request that the caller may read, invitations and papers included."""

    def shown(field: str, value: Any) -> Any:
        return value if whole or row.shows(field) else None

    named = sorted(row.invitations.all(), key=lambda each: (each.place, each.pk))
    return request_row(row, reader, request, whole=whole) | {
        "author": person_ref(row.author) if whole else None,
        "officer": person_ref(row.officer) if whole else None,
        "challenge": row.challenge_id if whole else None,
        "measures": [measure_row(each, reader) for each in row.measures()]
        if whole
        else None,
        "problem": shown(Field.PROBLEM, row.problem),
        "language": row.language,
        "languages": row.languages if whole else None,
        "window_closes_on": text_of(row.window_closes_on) if whole else None,
        "plan_alignment": shown(Field.ALIGNMENT, row.plan_alignment),
        "practices": shown(Field.PRACTICES, practice_refs(row, request, whole=whole)),
        "all_at_once": row.all_at_once if whole else None,
        "public_fields": row.public_fields,
        "reason": gettext(row.reason) if whole and row.reason else "",
        "asked": shown(
            Field.PROVIDERS, [country_ref(each.country, reader) for each in named]
        ),
        "endorsement": endorsement_row(getattr(row, "endorsement", None))
        if whole
        else None,
        "papers": [paper_row(each, row.reference, request) for each in papers],
        "directions": shown(Field.PROVIDERS, of_all(named)),
        "invitations": [invitation_row(each, reader) for each in invitations],
        "timeline": timeline_of(row) if whole else [],
    }


def practice_refs(row: ExchangeRequest, request: Request, *, whole: bool) -> Rows:
    """Name the practices of interest; one that was taken back is named to the parties alone."""
    return [
        {
            "slug": practice.slug,
            "title": practice.title,
            "url": page_address(request, practice.get_absolute_url()),
        }
        for practice in row.practices.all()
        if whole or practice.status == Practice.Status.PUBLISHED
    ]


def timeline_of(row: ExchangeRequest) -> Rows:
    return [
        {
            "kind": event.kind,
            "at": text_of(event.happened_at),
            "reason": gettext(reason) if (reason := event.facts.get("reason")) else "",
        }
        for event in Event.objects.about(row).order_by("pk")
    ]


def paper_ref(paper: Paper, reference: str, request: Request) -> Row:
    keys = [reference, paper.pk]
    return {
        "id": paper.pk,
        "name": paper.name,
        "kind": paper.kind,
        "size": paper.size,
        "url": page_address(request, reverse("exchanges:paper", args=keys)),
        "content": page_address(request, reverse("paper-content", args=keys)),
    }


def paper_row(paper: Paper, reference: str, request: Request) -> Row:
    return paper_ref(paper, reference, request) | {
        "conversation": place_of(paper),
        "sha256": paper.sha256,
        "by": {"id": paper.by_id, "name": paper.by.name},
        "at": text_of(paper.at),
    }


def place_of(paper: Paper) -> str | None:
    """Return the conversation that a paper is of; none, where it is the request's own."""
    if paper.of_request:
        return None
    return paper.invitation.country_id if paper.invitation else DESK


def endorsement_row(said: Endorsement | None) -> Row | None:
    if said is None:
        return None
    return {
        "by": person_ref(said.by),
        "at": text_of(said.at),
        "words": said.words,
        "letter": said.letter_id,
    }


def invitation_row(row: Invitation, reader: Reader) -> Row:
    return {
        "id": row.pk,
        "request": row.exchange_request.reference,
        "country": country_ref(row.country, reader),
        "direction": between(row.country, row.asking),
        "hub": hub_ref(row.hub),
        "status": row.status,
        "asked_at": text_of(row.asked_at),
        "due_on": text_of(row.due_on),
        "paused": row.is_paused,
        "answered_at": text_of(row.answered_at),
        "answered_by": person_ref(row.answered_by),
        "reason": gettext(row.reason) if row.reason else "",
        "offer": row.offer,
        "instruments": row.instruments,
        "languages": row.languages,
        "possible_from": text_of(row.possible_from),
        "bears": row.bears,
        "needs": row.needs,
        "clarifications": [
            {
                "question": each.question,
                "asked_at": text_of(each.asked_at),
                "answer": each.answer,
                "answered_at": text_of(each.answered_at),
            }
            for each in row.clarifications.all()
        ],
        "version": row.version,
    }

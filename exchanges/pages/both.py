"""
Two people wrote on one request: each keeps what only she changed, and both see the rest.

A form bears a mark of each text that it was shown with; what still has its mark was not
touched by the person who sends it.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from exchanges.models import ExchangeRequest
from exchanges.request_forms import RequestForm, as_sent
from practices import comparing

PARTS = RequestForm.CONTENT


def marks_of(texts: Mapping[str, Any]) -> str:
    """Return a short mark of each text, as a form bears it."""
    return " ".join(f"{name}:{mark(texts[name])}" for name in PARTS)


def mark(text: Any) -> str:
    told = comparing.told(as_sent(text)).replace("\r\n", "\n").strip()
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def meet(
    form: RequestForm, saved: ExchangeRequest
) -> tuple[list[comparing.Change], list[str]]:
    """
    Put into a form what only the other person changed; return what both did, and those names.

    What both changed stays as it was typed, and is told as her text against it.
    """
    shown = dict(
        pair.partition(":")[::2] for pair in form.data.get("marks", "").split()
    )
    typed: QueryDict = form.data.copy()  # type: ignore[attr-defined]
    clashes, taken = [], []
    for name in PARTS:
        theirs, mine = getattr(saved, name), form.cleaned_data[name]
        if mark(theirs) == mark(mine):
            continue
        label = str(form.fields[name].label)
        if mark(mine) == shown.get(name):
            typed.setlist(name, listed(theirs))
            taken.append(label)
        elif mark(theirs) != shown.get(name):
            pieces = comparing.pieces(told(theirs), told(mine))
            clashes.append(comparing.Change(name, label, pieces))
    typed["version"] = str(saved.version)  # she saves again after she has seen both
    typed["marks"] = marks_of({name: getattr(saved, name) for name in PARTS})
    form.data = typed
    return clashes, taken


def told(text: Any) -> str:
    return comparing.told(as_sent(text))


def listed(text: Any) -> list[str]:
    """Return a text as a form sends it."""
    sent = as_sent(text)
    return sent if isinstance(sent, list) else [sent]

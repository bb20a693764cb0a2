"""What stands in the editor: fields and rows as they were typed, and the record that they make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from practices.content import TEXTS, Content
from practices.models import Practice

LONGEST = 100_000  # characters of one text
MOST_ROWS = 60

TEXT_AREAS = Practice.SECTIONS
LISTS = Practice.LISTS
MAIN = (
    *("title", "country", "further", "institution", "language"),
    *TEXT_AREAS,
    *("approach_type", "scale", "evidence", "start", "end"),
    *("cost_amount", "cost_currency", "cost_year", "cost_basis", "cost_source"),
    "themes",
)  # as the editor has them


@dataclass
class Values:
    """What stands in the editor, as it was typed: fields, and rows of texts."""

    main: dict[str, str] = field(default_factory=dict)
    sources: list[dict[str, str]] = field(default_factory=list)
    outcomes: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def kept(cls, typed: Mapping[str, Any]) -> "Values":
        return cls(
            typed.get("main", {}), typed.get("sources", []), typed.get("outcomes", [])
        )

    @classmethod
    def of(cls, content: Content) -> "Values":
        """Return what the editor shows of a saved practice."""
        cost, years = content.get("cost") or {}, content.get("years") or {}
        main = {name: text(content.get(name)) for name in MAIN}
        main |= {
            "country": content["countries"][0],
            "further": ", ".join(content["countries"][1:]),
            "themes": ", ".join(content.get("themes") or ()),
            "start": text(years.get("start")),
            "end": text(years.get("end")),
        }
        main |= {
            f"cost_{name}": text(cost.get(name))
            for name in ("amount", "currency", "year", "basis")
        }
        main["cost_source"] = number_of(cost.get("source"))
        sources = [
            {k: text(v) for k, v in row.items()} for row in content.get("sources") or ()
        ]
        outcomes = [
            {
                **{
                    name: text(row.get(name))
                    for name in ("indicator", "unit", "better")
                },
                "values": [
                    {
                        "value": text(value["value"]),
                        "year": text(value["year"]),
                        "source": number_of(value.get("source")),
                    }
                    for value in row["values"]
                ],
            }
            for row in content.get("outcomes") or ()
        ]
        return cls(main, sources, outcomes)

    @classmethod
    def typed(cls, post: QueryDict | Mapping[str, str]) -> "Values":
        """Return what was sent, however little of it can be taken."""
        main = {name: post.get(name, "")[:LONGEST] for name in MAIN}
        sources = [
            {name: post.get(f"source-{i}-{name}", "")[:600] for name in SOURCE}
            for i in range(rows_in(post, "sources"))
        ]
        outcomes = [
            {
                **{name: post.get(f"outcome-{i}-{name}", "")[:300] for name in OUTCOME},
                "values": [
                    {
                        name: post.get(f"outcome-{i}-value-{j}-{name}", "")[:40]
                        for name in VALUE
                    }
                    for j in range(rows_in(post, f"outcome-{i}-values"))
                ],
            }
            for i in range(rows_in(post, "outcomes"))
        ]
        return cls(main, sources, outcomes)

    def add(self, what: str) -> None:
        """Give one more theme, or empty row: a source, an outcome, a figure of an outcome."""
        kind, _dash, place = what.partition("-")
        if kind == "theme":
            named = split(self.main.get("themes", ""))
            self.main["themes"] = ", ".join([*named, *({place} - set(named))])
        elif kind == "source":
            self.sources.append(dict.fromkeys(SOURCE, ""))
        elif kind == "outcome":
            empty = [dict.fromkeys(VALUE, "") for _ in range(2)]
            self.outcomes.append({**dict.fromkeys(OUTCOME, ""), "values": empty})
        elif kind == "figure" and place.isdecimal() and int(place) < len(self.outcomes):
            self.outcomes[int(place)]["values"].append(dict.fromkeys(VALUE, ""))

    def drop(self, what: str) -> None:
        """Take a row or theme away; figures keep pointing to the sources that they named."""
        kind, _dash, place = what.partition("-")
        if kind == "theme":
            named = split(self.main.get("themes", ""))
            self.main["themes"] = ", ".join(code for code in named if code != place)
        if not place.isdecimal():
            return
        rows = self.sources if kind == "source" else self.outcomes
        if int(place) >= len(rows):
            return
        del rows[int(place)]
        if kind == "source":
            gone = int(place) + 1
            for row in [value for o in self.outcomes for value in o["values"]]:
                row["source"] = moved(row["source"], gone)
            self.main["cost_source"] = moved(self.main.get("cost_source", ""), gone)

    def as_typed(self) -> dict[str, Any]:
        return {"main": self.main, "sources": self.sources, "outcomes": self.outcomes}

    def content(self) -> Content:
        """Return it as a record; what cannot be taken is refused when it is read."""
        kept = [i for i, row in enumerate(self.sources) if any(row.values())]
        places = {str(i + 1): place for place, i in enumerate(kept)}
        main = {name: value.strip() for name, value in self.main.items()}
        codes = [main.get("country", ""), *split(main.get("further", ""))]
        content: Content = {name: main.get(name, "") for name in TEXTS}
        return content | {
            **{name: lines(main.get(name, "")) for name in LISTS},
            "countries": [code for code in codes if code],
            "themes": split(main.get("themes", "")),
            "years": {"start": whole(main.get("start")), "end": whole(main.get("end"))},
            "cost": self._cost(main, places),
            "sources": [
                self.sources[i] | {"year": whole(self.sources[i].get("year"))}
                for i in kept
            ],
            "outcomes": [outcome(row, places) for row in self.outcomes if is_told(row)],
        }

    def _cost(self, main: dict[str, str], places: dict[str, int]) -> Content | None:
        if not main.get("cost_amount"):
            return None
        return {
            "amount": main["cost_amount"],
            "currency": main.get("cost_currency", "").upper(),
            "year": whole(main.get("cost_year")),
            "basis": main.get("cost_basis", ""),
            "source": place_in(places, main.get("cost_source", "")),
        }


SOURCE = ("title", "institution", "year", "url")
OUTCOME = ("indicator", "unit", "better")
VALUE = ("value", "year", "source")


def is_told(row: Mapping[str, Any]) -> bool:
    """Tell whether anything stands in the row of an outcome."""
    return any(row[name].strip() for name in OUTCOME) or any(
        any(value.values()) for value in row["values"]
    )


def outcome(row: Mapping[str, Any], places: dict[str, int]) -> Content:
    """Return an outcome with those of its figures in which something stands."""
    return {
        **{name: row[name].strip() for name in OUTCOME},
        "values": [
            {
                "value": value["value"].strip().replace(" ", ""),
                "year": whole(value["year"]),
                "source": place_in(places, value["source"]),
            }
            for value in row["values"]
            if value["value"].strip() or value["year"].strip()
        ],
    }


def text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def number_of(place: int | None) -> str:
    return "" if place is None else str(place + 1)


def place_in(places: dict[str, int], number: str) -> int | None:
    """Return the place of a source by its number; one that is not there is refused later."""
    return places.get(number.strip(), 10_000) if number.strip() else None


def moved(number: str, gone: int) -> str:
    if not number.strip().isdecimal():
        return number
    here = int(number)
    return "" if here == gone else str(here - 1 if here > gone else here)


def rows_in(post: Any, name: str) -> int:
    said = post.get(f"{name}-rows", "0")
    return min(int(said), MOST_ROWS) if said.isdecimal() and len(said) < 6 else 0


def whole(value: str | None) -> Any:
    """Return a year as a number; what is none stays as it is, to be refused by name."""
    said = (value or "").strip()
    return int(said) if said.isdecimal() and len(said) < 6 else said or None


def split(said: str) -> list[str]:
    return [part.strip() for part in said.replace(";", ",").split(",") if part.strip()]


def lines(said: str) -> list[str]:
    return [line.strip() for line in said.splitlines() if line.strip()]

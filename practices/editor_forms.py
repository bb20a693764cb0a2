"""The forms of curation: an idea, the editor with its rows, a review."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub
from practices.comparing import NAMES
from practices.content import Content
from practices.forms import country_choices
from practices.models import Outcome, Practice, Review, ReviewAnswer
from practices.questions import review_questions

LONGEST = 100_000  # characters of one text
MOST_ROWS = 60

GUIDANCE = {
    "title": (
        _("What was done, in a line, as a newspaper would put it."),
        _("Village savings groups pay for school meals"),
    ),
    "summary": (
        _(
            "What it is, for whom, what came of it. About 100 words: most people read only this."
        ),
        _(
            "In 412 villages, savings groups pay a cook and buy from their own "
            "farmers. Absence from school fell from 20 % to 8 % in two years."
        ),
    ),
    "problem": (
        _("What happened, to whom, how large it was. No solution here yet."),
        _(
            "One child in five stayed away from school in the "
            "hungry months of March to May (Ministry of Education, 2018)."
        ),
    ),
    "context": (
        _("Where and when; what was special about it, and what was not."),
        _(
            "Rural districts with two rainy seasons; the law "
            "on cooperatives had been passed three years before."
        ),
    ),
    "approach": (
        _("What was done, by whom, and why it works. One thought a paragraph."),
        _(
            "Each group chooses a cook. Parents pay in kind "
            "or in cash; the ministry pays for the kitchen once."
        ),
    ),
    "steps": (
        _("One step a line, in their order, with who did it and how long it took."),
        _("Three months: the ministry and the cooperatives agree on a price list."),
    ),
    "results": (
        _("What came of it, in words. Figures go into the outcomes below."),
        _("More children come, and stay for the afternoon lessons."),
    ),
    "went_wrong": (
        _("What failed, cost more or took longer, and what you would do otherwise."),
        _("In the first year, cooks were paid late, and a third of them left."),
    ),
    "preconditions": (
        _("One a line: laws, people, money, trust without which it does not work."),
        _("Savings groups that have met for at least a year."),
    ),
    "adaptable": (
        _("One a line: what may be different elsewhere."),
        _("Who runs the kitchen: parents, a cooperative or a school."),
    ),
    "contacts": (
        _("Whom to ask: an office rather than a person, and how to reach it."),
        _("School Feeding Unit, Ministry of Education, feeding@example.org"),
    ),
}
TEXT_AREAS = (
    "summary",
    "problem",
    "context",
    "approach",
    "steps",
    "results",
    "went_wrong",
    "preconditions",
    "adaptable",
    "contacts",
)
LISTS = ("steps", "preconditions", "adaptable")


def text_area(name: str) -> forms.CharField:
    rows = 3 if name in ("summary", "contacts", *LISTS) else 5
    return forms.CharField(
        label=NAMES[name],
        required=False,
        max_length=LONGEST,
        help_text=GUIDANCE[name][0],
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


def year_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1800, max_value=2099
    )


class IdeaForm(forms.Form):
    """The short form: what anybody can say in five minutes."""

    title = forms.CharField(
        label=_("What was done, in a line"),
        max_length=300,
        help_text=GUIDANCE["title"][0],
    )
    country = forms.ChoiceField(label=_("Where"))
    problem = forms.CharField(
        label=_("Which problem did it answer?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("What happened, and to whom? A few sentences are enough."),
    )
    summary = forms.CharField(
        label=_("What did you do, and what came of it?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_(
            "As you would tell a colleague. The hub will ask for figures and sources."
        ),
    )
    contacts = forms.CharField(
        label=_("Whom may the hub ask?"),
        max_length=500,
        required=False,
        help_text=_("An office, and how to reach it."),
    )
    hub = forms.ModelChoiceField(
        label=_("Which hub should look at it?"),
        queryset=Hub.objects.by_name(),
        required=False,
        empty_label=_("The hubs of that country"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [("", _("Choose a country")), *country_choices()]


class PracticeForm(forms.Form):
    """All of a practice but its rows: outcomes and sources."""

    title = forms.CharField(
        label=_("Title"), max_length=300, help_text=GUIDANCE["title"][0]
    )
    country = forms.ChoiceField(label=_("Country"))
    further = forms.CharField(
        label=_("Further countries that acted"),
        required=False,
        max_length=400,
        help_text=_("Their codes, such as KEN, UGA."),
    )
    institution = forms.CharField(label=_("Who acted"), required=False, max_length=250)
    language = forms.CharField(
        label=_("Language that it is written in"),
        required=False,
        max_length=3,
        help_text=_("Its code, such as en or fr. Left empty, it is guessed."),
    )
    summary = text_area("summary")
    problem = text_area("problem")
    context = text_area("context")
    approach = text_area("approach")
    steps = text_area("steps")
    results = text_area("results")
    went_wrong = text_area("went_wrong")
    preconditions = text_area("preconditions")
    adaptable = text_area("adaptable")
    contacts = text_area("contacts")
    approach_type = forms.ChoiceField(label=_("Way"), choices=Practice.Approach.choices)
    scale = forms.ChoiceField(
        label=_("Scale"),
        required=False,
        choices=[("", _("not stated")), *Practice.Scale.choices],
    )
    evidence = forms.ChoiceField(label=_("Evidence"), choices=Practice.Evidence.choices)
    start = year_field(_("Began in"))
    end = year_field(_("Ended in"))
    cost_amount = forms.DecimalField(
        label=_("Cost"), required=False, max_digits=18, decimal_places=2, min_value=0
    )
    cost_currency = forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        help_text=_("Its code, such as USD."),
    )
    cost_year = year_field(_("Year of the cost"))
    cost_basis = forms.ChoiceField(
        label=_("Cost is meant"),
        required=False,
        choices=[("", "—"), *Practice.CostBasis.choices],
    )
    cost_source = forms.IntegerField(
        label=_("Source of the cost"),
        required=False,
        min_value=1,
        help_text=_("Its number in the list of sources."),
    )
    themes = forms.CharField(
        label=_("Themes"),
        required=False,
        max_length=600,
        help_text=_(
            "Codes of goals and targets with commas between, such as 2.1, 4.5."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [("", _("Choose a country")), *country_choices()]

    def clean_cost_currency(self) -> str:
        return str(self.cleaned_data["cost_currency"]).upper()


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
        main = {name: text(content.get(name)) for name in PracticeForm.base_fields}
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
        main = {name: post.get(name, "")[:LONGEST] for name in PracticeForm.base_fields}
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
        """Give one more empty row: a source, an outcome, or a figure of an outcome."""
        kind, _dash, place = what.partition("-")
        if kind == "source":
            self.sources.append(dict.fromkeys(SOURCE, ""))
        elif kind == "outcome":
            empty = [dict.fromkeys(VALUE, "") for _ in range(2)]
            self.outcomes.append({**dict.fromkeys(OUTCOME, ""), "values": empty})
        elif kind == "figure" and place.isdecimal() and int(place) < len(self.outcomes):
            self.outcomes[int(place)]["values"].append(dict.fromkeys(VALUE, ""))

    def drop(self, what: str) -> None:
        """Take a row away; figures keep pointing to the sources that they named."""
        kind, _dash, place = what.partition("-")
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
        content: Content = {
            name: main.get(name, "")
            for name in (
                "title",
                "institution",
                "language",
                "approach_type",
                "scale",
                "evidence",
                *TEXT_AREAS,
            )
        }
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
            "outcomes": [
                {
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
                for row in self.outcomes
                if any(row[name].strip() for name in OUTCOME)
                or any(any(value.values()) for value in row["values"])
            ],
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


BETTER = [("", "—"), *Outcome.Better.choices]


class ReviewForm(forms.Form):
    """Every question with its comment, and the verdict with its reason."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"),
        choices=[
            (Review.Verdict.PUBLISH, _("Publish")),
            (Review.Verdict.REQUEST_CHANGES, _("Changes requested")),
            (Review.Verdict.NOT_SUITABLE, _("Not suitable for now")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_(
            "Its authors will read this. Say first what is good, then what is missing."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in review_questions():
            self.fields[f"{question.code}-met"] = forms.ChoiceField(
                label=question.text,
                help_text=question.help,
                choices=ReviewAnswer.Met.choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"{question.code}-comment"] = forms.CharField(
                label=_("Comment"),
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                required=False,
            )

    def clean(self) -> None:
        verdict, reason = (
            self.cleaned_data.get("verdict"),
            self.cleaned_data.get("reason"),
        )
        if verdict != Review.Verdict.PUBLISH and verdict and not reason:
            self.add_error("reason", _("Say why: its authors will read it."))

    def answers(self) -> dict[str, tuple[str, str]]:
        given = self.cleaned_data
        return {
            row.code: (
                given.get(f"{row.code}-met", ""),
                given.get(f"{row.code}-comment", ""),
            )
            for row in review_questions()
        }

    def pairs(self) -> list[tuple[Any, Any]]:
        return [
            (self[f"{row.code}-met"], self[f"{row.code}-comment"])
            for row in review_questions()
        ]

"""The rows of the editor: sources, and outcomes with their figures, each wrong cell by its name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from practices import records
from practices.editor_forms import BETTER, no_such_source
from practices.typed import Values


def as_loaded(read: Callable[[Any], Any]) -> Callable[[str], None]:
    """Return a check that refuses a cell in the words in which a file's would be refused."""

    def check(text: str) -> None:
        try:
            read(text.strip())
        except records.Unreadable as refusal:
            raise ValidationError(str(refusal)) from None

    return check


def figure(text: str) -> Decimal:
    """Read a number, with spaces between its thousands or without."""
    return records.number(text.replace(" ", ""))


def cell(label: Any, *checks: Any, length: int = 40, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        validators=checks,
        widget=forms.TextInput(attrs=attrs),
    )


class SourceForm(forms.Form):
    """Where something was read."""

    title = cell(_("Title"), length=400, dir="auto")
    institution = cell(_("Institution"), length=250, dir="auto")
    year = cell(_("Year"), as_loaded(records.year), inputmode="numeric")
    url = cell(
        _("Address"), as_loaded(records.address), length=500, inputmode="url", dir="ltr"
    )

    def clean(self) -> None:
        said = self.data_of()
        if any(said.values()) and not said["title"]:
            self.add_error("title", _("Name it: a source has at least a title."))

    def data_of(self) -> dict[str, str]:
        """Return the cells as they were typed, right or wrong."""
        return {name: str(self[name].value() or "").strip() for name in self.fields}


class OutcomeForm(forms.Form):
    """One indicator."""

    indicator = cell(_("Indicator"), length=250, dir="auto")
    unit = cell(_("Unit"), length=60)
    better = forms.ChoiceField(label=_("Better is"), choices=BETTER, required=False)


class FigureForm(forms.Form):
    """What an indicator was in a year, and who says so."""

    value = cell(_("Figure"), as_loaded(figure), inputmode="decimal")
    year = cell(_("Year"), as_loaded(records.year), inputmode="numeric")
    source = cell(_("Source no."), inputmode="numeric")

    def clean(self) -> None:
        said = {name: str(self[name].value() or "").strip() for name in self.fields}
        if said["value"] and not said["year"]:
            self.add_error(
                "year", _("A figure has no year: every figure carries its year.")
            )
        if said["year"] and not said["value"]:
            self.add_error("value", _("What was it in this year?"))


@dataclass(frozen=True)
class OutcomeRow:
    """An outcome with its figures."""

    form: OutcomeForm
    figures: list[FigureForm]


class Rows:
    """The rows as forms: shown as they were typed, and checked where somebody saves."""

    def __init__(self, values: Values, *, check: bool = False) -> None:
        self.check = check
        self.sources = [
            self.made(SourceForm, f"source-{i}", row)
            for i, row in enumerate(values.sources)
        ]
        self.outcomes = [
            OutcomeRow(
                self.made(OutcomeForm, f"outcome-{i}", row),
                [
                    self.made(FigureForm, f"outcome-{i}-value-{j}", figure)
                    for j, figure in enumerate(row["values"])
                ],
            )
            for i, row in enumerate(values.outcomes)
        ]
        if check:
            self.refuse_gaps()

    def made(self, kind: Any, prefix: str, row: Mapping[str, Any]) -> Any:
        if not self.check:
            return kind(initial=row, prefix=prefix)
        return kind(
            {f"{prefix}-{name}": row.get(name, "") for name in row}, prefix=prefix
        )

    def refuse_gaps(self) -> None:
        """Say at the cell what only its neighbours tell."""
        numbers = self.numbers()
        for row in self.outcomes:
            told = [form for form in row.figures if form["value"].value()]
            if told and not str(row.form["indicator"].value()).strip():
                row.form.add_error("indicator", _("What do these figures measure?"))
            for form in row.figures:
                named = str(form["source"].value() or "").strip()
                if named and named not in numbers:
                    form.add_error("source", no_such_source(named))

    def numbers(self) -> list[str]:
        """Return the numbers of the sources that say something."""
        return [
            str(number)
            for number, form in enumerate(self.sources, 1)
            if any(form.data_of().values())
        ]

    @property
    def wrong(self) -> list[tuple[Any, Any, Any]]:
        """Return each wrong cell: of which row, and what is wrong with it."""
        return [
            (of, field, error)
            for of, form in self.named()
            for field in form
            for error in field.errors
        ]

    def named(self) -> Iterator[tuple[Any, forms.Form]]:
        """Yield every form with the name of its row, in the order of the page."""
        for number, form in enumerate(self.sources, 1):
            yield _("Source %(number)d") % {"number": number}, form
        for number, row in enumerate(self.outcomes, 1):
            for part in (row.form, *row.figures):
                yield _("Outcome %(number)d") % {"number": number}, part

    def are_valid(self) -> bool:
        return all(form.is_valid() for _row, form in self.named())

"""What a person is asked about her problem: one question a screen, in plain words."""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchanges.models import Challenge, Measure
from exchanges.sanity import AreYouSure
from hubs.models import Country, Indicator, Theme
from practices.forms import country_choices
from practices.reading import LONGEST as LONGEST_PROBLEM

LONGEST = 3_000  # characters of each further text
LONGEST_LABEL = 110  # characters of an indicator in a list; the code tells it apart
FIGURE = ("value", "year", "source", "source_url")
Choices = list[tuple[str, Any]]
Group = tuple[str, str | Promise, tuple[str, ...]]


def text_area(label: Any, help_text: Any = "", **more: Any) -> forms.CharField:
    """A text in plain words, as long as a story."""
    area = forms.Textarea(attrs={"rows": more.pop("rows", 5), "dir": "auto"})
    given = {"required": False, "max_length": LONGEST} | more
    return uncut(
        forms.CharField(label=label, help_text=help_text, widget=area, **given)
    )


def uncut(field: forms.CharField) -> forms.CharField:
    """Let a text that is too long be refused in words: browsers would cut its end unseen."""
    field.widget.attrs.pop("maxlength", None)
    return field


def line(label: Any, help_text: Any = "", **more: Any) -> forms.CharField:
    """A text of one line, in whichever direction it is written."""
    box = forms.TextInput(attrs={"dir": "auto"})
    given = {"required": False, "max_length": 200} | more
    return forms.CharField(label=label, help_text=help_text, widget=box, **given)


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("This is not a day of the calendar: write it as 2026-11-25.")
        },
    )


def number(label: Any, help_text: Any = "", *, required: bool = False) -> forms.Field:
    """A figure as the reader writes it, with a comma or a point."""
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        max_digits=18,
        decimal_places=3,
        localize=True,
        error_messages={"invalid": _("Write a number alone, such as 41 or 41.5.")},
    )


class Versioned(forms.Form):
    """A form that knows which version of the challenge it was shown for."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class HappensForm(Versioned):
    happens = text_area(
        _("What happens?"),
        _(
            "Say it as you would to a colleague, in any language. Name no private person."
        ),
        required=True,
        max_length=LONGEST_PROBLEM,
        rows=7,
        error_messages={
            "required": _("Say what happens: the five countries are found by it.")
        },
    )
    country = forms.ModelChoiceField(
        label=_("Where"), queryset=Country.objects.all(), required=True
    )
    title = line(
        _("A name for it"),
        _("By it you find it again. Without one, its first words are its name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = cast("forms.ModelChoiceField[Country]", self.fields["country"])
        country.choices = [("", _("Choose a country")), *country_choices()]


class ToWhomForm(Versioned):
    to_whom = text_area(
        _("To whom does it happen?"),
        _("How many are they, where do they live, who among them has it hardest?"),
    )


class SinceForm(Versioned):
    since = line(
        _("Since when?"),
        _("A year, or what it began with: “since the floods of 2015”."),
    )
    tried = text_area(
        _("What have you tried already?"),
        _("And what came of it. What failed helps as much as what worked."),
    )


class LimitsForm(Versioned):
    limits = text_area(
        _("What limits you?"),
        _("Money, staff, laws, time: whatever an answer has to fit into."),
    )
    deadline = day(
        _("Until when do you need an answer?"),
        _(
            "A day to come: an election, a budget, the rains. Leave it empty if there is none."
        ),
    )


@dataclass(frozen=True)
class Step:
    """One screen of the wizard."""

    slug: str
    name: str | Promise
    form: type[Versioned]

    @property
    def fields(self) -> list[str]:
        return [name for name in self.form.base_fields if name != "version"]

    def initial(self, challenge: Challenge) -> dict[str, Any]:
        """Return what stands there already."""
        said = {name: getattr(challenge, name) for name in self.fields}
        return said | {"version": challenge.version}


STEPS = {
    step.slug: step
    for step in (
        Step("happens", _("What happens"), HappensForm),
        Step("to_whom", _("To whom"), ToWhomForm),
        Step("since", _("Since when, tried already"), SinceForm),
        Step("limits", _("Limits, until when"), LimitsForm),
    )
}
WAY: dict[str, str | Promise] = {
    **{step.slug: step.name for step in STEPS.values()},
    "measures": _("In figures"),
    "five": _("Five countries"),
}


def after(slug: str) -> str:
    """Return the step that follows."""
    way = list(WAY)
    return way[way.index(slug) + 1]


# --- measures ---------------------------------------------------------------------------


class AskedBack(Versioned):
    """A form whose unlikely figures are asked back: a box appears, to say that it is so."""

    knowingly = forms.BooleanField(
        label=_("It is so: keep it."), required=False, widget=forms.HiddenInput
    )

    def add_error(self, field: Any, error: Any) -> None:
        if isinstance(error, AreYouSure):
            self.fields["knowingly"].widget = forms.CheckboxInput()
        super().add_error(field, error)


class MeasureForm(AskedBack):
    """What is counted, its value of a year, where it should arrive and when."""

    indicator = forms.ModelChoiceField(
        label=_("Indicator of the Sustainable Development Goals"),
        queryset=Indicator.objects.all(),
        required=False,
    )
    name = line(
        _("What is measured"),
        _("In your words. With an indicator chosen below, you may leave it empty."),
        max_length=250,
    )
    unit = line(_("Unit"), _("%, people, days, tonnes a year …"), max_length=60)
    better = forms.ChoiceField(
        label=_("Which way is better?"),
        choices=[("", _("not said")), *Measure.Better.choices],
        required=False,
    )
    value = number(_("Value"), _("The latest that you know. Further years come later."))
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    source = line(
        _("Source"),
        _("Who published it, in what: “Ministry of Health, survey of 2024”."),
        max_length=300,
    )
    source_url = forms.URLField(
        label=_("Address of the source"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    target = number(_("Target"), _("The value that it should have one day."))
    target_on = day(_("Target date"))
    place_name = line(
        _("Place"), _("Where it was counted, if not everywhere."), max_length=150
    )
    population = line(_("Population"), _("Among whom: “women aged 15 to 49”."))
    disaggregation = line(
        _("Told apart by"), _("Sex, age, district: whatever your source tells apart.")
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "indicator",
        "name",
        "unit",
        "better",
        "target",
        "target_on",
        "place_name",
        "population",
        "disaggregation",
    )

    def __init__(
        self, *args: Any, near: list[Indicator], goal: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        indicator = cast("forms.ModelChoiceField[Indicator]", self.fields["indicator"])
        indicator.choices = listed(near, goal)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        ("", "", ("knowingly",)),
        ("what", _("What it is"), ("name", "unit", "indicator")),
        ("year", _("The latest value that you know"), FIGURE),
        ("aim", _("Where it should arrive"), ("better", "target", "target_on")),
        (
            "whom",
            _("Whom it is about"),
            ("place_name", "population", "disaggregation"),
        ),
    )

    def groups(self) -> list[tuple[str, str | Promise, list[forms.BoundField]]]:
        """Return the fields that are seen, by what they are about, each with its anchor."""
        return [
            (anchor, legend, [self[name] for name in names if self.shows(name)])
            for anchor, legend, names in self.GROUPS
        ]

    def shows(self, name: str) -> bool:
        return name in self.fields and not self[name].is_hidden

    def figure(self) -> dict[str, Any] | None:
        """Return the value of a year, where any of its fields is filled in."""
        said = {name: self.cleaned_data[name] for name in FIGURE}
        return said if any(said[name] not in (None, "") for name in FIGURE) else None

    def content(self) -> dict[str, Any]:
        """Return what the verbs take beside that value."""
        names = (*self.FIELDS, "knowingly", "version")
        return {name: self.cleaned_data[name] for name in names}


class KnownMeasureForm(MeasureForm):
    """A measure that is there: the value of another year first, then what it is."""

    GROUPS = (
        MeasureForm.GROUPS[0],
        ("year", _("Add the value of a year, or correct it"), FIGURE),
        *(group for group in MeasureForm.GROUPS[1:] if group[2] != FIGURE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = ""

    @classmethod
    def initial_of(cls, measure: Measure) -> dict[str, Any]:
        said = {name: getattr(measure, name) for name in cls.FIELDS}
        aim = measure.target and measure.target.normalize()
        return said | {"target": aim, "version": measure.challenge.version}


def listed(near: list[Indicator], goal: str) -> Choices:
    """Return the indicators that come near, and all of a goal that she looks through."""
    groups: Choices = [("", gettext("None of the list: I say it in my words"))]
    if near:
        groups.append((gettext("Near to your problem"), options(near)))
    if goal:
        of_goal = Indicator.objects.filter(target__parent=goal).in_order()
        groups.append((gettext("Goal %(number)s") % {"number": goal}, options(of_goal)))
    return groups


def options(indicators: Any) -> list[tuple[str, str]]:
    return [(row.code, f"{row.code} {shortened(row.name)}") for row in indicators]


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[:LONGEST_LABEL].rstrip()} …"


def goals() -> list[Theme]:
    return list(Theme.objects.goals())

"""The forms of a request: writing it, handing it in, endorsing it, answering it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import language_choices
from exchanges import letters
from exchanges.challenge_forms import uncut
from exchanges.models import ExchangeRequest, Instrument, Paper, Sought
from exchanges.naming import MOST
from exchanges.sanity import refuse_past
from hubs.models import Country
from hubs.profiles import profiles
from practices.forms import country_choices
from practices.models import Practice
from practices.templatetags.telling import told

Open = ExchangeRequest.Field
LONGEST = 10_000  # characters of a text
ROWS = 3  # countries that can be named at first; two more than are named, then
USUAL = ("en", "fr", "es", "pt", "ar", "ru", "zh", "id", "sw")


def words(
    label: Any, help_text: Any = "", rows: int = 4, **more: Any
) -> forms.CharField:
    more = {"required": False, "max_length": LONGEST} | more
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    field = forms.CharField(label=label, help_text=help_text, widget=widget, **more)
    return uncut(field)


def day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, help_text=help_text, required=False, widget=widget
    )


def several(label: Any, choices: Any = (), help_text: Any = "") -> Any:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def languages_with(chosen: Iterable[str]) -> list[tuple[str, Any]]:
    """Return the usual languages, and those that were chosen already."""
    offered = {*USUAL, *chosen}
    return [(code, name) for code, name in language_choices() if code in offered]


class CountryField(forms.CharField):
    """One country, typed by its name or its code; a list of names helps."""

    widget = forms.TextInput(attrs={"list": "countries", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        said = " ".join(str(value or "").split())
        if not said:
            return None
        if country := known_countries(timezone.now().date()).get(said.casefold()):
            return country
        raise ValidationError(
            gettext("“%(name)s” is not a country that we know. Choose one of the list.")
            % {"name": said[:60]}
        )


@lru_cache(maxsize=2)
def known_countries(day: date) -> dict[str, Country]:
    """Return all countries by their codes, and by their names in all our languages."""
    known: dict[str, Country] = {}
    for profile in profiles(day).values():
        country = profile.country
        names = (*country.names.values(), *country.short_names.values(), country.iso3)
        known |= {name.casefold(): country for name in names}
    return known


# --- writing it -------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A field with the box that opens it to everybody, where it has one."""

    field: Any
    box: Any = None


AT_ONCE, IN_TURN = "at_once", "in_turn"


def as_sent(value: Any) -> Any:
    """Return a text of a request as its form shows and sends it."""
    if isinstance(value, bool):
        return AT_ONCE if value else IN_TURN
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, list) else str(value or "")


class RequestForm(forms.Form):
    """All that a request says; nothing is needed before it is submitted."""

    country = forms.ChoiceField(label=_("For which country do you ask?"))
    title = forms.CharField(
        label=_("What do you need, in one line?"),
        max_length=200,
        required=False,
        help_text=_(
            "“Reintegrating demobilised soldiers” says more than “Exchange”. It is needed "
            "when you submit."
        ),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    problem = words(
        _("What is the problem?"),
        _(
            "What happens, to whom, since when? Please name no private person. It is "
            "needed when you submit."
        ),
        rows=6,
    )
    institution = forms.CharField(
        label=_("Which institution asks?"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    practices = several(_("Practices of interest"))
    another_practice = forms.CharField(
        label=_("Add a practice, by the address of its page"),
        required=False,
        max_length=400,
    )
    all_at_once = forms.ChoiceField(
        label=_("In which order?"),
        choices=[
            (AT_ONCE, _("Ask all at once, and compare their answers")),
            (IN_TURN, _("Ask one after another: the next when the one before says no")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    sought = several(_("What should come to your country?"), Sought.choices)
    instruments = several(_("How would you like to learn?"), Instrument.choices)
    languages = several(_("In which languages can you work?"))
    window_closes_on = day(
        _("Until when must it have happened?"),
        _("A budget year, an election, a law in the making. Leave it empty if open."),
    )
    plan_alignment = words(
        _("Which national plan does it serve?"),
        _("The plan, and its chapter or goal. Funds often ask for it."),
        rows=2,
    )
    public_fields = several(_("Open to everybody"), Open.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    marks = forms.CharField(widget=forms.HiddenInput, required=False)

    PARTS = (
        ("title", Open.TITLE),
        ("problem", Open.PROBLEM),
        ("institution", Open.INSTITUTION),
        ("practices", Open.PRACTICES),
        ("another_practice", None),
        ("sought", Open.SOUGHT),
        ("instruments", Open.INSTRUMENTS),
        ("languages", None),
        ("window_closes_on", None),
        ("plan_alignment", Open.ALIGNMENT),
    )
    CONTENT = (
        "title",
        "problem",
        "institution",
        "sought",
        "instruments",
        "languages",
        "window_closes_on",
        "plan_alignment",
        "all_at_once",
        "public_fields",
    )

    def __init__(
        self,
        *args: Any,
        countries: Sequence[Country] = (),
        offered: Sequence[Practice] = (),
        named: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if len(countries) > 1:
            fields["country"].choices = [(row.pk, row.name) for row in countries]
        else:
            del fields["country"]
        fields["practices"].choices = [
            (row.slug, f"{told(row).title} · {row.country}") for row in offered
        ]
        fields["languages"].choices = languages_with(self.chosen("languages"))
        for place in range(min(MOST, max(ROWS, named + 2))):
            fields[f"ask_{place}"] = CountryField(
                label=gettext("Country %(number)d") % {"number": place + 1},
                required=False,
                max_length=100,
            )

    def chosen(self, name: str) -> list[str]:
        """Return what is ticked of a list, before it is looked at."""
        if self.is_bound:
            data: Any = self.data
            return list(data.getlist(name)) if hasattr(data, "getlist") else []
        return list(self.initial.get(name) or ())

    def clean_another_practice(self) -> Practice | None:
        said = self.cleaned_data["another_practice"].strip()
        if not said:
            return None
        slug = urlsplit(said).path.strip("/").rpartition("/")[2]
        if practice := Practice.objects.published().filter(slug=slug).first():
            return practice
        raise ValidationError(
            gettext("There is no published practice at “%(address)s”.")
            % {"address": said}
        )

    def clean_all_at_once(self) -> bool:
        return bool(self.cleaned_data["all_at_once"] != IN_TURN)

    def clean_window_closes_on(self) -> Any:
        closes = self.cleaned_data["window_closes_on"]
        if closes and closes < timezone.now().date():
            raise ValidationError(
                gettext("This day is past: give a day to come, or none."),
            )
        return closes

    # what pages and verbs take of it

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.CONTENT}

    def asked(self) -> list[Country]:
        """Return the countries that are named, in their order, each once."""
        named = (self.cleaned_data.get(name) for name in self.ask_names())
        return list(dict.fromkeys(country for country in named if country))

    def interesting(self) -> list[Practice]:
        slugs = self.cleaned_data["practices"]
        chosen = list(Practice.objects.published().filter(slug__in=slugs))
        another = self.cleaned_data["another_practice"]
        return [*chosen, another] if another else chosen

    def ask_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("ask_")]

    def ask_fields(self) -> list[Any]:
        return [self[name] for name in self.ask_names()]

    def parts(self) -> Iterator[Part]:
        boxes = self.boxes()
        for name, opens in self.PARTS:
            if name != "practices" or self.fields["practices"].choices:  # type: ignore[attr-defined]
                yield Part(self[name], boxes.get(opens))

    def boxes(self) -> dict[Any, Any]:
        """Return the boxes that open a field to everybody, by what they open."""
        return {str(box.data["value"]): box for box in self["public_fields"]}

    def providers_box(self) -> Any:
        return self.boxes()[Open.PROVIDERS]

    def countries_known(self) -> list[str]:
        return [name for _code, name in country_choices()]


# --- handing it in ----------------------------------------------------------------------


class SubmitForm(forms.Form):
    """Consent; and, where the country asks much the same already, that this is another."""

    consents = forms.BooleanField(
        label=_("I agree that the desk and the countries asked read all of it."),
        required=False,
    )
    knowingly = forms.BooleanField(
        label=_("I have looked at these: mine is about something else."),
        required=False,
    )

    def __init__(
        self, *args: Any, consented: bool = False, alike: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if consented:
            del self.fields["consents"]
        if not alike:
            del self.fields["knowingly"]


class EndorseForm(forms.Form):
    """The country's word, and its official letter."""

    words = words(
        _("Words of endorsement"),
        _("What your country expects of it. The countries asked read this."),
    )
    letter = forms.ModelChoiceField(
        label=_("The official letter, if it is here already"),
        queryset=Paper.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    file = forms.FileField(
        label=_("or send it now"),
        help_text=_("PDF, DOCX, ODT, PNG or JPEG; at most 25 MB."),
        required=False,
    )

    def __init__(
        self, *args: Any, papers: Any, letter_wanted: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.letter_wanted = letter_wanted
        fields: Any = self.fields
        fields["letter"].queryset = papers.filter(kind__in=letters.KINDS)
        if not fields["letter"].queryset:
            del fields["letter"]
            fields["file"].label = _("The official letter")
            fields["file"].widget.attrs["required"] = letter_wanted
        for name in {"letter", "file"} & fields.keys():
            fields[name].is_needed = letter_wanted

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            letters.refuse_named(file.name)
        return file

    def clean(self) -> None:
        given = (self.cleaned_data.get(name) for name in ("letter", "file"))
        if self.letter_wanted and not any(given) and "file" not in self.errors:
            self.add_error("file", letters.missing())


class ReasonForm(forms.Form):
    """Why, in words that the people concerned read."""

    reason = words(
        _("Why"),
        error_messages={"required": _("Say why: the people concerned read it.")},
    )

    def __init__(
        self, *args: Any, help_text: Any = "", required: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text
        self.fields["reason"].required = required


# --- what a country that was asked says ---------------------------------------------------


class YesForm(forms.Form):
    """What a country can share, when, in which languages, and what it needs for it."""

    offer = words(
        _("What can you share?"),
        _("Who would come or receive, what they did themselves, for how long."),
        required=True,
        error_messages={"required": _("Say what you can share: they compare it.")},
    )
    instruments = several(_("How?"), Instrument.choices)
    languages = several(_("In which languages?"))
    possible_from = day(_("From when on?"))
    bears = words(_("What do you bear yourselves?"), rows=2)
    needs = words(_("What do you need from them, or from a fund?"), rows=2)

    def __init__(self, *args: Any, wished: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["languages"].choices = languages_with(wished)

    def clean_possible_from(self) -> Any:
        begins = self.cleaned_data["possible_from"]
        if begins:
            refuse_past(begins)
        return begins


class QuestionForm(forms.Form):
    """What a country has to know before it answers."""

    question = words(
        _("Your question"),
        _("They are told at once. Your days to answer stand still meanwhile."),
        required=True,
    )


class AnswerForm(forms.Form):
    """What it is told."""

    answer = words(_("Your answer"), required=True)

"""The forms of curation: an idea, the editor with its rows, a review."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from hubs.models import Hub
from practices import revisions, writers
from practices.comparing import NAMES
from practices.forms import country_choices
from practices.guidance import GUIDANCE
from practices.models import Outcome, Practice, Review, ReviewAnswer
from practices.questions import review_questions
from practices.reasons import language_name
from practices.translating import languages_but
from practices.typed import LISTS, LONGEST, split


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
        label=label, required=False, min_value=1800, max_value=2099, widget=digits()
    )


def digits(inputmode: str = "numeric") -> forms.TextInput:
    """Return a field for a number; a browser's own would lose what it cannot read."""
    return forms.TextInput(attrs={"inputmode": inputmode})


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


class PersonField(forms.EmailField):
    """A person by her address; one without an account is refused beside the field."""

    def __init__(
        self, *, label: Any, required: bool = False, help_text: Any = ""
    ) -> None:
        off = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(
            label=label, required=required, help_text=help_text, widget=off
        )

    def clean(self, value: Any) -> Any:
        email = super().clean(value)
        return writers.person_called(email) if email else None


class CoAuthorForm(forms.Form):
    """Who writes it, too."""

    co_author = PersonField(label=_("Add a co-author, by e-mail"), required=True)


class AssignForm(forms.Form):
    """Whom to ask for a review, and by when."""

    reviewer = forms.ChoiceField(label=_("Of your hub"), required=False)
    email = PersonField(label=_("or a peer from outside, by e-mail"))
    due = forms.DateField(
        label=_("Due on"),
        required=False,
        help_text=_("Left empty: in two weeks."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, reviewers: Sequence[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(person.pk): person for person in reviewers}
        reviewer: Any = self.fields["reviewer"]
        reviewer.choices = [
            ("", _("Choose")),
            *((key, with_load(person)) for key, person in self.people.items()),
        ]

    def clean(self) -> None:
        said = self.cleaned_data
        if not (said.get("reviewer") or said.get("email") or self.errors):
            self.add_error("reviewer", _("Choose somebody, or give an address."))

    def person(self) -> User:
        named: User | None = self.cleaned_data.get("email")
        return named or self.people[self.cleaned_data["reviewer"]]


def with_load(person: Any) -> str:
    said = ngettext(
        "%(name)s (%(count)d review waits)",
        "%(name)s (%(count)d reviews wait)",
        person.load,
    )
    return said % {"name": person, "count": person.load}


class KeeperForm(forms.Form):
    """Which hub keeps a practice, and who keeps it up to date."""

    hub = forms.ModelChoiceField(
        label=_("Hub"),
        queryset=Hub.objects.by_name(),
        to_field_name="slug",
        required=False,
        empty_label=_("The hubs of its country"),
        help_text=_("Given to another hub, it leaves your queue."),
    )
    owner = PersonField(label=_("Person who keeps it up to date, by e-mail"))


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
        help_text=_("Names or codes with commas between: Kenya, UGA."),
    )
    institution = forms.CharField(label=_("Who acted"), required=False, max_length=250)
    language = forms.ChoiceField(
        label=_("Language that it is written in"), required=False
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
        label=_("Cost"),
        required=False,
        max_digits=18,
        decimal_places=2,
        min_value=0,
        widget=digits("decimal"),
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
        widget=digits(),
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
        language: Any = self.fields["language"]
        language.choices = language_choices(str(self["language"].value() or ""))

    def clean_further(self) -> str:
        named = str(self.cleaned_data["further"])
        find = revisions.countries_by_name()
        if unknown := [name for name in split(named) if find(name) is None]:
            said = _("“%(name)s” is not a country that we know.")
            raise forms.ValidationError(said % {"name": unknown[0]})
        return named

    def clean_themes(self) -> str:
        themes = str(self.cleaned_data["themes"])
        revisions.refuse_unknown_themes(split(themes))
        return themes

    def clean(self) -> None:
        said = self.cleaned_data
        if (said.get("start") or 0) > (said.get("end") or 9999):
            self.add_error("end", _("It ends before it begins."))
        if said.get("cost_amount") is not None and said.get("cost_currency") == "":
            self.add_error("cost_currency", _("In which currency?"))

    def check_source(self, numbers: list[str]) -> None:
        """Refuse a cost that names a source which is not in the list."""
        named = str(self["cost_source"].value() or "").strip()
        if named and named not in numbers and "cost_source" not in self.errors:
            self.add_error("cost_source", no_such_source(named))


def no_such_source(number: str) -> str:
    said = _("There is no source %(number)s in the list.")
    return str(said) % {"number": number[:20]}


def language_choices(chosen: str) -> list[tuple[str, Any]]:
    """Return the languages by name, and one that is chosen already whichever it is."""
    known = languages_but("")
    if chosen and chosen not in dict(known) and re.fullmatch(r"[a-z]{2,3}", chosen):
        known = sorted(
            [*known, (chosen, language_name(chosen))], key=lambda row: row[1]
        )
    return [("", _("Guess it from the text")), *known]


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

    def refuse_gaps(self) -> None:
        """Say at each question what it still needs; answers kept for later may have gaps."""
        given = self.cleaned_data
        for row in review_questions():
            if not given.get(f"{row.code}-met"):
                self.add_error(f"{row.code}-met", _("Choose an answer."))
            elif not str(given.get(f"{row.code}-comment", "")).strip():
                self.add_error(
                    f"{row.code}-comment", _("Say in a comment what you saw.")
                )

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

"""The forms of curation: an idea, the editor with its rows, a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub
from practices.comparing import NAMES
from practices.forms import country_choices
from practices.guidance import GUIDANCE
from practices.models import Outcome, Practice, Review, ReviewAnswer
from practices.questions import review_questions
from practices.typed import LISTS, LONGEST


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

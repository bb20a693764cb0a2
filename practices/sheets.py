"""What people fill in about a practice: feedback, lessons, lists, assessments, translations."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hubs.models import Country
from practices.described import SECTION_NAMES
from practices.forms import country_choices
from practices.models import (
    LONGEST_WORDS,
    Assessment,
    Element,
    Feedback,
    Judgement,
    Lineage,
    Practice,
    Translation,
)
from practices.speaking import Place
from practices.transferability import ElementRow
from practices.translating import Beside

EMPTY_ROWS = 3  # offered below a list


def words(
    label: Any, help_text: Any = "", *, rows: int = 3, **more: Any
) -> forms.Field:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=more.pop("required", False),
        max_length=more.pop("max_length", LONGEST_WORDS),
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        **more,
    )


def code_of(place: Place) -> str:
    """Return a country or a hub as a form names it."""
    return f"{place._meta.model_name}:{place.pk}"


class FeedbackForm(forms.Form):
    """Useful? Tried it? What to change? A question."""

    place = forms.ChoiceField(label=_("You speak for"), required=False)
    useful = forms.ChoiceField(
        label=_("Is it useful to you?"),
        choices=Feedback.Useful.choices,
        widget=forms.RadioSelect,
    )
    tried = forms.ChoiceField(
        label=_("Have you tried it?"),
        choices=Feedback.Tried.choices,
        widget=forms.RadioSelect,
        initial=Feedback.Tried.NO,
    )
    change = words(
        _("What would have to change?"),
        _("What did you do differently, or what would your country need?"),
    )
    question = words(
        _("What would you like to ask?"), _("The custodian is told, and replies here.")
    )

    def __init__(
        self, *args: Any, places: Sequence[Place], given: Feedback | None, **more: Any
    ) -> None:
        self.places = {code_of(place): place for place in places}
        super().__init__(*args, **more | {"initial": typed(given) if given else None})
        if len(places) < 2:
            del self.fields["place"]
        else:
            choices = [(code, str(place)) for code, place in self.places.items()]
            self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what was typed as the verb's keywords."""
        said = dict(self.cleaned_data)
        said["place"] = self.places.get(said.get("place", ""))
        return said


def typed(given: Feedback) -> dict[str, Any]:
    return {
        "useful": given.useful,
        "tried": given.tried,
        "change": given.change,
        "question": given.question,
        "place": code_of(given.place) if given.place else "",
    }


class ReplyForm(forms.Form):
    """The custodian's words."""

    text = words(_("Your reply"), required=True)


class ReasonForm(forms.Form):
    """Why somebody decides as she does."""

    reason = words(_("Why"), rows=2, required=True, max_length=2_000)


class LineageForm(forms.Form):
    """Who took over what from whom."""

    direction = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("given", _("Another country learned from this practice")),
            ("taken", _("This practice learned from another country")),
        ],
        widget=forms.RadioSelect,
    )
    country = forms.ModelChoiceField(
        label=_("The other country"), queryset=Country.objects.all()
    )
    practice = forms.CharField(
        label=_("Its practice, where it is described here"),
        help_text=_("The address of its page. Leave it empty where there is none."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    kind = forms.ChoiceField(label=_("How"), choices=Lineage.Kind.choices)
    aspect = forms.CharField(
        label=_("What was taken over"),
        help_text=_("In a few words, such as “enrolment by village”."),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    changed = words(_("What was changed"))
    evidence = forms.CharField(
        label=_("How one can know"),
        help_text=_("A report, a law, a visit: title, institution, year."),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=1900, max_value=2200
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = [("", _("Choose a country")), *country_choices()]
        self.fields["country"].choices = chosen  # type: ignore[attr-defined]

    def clean_practice(self) -> Practice | None:
        slug = self.cleaned_data["practice"].strip().rstrip("/").rpartition("/")[2]
        if not slug:
            return None
        found = Practice.objects.published().filter(slug=slug)
        practice = found.select_related("country", "hub").first()
        if practice is None:
            raise forms.ValidationError(
                _(
                    "There is no published practice at this address. Copy that of its page."
                )
            )
        return practice

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        practice, country = said.get("practice"), said.get("country")
        if practice and country and country.pk not in practice.country_codes:
            self.add_error(
                "country", _("The practice at this address is not of this country.")
            )
        return said

    def ends_with(self, here: Practice) -> dict[str, Any]:
        """Return both ends and the words as the verb's keywords."""
        said = dict(self.cleaned_data)
        other = said.pop("practice") or said["country"]
        del said["country"]
        given = said.pop("direction") == "given"
        source, learner = (here, other) if given else (other, here)
        return {**said, "source": source, "learner": learner}


class ElementForm(forms.Form):
    """One row of the custodian's list; an emptied one is taken away."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=Element.Kind.choices)
    text = words(_("What"), rows=2)
    note = words(_("Why it matters, or how others did it"), rows=2)


class ElementsForm(forms.Form):
    """The version of the list from which one began."""

    version = forms.IntegerField(widget=forms.HiddenInput)


ElementRows = forms.formset_factory(ElementForm, extra=EMPTY_ROWS, max_num=80)


def rows_of(formset: Any) -> list[ElementRow]:
    """Return the rows that say something, in their order."""
    return [
        ElementRow(
            kind=row["kind"], text=row["text"], note=row["note"], key=row.get("key")
        )
        for row in (form.cleaned_data for form in formset)
        if row.get("text", "").strip()
    ]


class AssessmentForm(forms.Form):
    """Row by row: is it there, in my country?"""

    conclusion = words(
        _("Your conclusion"), _("Would it work? What would you do first?"), rows=4
    )

    def __init__(
        self,
        *args: Any,
        elements: Iterable[Element],
        given: Assessment | None,
        countries: Sequence[Country],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.elements = list(elements)
        said = {row.element_id: row for row in given.judgements.all()} if given else {}
        if len(countries) > 1:
            choices = [(country.pk, country.name) for country in countries]
            self.fields["country"] = forms.ChoiceField(
                label=_("For which country"), choices=choices
            )
            self.order_fields(["country", "conclusion"])
        for element in self.elements:
            self.add(element, said.get(element.pk))
        self.fields["conclusion"].initial = given.conclusion if given else ""

    def add(self, element: Element, known: Judgement | None) -> None:
        verdict, note = f"verdict_{element.pk}", f"note_{element.pk}"
        self.fields[verdict] = forms.ChoiceField(
            label=element.text,
            choices=Judgement.Verdict.choices,
            widget=forms.RadioSelect,
            initial=known.verdict if known else Judgement.Verdict.UNKNOWN,
        )
        self.fields[note] = words(_("A note"), rows=1)
        self.fields[note].initial = known.note if known else ""

    def questions(self) -> list[tuple[Element, Any, Any]]:
        return [
            (row, self[f"verdict_{row.pk}"], self[f"note_{row.pk}"])
            for row in self.elements
        ]

    def judgements(self) -> dict[int, tuple[str, str]]:
        said = self.cleaned_data
        return {
            row.pk: (said[f"verdict_{row.pk}"], said[f"note_{row.pk}"])
            for row in self.elements
        }


class LinesField(forms.CharField):
    """A list, one item a line."""

    def clean(self, value: Any) -> Any:
        lines = str(super().clean(value)).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class TranslationForm(forms.Form):
    """The sections of a practice in another language, beside the original."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    by_machine = forms.BooleanField(
        label=_("A machine translated this, and no person has corrected it yet"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        sections: Sequence[Beside],
        row: Translation | None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.sections = sections
        draft = row is not None and not row.is_published
        self.fields["version"].initial = row.version if row and draft else 0
        self.fields["by_machine"].initial = row.by_machine if row else False
        for section in sections:
            self.fields[section.name] = field_of(section)

    def pairs(self) -> list[tuple[Beside, Any]]:
        return [(section, self[section.name]) for section in self.sections]

    def texts(self) -> dict[str, Any]:
        return {row.name: self.cleaned_data[row.name] for row in self.sections}


def field_of(section: Beside) -> forms.Field:
    label = SECTION_NAMES[section.name]
    lines = len(section.original) + 1 if section.is_list else 0
    rows = lines or max(2, min(14, len(str(section.original)) // 70 + 1))
    kind = LinesField if section.is_list else forms.CharField
    return kind(
        label=label,
        required=section.name == "title",
        max_length=300 if section.name == "title" else 100_000,
        initial=section.translated,
        help_text=_("One a line.") if section.is_list else "",
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )

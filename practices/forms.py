"""What a visitor types, and what we say when it cannot be read."""

import unicodedata
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Country
from hubs.profiles import profiles
from practices import reading
from practices.saving import NAME


class ProblemField(forms.CharField):
    """A problem in plain words; what cannot be matched is refused with a sentence."""

    def clean(self, value: Any) -> str:
        return reading.clean(str(value or ""))


class ProblemForm(forms.Form):
    """The one question of the first page: what happens, and where."""

    problem = ProblemField(
        label=_("Describe the problem you face"),
        help_text=_(
            "What happens, to whom, since when? Plain words are best, in any language. "
            "Please name no private person."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    country = forms.ModelChoiceField(
        label=_("Your country"),
        queryset=Country.objects.all(),
        required=False,
        help_text=_("Optional. Countries in a position like yours then come first."),
        error_messages={
            "invalid_choice": _(
                "This is not a country that we know: choose one from the list, or none."
            )
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = cast("forms.ModelChoiceField[Country]", self.fields["country"])
        country.choices = [("", _("No country chosen")), *country_choices()]


class SearchNameForm(forms.Form):
    """What a person calls a search that she keeps."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME,
        help_text=_("It stands in what you are told, so that you know why."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def country_choices() -> list[tuple[str, str]]:
    """Return all countries by their names in the reader's language, in its order."""
    countries = [
        profile.country for profile in profiles(timezone.now().date()).values()
    ]
    named = [(country.iso3, country.name) for country in countries]
    return sorted(named, key=lambda row: as_sorted(row[1]))


def as_sorted(name: str) -> str:
    """Return what a name is sorted by: its letters without accents and case."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))

"""What a reader may ask of a list: words, a choice, a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Country, CountryStatus, Hub
from practices.models import Lineage

Choices = list[tuple[str, Any]]


def choice(
    label: Any, every: Any, choices: Iterable[tuple[str, Any]]
) -> forms.ChoiceField:
    """Return a choice whose first answer leaves the list whole."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", every), *choices],
        error_messages={"invalid_choice": _("“%(value)s” is not one of the choices.")},
    )


def words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def in_order_of_name(countries: Iterable[Country]) -> Choices:
    return sorted(
        ((country.iso3, country.name) for country in countries), key=lambda row: row[1]
    )


class Filter(forms.Form):
    """A form in the address: what cannot be read is left out, and its field says so."""

    def asked(self) -> dict[str, str]:
        """Return what was asked and understood."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    @property
    def narrows(self) -> bool:
        """True when the reader does not see the whole list."""
        return any(self.asked().values())


class CountryFilter(Filter):
    STATUSES = (
        CountryStatus.Kind.LDC,
        CountryStatus.Kind.LLDC,
        CountryStatus.Kind.SIDS,
        CountryStatus.Kind.DEVELOPING,
    )

    q = words(_("Name, in any language"))
    status = choice(
        _("Status today"), _("All"), [(kind.value, kind.label) for kind in STATUSES]
    )


class HubFilter(Filter):
    q = words(_("Name, also a former one"))
    arrangement = choice(_("Kind of arrangement"), _("All"), Hub.Arrangement.choices)

    def __init__(self, *args: Any, countries: Iterable[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = in_order_of_name(countries)
        self.fields["country"] = choice(_("Host country"), _("All"), rows)


class FlowFilter(Filter):
    def __init__(self, *args: Any, countries: Iterable[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = in_order_of_name(countries)
        self.fields["country"] = choice(_("Country"), _("All countries"), rows)
        self.fields["kind"] = choice(
            _("Kind of learning"), _("All"), Lineage.Kind.choices
        )


class DayForm(forms.Form):
    """The day whose statuses are shown."""

    on = forms.DateField(
        label=_("Statuses on another day"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(
            ("invalid", "required"),
            _("This is not a day of the calendar: write it as 2026-11-25."),
        ),
    )

    @property
    def day(self) -> date:
        """The day that was asked for; today, when none was or it could not be read."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data["on"]  # type: ignore[no-any-return]
        return timezone.localdate()

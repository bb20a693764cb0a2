"""What the desk decides, and what hubs and countries set for themselves."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import choose
from accounts.models import User
from exchanges.capacity import MOST_AT_ONCE
from exchanges.models import (
    CountryProcedure,
    ExchangeRequest,
    ExchangeRequestQuerySet,
    InstitutionRole,
    ProviderCapacity,
    ServiceClock,
)
from exchanges.procedures import DAYS, MOST_DAYS, STEPS
from hubs.models import Country, Hub
from hubs.profiles import profiles
from practices.forms import as_sorted, country_choices

LAST = 99  # place of a country that nobody gave one
SHORT = {"rows": 3, "dir": "auto"}


class RoutingForm(forms.Form):
    """Which hub takes care of it, and which countries are asked, in which order."""

    hub = forms.ChoiceField(label=_("Hub that takes care of it"), required=False)
    ask = forms.MultipleChoiceField(label=_("Countries to ask"), required=False)
    other = forms.ChoiceField(
        label=_("Another country"),
        required=False,
    )

    def __init__(
        self, *args: Any, hubs: Iterable[Hub], asking: ExchangeRequest, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        countries = country_choices()
        others = [row for row in countries if row[0] != asking.country_id]
        self.fields["other"].help_text = (
            _("It is asked together with those above.")
            if asking.all_at_once
            else _("It is asked after those above.")
        )
        self.hubs = {hub.slug: hub for hub in hubs}
        named = [(slug, str(hub)) for slug, hub in self.hubs.items()]
        named.sort(key=lambda row: as_sorted(row[1]))
        choose(self.fields["hub"], [("", _("The desk itself")), *named])
        choose(self.fields["ask"], countries)
        choose(self.fields["other"], [("", _("No other")), *others])

    @property
    def chosen(self) -> list[str]:
        """The codes of the countries that are ticked."""
        return cast("list[str]", self["ask"].value() or [])

    @property
    def places(self) -> dict[str, str]:
        """What was typed beside the countries, by their codes."""
        return {
            name.removeprefix("place-"): str(typed)
            for name, typed in self.data.items()
            if name.startswith("place-")
        }

    def place_of(self, code: str) -> int:
        """Return the place that was typed beside a country."""
        typed = self.places.get(code, "")
        return int(typed) if typed.isdecimal() and len(typed) < 3 else LAST

    def asked(self) -> dict[str, Any]:
        """Return what was decided, as the verb's keywords."""
        codes = sorted(self.cleaned_data["ask"], key=self.place_of)
        codes += [self.cleaned_data["other"]] if self.cleaned_data["other"] else []
        known = profiles(timezone.now().date())
        return {
            "hub": self.hubs.get(self.cleaned_data["hub"]),
            "ask": [known[code].country for code in dict.fromkeys(codes)],
        }


class OfficerForm(forms.Form):
    """Who takes care of a request from now on."""

    officer = forms.ChoiceField(
        label=_("Officer in charge"),
        error_messages={
            "required": _("Choose an officer of the desk."),
            "invalid_choice": _("Choose an officer of the desk."),
        },
    )

    def __init__(self, *args: Any, officers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {str(officer.pk): officer for officer in officers}
        rows = [
            (pk, _("%(name)s, %(load)d open") % {"name": officer, "load": load})
            for pk, officer in self.officers.items()
            for load in [getattr(officer, "load", 0)]
        ]
        choose(self.fields["officer"], rows)

    @property
    def chosen(self) -> User | None:
        return self.officers.get(self["officer"].value() or "")

    def clean_officer(self) -> User:
        return self.officers[self.cleaned_data["officer"]]


class HandOverForm(OfficerForm):
    """Which of the requests on a page of the queue, and who takes care of them."""

    marked = forms.ModelMultipleChoiceField(
        label=_("Requests"),
        queryset=ExchangeRequest.objects.none(),
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Mark at least one request."),
            "invalid_choice": _("%(value)s is not in your care, or no request."),
        },
    )

    def __init__(
        self, *args: Any, requests: ExchangeRequestQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["marked"].queryset = requests  # type: ignore[attr-defined]

    @property
    def chosen_ones(self) -> list[str]:
        """The references that are ticked."""
        return cast("list[str]", self["marked"].value() or [])


class ClockForm(forms.Form):
    """The days that each step may take."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DAYS:
            field = cast("Any", ServiceClock._meta.get_field(name))
            self.fields[name] = field.formfield(
                min_value=1, max_value=MOST_DAYS, localize=False
            )


class ProcedureForm(forms.ModelForm[CountryProcedure]):
    """The steps that a country's own requests take, with their days."""

    class Meta:
        model = CountryProcedure
        fields = STEPS
        labels = {  # noqa: RUF012
            "consultation_wanted": _("1. Others of the country are asked first"),
            "endorsement_wanted": _("2. Its focal point endorses each request"),
        }
        help_texts = {  # noqa: RUF012
            "consultation_wanted": _(
                "Those named below say whether they object. Without anybody named, this "
                "step is left out."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consultation_days"].required = False

    def clean_consultation_days(self) -> int:
        """Keep the days that stand where the field is left empty."""
        given = self.cleaned_data["consultation_days"]
        return int(given or self.instance.consultation_days)


class MemberForm(forms.Form):
    """Who is consulted, and for which institution: chosen, or by her address here."""

    person = forms.ChoiceField(label=_("Somebody of the country"), required=False)
    email = forms.EmailField(
        label=_("or her e-mail address"),
        required=False,
        help_text=_("She has an account here, and the role of an official."),
    )
    institution = forms.CharField(label=_("Her institution"), max_length=250)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(key, str(person)) for key, person in self.people.items()]
        choose(self.fields["person"], [("", _("Nobody of these")), *named])

    def clean(self) -> dict[str, Any]:
        """Find the person who is meant among those who speak for the country."""
        said = super().clean() or {}
        email = str(said.get("email") or "").casefold()
        chosen = self.people.get(said.get("person") or "")
        by_address = (row for row in self.people.values() if row.email == email)
        found = next(by_address, None) if email else chosen
        if found is None and not self.errors:
            raise ValidationError(
                gettext(
                    "Nobody with this address speaks for the country yet. She asks for "
                    "the role of an official first, on her page “Roles”."
                )
                if email
                else gettext("Choose somebody, or give an e-mail address.")
            )
        return {"person": found, "institution": said.get("institution", "")}


class InstitutionForm(forms.ModelForm[InstitutionRole]):
    """Which institution of a country does what; everybody reads it."""

    class Meta:
        model = InstitutionRole
        fields = ("role", "name", "own_name", "website", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "own_name", "note"):
            self.fields[name].widget.attrs["dir"] = "auto"


class CapacityForm(forms.ModelForm[ProviderCapacity]):
    """What a country can take."""

    at_once = forms.IntegerField(
        label=_("Open requests that we can look at"),
        help_text=_("Whoever asks sees when you have as many. Empty: no limit."),
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
    )

    class Meta:
        model = ProviderCapacity
        fields = ("at_once", "paused_until", "reason")
        widgets = {  # noqa: RUF012
            "paused_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea(attrs=SHORT),
        }
        labels = {  # noqa: RUF012
            "paused_until": _("Please do not ask us before"),
            "reason": _("Why"),
        }
        help_texts = {  # noqa: RUF012
            "paused_until": _("Empty: we can be asked. A year at most."),
            "reason": _("A pause needs it: whoever would have asked you reads it."),
        }


def country_of(code: str) -> Country | None:
    """Return a country by its code, in either case."""
    found = profiles(timezone.now().date()).get(code.upper())
    return found.country if found else None

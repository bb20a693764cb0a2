"""Forms about oneself: who one is, which roles one asks for, which tokens one makes."""

import zoneinfo
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Expert, Membership, Pace, PersonalToken, Topic, User
from hubs.models import Country, Hub, Theme
from hubs.profiles import profiles

Choices = list[tuple[str, Any]]

# Languages in which officials are met; a person ticks those she works in.
WORKING = (
    *("en", "fr", "es", "pt", "ar", "ru", "zh", "id", "ms", "sw", "am", "ha", "yo"),
    *("so", "rw", "mg", "hi", "bn", "ur", "ta", "ne", "si", "fa", "tr", "uz", "kk"),
    *("vi", "th", "lo", "km", "my", "tl", "ht", "gn", "qu"),
)


def country_choices(first: Any) -> Choices:
    """Return a first answer, and all countries by their names in the reader's language."""
    known = profiles(timezone.now().date()).values()
    named = [(profile.country.iso3, profile.country.name) for profile in known]
    return [("", first), *sorted(named, key=lambda row: row[1])]


def hub_choices(first: Any) -> Choices:
    return [("", first), *((hub.slug, str(hub)) for hub in Hub.objects.by_name())]


def language_choices() -> Choices:
    """Return the working languages by their names in the reader's language."""
    names = names_of_languages(get_language() or "en")
    return sorted(
        ((code, names.get(code, code)) for code in WORKING), key=lambda row: row[1]
    )


@cache
def names_of_languages(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language, sep="-").languages)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("en").languages)


@cache
def zones() -> tuple[str, ...]:
    """Return the time zones that are named after places, and UTC."""
    named = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
    return (
        "UTC",
        *(zone for zone in named if not zone.startswith(("Etc/", "SystemV"))),
    )


class OfAPlace(forms.Form):
    """Reads a country and a hub by their codes."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    hub = forms.ChoiceField(label=_("Hub"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["country"], country_choices(_("No country")))
        choose(self.fields["hub"], hub_choices(_("No hub")))

    def clean_country(self) -> Country | None:
        return Country.objects.filter(pk=self.cleaned_data["country"]).first()

    def clean_hub(self) -> Hub | None:
        return Hub.objects.filter(slug=self.cleaned_data["hub"]).first()


def choose(field: forms.Field, choices: Iterable[tuple[str, Any]]) -> None:
    """Give a choice its answers, which depend on the reader and the day."""
    field.choices = field.widget.choices = choices  # type: ignore[attr-defined]


class RoleForm(OfAPlace):
    """The role that one asks for; fields stand in the order in which one thinks of them."""

    role = forms.ChoiceField(
        label=_("The role"),
        choices=[("", _("Choose a role")), *Membership.Role.choices],
    )
    reason = forms.CharField(
        label=_("Why you ask"),
        help_text=_(
            "Whoever decides reads this: where you work, who can vouch for you, what you"
            " want to do."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=2000,
    )
    field_order = ("role", "country", "hub", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].help_text = _(
            "For officials, focal points and facilitators."
        )
        self.fields["hub"].help_text = _(
            "For curators, reviewers, hub managers, and facilitators of a hub. Roles of"
            " the whole platform have neither."
        )


class ReasonForm(forms.Form):
    """The words with which somebody decides."""

    reason = forms.CharField(max_length=2000, required=False, strip=True)


class DecisionFilter(forms.Form):
    """Which roles to show to who decides: those that wait, or those that hold."""

    status = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("requested", _("what waits for an answer")),
            ("granted", _("who has a role")),
            ("ended", _("what has ended")),
        ],
    )
    q = forms.CharField(
        label=_("Name or address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class ProfileForm(forms.ModelForm[User]):
    """Who one is, and how one wants to be spoken to."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages that you work in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("Language of pages and mail"),
        required=False,
        help_text=_("Without a choice, pages follow your browser."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("In which hours and deadlines are shown.")
    )

    class Meta:
        model = User
        fields = (
            "name",
            "position",
            "unit",
            "institution",
            "country",
            "languages",
            "language",
            "time_zone",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["country"], country_choices(_("No country chosen")))
        choose(self.fields["languages"], language_choices())
        choose(
            self.fields["language"],
            [("", _("As the browser says")), *User._meta.get_field("language").choices],  # type: ignore[misc]
        )
        choose(self.fields["time_zone"], [(zone, zone) for zone in zones()])

    def clean_country(self) -> Country | None:
        return Country.objects.filter(pk=self.cleaned_data["country"]).first()


class TokenForm(forms.Form):
    """What a token is for, what it may do, and for how long."""

    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("Such as “monthly report” or the name of the program."),
        max_length=80,
    )
    scope = forms.ChoiceField(
        label=_("It may"),
        choices=PersonalToken.Scope.choices,
        widget=forms.RadioSelect,
        initial=PersonalToken.Scope.READ,
    )
    days = forms.TypedChoiceField(
        label=_("It lives for"),
        coerce=int,
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (180, _("180 days")),
            (365, _("one year")),
        ],
        initial=90,
    )

    def asked(self) -> dict[str, Any]:
        """Return what was asked, as the verb's keywords."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "scope": data["scope"],
            "expires_at": in_days(data["days"]),
        }


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


class PacesForm(forms.Form):
    """For each topic, how soon a mail should come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Topic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=Pace.choices
            )


class ExperienceForm(forms.Form):
    """What a person could share, and on which themes."""

    country = forms.ChoiceField(label=_("Country"))
    experience = forms.CharField(
        label=_("Your experience in one line"),
        help_text=_(
            "What you did and could help others with, such as “Built the national register "
            "of births in three years”. Do not name yourself: this line is read before you "
            "say yes to anybody."
        ),
        max_length=250,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        required=False,
        help_text=_("The goals that your experience serves."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["country"], country_choices(_("Choose a country")))
        choose(self.fields["themes"], theme_choices())

    def clean_country(self) -> Country | None:
        return Country.objects.filter(pk=self.cleaned_data["country"]).first()

    def clean_themes(self) -> list[Theme]:
        return list(Theme.objects.filter(pk__in=self.cleaned_data["themes"]))


def theme_choices() -> Choices:
    """Return the goals and the topics of managing cooperation, as the reader names them."""
    goals = [(row.code, str(row)) for row in Theme.objects.goals()]
    topics = [(row.code, row.name) for row in Theme.objects.topics_of_cooperation()]
    return [*goals, *topics]


class EntryForm(ExperienceForm):
    """One's own entry in the talent bank."""

    paused_until = forms.DateField(
        label=_("Not available until"),
        required=False,
        help_text=_("Leave it empty if you can be asked now."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    consents = forms.BooleanField(
        label=_("I agree to be found by what I know"),
        help_text=_(
            "Officials who look for a counterpart, and partner systems, read the line, the "
            "themes, your country and your languages. Nobody reads your name before you "
            "say yes to her. You can take this back at any time."
        ),
        error_messages={"required": _("Without your consent nothing is kept here.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    @classmethod
    def of(cls, person: User, entry: Expert | None, data: Any = None) -> "EntryForm":
        """Return the form of a person, filled with what stands there."""
        if entry is None:
            return cls(data, initial={"country": person.country_id, "version": 0})
        filled = {
            "country": entry.country_id,
            "experience": entry.experience,
            "themes": [theme.code for theme in entry.themes.all()],
            "paused_until": entry.paused_until,
            "consents": entry.consented_at is not None,
            "version": entry.version,
        }
        return cls(data, initial=filled)

    def written(self) -> dict[str, Any]:
        """Return what was written, as the verb's keywords."""
        said = {**self.cleaned_data, "version": self.cleaned_data["version"] or 0}
        return {name: value for name, value in said.items() if name != "consents"}


class NominationForm(ExperienceForm):
    """Somebody who could share what she knows."""

    email = forms.EmailField(
        label=_("Her e-mail address"),
        help_text=_(
            "She must have an account here. She is asked, and decides herself."
        ),
    )
    field_order = ("email", "country", "experience", "themes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experience"].label = _("Her experience in one line")
        self.fields["experience"].help_text = _(
            "She can change it. Do not name her: it is read before she says yes to anybody."
        )

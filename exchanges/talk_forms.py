"""Forms with which people speak to each other about a request."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.forms import choose
from exchanges import threads
from hubs.models import Country


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Takes several files at once; each is looked at by the verb."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class MessageForm(forms.Form):
    """What somebody says, and what she puts beside it: one of the two will do."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("Your message"),
        error_messages={"required": _("Write something, or attach a file.")},
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    papers = FilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "PDF, office documents, CSV, TXT, pictures; at most 25 MB together, and five files."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = "papers" not in self.files

    def said(self) -> dict[str, Any]:
        """Return what was sent, as the verb's keywords."""
        sent = [
            threads.Sent(file.name or "", file, file.size or 0)
            for file in self.cleaned_data["papers"]
        ]
        return {"text": self.cleaned_data["text"], "files": sent}


class WordsForm(forms.Form):
    """A few words to a person, or a reason."""

    words = forms.CharField(required=False, max_length=2000)


class HelpForm(forms.Form):
    """What a country can help with, before anybody asked it; which one, of several."""

    country = forms.ChoiceField(label=_("Country"))
    words = forms.CharField(
        label=_("What your country can help with"),
        help_text=_("A few words: what you did yourselves, and what you could share."),
        max_length=2000,
        error_messages={
            "required": _("Say in a few words what your country can help with.")
        },
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, countries: Iterable[Country], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countries = {country.pk: country for country in countries}
        if len(self.countries) > 1:
            named = [(key, str(country)) for key, country in self.countries.items()]
            choose(self.fields["country"], named)
        else:
            del self.fields["country"]

    def said(self) -> dict[str, Any]:
        """Return what was said, as the verb's keywords."""
        only = next(iter(self.countries), "")
        code = self.cleaned_data.get("country") or only
        words = self.cleaned_data["words"]
        return {"country": self.countries.get(code), "words": words}

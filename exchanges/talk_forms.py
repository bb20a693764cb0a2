"""Forms with which people speak to each other about a request."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from exchanges import threads


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

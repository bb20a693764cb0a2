"""What every file has that is kept beside something."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class KeptFileQuerySet[Kept: "KeptFile"](models.QuerySet[Kept]):
    def kept(self) -> Self:
        """Return those that nobody took off."""
        return self.filter(removed_at=None)


class KeptFile(models.Model):
    """A file that was looked at by its content; taken off, it is kept out of sight."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "docx", "Word (DOCX)"
        SHEET = "xlsx", "Excel (XLSX)"
        SLIDES = "pptx", "PowerPoint (PPTX)"
        TEXT_DOCUMENT = "odt", "OpenDocument (ODT)"
        SPREADSHEET = "ods", "OpenDocument (ODS)"
        PRESENTATION = "odp", "OpenDocument (ODP)"
        CSV = "csv", "CSV"
        TEXT = "txt", _("plain text")
        PNG = "png", "PNG"
        JPEG = "jpg", "JPEG"
        WEBP = "webp", "WebP"

    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    file: Any  # each kind has a folder of its own, under a random name

    objects = KeptFileQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

"""Files beside a practice: attached, and taken off."""

from typing import IO

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import refuse
from outbox.events import record
from practices import uploads
from practices.models import Attachment, Practice
from practices.permissions import why_not_edit
from practices.revisions import locked

MOST = 20  # files beside one practice


@transaction.atomic
def attach(
    practice: Practice, *, name: str, file: IO[bytes], size: int, by: User
) -> Attachment:
    """
    Keep a file beside a practice, looked at by its content.

    Sent twice, it is kept once.

    :raises PermissionDenied: unless it is hers to edit now.
    :raises Refused: for a file that is not what it says, or of a kind that is not taken.
    :raises NoRoom: beyond twenty files, or half a gigabyte a person.
    """
    practice = locked(practice)
    refuse(why_not_edit(by, practice))
    found = uploads.inspect(name, file, size)
    kept = practice.attachments.kept()
    if same := kept.filter(sha256=found.sha256).first():
        return same
    row = Attachment(practice=practice, by=by)
    uploads.keep(row, found, beside=kept.count(), most=MOST)
    record("practice.file_attached", about=practice, by=by, file=row.pk, name=row.name)
    return row


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> None:
    """
    Take a file off; it is kept out of sight, since revisions may speak of it.

    :raises PermissionDenied: unless the practice is hers to edit now.
    """
    practice = locked(attachment.practice)
    refuse(why_not_edit(by, practice))
    gone = practice.attachments.kept().filter(pk=attachment.pk)
    if gone.update(removed_at=timezone.now()):
        record("practice.file_removed", about=practice, by=by, file=attachment.pk)

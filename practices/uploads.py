"""
What a file really is: told by its content and structure, never by its name alone.

Pictures are decoded and drawn anew, which leaves behind whatever else was in them.
"""

import hashlib
import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from practices.models import KeptFile

Kind = KeptFile.Kind

LARGEST = 25 * 1024 * 1024  # bytes of a file
MOST_PIXELS = 40_000_000
MOST_MEMBERS = 5_000  # files in an office document
LARGEST_UNPACKED = 300 * 1024 * 1024
QUOTA = 500 * 1024 * 1024  # bytes of one person beside practices, or beside requests
RATIO = 200  # an office document is not packed tighter than this
LONGEST_NAME = 120

OFFICE = {  # what the list of content types names, and which folder must be there
    Kind.WORD: ("wordprocessingml.document.main", "word/document.xml"),
    Kind.SHEET: ("spreadsheetml.sheet.main", "xl/workbook.xml"),
    Kind.SLIDES: ("presentationml.presentation.main", "ppt/presentation.xml"),
}
OPEN_DOCUMENT = {
    Kind.TEXT_DOCUMENT: "application/vnd.oasis.opendocument.text",
    Kind.SPREADSHEET: "application/vnd.oasis.opendocument.spreadsheet",
    Kind.PRESENTATION: "application/vnd.oasis.opendocument.presentation",
}
PICTURES = {Kind.PNG: "PNG", Kind.JPEG: "JPEG", Kind.WEBP: "WEBP"}
ENDINGS = {"jpeg": Kind.JPEG, "md": Kind.TEXT}


class Refused(ValidationError):
    """A file that is not taken; the message says why, and what would be."""


def no_room() -> str:
    """Say that a file could not be kept, which is our fault and passes."""
    return _("There is no room for files at the moment. Nothing was kept; try later.")


class NoRoom(ValidationError):
    """More files than there is room for beside one thing, or of one person."""


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: its name made harmless, its kind, its bytes."""

    name: str
    kind: str
    body: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def keep(row: KeptFile, found: Inspected, *, beside: int, most: int) -> None:
    """
    Keep what was looked at as a row that says what it stands beside, and whose it is.

    :param beside: how many stand there already, of at most ``most``.
    :raises NoRoom: with a sentence for the person who sent it.
    """
    if beside >= most:
        raise NoRoom(
            _("There are %(count)d files already, the most.") % {"count": most}
        )
    mine = type(row)._default_manager.filter(by=row.by, removed_at=None)
    if sum(mine.values_list("size", flat=True)) + len(found.body) > QUOTA:
        raise NoRoom(
            _(
                "You have attached 500 MB, the most for one person. Take off what is old."
            )
        )
    row.name, row.kind = found.name, found.kind
    row.size, row.sha256 = len(found.body), found.sha256
    row.file.save(found.name, ContentFile(found.body), save=True)


def inspect(name: str, file: IO[bytes], size: int) -> Inspected:
    """
    Look at a file and return what may be kept of it.

    :raises Refused: with a sentence for the person who sent it.
    """
    name = harmless_name(name)
    if size > LARGEST:
        raise Refused(
            _("“%(name)s” has %(size)d MB; at most 25 MB are taken.")
            % {"name": name, "size": -(-size // (1024 * 1024))}
        )
    body = file.read(LARGEST + 1)
    if not body:
        raise Refused(_("“%(name)s” is empty: it has 0 bytes.") % {"name": name})
    kind = named_kind(name)
    check = CHECKS[kind]
    return Inspected(name, kind, check(name, kind, body))


def harmless_name(name: str) -> str:
    """Return a name without folders, control characters and marks that turn its direction."""
    base = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    kept = "".join(
        " " if unicodedata.category(sign)[0] == "C" else sign for sign in base
    )
    kept = " ".join(re.sub(r'[<>:"|?*]', " ", kept).split()).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip()}.{ending[:10]}"


def named_kind(name: str) -> str:
    """:raises Refused: for an ending that is none of ours."""
    ending = name.rpartition(".")[2].lower()
    ending = ENDINGS.get(ending, ending)
    if ending == "svg":
        raise Refused(
            _(
                "“%(name)s” is an SVG drawing, which can carry a program. "
                "Save it as PNG or PDF, and send that."
            )
            % {"name": name}
        )
    if ending not in Kind.values:
        raise Refused(
            _("“%(name)s” is of a kind that is not taken here. There are: %(known)s.")
            % {"name": name, "known": ", ".join(Kind.values)}
        )
    return str(ending)


def not_what_it_says(name: str, kind: str) -> Refused:
    return Refused(
        _(
            "“%(name)s” is not what its name says: its content is no %(kind)s. "
            "Open it in the program that made it, and save it anew."
        )
        % {"name": name, "kind": Kind(kind).label}
    )


# --- one look for each family of kinds ------------------------------------------------


ACTIVE_IN_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|XFA)\b")


def look_at_pdf(name: str, kind: str, body: bytes) -> bytes:
    """Refuse what no reader would open, and what acts when it is opened."""
    if not body.startswith(b"%PDF-") or b"%%EOF" not in body[-2048:]:
        raise not_what_it_says(name, kind)
    if ACTIVE_IN_PDF.search(body):
        raise Refused(
            _(
                "“%(name)s” carries a program or another file inside. "
                "Print it to a new PDF, and send that."
            )
            % {"name": name}
        )
    return body


def look_at_package(name: str, kind: str, body: bytes) -> bytes:
    """Look into an office document: what it says it is, and that nothing else is in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            refuse_bomb(name, package.infolist())
            refuse_strangers(name, package.namelist())
            is_what_it_says = is_office if kind in OFFICE else is_open_document
            is_it = is_what_it_says(package, kind)
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError, EOFError, ValueError):
        raise not_what_it_says(name, kind) from None
    except NotImplementedError:
        raise not_what_it_says(name, kind) from None
    if not is_it:
        raise not_what_it_says(name, kind)
    return body


def refuse_bomb(name: str, members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if (
        len(members) > MOST_MEMBERS
        or unpacked > LARGEST_UNPACKED
        or (unpacked > LARGEST and unpacked / packed > RATIO)
    ):
        raise Refused(
            _("“%(name)s” unpacks to far more than it seems to be. It was not opened.")
            % {"name": name}
        )


def refuse_strangers(name: str, members: list[str]) -> None:
    """Refuse paths that lead out of the package, macros, and files inside files."""
    for member in members:
        parts = member.replace("\\", "/").split("/")
        if member.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise Refused(
                _("“%(name)s” holds a path that leads out of it.") % {"name": name}
            )
        lowered = member.lower()
        if "vbaproject" in lowered or lowered.startswith("basic/"):
            raise Refused(
                _("“%(name)s” holds macros. Save it without them, and send that.")
                % {"name": name}
            )
        if "embeddings/" in lowered or "activex" in lowered:
            raise Refused(
                _("“%(name)s” holds another file or a program inside.") % {"name": name}
            )


def is_office(package: zipfile.ZipFile, kind: str) -> bool:
    main, document = OFFICE[Kind(kind)]
    types = part(package, "[Content_Types].xml")
    body = part(package, document)
    return (
        main in types and "macroenabled" not in types.lower() and not has_entities(body)
    )


def is_open_document(package: zipfile.ZipFile, kind: str) -> bool:
    said = part(package, "mimetype").strip()
    return said == OPEN_DOCUMENT[Kind(kind)] and not has_entities(
        part(package, "content.xml")
    )


def part(package: zipfile.ZipFile, member: str) -> str:
    """Return the beginning of a part; as much as is needed to know it."""
    with package.open(member) as file:
        return file.read(200_000).decode("utf-8", "replace")


def has_entities(text: str) -> bool:
    """Tell whether XML brings its own definitions, which may fetch or multiply."""
    return "<!DOCTYPE" in text or "<!ENTITY" in text


def look_at_text(name: str, kind: str, body: bytes) -> bytes:
    """Take text in UTF-8 that is no page: HTML is refused whatever its name."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            _("“%(name)s” is not a text in UTF-8. Save it as UTF-8, and send that.")
            % {"name": name}
        ) from None
    beginning = text[:4096].lower()
    if "\0" in text or re.search(r"<(?:!doctype|html|script|svg|\?xml)", beginning):
        raise not_what_it_says(name, kind)
    return body


def look_at_picture(name: str, kind: str, body: bytes) -> bytes:
    """Decode a picture and draw it anew: no place, no camera, nothing behind it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of bombs before it opens them
            return drawn_anew(name, kind, body)
    except Refused:
        raise
    except Exception:
        raise not_what_it_says(name, kind) from None


def drawn_anew(name: str, kind: str, body: bytes) -> bytes:
    opened: Any = Image.open(io.BytesIO(body), formats=[PICTURES[Kind(kind)]])
    with opened as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(
                _("“%(name)s” has %(count)d million pixels; at most 40 are taken.")
                % {"name": name, "count": picture.width * picture.height // 1_000_000}
            )
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        clean = upright.convert("RGB") if kind == Kind.JPEG else plain_copy(upright)
        made = io.BytesIO()
        clean.info.clear()
        clean.save(
            made, PICTURES[Kind(kind)], **({"quality": 88} if kind != Kind.PNG else {})
        )
    return made.getvalue()


def plain_copy(picture: Any) -> Any:
    """Return a picture in colours that PNG and WebP have, with its see-through parts."""
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    return picture.convert("RGBA" if has_alpha else "RGB")


CHECKS = {
    Kind.PDF.value: look_at_pdf,
    **{kind.value: look_at_package for kind in (*OFFICE, *OPEN_DOCUMENT)},
    Kind.CSV.value: look_at_text,
    Kind.TEXT.value: look_at_text,
    **{kind.value: look_at_picture for kind in PICTURES},
}

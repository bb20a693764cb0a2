"""Files beside a practice: what is taken, what is refused, and how they are handed out."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from practices import attachments, uploads
from practices.models import Attachment
from practices.uploads import Refused

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def look(name, body):
    return uploads.inspect(name, io.BytesIO(body), len(body))


def package(members, compress=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compress) as bundle:
        for name, body in members.items():
            bundle.writestr(name, body)
    return made.getvalue()


WORD = {
    "[Content_Types].xml": "<Types>wordprocessingml.document.main+xml</Types>",
    "word/document.xml": "<w:document/>",
}


def picture(kind="PNG", size=(4, 3), **more):
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **more)
    return made.getvalue()


def test_what_is_what_it_says_is_taken():
    assert look("plan.pdf", PDF).kind == "pdf"
    assert look("Plan.DOCX", package(WORD)).kind == "docx"
    assert look("figures.csv", "a;b\n1;2\né".encode()).kind == "csv"
    assert look("photo.jpeg", picture("JPEG")).kind == "jpg"
    mime = "application/vnd.oasis.opendocument.text"
    odt = package({"mimetype": mime, "content.xml": "<x/>"})
    assert look("a.odt", odt).kind == "odt"


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("empty.pdf", b"", "0 bytes"),
        (
            "page.pdf",
            b"<html><script>alert(1)</script></html>",
            "not what its name says",
        ),
        ("cut.pdf", PDF[:20], "not what its name says"),
        ("active.pdf", PDF.replace(b"<<>>", b"<</JavaScript 1>>"), "program"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "SVG"),
        ("drawing.png", b"<svg onload='alert(1)'/>", "not what its name says"),
        ("setup.exe", b"MZ\x90", "not taken here"),
        ("setup.pdf", b"MZ\x90", "not what its name says"),
        ("noending", b"x", "not taken here"),
        ("cut.jpg", picture("JPEG", (80, 80))[:200], "not what its name says"),
        ("jpeg.png", picture("JPEG"), "not what its name says"),
        ("huge.png", picture(size=(8000, 6000)), "million pixels"),
        ("zip.docx", package({"a.txt": "x"}), "not what its name says"),
        ("broken.docx", package(WORD)[:60], "not what its name says"),
        ("slip.docx", package(WORD | {"../../etc/passwd": "x"}), "leads out"),
        ("macro.docx", package(WORD | {"word/vbaProject.bin": "x"}), "macros"),
        ("inside.docx", package(WORD | {"word/embeddings/a.bin": "x"}), "inside"),
        (
            "entity.docx",
            package(WORD | {"word/document.xml": "<!DOCTYPE x [<!ENTITY y 'z'>]>"}),
            "not what its name says",
        ),
        ("bomb.xlsx", package(WORD | {"xl/big.xml": b"0" * 60_000_000}), "unpacks"),
        ("page.txt", b"<!doctype html><script>", "not what its name says"),
        ("latin.csv", b"caf\xe9", "UTF-8"),
        ("nul.txt", b"a\0b", "not what its name says"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_is_not_is_refused_with_a_sentence(name, body, words):
    with pytest.raises(Refused, match=words):
        look(name, body)


def test_more_than_25_megabytes_are_refused_before_they_are_read():
    with pytest.raises(Refused, match="at most 25 MB"):
        uploads.inspect("a.pdf", io.BytesIO(PDF), 26 * 1024 * 1024)


def test_a_picture_loses_where_it_was_taken():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (1.0, 2.0, 3.0)}
    exif[0x010F] = "A camera"

    kept = look("photo.jpg", picture("JPEG", exif=exif)).body

    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"A camera" not in kept


def test_what_hides_behind_a_picture_is_gone():
    kept = look("photo.png", picture() + b"<script>alert(1)</script>").body

    assert b"script" not in kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\plan.pdf", "plan.pdf"),
        ("plan\u202efdp.exe.pdf", "plan fdp.exe.pdf"),
        ("x" * 256 + ".pdf", "x" * 116 + ".pdf"),
        ('a"<b>\n.pdf', "a b.pdf"),
    ],
    ids=["folder", "drive", "mirrored", "long", "signs"],
)
def test_a_name_is_made_harmless(given, kept):
    assert uploads.harmless_name(given) == kept


def attach(idea, by, name="plan.pdf", body=PDF):
    return attachments.attach(
        idea, name=name, file=io.BytesIO(body), size=len(body), by=by
    )


def test_a_file_is_kept_once_under_a_name_that_nobody_chose(idea, author, tmp_path):
    first, second = attach(idea, author), attach(idea, author)

    assert first == second
    assert "plan" not in first.file.name
    assert [path.is_file() for path in tmp_path.rglob("*") if path.is_file()] == [True]


def test_a_file_is_handed_out_to_whoever_may_read_its_practice(
    client, idea, author, stranger
):
    row = attach(idea, author, "plän.pdf")
    url = reverse("practices:file", args=[idea.slug, row.pk])
    assert client.get(url).status_code == 404
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(author)

    answer = client.get(url)

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_refused_file_leaves_nothing_behind(client, idea, author, tmp_path):
    client.force_login(author)
    sent = {"file": SimpleUploadedFile("x.svg", b"<svg><script>1</script></svg>")}

    url = reverse("practices:attach", args=[idea.slug])
    answer = client.post(url, sent, follow=True)

    assert "can carry a program" in answer.text
    assert not Attachment.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_is_taken_off(client, idea, author):
    row = attach(idea, author)
    client.force_login(author)

    client.post(reverse("practices:detach", args=[idea.slug, row.pk]))

    url = reverse("practices:file", args=[idea.slug, row.pk])
    assert client.get(url).status_code == 404

"""What a person wrote in a mail, without what her mail program quotes."""

from email import message_from_bytes, policy

import pytest

from exchanges import quoting

OURS = quoting.Ours.of("Counterpart <no-reply@counterpart.example>", "reply+")


def words(text: str, kind: str = "plain", extra: str = "") -> str:
    raw = f'Content-Type: text/{kind}; charset="utf-8"{extra}\r\n\r\n{text}'
    message = message_from_bytes(raw.encode(), policy=policy.default)
    return quoting.words_of(message, OURS)


GMAIL = """Four regions.

Kind regards

On Mon, 16 Nov 2026 at 09:12, Counterpart <no-reply@counterpart.example>
wrote:

> ##- To answer, reply to this mail and write above this line. -##
>
> How many regions?
"""
THUNDERBIRD_FRENCH = """Quatre régions.

Le 16/11/2026 à 09:12, Counterpart a écrit :
> Combien de régions ?
"""
OUTLOOK = """Four regions.

________________________________
From: Counterpart <no-reply@counterpart.example>
Sent: Monday, 16 November 2026 09:12
To: Aline Uwase
Subject: Ecuador about KX-2026-00001

##- To answer, reply to this mail and write above this line. -##

How many regions?
"""
OUTLOOK_SPANISH = """Cuatro regiones.

De: Counterpart <no-reply@counterpart.example>
Enviado: lunes, 16 de noviembre de 2026 9:12
Para: Aline Uwase
Asunto: Ecuador

¿Cuántas regiones?
"""
OUTLOOK_WITHOUT_ADDRESS = """Quatre régions.

De : Counterpart
Envoyé : lundi 16 novembre 2026 09:12
À : Aline Uwase
Objet : Ecuador

Counterpart

##- Pour répondre, écrivez au-dessus de cette ligne. -##

Combien de régions ?
"""
ARABIC = """أربع مناطق.

في الاثنين، 16 نوفمبر 2026 في 9:12 كتب Counterpart <no-reply@counterpart.example>:

> كم منطقة؟
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GMAIL, "Four regions.\n\nKind regards"),
        (THUNDERBIRD_FRENCH, "Quatre régions."),
        (OUTLOOK, "Four regions."),
        (OUTLOOK_SPANISH, "Cuatro regiones."),
        (OUTLOOK_WITHOUT_ADDRESS, "Quatre régions."),
        (ARABIC, "أربع مناطق."),
    ],
    ids=["gmail", "thunderbird_fr", "outlook", "outlook_es", "outlook_fr", "arabic"],
)
def test_what_programs_quote_is_left_out(text, said):
    assert words(text) == said
    assert words(text.replace("\n", "\r\n")) == said


def test_what_stands_between_quotes_is_kept():
    text = "> How many regions?\nFour.\n\n> Which ministry?\nOf the interior.\n"
    assert words(text) == "Four.\n\nOf the interior."


@pytest.mark.parametrize(
    "text",
    [
        "Date: Monday\nPlace: Freetown\nContact: aline@example.org",
        "We need:\n- a law\n- a register",
        "Our figures for 2024:\n\n12 % and 14 %",
        "Ministry: Interior\nDesk: Counterpart\nYear: 2026",
        "1 > 0, and so on",
        "-- no signature, a dash",
        "*****\nStars are hers",
    ],
)
def test_what_only_looks_like_a_quotation_is_hers(text):
    assert words(text) == text


def test_a_line_of_hers_before_a_quotation_is_hers():
    assert words("As I said in 2024:\n> Four regions.\nIt holds.") == (
        "As I said in 2024:\nIt holds."
    )


def test_a_signature_is_left_out():
    assert words("Four.\n-- \nAline Uwase\nMinistry") == "Four."


def test_of_html_the_words_are_read_and_not_the_quotation():
    page = """<html><head><style>p {color: red}</style></head><body>
    <p>Four   regions.<br>Two are far.</p><script>alert(1)</script>
    <div class="gmail_quote"><div>On Monday</div><blockquote>How many?</blockquote></div>
    <blockquote type="cite">How many?</blockquote><p>&lt;Aline&gt;</p></body></html>"""
    assert words(page, "html") == "Four regions.\nTwo are far.\n\n<Aline>"


def test_lines_that_were_broken_to_be_sent_are_joined():
    text = (
        "Four regions, of which two \nare far from the \ncapital.\nThe rest is near.\n"
    )
    joined = "Four regions, of which two are far from the capital.\nThe rest is near."
    assert words(text, extra="; format=flowed") == joined


@pytest.mark.parametrize(
    "charset", ["windows-1256", "x-unknown", "utf-16", "iso-2022-jp"]
)
def test_no_charset_is_too_strange(charset):
    raw = f'Content-Type: text/plain; charset="{charset}"\r\n\r\nFour'.encode()
    message = message_from_bytes(raw + b" \xe9\xff", policy=policy.default)
    assert isinstance(quoting.words_of(message, OURS), str)

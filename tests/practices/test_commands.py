"""Commands for whoever looks after a server: asking, and loading practices."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from practices import embedding
from practices.models import Practice, SearchEntry

PROBLEM = "Families fall into poverty because they must pay when somebody is ill."


def run(*words, **options):
    """Run a command and return what it says."""
    said = StringIO()
    call_command(*words, stdout=said, stderr=StringIO(), **options)
    return said.getvalue()


@pytest.fixture
def lines(tmp_path):
    """Write rows to a file of JSON lines, and return its path."""

    def write(*rows):
        file = tmp_path / "practices.jsonl"
        file.write_text(
            "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
        )
        return str(file)

    return write


ROW = {
    "external_id": "a",
    "country": "RWA",
    "title": "Health insurance",
    "summary": "Villages enrol households.",
    "problem": "Families fell into poverty when somebody was ill.",
}


# --- match ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_match_prints_five_countries_with_reasons(make_practice, embedded):
    for code in ("RWA", "GHA", "THA", "KEN", "PER", "SLE", "LBR"):
        make_practice(country=code)
    embedded()

    said = run("match", PROBLEM, country="sle")

    assert [f"{rank}. " in said for rank in (1, 5, 6)] == [True, True, False]
    assert "Liberia: Health insurance that every village collects for itself" in said
    assert "Sierra Leone:" not in said
    assert "- answers “Families fell into poverty when somebody was ill”" in said
    assert "7 practices considered in" in said


@pytest.mark.django_db
def test_match_says_when_there_is_no_answer():
    said = run("match", PROBLEM)

    assert "There is no good answer to this yet." in said
    assert "Nearest themes: " in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ((PROBLEM, "--country", "ATL"), "“ATL” is not a country’s ISO alpha-3 code."),
        ((PROBLEM, "--count", "11"), "--count is a number from 1 to 10."),
        ((PROBLEM, "--count", "0"), "--count is a number from 1 to 10."),
        (("",), "Describe the problem in a sentence or two."),
    ],
)
def test_match_refuses_in_a_sentence(words, refusal):
    with pytest.raises(CommandError, match=refusal):
        run("match", *words)


# --- load_practices ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_loading_says_what_it_took_and_what_it_left_out(lines):
    said = run("load_practices", lines(ROW, ROW | {"title": ""}, "{not json"))

    assert "line 2 left out: It has no title." in said
    assert "line 3 left out: The line is not JSON" in said
    assert "1 new, 0 changed, 0 as before, 2 left out" in said
    assert "language inferred for 1, approach for 1." in said


@pytest.mark.django_db
def test_loading_makes_vectors_and_the_practice_is_found(lines):
    run("load_practices", lines(ROW))

    assert not SearchEntry.objects.waiting(embedding.recipe()).exists()
    assert "Rwanda: Health insurance" in run("match", PROBLEM)


@pytest.mark.django_db
def test_loading_without_waiting_leaves_vectors_to_the_worker(lines, monkeypatch):
    monkeypatch.setattr(embedding, "embed_waiting", lambda: 1 / 0)

    run("load_practices", "--no-wait", lines(ROW))

    assert Practice.objects.count() == 1
    assert SearchEntry.objects.get().recipe == ""


@pytest.mark.django_db
def test_loading_again_changes_nothing(lines):
    file = lines(ROW)
    run("load_practices", "--no-wait", file)

    assert "0 new, 0 changed, 1 as before" in run("load_practices", "--no-wait", file)


def test_a_file_that_is_missing_or_no_text_is_named_in_a_sentence(tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\xff")

    for path in (tmp_path / "missing.jsonl", tmp_path, picture):
        with pytest.raises(CommandError, match=f"{path} cannot be read: "):
            run("load_practices", str(path))

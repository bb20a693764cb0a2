"""
Bring labelled sets into the BEIR layout: ``python -m benchmarks.convert DATA OUT``.

``DATA`` is a folder with the public sets (``retrieval/…``, ``content/undp_ssc``), ``OUT`` lies
outside the repository: texts of others are measured with, not kept.
"""

import argparse
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

Row = dict[str, Any]
Grades = list[tuple[str, str, int]]


def write(folder: Path, corpus: list[Row], queries: list[Row], grades: Grades) -> None:
    """Write one set; queries that nothing answers are left out, texts must not be empty."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    known = {row["_id"] for row in corpus}
    kept = [grade for grade in grades if grade[1] in known]
    judged = {query for query, _, _ in kept}
    asked = [row for row in queries if row["_id"] in judged]
    for name, rows in (("corpus", corpus), ("queries", asked)):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    judgements = ["query-id\tcorpus-id\tscore", *(f"{q}\t{d}\t{g}" for q, d, g in kept)]
    (folder / "qrels" / "test.tsv").write_text("\n".join(judgements) + "\n")
    print(
        f"{folder.name}: {len(corpus)} texts, {len(asked)} questions, {len(kept)} grades"
    )


def smart(text: str) -> list[dict[str, str]]:
    """Split a file of the SMART collections into records by field letter."""
    records = []
    for block in re.split(r"^\.I +", text, flags=re.MULTILINE)[1:]:
        number, _, body = block.partition("\n")
        fields = re.split(r"^\.([A-Z])\s*$", body, flags=re.MULTILINE)[1:]
        record = {"I": str(int(number))}
        for letter, value in zip(fields[::2], fields[1::2], strict=True):
            record[letter] = " ".join(value.split())
        records.append(record)
    return records


def classic(data: Path, out: Path) -> None:
    """Convert CISI, Cranfield, CACM and ADI (English, 1960 to 1979)."""
    for name, texts, questions, judgements, by_place in (
        ("cisi", "CISI.ALL", "CISI.QRY", "CISI.REL", False),
        ("cran", "cran.all.1400", "cran.qry", "cran.qrels", True),
        ("cacm", "cacm.all", "query.text", "qrels.text", False),
        ("adi", "ADI.ALL", "ADI.QRY", "ADI.REL", False),
    ):
        folder = data / "retrieval" / "classic" / name
        corpus = [
            {
                "_id": row["I"],
                "title": row.get("T", ""),
                "text": row.get("W", row.get("T", "")),
                "language": "en",
            }
            for row in smart((folder / texts).read_text(errors="replace"))
        ]
        asked = smart((folder / questions).read_text(errors="replace"))
        queries = [
            {
                "_id": str(place) if by_place else row["I"],
                "text": row.get("W", ""),
                "language": "en",
            }
            for place, row in enumerate(asked, 1)
        ]
        lines = (folder / judgements).read_text().splitlines()
        grades = sorted(
            {(str(int(a)), str(int(b)), 1) for a, b, *_ in map(str.split, lines)}
        )
        write(out / name, corpus, queries, grades)


def xquad(data: Path, out: Path) -> None:
    """Convert XQuAD-R: questions in one language, paragraphs in another."""
    paragraphs, questions = {}, {}
    for language in ("en", "es", "ar"):
        body = json.loads(
            (data / "retrieval" / "xquad-r" / f"{language}.json").read_text()
        )
        items = [p for article in body["data"] for p in article["paragraphs"]]
        paragraphs[language] = [
            {
                "_id": f"p{place}",
                "title": "",
                "text": item["context"].strip("\ufeff "),
                "language": language,
            }
            for place, item in enumerate(items)
        ]
        questions[language] = [
            (qa["id"], qa["question"], f"p{place}")
            for place, item in enumerate(items)
            for qa in item["qas"]
        ]
    for asked, told in (
        ("en", "en"),
        ("es", "en"),
        ("ar", "en"),
        ("en", "es"),
        ("en", "ar"),
    ):
        write(
            out / f"xquad-{asked}-{told}",
            paragraphs[told],
            [{"_id": i, "text": t, "language": asked} for i, t, _ in questions[asked]],
            [(i, p, 1) for i, _, p in questions[asked]],
        )


def pira(data: Path, out: Path) -> None:
    """Convert Pirá: questions in Portuguese and English on the ocean, abstracts in both."""
    with (data / "retrieval" / "pira" / "Pira2.0-validation.csv").open() as file:
        rows = list(csv.DictReader(file))
    ids = {row["abstract"]: f"a{place}" for place, row in enumerate(rows)}
    for asked, told, column in (
        ("pt", "en", "abstract"),
        ("pt", "pt", "abstract_translated_pt"),
    ):
        corpus = {
            ids[row["abstract"]]: {
                "_id": ids[row["abstract"]],
                "title": "",
                "text": row[column],
                "language": told,
            }
            for row in rows
        }
        write(
            out / f"pira-{asked}-{told}",
            list(corpus.values()),
            [
                {
                    "_id": r["id_qa"],
                    "text": r[f"question_{asked}_origin"],
                    "language": asked,
                }
                for r in rows
            ],
            [(r["id_qa"], ids[r["abstract"]], 1) for r in rows],
        )


def french_services(data: Path, out: Path) -> None:
    """Convert questions of French citizens and the leaflets that answer them."""
    folder = data / "retrieval" / "fr_service_public"
    asked = json.loads((folder / "questions_spf.json").read_text())
    corpus: dict[str, Row] = {
        code: {"_id": code, "title": "", "text": text, "language": "fr"}
        for code, _, text in asked
    }
    with ZipFile(folder / "service_public_fr_fiches_txt_v2.zip") as leaflets:
        for name in filter(lambda name: name.endswith(".txt"), leaflets.namelist()):
            text = leaflets.read(name).decode("utf-8", "replace").strip()
            if text and Path(name).name.partition("_")[0] not in corpus:
                corpus[name] = {
                    "_id": Path(name).stem,
                    "title": text.splitlines()[0],
                    "text": text,
                    "language": "fr",
                }
    queries = [
        {"_id": f"q{n}", "text": row[1], "language": "fr"}
        for n, row in enumerate(asked)
    ]
    grades = [(f"q{n}", row[0], 1) for n, row in enumerate(asked)]
    write(out / "fr-services", list(corpus.values()), queries, grades)


def ntrex(data: Path, out: Path) -> None:
    """Convert NTREX: the first sentences of a news story find its text in another language."""
    folder = data / "retrieval" / "ntrex"
    stories = (folder / "DOCUMENT_IDS.tsv").read_text().split()
    files = {"en": "src.eng", "fr": "ref.fra", "es": "ref.spa", "pt": "ref.por-BR"}
    sentences = {
        code: (folder / f"newstest2019-{name}.txt").read_text().splitlines()
        for code, name in files.items()
    }
    for asked, told in (("fr", "en"), ("es", "fr"), ("pt", "es"), ("en", "pt")):
        texts: dict[str, list[str]] = {}
        heads: dict[str, list[str]] = {}
        for story, question, text in zip(
            stories, sentences[asked], sentences[told], strict=True
        ):
            heads.setdefault(story, []).append(question)
            texts.setdefault(story, []).append(text)
        write(
            out / f"ntrex-{asked}-{told}",
            [
                {"_id": s, "title": "", "text": " ".join(t[2:] or t), "language": told}
                for s, t in texts.items()
            ],
            [
                {"_id": s, "text": " ".join(t[:2]), "language": asked}
                for s, t in heads.items()
            ],
            [(s, s, 1) for s in texts],
        )


def known_items(data: Path, out: Path) -> None:
    """Convert South-South exchanges: an objective finds the text of its own exchange."""
    corpus, queries, grades = [], [], []
    for row in exchanges(data):
        key, objective, text = row
        corpus.append({"_id": key, "title": "", "text": text})
        queries.append({"_id": key, "text": objective})
        grades.append((key, key, 1))
    write(out / "undp-known-item", corpus, queries, grades)


def exchanges(data: Path) -> Iterator[tuple[str, str, str]]:
    """Yield key, objective and description of each distinct exchange that has both."""
    seen = set()
    for name in ("275_export", "469_export", "SSC_additional_data_June_2015"):
        body = json.loads((data / "content" / "undp_ssc" / f"{name}.json").read_text())
        for place, row in enumerate(body["rows"]):
            objective = " ".join((row.get("project_objective") or "").split())
            text = " ".join((row.get("ssc_description") or "").split())
            if len(objective) > 40 and len(text) > 80 and objective not in seen:
                seen.add(objective)
                yield f"{name}-{place}", objective, text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    for convert in (classic, xquad, pira, french_services, ntrex, known_items):
        convert(options.data, options.out)


if __name__ == "__main__":
    main()

"""SDG goals and targets, OECD DAC purpose codes, topics of managing cooperation."""

import json
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path
from typing import Any

from hubs.build_reference.sources import (
    REVIEWED,
    UN_LANGUAGES,
    Record,
    Row,
    Sources,
    load,
)

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def themes(sources: Sources) -> list[Record]:
    kinds = (
        sdg(sources.taxonomies / "sdg"),
        dac(sources.taxonomies / "iati"),
        management(),
    )
    return [
        theme
        for kind in kinds
        for theme in sorted(kind, key=lambda t: natural(t["code"]))
    ]


def natural(code: str) -> list[tuple[int, str]]:
    """Order 1, 1.1, 1.2, 1.10, 1.a, 2 as a person would."""
    parts = re.findall(r"\d+|[^\d.]+", code)
    return [(int(part), "") if part.isdigit() else (1000, part) for part in parts]


def theme(code: str, kind: str, parent: str | None, labels: Row, **more: Any) -> Record:
    told = {"code": code, "kind": kind, "parent": parent, "labels": labels}
    return {"withdrawn": False} | told | more


def sdg(folder: Path) -> list[Record]:
    """Return the 17 goals and 169 targets: UN texts in open-sdg/sdg-translations."""
    short = load(REVIEWED / "goals_short.json")
    titles = titles_of(folder, "global_goals.yml", "global_targets.yml")
    return [
        theme(code, "sdg_target", code.split(".")[0], labels)
        if "." in code
        else theme(
            code,
            "sdg_goal",
            None,
            labels | {language: short[code][language] for language in ("pt", "id")},
            short=short[code],
        )
        for code, labels in titles.items()
    ]


def indicators(sources: Sources) -> list[Record]:
    """Return the indicators of the SDG list, each with the target that it measures."""
    titles = titles_of(sources.taxonomies / "sdg", "global_indicators.yml")
    return [
        {"code": code, "target": code.rpartition(".")[0], "labels": titles[code]}
        for code in sorted(titles, key=natural)
    ]


def titles_of(folder: Path, *names: str) -> dict[str, Row]:
    """Return what goals, targets or indicators are called, by code and language."""
    titles: dict[str, Row] = defaultdict(dict)
    for language in UN_LANGUAGES:
        for name in names:
            path = folder / language.replace("zh", "zh-Hans") / name
            for key, title in flat_yaml(path.read_text(encoding="utf-8")).items():
                if key.endswith("-title"):
                    code = key.removesuffix("-title").replace("-", ".")
                    titles[code][language] = tidy(title, language)
    return titles


def flat_yaml(text: str) -> dict[str, str]:
    """Read ``key: text``, where a text may go on in indented lines: no more is used."""
    entries = re.findall(
        r"^([\w-]+):((?:.*)(?:\n[ \t]+.*|\n(?=\n))*)", text, re.MULTILINE
    )
    return {key: unquoted(" ".join(value.split())) for key, value in entries}


def unquoted(text: str) -> str:
    if text[:1] == text[-1:] == "'":
        return text[1:-1].replace("''", "'").strip()
    if text[:1] == text[-1:] == '"':
        return str(json.loads(text)).strip()
    return text


def tidy(text: str, language: str) -> str:
    """Mend what typesetting left: Arabic kashidas, ASCII commas in Chinese."""
    if language == "ar":
        return re.sub(r"\s+([،؛.])", r"\1", text.replace("\u0640", "")).replace(
            "إالى", "إلى"
        )
    if language == "zh":
        return text.replace(",", "，").replace(";", "；").replace(":", "：")
    return text.replace("'", "’")


def dac(folder: Path) -> list[Record]:
    """Return the OECD DAC purpose codes and their categories, from IATI's lists."""
    lists = folder / "codelists_nonembedded" / "xml"
    return [
        theme(
            f"DAC:{item.findtext('code')}",
            "dac",
            f"DAC:{category}" if (category := item.findtext("category")) else None,
            narratives(item),
            withdrawn=item.get("status") == "withdrawn",
        )
        for name in ("SectorCategory.xml", "Sector.xml")
        # S314: the file is ours, nobody sends it
        for item in ET.parse(lists / name).iter("codelist-item")  # noqa: S314
    ]


def narratives(item: ET.Element) -> Row:
    return {
        narrative.get(XML_LANGUAGE, "en"): " ".join(text.replace("'", "’").split())
        for narrative in item.iterfind("name/narrative")
        if (text := narrative.text)
    }


def management() -> list[Record]:
    """Return the five topics of managing cooperation, those of Brasília in 2013."""
    labels = load(REVIEWED / "management.json")
    return [
        theme(code, "management", "MGT" if code != "MGT" else None, names)
        for code, names in labels.items()
    ]

"""
Derive the reference data that ships with the project, in ``hubs/data``.

Run as ``python hubs/build_reference.py ../shared/data``. The sources (ISO 3166, M49,
UNTERM, CLDR, SDG, OECD DAC, Natural Earth; each function names its own) are not part of
the repository, what is derived from them is. What a person had to decide or correct
stands in ``hubs/data/reviewed``, with the reason beside it. The same sources give the
same bytes.
"""

import csv
import json
import re
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby, pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from pathlib import Path
from typing import Any

Row = dict[str, str]
Record = dict[str, Any]
Point = tuple[float, float]
Line = list[Point]

DATA = Path(__file__).parent / "data"
REVIEWED = DATA / "reviewed"
UN_LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
KNOWN_ON = "2026-11-21"

# ------------------------------------------------------------------ reading and writing


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def by_iso3(path: Path, column: str = "iso3") -> dict[str, Row]:
    return {row[column]: row for row in rows_of(path) if row[column]}


def write(name: str, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    (DATA / name).write_text(text + "\n", encoding="utf-8")


class Sources:
    """The files that everything is derived from, countries by ISO alpha-3."""

    def __init__(self, folder: Path) -> None:
        reference = folder / "reference"
        cldr = reference / "cldr" / "territoryInfo.json"
        self.iso = by_iso3(
            reference / "datasets_country-codes" / "country-codes.csv",
            "ISO3166-1-Alpha-3",
        )
        self.m49 = by_iso3(
            reference / "bblocks_places" / "concordance.csv", "iso3_code"
        )
        self.hdx = by_iso3(
            reference / "hdx" / "hdx_countries_territories_taxonomy.csv",
            "ISO 3166-1 Alpha 3-Codes",
        )
        self.cldr: Record = load(cldr)["supplemental"]["territoryInfo"]
        self.atlas = load(reference / "world-atlas" / "countries-50m.json")
        self.taxonomies = folder / "taxonomies"


# ---------------------------------------------------------------------------- countries

UNTERM = {
    "en": "English Short",
    "fr": "French Short",
    "es": "Spanish Short",
    "ar": "Arabic Short",
    "ru": "Russian Short",
    "zh": "Chinese Short",
}
M49_NAME = {language: f"official_name_{language}" for language in UN_LANGUAGES} | {
    "zh": "official_name_cn"
}

# The regions of the UN development system; countries outside its programme have none.
# fmt: off
ARAB_STATES = {
    "ARE", "BHR", "DJI", "DZA", "EGY", "IRQ", "JOR", "KWT", "LBN", "LBY",
    "MAR", "OMN", "PSE", "QAT", "SAU", "SDN", "SOM", "SYR", "TUN", "YEM",
}
EUROPE_AND_CIS = {
    "ALB", "ARM", "AZE", "BIH", "BLR", "GEO", "KAZ", "KGZ", "MDA", "MKD", "MNE",
    "SRB", "TJK", "TKM", "TUR", "UKR", "UZB",
}
# fmt: on
UN_REGION_OF_M49 = {
    "Africa": "Africa",
    "Asia": "Asia and the Pacific",
    "Oceania": "Asia and the Pacific",
    "Latin America and the Caribbean": "Latin America and the Caribbean",
}
UN_PROGRAMME_ELSEWHERE = {"AUS", "NZL", "JPN", "KOR", "ISR", "CYP"}

# UNCTAD: Africa; America without Northern America; Asia without Israel, Japan and the
# Republic of Korea; Oceania without Australia and New Zealand (M49 counts their islands
# with them). M49 puts Cyprus in Western Asia, but UNCTAD's handbooks have it among the
# developed economies of Europe.
DEVELOPING_REGIONS = {"Africa", "Americas", "Asia", "Oceania"}
DEVELOPED_SUB_REGIONS = {"Northern America", "Australia and New Zealand"}
DEVELOPED_IN_ASIA = {"ISR", "JPN", "KOR", "CYP"}


def countries(sources: Sources) -> list[Record]:
    """Return the 249 countries and areas of ISO 3166."""
    return [country(iso3, sources) for iso3 in sorted(sources.iso)]


def country(iso3: str, sources: Sources) -> Record:
    """Describe one: ISO codes, M49 regions, and what the functions below add."""
    m49 = sources.m49[iso3]
    return (
        {
            "iso3": iso3,
            "iso2": sources.iso[iso3]["ISO3166-1-Alpha-2"],
            "m49": f"{int(sources.iso[iso3]['M49']):03d}",
            "region": m49["region"],
            "region_code": m49["region_code"].zfill(3) if m49["region_code"] else "",
            "sub_region": m49["subregion"],
            "un_regions": un_region(m49),
            "developing": is_developing(m49),
        }
        | names(iso3, sources)
        | figures(iso3, sources)
        | languages(iso3, sources)
        | centre(iso3, sources)
    )


def un_region(m49: Row) -> str | None:
    """Return the region under which UN development bodies work there, or None."""
    iso3 = m49["iso3_code"]
    if iso3 in ARAB_STATES:
        return "Arab States"
    if iso3 in EUROPE_AND_CIS:
        return "Europe and CIS"
    # the source forgets that Venezuela is a member of the UN
    if iso3 in UN_PROGRAMME_ELSEWHERE or (m49["un_member"] != "True" and iso3 != "VEN"):
        return None
    return UN_REGION_OF_M49.get(m49["region"]) or UN_REGION_OF_M49.get(m49["subregion"])


def is_developing(m49: Row) -> bool:
    return (
        m49["region"] in DEVELOPING_REGIONS
        and m49["subregion"] not in DEVELOPED_SUB_REGIONS
        and m49["iso3_code"] not in DEVELOPED_IN_ASIA
    )


def names(iso3: str, sources: Sources) -> Record:
    """
    Name it: UNTERM's short form, or M49's for an area; beside it the everyday form.

    UNTERM as in HDX's taxonomy (the newer copy), M49 as in datasets/country-codes;
    Portuguese and Indonesian are CLDR's, reviewed.
    """
    given = {
        language: sources.hdx[iso3][UNTERM[language]]
        or sources.iso[iso3][M49_NAME[language]]
        for language in UN_LANGUAGES
    }
    if not sources.hdx[iso3]["French Short"]:  # an area: HDX has English only
        given["en"] = sources.iso[iso3]["official_name_en"]
    given |= corrected_names()[iso3] | reviewed_names()[iso3]
    given = {
        language: name.replace("'", "’").strip() for language, name in given.items()
    }
    everyday = by_iso3(REVIEWED / "names_short.csv").get(iso3, {})
    return {
        "names": given,
        "short_names": given | {k: everyday[k] for k in given if k in everyday},
    } | {
        (key := f"{language}_with_article"): everyday.get(key)
        or with_article(iso3, language, given[language], sources)
        for language in ("fr", "es")
    }


def corrected_names() -> dict[str, Row]:
    corrected: dict[str, Row] = defaultdict(dict)
    for row in rows_of(REVIEWED / "names_corrected.csv"):
        corrected[row["iso3"]][row["language"]] = row["name"]
    return corrected


def reviewed_names() -> dict[str, Row]:
    rows = by_iso3(REVIEWED / "names_pt_id.csv")
    return {iso3: {"pt": row["pt"], "id": row["id"]} for iso3, row in rows.items()}


def with_article(iso3: str, language: str, name: str, sources: Sources) -> str:
    """Return “le Rwanda”, “l’Éthiopie”: UNTERM writes “Rwanda (le)”."""
    if language == "fr" and iso3 in (reviewed := by_iso3(REVIEWED / "articles_fr.csv")):
        return reviewed[iso3]["fr_with_article"]
    column = {"fr": "UNTERM French Short", "es": "UNTERM Spanish Short"}[language]
    article = re.search(r"\((l'|les?|la|el|los|las)\)", sources.iso[iso3][column])
    if not article:
        return name
    joined = article[1].replace("'", "’")
    return joined + ("" if joined.endswith("’") else " ") + name


def figures(iso3: str, sources: Sources) -> Record:
    """
    Return population and GDP per person.

    CLDR 48 took them from the World Factbook: population estimates for 2024, GDP at
    purchasing power mostly for 2023. Those of another or an unknown year are left out.
    """
    territory = sources.cldr[sources.iso[iso3]["ISO3166-1-Alpha-2"]]
    population, gdp = int(territory["_population"]), int(territory["_gdp"])
    known, rich = is_dated(iso3, "population"), is_dated(iso3, "gdp")
    if not sources.m49[iso3]["income_level"]:
        rich = False  # CLDR gives such areas the figure of their State
    return {
        "population": population if known else None,
        "population_year": 2024 if known else None,
        "population_source": "Unicode CLDR 48" if known else "",
        "gdp_per_person": 10 * round(gdp / population / 10) if rich else None,
        "gdp_basis": "ppp" if rich else "",
        "gdp_year": 2023 if rich else None,
        "gdp_source": "Unicode CLDR 48" if rich else "",
    }


def is_dated(iso3: str, figure: str) -> bool:
    left_out = rows_of(REVIEWED / "figures_left_out.csv")
    return all((row["iso3"], row["figure"]) != (iso3, figure) for row in left_out)


def languages(iso3: str, sources: Sources) -> dict[str, list[str]]:
    """List official languages with an ISO 639-1 code, the most used first (CLDR 48)."""
    if reviewed := by_iso3(REVIEWED / "languages.csv").get(iso3):
        return {"languages": reviewed["languages"].split()}
    spoken = sources.cldr[sources.iso[iso3]["ISO3166-1-Alpha-2"]].get(
        "languagePopulation", {}
    )
    official = [
        (-float(facts["_populationPercent"]), tag.split("_")[0])
        for tag, facts in spoken.items()
        if facts.get("_officialStatus") in {"official", "de_facto_official"}
    ]
    codes = dict.fromkeys(code for _, code in sorted(official))
    return {"languages": [code for code in codes if len(code) == 2]}


def centre(iso3: str, sources: Sources) -> dict[str, float]:
    """Return its middle: HDX's, or a reviewed one where that lies elsewhere."""
    reviewed = by_iso3(REVIEWED / "centres.csv").get(iso3)
    place = reviewed or {
        "latitude": sources.hdx[iso3]["Latitude"],
        "longitude": sources.hdx[iso3]["Longitude"],
    }
    latitude, longitude = float(place["latitude"]), float(place["longitude"])
    return {
        "latitude": round(latitude, 2),
        "longitude": round((longitude + 180) % 360 - 180, 2),
    }


# ----------------------------------------------------------------------------- statuses


def statuses(sources: Sources, known: list[Record]) -> list[Record]:
    """
    Return the dated statuses.

    ``valid_until`` is the first day on which it no longer holds, by what was in force
    on ``as_known_on``. A row marked ``scheduled`` ends in the future of that day: the
    date is a plan, which counts until it is known to be deferred; then the new date
    takes its place, and the note keeps the old one. IDA is not here: no source has it.
    """
    found = [
        *ldcs(),
        *flags(
            "lldc", "lldc", sources, "UN-OHRLLS list of landlocked developing countries"
        ),
        *flags(
            "sids", "sids", sources, "UN-OHRLLS list of SIDS, with associate members"
        ),
        *incomes(sources),
        *(
            status(country["iso3"], "developing", "UNCTAD classification of economies")
            for country in known
            if country["developing"]
        ),
    ]
    return sorted(
        found, key=lambda row: (row["kind"], row["iso3"], row["valid_from"] or "")
    )


def status(iso3: str, kind: str, source: str, **more: Any) -> Record:
    blank = {
        "value": "",
        "valid_from": None,
        "valid_until": None,
        "scheduled": False,
        "note": "",
    }
    told = {"iso3": iso3, "kind": kind, "source": source, "as_known_on": KNOWN_ON}
    return blank | told | more


def ldcs() -> list[Record]:
    """Return the least developed countries, present and former (UN DESA's timeline)."""
    return [ldc(row) for row in rows_of(REVIEWED / "ldc.csv")]


def ldc(row: Row) -> Record:
    """Date one: the first list is of one day; of later ones only the year is known."""
    first = row["since"] == "1971"
    since = "1971-11-18" if first else f"{row['since']}-12-31"
    unsure = (
        ""
        if first
        else f"Included in {row['since']}; the day is unknown, so the year’s last."
    )
    return status(
        row["iso3"],
        "ldc",
        "UN DESA, timeline of changes to LDC membership",
        valid_from=since,
        valid_until=row["until"] or None,
        scheduled=row["scheduled"] == "yes",
        note=" ".join(filter(None, (row["note"], unsure))),
    )


def flags(kind: str, column: str, sources: Sources, source: str) -> list[Record]:
    marked = [
        i
        for i, row in sources.m49.items()
        if row[column] == "True" and i in sources.iso
    ]
    return [status(iso3, kind, source) for iso3 in marked]


def incomes(sources: Sources) -> list[Record]:
    """Return the World Bank's groups of fiscal year 2026, and who moved in 2027."""
    moved = by_iso3(REVIEWED / "income_changes.csv")
    classified = {
        iso3: row["income_level"].removesuffix(" income").lower().replace(" ", "_")
        for iso3, row in sources.m49.items()
        if row["income_level"].endswith(" income")
    }
    old = [
        status(
            iso3,
            "income",
            "World Bank classification for fiscal year 2026",
            value=value,
            valid_from="2025-07-01",
            valid_until=moved[iso3]["valid_from"] if iso3 in moved else None,
        )
        for iso3, value in classified.items()
        if iso3 in sources.iso
    ]
    new = [
        status(
            i, "income", row["source"], value=row["value"], valid_from=row["valid_from"]
        )
        for i, row in moved.items()
    ]
    return old + new


# ------------------------------------------------------------------------------- groups

UN_REGION_NAMES = {
    "Africa": ("Afrique", "África", "أفريقيا"),
    "Arab States": ("États arabes", "Estados Árabes", "الدول العربية"),
    "Asia and the Pacific": (
        "Asie et Pacifique",
        "Asia y el Pacífico",
        "آسيا والمحيط الهادئ",
    ),
    "Europe and CIS": (
        "Europe et Communauté d’États indépendants",
        "Europa y la Comunidad de Estados Independientes",
        "أوروبا ورابطة الدول المستقلة",
    ),
    "Latin America and the Caribbean": (
        "Amérique latine et Caraïbes",
        "América Latina y el Caribe",
        "أمريكا اللاتينية ومنطقة البحر الكاريبي",
    ),
}


def groups(known: list[Record]) -> list[Record]:
    """Return the reviewed groups and the five regions of the UN development system."""
    reviewed = load(REVIEWED / "groups.json")
    regions = [
        {
            "slug": "un-" + english.lower().replace(" ", "-"),
            "kind": "un_region",
            "name": {"en": english, "fr": french, "es": spanish, "ar": arabic},
            "members": [c["iso3"] for c in known if c["un_regions"] == english],
            "source": "Regions of the UN development system",
            "year": 2025,
            "note": "Countries in which the development system has programmes.",
        }
        for english, (french, spanish, arabic) in UN_REGION_NAMES.items()
    ]
    return sorted(reviewed + regions, key=lambda group: group["slug"])


# ------------------------------------------------------------------------------- themes

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
    titles: dict[str, Row] = defaultdict(dict)
    for language in UN_LANGUAGES:
        for name in ("global_goals.yml", "global_targets.yml"):
            path = folder / language.replace("zh", "zh-Hans") / name
            for key, title in flat_yaml(path.read_text(encoding="utf-8")).items():
                if key.endswith("-title"):
                    code = key.removesuffix("-title").replace("-", ".")
                    titles[code][language] = tidy(title, language)
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


# ---------------------------------------------------------------------------- the world

WIDTH, NORTH, SOUTH = 1000, 83.7, -56.0
TOLERANCE, SMALLEST_ISLAND, SMALLEST_COUNTRY = (
    0.45,
    1.2,
    4.0,
)  # in pixels, square pixels

# Natural Earth draws who holds a place, ISO 3166 knows these as parts of a country.
WITHOUT_CODE = {"Somaliland": "SOM", "N. Cyprus": "CYP", "Kosovo": "SRB"}
UNDIVIDED = {"SOM", "CYP"}
# Parts that ISO lists on their own: a box of west, south, east and north.
# Crimea follows General Assembly resolution 68/262.
PARTS = (
    ("FRA", "GUF", (-55, 2, -51, 6)),
    ("FRA", "GLP", (-62, 15.7, -61, 16.6)),
    ("FRA", "MTQ", (-61.3, 14.3, -60.7, 15)),
    ("FRA", "REU", (55, -22, 56, -20)),
    ("FRA", "MYT", (44, -14, 46, -12)),
    ("NLD", "BES", (-69, 12, -62, 18)),
    ("NOR", "SJM", (-10, 70.5, -7, 85)),
    ("NOR", "SJM", (10, 74, 35, 85)),
    ("NZL", "TKL", (-173, -10, -171, -8)),
    ("RUS", "UKR", (32, 44, 36.7, 46.3)),
)


def world(sources: Sources, known: list[Record]) -> Record:
    """
    Draw the map: Natural Earth 4.1 (world-atlas 2.0.2, 1:50m) without Antarctica.

    Shapes are SVG paths in whole pixels; States too small to see are dots; every one of
    the 249 has a centre. Each arc is simplified once, so neighbours still fit.
    """
    shapes = [
        {"iso3": iso3, "path": path}
        for iso3, outlines in sorted(polygons(sources).items())
        if (path := path_of(outlines))
    ]
    centres = {c["iso3"]: to_pixel((c["longitude"], c["latitude"])) for c in known}
    visible = {shape["iso3"] for shape in shapes}
    dots = [
        {"iso3": iso3, "x": x, "y": y}
        for iso3, (x, y) in centres.items()
        if iso3 not in visible | {"ATA"}
    ]
    return {
        "viewbox": [0, 0, WIDTH, HEIGHT],
        "shapes": shapes,
        "dots": dots,
        "centres": centres,
    }


def equal_earth(point: Point) -> Point:
    """
    Project degrees with Equal Earth (Šavrič, Patterson and Jenny 2018).

    With sin θ = √3/2 · sin φ,
    x = 2√3 · λ · cos θ / (3·(9·A₄·θ⁸ + 7·A₃·θ⁶ + 3·A₂·θ² + A₁)) and
    y = A₄·θ⁹ + A₃·θ⁷ + A₂·θ³ + A₁·θ.
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = asin(sqrt(3) / 2 * sin(radians(point[1])))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    return (
        2 * sqrt(3) * radians(point[0]) * cos(t) / (3 * slope),
        a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t,
    )


SCALE = WIDTH / 2 / equal_earth((180, 0))[0]
TOP = equal_earth((0, NORTH))[1]
HEIGHT = round((TOP - equal_earth((0, SOUTH))[1]) * SCALE)


def to_map(point: Point) -> Point:
    x, y = equal_earth(point)
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


def to_pixel(point: Point) -> tuple[int, int]:
    """Return the pixel of a place; beyond the map (Antarctica) its nearest edge."""
    x, y = to_map(point)
    return round(x), min(max(round(y), 0), HEIGHT)


def polygons(sources: Sources) -> dict[str, list[Line]]:
    """Return the outlines of every country in degrees, each part under its own code."""
    arcs = simplified_arcs(sources.atlas)
    found: dict[str, list[Line]] = defaultdict(list)
    for iso3, rings in rings_by_country(sources).items():
        for ring in dissolve(rings, arcs) if iso3 in UNDIVIDED else rings:
            for outline in cut_at_date_line(stitch(ring, arcs)):
                found[owner(iso3, outline)].append(outline)
    return found


def rings_by_country(sources: Sources) -> dict[str, list[list[int]]]:
    """Return the rings of TopoJSON's shapes as lists of arcs."""
    iso3_of = {f"{int(row['M49']):03d}": iso3 for iso3, row in sources.iso.items()}
    found: dict[str, list[list[int]]] = defaultdict(list)
    for shape in sources.atlas["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        iso3 = iso3_of.get(shape.get("id", "")) or WITHOUT_CODE.get(name)
        if iso3 and iso3 != "ATA":
            single = shape["type"] == "Polygon"
            for polygon in [shape["arcs"]] if single else shape["arcs"]:
                found[iso3] += polygon
    return found


def dissolve(rings: list[list[int]], arcs: list[Line]) -> list[list[int]]:
    """Take out the borders that run between a country's own parts."""
    every = {i for ring in rings for i in ring}
    by_start = {directed(i, arcs)[0]: i for i in sorted(every) if ~i not in every}
    dissolved = []
    while by_start:
        ring = [by_start.pop(next(iter(by_start)))]
        while (end := directed(ring[-1], arcs)[-1]) in by_start:
            ring.append(by_start.pop(end))
        dissolved.append(ring)
    return dissolved


def directed(i: int, arcs: list[Line]) -> Line:
    """Return an arc; TopoJSON's ``~i`` is arc ``i`` backwards."""
    return arcs[i] if i >= 0 else arcs[~i][::-1]


def owner(iso3: str, outline: Line) -> str:
    """Return whose outline it is: the shape's country, or one of its ``PARTS``."""
    for whole, part, (west, south, east, north) in PARTS:
        if whole == iso3 and all(
            west <= x <= east and south <= y <= north for x, y in outline
        ):
            return part
    return iso3


def simplified_arcs(atlas: Record) -> list[Line]:
    """Decode TopoJSON's arcs (whole-number differences) and simplify them."""
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    return [
        simplify(unwrap(decode(arc, sx, sy, tx, ty)), to_map) for arc in atlas["arcs"]
    ]


def decode(arc: list[list[int]], sx: float, sy: float, tx: float, ty: float) -> Line:
    x = y = 0
    line = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        line.append((x * sx + tx, y * sy + ty))
    return line


def unwrap(line: Line) -> Line:
    """Let longitudes run on past 180 where a line crosses the date line."""
    out = line[:1]
    for x, y in line[1:]:
        out.append((x + 360 * round((out[-1][0] - x) / 360), y))
    return out


def simplify(line: Line, project: Callable[[Point], Point]) -> Line:
    """Keep the points that matter at the map's scale (Douglas and Peucker)."""
    flat = [project(point) for point in line]
    keep, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    while todo:
        start, end = todo.pop()
        inner = range(start + 1, end)
        far = max(inner, key=partial(distance, flat, start, end), default=None)
        if far is not None and distance(flat, start, end, far) > TOLERANCE:
            keep.add(far)
            todo += [(start, far), (far, end)]
    return [line[i] for i in sorted(keep)]


def distance(flat: Line, start: int, end: int, i: int) -> float:
    """Measure from point ``i`` to the chord between two others."""
    (ax, ay), (bx, by), (x, y) = flat[start], flat[end], flat[i]
    length = hypot(bx - ax, by - ay)
    if not length:
        return hypot(x - ax, y - ay)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length


def stitch(ring: list[int], arcs: list[Line]) -> Line:
    """Join arcs to a closed outline."""
    line = [point for i in ring for point in directed(i, arcs)]
    return [point for point, _ in groupby(unwrap(line))]


def cut_at_date_line(line: Line) -> list[Line]:
    """Cut an outline that crosses longitude 180 into its two sides."""
    pieces = [clip([(x + turn, y) for x, y in line]) for turn in (-360, 0, 360)]
    return [piece for piece in pieces if len(piece) > 3]


def clip(line: Line) -> Line:
    """Keep what lies between the longitudes -180 and 180 (Sutherland and Hodgman)."""
    for side in (-180, 180):
        kept: Line = []
        for a, b in pairwise(line):
            if is_inside(a, side):
                kept.append(a)
            if is_inside(a, side) != is_inside(b, side):
                share = (side - a[0]) / (b[0] - a[0])
                kept.append((side, a[1] + share * (b[1] - a[1])))
        line = kept + kept[:1]
    return line


def is_inside(point: Point, side: int) -> bool:
    return point[0] <= side if side > 0 else point[0] >= side


def path_of(outlines: Iterable[Line]) -> str:
    """Return the SVG path of a country, or nothing when it is too small to see."""
    rings = [[to_pixel(point) for point in line] for line in outlines]
    sizes = [area([to_map(point) for point in line]) for line in outlines]
    if sum(sizes) < SMALLEST_COUNTRY:
        return ""
    least = min(SMALLEST_ISLAND, max(sizes))
    drawn = [
        closed(ring) for ring, size in zip(rings, sizes, strict=True) if size >= least
    ]
    return "".join(sorted(filter(None, drawn), key=lambda path: (-len(path), path)))


def area(line: Line) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(line))) / 2


def closed(ring: list[tuple[int, int]]) -> str:
    """Write one ring as ``M10 20l3 1-2 4Z``: relative steps, no space to spare."""
    points = [point for point, _ in groupby(ring)]
    points = points[:-1] if points[0] == points[-1] else points
    if len(set(points)) < 3:
        return ""
    steps = (n for (ax, ay), (bx, by) in pairwise(points) for n in (bx - ax, by - ay))
    start = f"M{points[0][0]} {points[0][1]}"
    return f"{start}l{' '.join(map(str, steps))}Z".replace(" -", "-")


# ---------------------------------------------------------------------------- all of it


def main(folder: Path) -> None:
    sources = Sources(folder)
    known = countries(sources)
    write("countries.json", known)
    write("statuses.json", statuses(sources, known))
    write("groups.json", groups(known))
    write("themes.json", themes(sources))
    write("world.json", world(sources, known))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

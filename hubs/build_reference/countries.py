"""Countries and areas: codes, regions, names, figures, languages and centres."""

import re
from collections import defaultdict

from hubs.build_reference.sources import (
    REVIEWED,
    UN_LANGUAGES,
    Record,
    Row,
    Sources,
    by_iso3,
    rows_of,
)

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

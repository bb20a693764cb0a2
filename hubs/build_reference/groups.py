"""Countries that act or are counted together."""

from hubs.build_reference.sources import REVIEWED, Record, load

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

"""Twelve practices of as many countries, problems to ask about, and readers of answers."""

from hubs.models import Country

ILL = "Families fall into poverty because they must pay when somebody is ill."
TREES = "Our forests are disappearing: people cut the trees and nobody replants them."

WORLD = [
    {"countries": ["RWA"], "approach_type": "financing"},
    {
        "countries": ["GHA"],
        "approach_type": "law_and_policy",
        "title": "A law that gives every household a health card",
        "summary": "A national health insurance pays for treatment.",
        "problem": "The sick had to pay cash before a hospital would treat them.",
    },
    {
        "countries": ["THA"],
        "approach_type": "service_delivery",
        "title": "Thirty baht for a visit to the doctor",
        "summary": "Everybody is treated for a small fixed fee, and the state pays the rest.",
        "problem": "Paying for treatment drove poor families into debt.",
    },
    {
        "countries": ["SEN"],
        "language": "fr",
        "approach_type": "community_led",
        "title": "Une mutuelle de santé dans chaque commune",
        "summary": "Les ménages cotisent ensemble et la mutuelle paie les soins.",
        "problem": "Les familles s'appauvrissaient parce qu'il fallait payer les soins.",
    },
    {
        "countries": ["MEX"],
        "language": "es",
        "approach_type": "institution_building",
        "title": "Seguro de salud para las familias sin seguridad social",
        "summary": "Un seguro público paga la atención de quienes no tienen empleo formal.",
        "problem": "Las familias pobres se endeudaban cuando alguien se enfermaba.",
    },
    {
        "countries": ["KEN", "UGA", "TZA"],
        "approach_type": "partnership",
        "title": "Neighbours insure the health of those who cross the border",
        "summary": "Three countries recognise each other's health insurance.",
        "problem": "Who fell ill across the border had to pay for all treatment.",
    },
    {
        "countries": ["NPL"],
        "approach_type": "community_led",
        "themes": ["15.2"],
        "title": "Forests handed over to the villages that use them",
        "summary": "User groups protect, plant and harvest their own forest.",
        "problem": "Forests were cut faster than they grew and hills became bare.",
    },
    {
        "countries": ["CRI"],
        "language": "es",
        "approach_type": "cash_and_incentives",
        "themes": ["15.2"],
        "title": "Pago por servicios ambientales a quien conserva el bosque",
        "summary": "El Estado paga a los dueños que protegen o reforestan su bosque.",
        "problem": "El país perdía sus bosques por la tala y la ganadería.",
    },
    {
        "countries": ["IND"],
        "approach_type": "infrastructure",
        "themes": ["6.4"],
        "title": "Tanks that hold the rain of the monsoon",
        "summary": "Villages restored old tanks to recharge groundwater.",
        "problem": "Wells ran dry every summer.",
    },
    {
        "countries": ["FJI"],
        "approach_type": "technology_and_data",
        "themes": ["13.1"],
        "title": "Warnings of cyclones by telephone",
        "summary": "Every telephone rings before a cyclone comes.",
        "problem": "People drowned because no warning reached the outer islands.",
    },
    {
        "countries": ["PER"],
        "language": "es",
        "approach_type": "technology_and_data",
        "themes": ["16.6"],
        "title": "Un portal para todas las compras públicas",
        "summary": "Cada contrato se publica en línea.",
        "problem": "Las empresas amigas ganaban los contratos del Estado.",
    },
    {
        "countries": ["JAM"],
        "approach_type": "skills_and_training",
        "themes": ["8.6"],
        "title": "Apprenticeships for young people out of school",
        "summary": "Firms train the young and the state shares the wage.",
        "problem": "One in three young people had neither work nor school.",
    },
]
ABOUT_HEALTH = {"RWA", "GHA", "THA", "SEN", "MEX", "KEN"}


def country(code):
    return Country.objects.get(pk=code)


def shown(answer):
    return [found.country.iso3 for found in answer.matches]


def codes(answer, iso3):
    """Return the codes of why a country is shown."""
    (found,) = (found for found in answer.matches if found.country.iso3 == iso3)
    return {reason.code for reason in found.reasons}

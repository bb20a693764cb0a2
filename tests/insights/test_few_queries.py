"""No page asks the database more than a dozen times, however much there is to show."""

import pytest

from practices.models import Lineage, Practice

COUNTRIES = ("GHA", "KEN", "PER", "FJI", "NPL", "BOL", "TGO", "LAO")


@pytest.fixture
def practice(make_practice, hub):
    """Rwanda's practice, from which eight countries learned, and which learned itself."""
    shown = make_practice(themes=["3.8", "1.3"])
    others = [make_practice(country=code, language="fr") for code in COUNTRIES]
    learned = [
        Lineage(
            source=source,
            source_country=source.country,
            learner=learner,
            learner_country=learner.country,
            kind=Lineage.Kind.ADAPTED_FROM,
            aspect="one national pool",
        )
        for source, learner in [(others[0], shown), *((shown, row) for row in others)]
    ]
    Lineage.objects.bulk_create(learned)
    Practice.objects.update(hub=hub)
    return shown


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/practices/",
        "/practices/?theme=3&q=insurance",
        "/practices/{practice}/",
        "/countries/",
        "/countries/rwa/",
        "/hubs/",
        "/hubs/rwanda-cooperation/",
        "/insights/flows/",
        "/insights/flows/?country=RWA",
        "/insights/demand/",
        "/match",
    ],
)
def test_no_page_asks_the_database_more_than_a_dozen_times(
    client, user, practice, address, django_assert_max_num_queries
):
    client.force_login(user)

    with django_assert_max_num_queries(12):
        answer = client.get(address.format(practice=practice.slug))

    assert answer.status_code == 200

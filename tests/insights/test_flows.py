import gzip
import re

import pytest

from hubs import maps
from insights import learning
from practices.models import Lineage, Practice
from tests.insights.pages import text_of


@pytest.fixture
def learned(db):
    """Note that one country learned from another."""

    def note(source: str, learner: str, aspect: str = "", /, **fields) -> Lineage:
        return Lineage.objects.create(
            source_country_id=source,
            learner_country_id=learner,
            aspect=aspect,
            **{"kind": Lineage.Kind.ADAPTED_FROM} | fields,
        )

    return note


# --- drawing ------------------------------------------------------------------------


def test_an_arc_runs_from_the_source_to_the_learner():
    (arc,) = maps.arcs_of([maps.Flow("BRA", "MOZ")], "taken")

    centres = maps.atlas()["centres"]
    assert arc.path.startswith("M{} {}Q".format(*centres["BRA"]))
    assert arc.path.endswith(" {} {}".format(*centres["MOZ"]))


def test_there_and_back_are_two_lines():
    assert maps.arc_path("BRA", "MOZ") != maps.arc_path("MOZ", "BRA")


def test_an_arc_is_the_wider_the_more_was_taken():
    flows = [maps.Flow("BRA", "MOZ", 1), maps.Flow("IND", "KEN", 9)]

    widths = [float(arc.width) for arc in maps.arcs_of(flows, "taken")]

    assert widths == [maps.WIDEST, maps.THINNEST]


def test_a_country_too_small_for_a_shape_is_still_a_dot():
    drawn = maps.world(countries={"TUV": "asker", "IND": "way-1"})

    assert [dot.iso3 for dot in drawn.dots] == ["TUV", "IND"]
    assert [shape.iso3 for shape in drawn.shapes] == ["IND"]


def test_arcs_of_countries_that_are_not_shown_are_left_out():
    flows = [maps.Flow("BRA", "MOZ"), maps.Flow("BRA", "KEN")]

    drawn = maps.world(countries={"BRA": "source", "MOZ": "learner"}, flows=flows)

    assert len(drawn.arcs) == 1


def test_countries_near_each_other_are_shown_from_nearer():
    near = maps.world(countries={"NPL": "asker", "BGD": "way-1", "LKA": "way-2"})
    far = maps.world(countries={"PER": "asker", "FJI": "way-1"})

    assert (near.width, far.width) == (min(maps.FRAMES), 1000)


@pytest.mark.parametrize(
    "ends", ["RWA TGO", "CHL ARG", "CAN NOR", "KIR NZL", "ATA TUV"]
)
def test_no_country_falls_outside_the_part_that_is_shown(ends):
    source, learner = ends.split()

    drawn = maps.world(
        countries={source: "source", learner: "learner"},
        flows=[maps.Flow(source, learner)],
    )

    left, top, width, height = map(int, drawn.viewbox.split())
    assert all(left <= dot.x <= left + width for dot in drawn.dots)
    assert all(top <= dot.y <= top + height for dot in drawn.dots)


def test_the_land_on_the_page_is_that_of_the_reference_data():
    assert maps.LAND.read_text() == maps.land(), "make it anew: python -m hubs.maps"


def test_a_river_is_as_high_as_its_higher_side():
    drawn = maps.river([("India", "/", 1)], [("Togo", "/", 1), ("Mali", "/", 3)])

    assert drawn.sources.viewbox == drawn.learners.viewbox
    assert [stream.name for stream in drawn.learners.streams] == ["Togo", "Mali"]


def test_no_stream_of_a_river_is_wider_than_its_row():
    drawn = maps.river([("India", "/", 400)], [("Togo", "/", 1)])

    breadth = re.search(r"v([\d.]+)", drawn.sources.streams[0].path)
    assert float(breadth[1]) < maps.ROW


def test_an_empty_river_can_be_drawn():
    assert maps.river([], []).sources.streams == []


# --- who learned from whom ------------------------------------------------------------


def test_flows_are_counted_by_pair_the_widest_first(learned):
    learned("BRA", "MOZ", "seeds")
    learned("IND", "KEN", "registers")
    learned("IND", "KEN", "cards")

    assert learning.flows(learning.links()) == [
        maps.Flow("IND", "KEN", 2),
        maps.Flow("BRA", "MOZ", 1),
    ]


def test_learning_inside_a_country_is_no_flow(learned):
    learned("KEN", "KEN")

    assert not learning.links()


@pytest.mark.parametrize("end", ["source", "learner"])
def test_a_link_of_an_unpublished_practice_stays_unseen(learned, practice, end):
    countries = {"source": ("RWA", "KEN"), "learner": ("KEN", "RWA")}[end]
    learned(*countries, **{end: practice})
    assert learning.links()

    Practice.objects.update(status=Practice.Status.IN_REVIEW)

    assert not learning.links()


def test_who_stands_at_most_ends_comes_first(learned):
    for learner in ("KEN", "UGA", "TZA"):
        learned("IND", learner)
    learned("BRA", "KEN")
    counted = learning.flows(learning.links())

    shown = learning.overview(counted, learning.countries_of(counted))

    assert [(place.pk, count) for place, count in shown.sources] == [
        ("IND", 3),
        ("BRA", 1),
    ]
    assert shown.learners[0][0].pk == "KEN"
    assert (shown.links, shown.countries, shown.lines) == (4, 5, 4)


# --- the page -------------------------------------------------------------------------


def test_the_page_draws_an_arc_and_lists_the_link_with_its_evidence(
    client, learned, practice
):
    learned(
        "IND",
        "RWA",
        "Village committees",
        learner=practice,
        year=2004,
        evidence="Evaluation of 2010",
    )

    answer = client.get("/insights/flows/")

    shown = text_of(answer)
    assert "India → Rwanda: 1 aspect" in shown
    assert "Village committees Adapted from 2004 Evaluation of 2010" in shown
    assert practice.title in shown
    assert maps.arc_path("IND", "RWA") in answer.content.decode()


def test_every_map_carries_the_note_of_the_united_nations(client, learned):
    learned("IND", "RWA")

    assert "do not imply official endorsement" in text_of(
        client.get("/insights/flows/")
    )


def test_a_country_narrows_map_and_table_to_its_own(client, learned):
    learned("IND", "RWA", "registers")
    learned("BRA", "MOZ", "seeds")

    shown = text_of(client.get("/insights/flows/?country=IND"))

    assert "India: learned and passed on" in shown
    assert "registers" in shown
    assert "seeds" not in shown


def test_a_kind_narrows_them_too(client, learned):
    learned("IND", "RWA", "registers")
    learned("BRA", "MOZ", "seeds", kind=Lineage.Kind.STUDIED_NOT_ADOPTED)

    shown = text_of(client.get("/insights/flows/?kind=studied_not_adopted"))

    assert "seeds" in shown
    assert "registers" not in shown


def test_without_links_the_page_says_how_one_begins(client, db):
    assert "Nothing is recorded here yet" in text_of(client.get("/insights/flows/"))


@pytest.mark.parametrize("query", ["country=ZZZ", "kind=%00", "page=-1", "page=9e9"])
def test_odd_questions_do_not_break_the_page(client, learned, query):
    learned("IND", "RWA")

    assert client.get(f"/insights/flows/?{query}").status_code == 200


def test_many_links_take_no_more_queries_and_no_more_room(
    client, learned, practice, django_assert_max_num_queries
):
    codes = [code for code in list(maps.atlas()["centres"])[:100] if code != "RWA"]
    for code in codes:
        learned("RWA", code, f"what {code} took", source=practice)

    with django_assert_max_num_queries(10):
        answer = client.get("/insights/flows/")

    assert "Page 1 of 4" in text_of(answer)
    assert f"{len(codes) - learning.ARCS} narrow ones are left out" in text_of(answer)
    assert len(gzip.compress(answer.content)) < 30_000

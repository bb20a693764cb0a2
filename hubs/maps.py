"""
Drawings of places, as plain data that the templates draw: a world with arcs, a river.

A page that shows a map gives ``world(…)`` to ``components/world.html`` and links
``css/atlas.css``. The land itself is one static file, ``static/img/world.svg``, that
every page shares; ``python -m hubs.maps`` makes it anew when ``world.json`` changes.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

DATA = Path(__file__).parent / "data" / "world.json"
LAND = Path(__file__).parent.parent / "static" / "img" / "world.svg"

BEND = 0.22  # of its length: how far an arc leaves the straight line
FRAMES = (500, 700)  # widths of a part of the world, which is 1,000 wide
MARGIN = 45  # around what a part shows
THINNEST, WIDEST = 1.25, 6.0  # pixels
ROW = 40.0  # height of one row of a river, in the drawing's units


@dataclass(frozen=True)
class Flow:
    """How much one country learned from another; countries by ISO alpha-3 code."""

    source: str
    learner: str
    links: int = 1
    title: str = ""


@dataclass(frozen=True)
class Shape:
    """The land of one country that stands out."""

    iso3: str
    path: str
    role: str


@dataclass(frozen=True)
class Arc:
    """A line from where something was learned to who learned it."""

    path: str
    width: str
    title: str
    role: str


@dataclass(frozen=True)
class Dot:
    """A country as a point, so that small islands are as visible as large lands."""

    iso3: str
    x: int
    y: int
    role: str
    label: str
    title: str


@dataclass(frozen=True)
class World:
    """All that ``components/world.html`` needs."""

    viewbox: str
    width: int
    shapes: list[Shape]
    arcs: list[Arc]
    dots: list[Dot]


@cache
def atlas() -> dict[str, Any]:
    """Return shapes, dots and centres of all countries, read once."""
    data: dict[str, Any] = json.loads(DATA.read_text())
    data["paths"] = {shape["iso3"]: shape["path"] for shape in data["shapes"]}
    return data


def world(
    *,
    countries: Mapping[str, str] | None = None,
    flows: Iterable[Flow] = (),
    labels: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
    role: str = "taken",
) -> World:
    """
    Return a map on which some countries stand out and arcs say who learned from whom.

    ``countries`` gives each its role, a word that the style sheet colours: ``asker``,
    ``way-1`` to ``way-5``, ``source``, ``learner``, ``both``. A ``label`` is a sign or
    two on the dot; a title is read aloud and shown on hovering. Widths grow with the
    flows' links. Countries that lie near each other are shown from nearer.
    """
    roles = {
        code: name
        for code, name in (countries or {}).items()
        if code in atlas()["centres"]
    }
    drawn = [flow for flow in flows if flow.source in roles and flow.learner in roles]
    frame = frame_of(roles, drawn)
    return World(
        viewbox=" ".join(str(number) for number in frame),
        width=frame[2],
        shapes=shapes_of(roles),
        arcs=arcs_of(drawn, role),
        dots=dots_of(roles, labels or {}, titles or {}),
    )


def frame_of(codes: Iterable[str], flows: Iterable[Flow]) -> tuple[int, int, int, int]:
    """Return the part of the world that holds all dots and arcs: left, top, width, height."""
    points = [atlas()["centres"][code] for code in codes]
    points += [crest(flow.source, flow.learner) for flow in flows]
    _, _, world_width, world_height = atlas()["viewbox"]
    for width in FRAMES if points else ():
        height = round(width * world_height / world_width)
        left, fits_across = placed([x for x, _ in points], width, world_width)
        top, fits_down = placed([y for _, y in points], height, world_height)
        if fits_across and fits_down:
            return left, top, width, height
    return 0, 0, world_width, world_height


def placed(places: list[int], length: int, whole: int) -> tuple[int, bool]:
    """Return where a stretch begins that has all places in its middle, and if it can."""
    first, last = min(places), max(places)
    start = min(max((first + last - length) // 2, 0), whole - length)
    room = MARGIN if length < whole else 0
    fits = start <= max(first - room, 0) and start + length >= min(last + room, whole)
    return start, fits


def shapes_of(roles: Mapping[str, str]) -> list[Shape]:
    paths = atlas()["paths"]
    return [
        Shape(code, paths[code], role) for code, role in roles.items() if code in paths
    ]


def dots_of(
    roles: Mapping[str, str], labels: Mapping[str, str], titles: Mapping[str, str]
) -> list[Dot]:
    centres = atlas()["centres"]
    return [
        Dot(code, x, y, role, labels.get(code, ""), titles.get(code, ""))
        for code, role in roles.items()
        for x, y in (centres[code],)
    ]


def arcs_of(flows: Sequence[Flow], role: str) -> list[Arc]:
    """Return the arcs, widest first, so that thin ones stay on top."""
    most = max((flow.links for flow in flows), default=1)
    return [
        Arc(
            arc_path(flow.source, flow.learner),
            width(flow.links, most),
            flow.title,
            role,
        )
        for flow in sorted(flows, key=lambda flow: -flow.links)
        if flow.source != flow.learner
    ]


def width(links: int, most: int) -> str:
    """Return a width that grows with the root, so that one link is still a line."""
    if most <= 1:
        return f"{THINNEST:g}"
    share = math.sqrt((links - 1) / (most - 1))
    return f"{THINNEST + (WIDEST - THINNEST) * share:.3g}"  # a point in every language


def arc_path(source: str, learner: str) -> str:
    """Return a curve that bends to its left: there and back are two lines."""
    (x1, y1), (x2, y2) = atlas()["centres"][source], atlas()["centres"][learner]
    x, y = bend(source, learner, BEND)
    return f"M{x1} {y1}Q{x} {y} {x2} {y2}"


def crest(source: str, learner: str) -> tuple[int, int]:
    """Return the point of an arc that is farthest from the straight line."""
    return bend(source, learner, BEND / 2)


def bend(source: str, learner: str, by: float) -> tuple[int, int]:
    """Return the middle between two countries, moved to the left by a share of the way."""
    (x1, y1), (x2, y2) = atlas()["centres"][source], atlas()["centres"][learner]
    return (
        round((x1 + x2) / 2 + (y2 - y1) * by),
        round((y1 + y2) / 2 - (x2 - x1) * by),
    )


def land() -> str:
    """Return all land as one SVG file, whose ``#land`` takes the colours of a page."""
    path = "".join(shape["path"] for shape in atlas()["shapes"])
    viewbox = " ".join(str(number) for number in atlas()["viewbox"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{viewbox}">'
        f'<path id="land" d="{path}"/></svg>\n'
    )


@dataclass(frozen=True)
class Stream:
    """One country beside a river: its name, how many links, and its band of water."""

    name: str
    url: str
    links: int
    path: str


@dataclass(frozen=True)
class Bank:
    """One side of a river; the drawing is as many rows high as the higher side."""

    streams: list[Stream] = field(default_factory=list)
    rows: int = 0

    @property
    def viewbox(self) -> str:
        return f"0 0 100 {self.rows * ROW:g}"

    @property
    def height(self) -> str:
        """As high as its rows of text, which the style sheet makes four lines high."""
        return f"{self.rows * 4}em"


@dataclass(frozen=True)
class River:
    """Sources on the one side, learners on the other; width by aspects taken."""

    sources: Bank
    learners: Bank


Side = Literal["in", "out"]


def river(
    sources: Sequence[tuple[str, str, int]], learners: Sequence[tuple[str, str, int]]
) -> River:
    """Return a river that runs from sources to learners: ``(name, url, links)``."""
    rows = max(len(sources), len(learners))
    most = max((links for *_, links in (*sources, *learners)), default=1)
    return River(
        Bank(streams(sources, rows, most, "in"), rows),
        Bank(streams(learners, rows, most, "out"), rows),
    )


def streams(
    rows: Sequence[tuple[str, str, int]], height: int, most: int, side: Side
) -> list[Stream]:
    """Return the bands of one side; in the middle they lie close together."""
    each = min(6.0, (ROW - 12) / most)
    breadths = [4 + each * links for *_, links in rows]
    gap = (height - len(rows)) * ROW / 2  # the shorter side stands in the middle
    meeting = (height * ROW - sum(breadths)) / 2
    made = []
    for place, ((name, url, links), breadth) in enumerate(
        zip(rows, breadths, strict=True)
    ):
        outer = gap + (place + 0.5) * ROW - breadth / 2
        ends = (outer, meeting) if side == "in" else (meeting, outer)
        made.append(Stream(name, url, links, band(*ends, breadth)))
        meeting += breadth
    return made


def band(start: float, end: float, breadth: float) -> str:
    """Return a band of even breadth from the left edge to the right."""
    return (
        f"M0 {start:g}C50 {start:g} 50 {end:g} 100 {end:g}v{breadth:g}"
        f"C50 {end + breadth:g} 50 {start + breadth:g} 0 {start + breadth:g}Z"
    )


if __name__ == "__main__":
    LAND.write_text(land())

"""The map of the world: Natural Earth's borders, projected, simplified and drawn."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby, pairwise
from math import asin, cos, hypot, radians, sin, sqrt

from hubs.build_reference.sources import Record, Sources

Point = tuple[float, float]
Line = list[Point]

WIDTH, NORTH, SOUTH = 1000, 83.7, -56.0
TOLERANCE = 0.45  # pixels
SMALLEST_ISLAND, SMALLEST_COUNTRY = 1.2, 4.0  # square pixels

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

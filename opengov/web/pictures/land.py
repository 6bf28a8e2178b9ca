"""The land of the world in the Equal Earth projection, in which areas keep their proportions.

Outlines: Natural Earth, public domain, in the TopoJSON form of ``world-atlas`` (see ``land-110m.json``).
"""

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path

OUTLINES = Path(__file__).parent / "land-110m.json"
# Šavrič, Patterson, Jenny: The Equal Earth map projection. International Journal of Geographical
# Information Science 33 (2019; online 2018), 454-465, doi:10.1080/13658816.2018.1504949.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ACROSS = 1600  # units: the width of the map, fine enough to be drawn in whole units
NORTH, SOUTH = 84.0, -57.0  # degrees of latitude between which there is land, Antarctica left out
INLAND = 2  # square units: an island or lake that is smaller is not seen
Ring = list[tuple[float, float]]  # longitudes and latitudes, or x and y
# Lies on light and on dark paper alike, so that the file needs no style of its own.
COLOUR = 'fill="#76868c" fill-opacity=".3"'


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point, in degrees, lies on a globe of radius 1: x to the east, y to the north."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (A1 + A2 * square + sixth * (A3 + A4 * square))


EAST, TOP, BOTTOM = equal_earth(180, 0)[0], equal_earth(0, NORTH)[1], equal_earth(0, SOUTH)[1]
SHAPE = 2 * EAST / (TOP - BOTTOM)  # width to height; the style sheet has it too


def on_map(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point, in degrees, lies on the map: as parts of its width and height."""
    x, y = equal_earth(longitude, latitude)
    return (x + EAST) / (2 * EAST), (TOP - y) / (TOP - BOTTOM)


@cache
def land_svg() -> bytes:
    """The map as an SVG file of its own, to be shown as an image. It needs no styles."""
    down = round(ACROSS / SHAPE)
    outline = "".join(_path(part, down) for ring in _rings() for part in _parts(ring))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ACROSS} {down}" preserveAspectRatio="none">'
        f'<path {COLOUR} d="{outline}"/></svg>\n'
    ).encode("ascii")


def _rings() -> Iterator[Ring]:
    """The rings of all polygons in degrees (TopoJSON 1.0: quantised deltas, and ~i is arc i backwards)."""
    topology = json.loads(OUTLINES.read_text("utf-8"))
    scale_x, scale_y = topology["transform"]["scale"]
    shift_x, shift_y = topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    for polygon in topology["objects"]["land"]["arcs"]:
        for ring in polygon:
            points: Ring = []
            for index in ring:
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                points += arc[1:] if points else arc
            yield points


def _parts(ring: Ring) -> Iterator[Ring]:
    """A ring cut where it crosses the date line, as Eurasia does, into what lies at either edge."""
    longitude = ring[0][0]
    unrolled = []
    for point in ring:
        longitude = point[0] - 360 * round((point[0] - longitude) / 360)
        unrolled.append((longitude, point[1]))
    for turn in (-360, 0, 360):
        part = [(longitude + turn, latitude) for longitude, latitude in unrolled]
        for edge in (-180, 180):
            part = _inside(part, edge)
        if part:
            yield part


def _inside(ring: Ring, edge: int) -> Ring:
    """What of a ring lies on this side of the meridian ``edge`` (Sutherland and Hodgman, 1974)."""
    kept: Ring = []
    for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True):
        here, there = x * edge <= edge * edge, next_x * edge <= edge * edge
        if here:
            kept.append((x, y))
        if here != there:
            kept.append((edge, y + (next_y - y) * (edge - x) / (next_x - x)))
    return kept


def _path(ring: Ring, down: int) -> str:
    """A ring as path data, in whole units; points that fall together, or between others, are left out."""
    points: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = on_map(longitude, latitude)
        point = round(x * ACROSS), round(y * down)
        if points and point == points[-1]:
            continue
        if len(points) > 1 and _area([*points[-2:], point]) == 0:
            points.pop()
        points.append(point)
    if _area(points) < INLAND:
        return ""
    (x, y), *rest = points[:-1]
    data = f"M{x} {y}l"
    for next_x, next_y in rest:
        step = f"{next_x - x} {next_y - y}".replace(" -", "-")
        data += step if step.startswith("-") or data.endswith("l") else f" {step}"
        x, y = next_x, next_y
    return data + "z"


def _area(points: list[tuple[int, int]]) -> float:
    """The area inside a ring, in square units."""
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs)) / 2

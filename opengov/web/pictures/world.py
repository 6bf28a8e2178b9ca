"""A map of the world with places on it: by name where there is room for names, otherwise by number."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from markupsafe import Markup

from opengov.web.pictures.frame import EMPTY, NARROW, WIDE, About, Label, anchor, figure, percent, spoken
from opengov.web.pictures.land import SHAPE, on_map
from opengov.web.pictures.svg import Svg
from opengov.web.pictures.text import fit, width_of

TARGET = 24  # CSS pixels: what a finger needs (WCAG 2.2, 2.5.8)
RADIUS = 9  # of a number's disc
APART = TARGET + 0.5
ROUNDS, PASSES = 600, 4
NAME, LONGEST = 13, 135  # pixels: the size of names, and the longest that is shown whole
# Where a name may stand by its dot, the best place first: across, down, and which end of it is there.
SIDES = (
    (9, 0, 0.0),
    (-9, 0, 1.0),
    (7, -12, 0.0),
    (7, 12, 0.0),
    (-7, -12, 1.0),
    (-7, 12, 1.0),
    (0, -19, 0.5),
    (0, 19, 0.5),
)
ENDS = {0.0: "start", 0.5: "middle", 1.0: "end"}

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its name and where that leads, and where it lies, in degrees."""

    name: str
    href: str
    longitude: float
    latitude: float
    lang: str = ""


def world_map(about: About, places: Sequence[Place], land: str) -> Markup:
    """The places in the order given, which should be that of the alphabet; their numbers follow it.

    land  the address of the file that ``land_svg`` makes

    On a narrow screen the places are numbers on the map, moved apart until each can be touched, with a line
    back to the place; on a wide one they are names. Keyboard and screen reader have the numbered list.
    """
    drawing = (
        Svg('<image href="{}" width="100%" height="100%" preserveAspectRatio="none"/>').format(land)
        + _numbers(places)
        + _names(places)
    )
    items = EMPTY.join(
        Svg("<li>{}</li>").format(anchor(Label(place.name, place.href, place.lang))) for place in places
    )
    return figure(about, "world", drawing, height=None, after=Svg("<ol>{}</ol>").format(items))


def _numbers(places: Sequence[Place]) -> Markup:
    """Numbers for the finger. Keyboard and screen reader have the list, and need them not twice."""
    lines, dots, discs = EMPTY, EMPTY, EMPTY
    spots = [on_map(place.longitude, place.latitude) for place in places]
    moved = spread(spots, NARROW, NARROW / SHAPE)
    for i, (place, (x, y), (to_x, to_y)) in enumerate(zip(places, spots, moved, strict=True), 1):
        at = {"x": percent(x, 1), "y": percent(y, 1), "to_x": percent(to_x, 1), "to_y": percent(to_y, 1)}
        if hypot((x - to_x) * NARROW, (y - to_y) * NARROW / SHAPE) > 1:
            lines += Svg('<line x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}"/>').format(**at)
            dots += Svg('<circle cx="{x}" cy="{y}" r="2"/>').format(**at)
        discs += Svg(
            '<a href="{}" tabindex="-1"><title>{}</title><circle class="hit" cx="{to_x}" cy="{to_y}" r="{}"/>'
            '<circle cx="{to_x}" cy="{to_y}" r="{}"/><text x="{to_x}" y="{to_y}" dy="4">{}</text></a>'
        ).format(place.href, place.name, TARGET // 2, RADIUS, i, **at)
    return Svg('<g class="narrow" aria-hidden="true">{}{}{}</g>').format(lines, dots, discs)


def _names(places: Sequence[Place]) -> Markup:
    drawn = EMPTY
    spots = [on_map(place.longitude, place.latitude) for place in places]
    names = [fit(place.name, LONGEST, NAME) for place in places]
    sides = beside(spots, names)
    for place, name, (x, y), (across, down, end) in zip(places, names, spots, sides, strict=True):
        width = width_of(name, NAME)
        whole = EMPTY if name == place.name else Svg("<title>{}</title>").format(place.name)
        drawn += Svg(
            '<svg x="{}" y="{}" overflow="visible"><a href="{}"{} tabindex="-1">{}'
            '<rect class="hit" x="{}" y="{}" width="{}" height="{}"/><circle r="4.5"/>'
            '<text x="{}" y="{}" text-anchor="{}">{}</text></a></svg>'
        ).format(
            percent(x, 1),
            percent(y, 1),
            place.href,
            spoken(place.lang),
            whole,
            round(across - end * width),
            down - TARGET // 2,
            round(width),
            TARGET,
            across,
            down + 4,
            ENDS[end],
            name,
        )
    return Svg('<g class="wide" aria-hidden="true">{}</g>').format(drawn)


def spread(spots: Sequence[tuple[float, float]], width: float, height: float) -> list[tuple[float, float]]:
    """Spots, as parts of width and height, moved as little as needed so that fingers can tell them apart."""
    points = [[x * width, y * height] for x, y in spots]
    for _ in range(ROUNDS):
        calm = True
        for i, one in enumerate(points):
            for other in points[:i]:
                x, y = one[0] - other[0], one[1] - other[1]
                distance = hypot(x, y)
                if distance >= APART:
                    continue
                calm = False
                if distance < 0.01:
                    x, y, distance = 0.6, 0.8, 1.0  # the same spot: any direction will do
                push = (APART + 0.1 - min(distance, APART)) / 2 / distance
                for point, way in ((one, push), (other, -push)):
                    point[0] = min(max(point[0] + x * way, RADIUS), width - RADIUS)
                    point[1] = min(max(point[1] + y * way, RADIUS), height - RADIUS)
        if calm:
            break
    return [(x / width, y / height) for x, y in points]


def beside(spots: Sequence[tuple[float, float]], names: Sequence[str]) -> list[tuple[float, float, float]]:
    """For each spot the one of SIDES at which its name lies least on others, on the narrowest wide screen."""
    points = [(x * WIDE, y * WIDE / SHAPE) for x, y in spots]
    dots = [(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    boxes = [
        [_box(point, width_of(name, NAME), side) for side in SIDES]
        for point, name in zip(points, names, strict=True)
    ]
    chosen: dict[int, int] = {}
    for _ in range(PASSES):
        for i, places in enumerate(boxes):
            others = [boxes[j][side] for j, side in chosen.items() if j != i] + dots[:i] + dots[i + 1 :]
            costs = [sum(_shared(box, other) for other in others) + _outside(box) for box in places]
            chosen[i] = costs.index(min(costs))
    return [SIDES[chosen[i]] for i in range(len(names))]


def _box(point: tuple[float, float], width: float, side: tuple[float, float, float]) -> Box:
    across, down, end = side
    left, middle = point[0] + across - end * width, point[1] + down
    return left, middle - TARGET / 2, left + width, middle + TARGET / 2


def _shared(one: Box, other: Box) -> float:
    """The area that lies in both."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0


def _outside(box: Box) -> float:
    """The area that lies beyond the edges of the map, left and right."""
    return (max(0, -box[0]) + max(0, box[2] - WIDE)) * TARGET

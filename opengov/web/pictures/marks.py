"""The marks of a timeline: a shape for each kind, stacked where they are close, counted where many."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from opengov.web.pictures.axis import Axis, Period, levels, period
from opengov.web.pictures.frame import EMPTY, NARROW, number
from opengov.web.pictures.svg import Svg

YEAR, MONTH = 365, 31  # days
SIDE, PITCH = 12, 14  # pixels: what a shape takes across, and what a level of shapes takes down
COUNT = 31  # pixels: what a row of shapes with counts takes down
MANY, HIGHEST = 50, 5  # marks in a picture, levels in a lane: more are counted
BUCKETS = (1, 3, 12, 24, 60, 120, 600)  # months
APART = 16  # pixels between two counts
SHAPES = {
    "milestone": "M0-6 6 0 0 6-6 0z",
    "government": "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    "assessor": "M-4.2-4.2h8.4v8.4h-8.4z",
    "other": "M0-4.8 5 4-5 4z",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was said or due: its partial date, its kind, words for it, and how often it was."""

    date: str
    kind: str
    label: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How the marks of one picture are drawn: one by one, or by counts of so many ``months``."""

    kinds: Sequence[str]
    months: int = 0

    @classmethod
    def of(cls, lanes: Sequence[Sequence[Mark]], kinds: Sequence[str], axis: Axis) -> "Plan":
        """One by one if they have room, or else by the shortest of BUCKETS whose counts do not touch.

        A mark of which only the year is known belongs to no month: where there is one, years are counted.
        """
        if sum(mark.count for lane in lanes for mark in lane) <= MANY:
            highest = max((max(levels(_extents(lane, axis)), default=-1) for lane in lanes), default=0)
            if highest < HIGHEST:
                return cls(kinds)
        least = 12 if any(len(mark.date) == 4 for lane in lanes for mark in lane) else 1
        wide = (
            months for months in BUCKETS if months >= least and NARROW * months / 12 / axis.years >= APART
        )
        return cls(kinds, next(wide, BUCKETS[-1]))

    def draw(self, prefix: str, marks: Sequence[Mark], axis: Axis, y: float) -> tuple[Markup, float]:
        """The marks of a lane from ``y`` on, and how high they are."""
        if not marks:
            return EMPTY, 0
        return (self._counted if self.months else self._single)(prefix, marks, axis, y)

    def _single(self, prefix: str, marks: Sequence[Mark], axis: Axis, y: float) -> tuple[Markup, float]:
        drawn = EMPTY
        places = levels(_extents(marks, axis))
        for mark, level in zip(marks, places, strict=True):
            days, height = period(mark.date), number(y + PITCH * (level + 0.5) + 2)
            if days.days > MONTH:
                drawn += Svg('<line class="about" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(
                    axis.at(days.first), axis.at(days.last), y=height
                )
            drawn += shape(
                prefix, mark.kind, Svg('x="{}" y="{}"').format(_middle(days, axis), height), mark.label
            )
        return drawn, PITCH * (max(places) + 1) + 2

    def _counted(self, prefix: str, marks: Sequence[Mark], axis: Axis, y: float) -> tuple[Markup, float]:
        drawn = EMPTY
        present = {mark.kind for mark in marks}
        rows = [kind for kind in self.kinds if kind in present]
        rows += sorted(present.difference(rows))
        for i, kind in enumerate(rows):
            counts: Counter[int] = Counter()
            for mark in marks:
                if mark.kind == kind:
                    counts[self._bucket(mark.date, axis)] += mark.count
            for bucket, count in sorted(counts.items()):
                x = _middle(self._days(bucket, axis), axis)
                drawn += shape(prefix, kind, Svg('x="{}" y="{}"').format(x, number(y + i * COUNT + 8)))
                drawn += Svg('<text x="{}" y="{}">{}</text>').format(x, number(y + i * COUNT + 25), count)
        return Svg('<g class="counts">{}</g>').format(drawn), COUNT * len(rows)

    def _bucket(self, text: str, axis: Axis) -> int:
        month = int(text[5:7] or 1) - 1
        return ((int(text[:4]) - axis.first_year) * 12 + month) // self.months

    def _days(self, bucket: int, axis: Axis) -> Period:
        first, last = (
            date(axis.first_year + months // 12, months % 12 + 1, 1).toordinal()
            for months in (bucket * self.months, (bucket + 1) * self.months)
        )
        return Period(first, min(last, axis.whole.last))


def look(kind: str) -> str:
    """The shape that a kind of mark has."""
    return kind if kind in SHAPES else "other"


def shapes(prefix: str, kinds: Collection[str]) -> Markup:
    """The definitions of the shapes of these kinds."""
    paths = (
        Svg('<path id="{}-{}" d="{}"/>').format(prefix, name, SHAPES[name])
        for name in SHAPES
        if name in {look(kind) for kind in kinds}
    )
    return Svg("<defs>{}</defs>").format(EMPTY.join(paths)) if kinds else EMPTY


def shape(prefix: str, kind: str, place: Markup, label: str = "") -> Markup:
    """One mark. ``place`` is the attributes that say where."""
    title = Svg("<title>{}</title>").format(label) if label else EMPTY
    return Svg('<use href="#{}-{}" {}{}').format(
        prefix, look(kind), place, Svg(">{}</use>").format(title) if title else Svg("/>")
    )


def _middle(days: Period, axis: Axis) -> str:
    return axis.at((days.first + days.last) / 2)


def _extents(marks: Sequence[Mark], axis: Axis) -> list[tuple[float, float]]:
    """What marks take across, in pixels on the narrowest screen: the shape, the period if it is long."""
    found = []
    for mark in marks:
        days = period(mark.date)
        first, last = (NARROW * axis.part(day) for day in (days.first, days.last))
        middle = (first + last) / 2
        if days.days <= MONTH:
            first = last = middle
        found.append((min(first, middle - SIDE / 2), max(last, middle + SIDE / 2)))
    return found

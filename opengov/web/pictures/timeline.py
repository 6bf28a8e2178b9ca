"""A timeline: periods and what was said or due when, in lanes, with whole years across and the as-of date.

A date is drawn as precisely as it is known. What may or may not belong to a period is hatched, an end that
nobody has given fades away, and a mark that is known by its year alone stands on a line as long as the year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from opengov.web.pictures import marks
from opengov.web.pictures.axis import Axis, Period, levels, period
from opengov.web.pictures.frame import EMPTY, LINE, NARROW, About, Kind, Label, figure, heading, key, number
from opengov.web.pictures.marks import Mark
from opengov.web.pictures.svg import Svg
from opengov.web.pictures.text import fit, width_of

HEAD, YEARS, AS_OF = 42, 34, 13  # pixels: the height of the head, where the years stand, where the as-of date
LABEL, SPAN, BAR, FOOT = 23, 13, 9, 15  # pixels: a label, a level of spans, the bar in it, the end of a lane
SMALL = 12  # pixels: the size of the years
MOST = 40  # years that have a line; where there are more, every second year has one, every third ...


@dataclass(frozen=True, slots=True)
class Span:
    """A period by the partial dates of its start and its end; empty where unknown. ``label`` names it."""

    start: str
    end: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A label, and what stands under it."""

    label: Label
    spans: Sequence[Span] = ()
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day up to which the record goes, and the words for it."""

    date: str
    label: str


def timeline(about: About, kinds: Sequence[Kind], lanes: Sequence[Lane], as_of: AsOf) -> Markup:
    """Lanes of spans and marks over whole years, from the first year of any of them to the last.

    kinds  what the marks are, with their words, in the order of the key; a kind of which there is no mark is
           left out. Codes with a shape of their own: milestone, government, assessor; others look ``other``

    Marks that are close stand one over another. If that would make a lane too high, or the picture too long,
    all marks are counted by month, quarter or year. The counts are written in digits.

    Raises ValueError for what is no partial date. A span that has neither start nor end is left out.
    """
    axis = Axis.over(
        [extent for lane in lanes for extent in map(_extent, lane.spans) if extent]
        + [period(text) for text in {mark.date for lane in lanes for mark in lane.marks}]
        + [period(as_of.date)]
    )
    plan = marks.Plan.of([lane.marks for lane in lanes], [kind.code for kind in kinds], axis)
    y, drawn = float(HEAD), EMPTY
    for lane in lanes:
        label, lines = heading(lane.label)
        y += LINE * (lines - 1)
        lane_drawn, height = _lane(about.id, lane, axis, plan)
        drawn += Svg('<g transform="translate(0 {})">{}{}</g>').format(number(y), label, lane_drawn)
        y += height
    used = {mark.kind for lane in lanes for mark in lane.marks}
    lines, years = _grid(axis)
    fills = _definitions(about.id, lanes) + marks.shapes(about.id, used)
    drawing = fills + lines + drawn + _as_of(axis, as_of) + years
    shown = key(
        (kind, marks.shape(about.id, kind.code, Svg('x="10" y="7"'))) for kind in kinds if kind.code in used
    )
    return figure(about, "timeline", drawing, height=y, after=shown)


def _lane(prefix: str, lane: Lane, axis: Axis, plan: marks.Plan) -> tuple[Markup, float]:
    """What stands under the label of a lane, and how high the lane is with it."""
    drawn = EMPTY
    spans = [(span, extent) for span in lane.spans if (extent := _extent(span))]
    places = levels([extent for _, extent in spans])
    y = float(LABEL)
    for (span, _), level in zip(spans, places, strict=True):
        drawn += _span(prefix, span, axis, y + level * SPAN)
    for (_, extent), level in zip(spans, places, strict=True):  # those which follow each other are not one
        top = y + level * SPAN
        drawn += Svg('<line class="edge" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>').format(
            axis.at(extent.first), number(top), number(top + BAR)
        )
    y += SPAN * (max(places, default=-1) + 1)
    marked, height = plan.draw(prefix, lane.marks, axis, y)
    return drawn + marked, y + height + FOOT


def _extent(span: Span) -> Period | None:
    """All the days that may belong to a span; an end that is not known counts as a year."""
    if not (span.start or span.end):
        return None
    start = period(span.start) if span.start else None
    end = period(span.end) if span.end else None
    known = [one for one in (start, end) if one]
    first, last = min(one.first for one in known), max(one.last for one in known)
    return Period(first if start else first - marks.YEAR, last if end else last + marks.YEAR)


def _span(prefix: str, span: Span, axis: Axis, y: float) -> Markup:
    """The certain part filled, the uncertain hatched, the unknown fading."""
    extent = _extent(span)
    start = period(span.start) if span.start else Period(extent.first, extent.first + marks.YEAR)
    end = period(span.end) if span.end else Period(extent.last - marks.YEAR, extent.last)
    certain = Period(start.first if start.days == 1 else start.last, end.last if end.days == 1 else end.first)
    parts = [("unsure", extent)]
    if certain.first <= certain.last:
        parts = [
            ("unsure" if span.start else "before", Period(extent.first, certain.first)),
            ("", certain),
            ("unsure" if span.end else "after", Period(certain.last, extent.last)),
        ]
    title = Svg("<title>{}</title>").format(span.label) if span.label else EMPTY
    return Svg('<g class="span">{}{}</g>').format(
        title,
        EMPTY.join(
            Svg('<rect x="{}" y="{}" width="{}" height="{}"{}/>').format(
                axis.at(part.first),
                number(y),
                axis.length(part),
                BAR,
                Svg(' fill="url(#{}-{})"').format(prefix, look) if look else EMPTY,
            )
            for look, part in parts
            if part.first < part.last
        ),
    )


def _definitions(prefix: str, lanes: Sequence[Lane]) -> Markup:
    """The fills of what is not certain."""
    if not any(lane.spans for lane in lanes):
        return EMPTY
    fades = EMPTY.join(
        Svg(
            '<linearGradient id="{}-{}"><stop stop-opacity="{}"/><stop offset="1" stop-opacity="{}"/>'
            "</linearGradient>"
        ).format(prefix, name, *opacities)
        for name, opacities in {"before": (0, 1), "after": (1, 0)}.items()
    )
    return Svg(
        '<defs>{}<pattern id="{}-unsure" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<path d="M-1 1 1-1M0 5 5 0M4 6 6 4"/></pattern></defs>'
    ).format(fades, prefix)


def _grid(axis: Axis) -> tuple[Markup, Markup]:
    """A line where a year begins, and the years as there is room for them."""
    pitch = NARROW / axis.years
    room = width_of("2020", SMALL)
    step = max(1, -int(-(room + 6) // pitch))
    lines, years = EMPTY, EMPTY
    for i in range(0, axis.years, -(-axis.years // MOST)):
        year = axis.first_year + i
        x = axis.at(date(year, 1, 1).toordinal())
        fits = i % step == 0 and (i == 0 or (axis.years - i) * pitch >= room)
        hidden = EMPTY if fits else Svg(' class="wide"')
        lines += Svg('<line x1="{0}" x2="{0}" y1="{1}" y2="100%"/>').format(x, YEARS + 5)
        years += Svg('<text x="{}" y="{}"{}>{}</text>').format(x, YEARS, hidden, year)
    return Svg('<g class="grid">{}</g>').format(lines), Svg('<g class="grid">{}</g>').format(years)


def _as_of(axis: Axis, as_of: AsOf) -> Markup:
    """The line of the as-of date, with its words on the side where there is more room."""
    day = period(as_of.date).last
    part, x = axis.part(day), axis.at(day)
    side = Svg('text-anchor="end" dx="-5"') if part > 0.5 else Svg('dx="5"')
    return Svg(
        '<g class="as-of"><title>{}</title><line x1="{x}" x2="{x}" y1="2" y2="100%"/>'
        '<text x="{x}" y="{}" {}>{}</text></g>'
    ).format(as_of.label, AS_OF, side, fit(as_of.label, NARROW * max(part, 1 - part) - 6, SMALL), x=x)

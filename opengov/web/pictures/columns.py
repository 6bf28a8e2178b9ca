"""Columns: how many in which year, one row of them for each voice, all on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from opengov.web.pictures.frame import EMPTY, LINE, NARROW, About, Label, figure, heading, number, percent
from opengov.web.pictures.svg import Svg
from opengov.web.pictures.text import fit, width_of

HEAD, TALLEST = 39, 56  # pixels: a label of one line and the number under it, the highest column
BASE = HEAD + TALLEST
GAP, YEAR = 22, 18  # pixels from a baseline to the next row, and from the last of them to the years
DIGITS = 12  # pixels: the size of the numbers


@dataclass(frozen=True, slots=True)
class Voice:
    """A row: its label, and for every year how many, as a number and as the page writes it."""

    label: Label
    counts: Sequence[tuple[int, str]]


def columns(about: About, years: Sequence[str], voices: Sequence[Voice]) -> Markup:
    """Small columns, a row for each voice, a place for each year. A year of which there is nothing is empty.

    Raises ValueError where a voice has not one count for each year.
    """
    most = max([count for voice in voices for count, _ in voice.counts] + [1])
    rows, y = EMPTY, 0
    labels = [heading(voice.label) for voice in voices]
    above = LINE * (max((lines for _, lines in labels), default=1) - 1)  # one rhythm for all rows
    for voice, (label, _) in zip(voices, labels, strict=True):
        y += above
        drawn = _drawn(voice, len(years), most)
        rows += Svg('<g transform="translate(0 {})">{}{}</g>').format(y, label, drawn)
        y += BASE + GAP
    base = y - GAP
    return figure(about, "columns", rows + _years(years, base + YEAR), height=max(base + YEAR + 4, 1))


def _drawn(voice: Voice, places: int, most: int) -> Markup:
    if len(voice.counts) != places:
        raise ValueError(f"{len(voice.counts)} counts for {places} years")
    drawn = EMPTY
    for i, (count, text) in enumerate(voice.counts):
        if count:
            height = max(TALLEST * count / most, 1)
            drawn += Svg('<rect x="{}" y="{}" width="{}" height="{}"/>').format(
                percent(i + 0.15, places), number(BASE - height), percent(0.7, places), number(height)
            )
            fits = width_of(text, DIGITS) <= NARROW / places
            drawn += Svg('<text x="{}" y="{}"{}>{}</text>').format(
                percent(i + 0.5, places),
                number(BASE - height - 4),
                EMPTY if fits else Svg(' class="wide"'),
                fit(text, NARROW, DIGITS),
            )
    return Svg('<g class="counts">{}</g><line class="axis" x2="100%" y1="{y}" y2="{y}"/>').format(
        drawn, y=BASE
    )


def _years(years: Sequence[str], y: float) -> Markup:
    """The years under their columns; on a narrow screen every second, third ..., as there is room."""
    years = [fit(year, NARROW / 2, DIGITS) for year in years]
    widest = max((width_of(year, DIGITS) for year in years), default=0) + 4
    step = max(1, -int(-widest * len(years) // NARROW))
    drawn = EMPTY.join(
        Svg('<text x="{}" y="{}"{}>{}</text>').format(
            percent(i + 0.5, len(years)), number(y), Svg(' class="wide"') if i % step else EMPTY, year
        )
        for i, year in enumerate(years)
    )
    return Svg('<g class="years">{}</g>').format(drawn)

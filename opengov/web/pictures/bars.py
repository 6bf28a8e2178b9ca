"""Stacked bars: of how many there is what, row by row, on one scale of counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from opengov.web.pictures.frame import (
    BASELINE,
    EMPTY,
    LINE,
    NARROW,
    About,
    Kind,
    Label,
    figure,
    heading,
    key,
    number,
    percent,
)
from opengov.web.pictures.svg import Svg
from opengov.web.pictures.text import fit, width_of

TOP, BAR, GAP = 22, 22, 14  # pixels: what a label of one line takes, a bar, and what is between two rows
DIGITS, LEAST = 13, 2  # pixels: the size of the counts, and what the smallest count takes across
INSET, MARGIN = 1.75, 2  # pixels: what an outline leaves to the gap, and what a count to both sides
# On paper within a line, by the style sheet: what is not begun, and every reason why there is no word.
OUTLINED = frozenset(
    {
        "announced", "no-evidence", "not-published", "pending-review", "not-assessed", "no-irm-data",
        "not-applicable", "other-wording", "none", "missing",
    }
)  # fmt: skip
# What every code looks like when colour does not help: the side of a square, and lines drawn in it.
SLASH = "M-1 1 1-1M0 {0} {0} 0M{1} {2} {2} {1}"
BACKSLASH = "M-1 {2} 1 {1}M0 0 {0} {0}M{2}-1 {1} 1"
TEXTURES = {
    "fine": (9, SLASH.format(9, 8, 10), 1.2),
    "fine-back": (9, BACKSLASH.format(9, 10, 8), 1.2),
    "slash": (6, SLASH.format(6, 5, 7), 2),
    "backslash": (6, BACKSLASH.format(6, 7, 5), 2),
    "cross": (7, "M0 0 7 7M7 0 0 7", 1.3),
    "dots": (6, "M1.5 1.5h.01M4.5 4.5h.01", 1.8),
    "spots": (7, "M1.75 1.75h.01M5.25 5.25h.01", 2.2),
    "upright": (6, "M3 0v6", 2),
    "ticks": (8, "M2 .5v3M6 4.5v3", 1.6),
    "level": (4, "M0 2h4", 1.2),
    "dashes": (10, "M.5 2.5h4M5.5 7.5h4", 1.8),
    "waves": (8, "M0 3 4 6 8 3", 1.6),
    "zigzag": (8, "M3 0 6 4 3 8", 1.6),
    "grid": (6, "M0 3h6M3 0v6", 1.2),
    "plus": (9, "M2 4.5h5M4.5 2v5", 1.5),
    "rings": (9, "M4.5 2a2.5 2.5 0 1 0 .01 0", 1.3),
}
TEXTURE = {
    "announced": "spots",
    "in-progress": "dots",
    "delayed": "backslash",
    "limited": "slash",
    "limited-to-substantial": "grid",
    "mixed": "upright",
    "substantial": "fine",
    "complete": "",
    "not-fulfilled": "cross",
    "reversed": "waves",
    "not-stated": "level",
    "not-started": "ticks",
    "worsened": "zigzag",
    "did-not-change": "dashes",
    "marginal": "plus",
    "major": "fine-back",
    "outstanding": "rings",
    "none": "dashed",  # no texture: a line of dashes around it
    "no-evidence": "dots",
    "not-published": "",
    "pending-review": "level",
    "not-assessed": "slash",
    "no-irm-data": "cross",
    "not-applicable": "upright",
    "other-wording": "waves",
    "missing": "",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """How many there are of a kind, and the same number as the page writes it. ``label`` is what this row
    calls the kind, where rows differ in that.
    """

    code: str
    count: int
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its label, and its segments in the order in which they are drawn."""

    label: Label
    segments: Sequence[Segment]


def stacked_bars(
    about: About, kinds: Sequence[Kind], bars: Sequence[Bar], *, own_keys: bool = False
) -> Markup:
    """Horizontal stacked bars. The longest fills the width, and a count is as long in every row.

    kinds  the codes with their words, in the order of the key, from which a kind that is nowhere is left out.
           A code without a look of its own looks ``missing``
    own_keys  whether each row has a key of its own, with its counts, and not all rows one together

    Raises KeyError for a segment whose code is in no kind.
    """
    words = {kind.code: kind for kind in kinds}
    most = max([sum(segment.count for segment in bar.segments) for bar in bars] + [1])
    used = {segment.code for bar in bars for segment in bar.segments if segment.count}
    looks = {_look(code) for code in used if TEXTURE[_look(code)] in TEXTURES}
    textures = EMPTY.join(_texture(about.id, look) for look in sorted(looks))
    rows, axis, y = EMPTY, "", 0
    labels = [heading(bar.label, BASELINE - TOP) for bar in bars]
    top = TOP + LINE * (max((lines for _, lines in labels), default=1) - 1)  # one rhythm for all rows
    for bar, (label, _) in zip(bars, labels, strict=True):
        y += top
        drawn = _drawn(about.id, bar, words, most)
        rows += Svg('<g transform="translate(0 {})">{}{}</g>').format(y, label, drawn)
        axis += f"M0 {y - 3}v{BAR + 6}"
        y += BAR + GAP
    rows += Svg('<path class="axis" d="{}"/>').format(axis)
    if own_keys:
        shown = EMPTY.join(_own_key(about.id, bar, words) for bar in bars)
    else:
        shown = key((kind, _swatch(about.id, kind.code)) for kind in kinds if kind.code in used)
    drawing = Svg("<defs>{}</defs>{}").format(textures, rows) if textures else rows
    return figure(about, "bars", drawing, height=max(y - GAP, 1), after=shown)


def _own_key(prefix: str, bar: Bar, words: dict[str, Kind]) -> Markup:
    """The key of a row: what it says, and how often."""
    told: dict[str, list[str]] = {}  # what looks alike has one entry
    for one in bar.segments:
        if one.count:
            told.setdefault(one.code, []).append(f"{_label(one, words)} {one.text}")
    entries = [(Kind(code, " · ".join(texts)), _swatch(prefix, code)) for code, texts in told.items()]
    return Svg('<div class="own-key"><p>{}</p>{}</div>').format(bar.label.text, key(entries))


def _label(segment: Segment, words: dict[str, Kind]) -> str:
    return segment.label or words[segment.code].label


def _drawn(prefix: str, bar: Bar, words: dict[str, Kind], most: int) -> Markup:
    under, over, before = EMPTY, EMPTY, 0
    for segment in bar.segments:
        if segment.count:
            drawn = _segment(prefix, segment, _label(segment, words), before, most)
            if _look(segment.code) in OUTLINED or _is_thin(segment, most):  # on top of the gaps beside it
                over += drawn
            else:
                under += drawn
            before += segment.count
    return under + over


def _segment(prefix: str, segment: Segment, label: str, before: int, most: int) -> Markup:
    look = _look(segment.code)
    text = EMPTY
    if width_of(segment.text, DIGITS) <= NARROW * segment.count / most - MARGIN:
        text = Svg('<text x="{}" y="{}">{}</text>').format(
            percent(before + segment.count / 2, most), BAR - 6, fit(segment.text, NARROW, DIGITS)
        )
    return Svg('<g class="s-{}"><title>{} · {}</title><rect x="{}" width="{}"{}{}{}/>{}</g>').format(
        look,
        label,
        segment.text,
        percent(before, most),
        percent(max(segment.count, most * LEAST / NARROW), most),
        _stands(look),
        Svg(' class="thin"') if _is_thin(segment, most) else EMPTY,
        _fill(prefix, look),
        text,
    )


def _is_thin(segment: Segment, most: int) -> bool:
    """Whether the gaps to both sides would leave too little of it."""
    return NARROW * segment.count / most < 3 * LEAST


def _stands(look: str) -> Markup:
    """From where to where down; an outline takes as much as others leave to their gap."""
    if look not in OUTLINED:
        return Svg(' height="{}"').format(BAR)
    return Svg(' y="{}" height="{}"').format(INSET, BAR - 2 * INSET)


def _swatch(prefix: str, code: str) -> Markup:
    look = _look(code)
    return Svg('<g class="s-{}"><rect x="1" y="1" width="18" height="12"{}/></g>').format(
        look, _fill(prefix, look)
    )


def _look(code: str) -> str:
    return code if code in TEXTURE else "missing"


def _fill(prefix: str, look: str) -> Markup:
    return Svg(' fill="url(#{}-{})"').format(prefix, look) if TEXTURE[look] in TEXTURES else EMPTY


def _texture(prefix: str, look: str) -> Markup:
    side, path, stroke = TEXTURES[TEXTURE[look]]
    return Svg(
        '<pattern id="{0}-{1}" class="s-{1}" width="{2}" height="{2}" patternUnits="userSpaceOnUse">'
        '<rect width="{2}" height="{2}"/><path d="{3}" stroke-width="{4}"/></pattern>'
    ).format(prefix, look, side, path, number(stroke))

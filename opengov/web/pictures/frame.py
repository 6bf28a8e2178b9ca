"""What all pictures share: the figure, its name and description, the same as a table, the labels."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from opengov.web.pictures.svg import Svg
from opengov.web.pictures.text import ELLIPSIS, wrap

NARROW = 288  # CSS pixels: what a screen of 320 leaves to a picture
WIDE = 576  # from this width on, 36rem, what has the class "wide" is shown, and what has "narrow" is not
LETTERS, BASELINE, LINE = 14, 15, 18  # CSS pixels: the size of labels, where they stand, from line to line
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ID = re.compile(r"[a-z][a-z0-9-]*\Z")
EMPTY = Svg("")


@dataclass(frozen=True, slots=True)
class Label:
    """Words to be shown: where they lead, if anywhere, and their BCP 47 language where not the page's."""

    text: str
    href: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A code and the words for it, as they stand in the key of a picture."""

    code: str
    label: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The table that says what a picture says. The first cell of each row is the row's head."""

    caption: str
    head: Sequence[Label | str]
    rows: Sequence[Sequence[Label | str]]


@dataclass(frozen=True, slots=True)
class About:
    """What a picture is.

    id           unique in its page: small letters, digits and hyphens
    title        its name
    description  what there is to be seen, for those who do not see it
    grid         the same as a table, folded away under the words ``summary``
    note         what one must know to read it, for everyone
    """

    id: str
    title: str
    description: str
    summary: str = ""
    grid: Grid | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not ID.match(self.id):
            raise ValueError(f"not an id for a picture: {self.id!r}")


def figure(
    about: About, kind: str, drawing: Markup, *, height: float | None, after: Markup = EMPTY
) -> Markup:
    """The whole picture.

    kind     its class: bars, timeline, columns, world
    drawing  what stands inside the SVG
    height   of the SVG, in CSS pixels; None where the style sheet gives its shape
    after    what stands between the SVG and the table, such as the key
    """
    # An image has no parts for a screen reader, and a link in it could be reached but not heard.
    role = "group" if "<a " in drawing else "img"
    tall = EMPTY if height is None else Svg(' height="{}"').format(number(height))
    whole = Svg(
        '<figure class="picture {kind}"><figcaption>{title}{note}</figcaption>'
        '<svg xmlns="http://www.w3.org/2000/svg" role="{role}" aria-labelledby="{id}-title {id}-desc"'
        ' width="100%"{tall}><title id="{id}-title">{title}</title><desc id="{id}-desc">{desc}</desc>'
        "{drawing}</svg>{after}{table}</figure>"
    ).format(
        kind=kind,
        role=role,
        id=about.id,
        tall=tall,
        title=about.title,
        note=Svg(" <span>{}</span>").format(about.note) if about.note else EMPTY,
        desc=about.description,
        drawing=drawing,
        after=after,
        table=_table(about),
    )
    return Svg(NO_XML.sub("", whole))


def heading(label: Label, y: int = BASELINE) -> tuple[Markup, int]:
    """A label over a row of the picture, linked if it leads somewhere, and the lines that it takes: 1 or 2.

    The last line stands on ``y``, another over it. Where a narrow screen needs two and a wide one does not,
    the upper stays empty there. What does not fit is cut, and is whole in the title.
    """
    narrow, wide = wrap(label.text, NARROW, LETTERS), wrap(label.text, WIDE, LETTERS)
    if narrow == wide:
        words = _lines(narrow, y, EMPTY)
    else:
        words = _lines(narrow, y, Svg(' class="narrow"')) + _lines(wide, y, Svg(' class="wide"'))
    is_cut = narrow[-1].endswith(ELLIPSIS) and not label.text.endswith(ELLIPSIS)
    title = Svg("<title>{}</title>").format(label.text) if is_cut else EMPTY
    if label.href:
        words = Svg('<a href="{}"{}>{}{}</a>').format(label.href, spoken(label.lang), title, words)
    elif title or label.lang:
        words = Svg("<g{}>{}{}</g>").format(spoken(label.lang), title, words)
    return words, len(narrow)


def _lines(texts: Sequence[str], y: int, shown: Markup) -> Markup:
    if len(texts) == 1:
        return Svg('<text y="{}"{}>{}</text>').format(y, shown, texts[0])
    return Svg('<text{}><tspan x="0" y="{}">{}</tspan> <tspan x="0" y="{}">{}</tspan></text>').format(
        shown, y - LINE, texts[0], y, texts[1]
    )


def spoken(lang: str) -> Markup:
    """The attribute that names a language, if there is one to name."""
    return Svg(' lang="{}"').format(lang) if lang else EMPTY


def anchor(label: Label | str) -> Markup:
    """A label in HTML."""
    if isinstance(label, str):
        return Markup.escape(label)
    if label.href:
        return Svg('<a href="{}"{}>{}</a>').format(label.href, spoken(label.lang), label.text)
    if label.lang:
        return Svg("<span{}>{}</span>").format(spoken(label.lang), label.text)
    return Markup.escape(label.text)


def key(entries: Iterable[tuple[Kind, Markup]]) -> Markup:
    """The key under a picture, of kinds and the contents of an SVG of 20 by 14 that shows each."""
    items = Svg("").join(
        Svg('<li><svg width="20" height="14" aria-hidden="true">{}</svg> <span{}>{}</span></li>').format(
            sign, spoken(kind.lang), kind.label
        )
        for kind, sign in entries
    )
    return Svg('<ul class="key">{}</ul>').format(items) if items else EMPTY


def number(value: float) -> str:
    """A coordinate, as short as it can be without being seen to be short."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(part: float, whole: float) -> str:
    """Where ``part`` of ``whole`` lies across the picture."""
    return f"{number(100 * part / whole)}%"


def _table(about: About) -> Markup:
    grid = about.grid
    if grid is None:
        return EMPTY
    numeric = {
        i for i in range(1, len(grid.head)) if all(_is_number(row[i]) for row in grid.rows if i < len(row))
    }
    head = EMPTY.join(_cell("th", cell, "col", i in numeric) for i, cell in enumerate(grid.head))
    rows = EMPTY.join(
        Svg("<tr>{}</tr>").format(
            EMPTY.join(_cell("td" if i else "th", cell, "row", i in numeric) for i, cell in enumerate(row))
        )
        for row in grid.rows
    )
    return Svg(
        '<details class="as-table"><summary>{}</summary>'
        '<div class="scroll" role="region" aria-labelledby="{id}-caption" tabindex="0"><table>'
        '<caption id="{id}-caption">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody>'
        "</table></div></details>"
    ).format(about.summary or grid.caption, grid.caption, head, rows, id=about.id)


def _cell(tag: str, cell: Label | str, scope: str, is_number: bool) -> Markup:
    return Svg("<{0}{1}{2}>{3}</{0}>").format(
        tag,
        Svg(' scope="{}"').format(scope) if tag == "th" else EMPTY,
        Svg(' class="number"') if is_number else EMPTY,
        anchor(cell),
    )


def _is_number(cell: Label | str) -> bool:
    text = cell if isinstance(cell, str) else cell.text
    return not text or (any(c.isdigit() for c in text) and not any(c.isalpha() for c in text))

"""Whether a row of the sheet speaks of the commitment whose id it carries: place, address, year, title.

An id alone proves little: a slip in one cell would give a city the ratings of another.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from opengov.ogp.columns import LOCALITY, TITLE, YEAR
from opengov.ogp.places import Place, locality, member
from opengov.ogp.record import Own
from opengov.ogp.sheet import Line
from opengov.ogp.texts import folded, inert, short

SHORT_TITLE, URL = "Short Title", "URL"
NEW_SCALE = 2020  # plans from this year on are rated on other scales than the sheet's columns show
HOST = "opengovpartnership.org"
MEND = "correct it or leave the cell blank; if the id is wrong, correct that"
EXPECTED = {YEAR: "a year, 2017", URL: "an address at opengovpartnership.org"}


def misfits(line: Line, own: Own) -> list[str]:
    """Why the row cannot be on this commitment, one sentence each; empty if nothing speaks against it."""
    return [*_elsewhere(line, own), *_another(line, own)]


def strange(line: Line) -> Iterator[tuple[str, str]]:
    """Columns that should tell where the row belongs, and whose content is not understood."""
    if (year := line.cells.get(YEAR, "")) and _year(year) is None:
        yield YEAR, year
    if (url := line.cells.get(URL, "")) and not _of_ogp(url):
        yield URL, url


def understood(column: str, text: str) -> object:
    """What a cell that tells where the row belongs means, however it is spelt."""
    if column == LOCALITY and any(parts := locality(text)):
        return parts
    if column == YEAR and (year := _year(text)) is not None:
        return year
    if column == URL:
        parts = (_key(text), member(text)) if _of_ogp(text) else ()
        return parts if any(parts) else text
    return folded(text) or inert(text)


def other_title(line: Line, own: Own) -> str:
    """The title of the row where it is not that of our record; empty if it is, or if ours is not official."""
    title = line.cells.get(TITLE, "")
    return title if title and own.official and not _same_title(line, own) else ""


def _elsewhere(line: Line, own: Own) -> Iterator[str]:
    cells, place = line.cells, own.place
    if (cell := cells.get(LOCALITY, "")) and not place.has_locality(locality(cell)):
        mend = _mend(place)
        yield f"{LOCALITY} says {short(cell)}, but {own.ogp_id} is a commitment of {place.name}: {mend}"
    url = cells.get(URL, "")
    if url and _of_ogp(url):
        if (key := _key(url)) and key != own.ogp_id:
            yield f"its URL is that of {short(key)}: {MEND}"
        if (slug := member(url)) and not place.has_member(slug):
            yield f"its URL is on the pages of {short(slug)}, but {own.ogp_id} is of {place.name}: {MEND}"
    year = _year(cells.get(YEAR, ""))
    if year is not None and year not in own.years:
        ours = " or ".join(str(one) for one in sorted(own.years))
        yield f"{YEAR} says {year}, but our plan {own.plan_id} is of {ours}: {MEND}"


def _mend(place: Place) -> str:
    """What was expected where a place goes by a name or country that is not ours of it."""
    whole = f"“{place.name}, {place.country}”, or " if place.country else ""
    return (
        f"if {place.name} is meant, write {whole}the name alone, or leave the cell blank; "
        "if another place is, correct the id"
    )


def _another(line: Line, own: Own) -> Iterator[str]:
    if own.superseded:
        now = ", ".join(own.successors) or "other listings"
        yield f"our record {own.commitment_id} is superseded: {now} took its place"
    if own.namesake and not _same_title(line, own):
        yield (
            f"{own.ogp_id} has named another commitment before ({own.namesake}), and the row does not carry "
            f"the title of {own.commitment_id}, {short(own.titles[0])}"
        )


def _same_title(line: Line, own: Own) -> bool:
    theirs = {folded(line.cells.get(column, "")) for column in (TITLE, SHORT_TITLE)} - {""}
    return not theirs.isdisjoint(folded(title) for title in own.titles)


def _of_ogp(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and (host == HOST or host.endswith("." + HOST))


def _key(url: str) -> str:
    match = re.search(r"/commitments?/([A-Za-z]{2,5}[0-9]{3,5})(?:/|\Z)", urlsplit(url).path)
    return match[1].upper() if match else ""


def _year(cell: str) -> int | None:
    match = re.match(r"([12][0-9]{3})(?:\.0+|-[0-9]{2}(?:-[0-9]{2})?)?\Z", cell, re.ASCII)
    return int(match[1]) if match else None

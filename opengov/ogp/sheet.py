"""A sheet of OGP's commitments, read without trust: whatever it is, it becomes rows or one clear sentence.

The columns are those that a public re-user reads of OGP's own Google Sheet; there may be more. Only the
identifier is needed.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from opengov.errors import OpenGovError

KEY = "Commitment Unique Identifier"
LOCALITY, TITLE, LEAD, YEAR = "Country/Locality", "Commitment Title", "Lead Institution", "Year Of Submission"
SPECIFICITY = "Specificity"
KNOWN = (
    KEY, LOCALITY, "Region", "Theme", YEAR, "Action Plan Number", "Commitment Number", TITLE, "Short Title",
    "Full Text", LEAD, "Supporting Institution(s)", "URL", "OGP Value Access To Information",
    "OGP Value Civic Participation", "OGP Value Public Accountability", "OGP Value Technology", SPECIFICITY,
    "Potential Impact", "Completion (Progress Report)", "Did It Open Government (Overall)",
)  # fmt: skip
MOST_BYTES = 200_000_000
MOST_CELL = 1_000_000  # characters: a full text of a commitment has some thousands
OTHER_KINDS = {
    b"PK\x03\x04": "an Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"<": "a web page (a login page, perhaps)",
    b"{": "JSON",
    b"[": "JSON",
}
HINT = "Save or export the sheet as “CSV UTF-8”."


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: ``number`` is its physical line, ``cells`` by the known name of the column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What could be read. ``notes`` say what was guessed, missing or passed over, ``faults`` name the lines
    that could not be read.
    """

    lines: tuple[Line, ...]
    columns: frozenset[str]
    notes: tuple[str, ...]
    faults: tuple[str, ...]


def read(content: bytes) -> Sheet:
    """Read a sheet. Raises OpenGovError if it is no sheet of commitments at all."""
    text, notes = _decoded(content)
    csv.field_size_limit(MOST_CELL)
    faults: list[str] = []
    records = _records(text, _separator(text, notes), faults)
    header = next(records, (0, []))[1]
    places = _places(header, notes)
    lines = []
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(f"line {number}: {len(cells)} cells, the header has {len(header)}")
            continue
        lines.append(Line(number, {name: cells[place].strip() for name, place in places.items()}))
    return Sheet(tuple(lines), frozenset(places), tuple(notes), tuple(faults))


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if not content.strip():
        raise OpenGovError("The file is empty.", HINT)
    if len(content) > MOST_BYTES:
        raise OpenGovError(f"The file is larger than {MOST_BYTES} bytes.")
    start = content.removeprefix(codecs.BOM_UTF8).lstrip()[:8]
    for begin, what in OTHER_KINDS.items():
        if start.startswith(begin):
            raise OpenGovError(f"The file is no CSV but {what}.", HINT)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), ["read as UTF-16"]
        except UnicodeDecodeError as error:
            raise OpenGovError("The file begins like UTF-16 and is none.", HINT) from error
    if b"\0" in content:
        raise OpenGovError("The file holds NUL bytes: it is no text.", HINT)
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        return text, [
            "the file is not UTF-8: read as Windows-1252, which is a guess; look at accented letters"
        ]


def _separator(text: str, notes: list[str]) -> str:
    """Commas, or what the header has more of: spreadsheets of some countries write semicolons or tabs."""
    header = text.lstrip().split("\n", 1)[0]
    found = max(",;\t", key=header.count)
    if found != ",":
        notes.append(f"cells are separated by {'semicolons' if found == ';' else 'tabs'}")
    return found


def _records(text: str, separator: str, faults: list[str]) -> Iterator[tuple[int, list[str]]]:
    sheet = text.lstrip("\n\r")
    blank = text[: len(text) - len(sheet)].count("\n")
    reader = csv.reader(io.StringIO(sheet, newline=""), delimiter=separator, strict=True)
    begins = 1 + blank
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(f"line {begins}: {error}; nothing after it was read")
            return
        yield begins, cells
        begins = reader.line_num + 1 + blank


def _places(header: list[str], notes: list[str]) -> dict[str, int]:
    """Where the known columns are, whatever their case and spacing."""
    wanted = {_folded(name): name for name in KNOWN}
    places: dict[str, int] = {}
    others, twice = [], []
    for place, name in enumerate(header):
        known = wanted.get(_folded(name))
        if known is None:
            others.append(name.strip() or f"(column {place + 1} without a name)")
        elif known in places:
            twice.append(known)
        else:
            places[known] = place
    if KEY not in places:
        seen = ", ".join(name.strip() for name in header[:6])
        raise OpenGovError(f"The sheet has no column “{KEY}”. Its first columns: {seen[:200]}.", HINT)
    if twice:
        raise OpenGovError(f"The sheet has a column twice: {', '.join(twice)}.", "Take the wrong one out.")
    if others:
        notes.append(f"columns that are not known, passed over: {', '.join(others)[:300]}")
    if SPECIFICITY in places:
        notes.append(
            f"{SPECIFICITY} is not compared: our scale has verifiable, and nothing is converted silently"
        )
    if missing := [name for name in KNOWN if name not in places]:
        notes.append(f"columns that the sheet lacks: {', '.join(missing)}")
    return places


def _folded(name: str) -> str:
    return "".join(name.casefold().split())

"""A sheet of OGP's commitments, read without trust: whatever it is, it becomes rows or one clear sentence."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from opengov.errors import OpenGovError
from opengov.ogp import columns
from opengov.ogp.texts import counted

MOST_BYTES = 50_000_000  # it takes fifteen times as much memory, as JSON twice that
MOST_CELL = 1_000_000  # characters: a full text of a commitment has some thousands
OTHER_KINDS = {
    b"PK\x03\x04": "an Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"<": "a web page (a login page, perhaps)",
    b"{": "JSON",
    b"[": "JSON",
    b"SQLite f": "an SQLite database",
    b"\x1f\x8b": "a gzip file",
}
HINT = "Save or export the sheet as “CSV UTF-8”, and give that file."
CSV_FAULTS = {  # what the csv module says, and what a person can do about it
    "unexpected end of data": "a quote is opened and never closed",
    "expected after": "text stands behind a closing quote; a quote inside a cell must be doubled",
    "field larger than field limit": f"a cell has over {MOST_CELL} characters; is a quote never closed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: ``number`` is its physical line, ``cells`` by the known name of the column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What could be read. ``notes`` say what was guessed, missing or passed over, ``misnamed`` which columns
    to rename, ``faults`` name the lines that could not be read.
    """

    lines: tuple[Line, ...]
    columns: frozenset[str]
    notes: tuple[str, ...]
    misnamed: tuple[str, ...]
    faults: tuple[str, ...]


def read(content: bytes) -> Sheet:
    """Read a sheet. Raises OpenGovError if it is no sheet of commitments at all."""
    text, notes = _decoded(content)
    csv.field_size_limit(MOST_CELL)
    faults: list[str] = []
    records = _records(text, notes, faults)
    header = next(records, (0, []))[1]
    if not header and faults:
        raise OpenGovError(f"The header cannot be read: {faults[0]}.", HINT)
    places = columns.places(header, text, notes)
    lines = []
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(
                f"line {number}: {counted(len(cells), 'cell')}, the header has {len(header)}; mend its "
                "separators and quotes, or export the sheet again"
            )
            continue
        lines.append(Line(number, {name: cells[place].strip() for name, place in places.items()}))
    misnamed = columns.misnamed(header, places)
    return Sheet(tuple(lines), frozenset(places), tuple(notes), misnamed, tuple(faults))


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if len(content) > MOST_BYTES:
        raise OpenGovError(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB.",
            "Is it the sheet of commitments? If it is, delete columns that are not compared: the full text.",
        )
    text, notes = _text(content)
    if not text.strip():
        raise OpenGovError("The file is empty.", HINT)
    if "\0" in text:
        at = text.count("\n", 0, text.index("\0")) + 1
        raise OpenGovError(
            f"The file holds NUL bytes (first in line {at}): it is no text of a known kind.", HINT
        )
    return text, notes


def _text(content: bytes) -> tuple[str, list[str]]:
    start = content.removeprefix(codecs.BOM_UTF8).lstrip()[:8]
    for begin, what in OTHER_KINDS.items():
        if start.startswith(begin) and b"\0" not in start[:2]:
            raise OpenGovError(f"The file is no CSV but {what}.", HINT)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), ["read as UTF-16"]
        except UnicodeDecodeError as error:
            raise OpenGovError("The file begins like UTF-16 and is none.", HINT) from error
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        guess = f"not UTF-8 (first in line {line}): read as Windows-1252, a guess; look at accented letters"
        return content.decode("cp1252", "replace"), [guess]


def _separator(text: str, notes: list[str]) -> str:
    """Commas, or what the header has more of: spreadsheets of some countries write semicolons or tabs."""
    header = re.split(r"[\r\n]", text, maxsplit=1)[0]
    found = max(",;\t", key=header.count)
    if found != ",":
        notes.append(f"cells are separated by {'semicolons' if found == ';' else 'tabs'}")
    return found


def _records(text: str, notes: list[str], faults: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Every record with its physical line; blank lines before the header and Excel's ``sep=`` are none."""
    sheet = re.sub(r"\A\s*(?:sep=.[ \t]*(?=[\r\n]))?[\r\n\s]*", "", text, count=1)
    before = len(re.findall(r"\r\n|\r|\n", text[: len(text) - len(sheet)]))
    reader = csv.reader(io.StringIO(sheet, newline=""), delimiter=_separator(sheet, notes), strict=True)
    begins = 1 + before
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            why = next((ours for theirs, ours in CSV_FAULTS.items() if theirs in str(error)), str(error))
            faults.append(f"line {begins}: {why}; nothing from there on was read")
            return
        yield begins, cells
        begins = reader.line_num + 1 + before

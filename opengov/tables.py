"""The one place that reads and writes CSV.

The canonical form (design rule *Canonical text*): UTF-8 without BOM, LF, minimal quoting, columns in schema
order, rows sorted by primary key. ``canonical`` writes it, and changes no value on the way.
"""

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from opengov.errors import OpenGovError
from opengov.package import Package, Table

_HINT = "Run 'opengov check' and mend this by hand first."
MAX_CELL = 100_000  # characters; ``check`` asks for far less, this is where reading gives up
Row = tuple[str, ...]


class BadCsv(Exception):
    """A file that strict CSV cannot read: ``line`` (physical, 1 for the first) and ``reason``."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rows:
    """What a CSV file holds, cells as text.

    header  the first record
    rows    the records after it; a blank line is an empty tuple, so that positions stay those of the file
    lines   the physical line on which each record of ``rows`` begins
    """

    header: Row
    rows: list[Row]
    lines: list[int]


def records(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Every record of a CSV file with the physical line on which it begins, strictly read.

    Raises BadCsv for an unclosed quote, text after a closing quote and cells over MAX_CELL characters, and
    UnicodeDecodeError; a BOM is not part of the text.
    """
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline=""), strict=True)
    csv.field_size_limit(MAX_CELL)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadCsv(begins, str(error)) from error


def parse(content: bytes) -> Rows:
    """The whole of a CSV file. Raises what ``records`` raises.

    Equal cells share one string: a million updates name the same few hundred plans, codes and sources.
    """
    known: dict[str, str] = {}
    share = known.setdefault
    header: Row = ()
    rows: list[Row] = []
    lines: list[int] = []
    for line, cells in records(content):
        row = tuple([share(cell, cell) for cell in cells])
        if line == 1 and not header:
            header = row
        else:
            rows.append(row)
            lines.append(line)
    return Rows(header, rows, lines)


def read(path: Path) -> Rows:
    """The whole of the CSV file at ``path``. Raises what ``parse`` raises, and OSError."""
    return parse(path.read_bytes())


def stream(path: Path) -> Iterator[list[str]]:
    """The records after the header, one at a time, for tables larger than memory. The file must have been
    checked: what is not strict CSV raises ``csv.Error``.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        next(reader, None)
        yield from reader


def sort_key(table: Table) -> Callable[[Row], Row]:
    """The order of a table's rows: by primary key, as text, code point by code point."""
    return cells_at(table.index(name) for name in table.primary_key)


def cells_at(positions: Iterable[int]) -> Callable[[Row], Row]:
    """A function that takes the cells at some positions out of a row, as a tuple."""
    first, *more = positions
    if not more:
        return lambda row: (row[first],)
    return itemgetter(first, *more)


def canonical(header: Row, rows: Iterable[Row]) -> str:
    """The CSV text of rows that are already in order: LF, quotes only where they are needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def in_order(table: Table, rows: Rows) -> tuple[Row, list[Row]]:
    """Header and rows in canonical order: columns as in the schema, rows by key, blank lines gone.

    Nothing is lost: columns that the schema does not know stay, behind the others; a row whose cells do not
    fit the header leaves the whole table in its order, as a person must look at it first.
    """
    unknown = [name for name in rows.header if name not in table]
    names = [name for name in table.columns if name in rows.header] + unknown
    filled = [row for row in rows.rows if row]
    duplicated = len(set(rows.header)) != len(rows.header)
    if duplicated or any(len(row) != len(rows.header) for row in filled):
        return rows.header, filled
    if not names:
        return rows.header, filled
    move = cells_at(rows.header.index(name) for name in names)
    key = cells_at([names.index(name) for name in table.primary_key if name in names] or [0])
    return tuple(names), sorted(map(move, filled), key=key)


def tidy(package: Package) -> list[str]:
    """Write every table of the package in canonical form; returns the paths of those that changed.

    Raises OpenGovError, naming the file, if a table is not strict CSV of ours, and then has changed nothing:
    all tables are read before the first is written. A carriage return inside a cell is refused too, as the
    csv module of Python 3.11 writes it without quotes and so tears the row apart.
    """
    changed: dict[str, bytes] = {}
    for table in package.tables:
        path = package.root / table.path
        try:
            old = path.read_bytes()
            rows = _ours(table, parse(old))
        except (BadCsv, UnicodeDecodeError) as error:
            raise OpenGovError(
                f"{table.path} is left alone, and so are all others: {error}.", _HINT
            ) from error
        new = canonical(*in_order(table, rows)).encode("utf-8")
        if new != old:
            changed[table.path] = new
    for name, content in changed.items():
        replace(package.root / name, content)
    return list(changed)


def _ours(table: Table, rows: Rows) -> Rows:
    missing = [name for name in table.columns if name not in rows.header]
    if missing:
        raise BadCsv(1, f"the header lacks {', '.join(missing)}")
    for row, line in zip(rows.rows, rows.lines, strict=True):
        if any("\r" in cell or "\0" in cell for cell in row):
            raise BadCsv(line, "a cell holds a carriage return or a NUL")
    return rows


def replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader meets the old or the new one, never half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if path.exists():
            Path(temporary).chmod(path.stat().st_mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

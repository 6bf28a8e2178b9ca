"""What was written is read back: every form of a table must hold as many rows, every zip be whole.

Sheets of Excel are counted as they stream past: neither a sheet nor its tree is ever held.
"""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from pyarrow import parquet

from opengov.errors import OpenGovError
from opengov.export import dictionary, workbook
from opengov.export.flat import COMMITMENTS
from opengov.export.listing import Entry
from opengov.package import Package
from opengov.tables import stream

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"


def prove(package: Package, entries: tuple[Entry, ...], folder: Path) -> None:
    """Raise OpenGovError, naming the file, if a file does not hold what its entry says."""
    for entry in entries:
        path = folder / entry.path
        if entry.format == "zip":
            with zipfile.ZipFile(path) as archive:
                if broken := archive.testzip():
                    raise OpenGovError(f"{entry.path} is broken: {broken} cannot be read back.")
        if entry.rows is not None and entry.group not in ("workbook", "database"):
            found = COUNT[entry.format](path)
            if found != entry.rows:
                raise OpenGovError(f"{entry.path} holds {found} rows, not {entry.rows}.")
        if entry.group == "workbook":
            _prove_sheets(package, entries, entry, folder)
    with closing(sqlite3.connect(f"{(folder / 'opengov.db').resolve().as_uri()}?mode=ro", uri=True)) as base:
        total = 0
        for entry in entries:
            if entry.group == "table" and entry.format == "csv":
                (found,) = base.execute(f'SELECT count(*) FROM "{entry.table}"').fetchone()
                total += found
                if found != entry.rows:
                    raise OpenGovError(f"opengov.db holds {found} rows of {entry.table}, not {entry.rows}.")
    for entry in entries:
        if entry.group == "database" and entry.rows != total:
            raise OpenGovError(f"{entry.path} holds {total} rows, not {entry.rows}.")


def _prove_sheets(package: Package, entries: tuple[Entry, ...], book: Entry, folder: Path) -> None:
    """Each sheet of the workbook holds the rows of its table, or as many as a sheet takes."""
    path, total = folder / book.path, 0
    wanted = dict.fromkeys((COMMITMENTS.sheet, workbook.CODES), 0)
    lists = {table.name for table in package.tables if table.is_codelist}
    for entry in entries:
        if entry.format == "csv" and entry.group in ("table", "flat"):
            sheet = COMMITMENTS.sheet if entry.group == "flat" else entry.table or ""
            sheet = workbook.CODES if sheet in lists else sheet
            wanted[sheet] = wanted.get(sheet, 0) + (entry.rows or 0)
    with zipfile.ZipFile(path) as archive:
        sheets = _sheets(archive)
        for name, rows in wanted.items():
            found = _rows(archive, sheets[name]) if name in sheets else 0
            if found != min(rows, workbook.MOST_ROWS):
                raise OpenGovError(f"{path.name} holds {found} rows of {name}, not {rows}.")
            total += found if name != COMMITMENTS.sheet else 0
    if total != book.rows:
        raise OpenGovError(f"{path.name} holds {total} rows, not {book.rows}.")


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheets of a workbook that XlsxWriter wrote: name and file, which it numbers in their order."""
    tree = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return {
        sheet.attrib["name"]: f"xl/worksheets/sheet{place}.xml"
        for place, sheet in enumerate(tree.iter(SHEET), 1)
    }


def _rows(archive: zipfile.ZipFile, name: str) -> int:
    """How many rows a sheet has, without its header."""
    count = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal count
        count += tag == "row"

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with archive.open(name) as file:
        parser.ParseFile(file)
    return count - 1


def _csv(path: Path) -> int:
    return sum(1 for _ in stream(path))


def _json(path: Path) -> int:
    """Rows in the form that ``formats.write_json`` writes: a line each, but for the brackets."""
    with path.open("rb") as file:
        return sum(1 for line in file if line.startswith(b"{"))


def _geojson(path: Path) -> int:
    return path.read_text(encoding="utf-8").count('"type": "Feature",')


def _parquet(path: Path) -> int:
    return parquet.ParquetFile(path).metadata.num_rows


def _xlsx(path: Path) -> int:
    """Rows of the first sheet after the cover, without its header."""
    with zipfile.ZipFile(path) as archive:
        return _rows(archive, "xl/worksheets/sheet2.xml")


def _zip(path: Path) -> int:
    """Rows of all tables in a data package, without those of its dictionary."""
    count = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".csv") and name != dictionary.FILE:
                with archive.open(name) as file:
                    lines = io.TextIOWrapper(file, encoding="utf-8", newline="")
                    count += sum(1 for _ in csv.reader(lines)) - 1
    return count


COUNT: dict[str, Callable[[Path], int]] = {
    "csv": _csv,
    "json": _json,
    "geojson": _geojson,
    "parquet": _parquet,
    "xlsx": _xlsx,
    "zip": _zip,
}

"""What was written is read back: every form of a table must hold as many rows, every zip be whole."""

import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

from pyarrow import parquet

from opengov.errors import OpenGovError
from opengov.export.listing import Entry
from opengov.package import Package
from opengov.tables import stream

SHEET_ROW = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}row"


def prove(package: Package, entries: tuple[Entry, ...], folder: Path) -> None:
    """Raise OpenGovError, naming the file, if a file does not hold what its entry says."""
    for entry in entries:
        path = folder / entry.path
        if entry.format == "zip":
            with zipfile.ZipFile(path) as archive:
                if broken := archive.testzip():
                    raise OpenGovError(f"{entry.path} is broken: {broken} cannot be read back.")
        if entry.rows is not None:
            found = COUNT[entry.format](path)
            if found != entry.rows:
                raise OpenGovError(f"{entry.path} holds {found} rows, not {entry.rows}.")
    with closing(sqlite3.connect(f"{(folder / 'opengov.db').resolve().as_uri()}?mode=ro", uri=True)) as base:
        for entry in entries:
            if entry.group == "table" and entry.format == "csv":
                (found,) = base.execute(f'SELECT count(*) FROM "{entry.table}"').fetchone()
                if found != entry.rows:
                    raise OpenGovError(f"opengov.db holds {found} rows of {entry.table}, not {entry.rows}.")


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
    count = 0
    with zipfile.ZipFile(path) as archive, archive.open("xl/worksheets/sheet2.xml") as file:
        for _, element in ElementTree.iterparse(file):
            if element.tag == SHEET_ROW:
                count += 1
            element.clear()
    return count - 1


COUNT: dict[str, Callable[[Path], int]] = {
    "csv": _csv,
    "json": _json,
    "geojson": _geojson,
    "parquet": _parquet,
    "xlsx": _xlsx,
}

"""The plain forms of a table: CSV as it stands in the package, JSON, Parquet; and the places as GeoJSON."""

import csv
import json
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import pyarrow as pa
from pyarrow import parquet

from opengov.export import typed
from opengov.export.about import About
from opengov.export.flat import Flat
from opengov.export.listing import Entry
from opengov.export.typed import Records, Value
from opengov.package import Package, Table

BATCH = 10_000  # rows that are held at once
ARROW = {"integer": pa.int64(), "number": pa.float64()}
TABLES = "tables"


def table(package: Package, of: Table, folder: Path) -> list[Entry]:
    """A table as CSV (the bytes of ``data/``), JSON and Parquet."""
    records = typed.records(package, of)
    stem = folder / TABLES / of.name
    shutil.copyfile(package.root / of.path, stem.with_suffix(".csv"))
    rows = write_json(records, stem.with_suffix(".json"))
    write_parquet(records, stem.with_suffix(".parquet"))
    return [
        Entry(f"{TABLES}/{of.name}.{form}", "table", form, of.title, rows, of.name)
        for form in ("csv", "json", "parquet")
    ]


def flat(of: Flat, records: Records, folder: Path) -> list[Entry]:
    """A view in one file: CSV and JSON."""
    rows = write_csv(records, folder / f"{of.name}.csv")
    write_json(records, folder / f"{of.name}.json")
    return [Entry(f"{of.name}.{form}", of.group, form, records.title, rows) for form in ("csv", "json")]


def places(package: Package, about: About, folder: Path) -> Entry:
    """The governments as points on the map (RFC 7946): GeoJSON."""
    records = typed.records(package, package.table("governments"))
    features = []
    for row in records.rows():
        said = dict(zip(records.names, row, strict=True))
        spot = [said.pop("longitude"), said.pop("latitude")]
        geometry = {"type": "Point", "coordinates": spot} if None not in spot else None
        features.append(
            {"type": "Feature", "id": said["government_id"], "geometry": geometry, "properties": said}
        )
    content = {"type": "FeatureCollection", "features": features}
    (folder / "governments.geojson").write_text(
        json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return Entry("governments.geojson", "map", "geojson", records.title, len(features), "governments")


def database(source: Path, folder: Path, rows: int) -> Entry:
    """The SQLite file, with so many rows in the tables of the package."""
    shutil.copyfile(source, folder / "opengov.db")
    title = "Everything, with the views, as an SQLite database"
    return Entry("opengov.db", "database", "sqlite", title, rows)


def write_csv(records: Records, path: Path) -> int:
    """Write records as CSV, UTF-8, LF; returns how many. What a spreadsheet would run gets a space before it:
    ``check`` lets no such cell into the tables, but a view puts texts together.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(records.names)
        return _counted(writer.writerow(map(_harmless, row)) for row in records.rows())


def write_json(records: Records, path: Path) -> int:
    """Write records as an array of objects, one a line: numbers as numbers, blank as null.

    Returns how many.
    """
    names = records.names
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("[")
        count = _counted(_json_line(file, number, names, row) for number, row in enumerate(records.rows()))
        file.write("\n]\n" if count else "]\n")
    return count


def write_parquet(records: Records, path: Path) -> int:
    """Write records as Parquet, typed, blank as null, in groups of BATCH rows. Returns how many."""
    schema = pa.schema(
        [
            pa.field(
                column.name,
                ARROW.get(column.type, pa.string()),
                nullable=not column.required,
                metadata={"description": column.description},
            )
            for column in records.columns
        ],
        metadata={"title": records.title, "description": records.description},
    )
    count = 0
    rows = records.rows()
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(rows, BATCH)):
            columns = [
                pa.array(cells, type=field.type)
                for field, cells in zip(schema, zip(*batch, strict=True), strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            count += len(batch)
    return count


def _json_line(file: IO[str], number: int, names: list[str], row: tuple[Value, ...]) -> None:
    text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, allow_nan=False)
    file.write((",\n" if number else "\n") + text)


def _harmless(value: Value) -> Value:
    return f" {value}" if isinstance(value, str) and value[:1] in set("=+-@\t\r") else value


def _counted(steps: Iterator[object]) -> int:
    return sum(1 for _ in steps)

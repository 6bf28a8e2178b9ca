"""What each column holds, as a file beside the CSV and JSON files, which cannot say it themselves."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from opengov import languages
from opengov.export import formats
from opengov.export.flat import Flat
from opengov.export.listing import Entry
from opengov.export.typed import Column, Records, Value
from opengov.package import Package

NAME = "dictionary"
INTERNAL = frozenset({"commitment_search"})  # views that nobody is promised
FILE = f"{NAME}.csv"  # in a data package
# French is blank where nobody has translated it; ``refers_to`` is where codes or ids stand, joined with “; ”;
# ``required`` and ``example`` are blank for what is derived.
NAMES = (
    "table", "kind", "column", "position", "title", "title_fr", "description", "description_fr", "type",
    "required", "refers_to", "example",
)  # fmt: skip
Row = tuple[Value, ...]


def write(
    package: Package, connection: sqlite3.Connection, flat: Iterable[tuple[Flat, Records]], folder: Path
) -> list[Entry]:
    """``dictionary.csv`` and ``.json``: the columns of every table, promised view and flat file."""
    rows = [*_of_tables(package), *_of_views(connection), *_of_files(flat)]
    records = _records(rows)
    count = formats.write_csv(records, folder / f"{NAME}.csv")
    formats.write_json(records, folder / f"{NAME}.json")
    return [Entry(f"{NAME}.{form}", NAME, form, records.title, count) for form in ("csv", "json")]


def of_package(package: Package, path: Path) -> None:
    """Write the columns of the tables alone to ``path`` as CSV."""
    formats.write_csv(_records(list(_of_tables(package))), path)


def _records(rows: list[Row]) -> Records:
    columns = tuple(Column(name, "string", name, "") for name in NAMES)  # CSV and JSON ask for names alone
    return Records(NAME, "The dictionary: what each column holds", "", columns, lambda: iter(rows))


def _of_tables(package: Package) -> Iterator[Row]:
    for table in package.tables:
        kind = "codelist" if table.is_codelist else "table"
        for place, one in enumerate(table.fields, 1):
            found = [
                f"{key.table}.{to}"
                for key in table.references
                for name, to in zip(key.fields, key.to_fields, strict=True)
                if name == one.name
            ]
            refers = "; ".join(dict.fromkeys(found))
            said = _said(one.title, one.description)
            yield (table.name, kind, one.name, place, *said, one.type, int(one.required), refers or None,
                   one.example or None)  # fmt: skip


def _of_views(connection: sqlite3.Connection) -> Iterator[Row]:
    for table, column, place, title, description, kind in connection.execute(VIEWS):
        if table not in INTERNAL:
            yield (table, "view", column, place, *_said(title, description), kind, None, None, None)


def _of_files(flat: Iterable[tuple[Flat, Records]]) -> Iterator[Row]:
    for of, records in flat:
        for place, one in enumerate(records.columns, 1):
            said = _said(one.title, one.description)
            yield (of.name, "file", one.name, place, *said, one.type, None, None, None)


def _said(title: str, description: str) -> tuple[str | None, ...]:
    """Both texts in English and French."""
    french = languages.dictionary("fr")
    return title, french.get(title), description, french.get(description)


VIEWS = """
SELECT c.table_name, c.column_name, c.position, c.title, c.description, c.type
FROM dictionary_columns AS c
JOIN dictionary_tables AS t ON t.name = c.table_name
WHERE t.kind = 'view'
ORDER BY c.table_name, c.position
"""

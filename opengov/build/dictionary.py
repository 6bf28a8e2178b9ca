"""The dictionary: what every table, view and column of the database holds, in the database itself.

It lets a page, or whoever was handed the file alone, name and explain everything without the schemas.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from opengov.build.ddl import quoted
from opengov.build.described import Described, parse
from opengov.build.edition import EDITION
from opengov.package import Package, Table

TABLES = """\
-- title: Dictionary: tables and views
-- description: Every table, code list and view of this database, with what one finds in it.
-- column name: Name of the table or view.
-- column kind: `table` (a file of the data package), `codelist` (the codes that a column may hold), `view`
--   (derived from the tables when it is asked for) or `build` (added when this database was made).
-- column title: Name for people.
-- column description: What is in it.
-- column rows (integer): Number of rows; blank for a view.
CREATE TABLE dictionary_tables (
  name TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  rows INTEGER
) STRICT
"""

COLUMNS = """\
-- title: Dictionary: columns
-- description: Every column of every table and view of this database, with its meaning.
-- column table_name: Name of the table or view.
-- column column_name: Name of the column.
-- column position (integer): Place of the column in its table, 1 for the first.
-- column title: Name for people.
-- column description: What it holds.
-- column type: `string`, `integer` or `number`.
-- column example: A value that it may hold; blank for what is derived.
-- column required (integer): 1 where it is never blank, 0 where it may be; blank for what is derived.
CREATE TABLE dictionary_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  type TEXT NOT NULL,
  example TEXT,
  required INTEGER,
  PRIMARY KEY (table_name, column_name),
  FOREIGN KEY (table_name) REFERENCES dictionary_tables (name)
) STRICT
"""

ENDS = ("edition", "as_of", "licence")  # the columns of the edition that the files of views have too
Entry = tuple[str | int | None, ...]


def create(
    connection: sqlite3.Connection, package: Package, views: list[Described], own: list[Described]
) -> None:
    """Create and fill both tables: the package's tables, then the views, then what the build added itself."""
    own = [*own, parse("dictionary_tables", TABLES), parse("dictionary_columns", COLUMNS)]
    tables: list[tuple[str, str, str, str]] = []
    columns: list[Entry] = []
    for table in package.tables:
        kind = "codelist" if table.is_codelist else "table"
        tables.append((table.name, kind, table.title, table.description))
        columns += _of_schema(table)
    for kind, group in (("view", views), ("build", own)):
        tables += [(thing.name, kind, thing.title, thing.description) for thing in group]
        columns += [row for thing in group for row in _of_header(thing)]
    for thing in own[-2:]:
        connection.execute(thing.sql)
    connection.executemany("INSERT INTO dictionary_tables VALUES (?, ?, ?, ?, NULL)", tables)
    connection.executemany("INSERT INTO dictionary_columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)", columns)
    for name, kind, *_ in tables:
        if kind != "view":
            rows = f"(SELECT count(*) FROM {quoted(name)})"
            connection.execute(f"UPDATE dictionary_tables SET rows = {rows} WHERE name = ?", (name,))


def extract(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """The names and meanings in ``datapackage.json``, a schema or the header of a view, for gettext: what
    Babel calls an extraction method (see babel-dictionary.cfg). Yields (line, function, text, comments); JSON
    has no lines to name.
    """
    place = Path(file.name).stem
    if file.name.endswith(".sql"):
        yield from _of_view(parse(place, file.read().decode("utf-8")))
        return
    content = json.load(file)
    for thing in content.get("resources") or content["fields"]:
        for said in ("title", "description"):
            if thing.get(said):
                yield 1, None, thing[said], [f"{place}.{thing['name']}"]


def _of_view(view: Described) -> Iterator[tuple[Any, ...]]:
    """A view that is taken away as a file: at the end of its rows stand columns of the edition."""
    ends = [column for column in parse("edition", EDITION).columns if column.name in ENDS]
    for thing, place in ((view, view.name), *((one, f"{view.name}.{one.name}") for one in view.columns)):
        yield from ((1, None, said, [place]) for said in (thing.title, thing.description))
    for one in ends:
        yield from ((1, None, said, [f"edition.{one.name}"]) for said in (one.title, one.description))


def _of_schema(table: Table) -> list[Entry]:
    return [
        (table.name, f.name, place, f.title, f.description, f.type, f.example, f.required)
        for place, f in enumerate(table.fields, 1)
    ]


def _of_header(thing: Described) -> list[Entry]:
    return [
        (thing.name, column.name, place, column.title, column.description, column.type, None, None)
        for place, column in enumerate(thing.columns, 1)
    ]

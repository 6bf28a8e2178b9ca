"""Cells as values: numbers where the schema has numbers, None where a cell is blank. Rows pass through."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from opengov.export.about import About
from opengov.package import Package, Table
from opengov.tables import stream

Value = str | int | float | None
CONVERT: dict[str, Callable[[str], Value]] = {"integer": int, "number": float}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``type`` is string, integer or number; ``required`` whether it is never blank."""

    name: str
    type: str
    title: str
    description: str
    required: bool = False


@dataclass(frozen=True)
class Records:
    """A table of typed values, which can be gone through any number of times."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[tuple[Value, ...]]] = field(repr=False)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


def records(package: Package, table: Table) -> Records:
    """A table of the package."""
    columns = tuple(
        Column(f.name, f.type, f.title, f.description, f.required or f.name in table.primary_key)
        for f in table.fields
    )
    convert = [CONVERT.get(column.type, str) for column in columns]

    def rows() -> Iterator[tuple[Value, ...]]:
        for row in stream(package.root / table.path):
            yield tuple([make(cell) if cell else None for make, cell in zip(convert, row, strict=True)])

    return Records(table.name, table.title, table.description, columns, rows)


def view(connection: sqlite3.Connection, name: str, about: About) -> Records:
    """A view of the database, and at the end of each row the edition, its date and its licence, so that a
    single row that was copied out still says where it is from.
    """
    said = connection.execute(
        "SELECT title, description FROM dictionary_tables WHERE name = ?", (name,)
    ).fetchone()
    own = [Column(*row) for row in connection.execute(COLUMNS, (name,))]
    ends = {"edition": about.edition, "as_of": about.as_of, "licence": about.licence}
    of_edition = [Column(*row) for row in connection.execute(COLUMNS, ("edition",)) if row[0] in ends]
    columns = (*own, *of_edition)
    told = tuple(ends[column.name] for column in of_edition)
    sql = f'SELECT * FROM "{name}" ORDER BY 1'

    def rows() -> Iterator[tuple[Value, ...]]:
        for row in connection.execute(sql):
            yield (*row, *told)

    return Records(name, *said, columns, rows)


COLUMNS = """
SELECT column_name, type, title, description
FROM dictionary_columns
WHERE table_name = ?
ORDER BY position
"""

"""CSV rows into their tables."""

import csv
import sqlite3
from pathlib import Path

from opengov.build.ddl import insert, quoted
from opengov.errors import OpenGovError
from opengov.findings import shown
from opengov.package import Package, Reference, Table
from opengov.tables import BadCsv, read, records, stream

# What a row can cause; other errors of SQLite, a full disk for one, are not the data's fault.
OF_A_ROW = (sqlite3.IntegrityError, sqlite3.ProgrammingError)
HINT = "'opengov check' lists every fault with its line."


def load(connection: sqlite3.Connection, package: Package, table: Table) -> int:
    """Load the rows of one table, one at a time, blank cells as NULL; returns how many there were.

    Raises OpenGovError, naming file and line, for what SQLite cannot take: a wrong number of cells, a blank
    in a required column, a key that stands twice, text in a column of numbers, a file that is no strict CSV.
    """
    path = package.root / table.path
    try:
        _demand_header(path, table)
        return connection.executemany(insert(table), stream(path)).rowcount
    except (*OF_A_ROW, csv.Error, UnicodeDecodeError, BadCsv) as error:
        count = f"SELECT count(*) FROM {quoted(table.name)}"
        place = _place(path, table, connection.execute(count).fetchone()[0])
        raise OpenGovError(f"{place} cannot be loaded: {_reason(table, error)}.", HINT) from error
    except OSError as error:
        raise OpenGovError(f"{table.path} cannot be read: {error.strerror}.", HINT) from error


def check_references(connection: sqlite3.Connection, package: Package) -> None:
    """Raise OpenGovError, naming file and line, for a value that is not where its foreign key points.

    Asks once per distinct value, by the index on the column: at a million rows several times quicker than
    ``PRAGMA foreign_key_check``, which asks once per row.
    """
    for table in package.tables:
        for key in table.references:
            missing = connection.execute(_missing(table, key)).fetchone()
            if missing:
                here = " AND ".join(f"{quoted(column)} = ?" for column in key.fields)
                first = f"SELECT min(rowid) - 1 FROM {quoted(table.name)} WHERE {here}"
                place = _place(
                    package.root / table.path, table, connection.execute(first, missing).fetchone()[0]
                )
                said = f"{', '.join(key.fields)} {shown(', '.join(map(str, missing)))}"
                raise OpenGovError(f"{place} cannot be loaded: {said} is not in {key.table}.", HINT)


def _missing(table: Table, key: Reference) -> str:
    stated = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in key.fields)
    return (
        f"SELECT DISTINCT {quoted(*key.fields)} FROM {quoted(table.name)} WHERE {stated} "
        f"EXCEPT SELECT {quoted(*key.to_fields)} FROM {quoted(key.table)} LIMIT 1"
    )


def _demand_header(path: Path, table: Table) -> None:
    with path.open("rb") as file:
        header = next((cells for _, cells in records(file.readline())), [])
    if tuple(header) != table.columns:
        raise OpenGovError(f"{table.path}:1 cannot be loaded: its columns are not those of its schema.", HINT)


def _reason(table: Table, error: Exception) -> str:
    if isinstance(error, sqlite3.ProgrammingError):  # the only one that a row can cause
        return f"it does not have {len(table.fields)} cells"
    return error.reason if isinstance(error, BadCsv) else str(error)


def _place(path: Path, table: Table, record: int) -> str:
    """File and physical line of a record (0 for the first), as far as the file can be read at all."""
    try:
        lines = read(path).lines
    except BadCsv as error:
        return f"{table.path}:{error.line}"
    except (OSError, UnicodeDecodeError):
        return table.path
    return f"{table.path}:{lines[record]}" if record < len(lines) else table.path

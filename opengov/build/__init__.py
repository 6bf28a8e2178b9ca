"""``opengov build``: the CSV tables baked into one read-only SQLite file.

The same package gives the same bytes (with the same SQLite): rows in the order of the files, objects in a
fixed order, one transaction, no clock, no statistics. The data is not judged here, ``check`` does that; what
SQLite cannot take is refused with one sentence, and the old file stays.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from opengov.build import (
    claims,
    ddl,
    dictionary,
    edition,
    history,
    load,
    needs,
    ratings,
    recorded,
    search,
    translations,
    views,
)
from opengov.build.swap import fresh
from opengov.errors import OpenGovError
from opengov.package import Package

# No journal and no syncing: nobody reads the file while it is made, and ``fresh`` syncs it once at the end.
# Tables are loaded before those that they refer to, so foreign keys are looked at when all is there.
SETTINGS = ("journal_mode = off", "synchronous = off", "cache_size = -16000", "foreign_keys = off")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build wrote: the database at ``path``, with so many ``rows`` in each table of the package."""

    path: Path
    rows: Mapping[str, int]


def build(package: Package, target: Path, *, with_history: bool = True) -> Built:
    """Write ``package`` as an SQLite database to ``target``, replacing what stands there in one step.

    Without history (``with_history``) git is not asked, and the file is a function of the package alone.

    Raises OpenGovError if the data cannot be loaded or the file cannot be written; ``target`` is then as it
    was. A second build of the same target waits for the first.
    """
    try:
        with fresh(target) as scratch, closing(_connected(scratch)) as connection:
            try:
                return Built(target, _fill(connection, package, with_history))
            except sqlite3.OperationalError as error:
                if ours := needs.explained(connection, error):
                    raise ours from error
                raise
    except (OSError, sqlite3.Error) as error:
        raise OpenGovError(
            f"{target} cannot be built: {getattr(error, 'strerror', None) or error}."
        ) from error


def _connected(path: Path) -> needs.Connection:
    return sqlite3.connect(path, isolation_level=None, factory=needs.Connection)


def _fill(connection: sqlite3.Connection, package: Package, with_history: bool) -> dict[str, int]:
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN")
    for table in package.tables:
        connection.execute(ddl.create_table(table))
    rows = {table.name: load.load(connection, package, table) for table in package.tables}
    for statement in ddl.create_indexes(package):
        connection.execute(statement)
    load.check_references(connection, package)
    changes, known_from, begun = history.create(connection, package, with_history)
    own = [
        edition.create(connection, package, known_from),
        claims.create(connection),
        *ratings.create(connection),
        translations.create(connection, package),
        *changes,
        recorded.create(connection, begun),
    ]
    shown = views.create(connection)
    search.create(connection)
    dictionary.create(connection, package, shown, own)
    connection.execute("COMMIT")
    return rows

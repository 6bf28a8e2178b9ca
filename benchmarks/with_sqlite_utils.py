"""The same CSV files through sqlite-utils: tables with keys and types, indexes on foreign keys, search.

``python -m benchmarks.with_sqlite_utils PACKAGE TARGET``: what its documentation shows, in one process, which
is cheaper than a command a table. No foreign keys and no views: less than ours and the bare script make.
"""

import csv
import sys
from pathlib import Path

import sqlite_utils

from opengov.package import Package, Table

TYPES = {"integer": int, "number": float}
SEARCHED = ("title", "title_original", "title_fr", "summary", "summary_fr")


def main(package: Path, target: Path) -> None:
    """Build."""
    target.unlink(missing_ok=True)
    database = sqlite_utils.Database(target)
    for table in Package.open(package).tables:
        _insert(database, package, table)
    database["commitments"].enable_fts(SEARCHED, tokenize="unicode61 remove_diacritics 2")


def _insert(database: sqlite_utils.Database, package: Path, table: Table) -> None:
    key = table.primary_key if len(table.primary_key) > 1 else table.primary_key[0]
    types = {field.name: TYPES.get(field.type, str) for field in table.fields}
    with (package / table.path).open(encoding="utf-8", newline="") as file:
        rows = ({name: cell or None for name, cell in row.items()} for row in csv.DictReader(file))
        database[table.name].insert_all(rows, pk=key, columns=types)
    for reference in table.references:
        database[table.name].create_index(reference.fields)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

"""The least that a build must do: csv and executemany, into the tables, indexes and search that ours has.

``python -m benchmarks.bare PACKAGE TARGET MODEL``: the SQL is copied out of MODEL, a database of ours; rows
come from the CSV files, blank cells as NULL. No checks, dictionary or edition; SQLite is set as we set it.
"""

import csv
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

STATEMENTS = """
SELECT sql FROM sqlite_master
WHERE sql IS NOT NULL AND type = ? AND name NOT LIKE 'commitments_fts_%'
ORDER BY sql LIKE 'CREATE VIRTUAL%', rowid
"""


def main(package: Path, target: Path, model: Path) -> None:
    """Build."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(model)) as known:
        sql = {
            kind: [row[0] for row in known.execute(STATEMENTS, [kind])] for kind in ("table", "index", "view")
        }
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA foreign_keys = off"
        )
        connection.execute("BEGIN")
        for statement in [statement for statement in sql["table"] if "VIRTUAL" not in statement]:
            connection.execute(statement)
        for resource in json.loads((package / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
            with (package / resource["path"]).open(encoding="utf-8", newline="") as file:
                reader = csv.reader(file)
                places = ",".join("?" * len(next(reader)))
                rows = ([cell or None for cell in row] for row in reader)
                connection.executemany(f'INSERT INTO "{resource["name"]}" VALUES ({places})', rows)
        for statement in [*sql["index"], *sql["view"], *(s for s in sql["table"] if "VIRTUAL" in s)]:
            connection.execute(statement)
        connection.execute("INSERT INTO commitments_fts (commitments_fts) VALUES ('rebuild')")
        connection.execute("COMMIT")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

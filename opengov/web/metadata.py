"""What Datasette is told of the database: titles, descriptions, labels, facets, licence, questions.

All of it is read from the database itself: the dictionary that the build bakes into it, and the edition.
What is written here is only how a table is shown.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from opengov.web import queries
from opengov.web.shown import CODELIST, SHOWN

DATABASE = "opengov"  # the name under which the database is served
SOURCE = "every row names its own document or page, listed in Sources"
SOURCE_OF_CODES = "code lists of this project, after the terms of the Open Government Partnership"

LABEL = re.compile(r" label(?= \(French\)|\Z)")

Shown = dict[str, Any]

# Keys of several columns are left out: Datasette cannot link them.
REFERENCES = """
SELECT min("from") AS here, min("table") AS "table", min("to") AS "column"
FROM pragma_foreign_key_list(?)
GROUP BY id
HAVING count(*) = 1
ORDER BY here
"""


def metadata(path: Path) -> dict[str, Any]:
    """The metadata of the database file at ``path``, as ``Datasette(metadata=...)`` takes it.

    Beside Datasette's own keys: ``edition`` at the top; for each table and view ``kind``, ``rows``,
    ``aside``, ``references`` and ``column_titles``; for each question ``parameters``, ``empty``, ``aside``
    and ``column_titles``. Licence and source stand on every one of them: Datasette 1.0 looks no further up.
    Raises sqlite3.Error if the file is not a database that ``build`` made.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        edition = dict(connection.execute("SELECT * FROM edition").fetchone())
        terms = {"license": edition["licence"], "license_url": edition["licence_url"]}
        about = {"title": edition["title"], "description": edition["description"]}
        cited = terms | {"source": SOURCE, "source_url": f"/{DATABASE}/sources"}
        return {
            **about,
            **cited,
            "edition": edition,
            "databases": {
                DATABASE: {
                    **about,
                    **cited,
                    "tables": _tables(connection, terms, cited),
                    "queries": {
                        query.name: query.as_metadata(connection) | cited for query in queries.shipped()
                    },
                }
            },
        }


def _tables(connection: sqlite3.Connection, terms: Shown, cited: Shown) -> dict[str, Shown]:
    columns: dict[str, list[sqlite3.Row]] = {}
    for column in connection.execute("SELECT * FROM dictionary_columns ORDER BY table_name, position"):
        columns.setdefault(column["table_name"], []).append(column)
    return {
        table["name"]: _table(table, columns[table["name"]])
        | {"references": _references(connection, table["name"])}
        | (terms | {"source": SOURCE_OF_CODES} if table["kind"] == "codelist" else cited)
        for table in connection.execute("SELECT * FROM dictionary_tables ORDER BY rowid")
    }


def _references(connection: sqlite3.Connection, table: str) -> dict[str, Shown]:
    """Which column holds the key of which other table: ``{"plan_id": {"table": ..., "column": ...}}``."""
    return {
        key["here"]: {"table": key["table"], "column": key["column"]}
        for key in connection.execute(REFERENCES, [table])
    }


def _table(table: sqlite3.Row, columns: list[sqlite3.Row]) -> Shown:
    is_codelist = table["kind"] == "codelist"
    shown = dict(CODELIST if is_codelist else SHOWN.get(table["name"], {}))
    names = [column["column_name"] for column in columns]
    if "show" in shown:
        show = shown.pop("show").split()
    else:
        show = [name for name in names if is_codelist or not name.endswith(("_fr", "_fr_kind"))]
    aside = shown.pop("aside", "").split()
    return shown | {
        "title": table["title"],
        "description": table["description"],
        "kind": table["kind"],
        "rows": table["rows"],
        "aside": [name for name in names if name in aside or name not in show],
        "columns": {column["column_name"]: column["description"] for column in columns},
        "column_titles": {column["column_name"]: _title(column, names) for column in columns},
    }


def _title(column: sqlite3.Row, names: list[str]) -> str:
    """The title of a column. Of a code that has its label beside it, the label gets the plain name."""
    if f"{column['column_name']}_label" in names:
        return f"{column['title']} (code)"
    return LABEL.sub("", column["title"])

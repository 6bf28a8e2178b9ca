"""The addresses that we promise to keep, for programs: OpenAPI 3.1, made of the dictionary of the edition.

https://spec.openapis.org/oas/v3.1.1. Each address has an example for each field that it needs, so that all
can be tried. What is not in here may change: other shapes, more fields of Datasette's JSON, HTML.
"""

import json

from opengov.web.shown import SHOWN
from opengov.web.site import addresses, catalog
from opengov.web.site.openapi import others, tables
from opengov.web.site.openapi.parts import REFUSALS, REFUSED
from opengov.web.site.reader import Reader

VERSION = "3.1.1"
TABLES = "SELECT name, kind, title, description FROM dictionary_tables ORDER BY rowid"
COLUMNS = "SELECT * FROM dictionary_columns ORDER BY table_name, position"
CONTRACT = (
    "The addresses that we promise to keep. Columns keep their names, types and meanings within a major "
    "version of the data (semantic versioning, `info.version`); new tables, columns and rows come with minor "
    "versions, corrected values with patches. Read columns by name, and pass over what you do not know. "
    "Reading needs no key and is allowed from every website (CORS)."
)
TAGS = (*tables.KINDS.values(), tables.SQL, *others.TAGS)


def openapi(site: catalog.Described, reader: Reader) -> bytes:
    """The description as JSON. The same edition gives the same bytes."""
    about = site.edition.about
    columns: dict[str, list[tables.Row]] = {}
    for column in reader.rows(COLUMNS):
        columns.setdefault(column["table_name"], []).append(column)
    open_tables = [
        tables.Table(row["name"], row["kind"], row["title"], row["description"], columns[row["name"]])
        for row in reader.rows(TABLES)
        if not SHOWN.get(row["name"], {}).get("hidden")
    ]
    operations = (*tables.operations(reader, open_tables), *others.operations(site, reader))
    described = {
        "openapi": VERSION,
        "info": {
            "title": about["title"],
            "version": site.edition.version,
            "summary": "Promises of open government as JSON, CSV, SQL, files, feeds and calendars.",
            "description": CONTRACT,
            "license": {"name": about["licence"]}
            | ({"url": about["licence_url"]} if about["licence_url"] else {}),
        },
        "servers": [{"url": site.origin or "/"}],
        "externalDocs": {"url": f"{site.origin}{addresses.page('en', 'api')}"},
        "tags": [{"name": name} for name in TAGS],
        "paths": {path: {"get": operation} for path, operation in operations},
        "components": {
            "schemas": REFUSED
            | (others.SCHEMAS if site.downloads else {})
            | {table.name: tables.schema(table) for table in open_tables},
            "parameters": tables.FIELDS,
            "responses": REFUSALS,
        },
    }
    return json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode()

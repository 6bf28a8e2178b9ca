"""What an edition holds, by table and key, in whatever version of the schemas it was written."""

import csv
import io
import json
from dataclasses import dataclass, field
from typing import Any

from opengov.diff.declared import Facts
from opengov.diff.licence import Entries
from opengov.errors import OpenGovError
from opengov.tables import BadCsv, parse

Key = tuple[str, ...]
# What a record belongs to: the column that names it, and its table, the nearest first.
WHOLES = (
    ("commitment_id", "commitments"),
    ("assessment_id", "assessments"),
    ("event_id", "events"),
    ("initiative_id", "initiatives"),
    ("old_id", "commitments"),
    ("plan_id", "action_plans"),
    ("government_id", "governments"),
)
KINDS = {str: "text", list: "list", dict: "object"}  # of JSON, in words
CALLED = ("title", "name", "label_en", "status_claimed", "report_title")  # columns with what people call it


@dataclass(frozen=True, slots=True)
class TableSnapshot:
    """A table: ``types`` of its columns by name, the columns of its ``key``, its ``rows`` by key, and
    what else is ``declared`` of it.
    """

    name: str
    title: str
    types: dict[str, str]
    key: tuple[str, ...]
    rows: dict[Key, dict[str, str]]
    declared: Facts = field(default_factory=dict)

    def title_of(self, key: Key) -> str:
        """What people call a record; empty if the table has no such column."""
        row = self.rows[key]
        return next((row[name] for name in CALLED if row.get(name)), "")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An edition. ``label`` is what it was asked for by; ``licences`` what it says of its licences;
    ``licence_text`` the digest of the file that holds them, empty where it has none;
    ``name`` that of the package; ``declared`` what else it says of itself.
    """

    label: str
    version: str
    as_of: str
    licences: Entries
    tables: dict[str, TableSnapshot]
    licence_text: str = ""
    name: str = ""
    declared: Facts = field(default_factory=dict)

    def is_part_of(self, other: "Snapshot") -> bool:
        """Whether it is the package of one government, as export writes it, and ``other`` the whole."""
        return bool(other.name) and self.name.startswith(f"{other.name}-")

    def whole_of(self, table: str, key: Key) -> str:
        """What that is called which a record belongs to: the promise of a statement, the plan of a promise;
        empty if it belongs to nothing, or to nothing that has a name.
        """
        row = self.tables[table].rows[key]
        for column, name in WHOLES:
            whole = self.tables.get(name)
            place = (row.get(column, ""),)
            if name == table or not whole or len(whole.key) != 1 or place not in whole.rows:
                continue
            if name == "assessments":  # its title is that of a report, its promise says more
                return self.whole_of(name, place)
            if title := whole.title_of(place):
                return title
        return ""


def read_table(resource: dict[str, Any], schema: dict[str, Any], content: bytes) -> TableSnapshot:
    """A table from its entry in the descriptor, its schema, and its CSV file.

    Raises OpenGovError, with path and line, for what cannot be compared without losing something: a file that
    is no CSV, a row that does not fit its header, a key that stands twice; and for a schema without columns.
    What is declared of it is not read: who looks at its records alone needs none of it.
    """
    path = resource["path"]
    fields = part(schema, "fields", list, f"the schema of {path}")
    for one in fields:
        part(one, "name", str, f"a column in the schema of {path}")
    try:
        rows = parse(content)
    except BadCsv as error:
        raise OpenGovError(f"{path}:{error.line} cannot be compared: {error.reason}.") from error
    except UnicodeDecodeError as error:
        raise OpenGovError(
            f"{path}:{_line_of_bad_byte(content)} cannot be compared: it is not UTF-8.",
            "Save the file as UTF-8.",
        ) from error
    except (csv.Error, io.UnsupportedOperation) as error:
        raise OpenGovError(f"{path} cannot be compared: {error}.") from error
    key = schema.get("primaryKey")
    names = tuple(map(str, key)) if isinstance(key, list) else (str(key),) if key else ()
    known = {one["name"]: str(one.get("type", "string")) for one in fields}
    types = {name: known.get(name, "string") for name in rows.header}
    missing = [name for name in names if name not in types]
    if missing or not names:
        raise OpenGovError(f"{path}:1 cannot be compared: it has no key column {', '.join(missing)}.")
    found: dict[Key, dict[str, str]] = {}
    for cells, line in zip(rows.rows, rows.lines, strict=True):
        if len(cells) != len(rows.header):
            raise OpenGovError(
                f"{path}:{line} cannot be compared: {len(cells)} cells, {len(rows.header)} columns."
            )
        row = dict(zip(rows.header, cells, strict=True))
        place = tuple(row[name] for name in names)
        if place in found:
            raise OpenGovError(f"{path}:{line} cannot be compared: the key {'/'.join(place)} stands twice.")
        found[place] = row
    name = resource["name"]
    return TableSnapshot(name, resource.get("title", name), types, names, found)


def part(whole: Any, name: str, kind: type, where: str) -> Any:
    """What an object says under a name. Raises OpenGovError if it says nothing there, or another kind."""
    found = whole.get(name) if isinstance(whole, dict) else None
    if not isinstance(found, kind):
        raise OpenGovError(f"{where} cannot be compared: it holds no {KINDS[kind]} “{name}”.")
    return found


def _line_of_bad_byte(content: bytes) -> int:
    """The line of the first byte that is not UTF-8; what ``parse`` raises counts from within a piece."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def read_object(path: str, content: bytes) -> dict[str, Any]:
    """A JSON object. Raises OpenGovError for anything else."""
    try:
        found = json.loads(content)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise OpenGovError(
            f"{path} cannot be compared: it holds half a character, \\u{ord(error.object[error.start]):04x}.",
            "Write the character itself instead of \\u and a number.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise OpenGovError(f"{path} cannot be compared: it is not JSON.") from error
    if not isinstance(found, dict):
        raise OpenGovError(f"{path} cannot be compared: it holds no JSON object.")
    return found

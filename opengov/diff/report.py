"""A difference as text for people, Markdown for a pull request (see ``markdown``), or JSON for programs.

The summary comes first: what it means for the version, how many records by table, then the records, and last
what is declared otherwise.
"""

import json
from dataclasses import asdict
from itertools import islice
from typing import Any

from opengov.diff import Difference, Record, TableDifference
from opengov.diff.declared import Declaration
from opengov.diff.level import Meaning, meaning
from opengov.diff.markdown import markdown
from opengov.diff.shown import line
from opengov.diff.wording import (
    MOST_RECORDS,
    items,
    more,
    number_of_items,
    of_package,
    of_table,
    of_tables,
    summaries,
    summary,
    verdict,
)
from opengov.package import DESCRIPTOR

FORMS = ("text", "markdown", "json")
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def render(difference: Difference, form: str, limit: int = MOST_RECORDS) -> str:
    """The difference as ``form`` (one of FORMS); ``limit`` is how many records of a table are shown, 0 all.

    JSON is always whole; Markdown never longer than GitHub takes.
    """
    meant = meaning(difference)
    if form == "json":
        return json.dumps(as_dict(difference, meant), ensure_ascii=False, indent=2) + "\n"
    if form == "markdown":
        return markdown(difference, meant, limit)
    return _text(difference, meant, limit)


def as_dict(difference: Difference, meant: Meaning) -> dict[str, Any]:
    """The whole difference as plain values."""

    def record(one: Record) -> dict[str, Any]:
        return {"id": one.id, "title": one.title, "part_of": one.part_of}

    def declared(found: tuple[Declaration, ...]) -> list[dict[str, str | None]]:
        return [asdict(one) for one in found]

    return {
        "old": difference.old,
        "new": difference.new,
        "level": meant.level,
        "reasons": list(meant.reasons),
        "also": {level: list(reasons) for level, reasons in meant.also.items()},
        "needs_reason": meant.needs_reason,
        "licence": list(difference.licence) if difference.licence else None,
        "licence_text": difference.licence_text,
        "declared": declared(difference.declared),
        "reordered": difference.is_reordered,
        "part": difference.part or None,
        "as_of": list(difference.as_of) if difference.as_of else None,
        "tables": [
            {
                "table": table.name,
                "is_new": table.is_new,
                "is_gone": table.is_gone,
                "columns_added": list(table.columns_added),
                "columns_removed": list(table.columns_removed),
                "columns_retyped": list(table.columns_retyped),
                "columns_held": dict(table.held),
                "columns_reordered": table.is_reordered,
                "declared": declared(table.declared),
                "added": [record(one) | {"cells": one.held} for one in table.added],
                "removed": [record(one) | {"cells": one.held} for one in table.removed],
                "changed": [
                    record(one)
                    | {"fields": [{"field": c.field, "old": c.old, "new": c.new} for c in changes]}
                    for one, changes in table.changed
                ],
            }
            for table in difference.tables
        ],
    }


def _text(difference: Difference, meant: Meaning, limit: int) -> str:
    told = [f"{line(difference.old)} → {line(difference.new)}", verdict(difference, meant)]
    if own := of_package(difference):
        told += ["", f"{DESCRIPTOR}:", *(f"  {one}" for one in own)]
    if len(difference.tables) > 1:
        told += ["", *(f"  {one}" for one in summaries(difference.tables))]
    for table in difference.tables:
        if table.has_other_data:
            told += ["", f"{line(table.name)}: {summary(table)}", *_records(difference, table, limit)]
    for names, kinds, lines in of_tables(difference):
        told += ["", f"{', '.join(map(line, names))}: {kinds}", *(f"  {one}" for one in lines)]
    return "\n".join(told) + "\n"


def _records(difference: Difference, table: TableDifference, limit: int) -> list[str]:
    told = [f"  {one}" for one in of_table(table)]
    for item in islice(items(table), limit or None):
        told += [f"  {SIGNS[item.kind]} {item.said}", *(f"      {field}" for field in item.fields)]
    left_out = number_of_items(table) - limit
    if limit and left_out > 0:
        told.append(f"  {more(difference, left_out)}")
    return told

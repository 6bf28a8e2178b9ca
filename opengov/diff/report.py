"""A difference in words: as text for a terminal, as Markdown for a pull request, as JSON for programs.

The Markdown is a comment: the summary first, then what it means for the version, then the records by table,
folded away where they are many. All text that comes from data is made harmless for Markdown.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from opengov.diff import Change, Difference, Record, TableDifference
from opengov.diff.level import Meaning, meaning

FORMS = ("text", "markdown", "json")
MOST_LETTERS = 60_000  # of a comment: GitHub takes 65,536
LONG = 200  # letters of a value that is shown: the whole one stands in the JSON
FOLDED = 12  # records of a table: more are folded away
SIGNS = {"added": "+", "removed": "-", "changed": "~"}
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+.!|<>~@&$:-])")


def render(difference: Difference, form: str, limit: int = 0) -> str:
    """The difference as ``form`` (one of FORMS); ``limit`` is how many records of a table are shown, 0 all.

    JSON is always whole.
    """
    meant = meaning(difference)
    if form == "json":
        return json.dumps(as_dict(difference, meant), ensure_ascii=False, indent=2) + "\n"
    if form == "markdown":
        return _markdown(difference, meant, limit)
    return _text(difference, meant, limit)


def as_dict(difference: Difference, meant: Meaning) -> dict[str, Any]:
    """The whole difference as plain values."""

    def record(one: Record) -> dict[str, Any]:
        return {"id": one.id, "title": one.title}

    return {
        "old": difference.old,
        "new": difference.new,
        "level": meant.level,
        "reasons": list(meant.reasons),
        "licence": list(difference.licence) if difference.licence else None,
        "tables": [
            {
                "table": table.name,
                "is_new": table.is_new,
                "is_gone": table.is_gone,
                "columns_added": list(table.columns_added),
                "columns_removed": list(table.columns_removed),
                "columns_retyped": list(table.columns_retyped),
                "added": [record(one) for one in table.added],
                "removed": [record(one) for one in table.removed],
                "changed": [
                    record(one)
                    | {"fields": [{"field": c.field, "old": c.old, "new": c.new} for c in changes]}
                    for one, changes in table.changed
                ],
            }
            for table in difference.tables
        ],
    }


def counts(table: TableDifference) -> dict[str, int]:
    """How many records were added, removed and changed."""
    return {"added": len(table.added), "removed": len(table.removed), "changed": len(table.changed)}


def _text(difference: Difference, meant: Meaning, limit: int) -> str:
    lines = [f"{difference.old} → {difference.new}"]
    for table in difference.tables:
        lines += ["", f"{table.name}: {_summary(table)}"]
        lines += [f"  {line}" for line in _columns(table)]
        lines += _limited([f"  {line}" for one in _records(table) for line in one.splitlines()], limit)
    lines += ["", *_verdict(difference, meant)]
    return "\n".join(lines) + "\n"


def _markdown(difference: Difference, meant: Meaning, limit: int) -> str:
    head = [
        f"### Data: {_plain(difference.old)} → {_plain(difference.new)}",
        "",
        *[_plain(line) for line in _verdict(difference, meant)],
        "",
    ]
    if difference.tables:
        head += ["| table | added | removed | changed |", "| --- | ---: | ---: | ---: |"]
        head += [
            "| `{}` | {added} | {removed} | {changed} |".format(t.name, **counts(t))
            for t in difference.tables
        ]
        head += [""]
    parts = [_table_part(table, limit) for table in difference.tables]
    left = MOST_LETTERS - len("\n".join(head))
    kept: list[str] = []
    for place, part in enumerate(parts):
        if len(part) > left:
            names = ", ".join(f"`{table.name}`" for table in difference.tables[place:])
            kept.append(f"The records of {names} do not fit here. All: `opengov diff OLD NEW`.")
            break
        kept.append(part)
        left -= len(part)
    return "\n".join([*head, *kept]).rstrip() + "\n"


def _table_part(table: TableDifference, limit: int) -> str:
    lines = [f"- {_plain(line)}" for line in _columns(table)]
    lines += _limited([_as_item(one) for one in _records(table)], limit or 200)
    if not lines:
        return ""
    if len(lines) <= FOLDED:
        return "\n".join([f"**`{table.name}`**: {_summary(table)}", "", *lines, ""])
    return "\n".join(
        [
            f"<details><summary><code>{table.name}</code>: {_summary(table)}</summary>",
            "",
            *lines,
            "",
            "</details>",
            "",
        ]
    )


def _verdict(difference: Difference, meant: Meaning) -> list[str]:
    if not difference:
        return ["Nothing differs."]
    return [f"For the version this is {meant.level}: {'; '.join(meant.reasons)}."]


def _summary(table: TableDifference) -> str:
    if table.is_gone:
        return f"the table is gone ({len(table.removed)} rows)"
    said = ", ".join(f"{count} {kind}" for kind, count in counts(table).items() if count)
    return f"new table, {said or 'empty'}" if table.is_new else said or "columns only"


def _columns(table: TableDifference) -> list[str]:
    kinds = (
        ("new column", table.columns_added),
        ("column gone", table.columns_removed),
        ("column of another type", table.columns_retyped),
    )
    return [f"{kind}: {name}" for kind, names in kinds for name in names]


def _records(table: TableDifference) -> Iterator[str]:
    """Each record, with a line for each of its changed fields."""
    for kind, records in (("added", table.added), ("removed", table.removed)):
        for record in records:
            yield f"{SIGNS[kind]} {_named(record)}"
    for record, changes in table.changed:
        yield "\n".join(
            [f"{SIGNS['changed']} {_named(record)}", *(f"    {_said(change)}" for change in changes)]
        )


def _named(record: Record) -> str:
    return f"{record.id} “{_short(record.title)}”" if record.title else record.id


def _said(change: Change) -> str:
    return f"{change.field}: {_value(change.old)} → {_value(change.new)}"


def _value(text: str) -> str:
    return _short(text) if text else "(blank)"


def _short(text: str) -> str:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= LONG else f"{line[:LONG]}… ({len(text)} characters)"


def _as_item(record: str) -> str:
    first, *fields = record.splitlines()
    sign, said = first.split(" ", 1)
    word = {sign: kind for kind, sign in SIGNS.items()}[sign]
    return "\n".join([f"- {word} {_plain(said)}", *(f"  - {_plain(field.strip())}" for field in fields)])


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no table, no link, no mention of anybody."""
    escaped = MARKDOWN.sub(r"\\\1", text)
    return (
        escaped.replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
        .replace("\\@", "@\u200b")
        .replace("\\&", "&amp;")
    )


def _limited(lines: list[str], limit: int) -> list[str]:
    if not limit or len(lines) <= limit:
        return lines
    return [
        *lines[:limit],
        f"- … {len(lines) - limit} more (all of them: opengov diff OLD NEW, or --format json)",
    ]

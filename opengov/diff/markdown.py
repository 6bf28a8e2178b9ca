"""A difference as a comment on a pull request, or a summary of a workflow: GitHub takes 65,536 characters of
the one and 1 MiB of the other. What does not fit is counted. Text that comes from data is made harmless.
"""

import re
from itertools import accumulate

from opengov.diff import Difference, TableDifference
from opengov.diff.level import Meaning
from opengov.diff.shown import line
from opengov.diff.wording import (
    Item,
    counts,
    items,
    more,
    number_of_items,
    of_package,
    of_table,
    of_tables,
    summary,
    verdict,
)
from opengov.package import DESCRIPTOR

MOST_LETTERS = 60_000
MOST_TABLES = 100
MOST_DECLARED = 10_000  # letters of what the package says of itself, and of what the tables do
FOLDED = 12  # lines of a table, or of what is declared: more are folded away
SAFE_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+.!|<>~@&$:-])")


def markdown(difference: Difference, meant: Meaning, limit: int) -> str:
    """What it means for the version, then how many records by table, then the records, at most ``limit`` of a
    table (0: as many as fit), then what is declared otherwise of tables.
    """
    differing = [table for table in difference.tables if table.has_other_data]
    tables = differing[:MOST_TABLES]
    head = f"### Data: {_plain(difference.old)} → {_plain(difference.new)}"
    told = [head, "", _plain(verdict(difference, meant)), ""]
    told += _package(difference)
    if tables:
        told += ["| table | added | removed | changed |", "| --- | ---: | ---: | ---: |"]
        told += [
            "| {} | {added} | {removed} | {changed} |".format(_code(t.name), **counts(t)) for t in tables
        ]
        told += [""]
    if left_out := len(differing) - len(tables):
        told += [f"{left_out} more tables differ.", ""]
    declared = _declared(difference)
    room = MOST_LETTERS - len("\n".join([*told, *declared]))
    parts = []
    for place, table in enumerate(tables):
        part = _part(difference, table, limit, room // (len(tables) - place))  # what one leaves, others have
        parts.append(part)
        room -= len(part) + 1
    told += [part for part in parts if part]
    if unfit := parts.count(""):
        told += [f"The records of {unfit} tables do not fit here.", ""]
    told += declared
    return "\n".join(told).rstrip() + "\n"


def _package(difference: Difference) -> list[str]:
    """What the package says otherwise of itself, as much as fits."""
    shown = _fitting([f"- {_plain(one)}" for one in of_package(difference)])
    return [f"**{_plain(DESCRIPTOR)}**:", "", *shown, ""] if shown else []


def _declared(difference: Difference) -> list[str]:
    """What is declared otherwise of the tables, as much as fits."""
    lines = []
    for names, kinds, told in of_tables(difference):
        head = f"**{', '.join(map(_code, names))}**: {kinds}"
        lines += [head, "", *(f"- {_plain(one)}" for one in told), ""]
    shown = _fitting(lines)
    return shown if len(shown) <= FOLDED else [_folded("What is declared otherwise of tables", shown)]


def _fitting(lines: list[str]) -> list[str]:
    """As many of these lines as fit, and how many items of lists are left."""
    ends = accumulate(len(one) + 1 for one in lines)
    shown = [one for one, end in zip(lines, ends, strict=True) if end <= MOST_DECLARED]
    left = sum(one.startswith("- ") for one in lines[len(shown) :])
    return [*shown, f"- … and {left} more (--format json)"] if left else shown


def _part(difference: Difference, table: TableDifference, limit: int, room: int) -> str:
    """The records of a table, in so many letters; empty if that is too few to say anything."""
    every = number_of_items(table)
    heads = [f"- {_plain(one)}" for one in of_table(table)]
    least = len(_folded(_head(table), [*heads, _more(difference, every)]))
    if least > room:
        heads = [f"- {len(heads)} differences in columns"]
        least = len(_folded(_head(table), [*heads, _more(difference, every)]))
        if least > room:
            return ""
    shown: list[str] = []
    for item in items(table):
        lines = _lines(item)
        least += len(lines) + 1
        if least > room or (limit and len(shown) == limit):
            break
        shown.append(lines)
    if every > len(shown):
        shown.append(_more(difference, every - len(shown)))
    lines = [*heads, *shown] or ["- the table is empty"]
    if sum(one.count("\n") + 1 for one in lines) > FOLDED:
        return _folded(_head(table), lines)
    return "\n".join([f"**{_code(table.name)}**: {summary(table)}", "", *lines, ""])


def _head(table: TableDifference) -> str:
    name = f"<code>{table.name}</code>" if SAFE_NAME.match(table.name) else _plain(line(table.name))
    return f"{name}: {summary(table)}"


def _folded(head: str, lines: list[str]) -> str:
    return "\n".join([f"<details><summary>{head}</summary>", "", *lines, "", "</details>", ""])


def _more(difference: Difference, number: int) -> str:
    return f"- {_plain(more(difference, number, '--format text --limit 0'))}"


def _lines(item: Item) -> str:
    return "\n".join([f"- {item.kind} {_plain(item.said)}", *(f"  - {_plain(one)}" for one in item.fields)])


def _code(name: str) -> str:
    return f"`{name}`" if SAFE_NAME.match(name) else _plain(line(name))


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no table, no link, no mention of anybody."""
    escaped = MARKDOWN.sub(r"\\\1", text)
    return (
        escaped.replace("\\<", "&lt;")
        .replace("\\>", "&gt;")
        .replace("\\@", "@\u200b")
        .replace("\\&", "&amp;")
    )

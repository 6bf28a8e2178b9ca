"""Third, too: primary, unique and foreign keys, over the whole package.

Frictionless checks them as well, but reads the referred table again for each referring one and keeps a
million rows twice; sets of cells say the same in a tenth of the time (``benchmarks/README.md``).
"""

import difflib
from collections.abc import Iterator

from opengov.check.data import Data, TableData
from opengov.findings import Finding, shown
from opengov.package import Reference
from opengov.tables import Row

CODES = {
    "duplicate-key": "Two rows of a table have the same primary key.",
    "duplicate-value": "Two rows have the same value in a column that must be unique.",
    "unknown-reference": "A cell refers to a row that does not exist.",
}


def check_keys(data: Data) -> Iterator[Finding]:
    """Every key of every readable table; references to a table that cannot be read are left alone."""
    for table in data:
        yield from _unique(table, table.table.primary_key, "duplicate-key")
        for columns in table.table.unique_keys:
            yield from _unique(table, columns, "duplicate-value")
        for reference in table.table.references:
            if reference.table in data:
                yield from _reference(table, reference, data[reference.table])


def _unique(data: TableData, columns: tuple[str, ...], code: str) -> Iterator[Finding]:
    if len(columns) == 1 and len(data.distinct(columns[0])) == len(data.rows):
        return
    first: dict[Row, int] = {}
    for key, line in zip(data.keys(columns), data.lines, strict=True):
        if not all(key) and code == "duplicate-value":
            continue  # blank: SQL's NULL, equal to nothing
        if key in first:
            message = f"{_text(key)} stands in line {first[key]} already."
            hint = (
                "Give this row another id, or delete one."
                if code == "duplicate-key"
                else "It must be unique."
            )
            yield data.finding(line, columns[-1], code, message, hint)
        else:
            first[key] = line


def _reference(data: TableData, reference: Reference, target: TableData) -> Iterator[Finding]:
    known = _keys(target, reference.to_fields)
    missing = {key for key in _keys(data, reference.fields) - known if any(key)}
    if not missing:
        return
    for key, record in zip(data.keys(reference.fields), data, strict=True):
        if key in missing:
            message = f"{_text(key)} is not in {target.table.path}."
            yield record.finding(
                reference.fields[-1], "unknown-reference", message, _nearest(key, known, target)
            )


def _keys(data: TableData, columns: tuple[str, ...]) -> set[Row]:
    if len(columns) == 1:
        return {(cell,) for cell in data.distinct(columns[0])}
    return set(data.keys(columns))


def _nearest(key: Row, known: set[Row], target: TableData) -> str:
    near = difflib.get_close_matches(key[-1], [have[-1] for have in known if have[:-1] == key[:-1]], n=2)
    return (
        f"Did you mean {' or '.join(near)}?"
        if near
        else f"Add the row to {target.table.path}, or correct it."
    )


def _text(key: Row) -> str:
    return ", ".join(shown(cell) for cell in key)

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

FEW = 16  # codes that fit into a hint
CODES = {
    "duplicate-key": "Two rows of a table have the same primary key.",
    "duplicate-value": "Two rows have the same value in a column that must be unique.",
    "unknown-reference": "A cell refers to a row that does not exist.",
}


def check_keys(data: Data) -> Iterator[Finding]:
    """Every key of every readable table.

    References to a table that cannot be read, or of which a row cannot, are left alone: that is the fault.
    Rows that repeat a primary key are taken out of ``data``, so that nothing else is said of them.
    """
    for table in data:
        repeated = list(_unique(table, table.table.primary_key, "duplicate-key"))
        yield from repeated
        table.drop({finding.line for finding in repeated})
    for table in data:
        for columns in table.table.unique_keys:
            yield from _unique(table, columns, "duplicate-value")
        for reference in table.table.references:
            if reference.table in data and data[reference.table].whole:
                yield from _reference(table, reference, data[reference.table])


def _unique(data: TableData, columns: tuple[str, ...], code: str) -> Iterator[Finding]:
    if len(columns) == 1 and len(data.distinct(columns[0])) == len(data.rows):
        return
    first: dict[Row, int] = {}
    for key, line in zip(data.keys(columns), data.lines, strict=True):
        if not all(key):
            continue  # blank is NULL, equal to nothing; where it must not be blank that is told already
        if first.setdefault(key, line) != line:
            message = f"{_text(key)} stands in line {first[key]} already."
            hint = (
                "Give this row another id, or delete it." if code == "duplicate-key" else "It must be unique."
            )
            yield data.finding(line, columns[-1], code, message, hint)


def _reference(data: TableData, reference: Reference, target: TableData) -> Iterator[Finding]:
    known = _keys(target, reference.to_fields)
    missing = {key for key in _keys(data, reference.fields) - known if any(key)}
    if not missing:
        return
    lines: dict[Row, list[int]] = {key: [] for key in missing}
    for key, line in zip(data.keys(reference.fields), data.lines, strict=True):
        if key in missing:
            lines[key].append(line)
    for key, (line, *more) in lines.items():
        message = f"{_text(key)} is not in {target.table.path}{_also(more)}."
        yield data.finding(
            line, reference.fields[-1], "unknown-reference", message, _hint(key, known, target)
        )


def _also(lines: list[int]) -> str:
    """One misspelt id is one fault, however many rows repeat it; all of their lines are told."""
    if not lines:
        return ""
    told = ", ".join(map(str, lines[:20]))
    rest = f" and {len(lines) - 20} more" if len(lines) > 20 else ""
    return f" (also in line{'s' if len(lines) > 1 else ''} {told}{rest})"


def _keys(data: TableData, columns: tuple[str, ...]) -> set[Row]:
    if len(columns) == 1:
        return {(cell,) for cell in data.distinct(columns[0])}
    return set(data.keys(columns))


def _hint(key: Row, known: set[Row], target: TableData) -> str:
    choices = sorted(have[-1] for have in known if have[:-1] == key[:-1])
    near = difflib.get_close_matches(key[-1], choices, n=2)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    if target.table.is_codelist and len(choices) <= FEW:
        return f"Expected one of: {', '.join(choices)}."
    return f"Add the row to {target.table.path}, or correct it."


def _text(key: Row) -> str:
    return ", ".join(shown(cell) for cell in key)

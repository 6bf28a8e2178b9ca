"""Third: does every cell fit its Table Schema? Frictionless decides; its findings are turned into ours.

Frictionless reads each *different* cell of a column once, instead of every row: the same verdict on the same
cells (a test holds us to its own report), about three times as fast on a million rows. Keys are ``keys.py``.
"""

import difflib
from collections.abc import Iterator
from typing import Any

from opengov.check.data import TableData
from opengov.check.parsed import parsed
from opengov.files import load_json
from opengov.findings import Finding, shown
from opengov.package import Package, Table
from opengov.tables import Rows

CODES = {
    "column-missing": "A column of the schema is not in the header.",
    "column-unknown": "The header has a column that the schema does not know.",
    "column-twice": "The header has a column twice.",
    "column-order": "The columns are not in the order of the schema.",
    "header-missing": "The first line is not the header of the table.",
    "header-again": "The header stands a second time, as if it were a row.",
    "row-blank": "A line is blank, or holds nothing but commas.",
    "row-short": "A row has fewer cells than the header.",
    "row-long": "A row has more cells than the header.",
    "required": "A cell is blank that must not be.",
    "wrong-type": "A cell is not of its column's type.",
    "pattern": "A cell does not have the form that its column asks for.",
    "out-of-range": "A number is below the minimum or above the maximum.",
    "too-long": "A text is longer than its column allows.",
}
_CODE_OF = {
    "type": "wrong-type",
    "required": "required",
    "pattern": "pattern",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
    "maxLength": "too-long",
    "minLength": "pattern",
    "enum": "pattern",
}
_FORMS = {  # what people call the patterns of our schemas
    r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?": "a date: 2018, 2018-05 or 2018-05-08",
    r"https?://[^\s]+": "an address that begins with https:// or http:// and has no spaces",
    r"[a-z0-9]+(-[a-z0-9]+)*": "small letters a-z and digits, in parts joined by single hyphens",
    r"[a-z0-9]+([-_][a-z0-9]+)*": "small letters a-z and digits, in parts joined by single hyphens",
    r"[A-Z]{2,4}[0-9]{4}": "an OGP id: 2 to 4 capitals and 4 digits, such as PAR0001",
    r"([01][0-9]|2[0-3]):[0-5][0-9]": "a time of day: 09:30",
}


def check_shape(table: Table, rows: Rows) -> list[Finding]:
    """Header and width of the rows. If the header is wrong, nothing else about the table can be said."""
    found = list(_header(table, rows.header))
    if found:
        return found
    width = len(table.fields)
    for row, line in zip(rows.rows, rows.lines, strict=True):
        if len(row) != width or row == rows.header or not any(row):
            found.append(_misfit(table, row, line, width))
    return found


def check_cells(package: Package, data: TableData) -> Iterator[Finding]:
    """Types and constraints of every cell, by Frictionless."""
    for field in parsed(load_json(package.root, data.table.schema_path)).fields:
        read_cell = field.create_cell_reader()
        notes = {cell: found for cell in data.distinct(field.name) if (found := read_cell(cell)[1])}
        for record in data.where(field.name, notes):
            cell = record[field.name]
            yield _cell_finding(record, field, cell, notes[cell])


def _cell_finding(record: Any, field: Any, cell: str, notes: dict[str, str]) -> Finding:
    rule = next(iter(notes))
    code = _CODE_OF[rule]
    wanted = field.constraints.get(rule)
    if code == "required":
        message, hint = (
            "the cell is blank, but this column must have a value.",
            f"For example: {field.example}",
        )
    elif code == "wrong-type":
        message, hint = f"{shown(cell)} is not of type {field.type}.", f"For example: {field.example}"
        if field.type == "number" and "," in cell:
            hint = f"Write a point, not a comma: {cell.replace(',', '.')}"
    elif code == "out-of-range":
        word = "at least" if rule == "minimum" else "at most"
        message, hint = f"{shown(cell)} is out of range, expected {word} {wanted}.", ""
    elif code == "too-long":
        message, hint = f"the text has {len(cell)} characters, expected at most {wanted}.", "Shorten it."
    else:
        form = _FORMS.get(wanted, f"the form of {field.example}")
        message, hint = f"{shown(cell)} does not fit, expected {form}.", f"For example: {field.example}"
    return record.finding(field.name, code, message, hint)


def _header(table: Table, header: tuple[str, ...]) -> Iterator[Finding]:
    columns = table.columns
    if len(set(columns) & set(header)) * 2 < len(columns):
        message = f"this is not the header of the table; it begins with {shown(','.join(header))}."
        hint = f"The first line must read {','.join(columns)}"
        yield Finding(table.path, 1, "", "header-missing", message, hint)
        return
    for name in columns:
        if name not in header:
            near = difflib.get_close_matches(name, [other for other in header if other not in columns], n=1)
            hint = f"Is it {shown(near[0])}?" if near else f"The columns are {', '.join(columns)}."
            yield Finding(table.path, 1, name, "column-missing", f"the column {name} is missing.", hint)
    for name in dict.fromkeys(header):
        if name not in columns:
            if difflib.get_close_matches(name, [other for other in columns if other not in header], n=1):
                continue  # told as the column that is missing
            message = f"the column {shown(name)} is not in {table.schema_path}."
            hint = "Take it out, or describe it in the schema."
            yield Finding(table.path, 1, name, "column-unknown", message, hint)
        elif header.count(name) > 1 and name in columns:
            yield Finding(
                table.path, 1, name, "column-twice", f"the column {name} stands twice.", "Take one out."
            )
    if header != columns and sorted(header) == sorted(columns):
        first = next(have for have, want in zip(header, columns, strict=True) if have != want)
        message = f"the columns are in another order than in {table.schema_path}, from {first} on."
        yield Finding(table.path, 1, first, "column-order", message, "Run 'opengov tidy'.")


def _misfit(table: Table, row: tuple[str, ...], line: int, width: int) -> Finding:
    if row == table.columns:
        message = "the header stands here again."
        return Finding(table.path, line, "", "header-again", message, "Delete the line.")
    if row and not any(row):
        message = "the row holds nothing but commas."
        return Finding(table.path, line, "", "row-blank", message, "Delete the line.")
    if not row:
        return Finding(table.path, line, "", "row-blank", "the line is blank.", "Run 'opengov tidy'.")
    if len(row) < width:
        first = table.columns[len(row)]
        message = f"the row has {len(row)} cells, expected {width}; {first} and what follows is missing."
        return Finding(table.path, line, first, "row-short", message, "Is a comma missing?")
    message = (
        f"the row has {len(row)} cells, expected {width}; the first one too many is {shown(row[width])}."
    )
    return Finding(
        table.path, line, "", "row-long", message, "Put quotes around a cell that has a comma in it."
    )

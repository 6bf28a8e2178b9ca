"""Last: are there about as many rows as the descriptor expects? An edition does not lose rows by accident."""

from collections.abc import Iterator

from opengov.check.data import TableData
from opengov.findings import Finding
from opengov.package import DESCRIPTOR

CODES = {
    "too-few-rows": "A table has fewer rows than the descriptor expects.",
    "too-many-rows": "A table has more rows than the descriptor expects.",
}


def check_volume(data: TableData, rows: int) -> Iterator[Finding]:
    """``rows`` is how many the file has, those that do not fit its header included."""
    low, high = data.table.rows_min, data.table.rows_max
    name = data.table.name
    if low is not None and rows < low:
        message = f"the table has {rows} rows, expected at least {low}."
        hint = _hint(name, "min", f"{rows} or less")
        yield data.finding(0, "", "too-few-rows", message, hint)
    if high is not None and rows > high:
        message = f"the table has {rows} rows, expected at most {high}."
        hint = _hint(name, "max", f"{rows} or more")
        yield data.finding(0, "", "too-many-rows", message, hint)


def _hint(table: str, bound: str, number: str) -> str:
    return f"If this is meant, set opengov.rows.{bound} of the resource {table} in {DESCRIPTOR} to {number}."

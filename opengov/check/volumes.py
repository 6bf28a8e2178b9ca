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
    hint = f"If this is meant, change opengov.rows of {data.table.name} in {DESCRIPTOR}."
    if low is not None and rows < low:
        yield data.finding(
            0, "", "too-few-rows", f"the table has {rows} rows, expected at least {low}.", hint
        )
    if high is not None and rows > high:
        yield data.finding(
            0, "", "too-many-rows", f"the table has {rows} rows, expected at most {high}.", hint
        )

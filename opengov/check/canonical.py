"""Fifth and last but one: does the file stand in canonical form, so that git shows facts and no noise?"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from opengov.check.data import TableData
from opengov.findings import Finding
from opengov.tables import canonical, records, sort_key

CODES = {
    "row-order": "The rows are not sorted by primary key.",
    "quoting": "A row is not written with the quotes that CSV needs, and no others.",
}


def check_canonical(root: Path, data: TableData) -> Iterator[Finding]:
    """The first row out of order, and every row that is not written canonically."""
    keys = list(map(sort_key(data.table), data.rows))
    for (before, after), line in zip(pairwise(keys), data.lines[1:], strict=False):
        if after < before:
            message = f"{'-'.join(after)} comes after {'-'.join(before)}; rows are sorted by their key."
            yield data.finding(line, data.table.primary_key[0], "row-order", message, "Run 'opengov tidy'.")
            break
    text = (root / data.table.path).read_bytes().decode("utf-8")
    if canonical(data.table.columns, data.rows) != text:
        yield from _quoting(data, text)


def _quoting(data: TableData, text: str) -> Iterator[Finding]:
    lines = text.split("\n")
    parsed = list(records(text))
    ends = [line for line, _ in parsed[1:]] + [len(lines)]
    for (line, cells), end in zip(parsed, ends, strict=True):
        written = "\n".join(lines[line - 1 : end - 1]) + "\n"
        if cells and written != canonical(tuple(cells), ()):
            message = "the row has a quote where CSV needs none, or lacks one."
            yield data.finding(line, "", "quoting", message, "Run 'opengov tidy', then look at the change.")

"""Fifth and last but one: does the file stand in canonical form, so that git shows facts and no noise?"""

from collections.abc import Iterator
from itertools import pairwise

from opengov.check.data import TableData
from opengov.findings import Finding
from opengov.tables import canonical, records, sort_key

CODES = {
    "row-order": "The rows are not sorted by primary key.",
    "quoting": "A row is not written with the quotes that CSV needs, and no others.",
}


def check_canonical(data: TableData, content: bytes) -> Iterator[Finding]:
    """The first row out of order, and the first that is not written canonically."""
    keys = map(sort_key(data.table), data.rows)
    for (before, after), line in zip(pairwise(keys), data.lines[1:], strict=False):
        if after < before:
            message = f"{', '.join(after)} comes after {', '.join(before)}; rows are sorted by their key."
            yield data.finding(line, data.table.primary_key[0], "row-order", message, "Run 'opengov tidy'.")
            break
    if not _equal(data, content):
        yield from _quoting(data, content)


def _equal(data: TableData, content: bytes) -> bool:
    """Whether the file is what ``canonical`` writes; in pieces, as a large table would fill the memory."""
    written = canonical(data.table.columns, ()).encode()
    if not content.startswith(written):
        return False
    position = len(written)
    for start in range(0, len(data.rows), 10_000):
        rows = data.rows[start : start + 10_000]
        piece = canonical(rows[0], rows[1:]).encode()
        if not content.startswith(piece, position):
            return False
        position += len(piece)
    return position == len(content)


def _quoting(data: TableData, content: bytes) -> Iterator[Finding]:
    lines = content.decode("utf-8").split("\n")
    parsed = list(records(content))
    ends = [line for line, _ in parsed[1:]] + [len(lines)]
    wrong = [
        line
        for (line, cells), end in zip(parsed, ends, strict=True)
        if cells and "\n".join(lines[line - 1 : end - 1]) + "\n" != canonical(tuple(cells), ())
    ]
    if wrong:
        more = f" (so have {len(wrong) - 1} more rows)" if len(wrong) > 1 else ""
        message = f"the row has a quote where CSV needs none, or lacks one{more}."
        yield data.finding(wrong[0], "", "quoting", message, "Run 'opengov tidy', then look at the change.")

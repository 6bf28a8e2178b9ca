"""Whether rows that are not written yet would pass the check: tried on a copy of the package."""

import shutil
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from opengov import tables
from opengov.findings import Finding
from opengov.package import Package

Rows = dict[str, list[dict[str, str]]]


def faults(package: Package, new: Rows) -> list[tuple[Finding, str]]:
    """What the check says of the package with these rows, and where each finding is: in a new row, or at a
    line of a file as it stands.
    """
    from opengov.check import check
    from opengov.ogp import writing

    with TemporaryDirectory() as folder:
        for path in package.files():
            copy = Path(folder) / path.relative_to(package.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        tried = Package.open(Path(folder))
        writing.write(tried, new)
        read = cache(tables.read)
        return [(one, _place(package, tried, new, one, read)) for one in check(Path(folder))]


def _place(
    package: Package, tried: Package, new: Rows, finding: Finding, read: Callable[[Path], tables.Rows]
) -> str:
    table = next((one for one in package.tables if one.path == finding.path), None)
    if table is None or not finding.line or table.name not in new:
        return finding.place
    rows = read(tried.root / table.path)
    at = bisect_right(rows.lines, finding.line) - 1
    if at < 0:
        return finding.place
    key = tables.sort_key(table)
    held = read(package.root / table.path)
    its = next((line for row, line in zip(held.rows, held.lines, strict=True) if row == rows.rows[at]), 0)
    return f"{table.path}:{its}" if its else f"{table.path}, new row {', '.join(key(rows.rows[at]))}"

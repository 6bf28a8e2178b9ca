"""Everything that can be wrong with a package, in this order and in one run.

bytes, descriptor, what the program needs, schema and keys, rules, canonical form, volumes. A later check
passes over what an earlier one could not read, so that one fault makes one finding.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from opengov.check import bytes as raw
from opengov.check import canonical, descriptor, keys, needed, packed, schema, volumes
from opengov.check.data import Data, TableData, table_data
from opengov.check.rules import RULES
from opengov.errors import OpenGovError
from opengov.findings import Finding
from opengov.package import Package, Table

CODES: dict[str, str] = {
    **raw.CODES,
    **descriptor.CODES,
    **needed.CODES,
    **schema.CODES,
    **keys.CODES,
    **{rule.code: rule.meaning for rule in RULES},
    **canonical.CODES,
    **volumes.CODES,
    **packed.CODES,
}
Progress = Callable[[str], None]


def check(root: Path, progress: Progress = lambda step: None) -> list[Finding]:
    """Check the package in the folder ``root``; the findings are sorted by file and line.

    ``progress`` is told the name of each step as it begins; there are ``len(list(steps(root)))`` of them.
    Raises OpenGovError if there is no package, or a file of it cannot be read.
    """
    found = descriptor.check_descriptor(root)
    if any(map(descriptor.is_fatal, found)):
        return found  # a package that is not sound is not opened: its paths lead anywhere
    try:
        package = Package.open(root)
    except OpenGovError:
        if found:
            return found
        raise
    data = Data(package, {})
    for table in package.tables:
        progress(f"reading {table.path}")
        found += _table(package, table, data)
    progress("keys")
    found = _with_keys(found, list(keys.check_keys(data)))
    told = list(found)
    for rule in RULES:
        progress(rule.code)
        if rule.applies(data):
            found += _news(rule.find(data), told)
    return sorted(set(found))


def steps(root: Path) -> int:
    """How many steps ``check`` will tell of."""
    return len(Package.open(root).tables) + 1 + len(RULES)


def _with_keys(found: list[Finding], later: list[Finding]) -> list[Finding]:
    """Both, one for each cell: that a code is not in its list says more than that it has the wrong form."""
    better = {_cell(finding) for finding in later if finding.code == "unknown-reference"}
    kept = [finding for finding in found if finding.code != "pattern" or _cell(finding) not in better]
    return [*kept, *_news(iter(later), kept)]


def _cell(finding: Finding) -> tuple[str, int, str]:
    return finding.path, finding.line, finding.field


def _news(later: Iterator[Finding], told: list[Finding]) -> Iterator[Finding]:
    """Those of the later findings that do not fault a cell again which an earlier check has faulted."""
    cells = {_cell(finding) for finding in told if finding.field}
    return (finding for finding in later if _cell(finding) not in cells)


def _table(package: Package, table: Table, data: Data) -> Iterator[Finding]:
    """One table's own findings; adds it to ``data`` if its cells can be trusted."""
    try:
        file = raw.check_file(package.root, table)
    except OSError as error:
        raise OpenGovError(f"{package.root / table.path} cannot be read: {error.strerror}.") from error
    yield from file.findings
    yield from packed.check_packed(package, table, file.content)
    if file.rows is None:
        return
    shape = schema.check_shape(table, file.rows)
    yield from shape
    if file.rows.header != table.columns:
        return
    own: TableData = table_data(table, file.rows)
    data.tables[table.name] = own
    cells = list(schema.check_cells(package, own))
    yield from cells
    yield from volumes.check_volume(own, sum(1 for row in file.rows.rows if row))
    if not file.findings and not shape:
        yield from _news(canonical.check_canonical(own, file.content), cells)

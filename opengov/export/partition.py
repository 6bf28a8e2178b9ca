"""Which rows concern which government: each table is read once, its rows go to a file a government."""

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from opengov.package import Package, Table
from opengov.tables import Row, cells_at, stream

SOURCES, FORMER, SUCCESSORS = "sources", "superseded_ids", "successors"
Owners = dict[Row, frozenset[str]]


def partition(package: Package, governments: list[str], folder: Path) -> dict[tuple[str, str], Path]:
    """The files by government and table; a table that is not there (code lists) concerns all of them whole.

    A row concerns the governments of all that it refers to. Former ids go with the commitments that they were
    or became, sources with the rows that cite them. In memory are the keys of tables that others refer to,
    and no rows.
    """
    owners: dict[str, Owners] = {"governments": {(key,): frozenset([key]) for key in governments}}
    cited: dict[str, set[str]] = {key: set() for key in governments}
    files: dict[tuple[str, str], Path] = {}
    needed = {key.table for table in package.tables for key in table.references}
    former = _former(package)
    for table in sorted(package.tables, key=lambda table: table.name == SOURCES):
        concerned = _Concerned(table, owners, cited, former)
        if not concerned.is_shared:
            files |= _write(package, table, concerned, folder, table.name in needed)
            owners[table.name] = concerned.keys
    return files


class _Concerned:
    """Tells which governments a row of a table concerns, and remembers what others will ask of it."""

    def __init__(
        self,
        table: Table,
        owners: dict[str, Owners],
        cited: dict[str, set[str]],
        former: dict[str, list[str]],
    ) -> None:
        self.table, self.cited, self.former = table, cited, former
        self.commitments = owners.get("commitments", {})
        self.parents = [
            (cells_at(map(table.index, key.fields)), owners[key.table])
            for key in table.references
            if key.table != SOURCES and key.table in owners
        ]
        self.sources = [table.index(key.fields[0]) for key in table.references if key.table == SOURCES]
        self.key = cells_at(map(table.index, table.primary_key))
        self.keys: Owners = owners.get(table.name, {})
        self.is_shared = not (self.parents or self.keys or table.name in (SOURCES, FORMER))

    def by(self, row: Row) -> frozenset[str]:
        """The governments of a row."""
        key = self.key(row)
        if self.table.name == SOURCES:
            return frozenset(one for one, ids in self.cited.items() if key[0] in ids)
        if self.table.name == FORMER:
            ids = [key[0], *self.former.get(key[0], [])]
            found = frozenset().union(*(self.commitments.get((one,), frozenset()) for one in ids))
        elif self.parents:
            sides = [known.get(cells, frozenset()) for take, known in self.parents if all(cells := take(row))]
            found = frozenset.intersection(*sides) if sides else frozenset(self.cited)
        else:
            found = self.keys.get(key, frozenset())
        for government in found:
            self.cited[government].update(row[place] for place in self.sources)
        return found


def _write(
    package: Package, table: Table, concerned: _Concerned, folder: Path, is_needed: bool
) -> dict[tuple[str, str], Path]:
    files = {(key, table.name): folder / f"{key}.{table.name}.csv" for key in concerned.cited}
    with ExitStack() as stack:
        writers = {}
        for (key, _), path in files.items():
            file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writers[key] = csv.writer(file, lineterminator="\n")
            writers[key].writerow(table.columns)
        for cells in stream(package.root / table.path):
            row = tuple(cells)
            found = concerned.by(row)
            for key in found:
                writers[key].writerow(row)
            if is_needed:
                concerned.keys[concerned.key(row)] = found
    return files


def _former(package: Package) -> dict[str, list[str]]:
    """What became of former ids."""
    table = package.table(SUCCESSORS)
    old, new = table.index("old_id"), table.index("new_id")
    found: dict[str, list[str]] = {}
    rows: Iterable[list[str]] = stream(package.root / table.path)
    for row in rows:
        found.setdefault(row[old], []).append(row[new])
    return found

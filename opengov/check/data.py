"""The tables of a package as the checks see them: read once, looked up fast."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from opengov.findings import Finding
from opengov.package import Package, Table
from opengov.tables import Row, Rows, cells_at


@dataclass
class TableData:
    """One table, its text split into cells. ``rows`` holds only records that fit the header.

    whole  whether all of them do: what a row says that no one can read, nobody knows
    """

    table: Table
    rows: list[Row]
    lines: list[int]
    whole: bool = True
    _distinct: dict[str, set[str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator["Record"]:
        """Every record, for rules on small tables or on few columns."""
        for row, line in zip(self.rows, self.lines, strict=True):
            yield Record(self, row, line)

    def drop(self, lines: set[int]) -> None:
        """Take the records on these lines out."""
        if lines:
            kept = [(row, line) for row, line in zip(self.rows, self.lines, strict=True) if line not in lines]
            self.rows, self.lines = [row for row, _ in kept], [line for _, line in kept]
            self._distinct.clear()

    def column(self, name: str) -> Iterator[str]:
        """The cells of one column, in the order of the file."""
        position = self.table.index(name)
        return (row[position] for row in self.rows)

    def distinct(self, name: str) -> set[str]:
        """The different cells of one column: a rule on single cells looks at each of them once."""
        if name not in self._distinct:
            self._distinct[name] = set(self.column(name))
        return self._distinct[name]

    def select(self, name: str, test: Callable[[str], object]) -> set[str]:
        """The different cells of a column that pass a (named) test; each is tested once."""
        key = f"{name} {test.__name__}"
        if key not in self._distinct:
            self._distinct[key] = set(filter(test, self.distinct(name)))
        return self._distinct[key]

    def where(self, name: str, values: set[str] | dict[str, object]) -> Iterator["Record"]:
        """The records whose cell in a column is one of ``values``."""
        if values:
            position = self.table.index(name)
            for row, line in zip(self.rows, self.lines, strict=True):
                if row[position] in values:
                    yield Record(self, row, line)

    @cached_property
    def by_key(self) -> dict[str, "Record"]:
        """Records by primary key, for tables with a key of one column; the first of equal keys stands."""
        position = self.table.index(self.table.primary_key[0])
        found: dict[str, Record] = {}
        for record in self:
            found.setdefault(record.row[position], record)
        return found

    def keys(self, columns: Sequence[str]) -> Iterator[Row]:
        """The cells of some columns as tuples, in the order of the file."""
        return map(cells_at(self.table.index(name) for name in columns), self.rows)

    def finding(self, line: int, column: str, code: str, message: str, hint: str = "") -> Finding:
        """A finding in this table."""
        return Finding(self.table.path, line, column, code, message, hint)


@dataclass(frozen=True, slots=True)
class Record:
    """One row with its place. ``record["title"]`` is a cell, empty text where it is blank."""

    data: TableData
    row: Row
    line: int

    def __getitem__(self, column: str) -> str:
        return self.row[self.data.table.index(column)]

    def finding(self, column: str, code: str, message: str, hint: str = "") -> Finding:
        """A finding on this row."""
        return self.data.finding(self.line, column, code, message, hint)


class Data:
    """The readable tables of a package, by name. A table that cannot be read is not in here, and a rule
    that needs it stays silent: what follows from a broken file is not another fault.
    """

    def __init__(self, package: Package, tables: dict[str, TableData]) -> None:
        self.package = package
        self.tables = tables

    def __contains__(self, name: str) -> bool:
        return name in self.tables

    def __getitem__(self, name: str) -> TableData:
        return self.tables[name]

    def __iter__(self) -> Iterator[TableData]:
        return iter(self.tables.values())

    def with_columns(self, *columns: str) -> Iterator[TableData]:
        """The tables that have all of these columns."""
        return (data for data in self if all(column in data.table for column in columns))

    def knows(self, name: str) -> bool:
        """Whether a table can be read, every row of it."""
        return name in self and self[name].whole

    @property
    def complete(self) -> bool:
        """Whether every row of every table of the package is readable."""
        return all(self.knows(table.name) for table in self.package.tables)


def table_data(table: Table, rows: Rows) -> TableData:
    """The records of a table that fit its header; the others are the schema check's findings."""
    width, header = len(table.fields), rows.header
    odd = {header, ("",) * width}
    if all(len(row) == width and row not in odd for row in rows.rows):
        return TableData(table, rows.rows, rows.lines)
    pairs = list(zip(rows.rows, rows.lines, strict=True))
    fitting = [(row, line) for row, line in pairs if len(row) == width and row != header and any(row)]
    whole = all(len(row) == width or not any(row) for row in rows.rows)
    return TableData(table, [row for row, _ in fitting], [line for _, line in fitting], whole)

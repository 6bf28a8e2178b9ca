"""The words for what differs, in one line each, for people: for text and Markdown alike.

No line holds a control character, whatever stands in the data.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from shlex import quote

from opengov.diff import WORKING_COPY, Change, Difference, Record, TableDifference
from opengov.diff.level import Meaning
from opengov.diff.shown import line, told
from opengov.diff.snapshot import WHOLES
from opengov.diff.terms import by_tables, kinds, sentences

MOST_RECORDS = 200  # of a table, unless another number is asked for
SHORT = 80  # letters of a cell of a record that was added or removed
MOST_FIELDS = 12  # of a record
MOST_REASONS = 20
OF_WHOLE = {column for column, _ in WHOLES}
FRENCH = "_fr"  # a translation of the column beside it


@dataclass(frozen=True, slots=True)
class Item:
    """A record that was ``added``, ``removed`` or ``changed``: what it is, a line for each of its fields."""

    kind: str
    said: str
    fields: tuple[str, ...] = ()


def counts(table: TableDifference) -> dict[str, int]:
    """How many records were added, removed and changed."""
    return {"added": len(table.added), "removed": len(table.removed), "changed": len(table.changed)}


def verdict(of: Difference, meant: Meaning) -> str:
    """What the difference means for the version, and what to know of the two sides."""
    days = " → ".join(map(line, of.as_of or ()))
    if not meant.level:
        return f"Nothing differs, but for the as-of day: {days}." if days else "Nothing differs."
    told = [_part(of)] if of.part else []
    told += [f"For the version this is {meant.level}: {_reasons(meant.reasons)}."]
    told += [f"Beside it, {level}: {_reasons(reasons)}." for level, reasons in meant.also.items()]
    if meant.needs_reason:
        told.append("Records were taken out: a release has to say why ('opengov release --because').")
    if days:
        told.append(f"The as-of day differs too: {days}.")
    return " ".join(told)


def _part(of: Difference) -> str:
    label, counted = (of.old, "added") if of.part == "old" else (of.new, "removed")
    return f"{line(label)} is only a part, the package of one government: what it lacks counts as {counted}."


def summary(table: TableDifference) -> str:
    """How many records of a table differ."""
    if table.is_gone:
        return f"the table is gone ({len(table.removed)} rows)"
    told = ", ".join(f"{count} {kind}" for kind, count in counts(table).items() if count)
    if by_column := len(table.changed) - len(_own_changes(table)):
        told += f" ({by_column} only by a column that is new or gone)"
    if table.is_new:
        return f"new table, {told or 'empty'}"
    data = told or ("other columns" if table.has_other_columns else "")
    return "; ".join(filter(None, [data, kinds(table.declared)]))


def summaries(tables: Iterable[TableDifference]) -> list[str]:
    """The tables, a line each, those with other records or columns first; the others by what is declared."""
    told, declared = [], dict[str, list[str]]()
    for table in tables:
        if table.has_other_data:
            told.append(f"{line(table.name)}: {summary(table)}")
        else:
            declared.setdefault(summary(table), []).append(line(table.name))
    return [*told, *(f"{', '.join(names)}: {said}" for said, names in declared.items())]


def of_tables(difference: Difference) -> list[tuple[tuple[str, ...], str, list[str]]]:
    """What is declared otherwise of tables, once for all that say the same: their names, of which kinds it
    is, a line each.
    """
    told = by_tables({table.name: table.declared for table in difference.tables})
    return [(names, kinds(declared), sentences(declared, "the table")) for names, declared in told.items()]


def of_package(difference: Difference) -> list[str]:
    """What a package says otherwise of itself, a line each."""
    order = ["the tables stand in another order"] if difference.is_reordered else []
    return [*sentences(difference.declared, "the package"), *order]


def of_table(table: TableDifference) -> list[str]:
    """Each column that differs; of one that is new or gone, how many rows hold something there."""
    differing = (
        ("new column", table.columns_added),
        ("column gone", table.columns_removed),
        ("column of another type", table.columns_retyped),
    )
    columns = [f"{kind}: {line(name)}{_held(table, name)}" for kind, names in differing for name in names]
    return [*columns, *(["the columns stand in another order"] if table.is_reordered else [])]


def items(table: TableDifference) -> Iterator[Item]:
    """Each record that differs: with its fields, or, where only one side has it, with what it holds. A column
    that is new or gone is told by ``of_table``, once, and not again in every row.
    """
    for kind, records in (("added", table.added), ("removed", table.removed)):
        for record in records:
            yield Item(kind, _named(record), _cells(record))
    for record, changes in _own_changes(table):
        yield Item("changed", _named(record), _first([told(change) for change in changes]))


def number_of_items(table: TableDifference) -> int:
    """How many records ``items`` gives."""
    return len(table.added) + len(table.removed) + len(_own_changes(table))


def more(of: Difference, number: int, options: str = "--limit 0") -> str:
    """That so many records are not shown, and by which options they are."""
    places = [quote(of.old), *([] if of.new == WORKING_COPY else [quote(of.new)])]
    return f"… and {number} more (all: opengov diff {' '.join(places)} {options}, or --format json)"


def _reasons(reasons: tuple[str, ...]) -> str:
    told = [line(one) for one in reasons[:MOST_REASONS]]
    if more := len(reasons) - len(told):
        told.append(f"and {more} more reasons")
    return "; ".join(told)


def _own_changes(table: TableDifference) -> tuple[tuple[Record, tuple[Change, ...]], ...]:
    """The changes in columns that both sides have."""
    if not table.held:
        return table.changed
    own = ((one, tuple(c for c in changes if c.field not in table.held)) for one, changes in table.changed)
    return tuple((one, changes) for one, changes in own if changes)


def _held(table: TableDifference, name: str) -> str:
    """In how many rows a column that is new or gone holds something."""
    if name not in table.held:
        return ""
    verb = "held" if name in table.columns_removed else "hold"
    number = table.held[name]
    return f" ({number} {'row' if number == 1 else 'rows'} {verb} something)"


def _named(record: Record) -> str:
    named = line(record.id)
    if record.title and not record.id.endswith(record.title):  # or else the key tells it already
        named += f" “{line(record.title)}”"
    if record.part_of and record.part_of != record.title:
        named += f" of “{line(record.part_of)}”"
    return named


def _cells(record: Record) -> tuple[str, ...]:
    """What a record holds, but for what its name tells already, and for translations."""
    known = {*record.key, record.title}
    cells = [
        f"{line(name)}: {line(value, SHORT)}"
        for name, value in record.held.items()
        if value not in known and name not in OF_WHOLE and not _is_translation(name, record)
    ]
    return _first(cells)


def _first(fields: list[str]) -> tuple[str, ...]:
    """As many lines as are shown of a record, and how many more there are."""
    left = len(fields) - MOST_FIELDS
    return (*fields[:MOST_FIELDS], *([f"… and {left} more fields"] if left > 0 else []))


def _is_translation(name: str, record: Record) -> bool:
    return name.endswith(FRENCH) and bool(record.row.get(name.removesuffix(FRENCH)))

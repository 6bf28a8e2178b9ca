"""Two editions compared: data first, words last.

licence     what an edition says of its licences
declared    what it declares beside: rules, keys, words
snapshot    what an edition holds, by table and key
opening     a snapshot of a folder, a zip, or a commit
level       what a difference means for the version
shown       a value beside another, in one line
terms       the words for what is declared otherwise
wording     the words for what differs
report      text, Markdown (markdown), JSON
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from opengov.diff.declared import VOLUMES, Declaration, declared_otherwise
from opengov.diff.licence import differing
from opengov.diff.snapshot import Key, Snapshot, TableSnapshot

WORKING_COPY = "the working copy"  # what the folder as it is now is called


@dataclass(frozen=True, slots=True)
class Record:
    """A record by its key, what people call it, and what that is called which it belongs to: its promise, its
    plan, its government. Both may be empty. ``row`` is all that it holds; empty where that is not told.
    """

    key: Key
    title: str
    part_of: str = ""
    row: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """The key as one text."""
        return "/".join(self.key)

    @property
    def held(self) -> dict[str, str]:
        """The cells that are not blank."""
        return {name: value for name, value in self.row.items() if value}


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs; a column that one side does not have is empty there."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What differs in a table. ``is_new``, ``is_gone``: the whole table is only on one side. ``held``: how
    many rows hold something in each column that is only on one side. ``declared``: what is declared otherwise
    of the table and of columns that both sides have; ``is_reordered``, whether these stand in another order.
    """

    name: str
    title: str
    is_new: bool = False
    is_gone: bool = False
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_retyped: tuple[str, ...] = ()
    added: tuple[Record, ...] = ()
    removed: tuple[Record, ...] = ()
    changed: tuple[tuple[Record, tuple[Change, ...]], ...] = ()
    held: Mapping[str, int] = field(default_factory=dict)
    declared: tuple[Declaration, ...] = ()
    is_reordered: bool = False

    @property
    def has_other_columns(self) -> bool:
        """Whether columns came, went, changed their type or their order."""
        return bool(self.columns_added or self.columns_removed or self.columns_retyped or self.is_reordered)

    @property
    def has_other_data(self) -> bool:
        """Whether records or columns differ, or all of it, and not only what is declared."""
        records = self.added or self.removed or self.changed
        return bool(self.is_new or self.is_gone or self.has_other_columns or records)

    def __bool__(self) -> bool:
        return self.has_other_data or bool(self.declared)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two editions; ``tables`` are those in which something does. ``lost``: the ids, by
    table, of records that were taken out and of which the data do not say themselves what became of them.
    ``licence_text``: whether both have a file with the terms, and these are not the same. ``declared``: what
    the package says otherwise of itself; ``is_reordered``, whether its tables stand in another order.
    ``part``: which side, ``old`` or ``new``, is the package of one government, where the other is the whole.
    ``as_of``: the days as of which they are true, where these differ; that alone is no difference of data.
    """

    old: str
    new: str
    licence: tuple[str, str] | None
    tables: tuple[TableDifference, ...]
    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    licence_text: bool = False
    declared: tuple[Declaration, ...] = ()
    is_reordered: bool = False
    part: str = ""
    as_of: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        of_package = self.licence or self.licence_text or self.declared or self.is_reordered
        return bool(self.tables or of_package)


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """What it takes to get from ``old`` to ``new``: tables in the order of ``new``, then those gone. A part
    of a package may say other things of itself than the whole, and expects fewer rows.
    """
    names = [*new.tables, *(name for name in old.tables if name not in new.tables)]
    tables = {name: compare_tables(old.tables.get(name), new.tables.get(name)) for name in names}
    part = "old" if old.is_part_of(new) else "new" if new.is_part_of(old) else ""
    if part:
        tables = {name: _without_volumes(table) for name, table in tables.items()}
    texts = {one.licence_text for one in (old, new)}
    told = tuple(_placed(table, name, old, new) for name, table in tables.items() if table)
    return Difference(
        old.label,
        new.label,
        differing(old.licences, new.licences),
        told,
        _lost(told, new),
        licence_text=len(texts - {""}) > 1,
        declared=() if part else declared_otherwise(old.declared, new.declared),
        is_reordered=_is_reordered(old.tables, new.tables),
        part=part,
        as_of=(old.as_of, new.as_of) if old.as_of != new.as_of else None,
    )


def _without_volumes(table: TableDifference) -> TableDifference:
    return replace(table, declared=tuple(one for one in table.declared if not one.what.startswith(VOLUMES)))


def _lost(tables: tuple[TableDifference, ...], new: Snapshot) -> dict[str, tuple[str, ...]]:
    """Of a commitment whose id stands in ``superseded_ids``, the data say what became of it."""
    known = {key[0] for key in new.tables["superseded_ids"].rows} if "superseded_ids" in new.tables else set()
    gone = {
        table.name: tuple(
            one.id for one in table.removed if table.name != "commitments" or one.id not in known
        )
        for table in tables
    }
    return {name: ids for name, ids in gone.items() if ids}


def _placed(table: TableDifference, name: str, old: Snapshot, new: Snapshot) -> TableDifference:
    """The same, with what each record belongs to."""

    def placed(one: Record, side: Snapshot) -> Record:
        return replace(one, part_of=side.whole_of(name, one.key))

    return replace(
        table,
        added=tuple(placed(one, new) for one in table.added),
        removed=tuple(placed(one, old) for one in table.removed),
        changed=tuple((placed(one, new), changes) for one, changes in table.changed),
    )


def compare_tables(old: TableSnapshot | None, new: TableSnapshot | None) -> TableDifference:
    """What differs in one table, by key; one side may not have it."""
    present = new or old
    if present is None:
        raise ValueError("a table that neither side has")
    before = old or TableSnapshot(present.name, present.title, {}, present.key, {})
    after = new or TableSnapshot(present.name, present.title, {}, present.key, {})
    columns = list(dict.fromkeys([*after.types, *before.types]))
    shared = [name for name in after.types if name in before.types]
    only = [(name, before) for name in before.types if name not in after.types and new]
    only += [(name, after) for name in after.types if name not in before.types and old]
    return TableDifference(
        present.name,
        present.title,
        is_new=old is None,
        is_gone=new is None,
        columns_added=_only_in(after, before) if old else (),
        columns_removed=_only_in(before, after) if new else (),
        columns_retyped=tuple(name for name in shared if after.types[name] != before.types[name]),
        added=tuple(_whole(after, key) for key in after.rows if key not in before.rows),
        removed=tuple(_whole(before, key) for key in before.rows if key not in after.rows),
        changed=tuple(
            (_record(after, key), changes)
            for key in after.rows
            if key in before.rows and (changes := _changes(before.rows[key], after.rows[key], columns))
        ),
        held={name: sum(bool(row[name]) for row in side.rows.values()) for name, side in only},
        declared=declared_otherwise(before.declared, after.declared, shared) if old and new else (),
        is_reordered=_is_reordered(before.types, after.types),
    )


def _changes(before: dict[str, str], after: dict[str, str], columns: list[str]) -> tuple[Change, ...]:
    if before == after:
        return ()
    cells = ((name, before.get(name, ""), after.get(name, "")) for name in columns)
    return tuple(Change(name, old, new) for name, old, new in cells if old != new)


def _is_reordered(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether what both have stands in another order; what came or went between does not count."""
    return [name for name in before if name in after] != [name for name in after if name in before]


def _only_in(one: TableSnapshot, other: TableSnapshot) -> tuple[str, ...]:
    return tuple(name for name in one.types if name not in other.types)


def _record(table: TableSnapshot, key: Key) -> Record:
    return Record(key, table.title_of(key))


def _whole(table: TableSnapshot, key: Key) -> Record:
    return replace(_record(table, key), row=table.rows[key])

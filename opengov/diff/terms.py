"""The words for what is declared otherwise: rules, keys, titles and descriptions."""

from collections.abc import Iterable, Mapping, Sequence

from opengov.diff.declared import KEYS, KINDS, RULE, Declaration
from opengov.diff.shown import between, line

MOST_NAMED = 12  # columns that one phrase names
FEW = 5  # tables: of more that have something of one kind, the tables are told and not the columns
OF_TABLE = {  # of KINDS, the gravest first
    "breaking": "another key, file or format",
    "looser": "looser rules",
    "other": "other rules",
    "tighter": "tighter rules",
    "words": "described otherwise",
}
OF_MANY = {
    "looser": "looser rules in {} tables",
    "other": "other rules in {} tables",
    "tighter": "tighter rules in {} tables",
    "words": "{} tables described otherwise",
}
ALLOWED = {
    "looser": "more values allowed in",
    "other": "other values allowed in",
    "tighter": "fewer values allowed in",
}
SWITCHES = {  # rules that are there or not: no value says more
    ("constraints.required", "tighter"): "required now:",
    ("constraints.required", "looser"): "may be blank now:",
    ("constraints.unique", "tighter"): "no value stands twice any more in",
    ("constraints.unique", "looser"): "a value may stand twice now in",
}
CALLED = {
    "primaryKey": "primary key",
    "foreignKeys": "foreign key",
    "uniqueKeys": "unique key",
    "path": "file",
    "schema": "file of the schema",
    "schema.missingValues": "sign for a missing value",
    "opengov.rows.min": "least number of rows expected",
    "opengov.rows.max": "greatest number of rows expected",
}


Said = tuple[str, str, str | None, str | None]


def kinds(declared: Iterable[Declaration]) -> str:
    """What is declared otherwise of a table, by kinds."""
    found = {one.kind for one in declared}
    return ", ".join(said for kind, said in OF_TABLE.items() if kind in found)


def by_tables(
    tables: Mapping[str, Sequence[Declaration]],
) -> dict[tuple[str, ...], list[Declaration]]:
    """What is declared otherwise of several tables, by the names of all of which the same is said."""
    having: dict[Said, dict[str, None]] = {}
    for name, declared in tables.items():
        for one in declared:
            having.setdefault(_said(one), {})[name] = None
    found: dict[tuple[str, ...], list[Declaration]] = {}
    for one in (one for declared in tables.values() for one in declared):
        found.setdefault(tuple(having[_said(one)]), []).append(one)
    return found


def sentences(declared: Iterable[Declaration], whole: str) -> list[str]:
    """What is declared otherwise, in one line each, with the old and the new value where these say more:
    columns of which the same is said stand together. ``whole`` is what is meant where no column is.
    """
    alike: dict[Said, list[Declaration]] = {}
    for one in declared:
        alike.setdefault(_said(one), []).append(one)
    told = []
    for (kind, what, old, new), group in alike.items():
        named = _named(group, whole)
        is_told = what in KEYS or (what, kind) in SWITCHES
        told.append(named if is_told else f"{named}: {between(old, new)}")
    return told


def phrases(declared: Iterable[Declaration], whole: str) -> list[tuple[str, str]]:
    """The same in short, without values: each kind with what there is to tell of it, columns together, the
    gravest first.
    """
    columns: dict[str, dict[str, None]] = {}
    words: list[str] = []
    told = []
    for one in declared:
        if one.column and one.kind != "breaking":
            columns.setdefault(one.kind, {})[line(one.column)] = None
        elif one.kind == "words":
            words.append(f"the {_called(one.what)} of {whole}")
        else:
            told.append((one.kind, _named([one], whole)))
    described = list(columns.pop("words", {}))
    told += [(kind, f"{ALLOWED[kind]} {_some(list(names))}") for kind, names in columns.items()]
    if words or described:
        parts = [_some(words)] * bool(words) + [_columns(described)] * bool(described)
        told.append(("words", f"described otherwise: {', '.join(parts)}"))
    return sorted(told, key=lambda one: KINDS.index(one[0]))


def in_short(
    tables: Mapping[str, Sequence[Declaration]],
) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, list[str]]]]:
    """What is declared otherwise of several tables, by their names: what a table has of its own, as its name,
    kind and phrase; and what many have, as kind, phrase and their names.
    """
    told = [(name, *one) for name, declared in tables.items() for one in phrases(declared, "the table")]
    having = {kind: list(dict.fromkeys(name for name, one, _ in told if one == kind)) for kind in OF_MANY}
    many = {kind: names for kind, names in having.items() if len(names) > FEW}
    own = [one for one in told if one[1] not in many]
    return own, [(kind, OF_MANY[kind].format(len(names)), names) for kind, names in many.items()]


def _named(group: Sequence[Declaration], whole: str) -> str:
    """What differs, of all columns of the group."""
    one = group[0]
    columns = list(dict.fromkeys(line(each.column) for each in group if each.column))
    whose = _columns(columns) if columns else whole
    called = _called(one.what)
    if one.what in KEYS:
        return f"new {called}: {line(one.new)}" if one.new else f"{called} gone: {line(one.old or '')}"
    if switch := SWITCHES.get((one.what, one.kind)):
        return f"{switch} {whose}"
    if one.kind in ALLOWED:
        return f"{ALLOWED[one.kind]} {whose} ({called})"
    return f"the {called} of {whose} differs"


def _said(one: Declaration) -> Said:
    """What is said of a column, or of the whole, whichever it is."""
    return one.kind, one.what, one.old, one.new


def _columns(names: list[str]) -> str:
    return f"the column{'s' if len(names) > 1 else ''} {_some(names)}"


def _called(what: str) -> str:
    return CALLED.get(what) or line(what.removeprefix(RULE).removeprefix("schema."))


def _some(names: list[str]) -> str:
    left = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {left} more" if left > 0 else "")

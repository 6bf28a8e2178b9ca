"""The words for what is declared otherwise: rules, keys, titles and descriptions."""

from collections.abc import Iterable, Mapping, Sequence

from opengov.diff.declared import KEYS, KINDS, RULE, Declaration
from opengov.diff.shown import between, line

MOST_NAMED = 12  # columns that one phrase names
FEW = 5  # tables: of more that have something of one kind, the tables are told and not the columns
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


def sentences(declared: Iterable[Declaration], whole: str) -> list[str]:
    """What is declared otherwise, in one line each, with the old and the new value where these say more:
    columns of which the same is said stand together. ``whole`` is what is meant where no column is.
    """
    alike: dict[tuple[str, str, str | None, str | None], list[Declaration]] = {}
    for one in declared:
        alike.setdefault((one.kind, one.what, one.old, one.new), []).append(one)
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
    together: dict[str, dict[str, None]] = {}
    told = []
    for one in declared:
        if one.column and one.kind != "breaking":
            together.setdefault(one.kind, {})[line(one.column)] = None
        elif one.kind == "words":
            together.setdefault(one.kind, {})[f"the {_called(one.what)} of {whole}"] = None
        else:
            told.append((one.kind, _named([one], whole)))
    for kind, names in together.items():
        told.append((kind, f"{ALLOWED.get(kind, 'described otherwise:')} {_some(list(names))}"))
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
    columns = [line(each.column) for each in group if each.column]
    whose = f"the column{'s' if len(columns) > 1 else ''} {_some(columns)}" if columns else whole
    called = _called(one.what)
    if one.what in KEYS:
        return f"new {called}: {line(one.new)}" if one.new else f"{called} gone: {line(one.old or '')}"
    if switch := SWITCHES.get((one.what, one.kind)):
        return f"{switch} {whose}"
    if one.kind in ALLOWED:
        return f"{ALLOWED[one.kind]} {whose} ({called})"
    return f"the {called} of {whose} differs"


def _called(what: str) -> str:
    return CALLED.get(what) or line(what.removeprefix(RULE).removeprefix("schema."))


def _some(names: list[str]) -> str:
    left = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {left} more" if left > 0 else "")

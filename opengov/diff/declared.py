"""What an edition declares beside the names and types of its columns: rules, keys, words, whatever stands
in ``datapackage.json`` and the schemas. It is kept as it is: in old commits anything may stand.

Not told is what belongs to a copy and not to the edition (sizes, digests), what ``opengov release`` writes
into every edition, and licences, which ``licence`` tells.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[str, str]  # a column (empty: the whole table or package), and what is declared of it
Facts = Mapping[Place, Any]

RULE = "constraints."
VOLUMES = "opengov.rows."
KINDS = ("breaking", "looser", "other", "tighter", "words")
KEYS = ("foreignKeys", "uniqueKeys")  # kept as sets, one text a key
OF_CELLS = {"format", "missingValues", "trueValues", "falseValues", "bareNumber", "decimalChar", "groupChar"}
OF_FILE = {"path", "encoding", "compression", "dialect"}
BREAKING = {"primaryKey", "licenses"} | OF_CELLS | OF_FILE  # what programs, or people's rights, rest on
LEAST = {"minimum", "exclusiveMinimum", "minLength"}
MOST = {"maximum", "exclusiveMaximum", "maxLength"}
OF_COPY = {"hash", "bytes", "rows"}  # what export adds to a resource
FILES = ("path", "schema")  # told where both sides keep them in files: downloads have theirs at other places
OF_EDITION = {"version", "created", "licenses", "resources"}
OF_SEAL = {"as_of", "released", "because"}
DEPTH = 3  # objects inside objects are told by their parts so deep, beyond that as a whole


@dataclass(frozen=True, slots=True)
class Declaration:
    """``what`` is declared otherwise of a ``column`` (empty: of the whole): its ``old`` and ``new`` text,
    None where a side does not say it. The ``kind`` (of KINDS) tells what that means to those who read data.

    breaking   programs find the rows, tell them apart or read their cells by it
    looser     values are allowed that were not
    other      other values are allowed, and nobody can tell whether more or fewer
    tighter    fewer values are allowed
    words      none of these
    """

    column: str
    what: str
    old: str | None
    new: str | None
    kind: str


def of_package(descriptor: Mapping[str, Any]) -> Facts:
    """What a descriptor says of the package itself."""
    said = {name: value for name, value in descriptor.items() if name not in OF_EDITION}
    if isinstance(own := said.get("opengov"), dict):
        said["opengov"] = {name: value for name, value in own.items() if name not in OF_SEAL}
    return {("", what): value for what, value in _parts("", said)}


def of_table(resource: Mapping[str, Any], schema: Mapping[str, Any], columns: Collection[str]) -> Facts:
    """What a resource and its schema say of a table and of those of its ``columns`` that the schema knows."""
    apart = {"name", *OF_COPY, *FILES}
    facts = {("", what): value for what, value in _parts("", _without(resource, apart))}
    if isinstance(resource.get("schema"), str):
        facts |= {("", name): resource.get(name) for name in FILES}
    rest = _without(schema, {"fields", "primaryKey", *KEYS})
    facts |= {("", f"schema.{what}"): value for what, value in _parts("", rest)}
    facts["", "primaryKey"] = _names(schema.get("primaryKey"))
    facts |= {("", name): frozenset(map(_key, _listed(schema.get(name)))) for name in KEYS}
    for field in schema["fields"]:
        if field["name"] in columns:
            parts = _parts("", _without(field, {"name", "type"}))
            facts |= {(field["name"], what): value for what, value in parts}
    return facts


def declared_otherwise(old: Facts, new: Facts, columns: Collection[str] = ()) -> tuple[Declaration, ...]:
    """What two sides declare otherwise of the whole and of those ``columns``."""
    places = dict.fromkeys([*new, *old])
    told = [place for place in places if not place[0] or place[0] in columns]
    return tuple(one for place in told for one in _differing(place, old, new))


def _differing(place: Place, old: Facts, new: Facts) -> Iterator[Declaration]:
    column, what = place
    before, after = old.get(place), new.get(place)
    if isinstance(before, frozenset) or isinstance(after, frozenset):
        gone, come = (before or set()) - (after or set()), (after or set()) - (before or set())
        yield from (Declaration(column, what, one, None, "looser") for one in sorted(gone))
        yield from (Declaration(column, what, None, one, "tighter") for one in sorted(come))
        return
    there = place in old, place in new
    is_same = _json(before) == _json(after) if all(there) else what in FILES
    if is_same:
        return
    texts = [_text(value) if is_said else None for value, is_said in zip((before, after), there, strict=True)]
    if texts[0] == texts[1]:  # 5 and "5"
        texts = [_json(before), _json(after)]
    yield Declaration(column, what, texts[0], texts[1], _kind(what, before, after))


def _kind(what: str, old: Any, new: Any) -> str:
    if what.startswith(RULE) or what == RULE.rstrip("."):
        return _rule(what.removeprefix(RULE), old, new)
    return "breaking" if what.removeprefix("schema.").partition(".")[0] in BREAKING else "words"


def _rule(rule: str, old: Any, new: Any) -> str:
    """Whether a constraint has become looser; one that is false asks for nothing, as if it were not there."""
    before, after = (None if one is False else one for one in (old, new))
    if before is None or after is None:
        return "words" if before is after else "looser" if after is None else "tighter"
    return {(True, False): "looser", (False, True): "tighter", (True, True): "words"}.get(
        _order(rule, before, after), "other"
    )


def _order(rule: str, old: Any, new: Any) -> tuple[bool, bool]:
    """Whether it is known that ``new`` allows all that ``old`` does, and the other way round."""
    if rule == "enum" and isinstance(old, list) and isinstance(new, list):
        before, after = set(map(_json, old)), set(map(_json, new))
        return before <= after, after <= before
    if rule in LEAST | MOST and all(type(one) in (int, float) for one in (old, new)):
        return (new <= old, old <= new) if rule in LEAST else (new >= old, old >= new)
    return False, False


def _without(said: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in names}


def _parts(name: str, value: Any, depth: int = DEPTH) -> Iterator[tuple[str, Any]]:
    """An object by its parts, ``opengov.rows.min``; anything else as it is."""
    if not isinstance(value, dict) or not depth:
        yield name, value
        return
    for key, inner in value.items():
        yield from _parts(f"{name}.{key}" if name else key, inner, depth - 1)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _names(value: Any) -> str:
    """The columns of a key, which may be one without a list around it."""
    return ", ".join(map(_text, _listed(value)))


def _key(key: Any) -> str:
    """A unique or foreign key in one text, ``plan_id to action_plans (plan_id)``."""
    if not isinstance(key, dict):
        return _names(key)
    there = key.get("reference")
    if not isinstance(there, dict):
        return _text(key)
    table = _text(there.get("resource", "")) or "the table itself"
    return f"{_names(key.get('fields'))} to {table} ({_names(there.get('fields'))})"


def _text(value: Any) -> str:
    """A value as people read it."""
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    """A value in one form, so that equal ones are equal, and 1 is not true."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    except RecursionError:
        return "(nested too deeply)"

"""What a difference means for the version of an edition (CONTRIBUTING, *Releasing*; semver for data, after
mySociety's data_common: major for what breaks a reader's program, minor for more, patch for corrections).

The same holds for what is declared. Major is what programs find rows, tell them apart or read cells by:
primary key, file, format, missing values. Minor is a rule that is looser or merely different: programs may
meet values that could not be there before. Patch is a tighter rule, another word, another order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from opengov.diff import WORKING_COPY, Difference, TableDifference
from opengov.diff.terms import in_short, phrases
from opengov.package import LICENCE_FILE

ORDER = ("", "patch", "minor", "major")
OF_DECLARED = {
    "breaking": "major",
    "looser": "minor",
    "other": "minor",
    "tighter": "patch",
    "words": "patch",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """``level`` is major, minor, patch, or empty where nothing differs; ``reasons`` say why. ``also`` is what
    there is beside them, by lower level; ``needs_reason``, whether a release of this has to say why records
    were taken out.
    """

    level: str
    reasons: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs_reason: bool = False


def meaning(difference: Difference) -> Meaning:
    """What the difference means, with the reasons for that level and those that alone would mean less."""
    reasons: dict[str, list[str]] = {level: [] for level in ORDER}
    for level, reason in _of_package(difference):
        reasons[level].append(reason)
    for table in difference.tables:
        for level, reason in _of_table(table):
            reasons[level].append(reason)
    own, many = in_short({table.name: table.declared for table in difference.tables})
    for name, kind, phrase in own:
        reasons[OF_DECLARED[kind]].append(f"{name}: {phrase}")
    for kind, phrase, _ in many:
        reasons[OF_DECLARED[kind]].append(phrase)
    level = max((name for name in ORDER if reasons[name]), key=ORDER.index, default="")
    lower = [name for name in reversed(ORDER) if reasons[name] and name != level]
    also = {name: tuple(reasons[name]) for name in lower}
    # Of two finished editions nobody will ask any more.
    needs_reason = bool(difference.lost) and difference.new == WORKING_COPY
    return Meaning(level, tuple(reasons[level]), also, needs_reason)


def _of_package(difference: Difference) -> Iterator[tuple[str, str]]:
    """Each level that the package itself asks for, and why."""
    if difference.licence:
        yield "major", "another licence: {} → {}".format(*difference.licence)
    if difference.licence_text:
        yield "patch", f"another text in {LICENCE_FILE} (major if the terms are others)"
    for kind, phrase in phrases(difference.declared, "the package"):
        yield OF_DECLARED[kind], phrase
    if difference.is_reordered:
        yield "patch", "the tables stand in another order"


def _of_table(table: TableDifference) -> Iterator[tuple[str, str]]:
    """Each level that a table asks for, and why."""
    if table.is_gone:
        yield "major", f"the table {table.name} is gone"
        return
    if table.is_new:
        yield "minor", f"a new table: {table.name}"
        return
    for name in table.columns_removed:
        yield "major", f"{table.name} lost the column {name}"
    for name in table.columns_retyped:
        yield "major", f"the column {name} of {table.name} changed its type"
    for name in table.columns_added:
        yield "minor", f"{table.name} has a new column: {name}"
    if table.added:
        yield "minor", f"new rows in {table.name}: {len(table.added)}"
    if table.removed:
        yield "patch", f"rows taken out of {table.name}: {len(table.removed)}"
    if table.changed:
        yield "patch", f"corrected rows in {table.name}: {len(table.changed)}"
    if table.is_reordered:
        yield "patch", f"the columns of {table.name} stand in another order"


def next_version(version: str, level: str) -> str:
    """The version after ``version`` by semantic versioning; the same where ``level`` is empty."""
    major, minor, patch = (int(part) for part in version.split("."))
    return {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
        "": version,
    }[level]

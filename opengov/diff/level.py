"""What a difference means for the version of an edition (CONTRIBUTING, *Releasing*; semver for data, after
mySociety's data_common: major for what breaks a reader's program, minor for more, patch for corrections).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from opengov.diff import WORKING_COPY, Difference
from opengov.package import LICENCE_FILE

ORDER = ("", "patch", "minor", "major")


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
    if difference.licence:
        reasons["major"].append("another licence: {} → {}".format(*difference.licence))
    if difference.licence_text:
        reasons["patch"].append(f"another text in {LICENCE_FILE} (major if the terms are others)")
    for table in difference.tables:
        if table.is_gone:
            reasons["major"].append(f"the table {table.name} is gone")
        elif table.is_new:
            reasons["minor"].append(f"a new table: {table.name}")
        else:
            reasons["major"] += [f"{table.name} lost the column {name}" for name in table.columns_removed]
            reasons["major"] += [
                f"the column {name} of {table.name} changed its type" for name in table.columns_retyped
            ]
            reasons["minor"] += [f"{table.name} has a new column: {name}" for name in table.columns_added]
            if table.added:
                reasons["minor"].append(f"new rows in {table.name}: {len(table.added)}")
            if table.removed:
                reasons["patch"].append(f"rows taken out of {table.name}: {len(table.removed)}")
            if table.changed:
                reasons["patch"].append(f"corrected rows in {table.name}: {len(table.changed)}")
    level = max((name for name in ORDER if reasons[name]), key=ORDER.index, default="")
    lower = [name for name in reversed(ORDER) if reasons[name] and name != level]
    also = {name: tuple(reasons[name]) for name in lower}
    # Of two finished editions nobody will ask any more.
    needs_reason = bool(difference.lost) and difference.new == WORKING_COPY
    return Meaning(level, tuple(reasons[level]), also, needs_reason)


def next_version(version: str, level: str) -> str:
    """The version after ``version`` by semantic versioning; the same where ``level`` is empty."""
    major, minor, patch = (int(part) for part in version.split("."))
    return {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
        "": version,
    }[level]

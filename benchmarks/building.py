"""``opengov build --unchecked`` against the least that must be done, and against sqlite-utils."""

from pathlib import Path

from benchmarks.measure import Contender, Workplace, in_turns, ratio

TITLE = "opengov build --unchecked / bare csv + executemany / sqlite-utils"
HEADER = (
    "updates",
    "opengov CPU s",
    "bare CPU s",
    "sqlite-utils CPU s",
    "CPU ratio to bare",
    "wall ratio to bare",
    "CPU ratio to sqlite-utils",
    "opengov MB",
    "bare MB",
    "sqlite-utils MB",
)


def compare(place: Workplace, name: str, clean: Path, faulty: Path, rounds: int) -> list[list[str]]:
    """One row of the table; ``faulty`` is not asked, as only clean data is built."""
    made = place.scratch / "opengov.db"
    build = place.command(["opengov", "--root", clean, "build", "--unchecked", "--output", made])
    build()  # the bare script takes its tables, indexes, views and search from this file
    costs = in_turns(
        {
            "opengov": build,
            "bare": _script(place, "bare", clean, made),
            "sqlite-utils": _script(place, "with_sqlite_utils", clean),
        },
        rounds,
    )
    one, bare, other = costs.values()
    return [
        [
            name,
            *(f"{cost.cpu:.2f}" for cost in costs.values()),
            ratio(one.cpu, bare.cpu),
            ratio(one.wall, bare.wall),
            ratio(one.cpu, other.cpu),
            *(f"{cost.megabytes:.0f}" for cost in costs.values()),
        ]
    ]


def _script(place: Workplace, module: str, package: Path, *more: Path) -> Contender:
    target = place.scratch / f"{module}.db"
    return place.command(["python", "-m", f"benchmarks.{module}", package, target, *more])

"""``opengov check`` against ``frictionless validate``, on the same package, clean and with faults."""

import json
from pathlib import Path

from benchmarks.measure import Workplace, in_turns, ratio

TITLE = "opengov check / frictionless validate"
HEADER = (
    "updates",
    "findings, opengov / frictionless",
    "opengov CPU s",
    "frictionless CPU s",
    "CPU ratio",
    "wall ratio",
    "opengov MB",
    "frictionless MB",
)


def compare(place: Workplace, name: str, clean: Path, faulty: Path, rounds: int) -> list[list[str]]:
    """Two rows of the table: the clean package as a person checks it, and the faulty one, every fault told.

    Frictionless renders its table of faults slower than its JSON, so both are asked for JSON there.
    """
    return [
        _row(place, name, clean, rounds, [], []),
        _row(place, f"{name}, 1 % bad cells", faulty, rounds, ["--format", "json"], _EVERY),
    ]


_EVERY = ["--json", "--limit-errors", "1000000000"]


def _row(
    place: Workplace, name: str, package: Path, rounds: int, ours: list[str], theirs: list[str]
) -> list[str]:
    expected = 1 if ours else 0
    said = [place.scratch / "opengov.txt", place.scratch / "frictionless.txt"]
    contenders = {
        "opengov": place.command(["opengov", "check", *ours], package, expected, said[0]),
        "frictionless": place.command(
            ["frictionless", "validate", "datapackage.json", *theirs], package, expected, said[1]
        ),
    }
    costs = in_turns(contenders, rounds)
    findings = "0 / 0"
    if expected:
        count = json.loads(said[0].read_text(encoding="utf-8"))["count"]
        findings = f"{count:,} / {json.loads(said[1].read_text(encoding='utf-8'))['stats']['errors']:,}"
    one, other = costs["opengov"], costs["frictionless"]
    return [
        name,
        findings,
        f"{one.cpu:.2f}",
        f"{other.cpu:.2f}",
        ratio(one.cpu, other.cpu),
        ratio(one.wall, other.wall),
        f"{one.megabytes:.0f}",
        f"{other.megabytes:.0f}",
    ]

"""Measure check, build and site against what others would use, and print the figures as Markdown tables."""

import argparse
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from functools import partial
from importlib.metadata import version
from pathlib import Path

from benchmarks import building, checking, serving, visiting
from benchmarks.measure import Workplace, table

PARTS = {"check": (checking,), "build": (building,), "serve": (visiting, serving)}  # a table each
DEFAULT_SIZES = "real,1000,10000,100000"
PACKAGES = ("frictionless", "sqlite-utils", "datasette", "pandas")


def main() -> None:
    """Generate each size, run each part on it, report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default=DEFAULT_SIZES, help=f"updates; default: {DEFAULT_SIZES}")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"default: {','.join(PARTS)}")
    parser.add_argument("--rounds", type=int, help="turns of each; default: 7, fewer for large packages")
    parser.add_argument("--scratch", type=Path, help="folder for the packages; default: a temporary one")
    options = parser.parse_args()
    parts, sizes = options.parts.split(","), options.sizes.split(",")
    rows: dict[str, list[list[str]]] = {module.TITLE: [] for part in parts for module in PARTS[part]}
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        place = Workplace(Path(__file__).resolve().parents[1], Path(scratch))
        for size in sizes:
            packages = _packages(place, size, parts)
            for part in parts:
                if part == "serve" and size not in (sizes[0], sizes[-1]):
                    continue  # pages of a database in between lie in between, and take long to ask for
                print(f"{size} updates: {part}", file=sys.stderr)
                for module in PARTS[part]:
                    compare = partial(module.compare, place, size, *packages)
                    if part != "serve" and size == sizes[0]:
                        compare(rounds=1)  # compiles every module once
                    rows[module.TITLE] += compare(rounds=options.rounds or _rounds(size))
            shutil.rmtree(place.scratch / size)
    print(_machine())
    for part in parts:
        for module in PARTS[part]:
            print(f"\n### {module.TITLE}\n\n{table(module.HEADER, rows[module.TITLE])}", end="")


def _packages(place: Workplace, size: str, parts: list[str]) -> tuple[Path, Path]:
    """The clean package of a size, and the one with faults."""
    clean, faulty = place.scratch / size / "clean", place.scratch / size / "faulty"
    updates = "0" if size == "real" else size
    generate = ["python", "-m", "benchmarks.scale"]
    place.command([*generate, clean, updates])()
    if "check" in parts:
        place.command([*generate, faulty, updates, "--bad-cells", "0.01"])()
    return clean, faulty


def _rounds(size: str) -> int:
    updates = 0 if size == "real" else int(size)
    return 7 if updates <= 10_000 else 3 if updates <= 100_000 else 1


def _machine() -> str:
    said = [
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
    ]
    return ", ".join(said + [f"{name} {version(name)}" for name in PACKAGES])


if __name__ == "__main__":
    main()

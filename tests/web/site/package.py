"""A package changed by hand and built without a check: what the pages make of it."""

import csv
from pathlib import Path

from conftest import seal

from opengov.build import build
from opengov.export import export
from opengov.package import Package
from opengov.web.downloads import read
from opengov.web.site.public import Public
from web.site.visit import ORIGIN, Visitor


def visit(folder: Path) -> Visitor:
    """A visitor of the package in ``folder``."""
    db = build(Package.open(folder), folder / "build" / "opengov.db").path
    return Visitor(Public(db, ORIGIN), db)


def visit_with_files(folder: Path, *, is_released: bool) -> Visitor:
    """A visitor of the package as an edition, or with later edits, and of its files."""
    if is_released:
        seal(folder)
    db = build(Package.open(folder), folder / "build" / "opengov.db").path
    export(Package.open(folder), db, folder / "downloads")
    return visit_exported(folder / "downloads", db)


def visit_exported(downloads: Path, db: Path) -> Visitor:
    """A visitor of a database, and of the files of its edition."""
    return Visitor(Public(db, ORIGIN, read(downloads)), db)


def cells(folder: Path, table: str) -> list[list[str]]:
    """The rows of a table, its header first."""
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def put(folder: Path, table: str, rows: list[list[str]]) -> None:
    """Write the rows of a table, its header first."""
    with (folder / "data" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)

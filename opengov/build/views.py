"""The views, one file each: the contract between this file, the pages and everyone who asks the database."""

import sqlite3
from importlib import resources

from opengov.build.ddl import quoted
from opengov.build.described import Described, parse


def shipped() -> list[Described]:
    """The views of this package, by name."""
    files = resources.files("opengov.build").joinpath("views").iterdir()
    found = [file for file in files if file.name.endswith(".sql")]
    return [
        parse(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in sorted(found, key=lambda file: file.name)
    ]


def create(connection: sqlite3.Connection) -> list[Described]:
    """Create the views, and ask each for nothing, so that one that cannot work stops the build."""
    found = shipped()
    for view in found:
        connection.execute(view.sql)
    for view in found:
        connection.execute(f"SELECT * FROM {quoted(view.name)} LIMIT 0")
    return found

"""Rows of a proposal into their tables."""

from opengov import tables
from opengov.errors import OpenGovError
from opengov.package import Package


def write(package: Package, new: dict[str, list[dict[str, str]]]) -> list[str]:
    """Add the rows to their tables, in canonical form; returns the paths. Raises OpenGovError if a table does
    not have its columns; then none was changed.
    """
    contents = {}
    for name, added in new.items():
        of = package.table(name)
        held = tables.read(package.root / of.path)
        if held.header != of.columns:
            raise OpenGovError(f"{of.path} does not have the columns of its schema.", "Run 'opengov check'.")
        rows = [tuple(cells.get(column, "") for column in of.columns) for cells in added]
        ordered = sorted([*held.rows, *rows], key=tables.sort_key(of))
        contents[of.path] = tables.canonical(of.columns, ordered).encode("utf-8")
    for path, content in contents.items():
        tables.replace(package.root / path, content)
    return sorted(contents)

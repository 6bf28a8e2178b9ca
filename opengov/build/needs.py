"""What the program needs of the tables and does not find: said by its name, with the way to mend it.

SQLite says “no such column: c.note”; who needs it, and whose column it is, stands in the SQL alone.
"""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from opengov.errors import OpenGovError

MISSING = re.compile(r"no such (column|table): (?:main\.)?(?:(\w+)\.)?(\w+)")
MADE = re.compile(r'\b(CREATE (?:VIRTUAL )?(TABLE|VIEW|INDEX)|INSERT INTO) "?(\w+)"?(?: ON "?(\w+)"?)?')
READ = r'\b(?:FROM|JOIN)\s+"?(\w+)"?\s+(?:AS\s+)?{}\b'
VIEWS = "SELECT sql FROM sqlite_master WHERE type = 'view'"


class Missing(OpenGovError):
    """The package lacks a column or a table that the program needs."""


class Connection(sqlite3.Connection):
    """A connection that knows what it was last asked."""

    last = ""

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        """As ever."""
        self.last = sql
        return super().execute(sql, *parameters)


def explained(connection: Connection, error: sqlite3.OperationalError) -> Missing | None:
    """The error in our words, if it is that a column or a table is missing."""
    match = MISSING.match(str(error))
    if not match:
        return None
    kind, alias, name = match.groups()
    sought = f"{alias}.{name}" if alias else name
    sql = next((one for one in _asked(connection) if re.search(rf"\b{re.escape(sought)}\b", one)), "")
    part, place = _part(sql)
    table = _table(sql, alias) if kind == "column" else ""
    thing = f"the {kind} {name}{table and f' of {table}'}"
    return Missing(
        f"{part} needs {thing}, which the package does not have.",
        f"Put {thing} back, in data and schema; or change {place} with it, and all that reads it.",
    )


def _asked(connection: Connection) -> Iterator[str]:
    """The last statement, and the views that it may rest on."""
    yield connection.last
    yield from [sql for (sql,) in connection.execute(VIEWS)]


def _part(sql: str) -> tuple[str, str]:
    """Which part of the program a statement is, and where it stands."""
    made = MADE.search(sql)
    if not made:
        return "The program", "opengov/build"
    if made[2] == "VIEW":
        return f"The view {made[3]}", f"opengov/build/views/{made[3]}.sql"
    if made[2] == "INDEX":
        return f"The index {made[3]}", "opengov/build/ddl.py"
    return f"The table {made[3]}", "opengov/build"


def _table(sql: str, alias: str | None) -> str:
    """Whose column it is, as far as the statement tells."""
    if alias:
        found = re.findall(READ.format(re.escape(alias)), sql)
        return found[0] if found else alias
    made = MADE.search(sql)
    if made and made[4]:
        return made[4]
    tables = set(re.findall(r'\bFROM\s+"?(\w+)"?', sql))
    return tables.pop() if len(tables) == 1 else ""

"""Rows of the database, by SQL with named parameters."""

import sqlite3
from typing import Any

Row = sqlite3.Row


class Reader:
    """One connection, for as long as one page is made."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """All rows of a query."""
        cursor = self.connection.cursor()
        cursor.row_factory = Row
        return cursor.execute(sql, parameters).fetchall()

    def row(self, sql: str, **parameters: Any) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, **parameters)
        return found[0] if found else None

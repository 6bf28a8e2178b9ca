"""Our database as Datasette sees it: what a stranger can put into SQL runs in ``worker`` processes.

A request without a query string costs what we made it cost, and runs as in stock Datasette. Everything else
(``?sql=``, filters, search, facets, sorting) is asked of a worker: limited in time by an alarm, in memory by
a budget, and killed if that is not enough. What a worker holds, Datasette's own process does not.
"""

import marshal
import sqlite3
import sys
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datasette.database import Database, QueryInterrupted, Results
from datasette.utils.asgi import BadRequest

from opengov.web import worker
from opengov.web.paging import tie_broken
from opengov.web.pool import Workers
from opengov.web.visits import CSV, VISIT, Visit

# Datasette's own questions about the schema, word for word. They cost nothing, and a page need not queue for
# a worker behind strangers' queries to ask them.
PLAIN = frozenset(
    {
        "PRAGMA schema_version",
        "select name from sqlite_master where type='table'",
        "select name from sqlite_master where type='view'",
        "select 1 from sqlite_master where type='table' and name=?",
        "select sql from sqlite_master where name = :n and type=:t",
        "select sql from sqlite_master where tbl_name = :n and type='index' and sql is not null",
        "select name from sqlite_master where type in ('table', 'view') and name = ? collate nocase",
    }
)

TOO_SLOW = (
    "This query was stopped: it took longer than {seconds:g} s. "
    "Narrow it with WHERE, or ask for less at once."
)
TOO_BIG = (
    "This query was stopped: it would need more memory than one query may use ({megabytes} MB for the "
    f"result, {worker.MAX_CELL // 1000} kB for one value). "
    "Narrow it with WHERE or LIMIT, or select fewer columns."
)
REFUSED = "This query was refused: only reading the tables and views of this database is open ({reason})."


class QueryFailed(sqlite3.OperationalError):
    """A query that cannot be answered. Its text is a sentence for the reader, or SQLite's own."""


class GuardedDatabase(Database):
    """Datasette's Database, read-only and immutable, whose ``execute`` is bounded (see the module).

    Two things of the stock class are not there: magic parameters in canned queries (``:_now_epoch``), and SQL
    functions that a plugin adds to the connection, for a worker does not know them.
    """

    def __init__(self, ds: Any, path: Path) -> None:
        super().__init__(ds, path=str(path), is_mutable=False)
        self.uri = path.resolve().as_uri() + "?immutable=1"
        self.workers = Workers(path, self.uri)
        self._shapes = sqlite3.connect(":memory:", check_same_thread=False)
        self._end = weakref.finalize(self, _end, self.workers, self._shapes)

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """As stock, with a path that may hold any character, and never for writing."""
        if write:
            raise sqlite3.OperationalError("this database is read-only")
        connection = sqlite3.connect(self.uri, uri=True, check_same_thread=False)
        self._all_file_connections.append(connection)
        return connection

    def close(self) -> None:
        """End the workers and close the connections."""
        self._end()
        super().close()

    async def attached_databases(self) -> list[Any]:
        """None: a single file is served. The stock method asks a PRAGMA that shows paths."""
        return []

    async def execute(  # noqa: PLR0913, PLR0917 (the signature is the stock method's)
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        """Run a query as ``Database.execute`` does, in a worker if the request is a stranger's.

        Raises QueryInterrupted when it took too long, QueryFailed when it needs too much memory, is refused
        or is wrong. Datasette makes a 400 of each, and leaves out a facet that took too long.
        """
        visit = VISIT.get()
        if visit is None:
            return await super().execute(sql, params, truncate, custom_time_limit, page_size, False)
        if visit.table and truncate:
            sql = tie_broken(sql, await self.primary_keys(visit.table))
        try:
            if visit.trusted or sql in PLAIN:
                return await super().execute(sql, params, truncate, custom_time_limit, page_size, False)
            rows = self._row_limit(page_size) if truncate and visit.form.says else sys.maxsize
            limit = min(self.ds.sql_time_limit_ms, custom_time_limit or self.ds.sql_time_limit_ms) / 1000
            question = worker.Question(
                sql,
                dict(params) if isinstance(params, Mapping) else tuple(params or ()),
                rows,
                visit.form.budget,
                visit.form.cell,
                seconds=max(0.001, min(limit, visit.form.seconds - visit.spent)),
            )
            if truncate and visit.form is CSV:
                _check_progress(visit, question)
            return await self._answer(question, visit, extra=custom_time_limit is not None)
        except (QueryInterrupted, sqlite3.Error) as error:
            visit.broken = visit.started
            if visit.form is CSV and isinstance(error, QueryFailed):
                raise BadRequest(str(error)) from error  # stock makes an empty file of it, 200
            raise

    async def _answer(self, question: worker.Question, visit: Visit, *, extra: bool) -> Results:
        try:
            packed = marshal.dumps(tuple(question))
        except ValueError as error:
            raise QueryFailed("a value is neither text nor number") from error
        reply, spent = await self.workers.ask(packed, question.seconds)
        visit.spent += spent
        match reply:
            case ("rows", names, found, truncated):
                return self._results(names, found, truncated)
            case ("stopped", why) if why == "time" or extra:
                message = TOO_SLOW.format(seconds=self.ds.sql_time_limit_ms / 1000)
                raise QueryInterrupted(sqlite3.OperationalError(message), question.sql, question.parameters)
            case ("stopped", _):
                raise QueryFailed(TOO_BIG.format(megabytes=question.budget // 1_000_000))
            case ("refused", reason):
                raise QueryFailed(REFUSED.format(reason=reason))
            case (_, message):
                raise QueryFailed(message)

    def _row_limit(self, page_size: int | None) -> int:
        """Stock's rule: one row more than the most, if that is the page, to see whether there is a next."""
        most = self.ds.max_returned_rows
        return most + ((page_size or self.ds.page_size) == most)

    def _results(self, names: tuple[str, ...], rows: list[tuple[Any, ...]], truncated: bool) -> Results:
        """Rows of the type that Datasette and its templates expect, which only a cursor can describe."""
        columns = ", ".join('NULL AS "{}"'.format(name.replace('"', '""')) for name in names)
        cursor = self._shapes.execute(f"SELECT {columns or 'NULL'}")
        return Results([sqlite3.Row(cursor, row) for row in rows], truncated, cursor.description)


def _check_progress(visit: Visit, question: worker.Question) -> None:
    """Raise QueryFailed if a stream of pages comes back to one that it has had.

    A condition like ``1) OR (1`` undoes the one that says where a page begins, and the stream has no end.
    """
    page = hash((question.sql, repr(question.parameters)))
    if page in visit.pages:
        raise QueryFailed("The pages of this table do not follow each other: mend the condition.")
    visit.pages.add(page)


def _end(workers: Workers, shapes: sqlite3.Connection) -> None:
    workers.close()
    shapes.close()

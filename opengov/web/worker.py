"""One process that runs one SQL query at a time, and that may be killed: what a stranger's SQL runs in.

Limits inside SQLite cannot bound every query: some opcodes work for seconds before SQLite looks at a clock
(``LIKE`` with a long pattern: 8 s measured), and what they allocate is not ours to count. Here the kernel
does it: an alarm that no code can put off, and a limit on the address space. See ``database`` for the other
end. Standard library only, and started by path, so that it is small (12 MB) and there in 30 ms.
"""

import contextlib
import marshal
import os
import resource
import signal
import sqlite3
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO, NamedTuple

MAX_CELL = 200_000  # bytes of one value, also in between: the longest cell of the data is far below
MAX_COLUMNS = 100
# Bytes that JSON or HTML write as up to six: control characters, quotes, brackets, and all but ASCII.
COSTLY = bytes({*range(32), *b"\"&'<>\\", *range(127, 256)})
SQLITE_HEAP = 24_000_000  # bytes that SQLite may hold at once: page cache, sorting, grouping
ADDRESS_SPACE = 250_000_000  # bytes; the second fence, where SQLite is built without a heap limit
GRACE = 0.25  # seconds between asking a query to stop and killing it

LENGTH = struct.Struct(">I")

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MAX_CELL,
    sqlite3.SQLITE_LIMIT_COLUMN: MAX_COLUMNS,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 250,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 50_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

# Makers of bulk, and what reaches out of the database. All else that SQLite has stays open: a reader may
# need ``printf`` or ``replace``, and if they are misused the limits above and the alarm hold.
CLOSED_FUNCTIONS = frozenset(
    {
        "zeroblob", "randomblob", "load_extension", "fts3_tokenizer", "sqlite_log", "readfile", "writefile",
        "edit", "sqlite_compileoption_get", "sqlite_compileoption_used", "sqlite_source_id",
    }
)  # fmt: skip
# What Datasette asks itself (table_xinfo, foreign_key_list, schema_version) and FTS5 (data_version), and
# what tells a reader the shape of a table. Not database_list: it shows where the file lies.
OPEN_PRAGMAS = frozenset(
    {
        "table_info", "table_xinfo", "foreign_key_list", "index_list", "index_info", "index_xinfo",
        "schema_version", "data_version",
    }
)  # fmt: skip
OPEN_ACTIONS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE})
OPEN_MODULES = {"json_each", "json_tree", "sqlite_master", "sqlite_schema"}

Reply = tuple[Any, ...]


class Question(NamedTuple):
    """A query: at most ``rows`` rows of ``budget`` bytes, ``cell`` for each cell beside what is in it."""

    sql: str
    parameters: Any
    rows: int
    budget: int
    cell: int
    seconds: float


class TooMuch(Exception):
    """The result has used up its budget."""


def harden(connection: sqlite3.Connection, heap: int) -> None:
    """Leave nothing open on a connection to our file but reading its tables and views, within limits.

    For the SQL of strangers here, and for Datasette's own connections. ``heap`` is what all connections of
    the process may hold together, in bytes.
    """
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA temp_store = MEMORY")  # so that sorting counts against the heap, not the disk
    connection.execute(f"PRAGMA hard_heap_limit = {heap:d}")
    for category, limit in LIMITS.items():
        connection.setlimit(category, limit)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type != 'index'")}
    connection.set_authorizer(authorizer(names | OPEN_MODULES | {f"pragma_{name}" for name in OPEN_PRAGMAS}))


def authorizer(readable: set[str]) -> Callable[..., int]:
    """What SQLite asks before it compiles a statement: a list of what is allowed, all else is refused.

    ``readable`` are the tables, views and table functions that may be read: those of the file, so that
    SQLite's own (``sqlite_stmt`` shows other people's queries, ``dbstat`` the disk) stay shut.
    """

    def allowed(action: int, first: str | None, second: str | None) -> bool:
        if action in OPEN_ACTIONS:
            return True
        if action == sqlite3.SQLITE_READ:
            return first in readable or second == ""  # no column: rows are counted, or it is a WITH
        if action == sqlite3.SQLITE_FUNCTION:
            return (second or "").lower() not in CLOSED_FUNCTIONS
        if action == sqlite3.SQLITE_UPDATE:
            # asked while SQLite opens a virtual table (FTS5) and never carried out: no schema is writable
            return first == "sqlite_master"
        if action == sqlite3.SQLITE_PRAGMA:
            # schema_version and data_version with a value would be writes
            return first in OPEN_PRAGMAS and (second is None or not first.endswith("_version"))
        return False

    def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        return sqlite3.SQLITE_OK if allowed(action, first, second) else sqlite3.SQLITE_DENY

    return authorize


def escape_fts(query: str) -> str:
    """Datasette's SQL function of that name, which its search uses: each word, each phrase in quotes.

    Without a word it finds nothing, where the stock function makes a syntax error.
    """
    parts = (query + '"' * (query.count('"') % 2)).split('"')
    words = [[part] * bool(part) if inside % 2 else part.split() for inside, part in enumerate(parts)]
    return " ".join(f'"{word}"' for part in words for word in part) or '""'


class Session:
    """A read-only connection with a budget for each result: ``left`` bytes. Used from one thread."""

    def __init__(self, uri: str) -> None:
        self.left = 0
        self.connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        self.connection.create_function("escape_fts", 1, escape_fts, deterministic=True)
        harden(self.connection, SQLITE_HEAP)
        self.connection.text_factory = self.text

    def text(self, value: bytes) -> str:
        """Make a text of what SQLite hands over, counted at once: a single row can be many megabytes."""
        self.spend(_cost(value))
        return str(value, "utf-8", "replace")

    def spend(self, cost: int) -> None:
        """Take ``cost`` bytes from what the result may still use. Raises TooMuch."""
        self.left -= cost
        if self.left < 0:
            raise TooMuch

    def ask(self, question: Question) -> Reply:
        """The reply to one query: ``("rows", names, rows, truncated)``, ``("stopped", "time" or "memory")``,
        ``("refused", message)`` or ``("error", message)``.
        """
        deadline = time.monotonic() + question.seconds
        self.left = question.budget
        self.connection.set_progress_handler(lambda: time.monotonic() > deadline, 500)
        try:
            return self.read(question)
        except (TooMuch, MemoryError):
            return ("stopped", "memory")
        except sqlite3.Error as error:
            return _explain(error)
        except (ValueError, TypeError, OverflowError, sqlite3.Warning) as error:
            return ("error", str(error))
        finally:
            self.connection.set_progress_handler(None, 0)

    def read(self, question: Question) -> Reply:
        """Run the query and fetch what it gives, within the budget."""
        with contextlib.closing(self.connection.execute(question.sql, question.parameters)) as cursor:
            names = tuple(column[0] for column in cursor.description or ())
            row_cost = sum(question.cell + _cost(name.encode()) for name in names)  # JSON repeats the names
            found: list[tuple[Any, ...]] = []
            for row in cursor:
                if len(found) == question.rows:
                    return ("rows", names, found, True)
                self.spend(row_cost + sum(_cost(value) for value in row if isinstance(value, bytes)))
                found.append(row)
            return ("rows", names, found, False)


def _cost(value: bytes) -> int:
    """How long a text can become on its way to the reader."""
    return 6 * len(value) - 5 * len(value.translate(None, COSTLY))


def _explain(error: sqlite3.Error) -> Reply:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_INTERRUPT:
        return ("stopped", "time")
    if code in (sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_NOMEM):
        return ("stopped", "memory")
    if code == sqlite3.SQLITE_AUTH or str(error).startswith("not authorized"):
        return ("refused", str(error))
    return ("error", str(error))


def guard_process() -> None:
    """Give the kernel the limits, and let the people's pages go first."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with contextlib.suppress(ValueError, OSError):  # not everywhere; the heap limit remains
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def answer(session: Session, source: BinaryIO, target: BinaryIO) -> bool:
    """Read one question, write one reply; False at the end of the questions or after a memory stop.

    The alarm kills this process, whatever it is doing: the other end sees the pipe close.
    """
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return False
    question = Question(*marshal.loads(source.read(LENGTH.unpack(head)[0])))
    signal.setitimer(signal.ITIMER_REAL, question.seconds + GRACE)
    reply = session.ask(question)
    body = marshal.dumps(reply)
    signal.setitimer(signal.ITIMER_REAL, 0)
    target.write(LENGTH.pack(len(body)))
    target.write(body)
    target.flush()
    return reply[:2] != ("stopped", "memory")  # a fresh process gives the memory back


def main(uri: str) -> None:
    """Answer questions from standard input on standard output until it is closed."""
    guard_process()
    session = Session(uri)
    with contextlib.suppress(MemoryError, BrokenPipeError):
        while answer(session, sys.stdin.buffer, sys.stdout.buffer):
            pass


if __name__ == "__main__":
    main(sys.argv[1])

"""Datasette, made and served: the one place that constructs it, for the server and for the tests alike."""

import errno
import logging
import re
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from opengov.errors import OpenGovError
from opengov.web.connection import Connection
from opengov.web.database import GuardedDatabase
from opengov.web.downloads import read
from opengov.web.limits import MOST_ROWS, PAGE_ROWS, SQL_SECONDS
from opengov.web.metadata import metadata
from opengov.web.site.examples import HERE
from opengov.web.site.public import Public

NAME = "opengov"
TABLES = {"edition", "governments", "commitments"}  # what tells our database from another
OPEN = frozenset({"view-instance", "view-database", "view-table", "view-query", "execute-sql"})
STOCK_HANDLER = "datasette.handle_exception"

SETTINGS: dict[str, Any] = {
    "opengov": True,  # ours, see web.is_ours
    "default_allow_sql": True,  # journalists need it; database and worker bound it
    "allow_download": False,  # the file is published with the editions, not through this process
    "allow_csv_stream": True,
    "max_csv_mb": 0,  # a limit would cut the file and answer 200
    "suggest_facets": False,  # 2.8 requests per second instead of 137 at 1M rows
    "default_page_size": PAGE_ROWS,
    "max_returned_rows": MOST_ROWS,
    "num_sql_threads": 2,
    "sql_time_limit_ms": int(SQL_SECONDS * 1000),
    "facet_time_limit_ms": 300,
    "default_cache_ttl": 300,
    "truncate_cells_html": 2000,
    "template_debug": False,
    "trace_debug": False,
}


class Site(Datasette):
    """Datasette for one public database, with two answers of its own, and the public pages over it."""

    origin = ""
    public: Public

    def absolute_url(self, request: Any, path: str) -> str:
        """A link that begins with ``origin`` (``https://example.org``), or is relative to the site.

        The stock method repeats the Host header of whoever asks, and a shared cache hands it to everyone.
        """
        return self.origin + path

    async def permission_allowed(
        self, actor: Any, action: str, resource: Any = None, default: Any = False
    ) -> bool:
        """Our database is open to everyone, nothing else to anyone: nobody signs in here.

        The stock method copies all metadata at each question, 130 times for the home page (0.45 s).
        """
        database = resource[0] if isinstance(resource, tuple | list) else resource
        return action in OPEN and database in (None, NAME)


def make_datasette(db: Path, origin: str = "", downloads: Path | None = None, here: str = HERE) -> Datasette:
    """The site over the database file ``db``, hardened, to be served (``.app()``) or asked (``.client``).

    The database is named ``opengov`` whatever the file is called, so that addresses last. ``origin`` begins
    the absolute links (next page, JSON of a page); ``downloads`` is the folder that ``opengov export`` wrote.
    ``here`` is where the site answers, for examples where there is no origin.
    Raises OpenGovError if ``db`` is not ours.
    """
    check_database(db)
    take_over_errors()
    site = Site(immutables=[str(db)], settings=SETTINGS, metadata=metadata(db))
    site.origin = origin.rstrip("/")
    site.public = Public(db, site.origin, read(downloads) if downloads else None, here)
    site.remove_database(next(name for name, known in site.databases.items() if known.path == str(db)))
    site.add_database(GuardedDatabase(site, db), name=NAME)
    return site


def check_database(db: Path) -> None:
    """Raise OpenGovError, with what to do, unless ``db`` is a database that ``opengov build`` made."""
    if not db.is_file():
        raise OpenGovError(f"There is no database {db}.", "Make it with 'opengov build'.")
    try:
        with closing(sqlite3.connect(db.resolve().as_uri() + "?immutable=1", uri=True)) as connection:
            found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.Error as error:
        raise OpenGovError(
            f"{db} cannot be read as a database: {error}.", "Make it with 'opengov build'."
        ) from error
    if not found >= TABLES:
        raise OpenGovError(f"{db} is not a database of this project.", "Make it with 'opengov build'.")


def take_over_errors() -> None:
    """Take Datasette's own exception handler out of this process; ``faults`` does its work.

    Tied to Datasette 0.65.5. All ``handle_exception`` hooks run, whoever answers first, so the stock one
    cannot be forestalled. It prints every 404 with ``rich`` and all local variables, on the event loop, as
    soon as ``rich`` can be imported (frictionless brings it): 5.7 requests per second instead of 2,861
    measured. It also answers 500 to anything it does not know, and prints the traceback.
    """
    if pm.has_plugin(STOCK_HANDLER):
        pm.unregister(name=STOCK_HANDLER)


def serve(
    db: Path, host: str, port: int, origin: str = "", listening: Callable[[], None] = lambda: None
) -> None:
    """Serve the site until Ctrl-C, with the files in ``downloads`` beside the database; ``listening`` is
    called when the port is ours.

    Raises OpenGovError if ``db`` is not ours, ``origin`` is no web address, or the port is taken.
    """
    if origin and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*/?", origin):
        raise OpenGovError(
            f"{origin} is not an address to begin links with.", "For example: https://example.org"
        )
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # below, each malformed request is a line
    site = make_datasette(db, origin, db.with_name("downloads"), _here(host, port))
    with closing(_listen(host, port)) as listener, _made_ahead(site.public, db):
        listening()
        config = uvicorn.Config(
            site.app(),
            http=Connection,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=128,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=32_768,
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
    site.get_database(NAME).close()


def _here(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def _made_ahead(public: Public, db: Path) -> Iterator[None]:
    """Make pages ahead in a thread of their own while the site is served, a third of the time at most."""
    stopped = threading.Event()

    def work() -> None:
        with closing(sqlite3.connect(f"{db.resolve().as_uri()}?immutable=1", uri=True)) as connection:
            public.make_ahead(connection, lambda seconds: stopped.wait(2 * seconds))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Made here for a clear sentence if that fails, and with its protocol
    named, without which asyncio leaves Nagle's algorithm on (44 ms for each request on an open connection).
    """
    if not 0 <= port <= 65535:
        raise OpenGovError(f"{port} is no port: they go from 1 to 65535.")
    try:
        found = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, OverflowError, UnicodeError) as error:
        raise OpenGovError(f"{host} port {port} is no address to serve on: {error}.") from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            hint = "Stop the program that uses it, or choose another port."
            raise OpenGovError(f"Port {port} on {host} is taken.", hint) from error
        raise OpenGovError(f"Cannot serve on {host} port {port}: {error.strerror}.") from error
    return listener

"""The site under attack: what strangers can send, by Datasette's client and to a real server process."""

import asyncio
import csv
import io
import json
import logging
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from conftest import make_small
from datasette.app import Datasette
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from opengov.build import build
from opengov.errors import OpenGovError
from opengov.package import Package
from opengov.web.app import make_datasette, serve
from web.attacks import ATTACKS, CLOSED, ENDLESS, ODD, make_hostile, sql

# Datasette prepares the facets of a table one after the other, and forgets those after one that fails.
pytestmark = pytest.mark.filterwarnings(
    "ignore:coroutine '.*(facet_results|suggested_facets)' was never awaited:RuntimeWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)

SAME_EVERYWHERE = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "access-control-allow-origin": "*",
}


@pytest.fixture(scope="session")
def hostile_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile(tmp_path_factory.mktemp("secret #1 ?"))


@pytest.fixture(scope="module")
def ds(hostile_db: Path) -> Iterator[Datasette]:
    datasette = make_datasette(hostile_db)
    datasette.sql_time_limit_ms = 200  # the real process keeps the real limit
    asyncio.run(datasette.invoke_startup())
    yield datasette
    datasette.get_database("opengov").close()


def decent(response, hostile_db: Path) -> None:
    """What must be true of any answer to anyone."""
    assert response.status_code < 500
    for name, value in SAME_EVERYWHERE.items():
        assert response.headers[name] == value
    assert "set-cookie" not in response.headers
    assert not response.headers.get("location", "/").startswith(("//", "http"))
    if response.status_code != 200:
        for secret in (str(hostile_db.parent), hostile_db.name, "site-packages", "Traceback", ".py"):
            assert secret not in response.text


def query(ds: Datasette, text: str) -> list:
    with closing(sqlite3.connect(ds.get_database("opengov").path)) as connection:
        return connection.execute(text).fetchall()


# --- the site still works


@pytest.mark.parametrize(
    "first", ["opengov.web", "opengov.web.app", "opengov.web.pages", "datasette.app", "datasette.cli"]
)
def test_hooks_are_registered_whatever_is_imported_first(first: str, hostile_db: Path) -> None:
    code = (
        f"import sys, asyncio, {first}\nfrom pathlib import Path\nfrom opengov.web.app import make_datasette\n"
        "site = make_datasette(Path(sys.argv[1]))\n"
        "print(asyncio.run(site.client.get('/nope')).headers['x-frame-options'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(hostile_db)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "DENY\n"


async def test_another_datasette_in_this_environment_is_left_alone(ds: Datasette) -> None:
    response = await Datasette(memory=True).client.get("/-/versions.json")
    assert response.status_code == 200
    assert "content-security-policy" not in response.headers


async def test_the_database_is_called_opengov(ds: Datasette) -> None:
    assert list(ds.databases) == ["_internal", "opengov"]
    row = (await ds.client.get("/opengov/governments/aville.json?_shape=array")).json()
    assert [found["government_id"] for found in row] == ["aville"]


@pytest.mark.parametrize(
    "path, expected",
    [
        ("/opengov/commitments.json?_search=budget&_shape=array&_col=title", "An open budget"),
        ("/opengov/commitments.json?_search=budg*&_searchmode=raw&_shape=array&_col=title", "An open budget"),
        ("/opengov/commitments.json?_search_title=open&_shape=array", "An open budget"),
        (sql("SELECT title FROM commitments_fts WHERE commitments_fts MATCH 'budget'"), "budget"),
        (sql("SELECT snippet(commitments_fts, -1, '[', ']', '', 9) FROM commitments_fts('budget')"), "[budget]"),
        (sql("SELECT value FROM json_each('[\"één\"]')"), "één"),
        (sql("SELECT name FROM pragma_table_info('governments')"), "government_id"),
        (sql("WITH a(b) AS (SELECT 7) SELECT count(*) + 41 AS n FROM a"), "42"),
        (sql("SELECT :x || 'y' AS z", more="&x=1"), "1y"),
        (sql("SELECT printf('%.1f', avg(number)) || hex('a') AS n FROM milestones"), "61"),
        ("/opengov/milestones.json?_labels=on&_size=1", '"label": "An open budget"'),
        ("/opengov/milestones.json?_facet=commitment_id&_size=1", '"label": "An open budget"'),
        ("/opengov/milestones.json?_facet_date=end_date", '"type": "date"'),
        ("/opengov/updates.json?_where=date+%3E+'2017'&_size=1", '"filtered_table_rows_count": 50'),
        ("/opengov/updates.json?update_id__in=aville-2017-01-u01,x", '"filtered_table_rows_count": 1,'),
        ('/opengov/commitments.json?_through={"table":"milestones","column":"milestone_id","value":"aville-2017-01-m01"}', "An open budget"),
        ("/opengov/commitments/aville-2017-01.json?_extras=foreign_key_tables", '"other_table": "milestones"'),
    ],
)  # fmt: skip
async def test_what_readers_need_still_works(ds: Datasette, path: str, expected: str) -> None:
    response = await ds.client.get(path)
    assert response.status_code == 200, response.text
    assert expected in json.dumps(response.json(), ensure_ascii=False)


async def test_csv_and_json_of_every_table_and_view_are_whole(ds: Datasette) -> None:
    names = query(
        ds, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND sql NOT LIKE '%VIRTUAL%'"
    )
    for (name,) in names:
        expected = query(ds, f"SELECT * FROM [{name}]")
        if any(isinstance(cell, bytes) for row in expected for cell in row):
            continue  # the inside of the full-text index
        columns = [column[1] for column in query(ds, f"PRAGMA table_info([{name}])")]
        text = (await ds.client.get(f"/opengov/{name}.csv")).text
        found = list(csv.DictReader(io.StringIO(text, newline="")))
        wanted = {tuple("" if cell is None else str(cell) for cell in row) for row in expected}
        assert len(found) == len(expected), name
        assert {tuple(row[column] for column in columns) for row in found} == wanted
        response = await ds.client.get(f"/opengov/{name}.json?_shape=array")
        rows = [tuple(row[column] for column in columns) for row in response.json()]
        assert len(rows) == min(len(expected), 1000), name
        assert set(rows) <= set(expected), "a type was lost on the way"
        assert ("next" in response.headers.get("link", "")) == (len(expected) > 1000)


@pytest.mark.parametrize(
    "more",
    ["", "_size=max", "_stream=on", "_size=10&_stream=on", "_sort=date", "_sort_desc=reporter", "_labels=on"],
)
async def test_no_row_is_lost_between_the_pages_of_a_csv(ds: Datasette, more: str) -> None:
    """Datasette alone loses rows when many share the value that the table is sorted by."""
    text = (await ds.client.get(f"/opengov/updates.csv?{more}")).text
    found = {row["update_id"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert found == {row[0] for row in query(ds, "SELECT update_id FROM updates")}


async def test_pages_of_json_follow_each_other_without_a_gap(ds: Datasette) -> None:
    path, found = "/opengov/updates.json?_sort_desc=date", set()
    while path:
        page = (await ds.client.get(path)).json()
        found |= {row[0] for row in page["rows"]}
        path = page["next_url"]
    assert len(found) == query(ds, "SELECT count(*) FROM updates")[0][0]


async def test_a_page_of_csv_that_is_asked_for_is_a_page(ds: Datasette) -> None:
    text = (await ds.client.get("/opengov/updates.csv?_size=10")).text
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == 11


async def test_results_of_sql_are_whole_or_say_so(ds: Datasette) -> None:
    many = "SELECT update_id FROM updates"
    count = query(ds, "SELECT count(*) FROM updates")[0][0]
    assert len((await ds.client.get(sql(many, ".csv"))).text.splitlines()) == count + 1
    assert len((await ds.client.get(sql(many, more="&_shape=array"))).json()) == count
    cut = (await ds.client.get(sql(many))).json()
    assert (len(cut["rows"]), cut["truncated"]) == (1000, True)
    wrong = await ds.client.get(sql("SELECT nope FROM updates", ".csv"))
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert "no such column: nope" in wrong.text


# --- public SQL


@pytest.mark.parametrize("name", ATTACKS)
async def test_no_query_gets_away(ds: Datasette, hostile_db: Path, name: str) -> None:
    status, path = ATTACKS[name]
    response = await ds.client.get(path)
    decent(response, hostile_db)
    assert response.status_code == status
    assert (await ds.client.get(sql("SELECT 1", more="&_shape=arrayfirst"))).json() == [1]


@pytest.mark.parametrize(
    "path, sentence",
    [
        (sql(ENDLESS + "SELECT count(*) FROM n"), "This query was stopped: it took longer than"),
        (sql("SELECT printf('%.*c', 900000000, 'x')"), "This query was stopped: it took longer than"),
        (sql(ENDLESS + "SELECT count(*) FROM n", ".csv"), "This query was stopped: it took longer than"),
        (sql("SELECT group_concat(a.note) FROM updates a"), "would need more memory than one query may use"),
        (sql("SELECT a.note, b.note FROM updates a, updates b", ".csv"), "use (16 MB for the result"),
        (sql("SELECT load_extension('x')"), "This query was refused: only reading the tables and views"),
        (sql("SELECT * FROM pragma_database_list"), "This query was refused"),
        (sql("SELECT file FROM pragma_database_list()"), "This query was refused"),
        (sql("SELECT sql FROM sqlite_stmt"), "This query was refused"),
        (sql("SELECT * FROM dbstat"), "This query was refused"),
        (sql("WITH a AS (SELECT 1) DELETE FROM updates"), "This query was refused"),
        (sql("WITH a AS (SELECT 1) UPDATE updates SET note = ''"), "This query was refused"),
        (sql("WITH a AS (SELECT 1) INSERT INTO governments SELECT * FROM governments"), "This query was refused"),
        (sql("WITH a AS (SELECT 1) UPDATE sqlite_master SET sql = ''"), "may not be modified"),
        (sql("DELETE FROM updates"), "Statement must be a SELECT"),
        (sql("ATTACH 'x' AS y"), "Statement must be a SELECT"),
        (sql("PRAGMA query_only = 0"), "Statement must be a SELECT"),
        (sql("VACUUM INTO '/tmp/x'"), "Statement must be a SELECT"),
        (sql("SELECT 1; DELETE FROM updates"), "one statement at a time"),
        (sql("SELECT * FROM nope"), "no such table: nope"),
        ("/opengov/updates.json?_where=1;DELETE+FROM+updates", "one statement at a time"),
        ("/opengov/updates.json?_where=load_extension('x')", "This query was refused"),
        ("/opengov/updates.json?_sort=nope", "Cannot sort table by nope"),
        ("/opengov/updates.json?_facet=nope", "no such column: nope"),
    ],
)  # fmt: skip
async def test_a_query_that_is_not_answered_says_why(
    ds: Datasette, hostile_db: Path, path: str, sentence: str
) -> None:
    response = await ds.client.get(path)
    assert response.status_code == 400
    assert sentence in response.text
    decent(response, hostile_db)


async def test_nothing_was_written(ds: Datasette, hostile_db: Path) -> None:
    before = hostile_db.read_bytes()
    for statement in ("DELETE FROM updates", "DROP TABLE updates", "CREATE TABLE x (y)", "VACUUM", "REINDEX"):
        assert (await ds.client.get(sql(statement))).status_code == 400
        assert (await ds.client.get(sql(f"WITH a AS (SELECT 1) {statement}"))).status_code == 400
    assert hostile_db.read_bytes() == before
    assert sorted(file.name for file in hostile_db.parent.iterdir()) == ["any name.db", "package"]


# --- odd requests


@pytest.mark.parametrize("status, path", [(status, path) for status, paths in ODD.items() for path in paths])
async def test_odd_requests_get_a_decent_answer(
    ds: Datasette, hostile_db: Path, status: int, path: str
) -> None:
    response = await raw_get(ds, path)
    assert response.status_code == status
    decent(response, hostile_db)


@pytest.mark.parametrize("page", CLOSED)
async def test_pages_about_the_machine_are_closed(ds: Datasette, hostile_db: Path, page: str) -> None:
    response = await ds.client.get(f"/-/{page}")
    assert response.status_code == 404
    decent(response, hostile_db)


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get", "X"]
)
@pytest.mark.parametrize(
    "path", ["/", "/opengov/updates", "/opengov/updates/-/insert", "/-/messages", "/%00"]
)
async def test_only_reading(ds: Datasette, hostile_db: Path, method: str, path: str) -> None:
    response = await asgi(ds, method, path)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    decent(response, hostile_db)


@pytest.mark.parametrize(
    "path",
    ["/", "/opengov/updates.csv", "/opengov/updates.json", "/nope", "/opengov?sql=x", "/-/static/app.css"],
)
async def test_head_and_options(ds: Datasette, hostile_db: Path, path: str) -> None:
    got, head = await ds.client.get(path), await ds.client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    preflight = await ds.client.options(path, headers={"origin": "https://other.example"})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    for response in (got, head, preflight):
        decent(response, hostile_db)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/opengov",
        "/opengov/updates",
        "/opengov/updates.json",
        "/opengov/updates.csv?_size=2",
        "/opengov/updates/",
        "/nope",
        sql("SELECT x'ff' AS b", ".csv"),
    ],
)
async def test_nothing_depends_on_who_asks(ds: Datasette, path: str) -> None:
    """So that a shared cache can keep the answers: no cookie, no Host, no ``?_ttl=``."""
    stranger = {
        "host": "evil.example",
        "cookie": "ds_actor=x; ds_messages=y; \xff",
        "authorization": "Bearer x",
        "x-forwarded-host": "evil.example",
    }
    response = await ds.client.get(
        path, headers={name: value.encode("latin-1") for name, value in stranger.items()}
    )
    plain = await ds.client.get(path)
    assert (response.status_code, response.text, dict(response.headers)) == (
        plain.status_code,
        plain.text,
        dict(plain.headers),
    )
    assert "evil.example" not in response.text + str(response.headers)
    patient = await ds.client.get(path + ("&" if "?" in path else "?") + "_ttl=31536000")
    assert patient.headers.get("cache-control") == plain.headers.get("cache-control")


async def test_links_are_absolute_only_with_an_origin(hostile_db: Path) -> None:
    for origin in ("", "https://data.example"):
        site = make_datasette(hostile_db, origin)
        page = await site.client.get("/opengov/updates.json?_size=2", headers={"host": "evil.example"})
        assert page.json()["next_url"].startswith(f"{origin}/opengov/updates.json?_size=2&_next=")
        assert page.headers["link"].startswith(f"<{origin}/opengov/updates.json?")
        site.get_database("opengov").close()


async def test_what_nobody_foresaw_is_logged_in_one_line(
    ds: Datasette, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture
) -> None:
    assert (await ds.client.get("/opengov/updates?_through={}")).status_code == 400
    (record,) = [record for record in caplog.records if record.name == "opengov.web"]
    assert "KeyError('table') in filters.py" in record.getMessage()
    assert "\n" not in record.getMessage() and record.exc_info is None
    caplog.clear()
    for path in (
        "/nope",
        "/opengov?sql=selec",
        "/opengov/updates?_where=(",
        sql(ENDLESS + "SELECT count(*) FROM n"),
    ):
        await ds.client.get(path)
    assert not caplog.records
    assert capsys.readouterr() == ("", ""), "Datasette prints tracebacks, with rich and all local variables"


async def test_an_error_page_that_fails_is_replaced(
    ds: Datasette, hostile_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_, **__) -> str:
        raise RuntimeError(f"at {hostile_db}")

    monkeypatch.setattr(ds, "render_template", broken)
    response = await ds.client.get("/<b>")
    assert response.status_code == 404
    assert "<h1>There is no such page</h1>" in response.text
    decent(response, hostile_db)


async def raw_get(ds: Datasette, path: str):
    return await asgi(ds, "GET", path)


async def asgi(ds: Datasette, method: str, target: str):
    """Ask the application directly: httpx tidies addresses up."""
    raw = target.encode("utf-8") if target.isascii() else quote(target, safe="/?&=:%~,$[]{}\"'();+*").encode()
    path, _, query_string = raw.partition(b"?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path.decode("latin-1"), "raw_path": path, "query_string": query_string, "root_path": "",
        "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    answer = Answer()
    await ds.client.app(scope, answer.receive, answer.send)
    return answer


class Answer:
    """What an ASGI application sent, with the attributes of a response."""

    def __init__(self) -> None:
        self.body = b""
        self.done = asyncio.Event()

    async def receive(self) -> dict:
        await self.done.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        if message["type"] == "http.response.start":
            self.status_code = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        self.body += message.get("body", b"")
        if not message.get("more_body"):
            self.done.set()

    @property
    def text(self) -> str:
        return self.body.decode()

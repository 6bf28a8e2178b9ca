"""The site under attack, by its front door: what strangers can send, and what readers must still get."""

import asyncio
import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opengov.errors import OpenGovError
from opengov.web.app import SETTINGS, make_datasette
from web.attacks import ATTACKS, CLOSED, ENDLESS, NO, ODD, QUERIES, make_hostile, sql
from web.html import read

# Datasette prepares all facets of a table at once, and drops the others when one of them fails.
pytestmark = pytest.mark.filterwarnings(
    "ignore:coroutine '.*(facet_results|suggested_facets)' was never awaited:RuntimeWarning",
    "ignore:.*(facet_results|suggested_facets):pytest.PytestUnraisableExceptionWarning",
)

MOST = SETTINGS["max_returned_rows"]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "access-control-allow-origin": "*",
}
STOPPED = "This query was stopped: it took longer than"
REFUSED = "This query was refused: only reading the tables and views of this database is open"
TOO_BIG = "it would need more memory than one query may use"
ONE_WITH = "WITH a AS (SELECT 1) "


@pytest.fixture(scope="module")
def hostile_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile(tmp_path_factory.mktemp("secret #1 ?"))


@pytest.fixture(scope="module")
def ds(hostile_db: Path) -> Iterator[Datasette]:
    datasette = make_datasette(hostile_db)
    asyncio.run(datasette.invoke_startup())
    yield datasette
    datasette.get_database("opengov").close()


class Answer:
    """What the application sent, asked directly: httpx tidies addresses up before it sends them."""

    def __init__(self) -> None:
        self.body = b""
        self.done = asyncio.Event()

    @classmethod
    async def to(cls, ds: Datasette, target: str, method: str = "GET") -> "Answer":
        path, _, query = target.partition("?")
        raw = quote(path, safe="/%~\\,.:<>")
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": raw.encode("ascii"),
            "query_string": quote(query, safe="%=&;+/?:~,$[]{}\"'()*").encode("ascii"),
            "headers": [(b"host", b"localhost")],
        }
        answer = cls()
        await ds.client.app(scope, answer.receive, answer.send)
        return answer

    async def receive(self) -> dict[str, Any]:
        await self.done.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
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


def decent(response: Any, database: Path) -> None:
    """What must be true of any answer to anyone."""
    assert response.status_code < 500
    for name, value in ALWAYS.items():
        assert response.headers[name] == value
    assert "set-cookie" not in response.headers
    varies = {name.strip() for name in response.headers.get("vary", "").split(",")}
    assert varies <= {"", "Accept-Language", "Accept-Encoding"}
    assert not response.headers.get("location", "/").startswith(("//", "http"))
    if response.status_code != 200:
        for secret in (str(database.parent), database.name, "site-packages", "Traceback", ".py"):
            assert secret not in response.text


def rows(database: Path, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(statement).fetchall()


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- what readers need


@pytest.mark.parametrize("first", ["opengov.web", "datasette.cli"])
def test_hooks_are_registered_whatever_is_imported_first(first: str, hostile_db: Path) -> None:
    code = (
        f"import sys, asyncio, {first}\nfrom pathlib import Path\n"
        "from opengov.web.app import make_datasette\nsite = make_datasette(Path(sys.argv[1]))\n"
        "print(asyncio.run(site.client.get('/nope')).headers['x-frame-options'])\n"
    )
    command = [sys.executable, "-c", code, str(hostile_db)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "DENY\n"


STOCK = """
import asyncio, json, sys
from pathlib import Path
from datasette.app import Datasette
how, file, *paths = sys.argv[1:]
if how == "beside ours":
    from opengov.web.app import make_datasette
    make_datasette(Path(file))
async def ask():
    stock, answers = Datasette([file], memory=True), {}
    await stock.invoke_startup()
    for path in paths:
        answer = await stock.client.get(path)
        answers[path] = [answer.status_code, answer.text, dict(answer.headers)]
    return answers
print(json.dumps(asyncio.run(ask())))
"""
STOCK_PAGES = {
    "/": 200,
    "/_memory": 200,
    "/stock": 200,
    "/stock?sql=select+title+from+commitments": 200,
    "/stock/updates?_facet=status&_sort=date": 200,
    "/stock/commitments?_search=budget": 200,
    "/stock/commitments/aville-2017-01": 200,
    "/stock/governments/aville": 200,
    "/stock/commitment_policy_areas/aville-2017-01,open-data": 200,
    "/-/versions": 200,
    "/-/plugins": 200,
    "/-/patterns": 200,
    "/-/permissions": 403,
    "/stock?sql=select+nope": 400,
    "/stock/nope": 404,
    "/nope": 404,
    "/en": 404,
}


@pytest.mark.parametrize("how", ["alone", "beside ours"])
def test_another_datasette_in_this_environment_works_as_before(
    how: str, hostile_db: Path, tmp_path: Path
) -> None:
    """It loads our plugin and with that our templates, which must do without what only our own site has."""
    stock = tmp_path / "stock.db"
    shutil.copy(hostile_db, stock)
    command = [sys.executable, "-c", STOCK, how, str(stock), *STOCK_PAGES]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answers = json.loads(done.stdout.splitlines()[-1])
    assert {path: status for path, (status, _, _) in answers.items()} == STOCK_PAGES
    for path, (status, text, headers) in answers.items():
        page = read(text)
        assert page.all("h1") or path == "/-/patterns", path
        assert status != 404 or "There is no such page" in text or "Error 404" in text
        assert "Traceback" not in text and "content-security-policy" not in headers
    assert "An open budget" in answers["/stock/commitments/aville-2017-01"][1]
    assert "error page itself failed" not in done.stderr


async def test_the_database_is_called_opengov_whatever_its_file(ds: Datasette) -> None:
    found = (await ds.client.get("/opengov/governments/aville.json?_shape=array")).json()
    assert [row["government_id"] for row in found] == ["aville"]
    assert set(ds.databases) == {"_internal", "opengov"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/opengov/commitments.json?_search=budget&_shape=array", "An open budget"),
        ("/opengov/commitments.json?_search=%22open+budget%22&_shape=array", "An open budget"),
        ("/opengov/commitments.json?_search=budg*&_searchmode=raw&_shape=array", "An open budget"),
        ("/opengov/commitments.json?_search=%22", '"filtered_table_rows_count": 0'),
        ("/opengov/commitments.json?_search=&_size=2", "An open budget"),
        (sql("SELECT title FROM commitments_fts WHERE commitments_fts MATCH 'budget'"), "budget"),
        (sql("SELECT snippet(commitments_fts, -1, '[', ']', '', 9) FROM commitments_fts('budget')"), "[bud"),
        (sql("SELECT value FROM json_each('[\"één\"]')"), "één"),
        (sql("SELECT name FROM pragma_table_info('governments')"), "government_id"),
        (sql("WITH a(b) AS (SELECT 7) SELECT count(*) + 41 AS n FROM a"), "42"),
        (sql("SELECT printf('%05.1f', 7) || replace(hex('a'), '1', '2') AS n"), "007.062"),
        (sql("SELECT :x || 'y' AS z", more="&x=1"), "1y"),
        (sql("SELECT name FROM sqlite_schema"), "commitments"),
        ("/opengov/milestones.json?_labels=on", '"label": "An open budget"'),
        ("/opengov/milestones.json?_facet=commitment_id", '"label": "An open budget"'),
        ("/opengov/milestones.json?_facet_date=end_date", '"type": "date"'),
        ("/opengov/updates.json?update_id__in=aville-2017-01-u01,x", '"filtered_table_rows_count": 1,'),
        ("/opengov/updates.json?_where=date+%3E+'2017'&_size=1", '"filtered_table_rows_count": 50'),
        ("/opengov/commitments/aville-2017-01.json?_extras=foreign_key_tables", '"other_table": "mile'),
        (
            "/opengov/commitments.json?_through="
            '{"table":"milestones","column":"milestone_id","value":"aville-2017-01-m01"}',
            "An open budget",
        ),
    ],
)
async def test_what_readers_need_works(ds: Datasette, path: str, expected: str) -> None:
    response = await ds.client.get(path)
    assert response.status_code == 200, response.text
    assert expected in json.dumps(response.json(), ensure_ascii=False)


async def test_csv_and_json_of_every_table_and_view_are_whole(ds: Datasette, hostile_db: Path) -> None:
    names = rows(hostile_db, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    for name in (name for (name,) in names if "_fts" not in name):
        expected = rows(hostile_db, f"SELECT * FROM [{name}]")
        columns = [column[1] for column in rows(hostile_db, f"PRAGMA table_info([{name}])")]
        found = read_csv((await ds.client.get(f"/opengov/{name}.csv")).text)
        texts = {tuple("" if cell is None else str(cell) for cell in row) for row in expected}
        assert len(found) == len(expected), name
        assert {tuple(row[column] for column in columns) for row in found} == texts
        response = await ds.client.get(f"/opengov/{name}.json?_shape=array")
        objects = [tuple(row[column] for column in columns) for row in response.json()]
        assert len(objects) == min(len(expected), MOST), name
        assert set(objects) <= set(expected), "a value or its type was lost on the way"
        assert ('rel="next"' in response.headers.get("link", "")) == (len(expected) > MOST)


@pytest.mark.parametrize(
    "more", ["", "_size=max&_labels=on", "_size=10&_stream=on", "_sort=date", "_sort_desc=reporter"]
)
async def test_no_row_is_lost_between_the_pages_of_a_csv(ds: Datasette, hostile_db: Path, more: str) -> None:
    """Datasette alone loses rows when many share the value that the table is sorted by."""
    found = read_csv((await ds.client.get(f"/opengov/updates.csv?{more}")).text)
    assert {(row["update_id"],) for row in found} == set(rows(hostile_db, "SELECT update_id FROM updates"))


async def test_pages_of_json_follow_each_other_without_a_gap(ds: Datasette, hostile_db: Path) -> None:
    path, found = "/opengov/updates.json?_sort_desc=date", set()
    while path:
        page = (await ds.client.get(path)).json()
        found |= {(row[0],) for row in page["rows"]}
        path = page["next_url"]
    assert found == set(rows(hostile_db, "SELECT update_id FROM updates"))


async def test_a_condition_with_or_is_one_condition(ds: Datasette, hostile_db: Path) -> None:
    """Datasette alone repeats the first page for ever."""
    condition = "update_id < 'aville-2017-01-u01-03000' OR reporter = 'media'"
    found = read_csv((await ds.client.get("/opengov/updates.csv?" + urlencode({"_where": condition}))).text)
    expected = rows(hostile_db, f"SELECT update_id FROM updates WHERE {condition}")
    assert sorted((row["update_id"],) for row in found) == sorted(expected)
    page = (await ds.client.get("/opengov/updates.json?_size=9&" + urlencode({"_where": condition}))).json()
    second = (await ds.client.get(page["next_url"])).json()
    assert "((update_id <" not in second["query"]["sql"], "brackets grow with every page"


async def test_a_page_that_is_asked_for_is_a_page(ds: Datasette) -> None:
    assert len(read_csv((await ds.client.get("/opengov/updates.csv?_size=10")).text)) == 10
    assert len((await ds.client.get("/opengov/updates.json?_size=10&_shape=array")).json()) == 10


async def test_results_of_sql_are_whole_or_say_so(ds: Datasette, hostile_db: Path) -> None:
    many = "SELECT update_id FROM updates"
    expected = len(rows(hostile_db, many))
    assert len(read_csv((await ds.client.get(sql(many, ".csv"))).text)) == expected
    assert len((await ds.client.get(sql(many, more="&_shape=array"))).json()) == expected
    twice = "SELECT a.update_id FROM updates AS a, (SELECT 1 UNION SELECT 2)"
    cut = (await ds.client.get(sql(twice))).json()
    assert (len(cut["rows"]), cut["truncated"]) == (MOST, True)
    wrong = await ds.client.get(sql("SELECT nope FROM updates", ".csv"))
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert "no such column: nope" in wrong.text


# --- public SQL


@pytest.mark.parametrize("name", ATTACKS)
async def test_no_query_gets_away(
    ds: Datasette, hostile_db: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, path = ATTACKS[name]
    if status == NO:  # the real process, in test_serve, has a second
        monkeypatch.setattr(ds, "sql_time_limit_ms", 300)
    response = await ds.client.get(path)
    decent(response, hostile_db)
    assert response.status_code == status
    assert (await ds.client.get(sql("SELECT 1", more="&_shape=arrayfirst"))).json() == [1]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (sql(ENDLESS + "SELECT count(*) FROM n"), STOPPED),
        (sql(ENDLESS + "SELECT count(*) FROM n", ""), STOPPED),
        (sql(ENDLESS + "SELECT count(*) FROM n", ".csv"), STOPPED),
        (sql("SELECT printf('%.*c', 900000000, 'x')"), STOPPED),
        (ATTACKS["long like"][1], "LIKE or GLOB pattern too complex"),
        (sql("SELECT group_concat(note) FROM updates"), TOO_BIG),
        (sql("SELECT a.note, b.note FROM updates a, updates b", ".csv"), TOO_BIG),
        (sql("SELECT load_extension('x')"), REFUSED),
        (sql("SELECT zeroblob(9)"), REFUSED),
        (sql("SELECT * FROM pragma_database_list"), REFUSED),
        (sql("SELECT file FROM pragma_database_list()", ".csv"), REFUSED),
        (sql("SELECT sql FROM sqlite_stmt", ""), REFUSED),
        (sql("SELECT * FROM dbstat"), REFUSED),
        (sql(ONE_WITH + "DELETE FROM updates"), REFUSED),
        (sql(ONE_WITH + "UPDATE updates SET note = ''"), REFUSED),
        (sql(ONE_WITH + "INSERT INTO governments SELECT * FROM governments"), REFUSED),
        (sql(ONE_WITH + "UPDATE sqlite_master SET sql = ''"), "may not be modified"),
        (sql("DELETE FROM updates"), "Statement must be a SELECT"),
        (sql("ATTACH 'x' AS y"), "Statement must be a SELECT"),
        (sql("PRAGMA query_only = 0"), "Statement must be a SELECT"),
        (sql("VACUUM INTO '/tmp/x'"), "Statement must be a SELECT"),
        (sql("SELECT 1; DELETE FROM updates"), "one statement at a time"),
        (sql("SELECT * FROM nope"), "no such table: nope"),
        ("/opengov/updates.json?_where=1;DELETE+FROM+updates", "syntax error"),
        ("/opengov/updates.json?_where=load_extension('x')", REFUSED),
        ("/opengov/updates.json?_where=(SELECT+1+FROM+nope)", "no such table: nope"),
        ("/opengov/updates.json?_sort=nope", "Cannot sort table by nope"),
        ("/opengov/updates.json?_facet=nope", "no such column: nope"),
    ],
)
async def test_an_unanswered_query_says_why(
    ds: Datasette, hostile_db: Path, path: str, sentence: str
) -> None:
    response = await ds.client.get(path)
    assert response.status_code == 400
    assert sentence in response.text
    decent(response, hostile_db)


async def test_nothing_was_written(ds: Datasette, hostile_db: Path) -> None:
    before = hostile_db.read_bytes()
    for statement in ("DELETE FROM updates", "DROP TABLE updates", "CREATE TABLE x (y)", "REINDEX"):
        assert (await ds.client.get(sql(statement))).status_code == 400
        assert (await ds.client.get(sql(ONE_WITH + statement))).status_code == 400
    assert hostile_db.read_bytes() == before
    assert sorted(file.name for file in hostile_db.parent.iterdir()) == ["any name.db", "package"]


# --- odd requests


@pytest.mark.parametrize(("status", "path"), [(status, path) for status in ODD for path in ODD[status]])
async def test_odd_requests_get_a_decent_answer(
    ds: Datasette, hostile_db: Path, status: int, path: str
) -> None:
    response = await Answer.to(ds, path)
    assert response.status_code == status
    decent(response, hostile_db)


@pytest.mark.parametrize("page", CLOSED)
async def test_pages_about_the_machine_are_closed(ds: Datasette, hostile_db: Path, page: str) -> None:
    response = await ds.client.get(f"/-/{page}")
    assert response.status_code == 404
    decent(response, hostile_db)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get"])
@pytest.mark.parametrize(
    "path", ["/", "/en/", "/fr/search?q=a", "/opengov/updates/-/insert", "/-/messages", "/..", "*"]
)
async def test_only_reading(ds: Datasette, hostile_db: Path, method: str, path: str) -> None:
    response = await Answer.to(ds, path, method)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    decent(response, hostile_db)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/en/", "/en/search?q=budget", "/en/nope", "/c/AVI0001", "/robots.txt"),
        *("/opengov/updates.csv", "/opengov/updates.json", "/opengov", "/nope", "/opengov?sql=x"),
    ],
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
        "/en/",
        "/en/search?q=budget",
        "/en/commitments/aville-2017-01",
        "/en/nope",
        "/xx/",
        "/c/AVI0001",
        "/sitemap.xml",
        "/.well-known/security.txt",
        "/opengov",
        "/opengov/updates",
        "/opengov/updates.json?_shape=array",
        "/opengov/updates.csv?_size=2",
        "/opengov/updates/",
        "/nope",
        sql("SELECT x'ff' AS b", ".csv"),
    ],
)
async def test_nothing_depends_on_who_asks(ds: Datasette, path: str) -> None:
    """So that a shared cache may keep the answers."""
    stranger = {
        b"host": b"evil.example",
        b"cookie": b"ds_actor=x; ds_messages=y; \xff",
        b"authorization": b"Bearer x",
        b"x-forwarded-host": b"evil.example",
    }
    plain, strange = await ds.client.get(path), await ds.client.get(path, headers=stranger)
    assert (strange.status_code, strange.text) == (plain.status_code, plain.text)
    assert dict(strange.headers) == dict(plain.headers)
    assert "evil.example" not in strange.text + str(strange.headers)
    patient = await ds.client.get(path + ("&" if "?" in path else "?") + "_ttl=31536000")
    assert patient.headers.get("cache-control") == plain.headers.get("cache-control")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/c/AVI0001", "/c/nope", "/nope", "/xx/", "/xx/search", "/xx/commitments/aville-2017-01"),
        *("/opengov", "/opengov/updates", "/opengov?sql=x", "/opengov/nope", "/-/versions", "/opengov//x"),
    ],
)
async def test_what_depends_on_the_language_of_the_visitor_says_so(ds: Datasette, path: str) -> None:
    """Whoever asks first must not decide what the next one reads."""
    for language in ("fr", "en", "fr"):
        response = await ds.client.get(path, headers={"accept-language": language})
        assert "Accept-Language" in response.headers["vary"]
        if response.headers.get("location"):
            assert response.headers["location"].startswith(f"/{language}/")
        else:
            frame = read(response.text)
            (name,) = frame.all("a", class_="name")
            assert name["href"] == f"/{language}/"


@pytest.mark.parametrize(
    "path", ["/en/", "/fr/search?q=budget", "/fr/commitments/aville-2017-01", "/fr/nope"]
)
async def test_a_page_of_a_language_depends_on_nothing_else(ds: Datasette, path: str) -> None:
    asked = [await ds.client.get(path, headers={"accept-language": language}) for language in ("ko", "pt")]
    assert len({response.text for response in asked}) == 1
    assert {response.headers["content-language"] for response in asked} == {path[1:3]}
    assert all("Accept-Language" not in response.headers.get("vary", "") for response in asked)


async def test_links_are_absolute_only_with_an_origin(hostile_db: Path) -> None:
    for origin in ("", "https://data.example"):
        site = make_datasette(hostile_db, origin)
        page = await site.client.get("/opengov/updates.json?_size=2", headers={"host": "evil.example"})
        assert page.json()["next_url"].startswith(f"{origin}/opengov/updates.json?_size=2&_next=")
        assert page.headers["link"].startswith(f"<{origin}/opengov/updates.json?")
        site.get_database("opengov").close()


async def test_two_editions_are_not_mixed(hostile_db: Path, tmp_path: Path) -> None:
    """A build replaces the file under a running site: what is open stays, nothing new is opened."""
    served = tmp_path / "opengov.db"
    shutil.copy(hostile_db, served)
    site = make_datasette(served)
    shutil.copy(hostile_db, tmp_path / "new.db")
    (tmp_path / "new.db").rename(served)
    response = await site.client.get(sql("SELECT 1"))
    assert response.status_code == 400
    assert "It has to be started again" in response.json()["error"]
    site.get_database("opengov").close()


async def test_what_nobody_foresaw_is_logged_in_one_line(
    ds: Datasette, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    assert (await ds.client.get("/opengov/updates?_through={}")).status_code == 400
    (record,) = caplog.records
    assert "KeyError('table') in filters.py" in record.getMessage()
    assert "\n" not in record.getMessage()
    assert record.exc_info is None
    caplog.clear()
    for path in ("/nope", "/opengov?sql=selec", "/opengov/updates?_where=(", sql("SELECT x", ".csv")):
        assert (await ds.client.get(path)).status_code in (400, 404)
    assert caplog.records == []
    assert capfd.readouterr().err == "", "Datasette prints tracebacks, with rich all local variables too"


async def test_an_error_page_that_fails_is_replaced(
    ds: Datasette, hostile_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> str:
        raise RuntimeError(f"at {hostile_db}")

    monkeypatch.setattr(ds.public.drawing, "draw", broken)
    response = await ds.client.get("/opengov/updates?_sort=<b>")
    assert response.status_code == 400
    assert "<p>Cannot sort table by &lt;b&gt;</p>" in response.text
    decent(response, hostile_db)


NAMES = st.sampled_from(
    """sql _where _sort _sort_desc _size _next _search _searchmode _search_note _through _facet _facet_array
    _facet_date _facet_size _col _nocol _shape _json _json_infinity _nl _labels _label _extra _extras
    _timelimit _trace _ttl _fts_table _fts_pk _filter_column _filter_op _filter_value _filter_column_1
    _sort_by_desc _stream _header _dl _blob_column _blob_hash _nocount _nofacet _nosuggest _hide_sql _context
    note note__like date__gt date__date update_id__in note__arraycontains x__ __ :a""".split()  # noqa: SIM905
)
WORDS = st.sampled_from(
    """1 0 -1 99999999999999999999 1e999 nan on off max array object objects arrays arrayfirst raw note date
    update_id rowid commitments sqlite_master {} [] [1] {"a":1} null ' " ; ( ) % ² １２ é 😀 \0 a,b,c ,,,
    $null,a ~00 select+1 */ /* -- :a ?1 NEAR(a a* "a""".split()  # noqa: SIM905
) | st.sampled_from(["", "\n", "select 1", "select * from updates", "select :a", "explain select 1"])
VALUES = WORDS | st.text(max_size=12) | st.lists(WORDS, max_size=4).map(" ".join)
STEPS = st.text(max_size=6) | st.sampled_from(
    """opengov updates commitments commitment_overview aville-2017-01-u01 _internal - . .. static %2e%2e ~2F
    %00 %ff é .json .csv .blob .jsono .db a,b,c updates.json updates.csv opengov.json""".split()  # noqa: SIM905
)


@given(
    steps=st.lists(STEPS, max_size=4),
    suffix=st.sampled_from(["", ".json", ".csv", ".blob", ".jsono", ".x"]),
    fields=st.lists(st.tuples(NAMES | st.text(max_size=5), VALUES), max_size=5),
    method=st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "POST"]),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_no_address_brings_the_site_down(
    ds: Datasette, hostile_db: Path, steps: list[str], suffix: str, fields: list, method: str
) -> None:
    target = "/" + "/".join(steps) + suffix + "?" + urlencode(fields, errors="replace")
    decent(asyncio.run(Answer.to(ds, target, method)), hostile_db)


@given(
    path=st.sampled_from(
        ["/opengov/updates", "/opengov/commitments", "/opengov/commitment_overview", "/opengov"]
    ),
    suffix=st.sampled_from(["", "", ".json", ".csv"]),
    fields=st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_question_to_a_table_brings_the_site_down(
    ds: Datasette, hostile_db: Path, path: str, suffix: str, fields: list
) -> None:
    decent(asyncio.run(Answer.to(ds, f"{path}{suffix}?" + urlencode(fields, errors="replace"))), hostile_db)


def escaped(response: Any) -> None:
    """A page of ours holds no element and no attribute that came from its address."""
    if response.status_code in (301, 302) or not response.headers["content-type"].startswith("text/html"):
        return
    page = read(response.text)
    assert not page.all("script", "iframe", "object", "b")
    for element in page.within:
        assert not any(name.startswith("on") or name == "style" for name in element.attributes)
        assert not element.get("src", "/").startswith("x")
    assert "Traceback" not in response.text and "sqlite3." not in response.text


def search_for(query: str, language: str = "en", **fields: str) -> str:
    return f"/{language}/search?" + urlencode({"q": query, **fields}, errors="surrogatepass")


@pytest.mark.parametrize("number", range(len(QUERIES)))
async def test_no_search_brings_the_site_down(
    ds: Datasette, hostile_db: Path, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    for language in ("en", "fr"):
        response = await Answer.to(ds, search_for(QUERIES[number], language))
        assert response.status_code == 200
        decent(response, hostile_db)
        escaped(response)
        for path in (f"/{language}/commitments/", f"/{language}/", "/c/"):
            response = await Answer.to(ds, path + quote(QUERIES[number], safe="", errors="surrogatepass"))
            assert response.status_code in (302, 400, 404, 414)
            decent(response, hostile_db)
            escaped(response)
    assert caplog.records == [], "nothing here is unforeseen"


FREE_TEXT = st.text(max_size=40) | st.lists(st.sampled_from(QUERIES) | st.text(max_size=6), max_size=5).map(
    " ".join
)


@given(
    query=FREE_TEXT,
    fields=st.dictionaries(
        st.sampled_from(["government", "year", "area", "said", "found", "page"]) | st.text(max_size=3),
        st.sampled_from(["aville", "2017", "open-data", "complete", "none", "1", "0", "-1"]) | VALUES,
        max_size=3,
    ),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_is_searched_for_is_text(
    ds: Datasette, hostile_db: Path, query: str, fields: dict[str, str]
) -> None:
    target = "/en/search?" + urlencode({**fields, "q": query}, errors="surrogatepass")
    response = asyncio.run(Answer.to(ds, target))
    decent(response, hostile_db)
    escaped(response)
    assert response.status_code in (200, 400, 414)
    if response.status_code == 200:
        shown = read(response.text).one("input", id="q")["value"]
        seen = query.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        assert shown.split() == " ".join(seen[:200].split()).split()


OWN_STEPS = FREE_TEXT | st.sampled_from(
    """commitments governments plans policy-areas sources programme search how-we-know aville aville-2017
    aville-2017-01 AVI0001 avi0001 open-data ogp-aville beeton-2017-02 . .. %2e%2e %2F %00 ~2F""".split()  # noqa: SIM905
)


@given(
    start=st.sampled_from(["en", "fr", "ka", "xx", "c", "assets"]),
    steps=st.lists(OWN_STEPS, max_size=4),
    fields=st.lists(st.tuples(st.sampled_from(["page", "q"]) | NAMES, VALUES), max_size=2),
)
@settings(max_examples=90, deadline=None, derandomize=True)
def test_no_address_below_a_language_brings_the_site_down(
    ds: Datasette, hostile_db: Path, start: str, steps: list[str], fields: list
) -> None:
    path = "/".join(["", start, *(quote(step, safe="%~.", errors="surrogatepass") for step in steps)])
    response = asyncio.run(Answer.to(ds, path + "?" + urlencode(fields, errors="replace")))
    decent(response, hostile_db)
    escaped(response)


# --- what is refused before anything is served


def test_a_file_that_is_not_ours_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, but long enough to look like one at first sight " * 20)
    (tmp_path / "empty.db").touch()
    for name, sentence in [
        ("missing.db", "There is no database"),
        ("text.db", "cannot be read as a database"),
        ("empty.db", "is not a database of this project"),
        (".", "There is no database"),
    ]:
        with pytest.raises(OpenGovError, match=sentence) as raised:
            make_datasette(tmp_path / name)
        assert raised.value.hint == "Make it with 'opengov build'."

"""What people try on a public site, as data, and a database to try it on.

``ATTACKS`` maps a name to the status it deserves and the request, ``ODD`` a status to requests that no reader
sends, ``CLOSED`` lists what Datasette shows to developers under /-/.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from conftest import make_small

from opengov.build import build
from opengov.package import Package

ROWS = 5000

OK, NO, LONG = 200, 400, 414


def sql(query: str, suffix: str = ".json", more: str = "") -> str:
    return f"/opengov{suffix}?sql={quote(query)}{more}"


def times(count: int) -> str:
    """A table of so many rows."""
    return f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {count}) SELECT i FROM n)"


def text(seed: str, doublings: int) -> str:
    """A WITH clause that makes ``m(x)``, one long text."""
    return (
        f"WITH RECURSIVE g(t) AS (SELECT {seed} UNION ALL SELECT t || t FROM g LIMIT {doublings + 1}), "
        "m(x) AS MATERIALIZED (SELECT max(t) FROM g) "
    )


LETTERS = text("'x'", 17)  # 131 kB
EMOJI = text("char(128512)", 15)
CONTROLS = text("char(1)", 17)  # six times as long in JSON
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
WHERE = quote(f"({ENDLESS} SELECT count(*) FROM n) > 1")
SLOW_LIKE = "x LIKE '%' || substr(x, 1, 900) || 'b'"
TWO, THREE = "updates a, updates b", "updates a, updates b, updates c"
FROM_TEXT = f"FROM m, {times(1000)}"


def columns(count: int, expression: str) -> str:
    return "SELECT " + ", ".join(f"{expression} AS c{number}" for number in range(count))


ATTACKS: dict[str, tuple[int, str]] = {
    # never ends
    "endless": (NO, sql(ENDLESS + "SELECT count(*) FROM n")),
    "endless page": (NO, sql(ENDLESS + "SELECT count(*) FROM n", "")),
    "endless rows as csv": (NO, sql(ENDLESS + "SELECT i FROM n", ".csv")),
    "endless rows as array": (NO, sql(ENDLESS + "SELECT i FROM n", more="&_shape=array")),
    "endless set": (NO, sql(ENDLESS.replace("ALL ", "") + "SELECT count(*) FROM n")),
    "endless in a filter": (NO, f"/opengov/updates?_where={WHERE}"),
    "endless in a csv": (NO, f"/opengov/updates.csv?_where={WHERE}"),
    "endless in an array": (NO, f"/opengov/updates.json?_shape=array&_where={WHERE}"),
    "cross join": (NO, sql(f"SELECT count(*) FROM {THREE}")),
    "60 joins": (NO, sql("SELECT count(*) FROM " + ", ".join(f"updates u{i}" for i in range(60)))),
    "20 views": (
        NO,
        sql("SELECT count(*) FROM " + ", ".join(f"commitment_overview u{i}" for i in range(20))),
    ),
    "nested replace": (NO, sql("SELECT " + "replace(" * 9 + "'xxxxxxxx'" + ",'x','xxxxxxxx')" * 9)),
    # one call that works for seconds, or takes gigabytes
    "printf": (NO, sql("SELECT printf('%.*c', 900000000, 'x')")),
    "printf, wide": (OK, sql("SELECT printf('%900000000d', 1)")),
    "zeroblob": (NO, sql("SELECT zeroblob(200000000)")),
    "hex of zeroblob": (NO, sql("SELECT hex(zeroblob(400000000))")),
    "randomblob": (NO, sql("SELECT randomblob(100000000)")),
    "long like": (NO, sql(LETTERS + "SELECT x LIKE '%' || substr(x, 1, 40000) || 'b' FROM m")),
    "like again and again": (NO, sql(LETTERS + columns(60, SLOW_LIKE) + " FROM m")),
    "glob": (OK, sql(LETTERS + "SELECT x GLOB '*x*x*x*x*x*x*b' FROM m")),
    "like filter": (OK, "/opengov/updates?note__like=" + "%25a" * 300),
    "90 instr": (NO, sql(LETTERS + columns(90, "instr(x, substr(x, 1, 60000) || 'b')") + " FROM m")),
    "trim": (NO, sql(LETTERS + "SELECT trim(x, replace(x, 'x', 'y') || 'x') FROM m")),
    "json_patch": (
        NO,
        sql(
            f"WITH j(a) AS (SELECT json_group_object('k' || i, i) FROM {times(10000)}), "
            f"k(b) AS (SELECT json_group_object('l' || i, i) FROM {times(10000)}) "
            f"{columns(60, 'json_patch(a, b)')} FROM j, k"
        ),
    ),
    # grows
    "doubling": (NO, sql(text("'x'", 40) + "SELECT length(x) FROM m")),
    "doubling rows": (
        NO,
        sql("WITH RECURSIVE n(t) AS (SELECT 'x' UNION ALL SELECT t || t FROM n) SELECT t FROM n"),
    ),
    "group_concat": (NO, sql(f"SELECT group_concat(a.note) FROM {TWO}")),
    "json_group_array": (NO, sql(f"SELECT json_group_array(a.note) FROM {TWO}")),
    "json_group_object": (NO, sql(f"SELECT json_group_object(a.update_id || b.update_id, 1) FROM {TWO}")),
    "arrays by group": (NO, sql(f"SELECT length(json_group_array(a.note)) FROM {TWO} GROUP BY b.update_id")),
    "window": (NO, sql(f"SELECT sum(length(a.note)) OVER (ORDER BY b.note || a.note) FROM {TWO}")),
    "sorting": (NO, sql(f"SELECT a.note FROM {TWO} ORDER BY a.note || b.note")),
    "sorting long": (NO, sql(LETTERS + f"SELECT length(x || i) {FROM_TEXT} ORDER BY x || i")),
    "a million groups": (
        NO,
        sql(f"SELECT count(*) FROM (SELECT DISTINCT a.update_id || b.update_id FROM {TWO})"),
    ),
    # too much to send
    "wide": (NO, sql(LETTERS + f"{columns(95, 'x')} {FROM_TEXT}")),
    "wide page": (NO, sql(LETTERS + f"{columns(95, 'x')} {FROM_TEXT}", "")),
    "wide csv": (NO, sql(LETTERS + f"{columns(95, 'x')} {FROM_TEXT}", ".csv", "&_stream=on")),
    "wide blobs": (NO, sql(LETTERS + f"{columns(95, 'cast(x AS blob)')} {FROM_TEXT}")),
    "wide emoji": (NO, sql(EMOJI + f"{columns(95, 'x')} {FROM_TEXT}")),
    "150 columns": (NO, sql(columns(150, "1"))),
    "many cells as page": (NO, sql(f"{columns(95, 'i')} FROM {times(990)}", "")),
    "long names": (
        NO,
        sql('SELECT i AS "' + "\x7f" * 1500 + f'" FROM {times(100000)}', more="&_shape=array"),
    ),
    "long names as csv": (NO, sql('SELECT i AS "' + "n" * 5000 + f'" FROM {times(100000)}', ".csv")),
    "deep": (NO, sql("SELECT " + "(" * 1200 + "1" + ")" * 1200)),
    "too long": (LONG, sql("SELECT '" + "x" * 9000 + "'")),
    "many values": (OK, "/opengov/updates?update_id__in=" + ",".join(["x"] * 3000)),
    "explain": (OK, sql("EXPLAIN " + columns(90, "(SELECT count(*) FROM updates)"))),
    # as much as is allowed
    "most, controls": (OK, sql(CONTROLS + f"SELECT x FROM m, {times(6)}")),
    "most, emoji": (OK, sql(EMOJI + f"SELECT x FROM m, {times(6)}")),
    "most, array": (OK, sql(CONTROLS + f"SELECT x FROM m, {times(6)}", more="&_shape=array")),
    "most, page": (OK, sql(f"SELECT printf('%1990d', 1) AS x FROM {times(900)}", "")),
    "most, csv": (OK, sql(f"SELECT printf('%190000d', 1) AS x FROM {times(80)}", ".csv")),
    "most cells": (OK, sql(f"{columns(95, 'i')} FROM {times(950)}")),
    "most cells as page": (OK, sql(f"{columns(19, 'i')} FROM {times(990)}", "")),
    "most rows as csv": (OK, sql(f"SELECT i FROM {times(60000)}", ".csv")),
    "most rows of a table": (OK, "/opengov/updates?_size=max&_labels=on"),
    "most facets": (
        OK,
        "/opengov/updates.json?_facet_size=100&_facet=note&_facet=update_id&_facet=date&_facet=status",
    ),
    "facets with long links": (
        OK,
        "/opengov/updates?_facet_size=100&_facet=note&_facet=update_id&_where="
        + quote(f"1 /* {'x' * 6500} */"),
    ),
    "whole table": (OK, "/opengov/updates.csv?_labels=on"),
    "search": (OK, "/opengov/commitments?_searchmode=raw&_search=" + "a*+OR+" * 300 + "b"),
    # our own search
    "own search": (OK, "/en/search?q=" + "a*+OR+" * 300 + "b"),
    "own search, every letter": (OK, "/en/search?q=" + "+".join("abcdefghijkl")),
    "own search, slips": (OK, "/en/search?q=" + "+".join(["zqxwvkjyp"] * 100)),
    "own search, one long word": (OK, "/en/search?q=" + "zq" * 3900),
    "own search, letters that unfold": (OK, "/en/search?q=" + quote("\ufdfa" * 800)),
    "own search, too long": (LONG, "/en/search?q=" + "a" * 10_000),
}

QUERIES = [  # what a search box is sent: the syntax of FTS5 and of SQL, markup, and what is no text
    '"', '""', '"""', "'", "*", "a*", "*a", "**", "(", ")", "()", "(((", "NEAR(", "NEAR(a b, 2)", "NEAR/2",
    "a NEAR b", "AND", "OR", "NOT", "a AND", "NOT a", "a AND NOT b", "title:budget", "col:x", "{title}:a",
    "{title summary", "- title:a", "^", "^a", "a + b", "+", "-", "-a", "--", "/*", ";", ", ,", "\\", "%", "_",
    "commitments_fts MATCH 'a'", "' OR 1=1 --", "'; DROP TABLE commitments; --", '" OR "a', "a\" AND rank:*",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "%(words)s", "%s %d {0}",
    " ", "\t\r\n", "\u202e", "\u2066a\u2069", "\ufeff", "\ufffd", "\ud800", "é", "e\u0301", "\u0301" * 150,
    "İıſß", "１２", "²", "😀", "👨‍👩‍👧‍👦" * 20, "შ", "한국", "a" * 7_500,
]  # fmt: skip

ODD = {
    400: [
        "/opengov/../x",
        "/..",
        "/%2e%2e/x",
        "/opengov/%2E%2E/%2E%2E/etc/passwd",
        "/opengov//updates",
        "/opengov/updates/.",
        "/opengov%00",
        "/opengov/updates%0d%0aX:y",
        "/opengov/updates/~00",
        "/opengov/up\\dates",
        "/-/static/%5c..%5capp.py",
        "/opengov/updates?_size=-1",
        "/opengov/updates?_size=abc",
        "/opengov/updates?_size=99999999999999999999999",
        "/opengov/updates.json?_size=1501",
        "/opengov/updates?_size=²",
        "/opengov/updates.json?_shape=nonsense",
        "/opengov/updates?_sort=nope",
        "/opengov/updates?_sort_desc=nope",
        "/opengov/updates?_sort=date&_sort_desc=date",
        "/opengov/updates?_through={}",
        "/opengov/updates?_through=",
        '/opengov/updates?_through={"table":"x","column":"y","value":1}',
        "/opengov/updates?_where=a;b",
        "/opengov/updates?_where=(",
        "/opengov/updates?_where=%00",
        "/opengov/updates?_facet=nope",
        "/opengov/updates?_facet_array=note",
        "/opengov/updates?_facet_date=nope",
        "/opengov/updates?_facet={",
        "/opengov/updates?_facet={}",
        "/opengov/updates?_facet_size=max",
        "/opengov/updates?_facet_size=²",
        "/opengov/updates?" + "_facet=a&" * 9,
        "/opengov/updates?_col=nope",
        "/opengov/updates?_nocol=nope",
        "/opengov/updates?_nocol=update_id",
        "/opengov/updates?date__gt=²",
        "/opengov/commitments?_searchmode=raw&_search=%22",
        "/opengov/commitments?_searchmode=raw&_search=a+AND",
        "/opengov/commitments?_search_nope=x",
        "/opengov/commitments?_fts_table=governments&_search=x",
        "/opengov/commitment_overview?_next=garbage",
        "/opengov/commitment_overview?_next=²",
        "/opengov/commitment_overview.csv?_next=99999999999999999999999&_size=5",
        "/opengov/updates.csv?_next=x&_stream=on",
        "/opengov/updates?nope=1",
        "/opengov/updates.json?_extra=nope&_labels=abc&_json=nope&_nl=x",
        "/opengov/updates?_next=garbage",
        "/opengov/updates?_sort=date&_next=$null,x",
        "/opengov/updates?_search=x",
        "/opengov/updates?sql=select+1",
        "/opengov/updates?_next=a~00,b",
        "/opengov/updates?" + "x" * 7000 + "=1",
        "/opengov/updates?date__" + "x" * 7000 + "=1",
        "/opengov/updates?update_id__in=[",
        '/opengov/updates?update_id__in=[{"a":1}]',
        "/opengov/updates?update_id__in=[[1]]",
        "/opengov/updates.json?_json_infinity=x",
        "/opengov/updates/aville-2017-01-u01.blob",
        "/opengov.blob?sql=select+1",
        "/opengov/updates?_next=,,,",
        "/opengov/updates?%ff=%fe",
        "/opengov/updates?&&==&_=&=",
        "/opengov/updates?update_id__gt=9223372036854775808",
        "/opengov/updates?" + "a=1&" * 101,
        "/opengov?sql=select+1&_shape=x&" + "b&" * 120,
        "/opengov?sql=selec",
        "/opengov.json?sql=%00",
        "/en//search",
        "/en/../search",
        "/en/commitments/..",
        "/en/commitments/.",
        "/en/commitments/%00",
        "/en/commitments/%2F",
        "/en/commitments/%0d%0aX:y",
        "/en/commitments/%5c",
        "/en/commitments/~00",
        "/en/search?goverment=' OR 1=1 --",
        "/en/feeds/updates.atom?government=//evil.example",
        "/en/calendar.ics?government=<b>",
        "/en/search?q=%00",
        "/en/search?q=a&%00=b",
        "/en/search?" + "q=a&" * 101,
        "/c/..",
        "/c/%00",
        "/assets/../opengov.css",
        "/assets/000000000000/%2e%2e/opengov.css",
    ],
    404: [
        "/nope",
        "/opengov/nope",
        "/opengov/nope/1",
        "/opengov/updates/nope",
        "/opengov/updates.xml",
        "/opengov/updates.xml?note=x",
        "/opengov/updates.JSON",
        "/opengov/updates.5",
        "/opengov/updates." + "x" * 900,
        "/opengov/updates/aville-2017-01-u01.xml",
        "/opengov/<b>.xml",
        "/opengov.xml?sql=select+1",
        "/opengov/updates/a/b",
        "/opengov/commitment_policy_areas/x",
        "/OPENGOV",
        "/_internal",
        "/_internal/databases",
        "/_internal.json?sql=select+1",
        "/~5Finternal",
        "/_memory",
        "/_memory.json?sql=select+1",
        "/:memory:",
        "/opengov/sqlite_stmt/1",
        "/opengov/pragma_database_list/1",
        "/opengov/sqlite_master",
        "/-/static/nope.css",
        "/-/static-plugins/x/y",
        "/-/",
        "/xx/",
        "/xx/search",
        "/xx/commitments/aville-2017-01",
        "/xx/a/b/c/d/e",
        "/eng",
        "/en.json",
        "/fr.csv",
        "/en/nope",
        "/en/opengov",
        "/en/assets",
        "/en/how-we-know/x",
        "/en/programme/x",
        "/en/search/x",
        "/en/commitments/nope",
        "/en/commitments/aville-2017-01/x",
        "/en/commitments/" + "a" * 900,
        "/en/commitments/" + "a-" * 450,
        "/sitemap.xml",  # of a copy that does not know its address
        "/.well-known/security.txt",
        "/en/commitments/-",
        "/en/commitments/'",
        '/en/commitments/"',
        "/en/commitments/*",
        "/en/commitments/a*",
        "/en/commitments/NEAR(",
        "/en/commitments/col:x",
        "/en/commitments/^a",
        "/en/commitments/a,b",
        "/en/commitments/1",
        "/en/commitments/%25",
        "/en/commitments/%zz",
        "/en/commitments/%ff",
        "/en/commitments/<script>alert(1)<~2Fscript>",
        "/en/commitments/{{7*7}}",
        "/en/commitments/' OR 1=1 --",
        "/en/commitments/é",
        "/en/commitments/😀",
        "/en/commitments/AVI0001'",
        "/en/plans/aville",
        "/en/policy-areas/nope",
        "/en/sources/nope",
        "/en/sources/ogp-aville?page=2",
        "/en/commitments/aville-2017-02?page=2",
        "/en/commitments/aville-2017-02?page=99999",
        "/en/commitments/aville-2017-01?page=000000001" + "9" * 30,
        "/en/commitments/aville-2017-01?page=000000001" + "9" * 5000,
        "/en/search?page=000000001" + "9" * 5000,
        "/en/search?page=99999999",
        "/c",
        "/c/",
        "/c/nope",
        "/c/a/b",
        "/c/'",
        "/c/" + "a" * 900,
        "/assets/000000000000/opengov.css",
        "/assets/x/opengov.css",
        "/assets/000000000000/worker.py",
        "/.well-known/x",
        "/robots.txt/x",
    ],
    403: ["/opengov.db", "/-/static/"],
    414: [
        "/" + "x" * 2000,
        "/en/commitments/" + "x" * 2000,
        "/en/" + "x/" * 1000,
        "/opengov?sql=select+'" + "x" * 9000 + "'",
        "/en/search?q=" + "x" * 10_000,
    ],
    301: [
        "/en/commitments/",
        "/en/" + "x/" * 400,
        "/en",
        "/fr",
        "/en/commitments/AVI0001",
        "/en/commitments/avi0001",
        "/en/commitments/AVILLE-2017-01",
        "/en/governments/AVILLE",
    ],
    302: [
        "/",
        "/en/commitments",
        "/changes",
        "/search?q=budget",
        "/?_ttl=x&_trace=1&_context=1&_timelimit=abc",
        "/?next=//evil.example",
        "/eng/",
        "/EN/",
        "/c/AVI0001",
        "/c/aville-2017-01",
        "/opengov/",
        "/opengov/updates/%zz",
        "/opengov/%F0%9F%98%80",
        "/opengov/updates?_sort_by_desc=1&_sort=date",
        "/opengov/updates?_filter_column_1=//evil&_filter_op_1=exact&_filter_value_1=x",
    ],
    200: [
        "/en/",
        "/en/?_ttl=x&_trace=1&_context=1&_timelimit=abc",
        "/en/?page=99999999999999999999&q=<b>",
        "/en/commitments/aville-2017-01",
        "/en/commitments/aville-2017-01?page=x",
        "/en/commitments/aville-2017-01?page=0000000001",
        "/en/search?page=" + "0" * 5000,
        "/en/commitments/aville-2017-01?page=-1",
        "/en/commitments/aville-2017-01?page=²",
        "/en/search?_where=1;DROP&_facet=a&sql=select+1&_size=-1",
        "/en/search?q=a&q=b&page=0&page=1",
        "/en/search?year=abc&government=' OR 1=1 --&area=\"&said=<b>&found=*",
        "/en/search?year=99999999999999999999999",
        "/en/search?year=1e999",
        "/en/search?%ff=%fe&q=%ff",
        "/opengov",
        "/opengov?_ttl=x&_trace=1&_context=1&_timelimit=abc",
        "/opengov/updates?update_id__in=[1e999]",
        "/opengov/updates.json?_labels=abc&_json=nope&_nl=x",
        "/opengov/commitments?_search=",
        "/opengov/commitments?_search=%22%22",
        "/opengov/updates/aville-2017-01-u01.blob?_blob_column=note",
        "/opengov/updates?_timelimit=abc&_trace=1&_size=3",
        "/opengov/updates?_size=0",
        "/opengov/updates?_size=１２",
        "/opengov/updates?_label=nope&_labels=on",
        "/opengov/commitments?_search=%22",
        "/opengov/commitments?_search=*",
        "/opengov/commitments?_search=a%22b%22%22",
        "/opengov/updates?update_id__like=%25",
        "/opengov/updates?date__date=x",
        "/opengov/updates?note__isnull=1",
        "/opengov.json?sql=select+:a&a=99999999999999999999",
        "/opengov?sql=select+1&_hide_sql=1",
        "/opengov/updates.json?_shape=object&_size=2",
        "/favicon.ico",
        "/robots.txt",
        "/-/static/app.css",
    ],
}
CLOSED = [
    "versions",
    "versions.json",
    "plugins",
    "plugins.json?all=1",
    "settings",
    "settings.json",
    "config",
    "config.json",
    "threads",
    "threads.json",
    "databases",
    "databases.json",
    "metadata",
    "metadata.json",
    "actor",
    "actor.json",
    "auth-token?token=x",
    "logout",
    "permissions",
    "messages",
    "allow-debug",
    "patterns",
]


def make_hostile(folder: Path) -> Path:
    """The small package as a database, with some thousand updates more, not in the order of their keys."""
    package = Package.open(make_small(folder / "package"))
    path = build(package, folder / "any name.db").path
    with closing(sqlite3.connect(path)) as connection, connection:
        first = connection.execute("SELECT * FROM updates").fetchone()
        note = "Mise à jour, « lorem » 'ipsum' <dolor> & sit " * 12
        rows = [
            (f"{first[0]}-{n * 7919 % ROWS:05}", *first[1:9], f"{n} {note}", *first[10:]) for n in range(ROWS)
        ]
        connection.executemany(f"INSERT INTO updates VALUES ({', '.join('?' * len(first))})", rows)
    return path

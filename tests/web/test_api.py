"""What we promise to programs: the examples run, the description is true, other websites may read."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from conftest import make_small
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from opengov.web.app import SETTINGS
from opengov.web.downloads import read
from opengov.web.guard import SLOTS, WAITING
from opengov.web.limits import MOST_QUERY
from opengov.web.site import examples, wellknown
from opengov.web.site.public import Public
from web.site.package import visit
from web.site.visit import LANGUAGES, ORIGIN, Visitor

OTHERS = {"Refusal", "File"}  # schemas that are not of a table
SHOWN_ALONE = {"spreadsheet"}
PROGRAMS = {
    "sh": ["sh", "-e", "-c"],
    "python": [sys.executable, "-W", "error", "-c"],
    "R": ["Rscript", "--vanilla", "-e", "options(warn = 2)", "-e"],  # a warning is an error
}
MOST_CELLS, MOST_COLUMNS, MOST_LETTERS = 10_000_000, 18_278, 50_000  # Google's, of a spreadsheet and a cell


class Stay(HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *args: Any) -> None:
        return None


OPENER = build_opener(Stay)


def ask(address: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """What an address answers: status, headers, body."""
    asked = Request(address, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with OPENER.open(asked) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read()


@pytest.fixture(scope="module")
def origin(address: str) -> str:
    """The site in a process of its own, with what may be taken away."""
    return address


@pytest.fixture(scope="module")
def real(real_db: Path, downloads: Path) -> Visitor:
    return Visitor(Public(real_db, ORIGIN, read(downloads)), real_db)


@pytest.fixture(scope="module")
def description(origin: str) -> dict[str, Any]:
    status, headers, body = ask(f"{origin}/openapi.json")
    assert (status, headers["content-type"]) == (200, "application/json")
    return json.loads(body)


# --- examples ---------------------------------------------------------------------------------------------


def run(one: examples.Example, origin: str, folder: Path, **environment: str) -> str:
    """Run an example as its reader does, in a folder; gives what it prints."""
    done = subprocess.run(
        [*PROGRAMS[one.by], one.at(origin)],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout


def example(name: str) -> examples.Example:
    return next(one for one in examples.EXAMPLES if one.id == name)


class TestExamples:
    def test_can_be_copied_as_they_are_shown(self, origin: str):
        """A copy without a public address shows the port on which it was found."""
        for page in ("api", "data"):
            text = ask(f"{origin}/en/{page}")[2].decode("utf-8")
            assert origin in text and examples.HERE not in text

    def test_of_json(self, origin: str, real: Visitor, tmp_path: Path):
        rows = json.loads(run(example("curl-json"), origin, tmp_path))
        known = real.rows("SELECT commitment_id FROM commitments WHERE plan_id = 'paris-2017'")
        assert {row["commitment_id"] for row in rows} == {key for (key,) in known} and len(rows) >= 5

    def test_of_csv(self, origin: str, real: Visitor, tmp_path: Path):
        assert run(example("curl-csv"), origin, tmp_path) == ""
        rows = list(csv.DictReader(io.StringIO((tmp_path / "updates.csv").read_text(encoding="utf-8"))))
        assert [(len(rows),)] == real.rows("SELECT count(*) FROM updates")

    def test_of_sql(self, origin: str, real: Visitor, tmp_path: Path):
        rows = json.loads(run(example("curl-sql"), origin, tmp_path))
        sql = "SELECT commitment_id, title FROM commitments WHERE plan_id = 'paris-2017' ORDER BY 1"
        assert [(row["commitment_id"], row["title"]) for row in rows] == real.rows(sql)

    def test_of_a_file_that_is_fetched_only_if_it_is_new(self, origin: str, downloads: Path, tmp_path: Path):
        file, original = tmp_path / "all-commitments.csv", downloads / "latest/all-commitments.csv"
        run(example("curl-new"), origin, tmp_path)
        assert file.read_bytes() == original.read_bytes()
        file.write_text("mine")
        run(example("curl-new"), origin, tmp_path)
        assert file.read_text() == "mine"  # nothing came

    def test_of_pages(self, origin: str, real: Visitor, tmp_path: Path):
        ((count,),) = real.rows("SELECT count(*) FROM updates")
        assert count > 200  # more than two pages
        assert run(example("python-pages"), origin, tmp_path) == f"{count} statements\n"

    def test_of_pandas(self, origin: str, real: Visitor, tmp_path: Path):
        lines = run(example("python-pandas"), origin, tmp_path).splitlines()[1:]
        sql = "SELECT name, commitments FROM government_overview"
        assert {tuple(re.split(r"  +", line)) for line in lines} == {
            (name, str(count)) for name, count in real.rows(sql) if count
        }

    @pytest.mark.parametrize(
        ("name", "sql"),
        [
            ("duckdb-parquet", "SELECT reporter, count(*) FROM updates GROUP BY 1"),
            ("duckdb-sqlite", "SELECT voice, count(*) FROM commitment_status GROUP BY 1"),
        ],
    )
    def test_of_duckdb(self, origin: str, real: Visitor, tmp_path: Path, name: str, sql: str):
        printed = run(example(name), origin, tmp_path)
        cells = [tuple(cell.strip() for cell in line.split("│")[1:-1]) for line in printed.splitlines()]
        for row in real.rows(sql):
            assert tuple(map(str, row)) in cells, printed

    @pytest.mark.skipif(
        not shutil.which("Rscript") and os.environ.get("CI") != "true",
        reason="needs the program Rscript on the PATH (Debian: r-base-core)",
    )
    @pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
    def test_of_r(self, origin: str, real: Visitor, tmp_path: Path, locale: str):
        """Also where R's own encoding is not that of the file: a warning there means rows that are lost.
        It counts what the example beside it counts: no listing that a later one stands for.
        """
        printed = run(example("r"), origin, tmp_path, LC_ALL=locale)
        known = dict(real.rows("SELECT name, commitments FROM government_overview WHERE commitments"))
        beside = [
            line.split()[-1] for line in run(example("python-pandas"), origin, tmp_path).splitlines()[1:]
        ]
        numbers = re.findall(r"(?<!\S)\d+(?!\S)", printed)
        assert sorted(numbers) == sorted(beside) == sorted(map(str, known.values()))
        assert locale == "C" or all(name in printed for name in known)

    def test_of_a_spreadsheet_leads_to_what_it_can_take(self, origin: str, real: Visitor):
        """What Google says of IMPORTDATA and of its spreadsheets: a public address that answers by itself
        with CSV, no more cells in all, columns, and letters in a cell than there may be.
        """
        (address,) = re.findall(r'=IMPORTDATA\("([^"]+)"\)', example("spreadsheet").at(origin))
        status, headers, body = ask(address)  # which follows no redirect and sends nothing else
        assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
        text = body.decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        (names, *others), width = rows, len(rows[0])
        assert "name" in names and {len(row) for row in others} == {width}
        assert [(len(others),)] == real.rows("SELECT count(*) FROM government_overview")
        assert width * len(rows) < MOST_CELLS and width < MOST_COLUMNS
        assert max(len(cell) for row in rows for cell in row) < MOST_LETTERS
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)  # none is a formula

    def test_all_others_are_asked_for(self):
        assert {one.id for one in examples.EXAMPLES if not one.by} == SHOWN_ALONE

    def test_rest_on_what_is_promised(self, description: dict[str, Any]):
        """Each address in an example is in the description, and so is each field that it sends."""
        for one in examples.EXAMPLES:
            for address in re.findall(r"\{origin\}([^'\"]+)", one.code):
                path, _, query = address.partition("?")
                known = [key for key in description["paths"] if matches(key, path)]
                assert known, address
                names = {field["name"] for field in fields(description, known[0])}
                sent = {part.partition("=")[0] for part in query.split("&") if part.startswith("_")}
                assert sent <= names, address


def matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path) is not None


# --- the page ---------------------------------------------------------------------------------------------


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_shows_the_examples_to_the_letter(self, real: Visitor, language: str):
        answer = real.answer(f"/{language}/api")
        html = answer.body.decode()
        shown = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", html, re.DOTALL)
        plain = [unescaped(one) for one in shown]
        assert plain == [one.at(real.public.origin) for one in examples.EXAMPLES]
        assert all(real.public.origin in one for one in plain)

    def test_says_the_limits_that_are_obeyed(self, real: Visitor):
        text = real.page("/en/api").text
        assert f"up to {SETTINGS['max_returned_rows']:,} rows" in text
        assert f"{SLOTS['sql']} questions in SQL, {SLOTS['open']} filtered tables" in text
        assert f"{SLOTS['stream']} files or CSV" in text
        assert f"Up to {WAITING} more" in text
        assert f"{MOST_QUERY:,} bytes after its question mark" in text
        assert f"after {SETTINGS['sql_time_limit_ms'] / 1000:g} second." in text

    def test_without_files_shows_no_example_that_takes_one(self, tmp_path: Path):
        invented = visit(make_small(tmp_path / "package"))
        shown = {one.get("id") for one in invented.page("/en/api").all("h3")}
        assert shown == {one.id for one in examples.EXAMPLES if not one.needs}

    def test_without_an_origin_says_what_to_put_in(self, origin: str):
        text = ask(f"{origin}/en/api")[2].decode()
        assert origin in text and "does not know its public address" in text

    def test_is_found(self, real: Visitor):
        for page in ("/fr/", "/fr/data"):
            assert "/fr/api" in [a.get("href") for a in real.page(page).all("a")]


def unescaped(html: str) -> str:
    for mark, text in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        html = html.replace(mark, text)
    return html


# --- the description --------------------------------------------------------------------------------------


def fields(description: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """The fields of an address, those that stand elsewhere too."""
    shared = description["components"]["parameters"]
    given = description["paths"][path]["get"]["parameters"]
    return [shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in given]


def filled(description: dict[str, Any], path: str, **others: str) -> str:
    """The address with the examples of its fields; ``others`` take the place of these."""
    query: dict[str, Any] = {}
    for field in fields(description, path):
        if field["in"] == "path":
            path = path.replace(f"{{{field['name']}}}", quote(field["example"], safe=""))
        elif "example" in field:
            example = others.get(field["name"], field["example"])
            query |= example if isinstance(example, dict) else {field["name"]: example}
    return path + (f"?{urlencode(query)}" if query else "")


class TestDescription:
    def test_is_openapi(self, description: dict[str, Any]):
        faults = [str(fault) for fault in OpenAPIV31SpecValidator(description).iter_errors()]
        assert not faults

    def test_of_a_small_package_without_files_is_too(self, tmp_path: Path):
        package = make_small(tmp_path / "package")
        connection = visit(package).connection
        without_origin = Public(package / "build/opengov.db", "")
        small = json.loads(wellknown.answer(without_origin, connection, "openapi.json").body)
        OpenAPIV31SpecValidator(small).validate()
        assert not any(path.startswith(("/downloads", "/datapackage", "/catalog")) for path in small["paths"])

    def test_promises_every_table_and_file(self, description: dict[str, Any], real: Visitor):
        names = {name for (name,) in real.rows("SELECT name FROM dictionary_tables")}
        hidden = {
            "commitment_search",
            "last_claims",
            "commitment_ratings",
            "contested_ratings",
            "recorded_updates",
        }
        for name in names:
            for form in ("json", "csv"):
                assert (f"/opengov/{name}.{form}" in description["paths"]) == (name not in hidden), name
        for path in real.public.downloads.latest.files:
            assert any(matches(one, f"/downloads/latest/{path}") for one in description["paths"]), path

    def test_has_the_columns_as_they_are(self, description: dict[str, Any], real: Visitor):
        for name, schema in description["components"]["schemas"].items():
            columns = [row[0] for row in real.rows("SELECT name FROM pragma_table_info(?)", name)]
            assert name in OTHERS or sorted(schema["properties"]) == sorted(columns), name
            assert all(one.get("description", True) for one in schema["properties"].values())

    def test_is_true_of_every_address(self, description: dict[str, Any], origin: str):
        checked = 0
        for path, operations in description["paths"].items():
            answers = operations["get"]["responses"]
            promised = answers.get("200") or answers["302"]
            for shape in shapes(description, path) or ("array",):
                address = filled(description, path, _shape=shape)
                status, headers, body = ask(origin + address)
                assert str(status) == ("200" if "200" in answers else "302"), (address, body[:200])
                if status == 302:
                    assert headers["location"].startswith("/")
                    continue
                kind = headers["content-type"].partition(";")[0]
                assert kind in promised["content"], address
                assert "{file}" in path or list(promised["content"]) == [kind], address
                assert headers["access-control-allow-origin"] == "*", address
                if kind == "application/json":
                    fault = faults(description, promised["content"][kind]["schema"], json.loads(body))
                    assert fault == [], address
                    checked += 1
        assert checked > 120

    def test_without_a_shape_it_is_the_default_one(self, description: dict[str, Any], origin: str):
        for path in (path for path in description["paths"] if shapes(description, path)):
            (shape,) = [field for field in fields(description, path) if field["name"] == "_shape"]
            assert not shape.get("required")
            default = filled(description, path, _shape=shape["schema"]["default"])
            body = json.loads(ask(origin + default.replace("_shape=arrays", "_nl="))[2])
            assert {"columns", "rows"} <= set(body), path
            assert body["rows"] == json.loads(ask(origin + default)[2])["rows"]
            content = description["paths"][path]["get"]["responses"]["200"]["content"]
            assert faults(description, content["application/json"]["schema"], body) == [], path

    @pytest.mark.parametrize("shape", ["array", "objects", "arrays"])
    def test_every_kind_of_cell_is_as_it_says(self, description: dict[str, Any], origin: str, shape: str):
        kinds = "SELECT x'00ff' AS a, 1 AS b, 1.5 AS c, 'x' AS d, NULL AS e"
        body = json.loads(ask(f"{origin}/opengov.json?{urlencode({'sql': kinds, '_shape': shape})}")[2])
        schema = description["paths"]["/opengov.json"]["get"]["responses"]["200"]["content"]
        assert "$base64" in str(body)
        assert faults(description, schema["application/json"]["schema"], body) == []

    def test_says_what_becomes_of_a_name_that_stands_twice(self, description: dict[str, Any], origin: str):
        twice = f"{origin}/opengov.json?sql=SELECT+1+AS+a,+2+AS+a&_shape="
        assert json.loads(ask(f"{twice}array")[2]) == [{"a": 2}]
        assert json.loads(ask(f"{twice}arrays")[2])["rows"] == [[1, 2]]
        (shape,) = [one for one in fields(description, "/opengov.json") if one["name"] == "_shape"]
        assert "a name that several columns have keeps the last of them" in shape["description"]

    def test_every_refusal_that_can_be_provoked_is_described(self, description: dict[str, Any], origin: str):
        """And 304, 412 and 416 are answered where they are described, and nowhere else."""
        refusals = description["components"]["responses"]
        tables = ("edition.", "governments.", "commitments/", "commitment_status.", "codelist_status.")
        for path, operation in description["paths"].items():
            if path.startswith("/opengov/") and not path.startswith(tuple(f"/opengov/{t}" for t in tables)):
                continue  # one of a kind
            said, address = operation["get"]["responses"], origin + filled(description, path)
            more = f"{address}{'&' if '?' in address else '?'}"
            known = ask(address, "HEAD")[1].get("etag", "")
            (kind,) = list(said.get("200", {}).get("content", {"": ""}))[:1]
            for status, method, asked, headers in (
                (405, "POST", address, {}),
                (414, "GET", f"{more}x={'y' * MOST_QUERY}", {}),
                (400, "GET", more + "a=1&" * 101, {}),
                (304, "GET", address, {"If_None_Match": known or '"x"'}),
                (412, "GET", address, {"If_Match": '"x"'}),
                (412, "GET", address, {"If_Unmodified_Since": "Sat, 01 Jan 2000 00:00:00 GMT"}),
                (416, "GET", address, {"Range": "bytes=99999999999-"}),
                (206, "GET", address, {"Range": "bytes=0-1"}),
            ):
                found, got, body = ask(asked, method, **headers)
                assert (found == status) == (str(status) in said), (asked[:200], status, found)
                if found >= 400 and "$ref" in said[str(found)]:
                    promised = refusals[said[str(found)]["$ref"].rpartition("/")[2]]
                    media = got["content-type"].partition(";")[0]
                    assert media in promised["content"], asked[:200]
                    assert all(name in got for name in promised.get("headers", {})), asked[:200]
                    if kind == "application/json" and path.endswith(".json"):
                        assert (
                            faults(description, promised["content"][media]["schema"], json.loads(body)) == []
                        )

    def test_a_query_may_be_as_long_as_it_says(self, description: dict[str, Any], origin: str):
        assert f"{MOST_QUERY} bytes" in description["paths"]["/opengov.json"]["get"]["description"]
        for length, status in ((MOST_QUERY, 200), (MOST_QUERY + 1, 414)):
            query = "sql=SELECT+'".ljust(length - 1, "x") + "'"
            assert ask(f"{origin}/opengov.json?{query}")[0] == status

    def test_every_row_is_as_it_says(self, description: dict[str, Any], origin: str, real: Visitor):
        """The examples ask for ten rows; here for all."""
        for name in description["components"]["schemas"]:
            if name in OTHERS:
                continue
            body = ask(f"{origin}/opengov/{name}.json?_shape=array")[2]
            rows = json.loads(body)
            schema = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
            assert faults(description, schema, rows) == [], name
            ((count,),) = real.rows(f'SELECT count(*) FROM "{name}"')
            assert len(rows) == min(count, SETTINGS["max_returned_rows"]), name
            columns = set(description["components"]["schemas"][name]["properties"])
            assert all(set(row) == columns for row in rows), name

    def test_a_wrong_row_would_be_seen(self, description: dict[str, Any]):
        schema = {"$ref": "#/components/schemas/governments"}
        assert faults(description, schema, {"government_id": 1})

    @pytest.mark.parametrize("edition", ["latest", "the newest"])
    def test_leads_to_every_file_of_every_edition(
        self, description: dict[str, Any], origin: str, edition: str
    ):
        """From the list to the files, by the addresses that are described, as a program goes."""
        listed = json.loads(ask(f"{origin}/downloads/index.json")[2])
        number = listed["latest"] if edition == "the newest" else edition
        templates = [path for path in description["paths"] if path.startswith("/downloads/{edition}/")]
        assert len(templates) == 3
        files = next(one["files"] for one in listed["editions"] if one["edition"] == listed["latest"])
        for file in files:
            path = f"/downloads/{number}/{file['path'].partition('/')[2]}"
            (template,) = [one for one in templates if matches(one, path)]
            promised = description["paths"][template]["get"]["responses"]["200"]["content"]
            assert file["media_type"].partition(";")[0] in promised, path
            assert ask(origin + path, "HEAD")[0] == 200, path

    def test_refusals_are_as_it_says(self, description: dict[str, Any], origin: str):
        schema = {"$ref": "#/components/schemas/Refusal"}
        for path, expected in (("/opengov/nosuch.json", 404), ("/opengov.json?sql=nonsense", 400)):
            status, headers, body = ask(origin + path)
            assert (status, headers["access-control-allow-origin"]) == (expected, "*")
            assert faults(description, schema, json.loads(body)) == []
        status, headers, _ = ask(f"{origin}/opengov.csv?sql=nonsense")
        assert (status, headers["content-type"]) == (400, "text/plain; charset=utf-8")

    def test_every_operation_has_a_name_of_its_own(self, description: dict[str, Any]):
        names = [one["get"]["operationId"] for one in description["paths"].values()]
        assert len(names) == len(set(names))
        tags = {tag for one in description["paths"].values() for tag in one["get"]["tags"]}
        assert tags <= {one["name"] for one in description["tags"]}

    def test_knows_the_catalogue_where_there_is_one(self, real: Visitor, description: dict[str, Any]):
        answer = wellknown.answer(real.public, real.connection, "openapi.json")
        told = json.loads(answer.body)
        assert told["servers"] == [{"url": real.public.origin}]
        assert set(told["paths"]) - set(description["paths"]) == {"/catalog.ttl", "/catalog.jsonld"}
        OpenAPIV31SpecValidator(told).validate()


class TestOtherForms:
    @pytest.mark.parametrize(
        "path",
        ["/opengov/commitments", "/opengov/commitments/paris-2017-01", "/opengov", "/opengov/promises"],
    )
    def test_are_not_there(self, origin: str, path: str):
        """A program that asks for a file must not take the page for it."""
        for form in ("xml", "parquet", "geojson", "html", "JSON", "x"):
            status, _, body = ask(f"{origin}{path}.{form}?sql=SELECT+1")
            assert status == 404
            assert f"There is no form .{form} of this address. There are .csv and .json" in body.decode()

    @pytest.mark.parametrize(
        ("path", "file"),
        [
            ("/opengov/commitments.parquet", "/downloads/latest/tables/commitments.parquet"),
            ("/opengov/commitments.xlsx", "/downloads/latest/opengov.xlsx"),
            ("/opengov.zip", "/downloads/latest/opengov.zip"),
            ("/opengov/commitments.xml", None),
            ("/opengov/government_overview.xlsx", None),  # a view
        ],
    )
    def test_lead_to_the_file_that_holds_it(self, origin: str, path: str, file: str | None):
        text = ask(origin + path)[2].decode()
        assert re.findall(r'It is in the file <a href="(\S+?)">', text) == ([file] if file else [])
        assert not file or ask(origin + file, "HEAD")[0] == 200


def shapes(description: dict[str, Any], path: str) -> list[str]:
    """What the field _shape can be."""
    found = [field for field in fields(description, path) if field["name"] == "_shape"]
    return found[0]["schema"].get("enum", []) if found else []


def faults(description: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    """What is wrong with a value by a schema that may lead into the description."""
    whole = {"components": description["components"], **schema}
    return [fault.message[:300] for fault in Draft202012Validator(whole).iter_errors(value)]


# --- from other websites ----------------------------------------------------------------------------------


class TestFromOtherWebsites:
    ADDRESSES = ("/opengov/governments.json", "/opengov/governments.csv", "/downloads/latest/index.json",
                 "/downloads/index.json",
                 "/openapi.json", "/datapackage.json", "/en/feeds/updates.atom")  # fmt: skip

    @pytest.mark.parametrize("path", ADDRESSES)
    def test_may_be_read(self, origin: str, path: str):
        status, headers, _ = ask(origin + path, Origin="https://a.example")
        assert (status, headers["access-control-allow-origin"]) == (200, "*")
        exposed = headers["access-control-expose-headers"].split(", ")
        assert {"Link", "ETag", "Content-Range", "Retry-After"} <= set(exposed)

    @pytest.mark.parametrize("path", ADDRESSES)
    def test_may_be_asked_for_before(self, origin: str, path: str):
        status, headers, body = ask(
            origin + path, "OPTIONS", Origin="https://a.example", Access_Control_Request_Method="GET"
        )
        assert (status, body) == (204, b"")
        assert "GET" in headers["access-control-allow-methods"].split(", ")
        assert "Range" in headers["access-control-allow-headers"].split(", ")
        assert int(headers["access-control-max-age"]) > 0

    def test_are_refused_so_that_they_can_read_why(self, origin: str):
        status, headers, body = ask(f"{origin}/opengov/governments.json", "POST", Origin="https://a.example")
        assert (status, headers["access-control-allow-origin"]) == (405, "*")
        assert json.loads(body)["ok"] is False

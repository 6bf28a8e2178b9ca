"""``opengov build``: the file is complete, the same every time, and whole whatever happens."""

import os
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT, make_small
from datasette.app import Datasette

from opengov import languages
from opengov.build import build
from opengov.errors import OpenGovError
from opengov.package import Package
from opengov.tables import read

CHILD = """
import os, sys, time
from pathlib import Path
from opengov.build import build
from opengov.package import Package
package, target = Package.open(Path(sys.argv[1])), Path(sys.argv[2])
begin = time.monotonic()
build(package, target)
print(time.monotonic() - begin, flush=True)
for delay in sys.stdin:
    pid = os.fork()
    if pid == 0:
        build(package, target)
        os._exit(0)
    time.sleep(float(delay))
    os.kill(pid, 9)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


def child(root: Path, target: Path, seed: str = "0") -> subprocess.Popen:
    """A process that builds once and says how long it took; then once for each number that it is told, in a
    process of its own that it kills after so many seconds.
    """
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(root), str(target)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def built(root: Path, name: str = "opengov.db") -> Path:
    """The database of the package under ``root``."""
    return build(Package.open(root), root / "build" / name).path


def ask(database: Path, sql: str, *parameters: object) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql, parameters).fetchall()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package, built once; not to be changed."""
    root = make_small(tmp_path_factory.mktemp("shared") / "package")
    built(root)
    return root


@pytest.fixture(scope="module")
def database(shared: Path) -> Path:
    return shared / "build" / "opengov.db"


TABLES = [table.name for table in Package.open(ROOT).tables]


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_arrives_with_its_type(shared: Path, database: Path, name: str) -> None:
    table = Package.open(shared).table(name)
    typed = {"integer": int, "number": float}
    kinds = [typed.get(field.type, str) for field in table.fields]
    expected = [
        tuple(kind(cell) if cell else None for kind, cell in zip(kinds, row, strict=True))
        for row in read(shared / table.path).rows
    ]
    assert ask(database, f"SELECT * FROM {name}") == expected
    assert expected


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_its_schema_says(database: Path, name: str) -> None:
    table = Package.open(ROOT).table(name)
    kinds = {"integer": "INTEGER", "number": "REAL"}
    key = table.primary_key
    columns = [
        (f.name, kinds.get(f.type, "TEXT"), f.required or f.name in key, (*key, f.name).index(f.name) + 1)
        for f in table.fields
    ]
    found = ask(database, 'SELECT name, type, "notnull", pk FROM pragma_table_info(?)', name)
    assert found == [(n, kind, needed, place if n in key else 0) for n, kind, needed, place in columns]
    assert ask(database, "SELECT strict FROM pragma_table_list(?) WHERE schema = 'main'", name) == [(1,)]
    links = ask(database, 'SELECT id, seq, "table", "from", "to" FROM pragma_foreign_key_list(?)', name)
    foreign = {
        tuple(link[2:] for link in sorted(links) if link[0] == one) for one in {row[0] for row in links}
    }
    assert foreign == {
        tuple((key.table, here, there) for here, there in zip(key.fields, key.to_fields, strict=True))
        for key in table.references
    }
    unique = ask(database, "SELECT name FROM pragma_index_list(?) WHERE \"unique\" AND origin = 'u'", name)
    assert {leading(database, index) for (index,) in unique} == set(table.unique_keys)


def leading(database: Path, index: str) -> tuple[str, ...]:
    return tuple(row[0] for row in ask(database, "SELECT name FROM pragma_index_info(?)", index))


def test_every_foreign_key_is_indexed_and_kept(database: Path) -> None:
    for table in Package.open(ROOT).tables:
        found = ask(database, "SELECT name FROM pragma_index_list(?)", table.name)
        indexes = [leading(database, name) for (name,) in found]
        for key in table.references:
            assert any(index[: len(key.fields)] == key.fields for index in indexes), (table.name, key)
    assert ask(database, "PRAGMA foreign_key_check") == []
    assert ask(database, "PRAGMA integrity_check") == [("ok",)]


def test_the_edition_is_one_row_and_knows_no_clock(small: Path) -> None:
    replace(small / "datapackage.json", '"as_of": "2026-11-23"', '"as_of": "2031-05-06"')
    with closing(sqlite3.connect(built(small))) as connection:
        connection.row_factory = sqlite3.Row
        (edition,) = map(dict, connection.execute("SELECT * FROM edition"))
    assert edition["as_of"] == "2031-05-06"
    assert edition["version"] == Package.open(small).version
    assert edition["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (edition["commitments"], edition["commitments_superseded"]) == (4, 1)
    assert (edition["governments"], edition["updates"], edition["sources"]) == (2, 6, 7)


def test_the_build_says_what_it_wrote(small: Path) -> None:
    result = build(Package.open(small), small / "new" / "folder" / "x.db")
    assert result.path.is_file()
    assert result.rows["updates"] == 6
    assert set(result.rows) == set(TABLES)


def test_what_is_translated_stands_in_this_edition(database: Path) -> None:
    """Labels by their code list, texts of the tables without; French and English stand in the tables."""
    rows = ask(database, "SELECT language, context, text, translation FROM translations")
    assert all(translation for *_, translation in rows)
    assert {language for language, *_ in rows} <= {one.code for one in languages.languages()} - {"en", "fr"}
    for context in {context for _, context, *_ in rows} - {""}:
        labels = {label for (label,) in ask(database, f"SELECT label_en FROM codelist_{context}")}
        assert {text for _, of, text, _ in rows if of == context} <= labels
    done = (
        "SELECT translation FROM translations WHERE language = 'es' AND context = 'status' AND text = 'Done'"
    )
    assert ask(database, done) == [("Hecho",)]
    known = {text for _, context, text, _ in languages.records() if not context}
    assert {text for _, context, text, _ in rows if not context} < known, "not of the whole catalogue"


# --- the same every time, and small in memory


def test_the_same_input_gives_the_same_bytes(small: Path) -> None:
    first = built(small).read_bytes()
    for seed in ("1", "2"):
        with child(small, small / "build" / "again.db", seed) as process:
            process.communicate()
        assert (small / "build" / "again.db").read_bytes() == first
    replace(small / "data" / "governments.csv", "Aville is an invented city.", "Aville is an invented town.")
    assert built(small).read_bytes() != first


def test_rows_are_streamed(small: Path) -> None:
    text = "x" * 300
    rows = "".join(
        f"aville-2017-u{n:06d},aville-2017,,,,media,announced,,,{text},,aville-news\n" for n in range(8000)
    )
    with (small / "data" / "updates.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    tracemalloc.start()
    try:
        built(small)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(rows)


# --- what cannot be loaded

BROKEN = {
    "too many cells": ("updates", ",aville-news\n", ",aville-news,x\n", "data/updates.csv:2 .* 12 cells"),
    "too few cells": ("governments", "beeton,Béeton,", "beeton,", "data/governments.csv:3 .* 18 cells"),
    "blank line": ("governments", "\nbeeton,", "\n\nbeeton,", "data/governments.csv:3 .* 18 cells"),
    "after a quoted newline": (
        "updates",
        "aville-2017-u01,aville-2017",
        "aville-2017-u01,",
        "updates.csv:7 .*updates.plan_id",
    ),
    "blank in a required column": (
        "governments",
        "Aville,city",
        "Aville,",
        "governments.csv:2 .*governments.kind",
    ),
    "key twice": ("governments", "\nbeeton,", "\naville,", "governments.csv:3 .*governments.government_id"),
    "value twice": ("commitments", "AVI0002", "AVI0001", "commitments.csv:3 .*commitments.ogp_id"),
    "text in a number": ("governments", "48.5", "north", "governments.csv:2 .*governments.latitude"),
    "broken foreign key": (
        "updates",
        "beeton-2017-01,,,gov",
        "beeton-2017-09,,,gov",
        "updates.csv:8 .*“beeton-2017-09”",
    ),
    "broken compound key": ("rating_crosswalk", ",ogp-", ",opg-", "rating_crosswalk.csv:2 .* scale_codes"),
    "unclosed quote": ("updates", ",under way,", ',"under way,', "data/updates.csv:2 "),
    "other column": ("updates", "update_id,", "id,", "data/updates.csv:1 .*columns"),
    "empty file": ("updates", None, "", "data/updates.csv:1 .*columns"),
    "not UTF-8": ("updates", "done,", "d\udcf6ne,", "data/updates.csv.*utf-8"),
    "no file": ("updates", None, None, "data/updates.csv cannot be read"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_cannot_be_loaded_is_one_sentence_and_the_old_file_stays(small: Path, fault: str) -> None:
    name, old, new, message = BROKEN[fault]
    before = built(small).read_bytes()
    file = small / "data" / f"{name}.csv"
    text = file.read_text(encoding="utf-8")
    assert old is None or old in text
    file.unlink()
    if new is not None:
        content = new if old is None else text.replace(old, new, 1)
        file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(OpenGovError, match=message) as caught:
        built(small)
    assert caught.value.message.endswith(".") and "\n" not in caught.value.message
    assert (small / "build" / "opengov.db").read_bytes() == before
    assert names_in(small / "build") == ["opengov.db"]


def test_a_descriptor_that_is_no_edition_is_refused(small: Path) -> None:
    replace(small / "datapackage.json", '"licenses"', '"licences"')
    with pytest.raises(OpenGovError, match=r"datapackage\.json"):
        built(small)


def test_a_package_without_a_table_that_views_need_is_refused(small: Path) -> None:
    package = Package.open(small)
    part = Package(
        package.root, package.descriptor, tuple(t for t in package.tables if t.name != "assessments")
    )
    with pytest.raises(OpenGovError, match="assessments"):
        build(part, small / "x.db")


def test_a_place_that_cannot_be_written_is_refused(small: Path) -> None:
    with pytest.raises(OpenGovError, match="cannot be built"):
        build(Package.open(small), small / "datapackage.json" / "x.db")


# --- whole whatever happens


def test_a_build_killed_at_any_moment_leaves_a_whole_file(small: Path) -> None:
    target = built(small)
    old = target.read_bytes()
    replace(small / "datapackage.json", '"version": "', '"version": "9')
    cut_short = 0
    with child(small, target) as process:
        lasts = float(process.stdout.readline())
        new = target.read_bytes()
        assert new != old
        for part in range(25):
            target.write_bytes(old)
            process.stdin.write(f"{lasts * part / 22}\n")
            process.stdin.flush()
            killed = process.stdout.readline() == "-9\n"
            assert target.read_bytes() in (old, new)
            cut_short += killed and len(names_in(target.parent)) > 1
        process.communicate()
    assert cut_short, "no kill came in the middle of a build"
    assert built(small).read_bytes() == new
    assert names_in(target.parent) == ["opengov.db"]


def test_two_builds_at_once_do_not_harm_each_other(small: Path) -> None:
    target = built(small)
    expected = target.read_bytes()
    target.unlink()
    processes = [child(small, target) for _ in range(3)]
    assert [process.communicate()[0] != "" for process in processes] == [True, True, True]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert target.read_bytes() == expected
    assert names_in(target.parent) == ["opengov.db"]


# --- search, asked as Datasette asks

SEARCHES = {
    "open budget": ["aville-2017-01"],
    "budget ouvert": ["aville-2017-01"],
    "sao bee": ["beeton-2017-01"],
    "beeton": ["beeton-2017-01", "beeton-2017-02"],
    "l'eau propre": ["beeton-2017-01"],
    "reunions suivre": ["aville-2017-02"],
    "diffuserait": ["aville-2017-02"],
    "stream": ["aville-2017-02"],
    "AVI0002": ["aville-2017-02"],
    "beeton-2017-02": ["beeton-2017-02"],
    "ville d'aville": ["aville-2017-01", "aville-2017-02", "aville-2021-01"],
    "zebra": [],
}


@pytest.mark.parametrize("words", SEARCHES)
async def test_search_works_in_any_datasette(database: Path, words: str) -> None:
    site = Datasette([], immutables=[str(database)])
    await site.invoke_startup()
    answer = await site.client.get(
        "/opengov/commitments.json", params={"_search": words, "_shape": "array", "_sort": "commitment_id"}
    )
    assert answer.status_code == 200
    assert [row["commitment_id"] for row in answer.json()] == SEARCHES[words]


LINKED = """
SELECT commitment_id, name FROM commitment_institutions
UNION ALL
SELECT commitment_id, label_en FROM commitment_policy_areas JOIN codelist_policy_area ON code = policy_area
UNION ALL
SELECT commitment_id, label_fr FROM commitment_policy_areas JOIN codelist_policy_area ON code = policy_area
"""
FOUND = """
SELECT commitment_id FROM commitments
WHERE rowid IN (SELECT rowid FROM commitments_fts WHERE commitments_fts MATCH ?)
"""


def test_search_covers_institutions_and_policy_areas(database: Path) -> None:
    linked = ask(database, LINKED)
    assert len(linked) > 5
    for commitment, words in linked:
        assert (commitment,) in ask(database, FOUND, f'"{words}"')


def test_the_search_index_can_show_what_it_found(database: Path) -> None:
    shown = "SELECT snippet(commitments_fts, 1, '[', ']', '', 8) FROM commitments_fts ('budget')"
    assert ask(database, shown) == [("An open [budget]",)]

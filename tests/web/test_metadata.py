"""What Datasette is told of the database, and the questions with their SQL."""

import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import make_small

from opengov.build import build
from opengov.package import Package
from opengov.web.metadata import metadata
from opengov.web.queries import CHOICES, ORDER, parse, shipped
from opengov.web.shown import SHOWN

UNLABELLED = (
    "assessments",
    "editions",
    "superseded_ids",
    "updates",
)  # their id says it as well as any of their columns


@pytest.fixture(scope="module")
def database(real_db: Path):
    with closing(sqlite3.connect(real_db)) as connection:
        yield connection


@pytest.fixture(scope="module")
def told(real_db: Path) -> dict:
    return metadata(real_db)


@pytest.fixture(scope="module")
def tables(told: dict) -> dict:
    return told["databases"]["opengov"]["tables"]


def columns_of(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[0] for row in database.execute("SELECT name FROM pragma_table_info(?)", [table])]


def test_it_only_reads(real_db: Path, told: dict):
    before = hashlib.sha256(real_db.read_bytes()).hexdigest()
    assert metadata(real_db) == told
    assert hashlib.sha256(real_db.read_bytes()).hexdigest() == before


def test_a_file_that_is_no_database_of_ours_is_an_error(tmp_path: Path):
    (tmp_path / "other.db").write_bytes(b"")
    with pytest.raises(sqlite3.Error):
        metadata(tmp_path / "other.db")


def test_every_table_and_view_is_described(database: sqlite3.Connection, tables: dict):
    there = (
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'commitments_fts%'"
    )
    assert set(tables) == {row[0] for row in database.execute(there)}
    for name, table in tables.items():
        assert table["title"] != name and table["description"], name
        assert list(table["columns"]) == columns_of(database, name), name
        assert all(table["columns"].values()), name
        titles = list(table["column_titles"].values())
        assert all(titles) and len(set(titles)) == len(titles), (name, titles)


def test_licence_and_source_stand_on_everything(told: dict, tables: dict):
    database = told["databases"]["opengov"]
    for thing in (told, database, *tables.values(), *database["queries"].values()):
        assert thing["license"] == "Creative Commons Attribution 4.0 International"
        assert thing["license_url"] == "https://creativecommons.org/licenses/by/4.0/"
        assert thing["source"]


def test_what_is_said_of_a_table_is_true_of_it(database: sqlite3.Connection, tables: dict):
    assert set(SHOWN) <= set(tables)
    for name, table in tables.items():
        columns = columns_of(database, name)
        single = [table[key] for key in ("label_column", "sort", "sort_desc") if key in table]
        declared = f"{SHOWN.get(name, {}).get('show', '')} {SHOWN.get(name, {}).get('aside', '')}".split()
        assert set(columns) >= {*single, *declared, *table.get("facets", []), *table["aside"]}, name
        assert set(columns) > set(table["aside"]), f"{name} would show nothing"


def test_every_foreign_key_leads_to_a_label(database: sqlite3.Connection, tables: dict):
    for name, table in tables.items():
        keys: dict[int, list] = {}
        for number, _, other, here, there, *_ in database.execute(
            "SELECT * FROM pragma_foreign_key_list(?)", [name]
        ):
            keys.setdefault(number, []).append((here, {"table": other, "column": there}))
        assert table["references"] == dict(key[0] for key in keys.values() if len(key) == 1), name
        for reference in table["references"].values():
            other = reference["table"]
            assert "label_column" in tables[other] or other in UNLABELLED, other


def test_search_is_switched_on(told: dict, tables: dict):
    assert tables["commitments"]["fts_table"] == "commitments_fts"
    assert tables["commitment_search"]["hidden"]


def test_edition_is_that_of_the_database(database: sqlite3.Connection, told: dict):
    assert told["edition"]["governments"] == 15
    assert tuple(told["edition"].values()) == database.execute("SELECT * FROM edition").fetchone()


@pytest.mark.parametrize("query", shipped(), ids=ORDER)
class TestQueries:
    def test_answers_when_nothing_is_chosen(self, database: sqlite3.Connection, query):
        cursor = database.execute(query.sql, dict.fromkeys(query.parameters, ""))
        assert cursor.fetchone() is not None
        assert [column[0] for column in cursor.description] == list(query.columns)
        assert set(query.columns) > set(query.aside)

    def test_its_parameters_are_those_of_its_sql(self, query):
        assert set(query.parameters) == set(re.findall(r":(\w+)", query.sql)) <= set(CHOICES)

    def test_each_choice_narrows_the_answer(self, real_db: Path, database: sqlite3.Connection, query):
        told = metadata(real_db)["databases"]["opengov"]["queries"][query.name]
        everything = database.execute(query.sql, dict.fromkeys(query.parameters, "")).fetchall()
        for name, parameter in told["parameters"].items():
            assert parameter["title"] and parameter["all"]
            for code, label in parameter["options"]:
                asked = dict.fromkeys(query.parameters, "") | {name: code}
                found = database.execute(query.sql, asked).fetchall()
                assert label and len(found) < len(everything), (name, code)
                if name == "policy_area":
                    assert found, code

    def test_it_is_explained(self, query):
        assert query.title.endswith("?") and query.description and query.empty


def test_every_query_file_is_a_question():
    folder = Path(parse.__code__.co_filename).parent / "queries"
    assert {file.stem for file in folder.iterdir()} == set(ORDER)


def test_an_unknown_line_in_a_query_is_an_error():
    with pytest.raises(ValueError, match=r"odd\.sql: .*-- nonsense"):
        parse("odd", "-- title: A\n-- nonsense\nSELECT 1")


def test_missing_ratings_counts_every_missing_rating(database: sqlite3.Connection):
    query = next(query for query in shipped() if query.name == "missing_ratings")
    rows = database.execute(query.sql, {"government": "", "rating": ""}).fetchall()
    named = sum(len(row[2].split("; ")) for row in rows if row[5])
    indicators = ("verifiable", "relevance", "ambition", "completion", "early_results", "starred")
    reasons = [code for (code,) in database.execute("SELECT code FROM codelist_missing_reason")]
    cells = database.execute(
        f"SELECT {', '.join(indicators)} FROM assessments JOIN commitments USING (commitment_id) "
        "WHERE record_status <> 'superseded'"
    ).fetchall()
    assert named == sum(code in reasons for row in cells for code in row)
    unassessed = database.execute(
        "SELECT count(*) FROM commitments WHERE record_status <> 'superseded' "
        "AND commitment_id NOT IN (SELECT commitment_id FROM assessments)"
    ).fetchone()[0]
    assert sum(row[5] is None for row in rows) == unassessed > 0


def test_a_small_package_is_told_as_well(tmp_path: Path):
    db = build(Package.open(make_small(tmp_path / "package")), tmp_path / "small.db").path
    queries = metadata(db)["databases"]["opengov"]["queries"]
    assert queries["promises"]["parameters"]["government"]["options"] == [
        ["aville", "Aville"],
        ["beeton", "Béeton"],
    ]

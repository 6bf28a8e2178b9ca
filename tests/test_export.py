"""``opengov export``: opened by other people's tools, proved, the same bytes each time, never half."""

import gzip
import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pandas as pd
import pytest
import yaml
from conftest import ROOT, make_small, run_opengov, seal, start_opengov
from history import commit, edit, git, make_repository
from pyarrow import parquet

from opengov.build import build
from opengov.check import check
from opengov.errors import OpenGovError
from opengov.export import export, listing, packed, workbook
from opengov.export.about import About
from opengov.export.formats import write_csv, write_json, write_parquet
from opengov.export.listing import newest
from opengov.export.typed import Column, Records
from opengov.export.workbook import _book, _sheet
from opengov.package import Package

REAL = Package.open(ROOT)
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "00123", "2018-05", "1E5", "1/2", "https://example.org",
    "“quotes” \"and\" 'more', with, commas", "line\nbreak", "مرحبا \u202e rtl", "🏛️", "<b>&amp;", "x" * 40_000,
    "1234567890123456789", "TRUE", "NA", "null", " ",
)  # fmt: skip


@pytest.fixture(scope="module")
def downloads(downloads: Path) -> Path:
    """The one edition in there."""
    return downloads / REAL.edition


@pytest.fixture(scope="module")
def index(downloads: Path) -> dict:
    return json.loads((downloads / "index.json").read_text(encoding="utf-8"))


@pytest.fixture
def told(downloads: Path) -> pd.DataFrame:
    """The dictionary that lies beside the files."""
    return pd.read_csv(downloads / "dictionary.csv", dtype=str, keep_default_na=False)


def exported(root: Path, target: Path) -> Path:
    package = Package.open(root)
    return export(package, build(package, target / "opengov.db").path, target / "downloads").folder


@pytest.fixture
def released(small_downloads: dict[bool, Path], tmp_path: Path) -> Path:
    """``package``, its files, and the database of a small edition, which the test may change."""
    return shutil.copytree(small_downloads[True], tmp_path / "released", symlinks=True)


@pytest.fixture
def unreleased(small_downloads: dict[bool, Path], tmp_path: Path) -> Path:
    """The same of a package with later edits."""
    return shutil.copytree(small_downloads[False], tmp_path / "unreleased", symlinks=True)


def unpacked(archive: Path, target: Path) -> Path:
    with zipfile.ZipFile(archive) as file:
        file.extractall(target)
    return target


class TestTables:
    @pytest.mark.parametrize("table", [table.name for table in REAL.tables])
    def test_are_the_same_in_every_form(self, downloads: Path, table: str):
        of = REAL.table(table)
        stem = downloads / "tables" / table
        assert stem.with_suffix(".csv").read_bytes() == (ROOT / of.path).read_bytes()
        plain = pd.read_csv(stem.with_suffix(".csv"), dtype=str, keep_default_na=False)
        typed = json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))
        assert [list(row) for row in typed] == [list(of.columns)] * len(plain)
        as_text = [["" if cell is None else cell for cell in row.values()] for row in typed]
        for mine, theirs in zip(as_text, plain.itertuples(index=False), strict=True):
            for cell, text in zip(mine, theirs, strict=True):
                assert cell == (type(cell)(text) if isinstance(cell, int | float) else text)
        read = parquet.read_table(stem.with_suffix(".parquet")).to_pylist()
        assert read == typed

    def test_have_types_in_parquet_for_duckdb(self, downloads: Path):
        path = downloads / "tables" / "governments.parquet"
        types = {
            name: kind
            for name, kind, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
        }
        assert types["latitude"] == "DOUBLE" and types["government_id"] == "VARCHAR"
        plans = downloads / "tables" / "action_plans.parquet"
        years = duckdb.sql(f"SELECT max(cycle_year), typeof(max(cycle_year)) FROM read_parquet('{plans}')")
        assert years.fetchall()[0][1] == "BIGINT"
        schema = parquet.read_schema(path)
        assert not schema.field("government_id").nullable and schema.field("summary").nullable is not None

    def test_tell_what_their_columns_hold_in_parquet(self, downloads: Path):
        schema = parquet.read_schema(downloads / "tables" / "updates.parquet")
        for field in REAL.table("updates").fields:
            assert schema.field(field.name).metadata[b"description"].decode() == field.description

    def test_are_read_by_duckdb_as_json(self, downloads: Path):
        path = downloads / "tables" / "updates.json"
        ((count,),) = duckdb.sql(f"SELECT count(*) FROM read_json('{path}')").fetchall()
        assert count == len(pd.read_csv(ROOT / "data/updates.csv"))


class TestFlatTable:
    """One file of everything, for journalists (mysociety/caps#362), that says whence it is (grantnav#451)."""

    def test_is_one_row_a_commitment_with_sources_edition_and_licence(self, downloads: Path):
        flat = pd.read_csv(downloads / "all-commitments.csv", dtype=str, keep_default_na=False)
        assert sorted(flat["commitment_id"]) == sorted(
            pd.read_csv(ROOT / "data/commitments.csv")["commitment_id"]
        )
        assert set(flat["as_of"]) == {REAL.as_of} and set(flat["licence"]) == {"CC-BY-4.0"}
        assert (flat["source_url"].str.startswith("http") | (flat["source_url"] == "")).all()
        assert (flat["source_publisher"] != "").all() and (flat["source_retrieved_on"] != "").all()
        paris = flat.set_index("commitment_id").loc["paris-2017-01"]
        assert paris["ogp_id"] == "PAR0001" and paris["early_results"] == "marginal"

    def test_is_the_same_in_csv_json_and_excel(self, downloads: Path):
        flat = pd.read_csv(downloads / "all-commitments.csv", dtype=str, keep_default_na=False)
        typed = json.loads((downloads / "all-commitments.json").read_text(encoding="utf-8"))
        excel = pd.read_excel(downloads / "all-commitments.xlsx", "all commitments", keep_default_na=False)
        assert len(flat) == len(typed) == len(excel)
        assert list(flat) == list(typed[0]) == list(excel)
        for column in flat:
            mine = ["" if row[column] is None else row[column] for row in typed]
            assert mine == list(excel[column]), column
            assert [str(value) for value in mine] == list(flat[column]), column

    def test_every_column_is_in_the_dictionary_of_the_workbook(self, downloads: Path):
        book = pd.read_excel(downloads / "all-commitments.xlsx", None, keep_default_na=False)
        told = book["dictionary"].set_index("column")["description"]
        assert set(book["all commitments"]) == set(told.index) and told.str.len().gt(5).all()

    def test_governments_are_there_in_numbers(self, downloads: Path, index: dict):
        """A table for charts: numbers are numbers, in every form, and a row says whence it is."""
        typed = json.loads((downloads / "governments-in-numbers.json").read_text(encoding="utf-8"))
        plain = pd.read_csv(downloads / "governments-in-numbers.csv", dtype=str, keep_default_na=False)
        book = pd.read_excel(downloads / "governments-in-numbers.xlsx", None, keep_default_na=False)
        excel = book["governments in numbers"]
        assert len(typed) == len(plain) == len(excel) == 15
        assert list(plain) == list(typed[0]) == list(excel)
        for column in ("plans", "commitments", "updates", "milestones_overdue"):
            assert all(isinstance(row[column], int) for row in typed)
            assert excel[column].dtype.kind == "i" and list(excel[column]) == [row[column] for row in typed]
        assert all(row["source_publisher"] and row["source_retrieved_on"] and row["licence"] for row in typed)
        group = {file["path"]: file["rows"] for file in index["files"] if file["group"] == "numbers"}
        assert group == {f"governments-in-numbers.{form}": 15 for form in ("csv", "json", "xlsx")}

    def test_excel_opens_on_the_rows_and_the_workbook_of_everything_on_its_cover(self, downloads: Path):
        for name, first in (
            ("all-commitments.xlsx", "all commitments"),
            ("governments-in-numbers.xlsx", "governments in numbers"),
            ("opengov.xlsx", "about"),
        ):
            book = openpyxl.load_workbook(downloads / name)
            assert book.sheetnames[0] == "about" and book.active.title == first
            assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [first]

    def test_excel_is_told_that_numbers_as_texts_are_meant(self, downloads: Path):
        for name in ("all-commitments.xlsx", "governments-in-numbers.xlsx", "opengov.xlsx"):
            with zipfile.ZipFile(downloads / name) as book:
                sheets = [book.read(one).decode() for one in book.namelist() if "worksheets/sheet" in one]
            ignored = [sheet for sheet in sheets if 'numberStoredAsText="1"' in sheet]
            assert len(ignored) == len(sheets) - 2, name  # all but the cover and the dictionary


class TestWorkbook:
    def test_has_a_cover_every_table_and_a_dictionary(self, downloads: Path):
        book = openpyxl.load_workbook(downloads / "opengov.xlsx")
        tables = [table for table in REAL.tables if not table.is_codelist]
        wanted = ["about", "all commitments", *(table.name for table in tables), "codes", "dictionary"]
        assert book.sheetnames == wanted
        for table in tables:
            assert book[table.name].max_row - 1 == len(pd.read_csv(ROOT / table.path)), table.name
        cover = " ".join(str(cell.value) for row in book["about"].iter_rows() for cell in row if cell.value)
        for said in (REAL.as_of, REAL.version, "CC BY" if "CC BY" in cover else "Creative Commons", "cite"):
            assert said in cover
        lists = {table.name.removeprefix("codelist_") for table in REAL.tables if table.is_codelist}
        assert {row[0].value for row in book["codes"].iter_rows(min_row=2)} == lists

    def test_holds_nothing_but_texts_and_numbers(self, downloads: Path):
        """No formula, no date, no link, no error: openpyxl's types of cells."""
        book = openpyxl.load_workbook(downloads / "opengov.xlsx")
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "n", "inlineStr"}
        assert not any(sheet._hyperlinks for sheet in book)
        for row in book["updates"].iter_rows(min_row=2, max_row=40):
            assert not any(cell.is_date for cell in row)

    def test_a_hostile_cell_stays_a_text(self, tmp_path: Path):
        records = Records(
            "t", "T", "", (Column("id", "string", "", ""), Column("n", "integer", "", "")),
            lambda: iter([(text, 7) for text in HOSTILE]),
        )  # fmt: skip
        with _book(tmp_path / "t.xlsx", About.of(REAL)) as book:
            assert _sheet(book, "t", records) == len(HOSTILE)
        cells = list(openpyxl.load_workbook(tmp_path / "t.xlsx")["t"].iter_rows(min_row=2))
        for text, (cell, number) in zip(HOSTILE, cells, strict=True):
            assert cell.data_type in ("s", "inlineStr") and number.value == 7
            if len(text) < 32_767:
                assert cell.value == text
            else:
                assert text.startswith(cell.value[:30_000]) and cell.value.endswith("has the whole text]")
        with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet2.xml")

    def test_every_sheet_read_back_by_others_holds_the_rows_of_its_table(self, downloads: Path):
        book = openpyxl.load_workbook(downloads / "opengov.xlsx", read_only=True)
        counts = {sheet.title: sum(1 for _ in sheet.iter_rows()) - 1 for sheet in book}
        book.close()
        lists = [table for table in REAL.tables if table.is_codelist]
        assert counts["codes"] == sum(len(pd.read_csv(ROOT / table.path)) for table in lists)
        for table in REAL.tables:
            if not table.is_codelist:
                assert counts[table.name] == len(pd.read_csv(ROOT / table.path)), table.name
        flat = openpyxl.load_workbook(downloads / "all-commitments.xlsx", read_only=True)
        rows = sum(1 for _ in flat["all commitments"].iter_rows()) - 1
        flat.close()
        assert rows == counts["all commitments"] == counts["commitments"]

    def test_a_sheet_that_is_full_says_so_on_the_cover(
        self, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """Excel takes 1,048,576 rows with the header; here it takes four."""
        assert workbook.MOST_ROWS == 1_048_576 - 1
        monkeypatch.setattr(workbook, "MOST_ROWS", 3)
        folder = exported(small, tmp_path)
        full = openpyxl.load_workbook(folder / "opengov.xlsx")
        told = {row[0].value: (row[2].value, row[3].value) for row in full["about"].iter_rows(max_col=4)}
        updates = len(pd.read_csv(small / "data/updates.csv"))
        assert updates > 3 and full["updates"].max_row == 4
        assert told["updates"] == (3, workbook.FULL) and told["codes"] == (3, workbook.FULL)
        assert told["governments"] == (2, None) == (full["governments"].max_row - 1, None)
        assert len(pd.read_csv(folder / "tables/updates.csv")) == updates
        flat = openpyxl.load_workbook(folder / "all-commitments.xlsx")
        assert flat["all commitments"].max_row == 4
        assert workbook.FULL in [row[3].value for row in flat["about"].iter_rows(max_col=4)]

    @pytest.mark.parametrize("name", ["updates", "codes", "all commitments"])
    def test_a_sheet_that_lost_a_row_is_not_published(
        self, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ):
        whole = workbook._sheet

        def lossy(book, sheet, records):
            if sheet != name:
                return whole(book, sheet, records)
            short = replace(records, rows=lambda: iter(list(records.rows())[:-1]))
            return whole(book, sheet, short) + 1

        monkeypatch.setattr(workbook, "_sheet", lossy)
        with pytest.raises(OpenGovError, match=r"\.xlsx holds \d+ rows"):
            exported(small, tmp_path)
        assert not (tmp_path / "downloads/unreleased").exists()


class TestHostileCells:
    def test_come_back_as_they_were(self, tmp_path: Path):
        rows = [(text, None if i % 2 else i) for i, text in enumerate(HOSTILE)]
        records = Records(
            "t", "T", "", (Column("a", "string", "", ""), Column("b", "integer", "", "")), lambda: iter(rows)
        )
        assert write_json(records, tmp_path / "t.json") == len(rows)
        assert write_parquet(records, tmp_path / "t.parquet") == len(rows)
        assert write_csv(records, tmp_path / "t.csv") == len(rows)
        back = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
        assert [tuple(row.values()) for row in back] == rows
        assert [tuple(row.values()) for row in parquet.read_table(tmp_path / "t.parquet").to_pylist()] == rows
        texts = list(pd.read_csv(tmp_path / "t.csv", dtype=str, keep_default_na=False)["a"])
        for text, read in zip(HOSTILE, texts, strict=True):
            assert read.removeprefix(" ") == text.removeprefix(" ")
            assert read[:1] not in "=+-@\t" or not read

    def test_no_rows_are_an_empty_list(self, tmp_path: Path):
        records = Records("t", "T", "", (Column("a", "string", "", ""),), lambda: iter(()))
        assert write_json(records, tmp_path / "t.json") == 0
        assert json.loads((tmp_path / "t.json").read_text()) == []
        assert write_parquet(records, tmp_path / "t.parquet") == 0
        assert parquet.read_table(tmp_path / "t.parquet").num_rows == 0


class TestPackages:
    """Packages that pass their own checks (Princeton-CDH/geniza#1101), with README (owid#1682)."""

    def test_the_whole_is_valid_for_frictionless_and_for_us(self, downloads: Path, tmp_path: Path):
        folder = unpacked(downloads / "opengov.zip", tmp_path)
        report = frictionless.validate(str(folder / "datapackage.json"))
        assert report.valid, report.flatten(["type", "note"])[:3]
        assert check(folder) == []
        checked = subprocess.run(
            ["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=True
        )
        assert checked.stdout.count(b": OK") == len([one for one in folder.rglob("*") if one.is_file()]) - 1

    def test_its_descriptor_counts_rows_bytes_and_hash_of_each_table(self, downloads: Path, tmp_path: Path):
        folder = unpacked(downloads / "opengov.zip", tmp_path)
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        beside = json.loads((downloads / "datapackage.json").read_text(encoding="utf-8"))
        assert [one["hash"] for one in beside["resources"]] == [
            one["hash"] for one in descriptor["resources"]
        ]
        assert frictionless.validate(str(downloads / "datapackage.json")).valid
        for resource in descriptor["resources"]:
            content = (folder / resource["path"]).read_bytes()
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["rows"] == len(pd.read_csv(folder / resource["path"]))

    def test_a_table_that_was_changed_on_the_way_is_found(self, downloads: Path, tmp_path: Path):
        folder = unpacked(downloads / "opengov.zip", tmp_path)
        path = folder / "data/governments.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("Paris", "París"), encoding="utf-8")
        assert "not-as-packed" in {finding.code for finding in check(folder)}
        report = frictionless.validate(str(folder / "datapackage.json"), resource_name="governments")
        assert {"hash-count", "byte-count"} & {kind for (kind,) in report.flatten(["type"])}

    def test_readme_and_citation_say_what_it_is(self, downloads: Path, tmp_path: Path):
        folder = unpacked(downloads / "opengov.zip", tmp_path)
        readme = (folder / "README.md").read_text(encoding="utf-8")
        assert REAL.as_of in readme and "not a “no”" in readme and "| `data/updates.csv` |" in readme
        citation = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
        assert citation["cff-version"] == "1.2.0" and citation["type"] == "dataset"
        assert citation["version"] == About.of(REAL).number
        released = About.of(REAL).released
        assert citation.get("date-released") == (f"{released:%Y-%m-%d}" if released else None)
        assert citation["license"] == "CC-BY-4.0" and citation["authors"][0]["name"]
        assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()

    @pytest.mark.parametrize(
        "government", sorted(pd.read_csv(ROOT / "data/governments.csv")["government_id"])
    )
    def test_of_one_government_is_a_valid_package_of_its_rows(
        self, downloads: Path, tmp_path: Path, government: str
    ):
        folder = unpacked(downloads / "governments" / f"{government}.zip", tmp_path)
        assert check(folder) == []
        assert list(pd.read_csv(folder / "data/governments.csv")["government_id"]) == [government]
        for table, key in (
            ("action_plans", "plan_id"),
            ("commitments", "commitment_id"),
            ("updates", "update_id"),
        ):
            all_rows = pd.read_csv(ROOT / f"data/{table}.csv", dtype=str, keep_default_na=False)
            wanted = all_rows[all_rows[key].str.startswith(f"{government}-")]
            own = pd.read_csv(folder / f"data/{table}.csv", dtype=str, keep_default_na=False)
            assert list(own[key]) == list(wanted[key]) and len(own), table
        if government in ("paris", "buenos-aires"):
            assert frictionless.validate(str(folder / "datapackage.json")).valid


class TestDictionary:
    """Whoever takes CSV or JSON has beside it what each column means."""

    def test_explains_every_column_of_every_file_and_view_in_order(self, downloads: Path, told: pd.DataFrame):
        named = {name: list(rows["column"]) for name, rows in told.groupby("table", sort=False)}
        files = [*(downloads / "tables").glob("*.csv"), *downloads.glob("*-*.csv")]
        assert len(files) == len(REAL.tables) + 2
        for path in files:
            header = pd.read_csv(path, dtype=str, nrows=0)
            assert named.pop(path.stem) == list(header), path
        with closing(sqlite3.connect(downloads / "opengov.db")) as base:
            for name, columns in named.items():
                cursor = base.execute(f'SELECT * FROM "{name}" LIMIT 0')
                assert columns == [one[0] for one in cursor.description]
        assert set(named) == {
            "commitment_overview", "commitment_status", "disagreements", "government_overview",
            "latest_updates", "overdue_milestones", "plan_overview",
        }  # fmt: skip
        assert (told["title"] != "").all() and told["description"].str.len().gt(5).all()

    def test_says_what_the_schemas_say(self, told: pd.DataFrame):
        rows = told.set_index(["table", "column"])
        for table in REAL.tables:
            for field in table.fields:
                row = rows.loc[(table.name, field.name)]
                assert (row["title"], row["description"], row["type"], row["example"], row["required"]) == (
                    field.title, field.description, field.type, field.example, str(int(field.required)),
                )  # fmt: skip
                assert row["title_fr"] and row["description_fr"]
        files = told[told["kind"] == "file"]
        assert set(files["table"]) == {"all-commitments", "governments-in-numbers"}
        assert (files["title_fr"] != "").all() and (files["description_fr"] != "").all()
        assert rows.loc[("updates", "status")]["refers_to"] == "codelist_status.code"
        assert rows.loc[("updates", "source_id")]["refers_to"] == "sources.source_id"

    def test_is_the_same_in_both_forms_and_listed_with_its_rows(
        self, downloads: Path, told: pd.DataFrame, index: dict
    ):
        typed = json.loads((downloads / "dictionary.json").read_text(encoding="utf-8"))
        as_text = [["" if cell is None else str(cell) for cell in row.values()] for row in typed]
        assert as_text == told.to_numpy().tolist() and list(typed[0]) == list(told)
        assert all(isinstance(row["position"], int) for row in typed)
        listed = {file["path"]: file["rows"] for file in index["files"] if file["group"] == "dictionary"}
        assert listed == {"dictionary.csv": len(told), "dictionary.json": len(told)}

    def test_lies_in_the_data_packages_too(self, downloads: Path, told: pd.DataFrame):
        for name in ("opengov.zip", "governments/paris.zip"):
            with zipfile.ZipFile(downloads / name) as archive, archive.open("dictionary.csv") as file:
                own = pd.read_csv(file, dtype=str, keep_default_na=False)
            mine = told[told["kind"].isin(["table", "codelist"])]
            assert own.to_numpy().tolist() == mine.to_numpy().tolist()


class TestTheRest:
    def test_the_database_holds_every_government(self, downloads: Path):
        base = sqlite3.connect(downloads / "opengov.db")
        assert base.execute("SELECT count(*) FROM governments").fetchone() == (15,)
        base.close()

    def test_the_map_is_geojson_with_longitude_first(self, downloads: Path):
        places = json.loads((downloads / "governments.geojson").read_text(encoding="utf-8"))
        assert places["type"] == "FeatureCollection" and len(places["features"]) == 15
        paris = next(one for one in places["features"] if one["id"] == "paris")
        longitude, latitude = paris["geometry"]["coordinates"]
        assert 2 < longitude < 3 and 48 < latitude < 49

    def test_the_index_lists_what_is_there_and_nothing_else(self, downloads: Path, index: dict):
        there = {path.relative_to(downloads).as_posix() for path in downloads.rglob("*") if path.is_file()}
        listed = {file["path"]: file for file in index["files"]}
        assert there == set(listed) | {"index.json", "SHA256SUMS"}
        for path, file in listed.items():
            content = (downloads / path).read_bytes()
            assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=downloads, check=True)
        assert index["edition"] == REAL.edition and index["as_of"] == REAL.as_of

    def test_row_counts_are_equal_in_all_forms(self, index: dict):
        rows: dict[str, set[int]] = {}
        for file in index["files"]:
            if file["group"] == "table":
                rows.setdefault(file["table"], set()).add(file["rows"])
        assert set(rows) == {table.name for table in REAL.tables}
        assert all(len(counts) == 1 for counts in rows.values())

    def test_what_holds_many_tables_counts_the_rows_of_all(self, downloads: Path, index: dict):
        rows = sum(len(pd.read_csv(ROOT / table.path)) for table in REAL.tables)
        told = {file["path"]: file["rows"] for file in index["files"]}
        assert told["opengov.zip"] == told["opengov.db"] == told["opengov.xlsx"] == rows
        with zipfile.ZipFile(downloads / "governments/paris.zip") as archive:
            names = [name for name in archive.namelist() if name.startswith("data/")]
            assert told["governments/paris.zip"] == sum(len(pd.read_csv(archive.open(one))) for one in names)

    def test_latest_leads_to_the_edition(self, downloads: Path):
        assert (downloads.parent / "latest").resolve() == downloads
        top = json.loads((downloads.parent / "index.json").read_text())
        assert top["latest"] == REAL.edition == top["editions"][-1]["edition"]


def release(folder: Path, as_of: str) -> str:
    """Make an edition as a person does; returns its tag."""
    done = run_opengov("--root", str(folder), "release", "--as-of", as_of)
    assert done.returncode == 0, done.stderr
    tag = f"v{Package.open(folder).version}"
    commit(folder, as_of, tag)
    return tag


@pytest.fixture(scope="module")
def two_editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A repository with the editions 1.0.0 and 1.0.1 and later edits, in a folder of it, and the checksums of
    the files that were written of each when it was the working copy. Nobody may change it.
    """
    top = tmp_path_factory.mktemp("editions") / "repository"
    folder = make_repository(top / "data set")
    shutil.move(folder / ".git", top / ".git")
    (folder.parent / ".gitignore").write_text("build/\n")
    commit(folder)
    sums = {}
    for name, day in (("Aville", "2026-11-25"), ("Avilla", "2026-11-26"), ("Avillo", "")):
        if name != "Aville":
            edit(folder, "data/governments.csv", "Avill" + ("e" if name == "Avilla" else "a"), name)
        if day:
            release(folder, day)
        else:
            commit(folder, "2026-11-27")
        target = top.parent / "kept"
        done = run_opengov("--root", str(folder), "export", "--output", str(target))
        assert done.returncode == 0, done.stderr
        edition = Package.open(folder).edition
        sums[edition] = (target / edition / "SHA256SUMS").read_bytes()
    shutil.rmtree(folder / "build")
    assert list(sums) == ["1.0.0", "1.0.1", "unreleased"] and len(set(sums.values())) == 3
    return folder, sums


def top_of(target: Path) -> tuple[str, list[str], str]:
    """What the index calls the latest, the editions that it lists, and where the link leads."""
    index = json.loads((target / "index.json").read_text())
    return index["latest"], [one["edition"] for one in index["editions"]], (target / "latest").readlink().name


class TestFormerEditions:
    def test_of_a_tag_are_what_was_written_when_it_was_the_working_copy(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path
    ):
        folder, sums = two_editions
        before = git(folder, "status", "--porcelain"), (folder / "datapackage.json").stat().st_mtime_ns
        for name, edition in (("v1.0.0", "1.0.0"), ("1.0.0", "1.0.0"), ("HEAD~1", "1.0.1")):
            run = start_opengov if name == "v1.0.0" else run_opengov
            done = run("--root", str(folder), "export", "--edition", name, "--output", str(tmp_path / "d"))
            assert done.returncode == 0, done.stderr
            assert (tmp_path / "d" / edition / "SHA256SUMS").read_bytes() == sums[edition]
            subprocess.run(
                ["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "d" / edition, check=True
            )
            assert top_of(tmp_path / "d")[0] == edition
            ref = name if name.startswith("HEAD") else "v1.0.0"
            for file in (tmp_path / "d" / edition / "tables").glob("*.csv"):
                path = f"data/{re.sub('^codelist_', 'codelists/', file.name)}"
                assert file.read_bytes().decode() == git(folder, "show", f"{ref}:./{path}"), file
        assert top_of(tmp_path / "d") == ("1.0.1", ["1.0.0", "1.0.1"], "1.0.1")
        again = run_opengov(
            "--root", str(folder), "export", "--edition", "v1.0.0", "--output", str(tmp_path / "d")
        )
        assert "Already there" in again.stdout and top_of(tmp_path / "d")[0] == "1.0.1"
        assert before == (
            git(folder, "status", "--porcelain"),
            (folder / "datapackage.json").stat().st_mtime_ns,
        )
        assert not (folder / "build").exists()

    def test_are_written_beside_the_present_one_where_they_are_not_there(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path
    ):
        folder, sums = two_editions
        copy = shutil.copytree(folder.parent, tmp_path / "copy") / folder.name
        target = copy / "build/downloads"
        done = run_opengov("--root", str(copy), "export", "--editions")
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("Wrote") == 3
        assert top_of(target) == ("unreleased", ["1.0.0", "1.0.1", "unreleased"], "unreleased")
        assert {name: (target / name / "SHA256SUMS").read_bytes() for name in sums} == sums
        shutil.rmtree(target / "1.0.0")
        done = run_opengov("--root", str(copy), "export", "--if-changed", "--editions")
        assert "up to date" in done.stdout and done.stdout.count("Wrote") == 1
        assert (target / "1.0.0/SHA256SUMS").read_bytes() == sums["1.0.0"]
        assert top_of(target)[0] == "unreleased"
        (target / "1.0.0/LICENSE").write_text("what is there is not looked at again")
        done = run_opengov("--root", str(copy), "export", "--if-changed", "--editions")
        assert done.returncode == 0 and "Wrote" not in done.stdout
        assert (target / "1.0.0/LICENSE").is_file()

    def test_are_written_by_what_make_serve_runs(self):
        """On a clone that has the tags they are there without a word that one would have to know."""
        made = subprocess.run(
            ["make", "--dry-run", "serve"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert "opengov export --if-changed --editions" in made.stdout

    def test_one_that_cannot_be_read_does_not_stop_the_others(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path
    ):
        folder, sums = two_editions
        copy = shutil.copytree(folder.parent, tmp_path / "copy") / folder.name
        shutil.move(copy / "data/updates.csv", copy / "data/statements.csv")
        for path in (copy / "datapackage.json", *(copy / "schemas").glob("*.json")):
            text = path.read_text(encoding="utf-8").replace("data/updates.csv", "data/statements.csv")
            path.write_text(text.replace('"name": "updates"', '"name": "statements"'), encoding="utf-8")
        seal(copy)
        commit(copy, "2026-11-28", "v0.9.0")  # of another form, and not what its tag says
        edit(copy, "datapackage.json", '"version": "1.0.1"', '"version": "0.8.0"')
        commit(copy, "2026-11-28", "v0.8.0")
        git(copy, "checkout", "-q", "HEAD~2", "--", ".")
        (copy / "data/statements.csv").unlink()
        done = run_opengov("--root", str(copy), "export", "--editions")
        assert done.returncode == 1
        assert "v0.9.0 is not written: The tag v0.9.0 holds edition 1.0.1. No commit holds" in done.stderr
        assert "'git tag -d v0.9.0'" in done.stderr
        assert "v0.8.0 is not written: v0.8.0" in done.stderr and "updates" in done.stderr
        assert "Traceback" not in done.stderr and "opengov-" not in done.stderr
        target = copy / "build/downloads"
        assert top_of(target)[1] == ["1.0.0", "1.0.1", "unreleased"]
        assert (target / "1.0.0/SHA256SUMS").read_bytes() == sums["1.0.0"]
        again = run_opengov("--root", str(copy), "export", "--if-changed", "--editions")
        assert again.returncode == 0, "what make serve runs goes on"
        assert "v0.9.0 is not written" in again.stderr and "Wrote" not in again.stdout

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("HEAD", "HEAD is no edition"),
            ("v1.0.0~1", "is no edition"),
            ("v9.9.9", "no commit"),
            ("9.9.9", "no commit"),
            ("--all", "no commit"),
            ("", "no commit"),
        ],
    )
    def test_what_is_no_edition_is_refused(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path, name: str, why: str
    ):
        folder, _ = two_editions
        done = run_opengov(
            "--root", str(folder), "export", f"--edition={name}", "--output", str(tmp_path / "d")
        )
        assert done.returncode == 2 and why in done.stderr, done.stderr
        assert not (tmp_path / "d").exists()

    def test_a_tag_on_another_edition_is_put_on_the_right_commit(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path
    ):
        folder, sums = two_editions
        copy = shutil.copytree(folder.parent, tmp_path / "copy") / folder.name
        for wrong in ("v1.0.1", "v1.0.0~1"):  # another edition, and none
            git(copy, "tag", "-f", "v1.0.0", wrong)
            done = run_opengov("--root", str(copy), "export", "--edition", "1.0.0")
            assert done.returncode == 2
            assert "The tag v1.0.0 holds edition 1.0.1." in done.stderr or wrong != "v1.0.1"
            (mend,) = re.findall(r"Correct the tag: 'git tag -f -a v1\.0\.0 (\w+) -m v1\.0\.0'", done.stderr)
            git(copy, "tag", "-f", "v1.0.0", mend)
        assert run_opengov("--root", str(copy), "export", "--edition", "1.0.0").returncode == 0
        assert (copy / "build/downloads/1.0.0/SHA256SUMS").read_bytes() == sums["1.0.0"]

    def test_what_is_known_is_named(self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path):
        folder, _ = two_editions
        git(tmp_path, "clone", "-q", "--no-tags", f"file://{folder.parent}", "fork")
        done = run_opengov("--root", str(tmp_path / "fork" / folder.name), "export", "--edition", "HEAD")
        assert "Known here: v1.0.0, v1.0.1." in done.stderr
        repository = make_repository(tmp_path / "none")
        done = run_opengov("--root", str(repository), "export", "--edition", "HEAD")
        assert "No edition is known here: 'opengov release' makes one." in done.stderr

    def test_are_the_same_without_older_commits_and_without_git(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path
    ):
        """The files of an edition are a function of its tables: what git knows of the past is not in them."""
        folder, sums = two_editions
        git(tmp_path, "clone", "-q", "--depth=2", f"file://{folder.parent}", "shallow")
        shallow = tmp_path / "shallow" / folder.name
        done = run_opengov("--root", str(shallow), "export", "--edition", "HEAD~1")
        assert done.returncode == 0, done.stderr
        git(tmp_path / "shallow", "checkout", "-q", "HEAD~1")
        shutil.rmtree(tmp_path / "shallow/.git")
        done = run_opengov("--root", str(shallow), "export", "--output", str(tmp_path / "plain"))
        assert done.returncode == 0, done.stderr
        for target in (shallow / "build/downloads", tmp_path / "plain"):
            assert (target / "1.0.1/SHA256SUMS").read_bytes() == sums["1.0.1"]
        with closing(sqlite3.connect(tmp_path / "plain/1.0.1/opengov.db")) as base:
            assert base.execute("SELECT count(*) FROM record_changes").fetchone() == (0,)
            assert base.execute("SELECT history FROM edition").fetchone() == ("none",)

    def test_their_database_says_that_it_is_without_history_and_where_that_is(self, small: Path):
        assert run_opengov("--root", str(small), "export").returncode == 0
        with closing(sqlite3.connect(small / "build/downloads/latest/opengov.db")) as base:
            told = "SELECT rows, description FROM dictionary_tables WHERE name = ?"
            for table in ("record_changes", "editions"):
                rows, description = base.execute(told, (table,)).fetchone()
                assert rows == 0 and "Empty where this file was built without git" in description
                assert f"`/opengov/{table}` of the site" in description

    def test_of_a_copy_without_tags_are_found_by_their_seals(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path
    ):
        """A fork, a mirror, a checkout of a workflow: tags do not come along."""
        folder, sums = two_editions
        git(tmp_path, "clone", "-q", "--no-tags", str(folder.parent), "copy")
        copy = tmp_path / "copy" / folder.name
        assert git(copy, "tag") == ""
        done = run_opengov("--root", str(copy), "export", "--editions")
        assert done.returncode == 0, done.stderr
        for number, wanted in sums.items():
            assert (copy / "build/downloads" / number / "SHA256SUMS").read_bytes() == wanted
        done = run_opengov("--root", str(copy), "diff", "1.0.0", "v1.0.1")
        there = run_opengov("--root", str(folder), "diff", "1.0.0", "v1.0.1")
        assert done.stdout == there.stdout and "1 changed" in done.stdout
        assert "v1.0.1" in run_opengov("--root", str(copy), "diff", "v1.0.7").stderr

    def test_a_damaged_one_is_mended_or_told(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path
    ):
        folder, sums = two_editions
        copy = shutil.copytree(folder.parent, tmp_path / "copy") / folder.name
        target = copy / "build/downloads"
        assert run_opengov("--root", str(copy), "export", "--editions").returncode == 0
        for broken in ("tables/updates.csv", "index.json"):
            file = target / "1.0.0" / broken
            sound = file.read_bytes()
            file.write_bytes(sound + b"x")
            done = run_opengov("--root", str(copy), "export", "--if-changed", "--editions")
            assert done.returncode == 0 and f"Mended {target / '1.0.0'}" in done.stdout
            assert file.read_bytes() == sound
            assert (target / "1.0.0/SHA256SUMS").read_bytes() == sums["1.0.0"]
        file.unlink()
        assert "Mended" in run_opengov("--root", str(copy), "export", "--edition", "1.0.0").stdout
        (target / "1.0.0/SHA256SUMS").write_text("junk\n")
        (target / "1.0.0/tables/updates.csv").unlink()
        done = run_opengov("--root", str(copy), "export", "--if-changed", "--editions")
        assert f"Mended {target / '1.0.0'}" in done.stdout
        assert (target / "1.0.0/SHA256SUMS").read_bytes() == sums["1.0.0"]
        for name in ("SHA256SUMS", "index.json"):  # then nothing tells what it was
            (target / "1.0.0" / name).write_text("junk\n")
        done = run_opengov("--root", str(copy), "export", "--editions")
        assert done.returncode == 1 and "the folder is damaged" in done.stderr
        assert (target / "1.0.0/index.json").read_text() == "junk\n"

    @pytest.mark.parametrize("content", ['{"a": 1}', "[]", "junk", "", '{"files": [1]}', "{" * 9000])
    def test_a_folder_that_is_not_ours_is_let_be(self, small: Path, content: str):
        target = small / "build/downloads"
        (target / "notes").mkdir(parents=True)
        (target / "notes/index.json").write_text(content)
        done = run_opengov("--root", str(small), "export")
        assert done.returncode == 0, done.stderr
        assert top_of(target)[1] == ["unreleased"]
        assert (target / "notes/index.json").read_text() == content

    def test_a_folder_in_the_place_of_the_link_is_told(self, small: Path):
        target = small / "build/downloads"
        (target / "latest").mkdir(parents=True)
        done = run_opengov("--root", str(small), "export")
        assert done.returncode == 2 and f"{target / 'latest'} is a folder" in done.stderr
        assert "Delete it" in done.stderr
        (target / "latest").rmdir()
        assert run_opengov("--root", str(small), "export").returncode == 0

    def test_of_a_copy_without_the_older_commits_are_told_to_be_missing(
        self, two_editions: tuple[Path, dict[str, bytes]], tmp_path: Path
    ):
        folder, _ = two_editions
        git(tmp_path, "clone", "-q", "--depth=1", f"file://{folder.parent}", "shallow")
        shallow = tmp_path / "shallow" / folder.name
        for options, code in (((), 1), (("--if-changed",), 0)):
            done = run_opengov("--root", str(shallow), "export", "--editions", *options)
            assert done.returncode == code and "Former editions are not known" in done.stderr
            assert "git fetch --unshallow --tags" in done.stderr
        git(shallow, "fetch", "-q", "--unshallow", "--tags")
        done = run_opengov("--root", str(shallow), "export", "--editions")
        assert done.returncode == 0 and not done.stderr

    def test_without_git_or_tags_there_are_none(self, small: Path):
        done = run_opengov("--root", str(small), "export", "--editions")
        assert done.returncode == 0 and "No former editions: There is no git" in done.stdout
        git(small, "init", "-q")
        commit(small)
        assert run_opengov("--root", str(small), "export", "--editions").returncode == 0
        assert top_of(small / "build/downloads")[1] == ["unreleased"]

    def test_the_latest_is_the_newest_by_number_and_not_by_letter(self, tmp_path: Path):
        for name in ("1.9.0", "1.10.0", "1.10.1-rc.1", "unreleased"):
            (tmp_path / name).mkdir()
            file = {"path": "a.csv", "sha256": "", "format": "csv", "bytes": 0}
            said = {"edition": name, "version": name, "as_of": "2026-11-23", "files": [file]}
            (tmp_path / name / "index.json").write_text(json.dumps(said))
        assert newest(tmp_path, "1.9.0", is_present=True) == "1.10.1-rc.1"
        assert newest(tmp_path, "1.10.1", is_present=False) == "1.10.1"
        assert newest(tmp_path, "unreleased", is_present=True) == "unreleased"
        (tmp_path / "latest").symlink_to("unreleased")
        assert newest(tmp_path, "1.10.1", is_present=False) == "unreleased"
        assert newest(tmp_path, "1.10.1", is_present=True) == "1.10.1"

    def test_one_at_a_time_or_all(self, small: Path):
        done = run_opengov("--root", str(small), "export", "--edition", "v1.0.0", "--editions")
        assert done.returncode == 2 and "leave out" in done.stderr

    def test_edits_that_became_an_edition_are_offered_no_more(self, tmp_path: Path):
        folder = make_repository(tmp_path / "package")
        target = folder / "build/downloads"
        assert run_opengov("--root", str(folder), "export").returncode == 0
        assert top_of(target)[1] == ["unreleased"]
        release(folder, "2026-11-26")
        assert run_opengov("--root", str(folder), "export").returncode == 0
        assert len(top_of(target)[1]) == 1 and top_of(target)[1] != ["unreleased"]
        assert not (target / "unreleased").exists()


class TestOneEdition:
    def test_the_same_package_gives_the_same_bytes(self, small: Path, tmp_path: Path):
        sums = []
        for name, seed in (("one", "1"), ("two", "77")):
            copy = shutil.copytree(small, tmp_path / name / "package")
            environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "77" else "UTC"}
            done = start_opengov("--root", str(copy), "export", env=environment)
            assert done.returncode == 0, done.stderr
            sums.append((copy / "build/downloads/latest/SHA256SUMS").read_text())
            time.sleep(1.1 if seed == "1" else 0)  # clocks in zip files count in seconds
        assert sums[0] == sums[1]

    def test_a_released_edition_keeps_its_files(self, released: Path):
        folder = released / "downloads/1.0.0"
        before = (folder / "SHA256SUMS").read_bytes()
        package = Package.open(released / "package")
        assert not export(package, released / "opengov.db", released / "downloads").fresh
        (released / "package/LICENSE").write_text("Other terms\n", encoding="utf-8")
        with pytest.raises(OpenGovError, match="exported before, with other content"):
            export(package, released / "opengov.db", released / "downloads")
        assert (folder / "SHA256SUMS").read_bytes() == before

    def test_a_newer_program_leaves_an_edition_as_it_was_written(self, small: Path):
        """``make serve`` after an update goes on; whoever asks for other files is told what to do."""
        seal(small)
        assert "Wrote" in run_opengov("--root", str(small), "export", "--if-changed").stdout
        sums = small / "build/downloads/latest/SHA256SUMS"
        before = sums.read_bytes()
        (small / "LICENSE").write_text("Other terms\n", encoding="utf-8")
        done = run_opengov("--root", str(small), "export", "--if-changed")
        assert done.returncode == 0 and "stays as it was first written" in done.stdout
        assert sums.read_bytes() == before
        assert "up to date" in run_opengov("--root", str(small), "export", "--if-changed").stdout
        done = run_opengov("--root", str(small), "export")
        assert done.returncode == 2 and "delete the folder" in done.stderr

    def test_it_says_when_it_was_released_beside_the_day_as_of_which_it_is_true(
        self, small: Path, tmp_path: Path
    ):
        edit(small, "datapackage.json", "2026-11-23T00:00:00Z", "2026-12-01T08:30:59Z")
        seal(small)
        folder = exported(small, tmp_path)
        index = json.loads((folder / "index.json").read_text())
        top = json.loads((folder.parent / "index.json").read_text())["editions"]
        assert index["released"] == top[0]["released"] == "2026-12-01T08:30:59Z"
        assert index["as_of"] == "2026-11-23"
        for name in ("opengov.zip", "governments/aville.zip"):
            with zipfile.ZipFile(folder / name) as archive:
                citation = yaml.safe_load(archive.read("CITATION.cff"))
            assert str(citation["date-released"]) == "2026-12-01"
        book = openpyxl.load_workbook(folder / "opengov.xlsx")
        cover = dict(row[:2] for row in book.worksheets[0].iter_rows(values_only=True))
        assert (cover["Released on"], cover["As of"]) == ("2026-12-01", "2026-11-23")
        assert book.properties.created.isoformat() == "2026-12-01T08:30:59"
        files = [path for path in folder.rglob("*") if path.is_file()]
        moment = datetime(2026, 12, 1, 8, 30, 59, tzinfo=UTC).timestamp()
        assert files and {path.stat().st_mtime for path in files} == {moment}

    def test_later_edits_have_a_version_of_their_own(self, small: Path, tmp_path: Path):
        """Or two packages would have one name and version, and the seal of the edition would be wrong."""
        seal(small)
        released = exported(small, tmp_path)
        edit(small, "data/governments.csv", "Aville", "Avilla")
        folder = exported(small, tmp_path)
        for place, version in ((released, "1.0.0"), (folder, "1.0.0+unreleased")):
            versions = [json.loads((place / "datapackage.json").read_text())["version"]]
            for name in ("opengov.zip", "governments/aville.zip"):
                with zipfile.ZipFile(place / name) as archive:
                    versions.append(json.loads(archive.read("datapackage.json"))["version"])
            assert versions == [version] * 3
        package = unpacked(folder / "opengov.zip", tmp_path / "unpacked")
        assert not check(package) and Package.open(package).label == "unreleased, after edition 1.0.0"
        assert exported(package, tmp_path / "again").name == "unreleased"
        done = run_opengov("--root", str(small), "diff", str(folder / "opengov.zip"))
        assert done.stdout.endswith("Nothing differs.\n")

    def test_of_later_edits_a_file_that_is_the_same_keeps_its_time(self, small: Path, tmp_path: Path):
        folder = exported(small, tmp_path)
        for path in folder.rglob("*.csv"):
            os.utime(path, (1_700_000_000, 1_700_000_000))
        edit(small, "data/governments.csv", "Aville", "Avilla")
        assert exported(small, tmp_path) == folder
        assert (folder / "tables/updates.csv").stat().st_mtime == 1_700_000_000
        assert (folder / "tables/governments.csv").stat().st_mtime > 1_700_000_000

    def test_later_edits_have_no_day_of_release(self, small_downloads: dict[bool, Path]):
        folder = small_downloads[False] / "downloads/unreleased"
        assert json.loads((folder / "index.json").read_text())["released"] is None
        with zipfile.ZipFile(folder / "opengov.zip") as archive:
            assert "date-released" not in yaml.safe_load(archive.read("CITATION.cff"))
        book = openpyxl.load_workbook(folder / "opengov.xlsx")
        cover = dict(row[:2] for row in book.worksheets[0].iter_rows(values_only=True))
        assert cover["Released on"] == "not yet"

    def test_later_edits_are_told_apart_from_the_edition(self, released: Path):
        path = released / "package/data/governments.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("Aville", "Avilla"), encoding="utf-8")
        assert exported(released / "package", released).name == "unreleased"
        top = json.loads((released / "downloads/index.json").read_text())
        assert top["latest"] == "unreleased"
        assert [one["edition"] for one in top["editions"]] == ["1.0.0", "unreleased"]
        for one in top["editions"]:  # with their files, from where the list stands
            own = json.loads((released / "downloads" / one["path"] / "index.json").read_text())["files"]
            assert [file["path"] for file in one["files"]] == [one["path"] + file["path"] for file in own]
            assert [file["sha256"] for file in one["files"]] == [file["sha256"] for file in own]

    def test_what_is_packed_for_the_way_is_what_the_editions_have(self, released: Path):
        """Each text once, whichever editions it is in; what none of them has any more goes."""
        target = released / "downloads"
        before = {file.name: file.read_bytes() for file in (target / ".packed").iterdir()}
        path = released / "package/data/governments.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("Aville", "Avilla"), encoding="utf-8")
        exported(released / "package", released)
        both = {file.name for file in (target / ".packed").iterdir()}
        assert set(before) < both
        (target / ".packed/left.writing").write_text("by whoever was killed")
        shutil.rmtree(target / "unreleased")
        packed.pack(target, listing.whole(target))
        after = {file.name: file.read_bytes() for file in (target / ".packed").iterdir()}
        assert after == before
        large = {
            hashlib.sha256(file.read_bytes()).hexdigest() + ".gz"
            for file in (target / "1.0.0").rglob("*")
            if file.suffix in (".csv", ".json", ".geojson", ".db") and file.stat().st_size > 1000
        }
        assert set(after) == large

    def test_what_was_packed_and_is_damaged_is_packed_again(self, small: Path):
        assert run_opengov("--root", str(small), "export").returncode == 0
        target = small / "build/downloads"
        before = {file.name: file.read_bytes() for file in (target / ".packed").iterdir()}
        for number, file in enumerate(sorted((target / ".packed").iterdir())):
            broken = (b"zz", before[file.name][:-9], before[file.name] + b"x", gzip.compress(b"another"))[
                number % 4
            ]
            file.write_bytes(broken)
        assert "is up to date" in run_opengov("--root", str(small), "export", "--if-changed").stdout
        assert {file.name: file.read_bytes() for file in (target / ".packed").iterdir()} == before
        (target / "latest").unlink()
        assert "Already there" in run_opengov("--root", str(small), "export", "--if-changed").stdout
        assert (target / "latest").is_dir()

    def test_a_file_that_is_not_what_its_index_says_is_not_packed(self, unreleased: Path):
        folder = unreleased / "downloads/unreleased"
        shutil.rmtree(folder.parent / ".packed")
        (folder / "all-commitments.csv").write_text("other")
        packed.pack(folder.parent, listing.whole(folder.parent))
        index = json.loads((folder / "index.json").read_text())
        digest = next(one["sha256"] for one in index["files"] if one["path"] == "all-commitments.csv")
        assert not (folder.parent / f".packed/{digest}.gz").exists()

    @pytest.mark.parametrize("change", ["version = '0.9.0'", "edition = version"])
    def test_a_database_of_another_edition_is_refused(self, small: Path, tmp_path: Path, change: str):
        package = Package.open(small)
        database = build(package, tmp_path / "opengov.db").path
        with sqlite3.connect(database) as base:
            base.execute(f"UPDATE edition SET {change}")
        with pytest.raises(OpenGovError, match="another edition"):
            export(package, database, tmp_path / "downloads")
        assert not (tmp_path / "downloads/unreleased").exists()

    def test_data_that_does_not_check_is_not_exported(self, small: Path):
        (small / "data/updates.csv").write_text("nonsense\n", encoding="utf-8")
        done = run_opengov("--root", str(small), "export")
        assert done.returncode == 1 and "Not built" in done.stderr
        assert not (small / "build/downloads/latest").exists()

    def test_if_changed_does_nothing_the_second_time(self, small: Path):
        assert "Wrote" in run_opengov("--root", str(small), "export", "--if-changed").stdout
        assert "is up to date" in run_opengov("--root", str(small), "export", "--if-changed").stdout
        assert "Already there" in run_opengov("--root", str(small), "export").stdout

    def test_whoever_is_killed_leaves_the_last_one_whole(self, unreleased: Path):
        small, folder = unreleased / "package", unreleased / "downloads/unreleased"
        before = (folder / "SHA256SUMS").read_bytes()
        code = (
            "import sys; from pathlib import Path; from opengov.export import export; "
            "from opengov.package import Package; small, base, to = map(Path, sys.argv[1:]); "
            "print(flush=True); export(Package.open(small), base, to)"
        )
        (small / "LICENSE").write_text("Other terms\n", encoding="utf-8")
        command = [sys.executable, "-c", code, str(small), str(unreleased / "opengov.db"), str(folder.parent)]
        chance = random.Random(2016)
        for _ in range(4):
            process = subprocess.Popen(command, stdout=subprocess.PIPE)
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.25))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
        after = (exported(small, unreleased) / "SHA256SUMS").read_bytes()
        assert before != after  # what was killed would have changed the files
        assert not list(folder.parent.glob(".*.writing")) and not list(folder.parent.glob(".*.old"))


def test_the_fixture_is_what_we_think(tmp_path: Path):
    assert Package.open(make_small(tmp_path / "package")).edition == "unreleased"

"""What the program reads by name is listed: without it nothing runs; whatever is not listed may go."""

import asyncio
import csv
import json
import shutil
import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, run_opengov
from web.site.package import visit_with_files
from web.site.visit import KINDS

from opengov.check.needed import COLUMNS, LISTS, OF_LISTS, TABLES
from opengov.package import Package, Table
from opengov.web.app import make_datasette
from opengov.web.site.contents import pages
from opengov.web.site.reader import Reader

Columns = Mapping[str, Collection[str]]  # by table


def listed(table: Table) -> list[str]:
    """The columns of a table that the program reads, in their order."""
    return (OF_LISTS if table.is_codelist else COLUMNS.get(table.name, "")).split()


def take_out(root: Path, columns: Columns, tables: Collection[str] = (), *, cells: bool = True) -> None:
    """Take columns and tables out of the package, with the keys that name them; ``cells``: and their data."""
    package = Package.open(root)
    resources = [one for one in package.descriptor["resources"] if one["name"] not in tables]
    (root / "datapackage.json").write_text(
        json.dumps(package.descriptor | {"resources": resources}), encoding="utf-8"
    )
    for table in package.tables:
        lost = columns.get(table.name, ())
        if table.name in tables:
            (root / table.path).unlink()
            continue
        path = root / table.schema_path
        schema = json.loads(path.read_text(encoding="utf-8"))
        schema["fields"] = [field for field in schema["fields"] if field["name"] not in lost]
        kept = [column for column in table.primary_key if column not in lost]
        schema["primaryKey"] = kept or [schema["fields"][0]["name"]]
        schema["uniqueKeys"] = [list(key) for key in table.unique_keys if not {*key} & {*lost}]
        schema["foreignKeys"] = [
            {"fields": [*key.fields], "reference": {"resource": key.table, "fields": [*key.to_fields]}}
            for key in table.references
            if key.table not in tables
            and not {*key.fields} & {*lost}
            and not {*key.to_fields} & {*columns.get(key.table, ())}
        ]
        path.write_text(json.dumps(schema), encoding="utf-8")
        if lost and cells:
            _take_cells(root / table.path, lost)


def _take_cells(path: Path, lost: Collection[str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        names = [name for name in rows[0] if name not in lost]
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def not_needed(root: Path) -> tuple[dict[str, set[str]], set[str]]:
    """All columns and tables that the program does not read."""
    tables = Package.open(root).tables
    names = {table.name for table in tables} - {*TABLES}
    return {table.name: {*table.columns} - {*listed(table)} for table in tables}, names


def found(root: Path) -> set[tuple[str, str, str]]:
    """What ``opengov check`` finds: path, code, and the first words of the message."""
    done = run_opengov("--root", str(root), "check", "--format", "json")
    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == bool(findings)
    return {(one["path"], one["code"], one["message"].partition(" is not there")[0]) for one in findings}


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A copy of the real package that the test may change."""
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / "real" / name)
    shutil.copy(ROOT / "datapackage.json", tmp_path / "real")
    return tmp_path / "real"


def test_without_all_that_is_not_listed_the_small_package_is_served(small: Path) -> None:
    columns, tables = not_needed(small)
    assert columns["milestones"] and tables, "there is something to take out"
    take_out(small, columns, tables)
    run_opengov("--root", str(small), "tidy")
    assert found(small) == set()
    visitor = visit_with_files(small, is_released=False)
    for language in ("en", "fr"):
        for steps in pages(Reader(visitor.connection)):
            visitor.page("/".join(("", language, *steps)))
    changed = [name for name, lost in columns.items() if lost and name not in tables]
    asyncio.run(_ask_for_tables(small / "build/opengov.db", changed))


async def _ask_for_tables(db: Path, names: list[str]) -> None:
    datasette = make_datasette(db)
    await datasette.invoke_startup()
    rows = ("governments/aville", "action_plans/aville-2017", "commitments/aville-2017-01")
    for path in (*names, *rows):
        assert (await datasette.client.get(f"/opengov/{path}")).status_code == 200, path
    datasette.get_database("opengov").close()


def test_without_all_that_is_not_listed_the_real_data_are_served(real: Path) -> None:
    take_out(real, *not_needed(real))
    run_opengov("--root", str(real), "tidy")
    assert {code for _, code, _ in found(real)} <= {"source-uncited"}  # by a row that cites it no more
    visitor = visit_with_files(real, is_released=False)
    for address in KINDS.values():
        for language in ("en", "fr"):
            assert visitor.answer(f"/{language}{address}").status in (200, 301), address


def test_each_listed_column_that_is_not_there_is_found_and_nothing_else(small: Path) -> None:
    tables = Package.open(small).tables
    for path in {table.schema_path for table in tables}:
        schema = json.loads((small / path).read_text(encoding="utf-8"))
        schema["fields"].insert(0, schema["fields"][0] | {"name": "left"})  # a schema has a column
        (small / path).write_text(json.dumps(schema), encoding="utf-8")
    take_out(small, {table.name: listed(table) for table in tables}, cells=False)
    assert found(small) == {
        (
            table.schema_path,
            "column-needed",
            f"the column {column} of {'the code lists' if table.is_codelist else table.name}",
        )
        for table in tables
        for column in listed(table)
    }


def test_each_listed_table_that_is_not_there_is_found_and_nothing_else(small: Path) -> None:
    take_out(small, {}, TABLES)
    assert found(small) == {("datapackage.json", "table-needed", f"the table {name}") for name in TABLES}


def test_who_takes_a_column_out_is_told_what_to_do(small: Path) -> None:
    take_out(small, {"sources": ["archived_url"]})
    for ask in (("check",), ("build",), ("release", "--as-of", "2026-11-23", "--dry-run"), ("summary",)):
        done = run_opengov("--root", str(small), *ask)
        assert done.returncode == 1, ask
        told = done.stdout + done.stderr
        assert (
            "schemas/sources.json: column-needed: the column archived_url of sources is not there, but this "
            "version of the program reads it by this name.\n    Put it back, in the schema and in "
            "data/sources.csv. If it is to go for good, the program has to be changed first: 'grep -rnw "
            "archived_url opengov' shows where it is read; opengov/check/needed.py lists it.\n"
        ) in told, ask


def test_a_code_list_of_ones_own_has_the_columns_of_all(small: Path) -> None:
    """Pages show every code list that there is."""
    path = small / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    own = {"name": "codelist_colour", "path": f"{LISTS}colour.csv", "schema": "schemas/colour.json"}
    descriptor["resources"].append(descriptor["resources"][-1] | own)
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    schema = json.loads((small / "schemas/codelist.json").read_text(encoding="utf-8"))
    schema["fields"] = [field for field in schema["fields"] if field["name"] != "label_fr"]
    (small / own["schema"]).write_text(json.dumps(schema), encoding="utf-8")
    assert found(small) == {(own["schema"], "column-needed", "the column label_fr of the code lists")}


@pytest.mark.parametrize("names", ["original_language", "title_kind title_fr_kind title_original"])
def test_a_column_may_be_added_that_other_tables_have(small: Path, names: str) -> None:
    """No rule asks such a table for the other columns that it goes with elsewhere."""
    table = Package.open(small).table("sources")
    added = [name for name in names.split() if name not in table]
    schema = json.loads((small / table.schema_path).read_text(encoding="utf-8"))
    schema["fields"] += [schema["fields"][-1] | {"name": name} for name in added]
    (small / table.schema_path).write_text(json.dumps(schema), encoding="utf-8")
    header, *rows = (small / table.path).read_text(encoding="utf-8").splitlines()
    lines = [",".join((header, *added)), *(row + "," * len(added) for row in rows)]
    (small / table.path).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert found(small) == set()


def test_every_column_that_a_view_reads_is_listed(small: Path) -> None:
    run_opengov("--root", str(small), "build")
    read: set[tuple[str, str]] = set()

    def note(action: int, table: str, column: str, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and column:
            read.add((table, column))
        return sqlite3.SQLITE_OK

    connection = sqlite3.connect(small / "build/opengov.db")
    views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    connection.set_authorizer(note)
    for (view,) in views:
        connection.execute(f'SELECT * FROM "{view}" LIMIT 0')
    connection.close()
    for table in Package.open(small).tables:
        of_table = {column for name, column in read if name == table.name and column in table}
        assert of_table <= {*listed(table)}, table.name
        assert not of_table or table.name in TABLES
    assert ("commitments", "title_fr") in read

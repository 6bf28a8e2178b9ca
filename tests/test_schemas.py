"""The schemas: every column is described, every example is valid, every code list is referred to."""

import json
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import frictionless
import pytest
from conftest import ROOT

from opengov.package import Package

PACKAGE = Package.open(ROOT)
BY_SCHEMA = {table.schema_path: table for table in PACKAGE.tables}


@pytest.mark.parametrize("path", BY_SCHEMA)
def test_every_column_is_described_and_its_example_is_valid(path: str) -> None:
    schema = frictionless.Schema.from_descriptor(json.loads((ROOT / path).read_text(encoding="utf-8")))
    for field in BY_SCHEMA[path].fields:
        assert field.title.strip(), field
        assert field.description.endswith((".", "?")), field
        assert len(field.description) > 15, field
        assert field.constraints, f"{field.name}: a column without constraints takes anything"
        cell, notes = schema.get_field(field.name).create_cell_reader()(field.example)
        assert cell is not None, field
        assert notes is None, (field, notes)


@pytest.mark.parametrize("path", BY_SCHEMA)
def test_every_text_is_bounded_and_every_number_too(path: str) -> None:
    for field in BY_SCHEMA[path].fields:
        if field.type == "string":
            assert {"pattern", "maxLength"} & set(field.constraints), field
        else:
            assert {"minimum", "maximum"} <= set(field.constraints), field


@pytest.mark.parametrize("path", BY_SCHEMA)
def test_every_pattern_means_the_same_outside_python(path: str) -> None:
    """Table Schema asks for XML Schema's expressions: those match the whole cell, and know no anchors, no
    groups that do not count and no escapes such as ``\\Z``, which is the letter Z in JavaScript.
    """
    for field in BY_SCHEMA[path].fields:
        pattern = str(field.constraints.get("pattern", ""))
        assert not re.search(r"\\[^s./]|\(\?|[$]|(?<!\[)\^|[*+?}]\?|[*+?}]\+", pattern), (field.name, pattern)
        assert "|" not in re.sub(r"\(.*\)", "", pattern), "^ and $ around it would bind to its ends alone"
        assert not pattern or re.fullmatch(pattern, field.example), field.name


@pytest.mark.parametrize("table", PACKAGE.tables, ids=lambda table: table.name)
def test_every_table_has_keys_and_volumes(table) -> None:
    assert table.title
    assert table.description.endswith((".", "?"))
    assert table.primary_key
    assert table.rows_min
    assert table.rows_max
    stem = "codelist" if table.is_codelist else table.name
    assert table.schema_path == f"schemas/{stem}.json"
    folder = "data/codelists" if table.is_codelist else "data"
    assert table.path == f"{folder}/{table.name.removeprefix('codelist_')}.csv"


def test_every_row_cites_a_source() -> None:
    """Every table of records has a required source; code lists and what defines the scales do not."""
    for table in PACKAGE.tables:
        if table.is_codelist or table.name in ("sources", "scale_codes", "rating_crosswalk"):
            continue
        assert table.field("source_id").required, table.name
        assert any(r.table == "sources" and r.fields == ("source_id",) for r in table.references), table.name


def test_every_code_list_is_referred_to() -> None:
    referred = {reference.table for table in PACKAGE.tables for reference in table.references}
    unused = {table.name for table in PACKAGE.tables if table.is_codelist} - referred
    assert unused == {"codelist_missing_reason"}  # its codes stand in every list of ratings


def test_no_constraint_copies_a_code_list() -> None:
    for file in (ROOT / "schemas").glob("*.json"):
        assert '"enum"' not in file.read_text(encoding="utf-8"), file


def test_the_descriptor_says_who_what_when_and_under_which_licence() -> None:
    descriptor = PACKAGE.descriptor
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", descriptor["version"])
    begun = date.fromisoformat(PACKAGE.as_of) - timedelta(days=1)  # UTC is behind where a day begins
    assert datetime.fromisoformat(descriptor["created"]).date() >= begun
    assert descriptor["sources"]
    assert descriptor["contributors"]


def test_frictionless_itself_calls_the_package_valid() -> None:
    program = Path(sys.executable).with_name("frictionless")
    result = subprocess.run(
        [program, "validate", "datapackage.json"], cwd=ROOT, capture_output=True, check=False
    )
    assert result.returncode == 0, result.stdout.decode()

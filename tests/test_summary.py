"""``opengov summary``: the counts that we quote, and that they are those of the database."""

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import ROOT

from opengov.build import build
from opengov.cli import cli
from opengov.errors import OpenGovError
from opengov.package import Package
from opengov.summary import governments, missing_ratings


def summary(*arguments: str, root: Path = ROOT) -> str:
    result = CliRunner().invoke(cli, ["--root", str(root), "summary", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_counts_of_a_small_package(small: Path) -> None:
    table = governments(Package.open(small))
    assert list(table.index) == ["aville", "beeton", "all"]
    assert table.loc["aville"].to_dict() == {
        "plans": 2,
        "commitments": 3,
        "commitments_superseded": 0,
        "commitments_with_ogp_id": 3,
        "milestones": 2,
        "assessments": 3,
        "updates": 5,
        "updates_government": 4,
    }
    assert table.loc[
        "beeton", ["commitments", "commitments_superseded", "commitments_with_ogp_id"]
    ].tolist() == [1, 1, 0]
    assert (table.loc["all"] == table.drop("all").sum()).all()


def test_missing_ratings_are_counted_by_reason(small: Path) -> None:
    table = missing_ratings(Package.open(small))
    assert table.loc["not-published", ["completion", "starred"]].tolist() == [1, 1]
    assert table.loc["no-irm-data", "early_results"] == 1
    assert table.loc["rated", "verifiable"] == 4
    assert (table.sum() == 4).all()


def test_csv_and_database_give_the_same_numbers(tmp_path: Path) -> None:
    """Two ways to the same counts of the real data: pandas on the CSV files, SQL on the database."""
    database = tmp_path / "opengov.db"
    build(Package.open(ROOT), database)
    counted = pd.read_csv(
        io.StringIO(summary("--format", "csv")), index_col="government_id", keep_default_na=False
    )
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        views = {row["government_id"]: row for row in connection.execute("SELECT * FROM government_overview")}
        edition = connection.execute("SELECT * FROM edition").fetchone()
    names = ("plans", "commitments", "commitments_superseded", "commitments_with_ogp_id", "milestones")
    for government, row in counted.drop("all").iterrows():
        for name in (*names, "updates_government"):
            assert row[name] == views[government][name], (government, name)
    for name, column in (("action_plans", "plans"), ("commitments", "commitments"), ("updates", "updates")):
        assert counted.loc["all", column] == edition[name]


def test_json_and_text() -> None:
    rows = json.loads(summary("--format", "json"))
    assert [row["government_id"] for row in rows][-1] == "all"
    text = summary()
    package = Package.open(ROOT)
    assert f"{package.label.capitalize()}, as of {package.as_of}\n" in text
    assert "not-published" in text


def test_a_table_that_cannot_be_read_is_one_sentence(small: Path) -> None:
    (small / "data/commitments.csv").write_text('a,b\n"', encoding="utf-8")
    with pytest.raises(OpenGovError, match=r"^data/commitments.csv cannot be read"):
        governments(Package.open(small))


def test_data_that_does_not_check_is_not_counted(small: Path) -> None:
    """A header and nothing else would count as zero promises."""
    file = small / "data/commitments.csv"
    file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["--root", str(small), "summary", "--format", "json"])
    assert result.exit_code == 1
    assert "Not counted: " in result.stderr
    assert result.stdout == ""

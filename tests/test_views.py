"""The views that pages, API users and downloads share, and the dictionary that explains them."""

import csv
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT, make_small

from opengov.build import build
from opengov.build.described import parse
from opengov.package import Package

VIEWS = sorted(file.stem for file in (ROOT / "opengov" / "build" / "views").glob("*.sql"))


def ask(root: Path, sql: str, *parameters: object) -> list[tuple]:
    """Ask the database of the package under ``root``, built again where a file of it is not older."""
    package, database = Package.open(root), root / "build" / "opengov.db"
    built = database.stat().st_mtime_ns if database.exists() else 0
    if any(file.stat().st_mtime_ns >= built for file in package.files()):
        build(package, database)
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql, parameters).fetchall()


def change(root: Path, table: str, key: str, **cells: str) -> None:
    """Change cells of the row whose first cell is ``key``; a new key adds a copy of the last row."""
    path = root / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = next(iter(rows[0]))
    if not any(row[first] == key for row in rows):
        rows.append({**rows[-1], first: key})
    for row in rows:
        if row[first] == key:
            assert set(cells) <= set(row)
            row.update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def say(root: Path, number: int, status: str, date: str = "", **cells: str) -> str:
    """Add a statement on aville-2021-01, of which nobody has said anything; the government's if not told."""
    key = f"aville-2021-01-u{number:02d}"
    about = {"plan_id": "aville-2021", "commitment_id": "aville-2021-01", "milestone_id": ""}
    change(
        root, "updates", key, **{**about, "reporter": "government", "status": status, "date": date, **cells}
    )
    return key


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small package that no test changes."""
    return make_small(tmp_path_factory.mktemp("clean") / "package")


@pytest.fixture
def step(small: Path) -> str:
    """A milestone of aville-2021-01."""
    change(small, "milestones", "aville-2021-01-m01", commitment_id="aville-2021-01", end_date="2022")
    return "aville-2021-01-m01"


# --- the dictionary


def test_the_dictionary_names_everything_in_the_database_and_nothing_else(clean: Path) -> None:
    there = "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view') "
    there += "AND name NOT LIKE 'sqlite%'"
    kinds = dict(ask(clean, "SELECT name, kind FROM dictionary_tables"))
    assert {(name, "view" if kind == "view" else "table") for name, kind in kinds.items()} == set(
        ask(clean, there)
    )
    assert {name for name, kind in kinds.items() if kind == "view"} == set(VIEWS)
    assert {name for name, kind in kinds.items() if kind == "codelist"} == {
        table.name for table in Package.open(clean).tables if table.is_codelist
    }


def test_the_dictionary_holds_the_schemas(clean: Path) -> None:
    table = Package.open(clean).table("updates")
    sql = "SELECT column_name, title, description, type, example, required FROM dictionary_columns "
    assert ask(clean, sql + "WHERE table_name = 'updates' ORDER BY position") == [
        (f.name, f.title, f.description, f.type, f.example, f.required) for f in table.fields
    ]
    row = ask(clean, "SELECT kind, title, description, rows FROM dictionary_tables WHERE name = 'updates'")
    assert row == [("table", table.title, table.description, 6)]


@pytest.mark.parametrize(
    "name",
    [
        *VIEWS,
        "edition",
        "translations",
        "last_claims",
        "commitment_ratings",
        "recorded_updates",
        "dictionary_tables",
        "dictionary_columns",
    ],
)
def test_columns_are_those_of_the_header_and_hold_their_type(clean: Path, name: str) -> None:
    sql = "SELECT column_name, type FROM dictionary_columns WHERE table_name = ? ORDER BY position"
    described = ask(clean, sql, name)
    assert [column for column, _ in described] == [
        column for (column,) in ask(clean, "SELECT name FROM pragma_table_info(?)", name)
    ]
    rows = ask(clean, f"SELECT * FROM {name}")
    assert rows
    types = {"string": str, "integer": int, "number": float}
    for position, (column, kind) in enumerate(described):
        assert all(row[position] is None or isinstance(row[position], types[kind]) for row in rows), column
    words = ask(clean, "SELECT title, description FROM dictionary_columns WHERE table_name = ?", name)
    words += ask(clean, "SELECT title, description FROM dictionary_tables WHERE name = ?", name)
    assert all(title and description.endswith((".", "?")) for title, description in words)


def test_rows_are_counted_but_for_views(clean: Path) -> None:
    counted = [(name, rows) for name, rows in ask(clean, "SELECT name, rows FROM dictionary_tables") if rows]
    assert {name for name, _ in counted}.isdisjoint(VIEWS)
    made = {"edition", "translations", "last_claims", "commitment_ratings", "recorded_updates"}
    made |= {"dictionary_tables", "dictionary_columns"}
    assert {name for name, _ in counted} == {table.name for table in Package.open(clean).tables} | made
    each = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name, _ in counted)
    assert ask(clean, each) == counted


def test_a_header_line_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="colum x"):
        parse("view", "-- title: A\n-- description: B.\n-- colum x: C.\nSELECT 1")


# --- whose claim is the last

WHOLE, STEP, NOTHING = ("complete", ""), ("in-progress", "aville-2021-01-m01"), ("not-stated", "")


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ((WHOLE, "2022-03"), (WHOLE, "2022-04")),
        ((WHOLE, "2022-03-31"), (WHOLE, "2022-04")),
        ((WHOLE, "2022"), (WHOLE, "2022-01")),
        ((WHOLE, ""), (WHOLE, "2016")),
        ((STEP, "2023"), (WHOLE, "2022")),
        ((STEP, "2023"), (WHOLE, "")),
        ((NOTHING, "2023"), (WHOLE, "2022")),
        ((NOTHING, "2023"), (STEP, "2022")),
        ((STEP, "2022"), (STEP, "2023")),
        ((NOTHING, ""), (NOTHING, "2023")),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_last_claim(small: Path, step: str, earlier: tuple, later: tuple, turned: bool) -> None:
    expected = ""
    for number, ((status, milestone), date) in enumerate([later, earlier] if turned else [earlier, later], 1):
        key = say(small, number, status, date, milestone_id=milestone)
        if ((status, milestone), date) == later:
            expected = key
    sql = "SELECT voice, update_id, statements FROM commitment_status WHERE commitment_id = 'aville-2021-01'"
    assert ask(small, sql) == [("government", expected, 2)]


def test_of_two_claims_on_one_day_the_later_number_is_the_last(small: Path) -> None:
    say(small, 1, "complete", "2022-05-01")
    last = say(small, 2, "reversed", "2022-05-01")
    sql = "SELECT update_id FROM commitment_status WHERE commitment_id = 'aville-2021-01'"
    assert ask(small, sql) == [(last,)]


def test_voices_are_never_mixed(small: Path) -> None:
    kinds = ["government", "irm", "evaluator", "ogp", "civil-society", "media", "academic", "private-sector",
             "other-government"]  # fmt: skip
    for number, reporter in enumerate(kinds, 1):
        say(small, number, "in-progress", f"20{10 + number}", reporter=reporter)
    sql = "SELECT voice, reporter, date FROM commitment_status WHERE commitment_id = 'aville-2021-01'"
    assert set(ask(small, sql)) == {
        ("government", "government", "2011"),
        ("assessor", "evaluator", "2013"),
        ("ogp", "ogp", "2014"),
        ("civil-society", "civil-society", "2015"),
        ("media", "media", "2016"),
        ("academic", "academic", "2017"),
        ("private-sector", "private-sector", "2018"),
        ("other-government", "other-government", "2019"),
    }
    sql = (
        "SELECT government_status_date, assessor_status_date FROM commitment_overview WHERE commitment_id = ?"
    )
    assert ask(small, sql, "aville-2021-01") == [("2011", "2013")]


# --- commitment_overview


def test_overview_has_one_row_a_commitment_with_everything(clean: Path) -> None:
    sql = "SELECT commitment_id, record_status FROM commitment_overview"
    assert ask(clean, sql) == ask(clean, "SELECT commitment_id, record_status FROM commitments ORDER BY 1")
    sql = "SELECT * FROM commitment_overview WHERE commitment_id = 'aville-2017-01'"
    names = [name for (name,) in ask(clean, "SELECT name FROM pragma_table_info('commitment_overview')")]
    row = dict(zip(names, ask(clean, sql)[0], strict=True))
    expected = {
        "ogp_id": "AVI0001",
        "government_name": "Aville",
        "cycle_year": 2017,
        "government_status": "complete",
        "government_status_date": "2018-01-10",
        "assessor_status": None,
        "completion": "limited",
        "completion_label_fr": "Limité",
        "early_results": "did-not-change",
        "assessment_id": "aville-2017-01-a1",
        "milestones": 2,
        "updates": 4,
        "assessments": 1,
    }
    assert {name: row[name] for name in expected} == expected
    assert row["ogp_url"].startswith("https://")


def test_institutions_are_joined_in_their_order(small: Path) -> None:
    with (small / "data" / "commitment_institutions.csv").open("a", encoding="utf-8") as file:
        for name, role, place in (("Zoo", "lead", 1), ("Art", "lead", 2), ("Sea", "supporting", 1)):
            file.write(f"aville-2021-01,{role},{name},,{place},ogp-aville\n")
    sql = "SELECT lead_institutions, supporting_institutions FROM commitment_overview WHERE commitment_id = ?"
    assert ask(small, sql, "aville-2021-01") == [("Zoo; Art", "Sea")]


NO = {
    "completion": "not-published",
    "early_results": "not-published",
    "starred": "not-published",
    "ambition": "not-published",
    "relevance": "not-published",
    "verifiable": "not-published",
    "report_stage": "final",
    "source_id": "ogp-aville",
}


def rated(package: Path, **assessments: dict[str, str]) -> dict[str, str]:
    """The overview's row of a promise with these assessments, each by the end of its id."""
    for name, cells in assessments.items():
        change(package, "assessments", f"beeton-2017-01-{name}", commitment_id="beeton-2017-01", **NO | cells)
    names = [name for (name,) in ask(package, "SELECT name FROM pragma_table_info('commitment_overview')")]
    (row,) = ask(package, "SELECT * FROM commitment_overview WHERE commitment_id = 'beeton-2017-01'")
    return dict(zip(names, row, strict=True))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("counts", "other"),
    [
        ({"completion": "limited", "report_stage": "design"}, {}),
        ({"completion": "limited", "report_stage": "not-stated"}, {"completion": "no-irm-data"}),
        ({"completion": "limited"}, {"completion": "complete", "report_stage": "not-stated"}),
        ({}, {"completion": "not-assessed", "report_stage": "design"}),
        ({"completion": "no-irm-data"}, {}),
        (
            {"completion": "limited", "source_id": "of-2019"},
            {"completion": "complete", "source_id": "of-2018"},
        ),
        (
            {"completion": "no-irm-data", "source_id": "of-2019"},
            {"completion": "pending-review", "source_id": "of-2018"},
        ),
    ],
)
def test_the_rating_that_counts(small: Path, counts: dict, other: dict, turned: bool) -> None:
    """Rated before not rated, final before not, a telling reason before none, the later document."""
    for year in ("2018", "2019"):
        url = f"https://example.org/{year}"
        change(small, "sources", f"of-{year}", url=url, published_on=year, retrieved_on="2020")
    first, second = ("a2", "a3") if turned else ("a3", "a2")
    row = rated(small, a1={}, **{first: counts, second: other})
    assert row["completion"] == counts.get("completion", "not-published")
    if counts:
        assert row["completion_assessment_id"] == f"beeton-2017-01-{first}"


def test_each_rating_is_of_the_assessment_that_gives_it(small: Path) -> None:
    """A second reading that answers one question hides no answer of the first to another."""
    row = rated(
        small,
        a1={"ambition": "high", "scale": "ogp-recoded", "early_results": "major"},
        a2={"completion": "limited", "scale": "irm-original", "report_stage": "not-stated"},
    )
    page, sheet = "beeton-2017-01-a1", "beeton-2017-01-a2"
    assert (row["ambition"], row["ambition_scale"], row["ambition_assessment_id"]) == (
        "high",
        "ogp-recoded",
        page,
    )
    assert (row["early_results"], row["early_results_assessment_id"]) == ("major", page)
    assert row["early_results_label"]
    assert (row["completion"], row["completion_scale"], row["completion_assessment_id"]) == (
        "limited", "irm-original", sheet
    )  # fmt: skip
    assert row["starred"] == "not-published"
    # What tells most: how much was done.
    assert (row["assessment_id"], row["scale"]) == (sheet, "irm-original")
    assert row["completion_source_url"] == row["ambition_source_url"] == row["assessment_source_url"]


@pytest.mark.parametrize(
    ("other", "is_contested"),
    [
        ({"completion": "complete"}, True),
        ({"completion": "limited"}, False),
        ({"completion": "not-published"}, False),
        ({"early_results": "marginal", "scale": "ogp-recoded"}, True),
        ({"early_results": "major", "scale": "ogp-recoded"}, False),  # the same rating
        ({"completion": "complete", "scale": "ogp-recoded"}, False),  # the same words, by other forms
        ({"completion": "limited-to-substantial", "scale": "ogp-local"}, False),
        ({"ambition": "low", "scale": "ogp-recoded"}, False),  # not comparable with transformative
    ],
)
def test_a_rating_that_another_assessment_contradicts(small: Path, other: dict, is_contested: bool) -> None:
    shutil.copy(ROOT / "data" / "rating_crosswalk.csv", small / "data")
    given = {"completion": "limited", "early_results": "major", "ambition": "transformative"}
    given["scale"] = "irm-original"
    row = rated(small, a1=given, a2={"scale": "irm-original", "report_stage": "design", **other})
    assert (row["completion"], row["ambition"]) == ("limited", "transformative")
    indicator = next(iter(other))
    assert row["contested_ratings"] == (indicator if is_contested else None)
    found = ask(small, "SELECT assessment_id, other_assessment_id, other_code FROM contested_ratings")
    ids = ("beeton-2017-01-a1", "beeton-2017-01-a2")
    assert found == ([(*ids, other[indicator])] if is_contested else [])


def test_the_row_names_the_assessment_that_answers_most_of_what_is_asked(small: Path) -> None:
    """One that rates comes before one that does not, whatever is asked first."""
    row = rated(small, a1={"early_results": "major", "report_stage": "design"}, a2={})
    assert (row["assessment_id"], row["completion_assessment_id"]) == (
        "beeton-2017-01-a1",
        "beeton-2017-01-a2",
    )


def test_of_equals_the_first_counts(small: Path) -> None:
    row = rated(small, a3={}, a2={}, a1={})
    assert row["assessment_id"] == row["starred_assessment_id"] == "beeton-2017-01-a1"


# --- disagreements

DIFFER = "SELECT about, government_scope, government_status, assessor, assessor_finding FROM disagreements "


def test_disagreements_of_both_kinds_with_their_sources(clean: Path) -> None:
    sql = "SELECT commitment_id, about, government_scope, government_status, government_date, "
    sql += "government_update_id, assessor, assessor_finding, assessment_id FROM disagreements"
    common = ("commitment", "complete", "2018-01-10", "aville-2017-01-u03", "irm")
    assert ask(clean, sql) == [
        ("aville-2017-01", "completion", *common, "limited", "aville-2017-01-a1"),
        ("aville-2017-01", "results", *common, "did-not-change", "aville-2017-01-a1"),
    ]
    sql = "SELECT government_source_url, assessor_source_url FROM disagreements"
    assert all(url.startswith("https://") for row in ask(clean, sql) for url in row)


@pytest.mark.parametrize(
    ("government", "assessor", "differ"),
    [
        ("complete", "limited", True),
        ("complete", "not-fulfilled", True),
        ("substantial", "reversed", True),
        ("limited", "complete", True),
        ("not-fulfilled", "substantial", True),
        ("complete", "substantial", False),
        ("limited", "not-fulfilled", False),
        ("complete", "in-progress", False),
        ("in-progress", "limited", False),
        ("delayed", "complete", False),
        ("complete", "not-stated", False),
    ],
)
def test_claims_that_do_not_go_together(small: Path, government: str, assessor: str, differ: bool) -> None:
    say(small, 1, government, "2022")
    say(small, 2, assessor, "2023", reporter="evaluator")
    found = ask(small, DIFFER + "WHERE commitment_id = 'aville-2021-01'")
    assert found == [("completion", "commitment", government, "evaluator", assessor)] * differ


def test_a_claim_on_the_plan_stands_in_and_says_so(small: Path, step: str) -> None:
    say(small, 1, "limited", "2023", reporter="irm")
    say(small, 2, "in-progress", "2023", milestone_id=step)
    change(small, "updates", "aville-2021-u01", plan_id="aville-2021", commitment_id="", milestone_id="",
           reporter="government", status="complete", date="2024")  # fmt: skip
    here = DIFFER + "WHERE commitment_id = 'aville-2021-01'"
    assert ask(small, here) == [("completion", "plan", "complete", "irm", "limited")]
    say(small, 3, "in-progress", "2022")
    assert ask(small, here) == []


def test_superseded_listings_disagree_with_nobody(small: Path) -> None:
    change(small, "commitments", "aville-2017-01", record_status="superseded")
    assert ask(small, DIFFER) == []
    assert (
        ask(small, "SELECT milestone_id FROM overdue_milestones WHERE commitment_id = 'aville-2017-01'") == []
    )


# --- overdue_milestones


@pytest.mark.parametrize(
    ("end_date", "as_of", "overdue"),
    [
        ("2018", "2018-12-31", False),
        ("2018", "2019-01-01", True),
        ("2018-05", "2018-05-31", False),
        ("2018-05", "2018-06-01", True),
        ("2018-05-08", "2018-05-08", False),
        ("2018-05-08", "2018-05-09", True),
        ("", "2019-01-01", False),
    ],
)
def test_overdue_is_what_is_certain(small: Path, end_date: str, as_of: str, overdue: bool) -> None:
    change(small, "milestones", "aville-2017-01-m02", end_date=end_date)
    descriptor = small / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(text.replace('"as_of": "2026-11-23"', f'"as_of": "{as_of}"'), encoding="utf-8")
    sql = "SELECT end_date, as_of FROM overdue_milestones WHERE milestone_id = 'aville-2017-01-m02'"
    assert ask(small, sql) == [(end_date, as_of)] * overdue


@pytest.mark.parametrize("reporter", ["government", "media"])
def test_what_anybody_reported_done_is_not_overdue(small: Path, step: str, reporter: str) -> None:
    say(small, 1, "delayed", "2023", milestone_id=step)
    say(small, 2, "not-stated", "2024", milestone_id=step)
    say(small, 3, "in-progress", "2022")
    sql = "SELECT last_status, last_date, government_status FROM overdue_milestones WHERE milestone_id = ?"
    assert ask(small, sql, step) == [("delayed", "2023", "in-progress")]
    say(small, 4, "complete", "", milestone_id=step, reporter=reporter)
    assert ask(small, sql, step) == []


def test_of_several_assessments_the_rating_that_counts_is_held_against_the_claim(small: Path) -> None:
    """What an earlier sheet said is no disagreement any more where a later one agrees with the government."""
    sql = f"{DIFFER} WHERE commitment_id = 'aville-2017-01' AND about = 'completion'"
    assert [row[-1] for row in ask(small, sql)] == ["limited"]
    change(small, "sources", "of-2027", url="https://example.org/2027", published_on="2027")
    change(
        small, "assessments", "aville-2017-01-a2", commitment_id="aville-2017-01", report_stage="final",
        completion="complete", source_id="of-2027",
    )  # fmt: skip
    assert ask(small, sql) == []


def test_a_rating_that_names_no_report_is_dated_by_its_source(small: Path) -> None:
    """As those of OGP's sheet of a day."""
    sql = "SELECT assessor_date FROM disagreements WHERE assessment_id = 'aville-2017-01-a1'"
    assert set(ask(small, sql)) != {("2026-11-20",)}
    source = "ogp-beeton"
    change(small, "sources", source, published_on="2026-11-20")
    change(
        small, "assessments", "aville-2017-01-a1", report_title="", report_source_id="", source_id=source,
        report_stage="not-stated",
    )  # fmt: skip
    assert set(ask(small, sql)) == {("2026-11-20",)}


# --- government_overview, plan_overview, latest_updates


def test_governments_are_counted_not_ranked(clean: Path) -> None:
    sql = """
    SELECT
      name, plans, first_plan_year, last_plan_year, commitments, commitments_superseded,
      commitments_with_ogp_id, commitments_said_complete, commitments_assessed,
      commitments_in_disagreement, milestones, milestones_overdue, assessments_with_rating,
      updates, updates_government, updates_media
    FROM government_overview
    """
    assert ask(clean, sql) == [
        ("Aville", 2, 2017, 2021, 3, 0, 3, 1, 3, 1, 2, 1, 3, 5, 4, 1),
        ("Béeton", 1, 2017, 2017, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0),
    ]


def test_a_report_without_a_rating_is_no_rating(small: Path) -> None:
    names = ("verifiable", "relevance", "ambition", "completion", "early_results", "starred")
    change(small, "assessments", "beeton-2017-01-a1", **dict.fromkeys(names, "not-published"))
    sql = "SELECT commitments_assessed, assessments_with_rating FROM government_overview WHERE name LIKE 'B%'"
    assert ask(small, sql) == [(0, 0)]


@pytest.mark.parametrize(
    ("stated", "coverage"), [("", "unknown"), ("0", "more"), ("1", "all"), ("2", "some")]
)
def test_coverage_of_a_plan(small: Path, stated: str, coverage: str) -> None:
    change(small, "action_plans", "beeton-2017", commitment_count=stated)
    sql = "SELECT commitments_known, coverage FROM plan_overview WHERE plan_id = 'beeton-2017'"
    assert ask(small, sql) == [(1, coverage)]


def test_plans_carry_what_is_said_of_them_as_a_whole(clean: Path) -> None:
    sql = "SELECT plan_id, government_status, government_status_date, assessor_status FROM plan_overview"
    assert ask(clean, sql) == [
        ("aville-2017", "announced", "2016-12", None),
        ("aville-2021", None, None, None),
        ("beeton-2017", None, None, None),
    ]


def test_latest_updates_come_first_and_undated_ones_last(clean: Path) -> None:
    found = ask(clean, "SELECT date, update_id, about, title FROM latest_updates")
    assert [row[0] for row in found] == ["2018-01-10", "2018", "2017-06-15", "2017-03", "2016-12", None]
    assert found[2][2:] == ("milestone", "Publish the draft budget")
    assert found[4][2:] == ("plan", "Aville Action Plan")
    assert found[5][1:] == ("beeton-2017-01-u01", "commitment", "Clean water for Saõ Bee")


def test_the_real_views_hold_the_real_data(real_db: Path) -> None:
    with closing(sqlite3.connect(real_db)) as connection:
        for name in VIEWS:
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0], name
        found = connection.execute(
            "SELECT government_name, count(*) FROM commitment_search WHERE commitment_rowid IN "
            "(SELECT rowid FROM commitments_fts ('sao paulo')) GROUP BY 1"
        ).fetchall()
    assert ("São Paulo", 14) in found

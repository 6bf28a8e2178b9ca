"""The real data: it checks, it is complete, and some facts stand where they belong."""

import csv
from collections import Counter

from conftest import ROOT

from opengov.check import check
from opengov.package import Package
from opengov.tables import read

PACKAGE = Package.open(ROOT)


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / PACKAGE.table(name).path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def by_id(name: str) -> dict[str, dict[str, str]]:
    key = PACKAGE.table(name).primary_key[0]
    return {row[key]: row for row in rows(name)}


def test_it_checks() -> None:
    assert check(ROOT) == []


def test_nothing_known_is_missing() -> None:
    """The counts of the research that the first edition rests on."""
    assert len(rows("governments")) == 15
    assert len(rows("action_plans")) == 39
    assert len(rows("commitments")) == 172
    assert sum(1 for row in rows("commitments") if row["ogp_id"]) == 157
    assert len(rows("milestones")) == 90
    assert len(rows("assessments")) == 118 + 4  # four pages were read in two forms: two readings each
    assert len(rows("updates")) == 308 + 2  # the founding announcement, and one on two steps is two
    assert len(rows("sources")) == 455 + 1


def test_every_government_of_2016_has_its_pilot_plan() -> None:
    pilots = {row["government_id"] for row in rows("action_plans") if row["cycle_year"] == "2017"}
    assert pilots == set(by_id("governments"))


def test_the_founding_announcement_is_there() -> None:
    source = "paris-press-release-public-innovation-week-2016"
    events = by_id("events")
    assert (events["ogp-summit-paris-2016"]["start_date"], events["ogp-summit-paris-2016"]["end_date"]) == (
        "2016-12-07",
        "2016-12-09",
    )
    assert events["challenge-nudge-jo-paris-2024"]["start_time"] == "17:00"
    assert {row["source_id"] for row in events.values()} == {source}
    assert by_id("initiatives")["la-transfo"]["commitment_id"] == "paris-2017-05"
    announced = [row for row in rows("updates") if row["source_id"] == source]
    assert [(row["plan_id"], row["status"], row["date"]) for row in announced] == [
        ("paris-2017", "announced", "2016-11")
    ]


def test_the_first_commitment_of_paris() -> None:
    row = by_id("commitments")["paris-2017-01"]
    assert row["ogp_id"] == "PAR0001"
    assert row["title"] == "A More Inclusive Participatory Budget"
    assert (row["original_language"], row["title_fr_kind"]) == ("fr", "official")
    assessment = by_id("assessments")["paris-2017-01-a1"]
    assert (assessment["ambition"], assessment["early_results"], assessment["completion"]) == (
        "low",
        "marginal",
        "not-published",
    )


def test_superseded_listings_are_findable_and_marked() -> None:
    superseded = {
        row["commitment_id"]: row for row in rows("commitments") if row["record_status"] == "superseded"
    }
    assert {row["title"] for row in superseded.values()} == {
        "access to government",
        "Gender Equality",
        "Housing: Indicators System",
        "Human Scale City",
    }
    assert set(superseded) == set(by_id("superseded_ids"))


def test_missing_ratings_say_why() -> None:
    reasons = {row["code"] for row in rows("codelist_missing_reason")}
    counts = Counter(row["early_results"] for row in rows("assessments"))
    assert counts["no-irm-data"] == 25
    assert {"not-published", "pending-review", "not-assessed"} <= set(counts)
    for name in ("verifiable", "relevance", "ambition", "completion", "early_results", "starred"):
        assert reasons <= {row["code"] for row in rows(f"codelist_{name}")}, name


def test_every_code_is_explained_in_two_languages() -> None:
    for table in PACKAGE.tables:
        if table.is_codelist:
            for row in rows(table.name):
                assert row["description_en"].endswith((".", "?")), (table.name, row["code"])
                assert row["description_fr"].endswith((".", "?")), (table.name, row["code"])


def test_french_is_written_as_french() -> None:
    """Typographic apostrophes; a no-break space before a colon, semicolon, question or exclamation mark.

    What others wrote in French keeps its letters; its spaces are ours.
    """
    seen = 0
    for table in PACKAGE.tables:
        content = read(ROOT / table.path)
        for row, line in zip(content.rows, content.lines, strict=True):
            cells = dict(zip(table.columns, row, strict=True))
            for column in filter(cells.get, table.columns):
                is_ours = column.endswith("_fr")
                assert not (is_ours and "'" in cells[column]), (table.path, line, column)
                if is_ours or language_of(column, cells) == "fr":
                    seen += not is_ours
                    for sign in (" :", " ;", " ?", " !", "« ", " »"):
                        assert sign not in cells[column], (table.path, line, column, sign)
    assert seen > 20


def language_of(column: str, cells: dict[str, str]) -> str:
    """The language of what stands as its source has it; empty for other columns."""
    if column.endswith("_original"):
        return cells["original_language"]
    if column == "title" and "title_language" in cells:
        return cells["title_language"] or cells["language"]
    return ""

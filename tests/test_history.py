"""The history in the database: editions, and what became of each record, from real repositories."""

import csv
import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import run_opengov
from history import commit, edit, git, make_repository, many_commits

from opengov.build import build
from opengov.package import Package
from opengov.tables import read


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "package")


def history(folder: Path) -> tuple[str, list[tuple], list[tuple]]:
    """Where it is from; the editions; the changes without their running number."""
    database = build(Package.open(folder), folder.parent / "opengov.db").path
    with sqlite3.connect(database) as base:
        editions = base.execute(
            "SELECT edition, date, commit_id, added, removed, changed FROM editions ORDER BY position"
        ).fetchall()
        changes = base.execute(
            "SELECT edition, date, table_name, record_id, government_id, commitment_id, kind, field, old, "
            "new, plan_id, held FROM record_changes ORDER BY change_id"
        ).fetchall()
        return base.execute("SELECT history FROM edition").fetchone()[0], editions, changes


def test_the_beginning_is_counted_and_not_told(repository: Path):
    kind, editions, changes = history(repository)
    rows = sum(len(read(repository / table.path).rows) for table in Package.open(repository).tables)
    assert kind == "git" and changes == []
    ((edition, day, _, added, removed, changed),) = editions
    assert (edition, day, removed, changed) == ("unreleased", "2026-01-01", 0, 0)
    assert added == rows


def test_each_change_has_its_day_its_record_and_what_it_concerns(repository: Path):
    git(repository, "tag", "v1.0.0")
    edit(repository, "data/updates.csv", "The budget office has begun.", "The budget office has begun late.")
    commit(repository, "2026-02-01")
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    commit(repository, "2026-03-01", "v1.0.1")
    _, editions, changes = history(repository)
    assert [(one[0], one[1], one[5]) for one in editions] == [
        ("1.0.0", "2026-01-01", 0),
        ("1.0.1", "2026-03-01", 2),
    ]
    note, name, *_ = changes
    assert note == (
        "1.0.1", "2026-02-01", "updates", "aville-2017-01-u01", "aville", "aville-2017-01", "changed", "note",
        "The budget office has begun.", "The budget office has begun late.", "aville-2017", None,
    )  # fmt: skip
    assert name[:8] == ("1.0.1", "2026-03-01", "governments", "aville", "aville", None, "changed", "name")
    assert name[10] is None, "a government is in no plan"


def test_what_only_the_schemas_say_is_no_change_of_a_record(repository: Path):
    git(repository, "tag", "v1.0.0")
    edit(repository, "schemas/commitments.json", "OGP’s own identifier", "The identifier that OGP gives")
    edit(repository, "schemas/commitments.json", "[A-Z]{2,4}[0-9]{4}", "[A-Z]{2,5}[0-9]{4}")
    edit(repository, "datapackage.json", '"title": "Commitments",', '"title": "Promises",')
    commit(repository, "2026-02-01", "v1.1.0")
    _, editions, changes = history(repository)
    assert changes == [] and [(one[0], *one[3:]) for one in editions[1:]] == [("1.1.0", 0, 0, 0)]


def test_what_belongs_to_a_plan_concerns_it(repository: Path):
    edit(repository, "data/milestones.csv", "Publish the accounts", "Publish all accounts")
    edit(repository, "data/action_plans.csv", "2017-", "2016-")
    edit(repository, "data/sources.csv", "2026", "2025")
    commit(repository, "2026-02-01")
    _, _, changes = history(repository)
    told = {(one[2], one[10]) for one in changes}
    assert {("milestones", "aville-2017"), ("action_plans", "aville-2017"), ("sources", None)} <= told


def test_records_come_and_go(repository: Path):
    path = repository / "data/updates.csv"
    *kept, last = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(kept), encoding="utf-8")
    commit(repository, "2026-02-01")
    path.write_text("".join([*kept, last]), encoding="utf-8")
    commit(repository, "2026-03-01")
    _, _, changes = history(repository)
    key = last.split(",")[0]
    assert [(one[1], one[3], one[6], one[7]) for one in changes] == [
        ("2026-02-01", key, "removed", None),
        ("2026-03-01", key, "added", None),
    ]
    cells = zip(kept[0].strip().split(","), next(csv.reader([last])), strict=True)
    held = {name: value for name, value in cells if value}
    assert len(held) > 3 and [json.loads(one[11]) for one in changes] == [held, held]


def test_what_was_taken_out_is_told_by_what_it_held_then(repository: Path):
    """Which no table can tell any more; in the words of that day, not of the day when it came."""
    path = repository / "data/sources.csv"
    before = path.read_text(encoding="utf-8")
    head = before.partition("\n")[0].split(",")
    row = dict.fromkeys(head, "") | {"source_id": "old-one", "title": "Old"}
    for day, title in (("2026-02-01", "Old"), ("2026-02-02", "에이빌 News")):
        path.write_text(before + ",".join((row | {"title": title}).values()) + "\n", encoding="utf-8")
        commit(repository, day)
    path.write_text(before, encoding="utf-8")
    commit(repository, "2026-03-01")
    _, _, changes = history(repository)
    assert [(one[6], one[11]) for one in changes] == [
        ("added", '{"source_id": "old-one", "title": "Old"}'),
        ("changed", None),
        ("removed", '{"source_id": "old-one", "title": "에이빌 News"}'),
    ]


def test_an_edition_counts_what_a_diff_with_the_one_before_finds(repository: Path):
    """Also where records were changed twice, put back, or came and went again in between."""
    updates = repository / "data/updates.csv"
    git(repository, "tag", "v1.0.0")
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    edit(repository, "data/milestones.csv", "Publish the accounts", "Publish all accounts")
    commit(repository, "2026-02-01")
    edit(repository, "data/governments.csv", "Avilla", "Avillo")
    edit(repository, "data/milestones.csv", "Publish all accounts", "Publish the accounts")
    kept = updates.read_text(encoding="utf-8")
    updates.write_text("".join(kept.splitlines(keepends=True)[:-1]), encoding="utf-8")
    commit(repository, "2026-02-02")
    updates.write_text(kept, encoding="utf-8")
    edit(repository, "data/updates.csv", "aville-2017-01-u01,", "aville-2017-01-u00,")
    edit(repository, "data/milestones.csv", "note_fr", "remark_fr")
    edit(repository, "schemas/milestones.json", '"note_fr"', '"remark_fr"')
    commit(repository, "2026-03-01", "v1.0.1")
    edit(repository, "data/sources.csv", "News of Aville", "News from Aville")
    edit(repository, "data/updates.csv", "The budget office has begun.", "It began.")
    commit(repository, "2026-04-01")
    edit(repository, "data/updates.csv", "It began.", "The budget office has begun.")
    _, editions, changes = history(repository)
    assert [one[0] for one in editions] == ["1.0.0", "1.0.1", "unreleased"]
    for place, ends in enumerate((("v1.0.0", "v1.0.1"), ("v1.0.1",)), 1):
        told = run_opengov("--root", str(repository), "diff", *ends, "--format", "json")
        tables = json.loads(told.stdout)["tables"]
        counted = tuple(sum(len(one[kind]) for one in tables) for kind in ("added", "removed", "changed"))
        assert editions[place][3:] == counted and any(counted)
    assert editions[1][3:5] == (1, 1) and editions[2][3:] == (0, 0, 1)
    assert len([one for one in changes if one[0] == "unreleased"]) > 1  # each change is told all the same


def test_in_the_first_edition_all_records_are_new(repository: Path):
    updates = repository / "data/updates.csv"
    kept = updates.read_text(encoding="utf-8")
    updates.write_text("".join(kept.splitlines(keepends=True)[:-1]), encoding="utf-8")
    commit(repository, "2026-02-01")
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    commit(repository, "2026-03-01", "v1.0.0")
    rows = sum(len(read(repository / table.path).rows) for table in Package.open(repository).tables)
    _, ((edition, *_, added, removed, changed),), changes = history(repository)
    assert (edition, added, removed, changed) == ("1.0.0", rows, 0, 0)
    assert {one[6] for one in changes} == {"removed", "changed"}


def test_edits_that_are_not_committed_are_told_too(repository: Path):
    git(repository, "tag", "v1.0.0")
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    _, editions, changes = history(repository)
    assert [(one[0], one[2] is None) for one in editions] == [("1.0.0", False), ("unreleased", True)]
    assert changes[0][:2] == ("unreleased", Package.open(repository).as_of)


def test_without_tags_the_seal_tells_the_edition(repository: Path):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    commit(repository, "2026-02-01")
    done = run_opengov("--root", str(repository), "release", "--as-of", "2026-11-25")
    assert done.returncode == 0, done.stderr
    released = commit(repository, "2026-03-01")
    edit(repository, "data/governments.csv", "Avilla", "Aville")
    commit(repository, "2026-04-01")
    _, editions, changes = history(repository)
    assert [(one[0], one[2] == released) for one in editions] == [("1.0.0", True), ("unreleased", False)]
    assert [one[0] for one in changes if one[7] == "name"] == ["1.0.0", "unreleased"]


def test_a_version_that_nobody_sealed_is_no_edition(repository: Path):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    commit(repository, "2026-02-01")
    edit(repository, "datapackage.json", '"version": "1.0.0"', '"version": "1.1.0"')
    commit(repository, "2026-03-01")
    _, editions, changes = history(repository)
    assert [one[0] for one in editions] == ["unreleased"]
    assert changes[0][0] == "unreleased"


def test_what_a_merge_brought_is_told_once(repository: Path):
    git(repository, "switch", "-q", "-c", "side")
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    commit(repository, "2026-02-01")
    git(repository, "switch", "-q", "main")
    (repository / "other.txt").write_text("x")
    commit(repository, "2026-02-02")
    git(repository, "merge", "-q", "--no-edit", "side", day="2026-03-01")
    _, _, changes = history(repository)
    assert [one[1] for one in changes if one[7] == "name"] == ["2026-03-01"]


def test_what_was_broken_in_an_old_commit_is_passed_over(repository: Path):
    path = repository / "data/governments.csv"
    whole = path.read_bytes()
    for day, content in (
        ("2026-02-01", b'government_id,name\naville,"A\n'),
        ("2026-02-02", b"\xff\xfe\x00broken"),
        ("2026-02-03", b"a,b\n1,2\n"),
        ("2026-02-04", b"\xef\xbb\xbf" + whole.replace(b"Aville", b"Avilla")),
    ):
        path.write_bytes(content)
        commit(repository, day)
    path.write_bytes(whole)
    commit(repository, "2026-02-05")
    (repository / "datapackage.json").write_text("{")
    commit(repository, "2026-02-06")
    git(repository, "checkout", "-q", "HEAD~1", "--", "datapackage.json")
    commit(repository, "2026-02-07")
    _, _, changes = history(repository)
    assert {one[1] for one in changes} == {"2026-02-04", "2026-02-05"}


def test_a_renamed_column_and_a_table_that_is_gone(repository: Path):
    edit(repository, "data/milestones.csv", "note_fr", "remark_fr")
    edit(repository, "schemas/milestones.json", '"note_fr"', '"remark_fr"')
    commit(repository, "2026-02-01")
    git(repository, "checkout", "-q", "HEAD~1", "--", ".")
    commit(repository, "2026-03-01")
    kind, _, changes = history(repository)
    assert kind == "git" and all(one[7] in ("note_fr", "remark_fr") for one in changes)


@pytest.mark.parametrize("how", ["zip", "no-git", "shallow", "untracked"])
def test_without_a_history_the_reader_is_told(repository: Path, tmp_path: Path, how: str, monkeypatch):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    commit(repository, "2026-02-01")
    copy = tmp_path / "elsewhere" / "package"
    if how == "shallow":
        git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", str(copy))
    else:
        shutil.copytree(repository, copy, ignore=shutil.ignore_patterns(".git"))
    if how == "untracked":
        git(copy, "init", "-q")
    if how == "no-git":
        monkeypatch.setenv("PATH", "")
    kind, editions, changes = history(copy)
    assert (kind, editions, changes) == ("shallow" if how == "shallow" else "none", [], [])


def test_a_git_environment_of_somebody_else_does_not_matter(repository: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert history(repository)[0] == "git"


def test_a_folder_of_another_user_is_built_without_its_history(repository: Path, monkeypatch):
    """git refuses it; a build in a container, where that is usual, does not fail."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    kind, editions, changes = history(repository)
    assert (kind, editions, changes) == ("none", [], [])
    done = run_opengov("--root", str(repository), "diff", "HEAD")
    assert done.returncode == 2 and "safe.directory" in done.stderr


def test_two_hundred_commits(repository: Path):
    git(repository, "tag", "v1.0.0")
    many_commits(repository, 200)
    git(repository, "tag", "-a", "-m", "x", "v1.1.0", "HEAD~50")
    kind, editions, changes = history(repository)
    assert kind == "git" and len(changes) == 200
    assert [(one[0], one[5]) for one in editions] == [("1.0.0", 0), ("1.1.0", 1), ("unreleased", 1)]
    assert [one[9] for one in changes[:2]] == [f"The budget office has begun ({i})." for i in range(2)]
    assert changes[1][8] == changes[0][9]


def test_the_same_repository_gives_the_same_bytes(repository: Path, tmp_path: Path):
    many_commits(repository, 5)
    one = build(Package.open(repository), tmp_path / "one.db").path.read_bytes()
    assert build(Package.open(repository), tmp_path / "two.db").path.read_bytes() == one


def test_a_build_follows_what_git_knows(repository: Path):
    def built() -> str:
        return run_opengov("--root", str(repository), "build", "--if-changed").stdout

    (repository / ".gitignore").write_text("build/\n")
    assert "Built" in built() and "up to date" in built()
    git(repository, "tag", "v1.0.0")
    assert "Built" in built() and "up to date" in built()


def test_both_tables_are_in_the_dictionary(repository: Path):
    database = build(Package.open(repository), repository.parent / "opengov.db").path
    with sqlite3.connect(database) as base:
        found = base.execute(
            "SELECT name, kind FROM dictionary_tables WHERE name IN ('editions', 'record_changes') ORDER BY 1"
        ).fetchall()
        assert found == [("editions", "build"), ("record_changes", "build")]
        columns = [row[1] for row in base.execute("PRAGMA table_info(record_changes)")]
        told = (
            "SELECT column_name FROM dictionary_columns WHERE table_name = 'record_changes' ORDER BY position"
        )
        assert columns == [row[0] for row in base.execute(told)]

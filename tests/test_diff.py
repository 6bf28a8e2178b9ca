"""``opengov diff``: two editions compared by key, and what that means for the version."""

import csv
import io
import json
import os
import re
import resource
import shutil
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, make_small, run_opengov, start_opengov
from history import commit, edit, git, make_repository
from hypothesis import given, settings
from hypothesis import strategies as st

from opengov.diff import Change, Difference, compare, compare_tables
from opengov.diff.declared import declared_otherwise, of_table
from opengov.diff.level import meaning, next_version
from opengov.diff.markdown import MOST_LETTERS
from opengov.diff.opening import open_edition
from opengov.diff.report import render
from opengov.diff.shown import told
from opengov.diff.snapshot import Snapshot, TableSnapshot
from opengov.errors import OpenGovError
from opengov.package import Package

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=6)
CC_BY = ((("name", "CC-BY-4.0"),),)
ROWS = st.dictionaries(st.tuples(st.text("abc", min_size=1, max_size=2)), st.tuples(CELLS, CELLS), max_size=6)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(tmp_path / "package")


def diff(folder: Path, *arguments: str) -> str:
    done = run_opengov("--root", str(folder), "diff", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def table(rows: dict[tuple[str, ...], tuple[str, str]]) -> TableSnapshot:
    own = {key: {"id": key[0], "a": a, "b": b} for key, (a, b) in rows.items()}
    return TableSnapshot("t", "T", dict.fromkeys(("id", "a", "b"), "string"), ("id",), own)


def snapshot(**tables: TableSnapshot) -> Snapshot:
    return Snapshot("x", "1.0.0", "2026-01-01", CC_BY, tables)


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS)
def test_what_differs_leads_from_the_one_to_the_other(old, new):
    before, after = table(old), table(new)
    found = compare_tables(before, after)
    rows = {key: dict(row) for key, row in before.rows.items()}
    for record in found.removed:
        del rows[record.key]
    for record in found.added:
        rows[record.key] = after.rows[record.key]
    for record, changes in found.changed:
        assert changes
        for change in changes:
            assert rows[record.key][change.field] == change.old
            rows[record.key][change.field] = change.new
    assert rows == after.rows


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_nothing_differs_from_itself(rows):
    assert not compare(snapshot(t=table(rows)), snapshot(t=table(rows)))


class TestPlaces:
    def test_commits_tags_folders_zips_and_the_working_copy(self, repository: Path, tmp_path: Path):
        git(repository, "tag", "v1.0.0")
        copy = shutil.copytree(repository, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        run_opengov("--root", str(copy), "export")
        archive = copy / "build/downloads/latest/opengov.zip"
        for old in ("HEAD", "v1.0.0", "main", str(copy), str(archive)):
            told = diff(repository, old)
            assert "governments: 1 changed" in told and "Aville → Avilla" in told, old
            assert "patch" in told.splitlines()[1]
        commit(repository, "2026-02-01")
        assert "Aville → Avilla" in diff(repository, "v1.0.0", "HEAD")
        assert "Nothing differs." in diff(repository, "HEAD")

    def test_a_package_below_the_top_of_the_repository(self, tmp_path: Path):
        repository = make_repository(tmp_path / "inner" / "package")
        shutil.rmtree(repository / ".git")
        git(tmp_path / "inner", "init", "-q", "-b", "main")
        commit(tmp_path / "inner")
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert "governments: 1 changed" in diff(repository, "HEAD")

    @pytest.mark.parametrize(
        "name", ["nosuch", "--help", "-x", "--output=pwned", "HEAD; touch pwned", "no.zip", "HEAD:data", ""]
    )
    def test_what_is_nothing_is_told_in_a_sentence(self, repository: Path, name: str):
        done = run_opengov("--root", str(repository), "diff", "--", name)
        assert done.returncode == 2 and done.stdout == ""
        assert done.stderr.startswith("Error: ") and "Traceback" not in done.stderr
        assert not list(repository.glob("*pwned*"))

    def test_the_folder_of_downloads_is_an_edition_too(self, repository: Path):
        run_opengov("--root", str(repository), "export")
        folder = repository / "build/downloads/latest"
        assert "Nothing differs." in diff(repository, str(folder))
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert "Aville → Avilla" in diff(repository, str(folder))
        text = (folder / "tables/updates.csv").read_text(encoding="utf-8")
        (folder / "tables/updates.csv").write_text(f"{text}x\n", encoding="utf-8")
        told = self.refused(repository, str(folder))
        assert f"In {folder}: tables/updates.csv:" in told and " check'" not in told  # which cannot read it
        edit(folder, "datapackage.json", '"path": "tables/updates.csv"', '"path": {"a": "b"}')
        told = self.refused(repository, str(folder))
        assert "datapackage.json of" in told and "names no file of a table" in told and len(told) < 400

    def test_what_can_be_given_is_told(self, repository: Path):
        (repository / "build").mkdir()
        (repository / "build/opengov.db").write_bytes(b"SQLite format 3\0")
        for name in ("build/opengov.db", "data/commitments.csv", "build"):
            told = self.refused(repository, str(repository / name))
            assert "Name a folder with a package, a package zip, or a commit" in told, name
            assert "zip:" not in told

    def test_a_missing_table_is_put_back(self, repository: Path):
        (repository / "data/milestones.csv").unlink()
        told = self.refused(repository, "HEAD")
        assert "the working copy lacks data/milestones.csv" in told
        undo = re.search(r"'git (restore [^']+)'", told)
        assert undo and "Name a folder" not in told
        git(repository, *undo[1].split())
        assert "Nothing differs." in diff(repository, "HEAD")

    def test_another_encoding_has_its_line(self, repository: Path):
        path = repository / "data/governments.csv"
        path.write_bytes(path.read_bytes() + b"x" * 20_000 + b"\nS\xe9ville\n")
        place = path.read_bytes().count(b"\n")
        told = self.refused(repository, "HEAD")
        assert f"data/governments.csv:{place} cannot be compared: it is not UTF-8." in told
        assert "Save the file as UTF-8" in told and "codec" not in told

    def test_a_name_that_is_nearly_right_is_told_once_and_mended(self, repository: Path):
        git(repository, "tag", "v1.0.0")
        for name, meant in (("mian", "main"), ("v1.0.1", "v1.0.0")):
            told = self.refused(repository, name)
            assert told.count(name) == 1 and f"Do you mean {meant}?" in told
        assert "Do you mean" not in self.refused(repository, "nosuchthing")

    def refused(self, repository: Path, *arguments: str) -> str:
        done = run_opengov("--root", str(repository), "diff", *arguments)
        assert done.returncode == 2 and done.stdout == ""
        return done.stderr

    def test_without_git_a_commit_is_nothing(self, small: Path):
        done = run_opengov("--root", str(small), "diff", "HEAD")
        assert done.returncode == 2 and "no git repository" in done.stderr
        done = start_opengov("--root", str(small), "diff", "HEAD", env={"PATH": ""} | {"HOME": os.devnull})
        assert done.returncode == 2 and "needs git" in done.stderr

    def test_hostile_zips(self, repository: Path, tmp_path: Path):
        (tmp_path / "text.zip").write_text("no zip")
        with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
            pass
        with zipfile.ZipFile(tmp_path / "up.zip", "w") as archive:
            archive.writestr("datapackage.json", json.dumps(descriptor("../../../etc/passwd")))
            archive.writestr(
                "schemas/governments.json", (repository / "schemas/governments.json").read_text()
            )
        with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
            info = zipfile.ZipInfo("datapackage.json")
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
        for name in ("text", "empty", "up", "link"):
            done = run_opengov("--root", str(repository), "diff", str(tmp_path / f"{name}.zip"))
            assert done.returncode == 2 and done.stderr.startswith("Error: "), name
            assert "root:" not in done.stderr + done.stdout

    def test_a_zip_that_is_packed_too_well_or_holds_a_file_twice(self, repository: Path, tmp_path: Path):
        bomb, twice = tmp_path / "bomb.zip", tmp_path / "twice.zip"
        git(repository, "archive", "--format=zip", f"--output={twice}", "HEAD")
        text = (repository / "data/governments.csv").read_bytes()
        with zipfile.ZipFile(twice) as own, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in own.namelist():
                more = b"\n" * 11_000_000 if name == "data/governments.csv" else b""
                packed.writestr(name, own.read(name) + more)
        told = self.refused(repository, str(bomb))
        assert f"governments.csv in {bomb} is refused: unpacked, it is more than 200 times as large" in told
        with zipfile.ZipFile(twice, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("data/governments.csv", text.replace(b"Aville", b"Avilla"))
        told = self.refused(repository, str(twice))
        assert f"{twice} holds data/governments.csv twice" in told

    def test_what_does_not_fit_into_memory_is_told_in_a_sentence(self, repository: Path, tmp_path: Path):
        large = shutil.copytree(repository, tmp_path / "large")
        os.truncate(large / "data/governments.csv", 1_900_000_000)  # a hole: no byte of it is on the disk

        def bounded() -> None:
            resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))

        done = start_opengov("--root", str(repository), "diff", str(large), preexec_fn=bounded)
        assert done.returncode == 2 and done.stdout == ""
        assert done.stderr == f"Error: {large} holds more than fits into the memory of this machine.\n"

    def test_which_side_is_broken_is_told_with_a_mend_that_is_true(self, repository: Path, tmp_path: Path):
        git(repository, "tag", "v1.0.0")
        edit(repository, "data/governments.csv", "aville,", "aville,x,")
        broken = shutil.copytree(repository, tmp_path / "broken one")
        run_opengov("--root", str(repository), "export")
        archive = tmp_path / "half.zip"
        commit(repository, "2026-02-01", "half")
        git(repository, "archive", "--format=zip", f"--output={archive}", "HEAD")
        fault = "data/governments.csv:2 cannot be compared: "
        lists = "lists every fault with its line."
        for side, mend in (
            (None, f"'opengov check' {lists}"),
            (str(broken), f"'opengov --root '{broken}' check' {lists}"),
            (str(archive), f"Unpack it, and 'opengov --root FOLDER check' {lists}"),
            ("half", ""),
        ):
            told = self.refused(repository, "v1.0.0", *([side] if side else []))
            assert told.startswith(f"Error: In {side or 'the working copy'}: {fault}"), told
            assert told.partition(" columns.")[2].strip() == mend, told
        if side:
            told = self.refused(repository, side, "v1.0.0")
            assert told.startswith(f"Error: In {side}: {fault}"), told

    @pytest.mark.parametrize(
        ("file", "place", "value", "said"),
        [
            ("datapackage.json", "resources", "x", "cannot be compared: it holds no list “resources”"),
            ("datapackage.json", "resources", [5], "its name, path or schema is no text"),
            ("datapackage.json", "version", 5, "cannot be compared: it holds no text “version”"),
            ("datapackage.json", "opengov", [], "cannot be compared: it holds no object “opengov”"),
            ("datapackage.json", "opengov.as_of", None,
             "“opengov” in datapackage.json cannot be compared: it holds no text “as_of”"),
            ("datapackage.json", "licenses", 5, "→ no licence"),
            ("schemas/events.json", "fields", {"a": 1},
             "the schema of data/events.csv cannot be compared: it holds no list “fields”"),
            ("schemas/events.json", "fields", ["a"],
             "a column in the schema of data/events.csv cannot be compared: it holds no text “name”"),
            ("schemas/events.json", "primaryKey", 7,
             "data/events.csv:1 cannot be compared: it has no key column 7."),
            ("schemas/events.json", "primaryKey", [{}], "it has no key column {}"),
        ],
    )  # fmt: skip
    def test_a_description_of_another_form_is_told_in_words(self, repository, file, place, value, said):
        say(repository, file, place, value)
        done = run_opengov("--root", str(repository), "diff", "HEAD")
        assert said in done.stdout + done.stderr
        assert done.returncode == 0 or done.stderr.startswith(
            ("Error: In the working copy: ", "Error: datap")
        )

    def test_a_zip_with_the_package_in_a_folder_of_its_own(self, repository: Path, tmp_path: Path):
        """As GitHub packs a repository ("Download ZIP")."""
        archive = tmp_path / "main.zip"
        git(repository, "archive", "--format=zip", "--prefix=opengov-main/", f"--output={archive}", "HEAD")
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert "governments: 1 changed" in diff(repository, str(archive))
        with zipfile.ZipFile(archive, "a") as two:
            two.writestr("other/datapackage.json", "{}")
        done = run_opengov("--root", str(repository), "diff", str(archive))
        assert done.returncode == 2 and "holds no datapackage.json" in done.stderr

    @pytest.mark.parametrize("name", ["datapackage.json", "schemas/updates.json"])
    def test_a_description_without_end_is_not_read(self, repository: Path, tmp_path: Path, name: str):
        archive = tmp_path / "huge.zip"
        files = {path: (repository / path).read_bytes() for path in ("datapackage.json", name)}
        files |= {
            path.relative_to(repository).as_posix(): path.read_bytes()
            for folder in ("data", "schemas")
            for path in (repository / folder).rglob("*.*")
        }
        files[name] += b" " * 10_000_001
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, content in files.items():
                packed.writestr(path, content)
        (repository / name).write_bytes(files[name])
        commit(repository, "2026-02-01")
        for old in (str(archive), str(repository), "HEAD"):
            done = run_opengov("--root", str(repository), "diff", old, "HEAD~1")
            assert done.returncode == 2 and "more than 10,000,000" in done.stderr, old
            assert name in done.stderr

    def test_a_path_that_leaves_the_folder_is_refused(self, repository: Path, tmp_path: Path):
        other = shutil.copytree(repository, tmp_path / "other")
        (other / "datapackage.json").write_text(json.dumps(descriptor("../secret.csv")))
        (tmp_path / "secret.csv").write_text("government_id\nsecret\n")
        done = run_opengov("--root", str(repository), "diff", str(other))
        assert done.returncode == 2 and "leaves the package" in done.stderr


def descriptor(path: str) -> dict:
    resource = {"name": "governments", "path": path, "schema": "schemas/governments.json"}
    return {"version": "1.0.0", "opengov": {"as_of": "2026-01-01"}, "resources": [resource]}


class TestNothingIsLost:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (
                "government_id,name\na,1\na,2\n",
                "data/governments.csv:3 cannot be compared: the key a stands twice",
            ),
            ("government_id,name\na\n", "data/governments.csv:2 cannot be compared: 1 cells, 2 columns"),
            ('government_id,name\na,"b\n', "data/governments.csv:2 cannot be compared"),
            ("name\nb\n", "no key column government_id"),
        ],
    )
    def test_what_cannot_be_compared_has_its_place(self, repository: Path, content: str, said: str):
        (repository / "data/governments.csv").write_text(content)
        done = run_opengov("--root", str(repository), "diff", "HEAD")
        assert done.returncode == 2 and said in done.stderr

    def test_an_empty_table_differs(self, repository: Path):
        path = repository / "data/milestones.csv"
        path.write_text(path.read_text().partition("\n")[0] + "\n")
        assert " removed" in diff(repository, "HEAD")


class TestLevel:
    def level(self, old: Snapshot, new: Snapshot) -> str:
        return meaning(compare(old, new)).level

    def test_follows_the_rules(self):
        one, two = table({("a",): ("1", "2")}), table({("a",): ("1", "2"), ("b",): ("3", "4")})
        assert self.level(snapshot(t=one), snapshot(t=one)) == ""
        assert self.level(snapshot(t=one), snapshot(t=table({("a",): ("1", "9")}))) == "patch"
        assert self.level(snapshot(t=one), snapshot(t=two)) == "minor"
        assert self.level(snapshot(t=one), snapshot(t=one, u=two)) == "minor"
        assert self.level(snapshot(t=one, u=two), snapshot(t=one)) == "major"
        fewer = TableSnapshot(
            "t", "T", {"id": "string", "a": "string"}, ("id",), {("a",): {"id": "a", "a": "1"}}
        )
        assert self.level(snapshot(t=one), snapshot(t=fewer)) == "major"
        assert self.level(snapshot(t=fewer), snapshot(t=one)) == "minor"
        typed = TableSnapshot("t", "T", one.types | {"a": "integer"}, ("id",), one.rows)
        assert self.level(snapshot(t=one), snapshot(t=typed)) == "major"
        other = Snapshot("x", "1.0.0", "2026-01-01", ((("name", "CC0-1.0"),),), {"t": one})
        assert self.level(snapshot(t=one), other) == "major"

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('"name": "CC-BY-4.0"', '"name": "CC0-1.0"', "CC-BY-4.0 → CC0-1.0"),
            ("4.0 International", "4.0 Unported",
             "CC-BY-4.0 (title: Creative Commons Attribution 4.0 International) → "
             "CC-BY-4.0 (title: Creative Commons Attribution 4.0 Unported)"),
            ("licenses/by/4.0/", "licenses/by-nd/4.0/",
             "CC-BY-4.0 (path: https://creativecommons.org/licenses/by/4.0/) → "
             "CC-BY-4.0 (path: https://creativecommons.org/licenses/by-nd/4.0/)"),
            ('{\n      "name": "CC-BY-4.0",\n'
             '      "title": "Creative Commons Attribution 4.0 International",\n'
             '      "path": "https://creativecommons.org/licenses/by/4.0/"\n    }',
             "", "CC-BY-4.0 → no licence"),
        ],
    )  # fmt: skip
    def test_another_licence_is_major_in_whatever_it_differs(self, repository, old: str, new: str, said: str):
        edit(repository, "datapackage.json", old, new)
        verdict = f"For the version this is major: another licence: {said}."
        assert diff(repository, "HEAD").splitlines()[1] == verdict
        shown = diff(repository, "HEAD", "--format", "markdown").splitlines()[2]
        assert shown.replace("\\", "").replace("&gt;", ">") == verdict

    def test_another_text_of_the_licence_is_told(self, repository: Path, tmp_path: Path):
        (repository / "LICENSE").write_text("Free.\n")
        assert "Nothing differs." in diff(repository, "HEAD")  # where one side has none
        commit(repository, "2026-02-01")
        run_opengov("--root", str(repository), "export")
        archive = shutil.copy(repository / "build/downloads/latest/opengov.zip", tmp_path / "old.zip")
        (repository / "LICENSE").write_text("Free, but for others.\n")
        for old in ("HEAD", str(archive)):
            told = diff(repository, old)
            assert "patch: another text in LICENSE (major if the terms are others)" in told, old

    def test_names_the_reasons_of_all_levels(self, repository: Path):
        edit(repository, "data/updates.csv", "aville-2017-01-u01,", "aville-2017-01-u99,")
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        told = diff(repository, "HEAD").splitlines()[1]
        assert told == (
            "For the version this is minor: new rows in updates: 1. Beside it, patch: corrected rows in "
            "governments: 1; rows taken out of updates: 1. Records were taken out: a release has to say "
            "why ('opengov release --because')."
        )
        shown = diff(repository, "HEAD", "--format", "markdown").splitlines()[2].replace("\\", "")
        assert shown == told
        found = json.loads(diff(repository, "HEAD", "--format", "json"))
        assert found["reasons"] == ["new rows in updates: 1"] and found["needs_reason"] is True
        assert len(found["also"]["patch"]) == 2
        edit(repository, "data/updates.csv", "aville-2017-01-u99,", "aville-2017-01-u01,")
        assert "taken out" not in diff(repository, "HEAD")

    def test_asks_for_no_reason_between_editions_that_are_made(self, repository: Path):
        edit(repository, "data/updates.csv", "aville-2017-01-u01,", "aville-2017-01-u99,")
        commit(repository)
        told = diff(repository, "HEAD~1", "HEAD")
        assert "rows taken out of updates: 1." in told and "has to say why" not in told

    @pytest.mark.parametrize(
        ("level", "after"), [("", "1.2.3"), ("patch", "1.2.4"), ("minor", "1.3.0"), ("major", "2.0.0")]
    )
    def test_gives_the_number(self, level: str, after: str):
        assert next_version("1.2.3", level) == after


SCHEMA, RESOURCE = "schemas/commitments.json", "resources.commitments"
OGP_ID, NUMBER = "fields.ogp_id", "fields.number.constraints"
NOTHING = object()  # what is not said
PLAN = {"fields": "plan_id", "reference": {"resource": "action_plans", "fields": ["plan_id"]}}
OTHER = PLAN | {"fields": ["title"]}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package. Whoever lets it say something else puts that back."""
    return make_small(tmp_path_factory.mktemp("kept") / "package")


def say(folder: Path, file: str, place: str, value) -> None:
    """Let a JSON file say ``value`` (NOTHING: nothing) at a place; things in a list go by their names."""
    path = folder / file
    whole = at = json.loads(path.read_text(encoding="utf-8"))
    *steps, last = place.split(".")
    for step in steps:
        at = next(one for one in at if one["name"] == step) if isinstance(at, list) else at[step]
    at.pop(last, None)
    at |= {} if value is NOTHING else {last: value}
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


class TestDeclared:
    """What only schemas and descriptor say: the rules, keys and words of tables."""

    def test_what_many_tables_have_is_told_once(self, repository: Path):
        """The code lists share a schema: a wall of the same words would hide what else there is."""
        say(repository, "schemas/codelist.json", "fields.code.constraints.pattern", "[a-z_-]+")
        done = run_opengov("--root", str(repository), "diff", "HEAD")
        lists = [table.name for table in Package.open(repository).tables if table.is_codelist]
        assert f"this is minor: other rules in {len(lists)} tables.\n" in done.stdout and len(lists) > 20
        assert done.stdout.splitlines()[3:] == [
            f"  {', '.join(lists)}: other rules",
            "",
            f"{', '.join(lists)}: other rules",
            "  other values allowed in the column code (pattern): [a-z0-9]+([-_][a-z0-9]+)* → [a-z_-]+",
        ]
        whole = json.loads(diff(repository, "HEAD", "--format", "json"))
        assert [one["table"] for one in whole["tables"] if one["declared"]] == lists  # JSON is whole
        ask = ("--as-of", "2026-11-26", "--since", "HEAD", "--dry-run")
        done = run_opengov("--root", str(repository), "release", *ask)
        named = ", ".join(f"`{name}`" for name in lists)
        assert f"    - Other rules in {len(lists)} tables: {named}.\n" in done.stdout

    @pytest.mark.parametrize("form", ["text", "markdown"])
    def test_records_come_first_and_the_summary_says_of_what_kind_the_rest_is(self, repository, form):
        say(repository, "schemas/governments.json", "fields.name.description", "Another one.")
        say(repository, "schemas/events.json", "fields.title.constraints.maxLength", 7000)
        say(repository, "schemas/milestones.json", "fields.title.constraints.maxLength", 7000)
        say(repository, "schemas/updates.json", "fields.note.title", "Remark")
        edit(repository, "data/updates.csv", "The budget office has begun.", "The budget office began.")
        edit(repository, "data/milestones.csv", "Publish the accounts", "Publish all accounts")
        told = diff(repository, "HEAD", "--format", form).replace("\\", "").replace("`", "")
        assert "described otherwise: the column name" in told.replace("\n", " ")
        places = [told.index(one) for one in (
            f"milestones{'' if form == 'text' else '**'}: 1 changed; looser rules",
            "Publish the accounts → Publish all accounts",
            "The budget office",
            "more values allowed in the column title (maxLength)",
            "the title of the column note differs",
        )]  # fmt: skip
        assert places == sorted(places) and told.count("(maxLength)") == 1
        if form == "text":
            assert told.splitlines()[3:7] == [
                "  milestones: 1 changed; looser rules",
                "  updates: 1 changed; described otherwise",
                "  governments: described otherwise",
                "  events: looser rules",
            ]

    def compared(self, folder: Path, file: str, place: str, *values) -> Difference:
        """The package saying the first value at a place, with itself saying the second."""
        text = (folder / file).read_text(encoding="utf-8")
        sides = []
        for value in values:
            say(folder, file, place, value)
            sides.append(open_edition(str(folder), folder))
            (folder / file).write_text(text, encoding="utf-8")
        return compare(*sides)

    @pytest.mark.parametrize(
        ("file", "place", "old", "new", "level", "said", "back"),
        [
            (SCHEMA, f"{OGP_ID}.constraints.pattern", "[A-Z]{2}", "[A-Z]+", "minor",
             "other values allowed in the column ogp_id (pattern): [A-Z]{2} → [A-Z]+", "minor"),
            (SCHEMA, f"{OGP_ID}.constraints.pattern", "[A-Z]{2}", NOTHING, "minor",
             "more values allowed in the column ogp_id (pattern): [A-Z]{2} → (none)", "patch"),
            (SCHEMA, f"{OGP_ID}.constraints.unique", True, NOTHING, "minor",
             "a value may stand twice now in the column ogp_id", "patch"),
            (SCHEMA, f"{NUMBER}.required", NOTHING, True, "patch",
             "required now: the column number", "minor"),
            (SCHEMA, f"{NUMBER}.required", True, False, "minor",
             "may be blank now: the column number", "patch"),
            (SCHEMA, f"{NUMBER}.required", False, NOTHING, "patch",
             "the required of the column number differs: false → (none)", "patch"),
            (SCHEMA, f"{NUMBER}.maxLength", 100, 200, "minor",
             "more values allowed in the column number (maxLength): 100 → 200", "patch"),
            (SCHEMA, f"{NUMBER}.minimum", 1, 1.5, "patch",
             "fewer values allowed in the column number (minimum): 1 → 1.5", "minor"),
            (SCHEMA, f"{NUMBER}.minimum", "2018", "2019", "minor",
             "other values allowed in the column number (minimum): 2018 → 2019", "minor"),
            (SCHEMA, f"{NUMBER}.enum", ["a", "b"], ["b", "c", "a"], "minor",
             "more values allowed in the column number (enum): "
             '["a", "b"] → ["b", "c", "a"]', "patch"),
            (SCHEMA, f"{NUMBER}.enum", ["a"], ["b"], "minor",
             'other values allowed in the column number (enum): ["a"] → ["b"]', "minor"),
            (SCHEMA, f"{NUMBER}.enum", ["a", "b"], ["b", "a"], "patch",
             'the enum of the column number differs: ["a", "b"] → ["b", "a"]', "patch"),
            (SCHEMA, f"{OGP_ID}.title", "Id", "OGP id", "patch",
             "the title of the column ogp_id differs: Id → OGP id", "patch"),
            (SCHEMA, f"{OGP_ID}.example", 5, "5", "patch",
             'the example of the column ogp_id differs: 5 → "5"', "patch"),
            (SCHEMA, f"{OGP_ID}.description", "", NOTHING, "patch",
             "the description of the column ogp_id differs: (blank) → (none)", "patch"),
            (SCHEMA, f"{OGP_ID}.description", "a b", "a  b", "patch",
             "the description of the column ogp_id differs: only spaces differ (more 1 U+0020 SPACE)",
             "patch"),
            (SCHEMA, f"{OGP_ID}.format", NOTHING, "uri", "major",
             "the format of the column ogp_id differs: (none) → uri", "major"),
            (SCHEMA, "missingValues", [""], ["", "-"], "major",
             'the sign for a missing value of the table differs: [""] → ["", "-"]', "major"),
            (SCHEMA, "foreignKeys", [PLAN], [], "minor",
             "foreign key gone: plan_id to action_plans (plan_id)", "patch"),
            (SCHEMA, "uniqueKeys", NOTHING, [["ogp_id", "title"]], "patch",
             "new unique key: ogp_id, title", "minor"),
            ("datapackage.json", f"{RESOURCE}.title", "Promises", "Commitments", "patch",
             "the title of the table differs: Promises → Commitments", "patch"),
            ("datapackage.json", f"{RESOURCE}.opengov.rows.max", 60, 70, "patch",
             "the greatest number of rows expected of the table differs: 60 → 70", "patch"),
            ("datapackage.json", f"{RESOURCE}.dialect.csv.delimiter", ",", ";", "major",
             "the dialect.csv.delimiter of the table differs: , → ;", "major"),
            ("datapackage.json", "description", "Old " * 90 + "words.", "Old " * 90 + "letters.", "patch",
             "the description of the package differs: …Old Old Old Old Old Old Old Old Old Old words."
             " → …Old Old Old Old Old Old Old Old Old Old letters.", "patch"),
            ("datapackage.json", "keywords", ["OGP"], ["OGP", "local"], "patch",
             'the keywords of the package differs: ["OGP"] → ["OGP", "local"]', "patch"),
            ("datapackage.json", "opengov.contact", NOTHING, "mailto:a@example.org", "patch",
             "the opengov.contact of the package differs: (none) → mailto:a@example.org", "patch"),
        ],
    )  # fmt: skip
    def test_is_told_in_words_and_has_its_level(self, kept, file, place, old, new, level, said, back):
        found = self.compared(kept, file, place, old, new)
        assert meaning(found).level == level
        assert f"\n  {said}\n" in render(found, "text")
        shown = render(found, "markdown").replace("\\", "").replace("&gt;", ">").replace("@\u200b", "@")
        assert f"\n- {said}\n" in shown
        (one,) = found.declared or found.tables[0].declared
        whole = json.loads(render(found, "json"))
        (own,) = whole["declared"] or whole["tables"][0]["declared"]
        assert own == {name: getattr(one, name) for name in ("column", "what", "old", "new", "kind")}
        assert meaning(self.compared(kept, file, place, new, old)).level == back

    @pytest.mark.parametrize(
        ("file", "place", "old", "new"),
        [
            (SCHEMA, "primaryKey", "commitment_id", ["commitment_id"]),
            (SCHEMA, "foreignKeys", [PLAN, OTHER], [OTHER, PLAN]),
            (SCHEMA, "uniqueKeys", NOTHING, []),
            (SCHEMA, f"{OGP_ID}.constraints", NOTHING, {}),
            (SCHEMA, f"{OGP_ID}.type", NOTHING, "string"),
            ("datapackage.json", "version", "1.0.0", "1.0.1"),
            ("datapackage.json", "created", "2026-11-23T00:00:00Z", NOTHING),
            ("datapackage.json", "opengov", {"as_of": "2026-11-23"},
             {"as_of": "2026-11-24", "because": "It stood there twice.", "released": {"data/x.csv": "0"}}),
            ("datapackage.json", f"{RESOURCE}.bytes", NOTHING, 7),
        ],
    )  # fmt: skip
    def test_what_means_the_same_or_is_of_the_release_is_no_difference(self, kept, file, place, old, new):
        assert not self.compared(kept, file, place, old, new)

    def test_another_primary_key_is_major(self, kept: Path):
        found = self.compared(kept, SCHEMA, "primaryKey", "commitment_id", ["commitment_id", "plan_id"])
        said = "the primary key of the table differs"
        assert meaning(found).reasons == (f"commitments: {said}",)
        assert f"  {said}: commitment_id → commitment_id, plan_id\n" in render(found, "text")

    def test_a_file_that_moved_is_major(self, repository: Path):
        shutil.move(repository / "data/events.csv", repository / "data/occasions.csv")
        edit(repository, "datapackage.json", "data/events.csv", "data/occasions.csv")
        told = diff(repository, "HEAD")
        assert "major: events: the file of the table differs." in told
        assert "differs: data/events.csv → data/occasions.csv" in told

    def test_another_order_is_a_patch(self, repository: Path):
        path = repository / "data/events.csv"
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([*row[1:], row[0]] for row in rows)
        whole = json.loads((repository / "datapackage.json").read_text(encoding="utf-8"))
        whole["resources"].append(whole["resources"].pop(0))
        (repository / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")
        assert diff(repository, "HEAD").splitlines()[1:] == [
            "For the version this is patch: the tables stand in another order; the columns of events stand "
            "in another order.",
            "",
            "datapackage.json:",
            "  the tables stand in another order",
            "",
            "events: other columns",
            "  the columns stand in another order",
        ]
        found = json.loads(diff(repository, "HEAD", "--format", "json"))
        assert found["reordered"] is True and found["tables"][0]["columns_reordered"] is True

    def test_columns_that_came_and_went_are_told_once_and_make_no_other_order(self, repository: Path):
        path = repository / "data/events.csv"
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        head = head.replace(",", ",extra,", 1)
        text = "\n".join([head, *(one.replace(",", ",,", 1) for one in rows)])
        path.write_text(text + "\n", encoding="utf-8")
        schema = json.loads((repository / "schemas/events.json").read_text(encoding="utf-8"))
        fields = [*schema["fields"], {"name": "extra", "title": "Extra", "constraints": {"maxLength": 1}}]
        say(repository, "schemas/events.json", "fields", fields)
        assert diff(repository, "HEAD").splitlines()[3:] == [
            "events: other columns",
            "  new column: extra (0 rows hold something)",
        ]

    def test_the_same_of_several_columns_is_one_line(self, repository: Path):
        path = repository / SCHEMA
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"maxLength": 120', '"maxLength": 130'), encoding="utf-8")
        told = diff(repository, "HEAD").splitlines()
        (line,) = [one for one in told if "maxLength" in one]
        assert line.startswith("  more values allowed in the columns commitment_id, plan_id, ")
        assert line.endswith(" (maxLength): 120 → 130")
        assert told[1].startswith(
            "For the version this is minor: commitments: more values allowed in commitment_id, plan_id, "
        )

    def test_an_edition_is_the_same_in_every_place(self, repository: Path):
        """Whatever export writes into its descriptors; a part only lacks what it is no part of."""
        run_opengov("--root", str(repository), "release", "--as-of", "2026-11-25")
        commit(repository, "2026-02-01", "v1.0.0")
        assert run_opengov("--root", str(repository), "export").returncode == 0
        folder = repository / "build/downloads/1.0.0"
        places = ["v1.0.0", str(repository), str(folder), str(folder / "opengov.zip")]
        sides = [open_edition(one, repository) for one in places]
        for old in sides:
            for new in sides:
                assert not compare(old, new), (old.label, new.label)
        part = open_edition(str(folder / "governments/aville.zip"), repository)
        for found in (compare(sides[0], part), compare(part, sides[0])):
            assert not found.declared and found.tables
            assert all(not one.declared and (one.added or one.removed) for one in found.tables)
        archive = str(folder / "governments/aville.zip")
        for sides, what in (((archive, "v1.0.0"), "added"), (("v1.0.0", archive), "removed")):
            told = f"{archive} is only a part, the package of one government: what it lacks counts as {what}."
            assert diff(repository, *sides).splitlines()[1].startswith(f"{told} For the version this is ")
            assert told in diff(repository, *sides, "--format", "markdown").replace("\\", "")
            found = json.loads(diff(repository, *sides, "--format", "json"))
            assert found["part"] == ("old" if what == "added" else "new")
        say(repository, SCHEMA, f"{OGP_ID}.title", "Id")
        now = open_edition(None, repository)
        assert [one.name for one in compare(part, now).tables if one.declared] == ["commitments"]

    @pytest.mark.parametrize(
        ("file", "place", "value", "said"),
        [
            (SCHEMA, f"{OGP_ID}.constraints", "none", "in the column ogp_id (constraints): (none) → none"),
            (SCHEMA, f"{OGP_ID}.constraints", {"required": "yes", "": {}}, "required now: the column ogp_id"),
            (SCHEMA, f"{OGP_ID}.constraints.minimum", float("nan"), "(minimum): (none) → NaN"),
            (SCHEMA, f"{OGP_ID}.title", {"en": {"a": {"b": 1}}}, "title.en.a of the column ogp_id differs"),
            (SCHEMA, "foreignKeys", [None, 5, {"fields": 5}, {"reference": {}}], "new foreign key: 5\n"),
            (SCHEMA, "foreignKeys", "plan_id", "new foreign key: plan_id\n"),
            (SCHEMA, "uniqueKeys", {"a": 1}, 'new unique key: {"a": 1}\n'),
            (SCHEMA, "x\x1b[31m|<b>`\n# y", "z", "the x [31m|<b>` # y of the table differs: (none) → z\n"),
            ("datapackage.json", f"{RESOURCE}.opengov", 7, "the opengov of the table differs: (none) → 7"),
            ("datapackage.json", "keywords", json.loads("[" * 300 + "]" * 300), "keywords of the package"),
            ("datapackage.json", f"{RESOURCE}.name", 5, "its name, path or schema is no text"),
            ("datapackage.json", "title", "\ud800", "cannot be compared: it holds half a character, \\ud800"),
            (SCHEMA, "description", "\udfff", f"{SCHEMA} cannot be compared: it holds half a character"),
        ],
    )  # fmt: skip
    def test_what_nobody_checked_is_no_traceback(self, repository: Path, file, place, value, said):
        say(repository, file, place, value)
        commit(repository, "2026-02-01")
        for form in ("text", "markdown", "json"):
            done = run_opengov("--root", str(repository), "diff", "HEAD~1", "HEAD", "--format", form)
            assert done.returncode == (0 if done.stdout else 2) and "Traceback" not in done.stderr
            assert form != "text" or said in done.stdout + done.stderr
            assert "\x1b" not in done.stdout and "\n# y" not in done.stdout

    @settings(max_examples=60, deadline=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from("ab"),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["required", "enum", "minimum", "maxLength", "x"]), inner)
            ),
            max_leaves=6,
        ),
        st.data(),
    )
    def test_one_way_and_the_other(self, value, data):
        """What is looser one way is tighter the other way, and a value never differs from itself."""
        other = data.draw(st.sampled_from([value, 1, {"minimum": 1, "enum": ["a"], "required": True}]))
        rest = ("foreignKeys", "uniqueKeys", "primaryKey", "title")
        old, new = (
            of_table({}, {"fields": [{"name": "a", "constraints": one}]} | dict.fromkeys(rest, one), ["a"])
            for one in (value, other)
        )
        there, back = declared_otherwise(old, new, ["a"]), declared_otherwise(new, old, ["a"])
        turned = {"looser": "tighter", "tighter": "looser"}
        assert {(one.column, one.what, one.old, one.new, one.kind) for one in there} == {
            (one.column, one.what, one.new, one.old, turned.get(one.kind, one.kind)) for one in back
        }
        assert all(one.old != one.new for one in there)

    def test_much_of_it_leaves_the_report_readable(self):
        words = {("", f"a{number}"): "@<" * 400 for number in range(500)}
        rows = table({(f"r{number}",): ("1", "2") for number in range(900)})
        wide = replace(rows, declared=words, types=rows.types | {"c" * 200 + str(n): "" for n in range(500)})
        for row in wide.rows.values():
            row.update(dict.fromkeys(wide.types.keys() - rows.types.keys(), ""))
        own = replace(snapshot(t=wide), declared=words)
        shown = render(compare(snapshot(t=table({})), own), "markdown")
        assert len(shown) <= MOST_LETTERS and "- 500 differences in columns\n" in shown
        assert len(re.findall(r"\n- … and \d+ more \(--format json\)\n", shown)) == 2
        assert shown.count("\n- added r") > 20


def test_the_summary_of_the_workflow_says_why_there_is_no_comparison(repository: Path, tmp_path: Path):
    """The step as GitHub runs it, in the package of the test: its log tells the same, and it fails."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    (step,) = [step for step in steps if "opengov diff" in step.get("run", "")]
    program = repository / ".venv/bin/opengov"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m opengov "$@"\n')
    program.chmod(0o755)
    assert step["shell"] == "bash"  # GitHub's own options for it; without it, a pipe that fails would pass
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    told = {}
    for fault, said in (("", "Nothing differs"), ("x,", "cannot be compared: ")):
        edit(repository, "data/governments.csv", "\naville,", f"\naville,{fault}")
        summary = tmp_path / f"summary{len(told)}"
        given = os.environ | {"BASE": "HEAD", "GITHUB_STEP_SUMMARY": str(summary)}
        done = subprocess.run(command, cwd=repository, env=given, capture_output=True, text=True, check=False)
        told[said] = done.returncode
        assert said in summary.read_text() and said in done.stdout
    assert list(told.values()) == [0, 2]


class TestForms:
    def test_json_is_whole(self, repository: Path):
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        found = json.loads(diff(repository, "HEAD", "--format", "json", "--limit", "1"))
        (own,) = found["tables"]
        assert found["level"] == "patch" and own["table"] == "governments"
        assert {"field": "name", "old": "Aville", "new": "Avilla"} in own["changed"][0]["fields"]

    def test_markdown_says_the_summary_first(self, repository: Path):
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        lines = diff(repository, "HEAD", "--format", "markdown").splitlines()
        assert lines[0].startswith("### Data: HEAD → ") and "patch" in lines[2]
        assert "| `governments` | 0 | 0 | 1 |" in lines
        assert any(line.startswith("- changed aville “Avilla”") for line in lines)

    def test_another_day_is_told_and_is_no_difference_of_the_data(self, repository: Path):
        say(repository, "datapackage.json", "opengov.as_of", "2026-11-26")
        days = "2026-11-23 → 2026-11-26"
        assert diff(repository, "HEAD").splitlines()[1:] == [
            f"Nothing differs, but for the as-of day: {days}."
        ]
        assert f"but for the as-of day: {days}." in diff(repository, "HEAD", "--format", "markdown").replace(
            "\\", ""
        ).replace("&gt;", ">")
        found = json.loads(diff(repository, "HEAD", "--format", "json"))
        assert found["as_of"] == ["2026-11-23", "2026-11-26"] and found["level"] == ""
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        told = diff(repository, "HEAD").splitlines()[1]
        assert told.endswith(f"corrected rows in governments: 1. The as-of day differs too: {days}.")
        git(repository, "add", "-A")
        assert json.loads(diff(repository, "HEAD", "HEAD", "--format", "json"))["as_of"] is None

    def test_text_of_others_is_no_markup(self):
        nasty = "@admin <img src=x onerror=alert(1)> | [link](http://e.example) `code` **b** #1\n## head https://e.example"
        old, new = table({("a",): ("1", "2")}), table({("a",): (nasty, "2")})
        text = render(compare(snapshot(t=old), snapshot(t=new)), "markdown")
        (line,) = [line for line in text.splitlines() if "onerror" in line]
        assert "<img" not in line and "@admin" not in line and "\n## head" not in text
        for markup in ("[link]", "`code`", "**b**", " | ", "https://"):
            assert markup not in line, markup

    def test_text_says_the_summary_first(self, repository: Path):
        edit(repository, "data/governments.csv", "Ville d’Aville", "Ville d’Avilla")
        edit(repository, "data/updates.csv", "The budget office has begun.", "The budget office began.")
        assert diff(repository, "HEAD").splitlines() == [
            "HEAD → the working copy",
            "For the version this is patch: corrected rows in governments: 1; corrected rows in updates: 1.",
            "",
            "  governments: 1 changed",
            "  updates: 1 changed",
            "",
            "governments: 1 changed",
            "  ~ aville “Aville”",
            "      name_original: Ville d’Aville → Ville d’Avilla",
            "",
            "updates: 1 changed",
            "  ~ aville-2017-01-u01 “under way” of “An open budget”",
            "      note: The budget office has begun. → The budget office began.",
        ]

    def test_a_record_is_named_by_what_it_belongs_to(self, repository: Path):
        for path, old, new in (
            ("updates.csv", "aville-2017-01-u01,", "aville-2017-01-u99,"),
            ("updates.csv", ",in-progress,under way,en cours,", ",in-progress,,,"),
            ("milestones.csv", "aville-2017-01-m02,", "aville-2017-01-m09,"),
            ("commitment_institutions.csv", "Finance office", "Office of finance"),
            ("assessments.csv", "binding-change", "limited"),
            ("commitments.csv", "A citizens’ assembly", "An assembly"),
            ("action_plans.csv", "The second plan of A", "The 2nd plan of A"),
        ):
            edit(repository, f"data/{path}", old, new)
        told = diff(repository, "HEAD")
        for line in (
            "+ aville-2017-01-u99 of “An open budget”",
            "- aville-2017-01-u01 “under way” of “An open budget”",
            "+ aville-2017-01-m09 “Publish the accounts” of “An open budget”",
            "+ aville-2017-01/lead/Office of finance of “An open budget”",
            "~ aville-2021-01-a1 of “An assembly”",
            "~ aville-2021-01 “An assembly” of “Aville Action Plan 2021–2023”",
            "~ aville-2021 “Aville Action Plan 2021–2023” of “Aville”",
        ):
            assert f"  {line}\n" in told, line
        found = json.loads(diff(repository, "HEAD", "--format", "json"))
        (own,) = [one for one in found["tables"] if one["table"] == "milestones"]
        (new,) = own["added"]
        assert new["title"] == "Publish the accounts" and new["part_of"] == "An open budget"

    def test_a_record_that_came_or_went_is_told_with_what_it_holds(self, repository: Path):
        """So that a reviewer can judge a rating without opening the table."""
        path = repository / "data/assessments.csv"
        own = next(one for one in csv.DictReader(io.StringIO(path.read_text())) if one["ambition"])
        edit(repository, "data/assessments.csv", f"{own['assessment_id']},", f"{own['assessment_id']}9,")
        note = "word " * 60
        edit(repository, "data/updates.csv", "aville-2017-01-u01,", "aville-2017-01-u99,")
        edit(repository, "data/updates.csv", "The budget office has begun.", note)
        text = diff(repository, "HEAD")
        shown = diff(repository, "HEAD", "--format", "markdown").replace("\\", "")
        for sign, word in (("+", "added"), ("-", "removed")):
            key = own["assessment_id"] + ("9" if word == "added" else "")
            for form, begins, next_one in ((text, f"  {sign}", r"\n  [+-] "), (shown, f"- {word}", r"\n- ")):
                cells = re.split(next_one, form.partition(f"{begins} {key} ")[2])[0] + "\n"
                for field in ("ambition", "relevance", "source_id"):
                    assert f"{field}: {own[field]}\n" in cells, field
                assert "commitment_id" not in cells and "assessment_id" not in cells
        assert f"      note: {note[:79]}… (300 characters)\n" in text.replace(" …", "…")
        assert "note_fr" not in text
        found = json.loads(diff(repository, "HEAD", "--format", "json"))
        (table,) = [one for one in found["tables"] if one["table"] == "assessments"]
        expected = {name: value for name, value in own.items() if value}
        assert table["removed"][0]["cells"] == expected
        assert table["added"][0]["cells"] == expected | {"assessment_id": own["assessment_id"] + "9"}

    def test_large_records_that_came_leave_the_report_readable(self):
        types = dict.fromkeys(["id", *(f"c{number}" for number in range(40))], "string")
        rows = {
            (f"r{number:05d}",): {name: f"{name} " + "x" * 500 for name in types} | {"id": f"r{number:05d}"}
            for number in range(3000)
        }
        own = TableSnapshot("t", "T", types, ("id",), rows)
        found = compare(snapshot(t=replace(own, rows={})), snapshot(t=own))
        for limit in (200, 0):
            shown = render(found, "markdown", limit)
            assert len(shown) <= MOST_LETTERS and shown.count("\n- added r") > 20
            (left,) = [int(one) for one in re.findall(r"- … and (\d+) more \\", shown)]
            assert left + shown.count("\n- added r") == 3000
        text = render(found, "text", limit=3)
        assert text.count("\n") == 3 * 14 + 5 and max(map(len, text.splitlines())) < 130
        assert text.count("… and 28 more fields") == 3

    @pytest.mark.parametrize("form", ["text", "markdown"])
    def test_a_column_that_came_or_went_is_told_once(self, form: str):
        rows = {("a",): ("1", "x"), ("b",): ("2", ""), ("c",): ("", "y"), ("d",): ("3", "z")}
        whole = table(rows)
        types = {name: kind for name, kind in whole.types.items() if name != "a"}
        kept = {key: {"id": key[0], "b": b} for key, (_, b) in rows.items() if key != ("d",)}
        kept[("c",)]["b"] = "Y"
        without = TableSnapshot("t", "T", types, ("id",), kept)
        gone = compare(snapshot(t=whole), snapshot(t=without))
        shown = render(gone, form).replace("\\", "")
        assert "column gone: a (3 rows held something)" in shown and "(blank)" not in shown
        assert "1 removed, 3 changed (2 only by a column that is new or gone)" in shown
        assert "b: y → Y" in shown and "more" not in render(gone, form, limit=2)
        came = render(compare(snapshot(t=without), snapshot(t=whole)), form).replace("\\", "")
        assert "new column: a (3 rows hold something)" in came and "(blank)" not in came
        (own,) = json.loads(render(gone, "json"))["tables"]
        assert own["columns_held"] == {"a": 3} and len(own["changed"]) == 3  # JSON is whole

    @pytest.mark.parametrize("form", ["text", "markdown"])
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("3 000", "3\u00a0000", "only spaces differ (less 1 U+0020 SPACE; more 1 U+00A0 NO-BREAK SPACE)"),
            ("one  two", "one two", "only spaces differ (less 1 U+0020 SPACE)"),
            ("one\ntwo", "one two", "only spaces differ (less 1 U+000A LINE FEED; more 1 U+0020 SPACE)"),
            ("ab c", "a bc", "only spaces differ"),
            ("name", "na\u200bme",
             "only characters that cannot be seen differ (more 1 U+200B ZERO WIDTH SPACE)"),
            ("\ufeffname", "name",
             "only characters that cannot be seen differ (less 1 U+FEFF ZERO WIDTH NO-BREAK SPACE)"),
            ("a\x1bb", "ab", "only characters that cannot be seen differ (less 1 U+001B)"),
            ("", "\u200b", "only characters that cannot be seen differ (more 1 U+200B ZERO WIDTH SPACE)"),
            ("caf\u00e9", "cafe\u0301",
             "the same letters, encoded in another way (Unicode: composed before, decomposed now)"),
            ("o\ufb03ce", "office", "o‹U+FB03›ce → office"),
            ("Budget", "Budget  two spaces", "Budget → Budget␣␣two spaces"),
            ("one", " one or two ", "one → ␣one or two␣"),
            ("one two", "one\u00a0two, three", "one two → one‹U+00A0›two, three"),
            ("l’an\u00a02: un", "l’an\u00a02: deux", "l’an 2: un → l’an 2: deux"),
            ("one\ntwo", "one three", "one‹U+000A›two → one three"),
            ("", "new", "(blank) → new"),
            ("old", "", "old → (blank)"),
            ("It is late. " * 40 + "It is done.", "It is late. " * 40 + "It is due.",
             "…is late. It is late. It is late. It is done. → …is late. It is late. It is late. It is due."),
            ("x" * 300, "y", f"{'x' * 200}… (300 characters) → y"),
        ],
    )  # fmt: skip
    def test_say_in_words_what_cannot_be_seen(self, form: str, old: str, new: str, said: str):
        found = compare(snapshot(t=table({("k",): (old, "")})), snapshot(t=table({("k",): (new, "")})))
        shown = render(found, form).replace("\\", "")
        assert f"a: {said}\n" in shown
        (own,) = json.loads(render(found, "json"))["tables"]
        assert own["changed"][0]["fields"] == [{"field": "a", "old": old, "new": new}]

    @given(CELLS, CELLS)
    def test_never_show_two_values_alike(self, old: str, new: str):
        if old != new:
            (said,) = [told(Change("a", *pair)) for pair in [(old, new)]]
            before, arrow, after = said.removeprefix("a: ").partition(" → ")
            assert not arrow or before != after
            assert said.isprintable()

    def test_what_stands_in_keys_and_names_is_harmless_too(self):
        nasty = "a\x1b[31m`|\n# <b>"
        old = snapshot(t=table({}))
        rows = TableSnapshot(nasty, "", {nasty: "string"}, (nasty,), {(nasty,): {nasty: "1"}})
        found = compare(old, snapshot(**{"t": table({(nasty,): ("1", "2")}), nasty: rows}))
        for form in ("text", "markdown"):
            shown = render(found, form)
            assert "\x1b" not in shown and "\n# " not in shown
        assert "<b>" not in shown and "[31m`|" not in shown

    @pytest.mark.parametrize("value", ["x" * 300, "\U0001f3db*" * 150])
    @pytest.mark.parametrize("tables", [1, 3, 150])
    def test_a_large_one_stays_readable(self, value: str, tables: int):
        old, new = (
            {(f"r{number:05d}",): (f"{value}{edition}", edition) for number in range(5000)}
            for edition in ("1", "2")
        )
        one = compare_tables(table(old), table(new))
        many = Difference("x", "y", None, tuple(replace(one, name=f"t{number}") for number in range(tables)))
        for limit in (200, 0):
            shown = render(many, "markdown", limit)
            assert len(shown) <= MOST_LETTERS < 65_536 and len(shown.encode()) < 2**20
            assert shown.splitlines()[2].startswith("For the version this is patch")
            assert "| `t0` | 0 | 0 | 5000 |" in shown
            assert shown.count("<details>") == shown.count("</details>") and (
                "<details>" in shown or tables > 3
            )
            assert shown.count("\n- changed r") > 50
            left = [int(one) for one in re.findall(r"- … and (\d+) more ", shown)]
            assert sum(left) + shown.count("\n- changed r") == 5000 * min(tables, 100)
            ways = re.findall(r"more \\\(all\\: opengov diff x y (.*)\\\)", shown)
            options = "--format text --limit 0, or --format json"  # Markdown is never whole
            assert ways and {one.replace("\\", "") for one in ways} == {options}
        assert tables < 100 or "50 more tables differ" in shown
        short = render(many, "text", limit=3)
        assert (
            short.count("\n") < 14 * tables + 5
            and "… and 4997 more (all: opengov diff x y --limit 0" in short
        )
        assert tables > 3 or render(many, "text").count("~ r") == 200 * tables
        assert tables > 1 or render(many, "text", 0).count("~ r") == 5000

    def test_each_form_says_when_nothing_differs(self):
        nothing = Difference("a", "b", None, ())
        assert "Nothing differs." in render(nothing, "text") and "Nothing differs" in render(
            nothing, "markdown"
        )


def test_an_unknown_table_has_no_difference():
    with pytest.raises(ValueError, match="neither"):
        compare_tables(None, None)
    with pytest.raises(OpenGovError):
        open_edition("nosuch.zip", Path())

"""``opengov release``: the number follows from the changes; all is written, or nothing."""

import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, run_opengov, start_opengov
from history import commit, edit, git, make_repository

from opengov.errors import OpenGovError
from opengov.package import Package
from opengov.release import prepare

FILES = ("datapackage.json", "CHANGELOG.md")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package, released as 1.0.0. Nobody may change it."""
    folder = make_repository(tmp_path_factory.mktemp("released") / "package")
    assert release(folder, "--as-of", "2026-11-25").returncode == 0
    commit(folder, "2026-02-01", "v1.0.0")
    return folder


@pytest.fixture
def repository(released: Path, tmp_path: Path) -> Path:
    """A copy of it that the test may change."""
    return shutil.copytree(released, tmp_path / "package")


def release(folder: Path, *arguments: str):
    return run_opengov("--root", str(folder), "release", *arguments)


def said(folder: Path) -> dict:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def refused(folder: Path, *arguments: str, code: int = 2) -> str:
    before = {name: (folder / name).read_bytes() for name in FILES}
    done = release(folder, *arguments)
    assert done.returncode == code, done.stdout
    assert {name: (folder / name).read_bytes() for name in FILES} == before
    return done.stderr


def take_out(folder: Path) -> None:
    path = folder / "data/updates.csv"
    path.write_text(
        "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8"
    )


def test_the_first_edition_has_nothing_to_compare_with(tmp_path: Path):
    folder = make_repository(tmp_path / "package")
    done = start_opengov("--root", str(folder), "release", "--as-of", "2026-11-25")
    assert "this is the first" in done.stdout and "git tag -a v1.0.0" in done.stdout
    assert said(folder)["version"] == "1.0.0" and Package.open(folder).edition == "1.0.0"
    assert git(folder, "tag") == ""  # no git command was run
    text = (folder / "CHANGELOG.md").read_text()
    assert "## Unreleased\n\n## 1.0.0 (as of 2026-11-25)\n\n### Program\n\n- All of it." in text


def test_corrected_values_are_a_patch(repository: Path):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    assert Package.open(repository).edition == "unreleased"
    done = release(repository, "--as-of", "2026-11-26")
    assert done.returncode == 0, done.stderr
    assert said(repository)["version"] == "1.0.1" and said(repository)["opengov"]["as_of"] == "2026-11-26"
    assert Package.open(repository).edition == "1.0.1"
    text = (repository / "CHANGELOG.md").read_text()
    assert re.search(
        r"## 1\.0\.1 \(as of 2026-11-26\)\n\n### Data: records\n\n- `governments`: 1 changed\.", text
    )
    assert "## 1.0.0 (as of 2026-11-25)" in text
    assert run_opengov("--root", str(repository), "check").returncode == 0


def test_an_edition_says_when_it_was_released_whatever_day_it_is_true_of(repository: Path):
    """Else whoever harvests would see no change between two editions of the same day."""
    moments = []
    for old, new, number in (("Aville", "Avilla", "1.0.1"), ("Avilla", "Aville", "1.0.2")):
        edit(repository, "data/governments.csv", old, new)
        before = datetime.now(UTC).replace(microsecond=0)
        assert release(repository, "--as-of", "2026-11-26").returncode == 0
        moments.append(datetime.fromisoformat(said(repository)["created"]))
        assert before <= moments[-1] <= datetime.now(UTC)
        assert said(repository)["created"].endswith("Z") and said(repository)["version"] == number
        assert said(repository)["opengov"]["as_of"] == "2026-11-26"
        commit(repository, "2026-11-26", f"v{number}")
    assert moments[0] <= moments[1]


def test_new_rows_are_minor_and_a_lost_column_major(repository: Path):
    text = (repository / "data/updates.csv").read_text(encoding="utf-8")
    new = text.splitlines()[1].replace("aville-2017-01-u01", "aville-2017-01-u99")
    (repository / "data/updates.csv").write_text(text + new + "\n", encoding="utf-8")
    run_opengov("--root", str(repository), "tidy")
    done = release(repository, "--as-of", "2026-11-26", "--dry-run")
    assert "edition 1.1.0" in done.stdout and said(repository)["version"] == "1.0.0"


def test_what_only_the_schemas_say_makes_an_edition_too(repository: Path):
    """They are sealed, so the copy is unreleased; the tag, its successor and the changelog tell of it."""
    ask = ("--as-of", "2026-11-26")
    edit(repository, "schemas/commitments.json", "OGP’s own identifier", "The identifier that OGP gives")
    edit(repository, "datapackage.json", '"title": "Commitments",', '"title": "Promises_",')
    edit(repository, "datapackage.json", '"local government",', '"cities",')
    assert Package.open(repository).edition == "unreleased"
    assert "edition 1.0.1" in release(repository, *ask, "--dry-run").stdout
    edit(repository, "schemas/commitments.json", "[A-Z]{2,4}[0-9]{4}", "[A-Z]{2,5}[0-9]{4}")
    done = release(repository, *ask)
    assert done.returncode == 0, done.stderr
    assert "minor: commitments: other values allowed in ogp_id" in done.stdout
    assert (
        "## 1.1.0 (as of 2026-11-26)\n\n### Data: records\n\n"
        "- `datapackage.json`: described otherwise: the keywords of the package.\n"
        "- `commitments`: other values allowed in ogp\\_id; described otherwise: the title of the table, "
        "the column ogp\\_id.\n\n"
    ) in (repository / "CHANGELOG.md").read_text()
    commit(repository, "2026-03-01", "v1.1.0")
    assert "Nothing has changed since v1.1.0." in refused(repository, *ask)


def test_a_higher_number_may_be_chosen_a_lower_may_not(repository: Path):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    assert "too low" in refused(repository, "--as-of", "2026-11-26", "--version", "1.0.0")
    for number in ("0.9.0", "1.0", "v1.0.1", "1.0.1-rc1", "01.0.1"):
        with pytest.raises(OpenGovError, match=r"too low|no version"):
            prepare(Package.open(repository), "2026-11-26", number)
    assert release(repository, "--as-of", "2026-11-26", "--version", "2.0.0").returncode == 0
    assert said(repository)["version"] == "2.0.0"


def test_a_gap_before_the_number_is_told(repository: Path):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    for number, gap in (("1.0.1", 0), ("1.1.0", 0), ("2.0.0", 0), ("1.0.10", 1), ("99.0.0", 1)):
        done = release(repository, "--as-of", "2026-11-26", "--version", number, "--dry-run")
        assert done.returncode == 0
        note = f"Note: {number} is not the next number after 1.0.0, 1.0.1 is; those between"
        assert done.stdout.count(note) == gap and done.stdout.count("Note:") == gap, number


def test_the_next_number_is_told_where_nothing_differs(repository: Path):
    done = release(repository, "--as-of", "2026-11-26", "--version", "3.0.0", "--dry-run")
    assert "Note: 3.0.0 is not the next number after 1.0.0, 1.0.1 is" in done.stdout


def test_the_package_of_one_government_is_not_the_last_edition(repository: Path):
    assert run_opengov("--root", str(repository), "export").returncode == 0
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    downloads = repository / "build/downloads/1.0.0"
    part = str(downloads / "governments/aville.zip")
    assert "is a part, the package opengov-aville" in refused(
        repository, "--as-of", "2026-11-26", "--since", part
    )
    whole = str(downloads / "opengov.zip")
    assert "edition 1.0.1" in release(repository, "--as-of", "2026-11-26", "--since", whole).stdout


def test_without_git_no_git_command_is_told_and_the_seal_is_minded(repository: Path, tmp_path: Path):
    ask = ("--as-of", "2026-11-26", "--since")
    old = str(shutil.copytree(repository, tmp_path / "old"))
    shutil.rmtree(repository / ".git")
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    dry = release(repository, *ask, old, "--dry-run")
    assert "edition 1.0.1" in dry.stdout and "git add" not in dry.stdout
    assert "opengov.zip" not in dry.stdout  # which there would be none of
    done = release(repository, *ask, old)
    assert done.returncode == 0, done.stderr
    assert "git add" not in done.stdout and "git diff" not in done.stdout
    assert "keep build/downloads/1.0.1/opengov.zip" in done.stdout
    assert "1.0.1 is sealed here, and no table was edited since" in refused(repository, *ask, old)
    assert run_opengov("--root", str(repository), "export").returncode == 0
    edit(repository, "data/governments.csv", "Avilla", "Avillo")
    assert "1.0.1 was released here since" in refused(repository, *ask, old)
    whole = str(repository / "build/downloads/1.0.1/opengov.zip")
    assert "edition 1.0.2" in release(repository, *ask, whole).stdout


def test_nothing_new_is_no_edition(repository: Path):
    assert "Nothing has changed since v1.0.0" in refused(repository, "--as-of", "2026-11-26")
    done = release(repository, "--as-of", "2026-11-26", "--version", "1.1.0")
    assert done.returncode == 0 and "Nothing differs." in done.stdout and "the first" not in done.stdout


def test_what_was_taken_out_needs_a_reason_which_readers_are_told(repository: Path):
    take_out(repository)
    for ask in ((), ("--because", " .\n"), ("--version", "2.0.0")):
        said_why = refused(repository, "--as-of", "2026-11-26", *ask)
        assert "Records of v1.0.0 are not there any more: updates (1: " in said_why, ask
        assert "--because" in said_why
    done = release(repository, "--as-of", "2026-11-26", "--because", "It was counted twice.")
    assert done.returncode == 0, done.stderr
    assert "- Rows were taken out: It was counted twice.\n" in (repository / "CHANGELOG.md").read_text()


def test_the_reason_is_kept_with_the_edition_and_only_with_it(repository: Path):
    take_out(repository)
    assert release(repository, "--as-of", "2026-11-26", "--because", "It was <b>double</b>.").returncode == 0
    assert said(repository)["opengov"]["because"] == "It was <b>double</b>"
    assert run_opengov("--root", str(repository), "check").returncode == 0
    commit(repository, "2026-03-01", "v1.0.1")
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    assert release(repository, "--as-of", "2026-11-26").returncode == 0
    assert "because" not in said(repository)["opengov"]


def test_another_id_is_a_record_taken_out_however_many_are_new(repository: Path):
    edit(repository, "data/updates.csv", "aville-2017-01-u01,", "aville-2017-01-u77,")
    run_opengov("--root", str(repository), "tidy")
    assert "updates (1: aville-2017-01-u01)" in refused(repository, "--as-of", "2026-11-26")
    done = release(repository, "--as-of", "2026-11-26", "--because", "It had another number.")
    assert done.returncode == 0, done.stderr
    assert "- `updates`: 1 added, 1 removed.\n- Rows were taken out: It had another number.\n" in (
        repository / "CHANGELOG.md"
    ).read_text(encoding="utf-8")


def test_a_reason_for_nothing_is_refused(repository: Path):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    assert "No record was taken out" in refused(repository, "--as-of", "2026-11-26", "--because", "x")


def test_a_reason_is_one_line_and_no_markup(repository: Path):
    take_out(repository)
    reason = "Counted\ntwice.\r\n\n## 9.9.9 (as of 2030-01-01)\n<b>[x](y)</b> in `updates`\x1b."
    done = release(repository, "--as-of", "2026-11-26", "--because", reason)
    assert done.returncode == 0, done.stderr
    assert (
        "- Rows were taken out: Counted twice. ## 9.9.9 (as of 2030-01-01) "
        "&lt;b&gt;\\[x\\](y)&lt;/b&gt; in \\`updates\\`.\n"
    ) in (repository / "CHANGELOG.md").read_text(encoding="utf-8")


class TestUnfinished:
    """A second edition must not tell the changes of the first, nor use up its number."""

    ASK = ("--as-of", "2026-11-26")

    def test_what_is_sealed_is_committed_first(self, repository: Path):
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert release(repository, *self.ASK).returncode == 0
        for ask in ((), ("--dry-run",), ("--since", "v1.0.0"), ("--version", "2.0.0")):
            told = refused(repository, *self.ASK, *ask)
            assert "1.0.1 is sealed here, but neither committed nor tagged." in told, ask
        undo = re.search(r"'(git restore [^']+)'", told)
        assert undo and "git tag -a v1.0.1 -m v1.0.1" in told
        git(repository, "add", "-A")  # staged or not, the undo undoes it
        git(repository, *undo[1].split()[1:])
        assert said(repository)["version"] == "1.0.0"
        assert "Avilla" in (repository / "data/governments.csv").read_text(encoding="utf-8")
        assert "edition 1.0.1" in release(repository, *self.ASK).stdout

    def test_edits_after_it_have_a_way_out(self, repository: Path):
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert release(repository, *self.ASK).returncode == 0
        edit(repository, "data/governments.csv", "Avilla", "Avillo")
        told = refused(repository, *self.ASK)
        assert "1.0.1 was sealed here and never committed, and the data was edited since" in told
        undo = re.search(r"'(git restore [^']+)'", told)
        assert undo
        git(repository, *undo[1].split()[1:])
        done = release(repository, *self.ASK)
        assert "edition 1.0.1" in done.stdout and "Aville → Avillo" in done.stdout

    def test_what_is_committed_is_tagged_first(self, repository: Path):
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert release(repository, *self.ASK).returncode == 0
        identity = commit(repository, "2026-03-01")
        edit(repository, "data/governments.csv", "Avilla", "Avillo")
        told = refused(repository, *self.ASK)
        assert "1.0.1 is sealed and committed here, but has no tag" in told
        assert f"git tag -a v1.0.1 {identity[:12]}" in told
        git(repository, "tag", "v1.0.1", identity)
        assert "edition 1.0.2" in release(repository, *self.ASK).stdout

    def test_a_commit_that_is_not_what_was_sealed_gets_no_tag(self, repository: Path):
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert release(repository, *self.ASK).returncode == 0
        edit(repository, "data/governments.csv", "Avilla", "Avillo")
        identity = commit(repository, "2026-03-01")
        told = refused(repository, *self.ASK)
        assert f"its commit {identity[:12]} holds something else than was sealed" in told
        assert "in data/governments.csv" in told and "git tag -a v1.0.1 " not in told
        git(repository, "tag", "-a", "-m", "x", "v1.0.1", identity)
        told = refused(repository, *self.ASK)
        assert "The tag v1.0.1 is no edition: what was sealed differs there, in data/governments.csv" in told
        assert "Nothing has changed" not in told
        delete, undo = re.findall(r"'git (tag -d [^']+|restore [^']+)'", told)
        git(repository, *delete.split())
        git(repository, *undo.split())
        assert said(repository)["version"] == "1.0.0"
        done = release(repository, *self.ASK)
        assert "edition 1.0.1" in done.stdout and "Aville → Avillo" in done.stdout, done.stderr
        identity = commit(repository, "2026-03-02")
        assert f"git tag -a v1.0.1 {identity[:12]}" in refused(repository, *self.ASK)

    def test_what_was_sealed_may_be_put_back(self, repository: Path):
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert release(repository, *self.ASK).returncode == 0
        edit(repository, "data/governments.csv", "Avilla", "Avillo")
        wrong = commit(repository, "2026-03-01")
        git(repository, "tag", "v1.0.1", wrong)
        edit(repository, "data/governments.csv", "Avillo", "Avilla")
        told = refused(repository, *self.ASK)
        assert (
            "Commit what is sealed here and correct the tag" in told
            and "git tag -f -a v1.0.1 -m v1.0.1'" in told
        )
        right = commit(repository, "2026-03-02")
        told = refused(repository, *self.ASK)
        assert f"Correct the tag: 'git tag -f -a v1.0.1 {right[:12]} -m v1.0.1'" in told
        git(repository, "tag", "-f", "v1.0.1", right)
        assert "Nothing has changed since v1.0.1" in refused(repository, *self.ASK)

    def test_a_tag_that_was_made_before_its_commit(self, repository: Path):
        edit(repository, "data/governments.csv", "Aville", "Avilla")
        assert release(repository, *self.ASK).returncode == 0
        git(repository, "tag", "-a", "-m", "x", "v1.0.1")
        for ask in ((), ("--since", "v1.0.0")):
            told = refused(repository, *self.ASK, *ask)
            assert "The tag v1.0.1 holds edition 1.0.0." in told and "'git commit'" in told
        identity = commit(repository, "2026-03-01")
        told = refused(repository, *self.ASK)
        assert "The tag v1.0.1 holds edition 1.0.0." in told
        assert f"Correct the tag: 'git tag -f -a v1.0.1 {identity[:12]} -m v1.0.1'" in told
        edit(repository, "data/governments.csv", "Avilla", "Avillo")
        assert "holds edition 1.0.0" in refused(repository, *self.ASK)
        git(repository, "tag", "-f", "v1.0.1", identity)
        assert "edition 1.0.2" in release(repository, *self.ASK).stdout

    def test_the_first_of_all_is_held_against_its_seal_too(self, tmp_path: Path):
        folder = make_repository(tmp_path / "package")
        assert release(folder, *self.ASK).returncode == 0
        edit(folder, "data/governments.csv", "Aville", "Avilla")
        commit(folder, "2026-03-01")
        told = refused(folder, *self.ASK)
        assert "holds something else than was sealed, in data/governments.csv" in told
        git(folder, *re.findall(r"'git (restore [^']+)'", told)[0].split())
        assert "this is the first" in release(folder, *self.ASK).stdout

    def test_the_first_of_all_too(self, tmp_path: Path):
        folder = make_repository(tmp_path / "package")
        assert release(folder, *self.ASK).returncode == 0
        assert "1.0.0 is sealed here, but neither" in refused(folder, *self.ASK)


def test_a_copy_without_the_older_commits_does_not_know_the_last_edition(repository: Path, tmp_path: Path):
    text = (repository / "data/updates.csv").read_text(encoding="utf-8")
    new = text.splitlines()[1].replace("aville-2017-01-u01", "aville-2017-01-u99")
    (repository / "data/updates.csv").write_text(text + new + "\n", encoding="utf-8")
    run_opengov("--root", str(repository), "tidy")
    commit(repository, "2026-03-01")
    copy = tmp_path / "copy"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", str(copy))
    edit(copy, "data/governments.csv", "Aville", "Avilla")
    told = refused(copy, "--as-of", "2026-11-26", "--dry-run")
    assert "without the older commits" in told and "git fetch --unshallow --tags" in told
    done = release(copy, "--as-of", "2026-11-26", "--dry-run", "--since", str(repository))
    assert "edition 1.0.1" in done.stdout, done.stderr  # named: then the person says so
    git(copy, "fetch", "-q", "--depth=1", "origin", "tag", "v1.0.0")
    assert "edition 1.1.0" in release(copy, "--as-of", "2026-11-26", "--dry-run").stdout
    git(copy, "tag", "-d", "v1.0.0")
    git(copy, "fetch", "-q", "--unshallow", "--tags")
    assert "edition 1.1.0" in release(copy, "--as-of", "2026-11-26", "--dry-run").stdout


def test_what_does_not_check_is_no_edition(repository: Path):
    edit(repository, "data/updates.csv", "aville-2017-01-u01,", "aville-2017-01-u01 ,")
    assert "Not released" in refused(repository, "--as-of", "2026-11-26", code=1)


def test_without_what_the_program_reads_it_is_no_edition(repository: Path):
    """A column has another name in data and schema; who builds it unchecked is told which part misses it."""
    edit(repository, "data/commitments.csv", ",note,", ",remark,")
    edit(repository, "schemas/commitments.json", '"name": "note"', '"name": "remark"')
    for ask in ((), ("--dry-run",)):
        told = refused(repository, "--as-of", "2026-11-26", *ask, code=1)
        assert "column-needed: the column note of commitments is not there" in told, told
    needs = "The view commitment_overview needs the column note of commitments"
    done = run_opengov("--root", str(repository), "build", "--unchecked")
    assert done.returncode == 2 and needs in done.stderr and "views/commitment_overview.sql" in done.stderr
    assert not (repository / "build/opengov.db").exists()


def test_what_cannot_be_built_is_no_edition(repository: Path):
    """A new table may have the name of a view: then all of it checks."""
    descriptor = said(repository)
    table = next(one for one in descriptor["resources"] if one["name"] == "successors")
    own = {"name": "plan_overview", "path": "data/plan_overview.csv"}
    descriptor["resources"].append(table | own)
    (repository / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    shutil.copy(repository / table["path"], repository / own["path"])
    assert run_opengov("--root", str(repository), "check").returncode == 0
    for ask in ((), ("--dry-run",)):
        told = refused(repository, "--as-of", "2026-11-26", *ask)
        assert "Not released: it cannot be built. The database" in told and "plan_overview" in told, told


@pytest.mark.parametrize("ahead", [3, 400])
def test_a_day_that_has_not_begun_is_refused(repository: Path, ahead: int):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    day = (date.today() + timedelta(days=ahead)).isoformat()
    assert f"{day} lies in the future" in refused(repository, "--as-of", day)
    assert "in the future" in refused(repository, "--as-of", "9999-12-31", "--dry-run")


def test_a_dry_run_shows_what_the_other_writes_and_writes_nothing(repository: Path):
    take_out(repository)
    ask = ("--as-of", "2026-11-26", "--because", "It was counted twice.")
    before = {path: path.read_bytes() for path in repository.rglob("*") if path.is_file()}
    dry = release(repository, *ask, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert {path: path.read_bytes() for path in repository.rglob("*") if path.is_file()} == before
    done = release(repository, *ask)
    head, _, rest = (repository / "CHANGELOG.md").read_text().partition("## 1.0.1")
    section = "## 1.0.1" + rest.partition("\n## ")[0].rstrip()
    assert head.endswith("## Unreleased\n\n") and "- Rows were taken out: It was counted twice." in section
    shown = "\n".join(line.removeprefix("    ") for line in dry.stdout.splitlines())
    assert f"\n\n{section}\n\n" in shown
    told = [re.findall(r"^    git .+", one.stdout, re.MULTILINE) for one in (dry, done)]
    assert told[0] == told[1] and len(told[0]) == 4
    assert "would write datapackage.json, CHANGELOG.md" in dry.stdout


@pytest.mark.parametrize("day", ["2026-02-30", "today", "2026-11", "20261126", "2026-11-24", ""])
def test_a_day_is_a_day_and_not_before_the_last(repository: Path, day: str):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    with pytest.raises(OpenGovError, match=r"no day|lies before the day as of which"):
        prepare(Package.open(repository), day)


def test_a_changelog_without_its_place_is_refused(repository: Path):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    (repository / "CHANGELOG.md").write_text("# Changelog\n")
    assert "has no line “## Unreleased”" in refused(repository, "--as-of", "2026-11-26")


def test_what_to_compare_with_can_be_named(repository: Path, tmp_path: Path):
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    for since in ("HEAD", "v1.0.0", "1.0.0"):
        done = release(repository, "--as-of", "2026-11-26", "--since", since, "--dry-run")
        assert "edition 1.0.1" in done.stdout, done.stderr
    assert "no commit" in refused(repository, "--as-of", "2026-11-26", "--since", "nosuch")


def test_an_edition_without_a_tag_has_no_next_even_where_there_are_no_tags(repository: Path, tmp_path: Path):
    git(tmp_path, "clone", "-q", "--no-tags", f"file://{repository}", "fork")
    ask = ("--as-of", "2026-11-26", "--dry-run")
    identity = git(repository, "rev-parse", "HEAD").strip()
    for mend in ("fetch --tags", f"tag -a v1.0.0 {identity[:12]} -m v1.0.0"):
        copy = shutil.copytree(tmp_path / "fork", tmp_path / mend.split()[0])
        edit(copy, "data/governments.csv", "Aville", "Avilla")
        commit(copy, "2026-03-01")
        told = refused(copy, *ask)
        assert "1.0.0 is sealed and committed here, but has no tag." in told
        assert f"'git {mend}'" in told
        git(copy, *mend.split())
        done = release(copy, *ask)
        assert "edition 1.0.1" in done.stdout and "Aville → Avilla" in done.stdout, done.stderr


def test_the_descriptor_keeps_its_form():
    """Written again, the real one is the same bytes: a release changes what it says it changes."""
    content = (ROOT / "datapackage.json").read_bytes()
    assert (json.dumps(json.loads(content), ensure_ascii=False, indent=2) + "\n").encode() == content


def test_the_program_shares_the_number(repository: Path):
    (repository / "opengov").mkdir()
    (repository / "opengov/__init__.py").write_text('"""x"""\n\n__version__ = "1.0.0"\n')
    edit(repository, "data/governments.csv", "Aville", "Avilla")
    done = release(repository, "--as-of", "2026-11-26")
    assert done.returncode == 0, done.stderr
    assert '__version__ = "1.0.1"' in (repository / "opengov/__init__.py").read_text()
    assert "opengov/__init__.py" in done.stdout

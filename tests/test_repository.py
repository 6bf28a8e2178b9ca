"""What git knows of a folder, asked in real repositories: strange names, thin copies, others' folders."""

import os
import re
import shutil
import stat
from pathlib import Path

import pytest
from history import commit, git

from opengov.errors import OpenGovError
from opengov.repository import ABSENT, NoRepository, Repository

STRANGE = (
    "a b.csv",
    "quo\"ted'.csv",
    "été/данные 데이터.csv",
    "new\nline.csv",
    "-rf.csv",
    ":(top)x.csv",
    "*.csv",
)


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of git's user, which the test may change; those of the machine do not count."""
    settings = tmp_path_factory.mktemp("home") / "gitconfig"
    settings.touch()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    return settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with two commits and a tag, and a folder ``data`` in it."""
    top = tmp_path / "top folder"
    (top / "data").mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    (top / "data/a.csv").write_text("one\n")
    (top / "beside.txt").write_text("x\n")
    commit(top, "2026-01-01", "v1.0.0")
    (top / "data/a.csv").write_text("two\n")
    commit(top, "2026-02-01")
    return top


def test_commits_tell_what_changed_the_oldest_first(folder: Path):
    first, last = Repository.of(folder).commits(["data"])
    assert (first.day, last.day) == ("2026-01-01", "2026-02-01")
    assert last.id == Repository.of(folder).head() == git(folder, "rev-parse", "HEAD").strip()
    names = [first.changes["data/a.csv"], last.changes["data/a.csv"]]
    assert list(Repository.of(folder).contents(names)) == [b"one\n", b"two\n"]
    assert list(Repository.of(folder).contents([])) == []
    (folder / "data/a.csv").unlink()
    commit(folder, "2026-03-01")
    assert Repository.of(folder).commits(["data"])[-1].changes == {"data/a.csv": ABSENT}
    assert [one.day for one in Repository.of(folder).commits(["data"], "v1.0.0")] == ["2026-01-01"]


def test_paths_are_inside_the_folder_and_nothing_beside_it_counts(folder: Path):
    inner = Repository.of(folder / "data")
    assert [set(one.changes) for one in inner.commits(["."])] == [{"a.csv"}, {"a.csv"}]
    assert set(inner.files("HEAD", ["."])) == {"a.csv"}


@pytest.mark.parametrize("quotepath", ["true", "false"])
def test_any_name_of_a_file_comes_as_it_is(folder: Path, own_settings: Path, quotepath: str):
    own_settings.write_text(f"[core]\n\tquotepath = {quotepath}\n")
    for name in STRANGE:
        path = folder / "data" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    commit(folder, "2026-03-01")
    repository = Repository.of(folder)
    wanted = {f"data/{name}" for name in STRANGE}
    assert set(repository.commits(["data"])[-1].changes) == wanted
    files = repository.files("HEAD", ["data"])
    assert set(files) == wanted | {"data/a.csv"}
    for name in STRANGE:
        assert list(repository.contents([files[f"data/{name}"]])) == [name.encode()]


def test_links_are_no_files(folder: Path):
    (folder / "data/link.csv").symlink_to("/etc/passwd")
    commit(folder)
    assert set(Repository.of(folder).files("HEAD", ["data"])) == {"data/a.csv"}


def test_editions_are_tags_of_three_numbers_also_packed_and_annotated(folder: Path):
    first, last = (one.id for one in Repository.of(folder).commits(["data"]))
    git(folder, "tag", "-a", "v1.1.0", "-m", "Edition")
    for name in ("v2", "v1.2.0-rc1", "1.3.0", "vv1.0.0", "v1.0.0.0", "v/1.0.0"):
        git(folder, "tag", name)
    known = {"1.0.0": first, "1.1.0": last}
    assert Repository.of(folder).editions() == known
    git(folder, "pack-refs", "--all")
    git(folder, "gc", "-q")
    assert not list((folder / ".git/refs/tags").rglob("v1*"))
    assert Repository.of(folder).editions() == known
    assert Repository.of(folder).commit("v1.1.0") == last


@pytest.mark.parametrize(
    "name",
    ["", "nosuch", "-h", "--all", "--output=x", "HEAD; ls", "HEAD:data/a.csv", "HEAD^{tree}", "a..b", "\n"],
)
def test_what_means_no_commit_is_refused_and_never_an_option(folder: Path, name: str):
    with pytest.raises(OpenGovError, match="no commit, branch or tag"):
        Repository.of(folder).commit(name)
    assert not (folder / "x").exists()


@pytest.mark.parametrize("name", ["--output=x", "-p", "nosuch"])
def test_nor_where_a_history_or_a_tree_ends(folder: Path, name: str):
    with pytest.raises(OpenGovError):
        Repository.of(folder).commits(["data"], name)
    with pytest.raises(OpenGovError):
        Repository.of(folder).files(name, ["data"])
    assert not (folder / "x").exists()


def test_a_replaced_commit_is_not_what_was_committed(folder: Path):
    """``git replace`` would let one copy of the repository tell another history than all others."""
    first, last = (one.id for one in Repository.of(folder).commits(["data"]))
    git(folder, "replace", last, first)
    repository = Repository.of(folder)
    assert [one.id for one in repository.commits(["data"])] == [first, last]
    names = repository.files("HEAD", ["data"])
    assert list(repository.contents(list(names.values()))) == [b"two\n"]


def test_a_branch_of_the_name_of_a_tag_does_not_hide_it(folder: Path):
    first = Repository.of(folder).commits(["data"])[0].id
    git(folder, "branch", "v1.0.0", "main")
    assert Repository.of(folder).editions() == {"1.0.0": first}
    assert Repository.of(folder).commit("v1.0.0") == first


def test_a_thin_copy_says_that_it_is_one(folder: Path, tmp_path: Path):
    assert not Repository.of(folder).is_shallow()
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{folder}", "thin")
    thin = Repository.of(tmp_path / "thin")
    assert thin.is_shallow() and len(thin.commits(["data"])) == 1
    with pytest.raises(OpenGovError) as raised:
        thin.commit("v1.0.0")
    assert "'git fetch --unshallow --tags'" in raised.value.hint
    with pytest.raises(OpenGovError) as raised:
        Repository.of(folder).commit("v9.9.9")
    (mend,) = re.findall(r"'git (fetch [^']+)'", raised.value.hint)
    git(tmp_path, "clone", "-q", "--no-tags", f"file://{folder}", "whole")
    git(tmp_path / "whole", *mend.split())  # which fails where it would make whole what is whole
    assert Repository.of(tmp_path / "whole").editions()


def test_a_plain_folder_and_one_that_git_does_not_hold_are_no_repository(folder: Path, tmp_path: Path):
    (tmp_path / "plain").mkdir()
    (folder / "ignored").mkdir()
    (folder / "ignored/a.csv").write_text("x")
    for place in (tmp_path / "plain", folder / "ignored"):
        with pytest.raises(NoRepository, match="no git repository here"):
            Repository.of(place)


def test_an_empty_repository_has_no_head(tmp_path: Path):
    git(tmp_path, "init", "-q")
    (tmp_path / "a.csv").write_text("x")
    git(tmp_path, "add", "-A")
    assert Repository.of(tmp_path).head() == "" and Repository.of(tmp_path).editions() == {}


def test_without_git_one_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(NoRepository, match="needs git"):
        Repository.of(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_read_when_it_is_trusted(folder: Path, own_settings: Path):
    for path in (folder, folder / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(NoRepository, match="belongs to another user") as raised:
        Repository.of(folder)
    assert str(folder) in raised.value.hint
    own_settings.write_text(f"[safe]\n\tdirectory = {folder}\n")
    assert len(Repository.of(folder).commits(["data"])) == 2


def test_the_repository_is_that_of_the_folder_whatever_the_environment_says(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.worktree")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(other))
    assert len(Repository.of(folder).commits(["data"])) == 2


def test_a_content_that_is_lost_is_an_error_of_ours(folder: Path):
    repository = Repository.of(folder)
    name = repository.files("HEAD", ["data"])["data/a.csv"]
    lost = folder / ".git/objects" / name[:2] / name[2:]
    lost.chmod(stat.S_IWUSR)
    lost.unlink()
    with pytest.raises(OpenGovError, match="has lost the content"):
        list(repository.contents([name]))


def test_asking_writes_nothing(folder: Path, tmp_path: Path):
    copy = shutil.copytree(folder, tmp_path / "copy", symlinks=True)
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    repository = Repository.of(copy)
    repository.commits(["data"])
    list(repository.contents(list(repository.files("v1.0.0", ["data"]).values())))
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before

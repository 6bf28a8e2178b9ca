"""What git knows of a folder: commits, tags, and the files of each commit. Asked through the git command.

It knows nothing of tables. Nothing is written, no hook is run, and what a user names is never an option.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from opengov.errors import OpenGovError

EDITION_TAG = re.compile(r"v(\d+\.\d+\.\d+)\Z")
ABSENT = "0" * 40  # git's name for a file that is not there
# The repository is found from the folder and not from the environment (a hook sets these); nothing is asked,
# and nothing that was replaced in this copy alone (git replace) passes for what was committed.
UNSET = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
SET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_CONFIG_COUNT": "0",
    "LC_ALL": "C",
}
NO_GIT = "This needs git."
NOT_TRUSTED = "git does not read this folder: it belongs to another user."
NO_REPOSITORY = "There is no git repository here: the folder is a plain copy."


class NoRepository(OpenGovError):
    """The folder has no history: git is not installed, or the folder is in no repository (a zip download)."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: ``day`` is when it was made, as its author's clock had it, and ``moment`` the same to the
    second, in UTC; ``changes`` are the files that it changed, by path inside the folder, each with the name
    of its new content (ABSENT if it is gone).
    """

    id: str
    day: str
    moment: str
    changes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that ``folder`` is in; all paths are inside the folder."""

    folder: Path

    @classmethod
    def of(cls, folder: Path) -> "Repository":
        """Raises NoRepository if there is none, or none of its files is in git."""
        found = cls(folder.resolve())
        if not found.ask("ls-files", "-z", "--", "."):
            raise NoRepository(NO_REPOSITORY)
        return found

    def is_shallow(self) -> bool:
        """Whether older commits were left out when the repository was copied (``git clone --depth``)."""
        return self.text("rev-parse", "--is-shallow-repository") == "true"

    def how_to_fetch(self) -> str:
        """The command that gets the tags, and the commits, that this copy lacks. Of a copy that has all
        commits git refuses to make it whole.
        """
        return f"git fetch {'--unshallow ' if self.is_shallow() else ''}--tags"

    def head(self) -> str:
        """The id of the last commit; empty if there is none."""
        try:
            return self.text("rev-parse", "--verify", "--quiet", "HEAD")
        except OpenGovError:
            return ""

    def editions(self) -> dict[str, str]:
        """The tags ``v1.0.0`` of editions: version and id of the commit."""
        lines = self.text(  # not refname:short, which is longer where a branch is called the same
            "for-each-ref", "--format=%(refname:lstrip=2) %(objectname) %(*objectname)", "refs/tags/v*"
        )
        found = {}
        for line in lines.splitlines():
            name, *ids = line.split()
            if match := EDITION_TAG.match(name):
                found[match[1]] = ids[-1]
        return found

    def commit(self, name: str) -> str:
        """The id of the commit that a name means; ``1.0.0`` means the tag ``v1.0.0``, where git knows no
        such name. Raises OpenGovError if it means none.
        """
        try:
            return self.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except OpenGovError as error:
            if found := self.editions().get(name):
                return found
            raise OpenGovError(
                f"{name!r} is no commit, branch or tag of this repository.",
                "'git tag' and 'git branch --all' list what there is; "
                f"'{self.how_to_fetch()}' gets what this copy lacks.",
            ) from error

    def names(self) -> list[str]:
        """What commits are called here: branches, those of other copies, and tags."""
        told = self.text(
            "for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags", "refs/remotes"
        )  # as with editions: not refname:short
        return [one.split("/", 2)[2] for one in told.splitlines()]

    def commits(self, paths: Sequence[str], last: str = "HEAD") -> list[Commit]:
        """The commits up to ``last`` that changed one of the paths, the oldest first, on the main line alone:
        what a merge brought counts as changed by the merge.
        """
        told = self.ask(
            "log", "--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--reverse",
            "--relative", "--format=format:commit %H %cs %ct", "--end-of-options", last, "--", *paths,
        )  # fmt: skip
        found: list[Commit] = []
        steps = iter(told.decode("utf-8", "replace").split("\0"))
        for step in steps:
            for line in step.split("\n"):
                if line.startswith("commit "):
                    _, identity, day, seconds = line.split(" ")
                    moment = datetime.fromtimestamp(int(seconds), UTC)
                    found.append(Commit(identity, day, f"{moment:%Y-%m-%dT%H:%M:%SZ}", {}))
                elif line.startswith(":"):
                    found[-1].changes[next(steps)] = line.split(" ")[3]
        return found

    def files(self, commit: str, paths: Sequence[str]) -> dict[str, str]:
        """The files of a commit under these paths, each with the name of its content."""
        told = self.ask("ls-tree", "-r", "-z", "--end-of-options", commit, "--", *paths)
        found = {}
        for line in told.decode("utf-8", "replace").split("\0"):
            if line:
                about, path = line.split("\t", 1)
                mode, _, name = about.split(" ")
                if mode.startswith("100"):  # a plain file: no link, no submodule
                    found[path] = name
        return found

    def contents(self, names: Sequence[str]) -> Iterator[bytes]:
        """The contents of these names, in order, read by one process of git."""
        if not names:
            return
        command = [*self._git(), "cat-file", "--batch"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
        ) as git:
            assert git.stdin and git.stdout
            for name in names:
                git.stdin.write(f"{name}\n".encode("ascii"))
                git.stdin.flush()
                header = git.stdout.readline().split()
                if len(header) != 3:
                    raise OpenGovError(f"git has lost the content {name}.", "Try 'git fsck'.")
                yield git.stdout.read(int(header[2]))
                git.stdout.read(1)
            git.stdin.close()

    def text(self, *arguments: str) -> str:
        """What git answers, as text without the line end. Raises OpenGovError if git refuses."""
        return self.ask(*arguments).decode("utf-8", "replace").strip()

    def ask(self, *arguments: str) -> bytes:
        """What git answers. Raises NoRepository, or OpenGovError with git's own words."""
        try:
            done = subprocess.run(
                [*self._git(), *arguments], capture_output=True, check=False, env=_environment()
            )
        except FileNotFoundError as error:
            raise NoRepository(NO_GIT, "Install git, or work with folders and zip files.") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            if "not a git repository" in said:
                raise NoRepository(NO_REPOSITORY)
            if "dubious ownership" in said:
                raise NoRepository(NOT_TRUSTED, f"git config --global --add safe.directory {self.folder}")
            raise OpenGovError(f"git {arguments[0]}: {said or 'refused'}.")
        return done.stdout

    def _git(self) -> list[str]:
        return ["git", "-C", str(self.folder), "-c", "core.quotepath=off"]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in UNSET} | SET

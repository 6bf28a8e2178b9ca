"""Real git repositories with the small package in them, made for a test."""

import os
import subprocess
from pathlib import Path

from conftest import make_small

WHO = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip


def git(folder: Path, *arguments: str, day: str = "2026-01-01", given: bytes | None = None) -> str:
    """What git answers in a folder."""
    when = day if "T" in day else f"{day}T12:00:00+00:00"
    environment = os.environ | WHO | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=given, capture_output=True, check=True, env=environment
    )
    return done.stdout.decode()


def commit(folder: Path, day: str = "2026-01-01", tag: str = "") -> str:
    """Commit all that is there; returns the id."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "edit", day=day)
    if tag:
        git(folder, "tag", tag, day=day)
    return git(folder, "rev-parse", "HEAD").strip()


def make_repository(folder: Path) -> Path:
    """The small package in a repository, with one commit."""
    make_small(folder)
    (folder / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n### Program\n\n- All of it.\n")
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "2026-01-01")
    return folder


def edit(folder: Path, path: str, old: str, new: str) -> None:
    """Replace a text in a file of the package, where it must stand."""
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text, old
    file.write_text(text.replace(old, new), encoding="utf-8")


def many_commits(folder: Path, count: int) -> None:
    """``count`` more commits on main, each with another note on one update, quickly (git fast-import)."""
    path = "data/updates.csv"
    text = (folder / path).read_text(encoding="utf-8")
    parts = []
    for number in range(count):
        content = text.replace(
            "The budget office has begun.", f"The budget office has begun ({number})."
        ).encode()
        start = "from refs/heads/main^0\n" if not number else ""
        parts.append(
            f"commit refs/heads/main\ncommitter A <a@example.org> {1_770_000_000 + number * 86_400} +0000\n"
            f"data 4\nedit\n{start}M 100644 inline {path}\ndata {len(content)}\n".encode()
            + content
            + b"\n"
        )
    git(folder, "fast-import", "--quiet", given=b"".join(parts))
    git(folder, "reset", "-q", "--hard", "main")

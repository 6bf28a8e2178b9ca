"""What several commands need: to refuse data that does not check, and to know whether an input changed."""

import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

DATABASE = Path("build/opengov.db")
SLOW_BYTES = 4_000_000  # from about here on a check takes seconds, and a person wants to see it move


def refuse_faults(root: Path, done: str, hint: str) -> None:
    """Exit with code 1, the first findings and ``hint`` if the data does not check; ``done`` is what was not
    done to it (“built”).
    """
    from opengov.check import check as run
    from opengov.check.report import render, summary

    with progress(root) as step:
        findings = run(root, step)
    if findings:
        click.echo(render(findings, "text", limit=20), nl=False, err=True)
        click.echo(f"Not {done}: {summary(findings)}. {hint}", err=True)
        sys.exit(1)


def fingerprint(root: Path, *wings: str) -> str:
    """A digest of all that a build depends on: descriptor, schemas, whatever lies in data/, and the program
    (``wings`` beside that of the build itself).

    By content, not by time: a file that is put back as it was (cp -p, rsync, tar) is older than the database.
    """
    program = Path(__file__).parent.parent
    inputs = [root / "datapackage.json", *(root / "schemas").rglob("*"), *(root / "data").rglob("*")]
    inputs += [*program.glob("*.py"), root / "LICENSE"]
    inputs += [path for wing in ("check", "build", *wings) for path in (program / wing).rglob("*.*")]
    inputs += [*(program / "locale").rglob("*.po")]
    digest = hashlib.sha256(f"{sqlite3.sqlite_version} {_history(root)}".encode())
    for path in sorted(path for path in inputs if path.is_file() and path.suffix != ".pyc"):
        content = path.read_bytes()
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _history(root: Path) -> str:
    """What a build takes from git: the last commit, the editions, and whether older commits are there."""
    from opengov.repository import NoRepository, Repository

    try:
        repository = Repository.of(root)
        return f"{repository.head()} {repository.editions()} {repository.is_shallow()}"
    except NoRepository as error:
        return error.message


def text_of(path: Path) -> str:
    """The text of a file; empty if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


@contextmanager
def progress(root: Path) -> Iterator[Callable[[str], None]]:
    """A progress bar on standard error: only for a person, and only where there is something to wait for."""
    from opengov.check import steps
    from opengov.package import DESCRIPTOR

    size = sum(file.stat().st_size for file in (root / "data").rglob("*.csv") if file.is_file())
    if size < SLOW_BYTES or not sys.stderr.isatty() or not (root / DESCRIPTOR).is_file():
        yield lambda step: None
        return
    with click.progressbar(length=steps(root), label="Checking", file=sys.stderr, show_pos=True) as bar:
        yield lambda step: bar.update(1)

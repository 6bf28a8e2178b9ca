"""The commands. Each opens the package, calls one function, prints, and sets the exit code.

0 clean, 1 findings, 2 misuse. The wings are imported inside the commands, so that ``--help`` stays quick
(Frictionless and Datasette take 0.2 to 0.4 s each to import).
"""

import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from opengov import __version__
from opengov.errors import OpenGovError

DATABASE = Path("build/opengov.db")
SLOW_BYTES = 4_000_000  # from about here on a check takes seconds, and a person wants to see it move


class Commands(click.Group):
    """Turns our own exceptions into one sentence and exit code 2, in one place."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except OpenGovError as error:
            click.echo(f"Error: {error.message}", err=True)
            if error.hint:
                click.echo(error.hint, err=True)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="opengov")
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Folder that holds datapackage.json. Default: this one.",
)
@click.pass_context
def cli(ctx: click.Context, root: Path) -> None:
    """Open government commitments: check the tables, build the database, serve it."""
    ctx.obj = root


@cli.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "csv"]),
    default="text",
    help="text for people, json and csv for programs, github for annotations in a workflow.",
)
@click.option(
    "--limit", type=click.IntRange(min=0), default=0, help="Show at most so many findings. 0 (default): all."
)
@click.option("--explain", metavar="CODE", help="Say what a code means, and stop.")
@click.pass_obj
def check(root: Path, form: str, limit: int, explain: str | None) -> None:
    """Check every table: file, line, column, what is wrong and how to mend it.

    Exit code 0 if all is well, 1 if something was found, 2 if there is nothing to check.
    """
    from opengov.check import CODES
    from opengov.check import check as run
    from opengov.check.report import render

    if explain is not None:
        if explain not in CODES:
            raise OpenGovError(f"There is no code {explain!r}.", f"Codes: {', '.join(CODES)}")
        click.echo(CODES[explain])
        return
    with _progress(root) as progress:
        findings = run(root, progress)
    click.echo(render(findings, form, limit, f" in {root.resolve().name}"), nl=False)
    if form in ("json", "csv") and limit and len(findings) > limit:
        click.echo(f"{len(findings) - limit} more not shown; --limit 0 shows all.", err=True)
    sys.exit(1 if findings else 0)


@cli.command()
@click.pass_obj
def tidy(root: Path) -> None:
    """Write every table in canonical form: columns and rows in order, LF, no needless quotes.

    No value is lost or changed. Prints the files that changed.
    """
    from opengov import tables
    from opengov.package import Package

    package = Package.open(root)
    try:
        changed = tables.tidy(package)
    except OSError as error:
        raise OpenGovError(f"{error.filename} cannot be read or written: {error.strerror}.") from error
    for path in changed:
        click.echo(path)
    click.echo(f"{len(changed)} of {len(package.tables)} files changed.")


@cli.command()
@click.option("--unchecked", is_flag=True, help="Try to build data that does not check. Never publish that.")
@click.option("--if-changed", is_flag=True, help="Do nothing if no input has changed since the last build.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write. Default: build/opengov.db.")
@click.pass_obj
def build(root: Path, unchecked: bool, if_changed: bool, output: Path | None) -> None:
    """Build the SQLite database from the tables. Refuses data that does not check."""
    from opengov.build import build as run
    from opengov.package import Package

    target = output or root / DATABASE
    package = Package.open(root)
    stamp = target.with_name(f"{target.name}.inputs")
    inputs = _fingerprint(root)
    if if_changed and target.is_file() and _text(stamp) == inputs:
        click.echo(f"{target} is up to date.")
        return
    if not unchecked:
        _refuse_faults(root, "built", "'opengov check' shows all; --unchecked tries it anyway.")
    stamp.unlink(missing_ok=True)  # first: a build that dies in between must not look like a good one
    run(package, target)
    if not unchecked:
        stamp.write_text(inputs, encoding="utf-8")
    click.echo(f"Built {target} (edition {package.version}, as of {package.as_of}).")


@cli.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    help="text for people (with the missing ratings), csv and json for programs.",
)
@click.pass_obj
def summary(root: Path, form: str) -> None:
    """Count what is known of each government: the numbers that we quote. Refuses data that does not check."""
    from opengov import summary as counts
    from opengov.package import Package

    _refuse_faults(root, "counted", "'opengov check' shows all.")
    package = Package.open(root)
    table = counts.governments(package)
    if form == "csv":
        click.echo(table.to_csv(lineterminator="\n"), nl=False)
    elif form == "json":
        click.echo(table.reset_index().to_json(orient="records", indent=2))
    else:
        click.echo(f"Edition {package.version}, as of {package.as_of}\n\n{table.to_string()}\n")
        click.echo(f"Ratings, and why they are missing\n\n{counts.missing_ratings(package).to_string()}")


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port to listen on."
)
@click.option(
    "--origin", default="", help="Public address, https://example.org: absolute links begin with it."
)
@click.pass_obj
def serve(root: Path, host: str, port: int, origin: str) -> None:
    """Serve the database, read-only. Build it first with 'opengov build'."""
    from opengov.web.app import serve as run

    database = root / DATABASE
    if not database.is_file():
        raise OpenGovError(f"There is no {database}.", "Run 'opengov build' first.")
    run(
        database,
        host,
        port,
        origin,
        lambda: click.echo(f"Serving {database} on http://{host}:{port}/ (Ctrl-C stops)."),
    )


def _refuse_faults(root: Path, done: str, hint: str) -> None:
    from opengov.check import check as run
    from opengov.check.report import render, summary

    with _progress(root) as progress:
        findings = run(root, progress)
    if findings:
        click.echo(render(findings, "text", limit=20), nl=False, err=True)
        click.echo(f"Not {done}: {summary(findings)}. {hint}", err=True)
        sys.exit(1)


def _fingerprint(root: Path) -> str:
    """A digest of all that a build depends on: descriptor, schemas, whatever lies in data/, and the program.

    By content, not by time: a file that is put back as it was (cp -p, rsync, tar) is older than the database.
    """
    program = Path(__file__).parent
    inputs = [root / "datapackage.json", *(root / "schemas").rglob("*"), *(root / "data").rglob("*")]
    inputs += [*program.glob("*.py"), *(program / "check").rglob("*.py"), *(program / "build").rglob("*.*")]
    inputs += [*(program / "locale").rglob("*.po")]
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for path in sorted(path for path in inputs if path.is_file() and path.suffix != ".pyc"):
        content = path.read_bytes()
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


@contextmanager
def _progress(root: Path) -> Iterator[Callable[[str], None]]:
    """A progress bar on standard error: only for a person, and only where there is something to wait for."""
    from opengov.check import steps
    from opengov.package import DESCRIPTOR

    size = sum(file.stat().st_size for file in (root / "data").rglob("*.csv") if file.is_file())
    if size < SLOW_BYTES or not sys.stderr.isatty() or not (root / DESCRIPTOR).is_file():
        yield lambda step: None
        return
    with click.progressbar(length=steps(root), label="Checking", file=sys.stderr, show_pos=True) as bar:
        yield lambda step: bar.update(1)

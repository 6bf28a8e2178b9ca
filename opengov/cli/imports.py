"""``opengov import ogp``: what OGP's own sheet would add to the record."""

import re
import shutil
import sys
from datetime import date as day
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from opengov.errors import OpenGovError
from opengov.package import Package


@click.group("import")
def imports() -> None:
    """Compare what others publish with the record, and add it beside what stands there."""


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="text for people, markdown for a pull request, json for programs.",
)
@click.option(
    "--write", is_flag=True, help="Add the claims as rows of their own. Changes no row that stands."
)
@click.option("--date", default="", metavar="DATE", help="The day of the file, 2026-11-20; --write needs it.")
@click.option("--url", default="", help="The address that the file was read from; for its source.")
@click.pass_obj
def ogp(root: Path, file: Path, form: str, write: bool, date: str, url: str) -> None:
    """List what OGP's sheet of commitments, a CSV FILE, adds to the record or contradicts.

    What is listed as “would be written” is what --write adds, to the last cell. Exit code 1 if lines could
    not be read, or if the new rows would not pass the check.
    """
    from opengov.ogp import claims, plain, proposal, record, report, sheet, writing

    if write or date:
        _demand_day(date)
    if url and not re.fullmatch(r"https?://[^\s/]+\S*", url):
        raise OpenGovError(
            f"{url!r} is no address.", "Give the whole of it: --url https://example.org/sheet."
        )
    package = Package.open(root)
    found_sheet = sheet.read(_content(file, sheet.MOST_BYTES))
    ours = record.load(package)
    found = claims.sort(ours, found_sheet)
    proposed = proposal.propose(ours, found, date, url)
    if form == "json":
        click.echo(plain.render(found_sheet, found, proposed), nl=False)
    else:
        click.echo(report.render(found_sheet, found, proposed, form), nl=False)
    if write:
        new = proposed.rows()
        if new:
            _refuse_faults(package, new)
            for path in writing.write(package, new):
                click.echo(f"Wrote {path}.", err=True)
        counted = ", ".join(f"{len(rows)} in {name}" for name, rows in sorted(new.items()))
        click.echo(f"New rows: {counted or 'none'}.", err=True)
    sys.exit(1 if found_sheet.faults else 0)


def _content(file: Path, most: int) -> bytes:
    """The bytes of the file, and one more than the ``most`` that may be, so that a larger one is noticed."""
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise OpenGovError(f"{file} cannot be read: {error.strerror}.") from error


def _demand_day(date: str) -> None:
    try:
        if len(date) != 10:
            raise ValueError
        day.fromisoformat(date)
    except ValueError as error:
        raise OpenGovError(
            f"{date!r} is no day." if date else "--write needs the day of the file.",
            "Say it as --date 2026-11-20: each value cites the sheet with its date.",
        ) from error


def _refuse_faults(package: Package, new: dict[str, list[dict[str, str]]]) -> None:
    """Try it on a copy first: what would not check is not written, and nothing is."""
    from opengov.check import check
    from opengov.check.report import render, summary
    from opengov.ogp import writing

    with TemporaryDirectory() as folder:
        for path in package.files():
            copy = Path(folder) / path.relative_to(package.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        writing.write(Package.open(Path(folder)), new)
        findings = check(Path(folder))
    if findings:
        click.echo(render(findings, "text", limit=10), nl=False, err=True)
        click.echo(f"Nothing was written: {summary(findings)}.", err=True)
        sys.exit(1)

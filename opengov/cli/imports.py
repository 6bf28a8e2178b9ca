"""``opengov import ogp``: what OGP's own sheet would add to the record."""

import shutil
import sys
from datetime import date as day
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from opengov.errors import OpenGovError
from opengov.package import Package
from opengov.tables import Row


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

    Exit code 1 if lines could not be read.
    """
    from opengov.ogp import claims, proposal, report, sheet

    if write:
        _demand_day(date)
    package = Package.open(root)
    found_sheet = sheet.read(file.read_bytes())
    found = claims.compare(package, found_sheet)
    click.echo(report.render(found_sheet, found, form), nl=False)
    if write:
        new = proposal.rows(package, found, date, url)
        if new:
            _refuse_faults(package, new)
            for path in proposal.write(package, new):
                click.echo(f"Wrote {path}.", err=True)
        counted = ", ".join(f"{len(rows)} in {name}" for name, rows in sorted(new.items()))
        click.echo(f"New rows: {counted or 'none'}.", err=True)
    sys.exit(1 if found_sheet.faults else 0)


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


def _refuse_faults(package: Package, new: dict[str, list[Row]]) -> None:
    """Try it on a copy first: what would not check is not written, and nothing is."""
    from opengov.check import check
    from opengov.check.report import render, summary
    from opengov.ogp import proposal

    with TemporaryDirectory() as folder:
        for path in package.files():
            copy = Path(folder) / path.relative_to(package.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        proposal.write(Package.open(Path(folder)), new)
        findings = check(Path(folder))
    if findings:
        click.echo(render(findings, "text", limit=10), nl=False, err=True)
        click.echo(f"Nothing was written: {summary(findings)}.", err=True)
        sys.exit(1)

"""``opengov import ogp``: what OGP's own sheet would add to the record."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import date as day
from pathlib import Path

import click

from opengov.cli import trial
from opengov.dates import certainly_before, earliest, is_possible
from opengov.errors import OpenGovError
from opengov.package import Package

TOLD = ("in-the-future", "retrieved-before-published")  # findings that _too_new tells in its own words
MOST = 10  # findings that are told


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
@click.option(
    "--read-on",
    default="",
    metavar="DATE",
    help="When the file was read, a month or a day; for its source. Default: this month.",
)
@click.pass_obj
def ogp(root: Path, file: Path, form: str, write: bool, date: str, url: str, read_on: str) -> None:
    """List what OGP's sheet of commitments, a CSV FILE, adds to the record or contradicts.

    What is listed as “would be written” is what --write adds, to the last cell. Exit code 1, and nothing is
    written, if a column that is compared seems to have another name, if lines could not be read, or if the
    new rows would not pass the check: the list says first why, and how to mend it. Of the rows that are not
    used it shows fifty of one reason; JSON has all. The sheet may not be newer than opengov.as_of in
    datapackage.json: if it is, set that day first.
    """
    from opengov.ogp import claims, outcome, plain, proposal, record, report, sheet, writing

    if write or date:
        _demand_day(date)
    if read_on and not is_possible(read_on):
        raise OpenGovError(f"{read_on!r} is no date.", "Say it as --read-on 2026-11 or --read-on 2026-11-26.")
    if url and not re.fullmatch(r"https?://[^\s/]+\S*", url):
        raise OpenGovError(
            f"{url!r} is no address.", "Give the whole of it: --url https://example.org/sheet."
        )
    package = Package.open(root)
    found_sheet = sheet.read(_content(file, sheet.MOST_BYTES))
    ours = record.load(package)
    found = claims.sort(ours, found_sheet)
    read_on = read_on or f"{day.today():%Y-%m}"
    proposed = proposal.propose(ours, found, date, url, read_on)
    new = proposed.rows()
    obstacles = [*found_sheet.misnamed, *_unread(found_sheet.faults), *_too_new(package, new, date, read_on)]
    obstacles += _would_not_check(package, new, has_day=bool(date))
    if written := write and not obstacles:
        for path in writing.write(package, new):
            click.echo(f"Wrote {path}.", err=True)
    became = outcome.Outcome(written, tuple(obstacles))
    if form == "json":
        click.echo(plain.render(found_sheet, found, proposed, became), nl=False)
    else:
        click.echo(report.render(found_sheet, found, proposed, form, became), nl=False)
    if write:
        _say(new, obstacles)
    sys.exit(1 if obstacles else 0)


def _say(new: dict[str, list[dict[str, str]]], obstacles: list[str]) -> None:
    """What became of --write, on standard error."""
    if obstacles:
        click.echo("Nothing was written:", err=True)
        for one in obstacles:
            click.echo(f"  {one}", err=True)
    else:
        counted = ", ".join(f"{len(rows)} in {name}" for name, rows in sorted(new.items()))
        click.echo(f"New rows: {counted or 'none'}.", err=True)


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
    if date > (datetime.now(UTC) + timedelta(hours=14)).date().isoformat():  # where a day begins first
        raise OpenGovError(f"{date} lies in the future: no sheet is of a day that has not begun.")


def _unread(faults: tuple[str, ...]) -> Iterator[str]:
    if faults:
        more = f"; and {len(faults) - 1} more" if faults[1:] else ""
        yield (
            f"The sheet was not read whole: {faults[0]}{more}. "
            "Rows are written only of a sheet that was read whole: mend it and run this again."
        )


def _too_new(
    package: Package, new: dict[str, list[dict[str, str]]], date: str, read_on: str
) -> Iterator[str]:
    """No source is newer than the day as of which the data are true, and none is read before it is made."""
    if "sources" not in new:  # the sheet of that day stands among our sources already
        return
    if date and certainly_before(read_on, date):
        yield f"The sheet is of {date}, but was read {_when(read_on)}: correct --date, or say --read-on."
    late = [f"is of {date}"] if date > package.as_of else []
    late += [f"was read {_when(read_on)}"] if certainly_before(package.as_of, read_on) else []
    if late:
        first = max(date, earliest(read_on))
        yield (
            f"The sheet {' and '.join(late)}, later than {package.as_of}, the day as of which the data are "
            f"true: set opengov.as_of in datapackage.json to {first} or a later day, and run this again. "
            "(The next edition is then made with 'opengov release --as-of' that day or a later one.)"
        )


def _when(date: str) -> str:
    return f"on {date}" if len(date) == 10 else f"in {date}"


def _would_not_check(
    package: Package, new: dict[str, list[dict[str, str]]], *, has_day: bool
) -> Iterator[str]:
    """What the check says of the new rows; a day that is not told yet is left out of them."""
    from opengov.ogp.proposal import with_day

    findings = trial.faults(package, new if has_day else with_day(new)) if new else []
    findings = [one for one in findings if one[0].code not in TOLD or one[0].path != "data/sources.csv"]
    for finding, place in findings[:MOST]:
        column = f"{finding.field}: " if finding.field else ""
        yield f"{place}: {finding.code}: {column}{finding.message} {finding.hint}".rstrip()
    if findings[MOST:]:
        yield f"{len(findings) - MOST} more problems are not shown."

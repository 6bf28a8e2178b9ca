"""``opengov release``: an edition of the data."""

from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent
from typing import TYPE_CHECKING

import click

from opengov.cli.shared import DATABASE, refuse_faults
from opengov.errors import OpenGovError

if TYPE_CHECKING:
    from opengov.package import Package


@click.command()
@click.option("--as-of", required=True, metavar="DATE", help="The day as of which it is true, 2026-11-26.")
@click.option("--version", default="", help="Its number. Default: what the changes ask for.")
@click.option("--since", default="", metavar="EDITION", help="Compare with this tag, commit, folder or zip.")
@click.option("--because", default="", metavar="REASON", help="Why records were taken out, if any were.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.pass_obj
def release(root: Path, as_of: str, version: str, since: str, because: str, dry_run: bool) -> None:
    """Make the working copy an edition: version, date, seal, and a section in CHANGELOG.md.

    Refuses data that does not check, or cannot be built. Runs no git command; it prints those that remain.
    """
    from opengov.diff.report import render
    from opengov.package import Package
    from opengov.release import commands, prepare, write

    refuse_faults(root, "released", "'opengov check' shows all.")
    package = Package.open(root)
    found = prepare(package, as_of, version, since, because)
    _demand_built(package)
    if found.difference is not None:
        click.echo(render(found.difference, "text", limit=10))
    else:
        click.echo("There is no edition to compare with: this is the first.")
    if found.note:
        click.echo(f"{found.note}\n")
    remaining = commands(found)
    names = ", ".join(str(path.relative_to(found.root)) for path in found.files)
    if dry_run:
        click.echo(f"This would be edition {found.version}, as of {found.as_of}. Nothing was written.")
        click.echo(f"It would write {names}. Its section of the changelog:\n")
        click.echo(f"{indent(found.section, '    ')}\n")
        if remaining:
            click.echo("And these commands would remain:\n")
    else:
        write(found)
        click.echo(f"Wrote {names}: edition {found.version}.")
        if remaining:
            click.echo("Look at them with 'git diff', and then:\n")
    for command in remaining:
        click.echo(f"    {command}")
    if not remaining and not dry_run:
        click.echo(
            "There is no git here that could keep the edition. Run 'opengov export' and keep "
            f"build/downloads/{found.version}/opengov.zip: the next release asks for it (--since)."
        )


def _demand_built(package: "Package") -> None:
    """Refuse an edition that nobody could build; it is built where nobody sees it."""
    from opengov.build import build

    with TemporaryDirectory(prefix="opengov-") as folder:
        scratch = Path(folder) / DATABASE.name
        try:
            build(package, scratch, with_history=False)
        except OpenGovError as error:
            message = error.message.replace(str(scratch), "The database")
            raise OpenGovError(f"Not released: it cannot be built. {message}", error.hint) from error

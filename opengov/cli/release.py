"""``opengov release``: an edition of the data."""

from pathlib import Path
from textwrap import indent

import click

from opengov.cli.shared import refuse_faults


@click.command()
@click.option("--as-of", required=True, metavar="DATE", help="The day as of which it is true, 2026-11-26.")
@click.option("--version", default="", help="Its number. Default: what the changes ask for.")
@click.option("--since", default="", metavar="EDITION", help="Compare with this tag, commit, folder or zip.")
@click.option("--because", default="", metavar="REASON", help="Why records were taken out, if any were.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.pass_obj
def release(root: Path, as_of: str, version: str, since: str, because: str, dry_run: bool) -> None:
    """Make the working copy an edition: version, date, seal, and a section in CHANGELOG.md.

    Refuses data that does not check. Runs no git command; it prints those that remain.
    """
    from opengov.diff.report import render
    from opengov.package import Package
    from opengov.release import commands, prepare, write

    refuse_faults(root, "released", "'opengov check' shows all.")
    found = prepare(Package.open(root), as_of, version, since, because)
    if found.difference is not None:
        click.echo(render(found.difference, "text", limit=10))
    else:
        click.echo("There is no edition to compare with: this is the first.")
    names = ", ".join(str(path.relative_to(found.root)) for path in found.files)
    if dry_run:
        click.echo(f"This would be edition {found.version}, as of {found.as_of}. Nothing was written.")
        click.echo(f"It would write {names}. Its section of the changelog:\n")
        click.echo(f"{indent(found.section, '    ')}\n")
        click.echo("And these commands would remain:\n")
    else:
        write(found)
        click.echo(f"Wrote {names}: edition {found.version}.")
        click.echo("Look at them with 'git diff', and then:\n")
    for command in commands(found):
        click.echo(f"    {command}")

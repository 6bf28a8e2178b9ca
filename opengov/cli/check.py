"""``opengov check``: what is wrong, on which line, and how to mend it."""

import sys
from pathlib import Path

import click

from opengov.cli.shared import progress
from opengov.errors import OpenGovError


@click.command()
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
    with progress(root) as step:
        findings = run(root, step)
    click.echo(render(findings, form, limit, f" in {root.resolve().name}"), nl=False)
    if form in ("json", "csv") and limit and len(findings) > limit:
        click.echo(f"{len(findings) - limit} more not shown; --limit 0 shows all.", err=True)
    sys.exit(1 if findings else 0)

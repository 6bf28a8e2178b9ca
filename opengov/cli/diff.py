"""``opengov diff``: what differs between two editions, record by record."""

from pathlib import Path

import click


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="text for people, markdown for a pull request, json for programs.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=200,
    show_default=True,
    help="Show at most so many records of a table. 0: all (in markdown, as many as GitHub takes).",
)
@click.pass_obj
def diff(root: Path, old: str, new: str | None, form: str, limit: int) -> None:
    """Compare two editions by key: records added, removed and changed, and what that means for the version.

    OLD and NEW are folders, package zips, or commits, branches and tags. NEW is by default the working copy.
    """
    from opengov.diff import compare
    from opengov.diff.opening import open_edition
    from opengov.diff.report import render

    difference = compare(open_edition(old, root), open_edition(new, root))
    click.echo(render(difference, form, limit), nl=False)

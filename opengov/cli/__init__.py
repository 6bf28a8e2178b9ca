"""The commands. Each opens the package, calls one function, prints, and sets the exit code.

0 clean, 1 findings, 2 misuse. One module a command. The wings are imported inside the commands, so that
``--help`` stays quick (Frictionless and Datasette take 0.2 to 0.4 s each to import).
"""

from pathlib import Path
from typing import Any

import click

from opengov import __version__
from opengov.cli.build import build
from opengov.cli.check import check
from opengov.cli.diff import diff
from opengov.cli.export import export
from opengov.cli.imports import imports
from opengov.cli.release import release
from opengov.cli.serve import serve
from opengov.cli.summary import summary
from opengov.cli.tidy import tidy
from opengov.errors import OpenGovError


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
    """Open government commitments: check the tables, build the database, export and serve it."""
    ctx.obj = root


for command in (build, check, diff, export, imports, release, serve, summary, tidy):
    cli.add_command(command)

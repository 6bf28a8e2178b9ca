"""``opengov serve``: the database as a public site, read-only."""

from pathlib import Path

import click

from opengov.cli.shared import DATABASE
from opengov.errors import OpenGovError


@click.command()
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

"""``opengov tidy``: every table in canonical form."""

from pathlib import Path

import click

from opengov.errors import OpenGovError


@click.command()
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

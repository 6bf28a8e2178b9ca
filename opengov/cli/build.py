"""``opengov build``: the tables as one SQLite file."""

from pathlib import Path

import click

from opengov.cli.shared import DATABASE, fingerprint, refuse_faults, text_of


@click.command()
@click.option("--unchecked", is_flag=True, help="Try to build data that does not check. Never publish that.")
@click.option("--if-changed", is_flag=True, help="Do nothing if no input has changed since the last build.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write. Default: build/opengov.db.")
@click.pass_obj
def build(root: Path, unchecked: bool, if_changed: bool, output: Path | None) -> None:
    """Build the SQLite database from the tables. Refuses data that does not check."""
    from opengov.build import build as run
    from opengov.package import Package

    target = output or root / DATABASE
    package = Package.open(root)
    stamp = target.with_name(f"{target.name}.inputs")
    inputs = fingerprint(root)
    if if_changed and target.is_file() and text_of(stamp) == inputs:
        click.echo(f"{target} is up to date.")
        return
    if not unchecked:
        refuse_faults(root, "built", "'opengov check' shows all; --unchecked tries it anyway.")
    stamp.unlink(missing_ok=True)  # first: a build that dies in between must not look like a good one
    run(package, target)
    if not unchecked:
        stamp.write_text(inputs, encoding="utf-8")
    click.echo(f"Built {target} ({package.label}, as of {package.as_of}).")

"""``opengov summary``: the counts that we quote."""

from pathlib import Path

import click

from opengov.cli.shared import refuse_faults


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    help="text for people (with the missing ratings), csv and json for programs.",
)
@click.pass_obj
def summary(root: Path, form: str) -> None:
    """Count what is known of each government: the numbers that we quote. Refuses data that does not check."""
    from opengov import summary as counts
    from opengov.package import Package

    refuse_faults(root, "counted", "'opengov check' shows all.")
    package = Package.open(root)
    table = counts.governments(package)
    if form == "csv":
        click.echo(table.to_csv(lineterminator="\n"), nl=False)
    elif form == "json":
        click.echo(table.reset_index().to_json(orient="records", indent=2))
    else:
        click.echo(f"{package.label.capitalize()}, as of {package.as_of}\n\n{table.to_string()}\n")
        click.echo(f"Ratings, and why they are missing\n\n{counts.missing_ratings(package).to_string()}")

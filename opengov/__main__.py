"""``python -m opengov``."""

from opengov.cli import cli

cli(prog_name="opengov")

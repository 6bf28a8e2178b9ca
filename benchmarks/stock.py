"""Datasette's own command without our plugin, which its entry point loads in every Datasette of a venv."""

from datasette.cli import cli
from datasette.plugins import pm

if __name__ == "__main__":
    pm.unregister(name="opengov")
    cli(prog_name="datasette")

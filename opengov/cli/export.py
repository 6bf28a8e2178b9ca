"""``opengov export``: what people take away."""

from pathlib import Path

import click

from opengov.cli.build import build
from opengov.cli.shared import DATABASE, fingerprint, text_of

DOWNLOADS = Path("build/downloads")


@click.command()
@click.option("--if-changed", is_flag=True, help="Do nothing if no input has changed since the last export.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write. Default: build/downloads.")
@click.pass_context
def export(ctx: click.Context, if_changed: bool, output: Path | None) -> None:
    """Write every download: CSV, JSON, Parquet, Excel, GeoJSON, SQLite, data packages. Builds first.

    Each file is read back. Refuses data that does not check, and to change the files of a released edition.
    """
    from opengov.export import export as run
    from opengov.package import Package

    root: Path = ctx.obj
    target = output or root / DOWNLOADS
    stamp = target / ".inputs"
    inputs = fingerprint(root, "export")
    ctx.invoke(build, if_changed=True)
    package = Package.open(root)
    if if_changed and text_of(stamp) == inputs and (target / package.edition / "SHA256SUMS").is_file():
        click.echo(f"{target} is up to date.")
        return
    stamp.unlink(missing_ok=True)
    exported = run(package, root / DATABASE, target)
    stamp.write_text(inputs, encoding="utf-8")
    done = "Wrote" if exported.fresh else "Already there:"
    size = sum(entry.bytes for entry in exported.entries) / 1_000_000
    click.echo(f"{done} {exported.folder} ({len(exported.entries)} files, {size:.1f} MB, each read back).")

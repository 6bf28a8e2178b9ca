"""``opengov export``: what people take away."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from opengov.cli.build import build
from opengov.cli.shared import DATABASE, fingerprint, text_of
from opengov.errors import OpenGovError

if TYPE_CHECKING:
    from opengov.export import Exported
    from opengov.package import Package

DOWNLOADS = Path("build/downloads")


@click.command()
@click.option(
    "--if-changed",
    is_flag=True,
    help="Do nothing if no input has changed since the last export; let former editions that cannot be "
    "written be.",
)
@click.option(
    "--edition",
    metavar="TAG",
    help="Write this former edition instead, from git: its tag, version or a commit.",
)
@click.option("--editions", is_flag=True, help="Write every former edition too that is not there yet.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to write. Default: build/downloads.")
@click.pass_context
def export(
    ctx: click.Context, if_changed: bool, edition: str | None, editions: bool, output: Path | None
) -> None:
    """Write every download: CSV, JSON, Parquet, Excel, GeoJSON, SQLite, data packages. Builds first.

    Each file is read back. Refuses data that does not check, and to change the files of a released edition.
    The files depend on the tables alone: git gives the former editions, and is not asked about anything else.
    """
    root: Path = ctx.obj
    target = output or root / DOWNLOADS
    if edition is not None and (editions or if_changed):
        raise click.UsageError("--edition writes one edition: leave out --editions and --if-changed.")
    if edition is not None:
        _former(root, edition, target)
        return
    _present(ctx, root, target, if_changed)
    if editions and not _all_former(root, target) and not if_changed:
        sys.exit(1)


def _present(ctx: click.Context, root: Path, target: Path, if_changed: bool) -> None:
    from opengov.export import listing, packed
    from opengov.package import Package

    stamp = target / ".inputs"
    inputs = fingerprint(root, "export")
    ctx.invoke(build, if_changed=True)
    package = Package.open(root)
    if if_changed and text_of(stamp) == inputs and _is_led_to(target, package.edition):
        packed.pack(target, listing.whole(target))  # what is damaged there is mended
        click.echo(f"{target} is up to date.")
        return
    stamp.unlink(missing_ok=True)
    with TemporaryDirectory(prefix="opengov-") as folder:
        exported = _export(package, Path(folder) / DATABASE.name, target, keep=if_changed)
    stamp.write_text(inputs, encoding="utf-8")
    _tell(exported)


def _former(root: Path, name: str, target: Path) -> None:
    from opengov.build.needs import Missing
    from opengov.former import opened

    with opened(root, name) as package, TemporaryDirectory(prefix="opengov-") as folder:
        scratch = Path(folder) / DATABASE.name
        try:
            _tell(_export(package, scratch, target, is_present=False))
        except (LookupError, TypeError, ValueError) as error:  # a table or column that it did not have yet
            raise OpenGovError(f"{name} is of a form that this program cannot read: {error}.") from error
        except Missing as error:
            message = error.message
            raise OpenGovError(f"{name} is of a form that this program cannot read. {message}") from error
        except OpenGovError as error:
            message = error.message.replace(str(scratch), name)  # which nobody could look into
            raise OpenGovError(message, error.hint) from error


def _export(
    package: "Package", scratch: Path, target: Path, *, is_present: bool = True, keep: bool = False
) -> "Exported":
    """Export with a database without history, which is made at ``scratch``: the one that is served tells what
    git knows, and one and the same edition would have other files in a copy without git or older commits.
    """
    from opengov.build import build as make
    from opengov.export import export as run

    database = make(package, scratch, with_history=False).path
    return run(package, database, target, is_present, keep=keep)


def _all_former(root: Path, target: Path) -> bool:
    """Write the editions that are not there; whether all could be."""
    from opengov.former import is_shallow, known
    from opengov.repository import NoRepository

    try:
        found = known(root)
    except NoRepository as error:
        click.echo(f"No former editions: {error.message}")
        return True
    well = not is_shallow(root)
    if not well:
        click.echo(
            "Former editions are not known: this copy was made without the older commits (a shallow clone). "
            "'git fetch --unshallow --tags' gets them.",
            err=True,
        )
    for version, tag in found.items():
        if _stands(target / version):
            continue
        try:
            _former(root, tag, target)
        except OpenGovError as error:
            click.echo(f"{tag} is not written: {error.message} {error.hint}".rstrip(), err=True)
            well = False
    return well


def _is_led_to(target: Path, edition: str) -> bool:
    """Whether the present edition stands, with what leads to it."""
    return _stands(target / edition) and (target / "latest").is_dir() and (target / "index.json").is_file()


def _stands(folder: Path) -> bool:
    """Whether an edition was written there, and every file is as it was written."""
    from opengov.export import listing

    return not listing.damaged(folder, listing.sums(folder))


def _tell(exported: "Exported") -> None:
    if exported.kept:
        click.echo(
            f"{exported.folder} stays as it was first written: the files of an edition do not change, and "
            "this program would write others. If nobody has them yet, delete the folder and export again."
        )
        return
    done = "Wrote" if exported.fresh else "Mended" if exported.mended else "Already there:"
    size = sum(entry.bytes for entry in exported.entries) / 1_000_000
    click.echo(f"{done} {exported.folder} ({len(exported.entries)} files, {size:.1f} MB, each read back).")

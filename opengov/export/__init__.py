"""``opengov export``: what people take away. Every table in their tool's form, and packages of everything.

    about       the edition in words: what it is, how to cite it, what a reader must know
    typed       cells as values, streamed
    formats     CSV, JSON, Parquet, GeoJSON
    workbook    Excel
    dictionary  what each column holds
    bundle      the data package as a zip, whole or for one government
    listing     index.json and SHA256SUMS
    packed      the same as gzip, for the way
    proof       what was written is read back

A folder is written beside its place and renamed: a reader never meets half an edition. The same package and
database give the same bytes; the files of a released edition bear the time of its release, which servers tell
as Last-Modified. Rows pass through: memory does not grow with the statements (benchmarks/README.md).
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from opengov.errors import OpenGovError
from opengov.export import bundle, dictionary, formats, listing, packed, proof, typed, workbook
from opengov.export.about import About
from opengov.export.flat import COMMITMENTS, NUMBERS
from opengov.export.listing import LATEST, Entry
from opengov.package import UNRELEASED, Package


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: the ``folder`` of the edition, and its files; ``fresh`` unless all was there,
    ``kept`` if what was there, and stays, has other bytes; ``mended`` if a file that was there was damaged.
    """

    folder: Path
    entries: tuple[Entry, ...]
    fresh: bool
    kept: bool = False
    mended: bool = False


def export(
    package: Package, database: Path, target: Path, is_present: bool = True, *, keep: bool = False
) -> Exported:
    """Write every download of ``package`` to ``target/<edition>``; ``database`` is what ``build`` made of it
    (without history: then the files depend on the package alone), ``is_present`` whether it is the working
    copy and not a former edition, ``keep`` whether the files of a released edition stay as they were first
    written where this program would write others.

    Raises OpenGovError if the database is of another edition, if a file cannot be written, if what was
    written does not hold what it should, or, unless ``keep``, if the edition was exported before with other
    bytes: the files of a released edition do not change.
    """
    about = About.of(package)
    place = target / about.edition
    try:
        with _scratch(target, about.edition) as scratch:
            entries = _write(package, database, about, scratch)
            same = listing.is_same(place, scratch)
            broken = listing.damaged(place, listing.sums(scratch) if same else listing.sums(place))
            kept = not same and place.is_dir() and place.name != UNRELEASED
            if kept and broken:
                raise OpenGovError(
                    f"{place / broken[0]} is not what was written there: the folder is damaged, and this "
                    "program would write other files, or cannot tell.",
                    "Put the folder back from a copy; or, if nobody has these files, delete it and export "
                    "again.",
                )
            if kept and not keep:
                raise OpenGovError(
                    f"{place} was exported before, with other content: the files of an edition do not "
                    "change.",
                    "Release a new edition; or, if nobody has these files yet, delete the folder and export "
                    "again.",
                )
            fresh = not same and not kept
            if fresh or broken:
                _date(scratch, place, about)
                _swap(scratch, place)
            latest = listing.newest(target, about.edition, is_present)
            _point(target, latest)
            if is_present and place.name != UNRELEASED:  # what came before the edition is no longer true
                shutil.rmtree(target / UNRELEASED, ignore_errors=True)
            listing.write_editions(target, latest)
            packed.pack(target, listing.whole(target))
            return Exported(place, entries, fresh, kept, bool(broken and same))
    except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OpenGovError(f"{place} cannot be written: {reason}.") from error


def _write(package: Package, database: Path, about: About, folder: Path) -> tuple[Entry, ...]:
    """All files of the edition in ``folder``, each read back."""
    entries: list[Entry] = []
    (folder / "tables").mkdir()
    (folder / "governments").mkdir()
    for table in package.tables:
        entries += formats.table(package, table, folder)
    with closing(_opened(database, about)) as connection:
        flat = [(one, typed.view(connection, one.view, about)) for one in (COMMITMENTS, NUMBERS)]
        for one, records in flat:
            entries += formats.flat(one, records, folder)
            entries.append(workbook.flat(one, records, about, folder))
        entries += dictionary.write(package, connection, flat, folder)
        entries.append(formats.places(package, about, folder))
        entries.append(workbook.everything(package, flat[0][1], about, folder))
    rows = sum(entry.rows or 0 for entry in entries if entry.group == "table" and entry.format == "csv")
    entries.append(formats.database(database, folder, rows))
    entries += bundle.whole(package, about, folder)
    entries += bundle.of_each_government(package, about, folder)
    listed = tuple(sorted(listing.measured(entry, folder) for entry in entries))
    proof.prove(package, listed, folder)
    listing.write(about, listed, folder)
    return listed


def _opened(database: Path, about: About) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    found = connection.execute("SELECT version, edition, as_of FROM edition").fetchone()
    if found != (about.version, about.edition, about.as_of):
        connection.close()
        raise OpenGovError(f"{database} is of another edition: {found}.", "Run 'opengov build' first.")
    return connection


@contextmanager
def _scratch(target: Path, edition: str) -> Iterator[Path]:
    """An empty folder beside the place of the edition. One export at a time: others wait for the lock, which
    is on the folder and so dies with its holder. What a killed export left behind is cleared.
    """
    target.mkdir(parents=True, exist_ok=True)
    scratch, old = target / f".{edition}.writing", target / f".{edition}.old"
    handle = os.open(target, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if old.is_dir() and not (target / edition).exists():  # killed between the two renames of _swap
            old.rename(target / edition)
        for left in (scratch, old):
            shutil.rmtree(left, ignore_errors=True)
        scratch.mkdir()
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        os.close(handle)


def _date(folder: Path, before: Path, about: About) -> None:
    """Let the files bear the time of the release; of later edits, what is as it was ``before`` keeps its."""
    if about.released:
        moment = about.released.timestamp()
        for path in folder.rglob("*"):
            os.utime(path, (moment, moment))
        return
    was = listing.sums(before)
    for name, digest in listing.sums(folder).items():
        if was.get(name) == digest and (before / name).is_file():
            moment = (before / name).stat().st_mtime
            os.utime(folder / name, (moment, moment))


def _swap(scratch: Path, place: Path) -> None:
    old = place.with_name(f".{place.name}.old")
    if place.is_dir():
        place.rename(old)
    scratch.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _point(target: Path, edition: str) -> None:
    """``latest``, for servers that serve the folder as it is. Its own time is when it began to lead there."""
    if (target / LATEST).is_symlink() and (target / LATEST).readlink() == Path(edition):
        return
    if (target / LATEST).is_dir() and not (target / LATEST).is_symlink():
        raise OpenGovError(
            f"{target / LATEST} is a folder, and should be a link to an edition.",
            "Delete it: it is a copy of files that stand under the edition's name, and is made anew.",
        )
    link = target / f".{LATEST}.link"
    link.unlink(missing_ok=True)
    link.symlink_to(edition)
    link.replace(target / LATEST)

"""A snapshot of a package, wherever it is: a folder, a zip, or a commit of the repository."""

import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from shlex import quote
from typing import Any

from opengov.diff import WORKING_COPY
from opengov.diff.declared import of_package, of_table
from opengov.diff.licence import digest, entries_of
from opengov.diff.snapshot import Snapshot, TableSnapshot, part, read_object, read_table
from opengov.errors import OpenGovError
from opengov.files import unsafe_path
from opengov.package import DESCRIPTOR, LICENCE_FILE, PATHS, number
from opengov.repository import NoRepository, Repository
from opengov.sealed import commit_of, editions

MOST_BYTES = 2_000_000_000  # of a zip, unpacked
MOST_JSON = 10_000_000  # bytes of a descriptor or a schema: read as a whole, it takes a multiple of that
MOST_PACKED = 200  # times that a file of a zip is larger than it is packed: tables are by about 10
FEW_BYTES = 10_000_000  # of a file that may be packed more
LISTS = "lists every fault with its line."
TOP = re.compile(rf"[^/]+/{re.escape(DESCRIPTOR)}\Z")  # the descriptor in a folder at the top of a zip
CAN_BE_GIVEN = "Name a folder with a package, a package zip, or a commit, branch or tag."
Reader = Callable[[str, int], bytes]  # a path, and how many bytes it may hold


def open_edition(name: str | None, root: Path) -> Snapshot:
    """The edition that ``name`` means: a folder or a zip file if there is one of that name, or else a commit,
    branch or tag of the repository that ``root`` is in; None is the folder ``root`` as it is now.

    Raises OpenGovError if it means nothing, or what it means is no package.
    """
    try:
        return _open(name, root)
    except MemoryError as error:
        label = WORKING_COPY if name is None else name
        raise OpenGovError(f"{label} holds more than fits into the memory of this machine.") from error


def _open(name: str | None, root: Path) -> Snapshot:
    if name is None:
        return _of_folder(root, WORKING_COPY, f"'opengov check' {LISTS}")
    path = Path(name)
    if not name:
        raise OpenGovError("An edition has no empty name.", "Name a commit, a folder or a package zip.")
    if path.is_dir():
        return _of_folder(path, name, f"'opengov --root {quote(name)} check' {LISTS}")
    if path.is_file():
        return _of_zip(path)
    if path.suffix == ".zip":
        raise OpenGovError(f"There is no file {name}.")
    return _of_commit(name, root)


def read(label: str, reader: Reader, mend: str) -> Snapshot:
    """The package whose files ``reader`` gives by path; schemas may stand in the descriptor itself, as in
    that of the downloads. ``mend`` tells how to find the faults of tables, may be empty.

    Raises what the reader raises, and OpenGovError.
    """
    content = reader(DESCRIPTOR, MOST_JSON)
    with _told_of(label):
        descriptor = read_object(DESCRIPTOR, content)
        version = part(descriptor, "version", str, DESCRIPTOR)
        own = part(descriptor, "opengov", dict, DESCRIPTOR)
        as_of = part(own, "as_of", str, f"“opengov” in {DESCRIPTOR}")
        resources = part(descriptor, "resources", list, DESCRIPTOR)
    tables = dict(_table(label, one, reader, mend) for one in resources)
    return Snapshot(
        label,
        number(version),
        as_of,
        entries_of(descriptor),
        tables,
        _licence_text(reader),
        str(descriptor.get("name", "")),
        of_package(descriptor),
    )


def _table(label: str, resource: Any, reader: Reader, mend: str) -> tuple[str, TableSnapshot]:
    """The name of a table, and what is in it."""
    said = resource if isinstance(resource, dict) else {}
    name, path, schema = (said.get(one) for one in ("name", "path", "schema"))
    if not (isinstance(name, str) and isinstance(path, str) and isinstance(schema, (str, dict))):
        reason = "its name, path or schema is no text"
        raise OpenGovError(f"{DESCRIPTOR} of {label} names no file of a table: {reason}.")
    if isinstance(schema, str):
        content = reader(schema, MOST_JSON)
        with _told_of(label):
            schema = read_object(schema, content)
    else:
        mend = ""  # the check reads schemas from files alone
    content = reader(path, MOST_BYTES)
    with _told_of(label, mend):
        table = read_table(said, schema, content)
        return name, replace(table, declared=of_table(said, schema, table.types))


@contextmanager
def _told_of(label: str, mend: str = "") -> Iterator[None]:
    """Whatever cannot be compared is told of that edition, and of what to do where nothing else is told."""
    try:
        yield
    except OpenGovError as error:
        raise OpenGovError(f"In {label}: {error.message}", error.hint or mend) from error


def _licence_text(reader: Reader) -> str:
    """The digest of the file with the terms; empty where it is not there."""
    try:
        return digest(reader(LICENCE_FILE, MOST_JSON))
    except OpenGovError:
        return ""


def _bounded(path: str, label: str, size: int, most: int) -> None:
    if size > most:
        raise OpenGovError(f"{path} in {label} is refused: it holds {size:,} bytes, more than {most:,}.")


def _of_folder(folder: Path, label: str, mend: str) -> Snapshot:
    def reader(path: str, most: int) -> bytes:
        if reason := unsafe_path(folder, path):
            raise OpenGovError(f"{path} in {label} is refused: {reason}.")
        try:
            _bounded(path, label, (folder / path).stat().st_size, most)
            return (folder / path).read_bytes()
        except FileNotFoundError as error:
            if path == DESCRIPTOR:
                raise OpenGovError(
                    f"{label} is no package: it holds no {DESCRIPTOR}.", CAN_BE_GIVEN
                ) from error
            raise OpenGovError(
                f"{label} lacks {path}, which its {DESCRIPTOR} lists.",
                f"Put it back ('git restore {path}'); or, if the table is to go, out of {DESCRIPTOR} too.",
            ) from error
        except OSError as error:
            raise OpenGovError(f"{folder / path} cannot be read: {error.strerror}.") from error

    return read(label, reader, mend)


def _of_zip(path: Path) -> Snapshot:
    """Read in place: nothing is unpacked to disk, so no name in the zip can lead anywhere. The package may
    stand in a folder of its own, as in a zip that GitHub makes of a repository.
    """
    try:
        with path.open("rb") as file:
            is_zip = zipfile.is_zipfile(file)  # of a path, it takes one that may not be read for none
        size = path.stat().st_size
        if not is_zip:
            raise OpenGovError(f"{path} is no edition: it is a file, but no zip.", CAN_BE_GIVEN)
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, path)
            if sum(info.file_size for info in members.values()) > MOST_BYTES:
                raise OpenGovError(f"{path} holds more than {MOST_BYTES} bytes unpacked; it is not opened.")

            tops = [name.removesuffix(DESCRIPTOR) for name in members if TOP.match(name)]
            top = tops[0] if DESCRIPTOR not in members and len(tops) == 1 else ""

            def reader(name: Any, most: int) -> bytes:
                info = members.get(top + name)
                if info is None:
                    raise OpenGovError(f"{path} is no package: it holds no {name}.")
                if stat.S_ISLNK(info.external_attr >> 16):
                    raise OpenGovError(f"{name} in {path} is refused: it is a symbolic link.")
                _bounded(name, str(path), info.file_size, most)
                if info.file_size > max(FEW_BYTES, MOST_PACKED * min(info.compress_size, size)):
                    reason = f"unpacked, it is more than {MOST_PACKED} times as large"
                    raise OpenGovError(f"{name} in {path} is refused: {reason}.")
                return archive.read(info)

            return read(str(path), reader, f"Unpack it, and 'opengov --root FOLDER check' {LISTS}")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise OpenGovError(f"{path} cannot be read as a zip: {error}.") from error


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """What a zip holds, by name."""
    members: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename in members:
            raise OpenGovError(
                f"{path} holds {info.filename} twice: nobody can tell which one is meant.", "Pack it anew."
            )
        members[info.filename] = info
    return members


def _of_commit(name: str, root: Path) -> Snapshot:
    try:
        repository = Repository.of(root)
    except NoRepository as error:
        raise OpenGovError(
            f"{name!r} is no folder and no zip file, and cannot be a commit. {error.message}", error.hint
        ) from error
    try:
        commit = commit_of(repository, name)
    except OpenGovError as error:
        names = dict.fromkeys([*repository.names(), *(f"v{one}" for one in editions(repository))])
        near = get_close_matches(name, names, n=3, cutoff=0.6)
        asked = f"Do you mean {' or '.join(near)}? " if near else ""
        raise OpenGovError(
            f"{name!r} is no folder, no zip file, and no commit, branch or tag here.", f"{asked}{error.hint}"
        ) from error
    files = repository.files(commit, [*PATHS, LICENCE_FILE])
    wanted = sorted(files)
    contents = dict(zip(wanted, repository.contents([files[path] for path in wanted]), strict=True))

    def reader(path: Any, most: int) -> bytes:
        if path not in contents:
            raise OpenGovError(f"The commit {name!r} holds no {path}.")
        _bounded(path, name, len(contents[path]), most)
        return contents[path]

    return read(name, reader, "")

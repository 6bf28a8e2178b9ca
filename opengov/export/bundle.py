"""The data package as a zip: tables, schemas, descriptor, dictionary, README, citation, licence, checksums.

A package for one government is the same, smaller: its rows and what they rest on. Each is a package of its
own, which ``frictionless validate`` and ``opengov check`` accept.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from opengov.export import dictionary
from opengov.export.about import About
from opengov.export.listing import Entry, sums_text
from opengov.export.partition import partition
from opengov.package import DESCRIPTOR, LICENCE_FILE, UNRELEASED, Package, Table
from opengov.tables import stream

EPOCH = (1980, 1, 1, 0, 0, 0)  # the only time that a zip of ours knows: the same files give the same bytes
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a table that goes into a package: ``content`` is its CSV file in pieces."""

    table: Table
    content: Callable[[], Iterator[bytes]]
    rows: int


def whole(package: Package, about: About, folder: Path) -> list[Entry]:
    """``opengov.zip``, and its ``datapackage.json`` beside it."""
    parts = [
        Part(table, _file(package.root / table.path), _count(package.root / table.path))
        for table in package.tables
    ]
    descriptor = _descriptor(package, parts, {})
    _write(folder / "opengov.zip", package, about, parts, descriptor)
    (folder / DESCRIPTOR).write_bytes(_json(_beside(package, descriptor)))
    title = "Everything as a data package: CSV with schemas"
    return [
        Entry("opengov.zip", "package", "zip", title, _rows(parts)),
        Entry(DESCRIPTOR, "metadata", "json", "The description of the data package"),
    ]


def _beside(package: Package, descriptor: dict[str, Any]) -> dict[str, Any]:
    """The description for those who open it where it stands: beside ``tables/``, with the schemas in it."""
    resources = [
        resource
        | {
            "path": f"tables/{resource['name']}.csv",
            "schema": json.loads((package.root / resource["schema"]).read_bytes()),
        }
        for resource in descriptor["resources"]
    ]
    return descriptor | {"resources": resources}


def of_each_government(package: Package, about: About, folder: Path) -> Iterator[Entry]:
    """``governments/<id>.zip``: what concerns one government."""
    governments = package.table("governments")
    names = {
        row[governments.index("government_id")]: row[governments.index("name")]
        for row in stream(package.root / governments.path)
    }
    with TemporaryDirectory(dir=folder) as scratch:
        parted = partition(package, list(names), Path(scratch))
        for key, name in names.items():
            parts = [
                Part(
                    table,
                    _file(path := parted.get((key, table.name), package.root / table.path)),
                    _count(path),
                )
                for table in package.tables
            ]
            said = {"name": f"{about.name}-{key}", "title": f"{about.title}: {name}"}
            path = f"governments/{key}.zip"
            descriptor = _descriptor(package, parts, said)
            _write(folder / path, package, replace(about, scope=name), parts, descriptor)
            yield Entry(path, "government", "zip", name, _rows(parts), government=key)


def _rows(parts: list[Part]) -> int:
    return sum(part.rows for part in parts)


def _file(path: Path) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece

    return pieces


def _count(path: Path) -> int:
    return sum(1 for _ in stream(path))


def _descriptor(package: Package, parts: list[Part], said: dict[str, str]) -> dict[str, Any]:
    """The package's descriptor with rows, bytes and hash of each table; ``said`` replaces what it says of
    itself, and then its volumes are those of its rows and it is no longer sealed as the whole edition. What
    has later edits has another version than the edition that it follows.
    """
    descriptor = json.loads(json.dumps(package.descriptor)) | said
    if package.edition == UNRELEASED:
        descriptor["version"] = f"{package.version}+{UNRELEASED}"
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    for part in parts:
        digest, size = sha256(), 0
        for piece in part.content():
            digest.update(piece)
            size += len(piece)
        resource = resources[part.table.name]
        resource |= {"hash": f"sha256:{digest.hexdigest()}", "bytes": size, "rows": part.rows}
        if said:
            resource["opengov"]["rows"] = {"min": part.rows, "max": part.rows}
    if said:
        for of_the_whole in ("released", "because"):
            descriptor["opengov"].pop(of_the_whole, None)
    return descriptor


def _write(path: Path, package: Package, about: About, parts: list[Part], descriptor: dict[str, Any]) -> None:
    listed = [(part.table.path, part.table.title, part.rows) for part in parts]
    contributors = [one["title"] for one in package.descriptor.get("contributors", []) if "title" in one]
    texts: dict[str, bytes] = {
        DESCRIPTOR: _json(descriptor),
        "README.md": about.readme(listed).encode("utf-8"),
        "CITATION.cff": about.citation_cff(contributors).encode("utf-8"),
    }
    licence = package.root / LICENCE_FILE
    texts[LICENCE_FILE] = (
        licence.read_bytes()
        if licence.is_file()
        else f"{about.licence_title}\n{about.licence_url}\n".encode()
    )
    for name in sorted({part.table.schema_path for part in parts}):
        texts[name] = (package.root / name).read_bytes()
    with TemporaryDirectory(dir=path.parent) as scratch:
        dictionary.of_package(package, written := Path(scratch) / dictionary.FILE)
        texts[dictionary.FILE] = written.read_bytes()
    files: dict[str, Callable[[], Iterator[bytes]]] = {part.table.path: part.content for part in parts}
    files |= {name: lambda text=text: iter([text]) for name, text in texts.items()}
    sums: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            sums[name] = _add(archive, name, files[name]())
        _add(archive, "SHA256SUMS", iter([sums_text(sums).encode("ascii")]))


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> str:
    """Add a file, dated EPOCH, readable by all; returns its SHA-256."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    digest = sha256()
    with archive.open(info, "w", force_zip64=True) as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")

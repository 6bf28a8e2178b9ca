"""What lies in an edition's folder: index.json and SHA256SUMS, of what this run made and of nothing else."""

import json
from dataclasses import asdict, dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from opengov.export.about import About

INDEX, SUMS = "index.json", "SHA256SUMS"
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "sqlite": "application/vnd.sqlite3",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A file: ``path`` inside the edition's folder, what it is, and of what.

    group       table, flat, workbook, database, package, government, map, changes or metadata
    table       the table that it holds, if it holds one; ``government`` likewise
    rows        how many rows it holds; None where that says nothing
    """

    path: str
    group: str
    format: str
    title: str
    rows: int | None = None
    table: str | None = None
    government: str | None = None
    bytes: int = 0
    sha256: str = ""


def measured(entry: Entry, folder: Path) -> Entry:
    """The entry with the size and the SHA-256 of its file."""
    with (folder / entry.path).open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        return replace(entry, bytes=file.tell(), sha256=digest)


def write(about: About, entries: tuple[Entry, ...], folder: Path) -> None:
    """Write index.json and SHA256SUMS into the edition's folder."""
    index = {
        "name": about.name,
        "title": about.title,
        "version": about.version,
        "edition": about.edition,
        "as_of": about.as_of,
        "licence": {"name": about.licence, "title": about.licence_title, "url": about.licence_url},
        "citation": about.citation,
        "files": [asdict(entry) | {"media_type": MEDIA_TYPES[entry.format]} for entry in entries],
    }
    write_json(folder / INDEX, index)
    sums = {entry.path: entry.sha256 for entry in entries}
    sums[INDEX] = measured(Entry(INDEX, "metadata", "json", ""), folder).sha256
    (folder / SUMS).write_text(sums_text(sums), encoding="utf-8")


def write_editions(target: Path, latest: str) -> None:
    """Write the index of the editions: those whose folders are whole, the newest last."""
    found = []
    for path in sorted(target.glob(f"*/{INDEX}"), key=lambda path: _order(path.parent.name)):
        if not path.parent.is_symlink() and not path.parent.name.startswith("."):
            index = json.loads(path.read_text(encoding="utf-8"))
            said = {name: index[name] for name in ("edition", "version", "as_of")}
            found.append(said | {"path": f"{path.parent.name}/"})
    text = json.dumps({"latest": latest, "editions": found}, ensure_ascii=False, indent=2) + "\n"
    fresh = target / f".{INDEX}.writing"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(target / INDEX)


def sums_text(sums: dict[str, str]) -> str:
    """Checksums as ``sha256sum -c`` reads them."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))


def write_json(path: Path, content: Any) -> None:
    """Write JSON as people read it: indented, real letters, a line end at the end."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _order(edition: str) -> tuple[int, list[int], str]:
    numbers = edition.split(".")
    known = all(number.isdigit() for number in numbers)
    return (0 if known else 1, [int(number) for number in numbers] if known else [], edition)

"""What lies in an edition's folder: index.json and SHA256SUMS, of what this run made and of nothing else."""

import json
from dataclasses import asdict, dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from opengov.export.about import About
from opengov.package import UNRELEASED

INDEX, SUMS, LATEST = "index.json", "SHA256SUMS", "latest"
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

    group       table, flat, numbers, dictionary, workbook, database, package, government, map or metadata
    table       the table that it holds, if it holds one; ``government`` likewise
    rows        how many rows it holds, of all tables together; None where that says nothing
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
        "released": f"{about.released:%Y-%m-%dT%H:%M:%SZ}" if about.released else None,
        "licence": {"name": about.licence, "title": about.licence_title, "url": about.licence_url},
        "citation": about.citation,
        "files": [asdict(entry) | {"media_type": MEDIA_TYPES[entry.format]} for entry in entries],
    }
    write_json(folder / INDEX, index)
    sums = {entry.path: entry.sha256 for entry in entries}
    sums[INDEX] = measured(Entry(INDEX, "metadata", "json", ""), folder).sha256
    (folder / SUMS).write_text(sums_text(sums), encoding="utf-8")


def newest(target: Path, written: str, is_present: bool) -> str:
    """The edition that ``latest`` leads to after ``written`` was: the present one (``is_present``) while it
    is unreleased, or else the newest, by SemVer, of the released ones that are there.
    """
    before = _latest(target)
    if UNRELEASED in (written, "" if is_present else before):
        return UNRELEASED
    return max(({path.parent.name for path in whole(target)} | {written}) - {UNRELEASED}, key=_order)


def write_editions(target: Path, latest: str) -> None:
    """Write the index of the editions, those whose folders are whole, the newest last, with all their files:
    paths lead on from where it stands.
    """
    found = []
    for path in sorted(whole(target), key=lambda path: _order(path.parent.name)):
        index = json.loads(path.read_text(encoding="utf-8"))
        said = {name: index[name] for name in ("edition", "version", "as_of")}
        said["released"] = index.get("released")  # folders that stand from before it was told lack it
        folder = f"{path.parent.name}/"
        files = [file | {"path": folder + file["path"]} for file in index["files"]]
        found.append(said | {"path": folder, "files": files})
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


def sums(folder: Path) -> dict[str, str]:
    """The checksums that stand in an edition's folder, by path; empty where there are none."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}


def is_same(folder: Path, fresh: Path) -> bool:
    """Whether the same files were written to both folders, whatever became of one since: checksums and index
    both name each with its SHA-256, so that one of them is enough.
    """
    return sums(folder) == sums(fresh) or digest_of(folder / INDEX) == digest_of(fresh / INDEX)


def damaged(folder: Path, wanted: dict[str, str]) -> list[str]:
    """The files of an edition's folder that are not there, or not what they should be: ``wanted`` are the
    checksums. Those themselves, where they say something else.
    """
    found = [path for path, digest in wanted.items() if digest_of(folder / path) != digest]
    return found or ([] if wanted and sums(folder) == wanted else [SUMS])


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; empty where there is none."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def whole(target: Path) -> list[Path]:
    """The indices of the editions whose folders are whole."""
    found = target.glob(f"*/{INDEX}")
    return [
        path
        for path in found
        if not path.parent.is_symlink() and path.parent.name[0] != "." and _is_sound(path)
    ]


def _is_sound(index: Path) -> bool:
    """Whether an index is one of ours, and what the checksums beside it say, if they say anything."""
    try:
        said = json.loads(index.read_bytes())
        files = [(one["path"], one["sha256"], one["format"], one["bytes"]) for one in said["files"]]
        is_ours = {"edition", "version", "as_of"} <= set(said) and bool(files)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return is_ours and sums(index.parent).get(INDEX, found := digest_of(index)) == found


def _latest(target: Path) -> str:
    """The edition that ``latest`` leads to now; empty if it leads nowhere."""
    link = target / LATEST
    return link.readlink().name if link.is_symlink() and link.is_dir() else ""


def _order(edition: str) -> tuple[bool, list[int], bool, str]:
    """SemVer's order; what has no number comes last, and 1.0.0-rc before 1.0.0."""
    core, _, early = edition.partition("+")[0].partition("-")
    numbers = core.split(".")
    known = all(number.isdigit() for number in numbers)
    return (not known, [int(number) for number in numbers] if known else [], not early, edition)

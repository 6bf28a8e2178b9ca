"""What people may take away: the files that ``opengov export`` wrote, as its indices list them.

Nothing but what an index lists can be asked for, so no address leads out of the folder. The files are sent by
Starlette's FileResponse, which knows ranges: whole as gzip where the export packed them and the asker takes
that, in ranges always as they are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response
from starlette.responses import FileResponse

from opengov.web import ranges
from opengov.web.site import negotiation
from opengov.web.site.addresses import ID
from opengov.web.visits import VISIT

INDEX, SUMS, DESCRIPTOR = "index.json", "SHA256SUMS", "datapackage.json"
PACKED = ".packed"  # beside the editions: files as gzip, by the SHA-256 of what they hold (see export.packed)
LATEST, UNRELEASED = "latest", "unreleased"
LASTING, SHORT = "public, max-age=31536000, immutable", "public, max-age=300"
TEXT = "text/plain; charset=utf-8"
DAMAGED = "This file was damaged on this server. 'opengov export --editions' mends it, or says what to do.\n"
LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class File:
    """A file: where it is on disk, where as gzip, if it is, and what the index says of it (see
    ``export.listing``).
    """

    path: str
    place: Path
    packed: Path
    group: str
    format: str
    media_type: str
    title: str
    bytes: int
    sha256: str
    rows: int | None = None
    table: str | None = None
    government: str | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that was exported, its files by path; ``released`` is when, None for later edits."""

    edition: str
    version: str
    as_of: str
    citation: str
    files: Mapping[str, File]
    released: datetime | None = None

    @property
    def is_lasting(self) -> bool:
        """Whether its files will never be others."""
        return self.edition != UNRELEASED

    def saved_as(self, path: str) -> str:
        """The name under which a browser saves a file."""
        return f"opengov-{self.edition}-{path.replace('/', '-')}"

    def of_group(self, group: str) -> list[File]:
        """The files of a group, by path."""
        return [file for file in self.files.values() if file.group == group]


@dataclass(frozen=True, slots=True)
class Downloads:
    """All editions that are there, by name; ``latest`` is one of them, ``since`` then; ``index`` lists all as
    JSON.
    """

    latest: Edition
    editions: Mapping[str, Edition] = field(default_factory=dict)
    index: bytes = b""
    since: datetime = LONG_AGO

    def find(self, edition: str, path: str) -> tuple[Edition, File] | None:
        """A file, if an index lists it."""
        one = self.latest if edition == LATEST else self.editions.get(edition)
        file = one.files.get(path) if one else None
        return (one, file) if one and file else None


def read(folder: Path) -> Downloads | None:
    """What the indices in the folder list; None where nothing was exported, or the indices are not ours."""
    try:
        index = (folder / INDEX).read_bytes()
        top = json.loads(index)
        names = [one["edition"] for one in top["editions"] if ID.match(one["edition"].replace(".", "-"))]
        editions = {name: _edition(folder / name) for name in names}
        latest = folder / LATEST
        since = _modified(latest) if latest.is_symlink() else LONG_AGO
        return Downloads(editions[top["latest"]], editions, index, since)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _edition(folder: Path) -> Edition:
    index = json.loads((folder / INDEX).read_bytes())
    own = set(File.__dataclass_fields__) - {"place", "packed"}
    files = {}

    def packed(digest: str) -> Path:
        return folder.parent / PACKED / f"{digest}.gz"

    for said in index["files"]:
        place = folder / said["path"]
        is_there = place.resolve().is_relative_to(folder.resolve()) and place.is_file()
        if is_there and place.stat().st_size == said["bytes"]:  # or else it is not what the index speaks of
            known = {name: said[name] for name in own}
            files[said["path"]] = File(place=place, packed=packed(said["sha256"]), **known)
    for name, kind in ((INDEX, "application/json"), (SUMS, TEXT)):
        content = (folder / name).read_bytes()
        digest = sha256(content).hexdigest()
        of_file = ("metadata", "", kind, name, len(content), digest)
        files[name] = File(name, folder / name, packed(digest), *of_file)
    told = index.get("released")  # the file's own time is lost where a folder is copied without it
    released = datetime.fromisoformat(told) if told else None
    return Edition(index["edition"], index["version"], index["as_of"], index["citation"], files, released)


class Sent(Response):
    """A file as an answer of Datasette: Starlette sends it, whole or the ranges in ``wanted``, a header."""

    def __init__(self, scope: Mapping[str, Any], response: FileResponse, wanted: str) -> None:
        super().__init__("", status=response.status_code)
        others = [(name, value) for name, value in scope["headers"] if name != b"range"]
        self.headers_asked = [*others, (b"range", wanted.encode())] if wanted else others
        self.scope, self.response = scope, response

    async def asgi_send(self, send: Any) -> None:
        """Send it. Who leaves is noticed by the guard, outside."""
        asgi = {"version": "3.0", "spec_version": "2.4"}
        method = "HEAD" if _is_head() else "GET"  # else a file would be opened for nothing
        scope = {**self.scope, "method": method, "asgi": asgi, "headers": self.headers_asked}
        await self.response(scope, _nothing, send)


def answer(request: Any, downloads: Downloads | None, edition: str, path: str) -> Response | None:
    """The file at ``/downloads/<edition>/<path>``, "as you have it", or None if there is none."""
    found = downloads.find(edition, path) if downloads else None
    if found is None:
        return None
    of, file = found
    if not _is_whole(file):  # it must not be kept under the name of what it should be
        return Response(DAMAGED, status=503, headers={"cache-control": "no-store"}, content_type=TEXT)
    modified = of.released or _modified(file.place)
    if downloads and edition == LATEST:  # a file may be older than the time when it came to this address
        modified = max(modified, downloads.since)
    place, etag = file.place, f'"{file.sha256[:32]}"'
    wanted = "" if _is_head() else ranges.understood(request.headers.get("range", ""), file.bytes)
    headers = {
        "last-modified": format_datetime(modified, usegmt=True),
        "cache-control": LASTING if of.is_lasting and edition != LATEST else SHORT,
    }
    if file.packed.is_file():
        headers["vary"] = "Accept-Encoding"
        if not wanted and negotiation.takes(request.headers.get("accept-encoding", ""), "gzip"):
            place, etag = file.packed, f'{etag[:-1]}-gz"'
            headers["content-encoding"] = "gzip"
    headers["etag"] = etag
    if _is_another(request, etag, modified):
        return Response("", status=412, headers={"cache-control": "no-store"}, content_type=TEXT)
    if _has_it(request, etag, modified):
        return Response("", status=304, headers=headers, content_type=file.media_type)
    if file.group != "metadata":
        headers["content-disposition"] = f'attachment; filename="{of.saved_as(file.path)}"'
    return Sent(request.scope, FileResponse(place, headers=headers, media_type=file.media_type), wanted)


def _is_whole(file: File) -> bool:
    try:
        return file.place.stat().st_size == file.bytes
    except OSError:
        return False


def _modified(path: Path) -> datetime:
    """When a file was written, or a link made, in whole seconds as headers tell it."""
    return datetime.fromtimestamp(int(path.lstat().st_mtime), UTC)


def _is_head() -> bool:
    visit = VISIT.get()
    return visit is not None and visit.head


def _is_another(request: Any, etag: str, modified: datetime) -> bool:
    """Whether the asker wants a file that this is not (RFC 9110, 13.1.1 and 13.1.4: If-Match, which is
    compared strongly, counts before If-Unmodified-Since).
    """
    wanted = request.headers.get("if-match")
    if wanted is not None:
        return not {etag, "*"} & {one.strip() for one in wanted.split(",")}
    since = _day(request.headers.get("if-unmodified-since", ""))
    return since is not None and modified > since


def _has_it(request: Any, etag: str, modified: datetime) -> bool:
    """Whether the asker has it already (RFC 9110, 13.1: If-None-Match counts before If-Modified-Since)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        marks = [one.strip().removeprefix("W/") for one in known.split(",")]
        return etag.removeprefix("W/") in marks or "*" in marks
    since = _day(request.headers.get("if-modified-since", ""))
    return since is not None and modified <= since


def _day(header: str) -> datetime | None:
    """The time that a header says; None if it says none."""
    try:
        said = parsedate_to_datetime(header)
        return said if said.tzinfo else said.replace(tzinfo=UTC)
    except (TypeError, ValueError, IndexError):
        return None


async def _nothing() -> Mapping[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}

"""Files as gzip, for whoever takes that on the way: made once here, so that who serves them only sends.

They stand beside the editions, each under the digest of what it holds, and are no part of any edition: the
same file in two editions is packed once, and what no edition has any more is removed.
"""

import gzip
import json
import shutil
import zlib
from hashlib import file_digest
from pathlib import Path

from opengov.export.listing import digest_of

PACKED = ".packed"
FORMATS = frozenset({"csv", "json", "geojson", "sqlite"})  # the others are packed in themselves
WORTH_PACKING = 1_000  # bytes; below, the headers weigh more
LEVEL = 6


def pack(target: Path, indices: list[Path]) -> None:
    """Make ``.packed/`` in ``target`` what the editions with these ``indices`` need."""
    folder = target / PACKED
    folder.mkdir(exist_ok=True)
    wanted = {}
    for index in indices:
        said = json.loads(index.read_text(encoding="utf-8"))
        files = [one for one in said["files"] if one["format"] in FORMATS]
        wanted |= {one["sha256"]: index.parent / one["path"] for one in files if one["bytes"] > WORTH_PACKING}
        wanted[digest_of(index)] = index
    for left in folder.iterdir():
        if left.suffix != ".gz" or left.stem not in wanted:
            left.unlink()
    for digest, file in wanted.items():
        place = folder / f"{digest}.gz"
        if not _is_sound(place, digest) and digest_of(file) == digest:
            _pack(file, place)


def _is_sound(place: Path, digest: str) -> bool:
    """Whether what is packed there is what its name says."""
    try:
        with gzip.open(place) as packed:
            return file_digest(packed, "sha256").hexdigest() == digest  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error):
        return False


def _pack(file: Path, place: Path) -> None:
    """Pack a file, piece by piece; the same file gives the same bytes."""
    fresh = place.with_suffix(".writing")
    with (
        file.open("rb") as whole,
        fresh.open("wb") as out,
        gzip.GzipFile("", "wb", LEVEL, out, mtime=0) as packer,
    ):
        shutil.copyfileobj(whole, packer)
    fresh.replace(place)

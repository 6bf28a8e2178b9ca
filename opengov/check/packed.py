"""Is a table of an exported package still the one that was packed? The descriptor holds its digest."""

from collections.abc import Iterator
from hashlib import sha256

from opengov.findings import Finding
from opengov.package import DESCRIPTOR, Package, Table

CODES = {
    "not-as-packed": "A table of an exported package is not, byte for byte, what its descriptor says.",
}


def check_packed(package: Package, table: Table, content: bytes) -> Iterator[Finding]:
    """``content`` is that of the table's file. A package that is edited in git holds no digests."""
    resource = next(one for one in package.descriptor["resources"] if one["name"] == table.name)
    said, found = resource.get("hash"), f"sha256:{sha256(content).hexdigest()}"
    if said not in (None, found):
        yield Finding(
            table.path,
            0,
            "",
            "not-as-packed",
            f"the file is not the one that was packed: {DESCRIPTOR} says {said}, it is {found}.",
            "Take it out of the download again; or, if it is meant, take hash, bytes and rows of "
            f"{table.name} out of {DESCRIPTOR}.",
        )

"""What a commit holds against what was sealed: only one whose tables are those of the seal is an edition."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from opengov.diff.snapshot import read_object
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, PATHS
from opengov.repository import ABSENT, Repository


@dataclass(frozen=True, slots=True)
class Sealed:
    """The seal in a commit: the ``version``, and the paths of files that are ``others`` than those sealed."""

    version: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sealing:
    """Where a version was sealed: the ``first`` commit that says so, the files that are ``others`` there than
    those sealed, and the commit, if any, that ``holds`` what was sealed.
    """

    first: str
    others: tuple[str, ...]
    holds: str


def sealed_at(repository: Repository, commit: str) -> Sealed | None:
    """The seal of a commit; None where nothing is sealed."""
    files = repository.files(commit, PATHS)
    descriptor = descriptor_of(repository, files.get(DESCRIPTOR, ""))
    try:
        sealed = descriptor["opengov"]["released"]
        resources = descriptor["resources"]
        listed = {one[key] for one in resources for key in ("path", "schema")} | set(sealed)
        version = str(descriptor["version"])
    except (KeyError, TypeError, AttributeError):
        return None
    if not sealed:
        return None
    there = sorted(path for path in listed if path in files)
    contents = repository.contents([files[path] for path in there])
    digests = {path: sha256(next(contents)).hexdigest() for path in there}
    others = sorted(path for path in listed if digests.get(path, "") != sealed.get(path))
    return Sealed(version, tuple(others))


def sealing_of(repository: Repository, version: str) -> Sealing | None:
    """Where a version was sealed, on the main line; None if it was not."""
    first: Sealing | None = None
    own = False
    for commit in repository.commits(PATHS):
        if DESCRIPTOR in commit.changes:
            name = commit.changes[DESCRIPTOR]
            own = name != ABSENT and seals(descriptor_of(repository, name), version)
        if own:
            found = sealed_at(repository, commit.id)
            others = found.others if found else ()
            first = first or Sealing(commit.id, others, "")
            if found and not others:
                return replace(first, holds=commit.id)
    return first


def seals(descriptor: dict[str, Any], version: str) -> bool:
    """Whether a descriptor is that of a sealed edition of this number."""
    try:
        return bool(descriptor["version"] == version and descriptor["opengov"].get("released"))
    except (KeyError, AttributeError, TypeError):
        return False


def descriptor_of(repository: Repository, name: str) -> dict[str, Any]:
    """The descriptor of that content; empty if it is none."""
    try:
        return read_object(DESCRIPTOR, next(repository.contents([name]))) if name else {}
    except OpenGovError:
        return {}

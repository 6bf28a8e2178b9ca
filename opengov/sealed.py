"""What a commit holds against what was sealed: only one whose tables are those of the seal is an edition.

Editions are git tags. Tags do not come along with every copy (a fork, a mirror, a checkout of a workflow):
where one is missing, the seal tells which commit it would be on.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, PATHS
from opengov.repository import ABSENT, EDITION_TAG, Repository


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


def editions(repository: Repository) -> dict[str, str]:
    """Every edition, the oldest first: its version, and the commit of its tag; without one, the first commit
    on the main line that holds what was sealed under that number.
    """
    found = repository.editions()
    for commit, version in _seals(repository):
        if EDITION_TAG.match(f"v{version}") and version not in found:
            sealed = sealed_at(repository, commit)
            if sealed and not sealed.others:
                found[version] = commit
    return dict(sorted(found.items(), key=lambda one: [int(part) for part in one[0].split(".")]))


def commit_of(repository: Repository, name: str) -> str:
    """The id of the commit that a name means: what git knows by it, or the edition of that number, with or
    without ``v``. Raises OpenGovError if it means none.
    """
    try:
        return repository.commit(name)
    except OpenGovError:
        version = name.removeprefix("v")
        found = editions(repository).get(version) if EDITION_TAG.match(f"v{version}") else None
        if found:
            return found
        raise


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
    for commit, own in _seals(repository):
        if own == version:
            found = sealed_at(repository, commit)
            others = found.others if found else ()
            first = first or Sealing(commit, others, "")
            if found and not others:
                return replace(first, holds=commit)
    return first


def move_tag(tag: str, commit: str = "") -> str:
    """The commands that put a tag on another commit, by default the last one."""
    place = f" {commit[:12]}" if commit else ""
    return f"'git tag -f -a {tag}{place} -m {tag}'. If the tag was pushed: 'git push --force origin {tag}'."


def delete_tag(tag: str) -> str:
    """The commands that take a tag away."""
    return f"'git tag -d {tag}'. If the tag was pushed: 'git push origin --delete {tag}'."


def _seals(repository: Repository) -> Iterator[tuple[str, str]]:
    """Each commit on the main line that changed a table, and the version that its descriptor seals; empty if
    it seals none.
    """
    version = ""
    for commit in repository.commits(PATHS):
        if DESCRIPTOR in commit.changes:
            name = commit.changes[DESCRIPTOR]
            descriptor = descriptor_of(repository, name) if name != ABSENT else {}
            version = str(descriptor.get("version", ""))
            version = version if seals(descriptor, version) else ""
        yield commit.id, version


def seals(descriptor: dict[str, Any], version: str) -> bool:
    """Whether a descriptor is that of a sealed edition of this number."""
    try:
        return bool(descriptor["version"] == version and descriptor["opengov"].get("released"))
    except (KeyError, AttributeError, TypeError):
        return False


def descriptor_of(repository: Repository, name: str) -> dict[str, Any]:
    """The descriptor of that content; empty if it is none."""
    if not name:
        return {}
    try:
        found = json.loads(next(repository.contents([name])))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

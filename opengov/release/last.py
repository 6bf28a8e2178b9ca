"""The last edition, as git knows it: only one that is finished has a next."""

from collections.abc import Sequence

from opengov.diff.snapshot import read_object
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, Package
from opengov.repository import ABSENT, NoRepository, Repository


def demand_committed(package: Package, files: Sequence[str]) -> None:
    """Refuse while the last edition is sealed here but not committed: a second one would tell its changes
    again. ``files`` are those that a release writes.
    """
    if not is_sealed(package):
        return
    try:
        repository = Repository.of(package.root)
        head = repository.head()
        name = repository.files(head, [DESCRIPTOR]).get(DESCRIPTOR) if head else None
    except NoRepository:
        return
    if name and _seals(next(repository.contents([name])), package.version):
        return
    names = " ".join(files)
    undo = f"'git restore --staged --worktree {names}'"
    if package.edition == package.version:
        raise OpenGovError(
            f"{package.version} is sealed here, but neither committed nor tagged.",
            f"Finish it: 'git add data schemas {names}', 'git commit', 'git tag -a v{package.version}'. "
            f"Or undo it: {undo}.",
        )
    raise OpenGovError(
        f"{package.version} was sealed here and never committed, and the data was edited since.",
        f"Undo the seal, {undo}, which takes back every edit of these files and keeps those of the tables; "
        "then release again.",
    )


def last_edition(package: Package) -> str:
    """The tag of the last edition; without tags, the commit that gave the package its version, if the
    package was ever released; empty if there is nothing to compare with.
    """
    try:
        repository = Repository.of(package.root)
        tags = repository.editions()
        if package.version not in tags and repository.is_shallow():
            raise OpenGovError(
                "Which edition was the last cannot be told: this copy was made without the older commits "
                "(a shallow clone).",
                "'git fetch --unshallow --tags' gets them; or name the last edition with --since.",
            )
        sealed = _sealing_commit(repository, package) if package.version not in tags else ""
    except NoRepository as error:
        raise OpenGovError(
            error.message, "Name a folder or package zip of the last edition with --since."
        ) from error
    if not tags:
        return sealed
    last = max(tags, key=parts)
    if sealed and parts(package.version) > parts(last):
        raise OpenGovError(
            f"{package.version} is sealed and committed here, but has no tag.",
            "'git fetch --tags' if it was tagged elsewhere; or else "
            f"'git tag -a v{package.version} {sealed[:12]}'.",
        )
    return f"v{last}"


def _sealing_commit(repository: Repository, package: Package) -> str:
    """The commit that sealed the package's version; empty if the package is not sealed, or none did."""
    if not is_sealed(package):
        return ""
    found = [(one.id, one.changes[DESCRIPTOR]) for one in repository.commits([DESCRIPTOR])]
    held = [(identity, name) for identity, name in found if name != ABSENT]
    contents = repository.contents([name for _, name in held])
    return next((identity for identity, _ in held if _seals(next(contents), package.version)), "")


def _seals(content: bytes, version: str) -> bool:
    """Whether a descriptor is that of a sealed edition of this number."""
    try:
        descriptor = read_object(DESCRIPTOR, content)
        return bool(descriptor["version"] == version and descriptor["opengov"].get("released"))
    except (OpenGovError, KeyError, AttributeError, TypeError):
        return False


def is_sealed(package: Package) -> bool:
    """Whether the package was ever released."""
    return bool(package.descriptor["opengov"].get("released"))


def parts(version: str) -> tuple[int, ...]:
    """The numbers of a version, to be compared."""
    return tuple(int(part) for part in version.split("."))

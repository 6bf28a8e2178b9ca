"""The last edition, as git knows it: only one that is finished has a next."""

from collections.abc import Sequence
from pathlib import Path

from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, Package
from opengov.repository import NoRepository, Repository
from opengov.sealed import Sealing, delete_tag, descriptor_of, move_tag, sealed_at, sealing_of, seals

MOST_NAMED = 3  # of files or records that a message is about


def demand_committed(package: Package, files: Sequence[str]) -> None:
    """Refuse while the last edition is sealed here but not committed: a second one would tell its changes
    again; and where its tag stands on something else. ``files`` are those that a release writes.
    """
    if not is_sealed(package):
        return
    try:
        repository = Repository.of(package.root)
        head = repository.head()
        name = repository.files(head, [DESCRIPTOR]).get(DESCRIPTOR) if head else None
    except NoRepository:
        _demand_edited(package)
        return
    if package.version in (tags := repository.editions()):
        _demand_tag(repository, package, package.version, tags[package.version], files)
        return
    if name and seals(descriptor_of(repository, name), package.version):
        return
    undo = f"'git restore --staged --worktree {' '.join(files)}'"
    if package.edition == package.version:
        raise OpenGovError(
            f"{package.version} is sealed here, but neither committed nor tagged.",
            f"Finish it: {_commit(files)}, {_tag(package.version)}. Or undo it: {undo}.",
        )
    raise OpenGovError(
        f"{package.version} was sealed here and never committed, and the data was edited since.",
        f"Undo the seal, {undo}, which takes back every edit of these files and keeps those of the tables; "
        "then release again.",
    )


def last_edition(package: Package, files: Sequence[str]) -> str:
    """The tag of the last edition; empty if there was none. ``files`` are those that a release writes.

    Raises OpenGovError where an edition that is sealed and committed has no tag, or not the right one, and
    where nobody can tell which was the last.
    """
    try:
        repository = Repository.of(package.root)
        tags = repository.editions()
        if package.version not in tags and repository.is_shallow():
            raise OpenGovError(
                "Which edition was the last cannot be told: this copy was made without the older commits "
                "(a shallow clone).",
                f"'{repository.how_to_fetch()}' gets them; or name the last edition with --since.",
            )
    except NoRepository as error:
        raise OpenGovError(
            error.message, "Name a folder or package zip of the last edition with --since."
        ) from error
    own = None
    if is_sealed(package) and package.version not in tags:
        own = sealing_of(repository, package.version)
    last = max(tags, key=parts) if tags else ""
    if own and not own.holds:
        _refuse_untrue(repository, package, own, files)
    if own and (not last or parts(package.version) > parts(last)):
        raise OpenGovError(
            f"{package.version} is sealed and committed here, but has no tag.",
            f"'{repository.how_to_fetch()}' if it was tagged elsewhere; or else "
            f"{_tag(package.version, own.holds[:12])}.",
        )
    if not last:
        return ""
    if is_sealed(package) and last != package.version:  # or else demand_committed did
        _demand_tag(repository, package, last, tags[last], files)
    return f"v{last}"


def in_git(root: Path) -> bool:
    """Whether the folder is in a git repository."""
    try:
        return bool(Repository.of(root))
    except NoRepository:
        return False


def is_sealed(package: Package) -> bool:
    """Whether the package was ever released."""
    return bool(package.descriptor["opengov"].get("released"))


def parts(version: str) -> tuple[int, ...]:
    """The numbers of a version, to be compared."""
    return tuple(int(part) for part in version.split("."))


def some(names: Sequence[str]) -> str:
    """The first of several names, in words."""
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


def _demand_edited(package: Package) -> None:
    """All that can be known without git: whether the tables are still those of the seal."""
    if package.edition == package.version:
        raise OpenGovError(
            f"{package.version} is sealed here, and no table was edited since: there is nothing to release.",
            "Another licence or number alone can be released where git keeps the data: here nobody can tell "
            "it from an edition that was not finished.",
        )


def _demand_tag(
    repository: Repository, package: Package, version: str, commit: str, files: Sequence[str]
) -> None:
    """Refuse where the tag of a version is on a commit that is not that edition."""
    tag = f"v{version}"
    found = sealed_at(repository, commit)
    if found is None:
        wrong = f"The tag {tag} is no edition: nothing is sealed there."
    elif found.version != version:
        wrong = f"The tag {tag} holds edition {found.version}."
    elif found.others:
        wrong = f"The tag {tag} is no edition: what was sealed differs there, in {some(found.others)}."
    else:
        return
    where = sealing_of(repository, version)
    if where and where.holds:
        raise OpenGovError(wrong, f"Correct the tag: {move_tag(tag, where.holds)}")
    if package.edition == version:
        raise OpenGovError(
            wrong, f"Commit what is sealed here and correct the tag: {_commit(files)}, {move_tag(tag)}"
        )
    if where:
        raise OpenGovError(wrong, f"Delete the tag: {delete_tag(tag)} {_ways_out(repository, where, files)}")
    raise OpenGovError(wrong, f"Delete the tag: {delete_tag(tag)} Then release again.")


def _refuse_untrue(repository: Repository, package: Package, where: Sealing, files: Sequence[str]) -> None:
    """There is no commit with what was sealed: none that could have the tag."""
    wrong = (
        f"{package.version} is sealed and committed here, but its commit {where.first[:12]} holds something "
        f"else than was sealed, in {some(where.others)}: it must not have the tag."
    )
    if package.edition == package.version:
        commands = f"{_commit(files)}, {_tag(package.version)}"
        raise OpenGovError(wrong, f"What was sealed stands here again. Commit it and tag that: {commands}.")
    raise OpenGovError(wrong, _ways_out(repository, where, files))


def _ways_out(repository: Repository, where: Sealing, files: Sequence[str]) -> str:
    """How to go on where no commit holds what was sealed."""
    restore = "Put back into these files what was sealed, commit them, and tag that commit"
    try:
        repository.commit(f"{where.first}~1")
    except OpenGovError:
        return f"{restore}; or take 'released' out of {DESCRIPTOR} and release again."
    undo = f"'git restore --source={where.first[:12]}~1 --staged --worktree {' '.join(files)}'"
    return (
        f"{restore}. Or take the seal back, {undo}, which takes back every edit of these files since, "
        "commit that, and release again."
    )


def _tag(version: str, place: str = "") -> str:
    """The command for a tag, with a message: without one git would open an editor."""
    return f"'git tag -a v{version}{place and ' '}{place} -m v{version}'"


def _commit(files: Sequence[str]) -> str:
    return f"'git add data schemas {' '.join(files)}', 'git commit'"

"""Former editions, as git keeps them: the files of a commit in a folder of their own. The working tree is not
touched, and what git holds is written as it is, without filters.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from opengov.errors import OpenGovError
from opengov.files import unsafe_path
from opengov.package import LICENCE_FILE, PATHS, UNRELEASED, Package
from opengov.repository import EDITION_TAG, Repository
from opengov.sealed import commit_of, delete_tag, editions, move_tag, sealing_of


def known(root: Path) -> dict[str, str]:
    """The versions of the editions that the repository of ``root`` knows, the oldest first, and the names by
    which they are opened. Raises NoRepository.
    """
    return {version: f"v{version}" for version in editions(Repository.of(root))}


def is_shallow(root: Path) -> bool:
    """Whether older commits are not in this copy, so that editions may be missing. Raises NoRepository."""
    return Repository.of(root).is_shallow()


@contextmanager
def opened(root: Path, name: str) -> Iterator[Package]:
    """The edition that is sealed at ``name``, an edition (the ``v`` may be left out), commit or branch of
    the repository that ``root`` is in: its package, in a folder that lasts as long as it is open.

    Raises OpenGovError if ``name`` means no commit, or one where no edition is sealed, or another one than
    the tag says.
    """
    repository = Repository.of(root)
    commit = commit_of(repository, name)
    with TemporaryDirectory(prefix="opengov-") as folder:
        _write(repository, commit, Path(folder), name)
        try:
            package = Package.open(Path(folder))
            edition = package.edition
        except OpenGovError as error:
            raise OpenGovError(f"{name} cannot be read: {_told(error, folder)}") from error
        version = name.removeprefix("v")
        is_tag = EDITION_TAG.match(f"v{version}")
        if edition == UNRELEASED:
            wrong = f"{name} is no edition: its tables are not sealed, or are others than those that were."
        elif is_tag and version != edition:
            wrong = f"The tag v{version} holds edition {edition}."
        else:
            yield package
            return
        raise OpenGovError(wrong, _right_tag(repository, version) if is_tag else _known(root))


def _right_tag(repository: Repository, version: str) -> str:
    """What to do with the tag of an edition that is on another commit."""
    where = sealing_of(repository, version)
    if where and where.holds:
        return f"Correct the tag: {move_tag(f'v{version}', where.holds)}"
    return f"No commit holds that edition. Delete the tag: {delete_tag(f'v{version}')}"


def _known(root: Path) -> str:
    """Which editions there are, or how one is made."""
    names = ", ".join(known(root).values())
    return f"Known here: {names}." if names else "No edition is known here: 'opengov release' makes one."


def _write(repository: Repository, commit: str, folder: Path, name: str) -> None:
    files = repository.files(commit, [*PATHS, LICENCE_FILE])
    contents = repository.contents(list(files.values()))
    for path, content in zip(files, contents, strict=True):
        if reason := unsafe_path(folder, path):
            raise OpenGovError(f"{path} in {name} is refused: {reason}.")
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _told(error: OpenGovError, folder: str) -> str:
    """What was wrong, without the name of a folder that is gone by now."""
    return error.message.replace(f"{folder}/", "").replace(folder, "it")

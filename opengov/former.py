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
from opengov.sealed import commit_of, editions


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
        if edition == UNRELEASED:
            raise OpenGovError(
                f"{name} is no edition: its tables are not sealed, or are others than those that were.",
                "'git tag' lists the editions, by names such as v1.0.0. 'opengov release' makes one.",
            )
        match = EDITION_TAG.match(name if name.startswith("v") else f"v{name}")
        if match and match[1] != edition:
            raise OpenGovError(f"The tag {name} holds edition {edition}.", "Correct the tag.")
        yield package


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

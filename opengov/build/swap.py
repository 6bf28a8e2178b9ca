"""A file that is there whole or not at all, whoever is killed and whenever."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MAGIC = b"SQLite format 3\0"


@contextmanager
def fresh(target: Path) -> Iterator[Path]:
    """The path of an empty place beside ``target``; what is written there becomes ``target`` at the end.

    If the body raises, or the process dies, ``target`` stays as it was. What a killed process left behind is
    cleared by the next one. Only one process at a time is let in, others wait: the lock is on the folder, so
    it leaves no file and dies with its holder. Raises OSError if the folder cannot be written to.
    """
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise OSError(errno.EEXIST, "something else than a file stands there", str(target))
    if target.exists() and _head(target) not in (_MAGIC, b""):
        raise OSError(errno.EEXIST, "the file that stands there is no database", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}.building")
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        scratch.unlink(missing_ok=True)
        yield scratch
        _sync(scratch)
        scratch.replace(target)
        os.fsync(folder)
    finally:
        scratch.unlink(missing_ok=True)
        os.close(folder)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_MAGIC))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Files that others have written: opened only inside the package, and only if they are what they should be.

Standard library only, and no trust in what is read: a path that leaves the package is refused here, so that
nothing above can be led astray.
"""

import json
import stat
from pathlib import Path, PurePosixPath
from typing import Any

from opengov.errors import OpenGovError

MAX_JSON_BYTES = 5_000_000


class BadJson(OpenGovError):
    """A file that is there and holds no JSON object; ``line`` is where (0: nowhere in particular)."""

    def __init__(self, message: str, hint: str, line: int = 0) -> None:
        super().__init__(message, hint)
        self.line = line


def unsafe_path(root: Path, path: Any) -> str:
    """Why ``path`` may not be opened, in a few words; empty if it is a plain file inside ``root``.

    A path that does not exist is not unsafe. Symbolic links are, anywhere on the way, because Frictionless
    follows them out of the package (found by trying; its own trust switch does not cover them).
    """
    if not isinstance(path, str) or not path:
        return "it is not a text"
    if not path.isprintable() or "\\" in path or ":" in path:
        return "it is not a plain relative path"
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        return "it leaves the package"
    if not pure.parts or pure.as_posix() != path:
        return "it is not a plain relative path"
    here = root
    for part in pure.parts:
        here = here / part
        try:
            mode = here.lstat().st_mode
        except OSError:
            return ""
        if stat.S_ISLNK(mode):
            return "it is, or passes through, a symbolic link"
    return "" if stat.S_ISREG(mode) else "it is not a file"


def load_json(root: Path, path: str) -> dict[str, Any]:
    """The JSON object in a file of the package.

    Raises OpenGovError if the file is not there or cannot be read, BadJson if it holds something else.
    """
    reason = unsafe_path(root, path)
    if reason:
        raise OpenGovError(f"{path} is refused: {reason}.")
    file = root / path
    try:
        if file.stat().st_size > MAX_JSON_BYTES:
            raise OpenGovError(f"{file} is larger than {MAX_JSON_BYTES} bytes.")
        content = json.loads(file.read_bytes().decode("utf-8"), object_pairs_hook=_unique_keys)
    except FileNotFoundError as error:
        hint = "Go to the folder that holds it, or name it with --root." if "/" not in path else ""
        raise OpenGovError(f"There is no {path} in {root.resolve()}.", hint) from error
    except OSError as error:
        raise OpenGovError(f"{file} cannot be read: {error.strerror}.") from error
    except json.JSONDecodeError as error:
        message = f"{path} is not JSON: {error.msg[0].lower()}{error.msg[1:]} (column {error.colno})."
        hint = (
            "Compare the line with its neighbours: is a comma, a quote or a bracket missing, or one too many?"
        )
        raise BadJson(message, hint, error.lineno) from error
    except UnicodeDecodeError as error:
        raise BadJson(f"{path} is not UTF-8.", "Save it as UTF-8.") from error
    except RecursionError as error:
        raise BadJson(f"{path} is nested too deep.", "Put the last good version back.") from error
    except ValueError as error:
        raise BadJson(f"{path} cannot be used: {error}.", "Correct it by hand.") from error
    if not isinstance(content, dict):
        raise BadJson(f"{path} holds no JSON object.", "It must begin with { and end with }.")
    return content


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found

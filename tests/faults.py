"""The corpus of faults: each file under ``fixtures/faults`` is one small change to a clean package.

``<code>.<variant>.json`` says what is changed and every finding that must come of it: path, line (a number,
or a text that stands on the line), field and code. A change is one of

    find + replace        text that occurs exactly once
    find + replace_hex    bytes in place of that text
    find + repeat, times  a sign so many times (``then`` after it)
    write, delete         the whole file
    crlf, cr, utf16       the file in that form
    prepend_hex           bytes before everything
    json_set, json_delete a value in a JSON file
    symlink               the file becomes a link
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FAULTS = Path(__file__).parent / "fixtures" / "faults"


@dataclass(frozen=True)
class Fault:
    """One file of the corpus."""

    name: str
    about: str
    change: list[dict[str, Any]]
    expect: list[dict[str, Any]]

    @property
    def code(self) -> str:
        return self.name.partition(".")[0]

    def apply(self, root: Path) -> None:
        """Break the package in ``root``."""
        for change in self.change:
            _apply(root / change["file"], change)

    def expected(self, root: Path) -> set[tuple[str, int, str, str]]:
        """What ``check`` must find in the broken package: path, line, field, code."""
        return {(e["path"], _line(root, e), e["field"], e["code"]) for e in self.expect}


def all_faults() -> list[Fault]:
    """The corpus, by name."""
    return [
        Fault(file.stem, **json.loads(file.read_text(encoding="utf-8")))
        for file in sorted(FAULTS.glob("*.json"))
    ]


def _line(root: Path, expected: dict[str, Any]) -> int:
    line = expected["line"]
    if isinstance(line, int):
        return line
    text = (root / expected["path"]).read_text(encoding="utf-8")
    return text[: text.index(line)].count("\n") + 1


def _apply(file: Path, change: dict[str, Any]) -> None:
    if "write" in change:
        file.write_text(change["write"], encoding="utf-8", newline="")
        return
    content = file.read_bytes()
    if "delete" in change or "symlink" in change:
        file.unlink()
        if "symlink" in change:
            file.symlink_to(change["symlink"])
        return
    if "find" in change:
        old = change["find"].encode()
        assert content.count(old) == 1, f"{change['find']!r} occurs {content.count(old)} times"
        content = content.replace(old, _new(change))
    elif "json_set" in change or "json_delete" in change:
        content = _json(json.loads(content), change)
    else:
        content = _form(content, change)
    file.write_bytes(content)


def _new(change: dict[str, Any]) -> bytes:
    if "repeat" in change:
        return (change["repeat"] * change["times"] + change.get("then", "")).encode()
    return bytes.fromhex(change["replace_hex"]) if "replace_hex" in change else change["replace"].encode()


def _json(document: Any, change: dict[str, Any]) -> bytes:
    keys = change["json_delete"] if "json_delete" in change else change["json_set"][0]
    place = document
    for key in keys[:-1]:
        place = place[key]
    if "json_delete" in change:
        del place[keys[-1]]
    else:
        place[keys[-1]] = change["json_set"][1]
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _form(content: bytes, change: dict[str, Any]) -> bytes:
    if "prepend_hex" in change:
        return bytes.fromhex(change["prepend_hex"]) + content
    if "utf16" in change:
        return content.decode().encode("utf-16")
    return content.replace(b"\n", b"\r\n" if "crlf" in change else b"\r")

"""The licence of an edition: whole entries of the descriptor, and the text in its file."""

from hashlib import sha256
from typing import Any

NONE = "no licence"
Entries = tuple[tuple[tuple[str, str], ...], ...]  # of each licence: what it says, by key


def entries_of(descriptor: dict[str, Any]) -> Entries:
    """The licences of a package."""
    licences = descriptor.get("licenses")
    return tuple(
        tuple(sorted((str(key), str(value)) for key, value in one.items()))
        for one in (licences if isinstance(licences, list) else [])
        if isinstance(one, dict)
    )


def digest(text: bytes) -> str:
    """What tells one text of a licence from another, however its lines end."""
    return sha256(text.replace(b"\r\n", b"\n")).hexdigest()


def differing(old: Entries, new: Entries) -> tuple[str, str] | None:
    """What differs in two lists of licences, in words: their names, or else what is said beside these."""
    if old == new:
        return None
    names = _names(old), _names(new)
    if names[0] != names[1]:
        return names
    apart = [
        (dict(one).get("name", ""), set(one) - set(other), set(other) - set(one))
        for one, other in zip(old, new, strict=False)
    ]
    told = [
        "; ".join(f"{name} ({_said(sides[side])})" for name, *sides in apart if any(sides)) for side in (0, 1)
    ]
    return told[0], told[1]


def _names(entries: Entries) -> str:
    return ", ".join(dict(one).get("name", "") for one in entries) or NONE


def _said(cells: set[tuple[str, str]]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in sorted(cells)) or "nothing more"

"""How wide a text will be, before any browser has set it, and where to break and cut it."""

import unicodedata

ELLIPSIS = "…"
LONGEST = 200  # characters: marks take no width, and yet no line may hold thousands of them
# Widths in units of the font size, of the widest of the usual sans-serif fonts.
LETTERS = {
    **dict.fromkeys("ijl.,:;'’‘!| ", 0.34),
    **dict.fromkeys("frtI()[]/-·", 0.42),
    **dict.fromkeys("csz", 0.55),
    **dict.fromkeys("mwMWÆŒ@%&—…", 1.0),
}
INVISIBLE = ("Mn", "Me", "Cf", "Cc", "Cs")


def width_of(text: str, size: float = 14) -> float:
    """An estimate in CSS pixels of the width of a line at a font size. Rather too wide than too narrow."""
    return size * sum(map(_em, text))


def fit(text: str, width: float, size: float = 14) -> str:
    """The text on one line, cut with an ellipsis where it would be wider than ``width`` CSS pixels.

    A letter and the accents on it stay together.
    """
    text = " ".join(text.split())
    if _room_for(text, width, size) == len(text):
        return text
    return text[: _room_for(text, width - size * _em(ELLIPSIS), size)].rstrip(" ,;:\u200d") + ELLIPSIS


def wrap(text: str, width: float, size: float = 14) -> tuple[str, ...]:
    """The text on one line or two, broken at a space if there is one, the second line cut if need be."""
    text = " ".join(text.split())
    room = _room_for(text, width, size)
    if room == len(text):
        return (text,)
    at = text.rfind(" ", 1, room + 1)
    room = at if at > 0 else room
    return text[:room], fit(text[room:], width, size)


def _room_for(text: str, width: float, size: float) -> int:
    """How many of its characters fit on a line."""
    left = width / size
    for i, character in enumerate(text[:LONGEST]):
        left -= _em(character)
        if left < 0:
            return i
    return min(len(text), LONGEST)


def _em(character: str) -> float:
    if character in LETTERS:
        return LETTERS[character]
    if unicodedata.category(character) in INVISIBLE:
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.4 if unicodedata.category(character) == "So" else 1.0
    return 0.72 if character.isupper() and character.isascii() else 0.62

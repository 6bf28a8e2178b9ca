"""Text of others: how names are compared, and how a cell is shown so that it can do no harm."""

import re
import unicodedata

LONG = 120


def folded(text: str) -> str:
    """Words apart by one blank, without case, accents and punctuation: ``São-Paulo`` is ``sao paulo``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def inert(text: str) -> str:
    """Text on one line, without control characters and those that turn the direction of text."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def short(text: str) -> str:
    """A cell in quotes, on one line, without control characters, and not longer than a line."""
    line = inert(text[: LONG * 4])
    return f"“{line}”" if len(line) <= LONG and len(text) <= LONG * 4 else _cut(line, len(text))


def counted(number: int, one: str, many: str = "") -> str:
    """``1 row``, ``2 rows``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def lines(numbers: tuple[int, ...]) -> str:
    """``line 3``, ``lines 3, 5``; long runs are folded: ``lines 3–9``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    told = [str(a) if a == b else f"{a}, {b}" if b == a + 1 else f"{a}–{b}" for a, b in runs]
    return f"{'line' if len(numbers) == 1 else 'lines'} {', '.join(told)}"


def _cut(line: str, characters: int) -> str:
    return f"“{line[:LONG]}…” ({characters} characters)"

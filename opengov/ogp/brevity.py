"""How much of a list people are shown: a sheet of others may have any number of rows of one kind."""

import re
from collections import Counter

MOST = 50  # of one reason
LONGEST = 1000  # characters of a line
Item = tuple[str, list[str]]  # a line, with the lines below it


def few(items: list[Item]) -> list[Item]:
    """At most ``MOST`` items of one reason, and how many are left out; no line longer than ``LONGEST``."""
    seen: Counter[str] = Counter()
    shown = []
    for first, below in items:
        line = first if len(first) <= LONGEST else f"{first[:LONGEST]}… (--format json has all of it)"
        seen[reason := _reason(line)] += 1
        if seen[reason] <= MOST:
            shown.append((line, below))
    if more := len(items) - len(shown):
        shown.append((f"… and {more} more; --format json lists all", []))
    return shown


def _reason(line: str) -> str:
    """A line without what differs from row to row: what the sheet says in quotes, numbers and ids."""
    words = re.sub("“.*”", "", line).split()
    return " ".join(word for word in words if not any(letter.isdigit() for letter in word))

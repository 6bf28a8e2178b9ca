"""Partial dates: ``2018``, ``2018-05``, ``2018-05-08``. A date is as precise as its source, never more.

Comparing two of them compares what is certain: ``2018`` is not before ``2018-05-08``.
"""

import calendar
import re

YEARS = range(1900, 2200)  # what is older or later is a slip of the pen, and 9999 + 1 no year at all
PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


def is_possible(text: str) -> bool:
    """Whether ``text`` is a partial date of the calendar, within YEARS: no 30 February, no year 20177."""
    match = PARTIAL.match(text)
    if not match or int(match[1]) not in YEARS:
        return False
    if match[2] is None:
        return True
    if not 1 <= int(match[2]) <= 12:
        return False
    return match[3] is None or 1 <= int(match[3]) <= calendar.monthrange(int(match[1]), int(match[2]))[1]


def earliest(text: str) -> str:
    """The first day, ISO 8601, that a possible partial date can mean."""
    return text + "-01-01"[{4: 0, 7: 3, 10: 6}[len(text)] :]


def latest(text: str) -> str:
    """The last day, ISO 8601, that a possible partial date can mean."""
    if len(text) == 10:
        return text
    if len(text) == 4:
        return f"{text}-12-31"
    return f"{text}-{calendar.monthrange(int(text[:4]), int(text[5:]))[1]:02d}"


def certainly_before(one: str, other: str) -> bool:
    """Whether every day that ``one`` can mean lies before every day that ``other`` can mean."""
    return latest(one) < earliest(other)


def shift_years(text: str, years: int) -> str:
    """The same partial date some years later (or earlier), 29 February becoming 28."""
    moved = f"{int(text[:4]) + years:04d}{text[4:]}"
    return moved if is_possible(moved) else f"{moved[:8]}28"

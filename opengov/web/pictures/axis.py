"""Time across a picture: partial dates as periods of days, and where they lie on an axis of whole years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from opengov.dates import earliest, is_possible, latest
from opengov.web.pictures.frame import percent


@dataclass(frozen=True, slots=True)
class Period:
    """Days, counted as ``date.toordinal`` does, from ``first`` up to and without ``last``."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many."""
        return self.last - self.first


@dataclass(frozen=True)
class Axis:
    """From the first of January of one year to the last of December of another."""

    first_year: int
    last_year: int

    @classmethod
    def over(cls, periods: Iterable[Period]) -> "Axis":
        """The axis that holds all these, of which there must be one."""
        periods = list(periods)
        return cls(
            date.fromordinal(min(one.first for one in periods)).year,
            date.fromordinal(max(one.last for one in periods) - 1).year,
        )

    @cached_property
    def whole(self) -> Period:
        """All its days."""
        return Period(date(self.first_year, 1, 1).toordinal(), date(self.last_year, 12, 31).toordinal() + 1)

    @property
    def years(self) -> int:
        """How many."""
        return self.last_year - self.first_year + 1

    def part(self, day: float) -> float:
        """Where the start of a day lies, from 0 to 1."""
        return (day - self.whole.first) / self.whole.days

    def at(self, day: float) -> str:
        """Where the start of a day lies, in percent."""
        return percent(self.part(day), 1)

    def length(self, period: Period) -> str:
        """How long a period is, in percent."""
        return percent(period.days, self.whole.days)


@lru_cache(maxsize=4096)
def period(text: str) -> Period:
    """The days that a partial date can mean. Raises ValueError if it can mean none."""
    if not is_possible(text):
        raise ValueError(f"not a date: {text!r}")
    return Period(
        date.fromisoformat(earliest(text)).toordinal(), date.fromisoformat(latest(text)).toordinal() + 1
    )


def levels(extents: Sequence[tuple[float, float] | Period]) -> list[int]:
    """For each extent the lowest level at which it lies on none of those that start before it."""
    pairs = [(one.first, one.last) if isinstance(one, Period) else one for one in extents]
    ends: list[float] = []
    found = [0] * len(pairs)
    for i in sorted(range(len(pairs)), key=lambda i: pairs[i]):
        start, end = pairs[i]
        level = next((level for level, taken in enumerate(ends) if taken <= start), len(ends))
        if level == len(ends):
            ends.append(end)
        ends[level] = end
        found[i] = level
    return found

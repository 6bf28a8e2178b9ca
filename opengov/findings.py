"""A fault in the data is a value: where it is, what was expected, how to mend it."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One fault, at one place.

    path     file, relative to the package, with ``/``: ``data/commitments.csv``
    line     physical line of the file, 1 for the first; 0 where the fault has no line (a missing file)
    field    name of the column, or empty where the fault is not in one column
    code     short name of the rule, kebab-case: ``end-before-start``
    message  what is wrong, with the value and what was expected
    hint     how to mend it
    """

    path: str
    line: int
    field: str
    code: str
    message: str
    hint: str = ""

    @property
    def place(self) -> str:
        """The place as compilers print it: ``data/commitments.csv:41``."""
        return f"{self.path}:{self.line}" if self.line else self.path

    def as_dict(self) -> dict[str, str | int]:
        """The finding as a plain dict, keys in the order of the fields."""
        return asdict(self)


def shown(value: str, limit: int = 80) -> str:
    """A cell as it is quoted in a message: one line, cut in the middle of nowhere but never silently."""
    text = value.encode("unicode_escape").decode("ascii") if not value.isprintable() else value
    return f"“{text}”" if len(text) <= limit else f"“{text[:limit]}…” ({len(text)} characters)"

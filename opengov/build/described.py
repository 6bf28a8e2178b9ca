"""Tables and views that no schema describes: their SQL begins with what the dictionary says of them.

    -- title: Overdue milestones
    -- description: Steps whose deadline has passed ...
    -- column end_date: When the step was to be done.
    -- column updates (integer): How many statements there are.

A line that begins with ``--   `` continues the one before it. A column without a type is a string.
"""

import re
from dataclasses import dataclass

LINE = re.compile(r"-- (?:(title|description)|column (\w+)(?: \((integer|number)\))?): (.+)")
MORE = "--   "


@dataclass(frozen=True, slots=True)
class Column:
    """A column that no schema describes."""

    name: str
    type: str
    description: str

    @property
    def title(self) -> str:
        """The name as words: that of ``title_fr`` is “Title (French)”, that of ``plan_id`` “Plan”."""
        words = self.name.removesuffix("_fr")
        words = words if words == "ogp_id" else words.removesuffix("_id")
        words = words.replace("_", " ").capitalize()
        words = re.sub(r"(?i)\bogp\b", "OGP", re.sub(r"\burl\b", "address", words))
        return f"{words} (French)" if self.name.endswith("_fr") else words


@dataclass(frozen=True, slots=True)
class Described:
    """A table or view that no schema describes; ``sql`` makes it."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    sql: str


def parse(name: str, sql: str) -> Described:
    """Read the header of an SQL text. Raises ValueError for a line that says nothing known."""
    entries: list[list[str]] = []  # what, type, text
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        match = LINE.fullmatch(line)
        if match:
            entries.append([match[1] or f"column {match[2]}", match[3] or "string", match[4]])
        elif line.startswith(MORE) and entries:
            entries[-1][2] += " " + line.removeprefix(MORE)
        else:
            raise ValueError(f"{name}: the header does not know this line: {line}")
    said = {what: text for what, _, text in entries}
    columns = tuple(
        Column(what.removeprefix("column "), kind, text)
        for what, kind, text in entries
        if what.startswith("column ")
    )
    return Described(name, said["title"], said["description"], columns, sql)

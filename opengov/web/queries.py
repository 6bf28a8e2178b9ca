"""The questions people ask: one ``queries/<name>.sql`` each, which begins with what a page says of it.

    -- title: What did my government promise?
    -- description: Every promise of one government ...
    -- parameter government: Government
    -- column title: Promise
    -- aside: title_kind, commitment_id
    -- empty: This government has no promise in this edition.

A line that begins with ``--   `` continues the one before it. A parameter left empty must mean "all". A page
leaves out the columns that stand ``aside``; downloads have them.
"""

import re
import sqlite3
from dataclasses import dataclass
from importlib import resources
from typing import Any

LINE = re.compile(r"-- (title|description|empty|aside|parameter \w+|column \w+): (.+)")
MORE = "--   "

# The order in which the questions are shown.
ORDER = ("promises", "outcomes_2017", "differences", "overdue", "policy_area", "latest", "missing_ratings")

# What a parameter can be: label of "all of them", and the SQL that lists the values with their labels.
CHOICES = {
    "government": ("All governments", "SELECT government_id, name FROM governments ORDER BY government_id"),
    "policy_area": (
        "All policy areas",
        "SELECT code, label_en FROM codelist_policy_area "
        "WHERE code IN (SELECT policy_area FROM commitment_policy_areas) ORDER BY label_en",
    ),
    "rating": ("All ratings", "SELECT code, label_en FROM codelist_rating_indicator ORDER BY position"),
}


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its SQL. ``parameters`` and ``columns`` map names in the SQL to titles for people."""

    name: str
    title: str
    description: str
    empty: str
    aside: tuple[str, ...]
    parameters: dict[str, str]
    columns: dict[str, str]
    sql: str

    def as_metadata(self, connection: sqlite3.Connection) -> dict[str, Any]:
        """The question as Datasette's metadata has it, with the values that each parameter can take."""
        return {
            "title": self.title,
            "description": self.description,
            "empty": self.empty,
            "sql": self.sql,
            "params": list(self.parameters),
            "parameters": {
                name: {
                    "title": title,
                    "all": CHOICES[name][0],
                    "options": [list(row) for row in connection.execute(CHOICES[name][1])],
                }
                for name, title in self.parameters.items()
            },
            "column_titles": self.columns,
            "aside": list(self.aside),
        }


def shipped() -> list[Query]:
    """The questions of this package, in the order in which they are shown."""
    folder = resources.files("opengov.web").joinpath("queries")
    return [parse(name, folder.joinpath(f"{name}.sql").read_text(encoding="utf-8")) for name in ORDER]


def parse(name: str, text: str) -> Query:
    """Read one file. Raises ValueError for a line of the header that says nothing known."""
    said: dict[str, str] = {}
    lines = text.splitlines(keepends=True)
    while lines and lines[0].startswith("--"):
        line = lines.pop(0).rstrip()
        match = LINE.fullmatch(line)
        if match:
            said[match[1]] = match[2]
        elif line.startswith(MORE) and said:
            said[list(said)[-1]] += " " + line.removeprefix(MORE)
        else:
            raise ValueError(f"{name}.sql: the header does not know this line: {line}")
    return Query(
        name=name,
        title=said["title"],
        description=said["description"],
        empty=said.get("empty", ""),
        aside=tuple(said["aside"].split(", ")) if "aside" in said else (),
        parameters=_of_kind(said, "parameter "),
        columns=_of_kind(said, "column "),
        sql="".join(lines).strip(),
    )


def _of_kind(said: dict[str, str], kind: str) -> dict[str, str]:
    return {key.removeprefix(kind): text for key, text in said.items() if key.startswith(kind)}

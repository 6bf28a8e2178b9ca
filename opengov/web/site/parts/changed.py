"""What we changed in our record: read from the history that the build took from git."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opengov import languages
from opengov.values import LONG, Cut, alike, difference, spelled
from opengov.web.site.page import Asked
from opengov.web.site.parts.subjects import UNKNOWN, named, place
from opengov.web.site.parts.voices import government_name
from opengov.web.site.reader import Row
from opengov.web.site.words import Text, Words

CHANGES = """
SELECT
  r.*, d.title,
  coalesce(c.original_language, p.original_language, g.original_language) AS original_language,
  c.title AS commitment_title, c.title_original AS commitment_title_original,
  c.title_kind AS commitment_title_kind, c.title_fr AS commitment_title_fr,
  c.title_fr_kind AS commitment_title_fr_kind,
  p.cycle_year, g.name, g.name_fr, g.name_original, g.original_language AS government_language,
  s.title AS source_title, s.title_fr AS source_title_fr, s.title_language AS source_title_language,
  s.language AS source_language,
  t.title AS table_title
FROM record_changes AS r
LEFT JOIN dictionary_columns AS d ON d.table_name = r.table_name AND d.column_name = r.field
LEFT JOIN dictionary_tables AS t ON t.name = r.table_name
LEFT JOIN commitments AS c ON c.commitment_id = r.commitment_id
LEFT JOIN action_plans AS p ON p.plan_id = r.plan_id
LEFT JOIN governments AS g ON g.government_id = r.government_id
LEFT JOIN sources AS s ON r.table_name = 'sources' AND s.source_id = r.record_id
WHERE r.change_id IN (
  SELECT change_id FROM record_changes WHERE {narrowed}{within}
  ORDER BY change_id DESC LIMIT :limit OFFSET :offset
)
ORDER BY r.change_id DESC
"""
COUNT = "SELECT count(*) FROM record_changes WHERE {narrowed}{within}"
LAST = "SELECT ifnull(max(changed_at), '') FROM record_changes WHERE {narrowed}"
WITHIN = " AND edition = :edition"
# All of them are counted without being read: their numbers have no gap.
ALL = "SELECT ifnull(max(change_id), 0) FROM record_changes"
NARROWED = {
    "": "change_id > 0",
    "government": "government_id = :key",
    "plan": "plan_id = :key",
    "commitment": "commitment_id = :key",
    "source": "table_name = 'sources' AND record_id = :key",
    "area": """commitment_id IN (
        SELECT commitment_id FROM commitment_policy_areas WHERE policy_area = :key
    )""",
}
SHORT = 30  # characters
LABELS = "SELECT column_name, title FROM dictionary_columns WHERE table_name = :table"


@dataclass(frozen=True, slots=True)
class Held:
    """What a record held in a column: ``label`` is what people call the column, empty where the dictionary
    does not know it; ``lang`` is the language of the value, where that is not the page's.
    """

    field: str
    label: Text
    value: str
    lang: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of a record: ``to`` is where it stands and ``named`` what that is called, empty where it has
    no name; ``government`` whose it is and ``kept_in`` what people call its table, either of which may be
    empty. ``field`` is empty where all of it came or went, which ``held`` then tells; ``label`` is what
    people call it, empty where the dictionary does not know it; ``lang`` is the language of the values,
    where that is not the page's. ``commit`` is empty for what is not committed; ``at`` is the moment, in
    UTC, and ``date`` the day of the commit.
    """

    commit: str
    edition: str
    date: str
    at: str
    table: str
    record: str
    kept_in: Text
    to: str
    named: Text
    government: Text
    kind: str
    field: str
    label: Text
    old: str
    new: str
    lang: str
    held: tuple[Held, ...]

    @property
    def is_spacing(self) -> bool:
        """Whether nothing but spaces differ: French has some that do not break."""
        return alike(self.old, self.new) == "spaces"

    @property
    def is_short(self) -> bool:
        """Whether both values can stand in a line, and differ to the eye."""
        values = (self.old, self.new)
        return any(values) and not alike(*values) and max(map(len, values)) <= SHORT

    @property
    def cuts(self) -> tuple[Cut, Cut]:
        """The old and the new value, short enough for a list."""
        return difference(self.old, self.new)

    @property
    def spelled(self) -> tuple[str, str]:
        """What differs between both, as text that can be told apart by eye."""
        return spelled(*self.cuts)

    @property
    def whole(self) -> tuple[str, str]:
        """The old and the new value with all their letters; where both look the same, what differs is spelled
        out.
        """
        if not alike(self.old, self.new):
            return self.old, self.new
        most = max(len(self.old), len(self.new), LONG)
        cuts = difference(self.old, self.new, most)
        old, new = (f"{cut.before}{said}{cut.after}" for cut, said in zip(cuts, spelled(*cuts), strict=True))
        return old, new


@dataclass(frozen=True, slots=True)
class History:
    """What became of one record: the ``latest`` changes, and how many there are."""

    latest: list[Changed]
    count: int


def changes(
    asked: Asked, limit: int, offset: int = 0, by: str = "", edition: str = "", **keys: str
) -> list[Changed]:
    """The latest changes first; ``by`` narrows them to one key (see NARROWED), ``edition`` to its own."""
    sql = CHANGES.format(narrowed=NARROWED[by], within=WITHIN if edition else "")
    rows = asked.reader.rows(sql, limit=limit, offset=offset, edition=edition, **keys)
    tables = {row["table_name"] for row in rows if row["held"]}
    labels = {
        table: {label["column_name"]: label["title"] for label in asked.reader.rows(LABELS, table=table)}
        for table in tables
    }
    return [_changed(asked, row, labels.get(row["table_name"], {})) for row in rows]


def count(asked: Asked, by: str = "", edition: str = "", **keys: str) -> int:
    """How many changes there are."""
    sql = COUNT.format(narrowed=NARROWED[by], within=WITHIN if edition else "") if by or edition else ALL
    return int(asked.reader.rows(sql, edition=edition, **keys)[0][0])


def last(asked: Asked, by: str = "", **keys: str) -> str:
    """When the latest change was made, which is not the last commit where clocks differ; empty if none."""
    return str(asked.reader.rows(LAST.format(narrowed=NARROWED[by]), **keys)[0][0])


def history(asked: Asked, by: str, key: str, limit: int = 3) -> History:
    """What became of a record, for its page."""
    number = count(asked, by, key=key)
    return History(changes(asked, limit, by=by, key=key) if number else [], number)


def _changed(asked: Asked, row: Row, labels: Mapping[str, str]) -> Changed:
    """``labels`` are what people call the columns of its table."""
    words = asked.words
    record = json.loads(row["held"] or "{}")
    return Changed(
        row["commit_id"] or "",
        row["edition"],
        row["date"],
        row["changed_at"],
        row["table_name"],
        row["record_id"],
        words.defined(row["table_title"] or ""),
        place(words.code, row),
        named(words, row, record),
        government_name(words, row) if row["name"] else Text(""),
        row["kind"],
        row["field"] or "",
        words.defined(row["title"] or ""),
        row["old"] or "",
        row["new"] or "",
        _language(words, row["field"] or "", row["original_language"]),
        tuple(_held(words, record, labels, row["original_language"])),
    )


def _held(
    words: Words, record: Mapping[str, Any], labels: Mapping[str, str], original_language: str | None
) -> Iterator[Held]:
    """All that a record held."""
    language = record.get("original_language") or original_language
    for field, value in record.items():
        label = words.defined(labels.get(field, ""))
        own = record.get(f"{field}_language", "")
        yield Held(field, label, value, _language(words, field, language, own))


def _language(words: Words, field: str, original_language: str | None, own: str = "") -> str:
    """The language of the values of a column, ``own`` if it is told beside them; empty where it is the
    page's.
    """
    lang = own or languages.ENGLISH
    if field.endswith("_original"):
        lang = original_language or UNKNOWN
    elif field.endswith("_fr"):
        lang = "fr"
    return lang if lang != words.code else ""

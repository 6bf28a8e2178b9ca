"""What we changed in our record: read from the history that the build took from git."""

from dataclasses import dataclass

from opengov import languages
from opengov.values import Cut, alike, difference, spelled
from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.parts.cited import title
from opengov.web.site.parts.voices import government_name
from opengov.web.site.reader import Row
from opengov.web.site.words import Text, Words

UNKNOWN = "und"  # the language of a text, where it is not known
CHANGES = """
SELECT
  r.*, d.title,
  coalesce(c.original_language, p.original_language, g.original_language) AS original_language,
  c.title AS commitment_title, c.title_original AS commitment_title_original,
  c.title_kind AS commitment_title_kind, c.title_fr AS commitment_title_fr,
  c.title_fr_kind AS commitment_title_fr_kind,
  p.cycle_year, g.name, g.name_fr, g.name_original, g.original_language AS government_language,
  s.title AS source_title, s.title_fr AS source_title_fr, s.title_language AS source_title_language,
  s.language AS source_language
FROM record_changes AS r
LEFT JOIN dictionary_columns AS d ON d.table_name = r.table_name AND d.column_name = r.field
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
PROSE = ("title", "title_original", "title_kind", "title_fr", "title_fr_kind")
OF_SOURCES = ("title", "title_fr", "title_language", "language")
PAGES = {
    "governments": "government",
    "action_plans": "plan",
    "commitments": "commitment",
    "sources": "source",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of a record: ``to`` is where it stands and ``named`` what that is called, empty where it has
    no name; ``field`` is empty where all of it came or went, and
    ``label`` is what people call it, empty where the dictionary does not know it; ``lang`` is the language of
    the values, where that is not the page's. ``commit`` is empty for what is not committed.
    """

    commit: str
    edition: str
    date: str
    table: str
    record: str
    to: str
    named: Text
    kind: str
    field: str
    label: Text
    old: str
    new: str
    lang: str

    @property
    def is_spacing(self) -> bool:
        """Whether nothing but spaces differ: French has some that do not break."""
        return alike(self.old, self.new) == "spaces"

    @property
    def cuts(self) -> tuple[Cut, Cut]:
        """The old and the new value, short enough for a list."""
        return difference(self.old, self.new)

    @property
    def spelled(self) -> tuple[str, str]:
        """What differs between both, as text that can be told apart by eye."""
        return spelled(*self.cuts)


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
    return [_changed(asked, row) for row in rows]


def count(asked: Asked, by: str = "", edition: str = "", **keys: str) -> int:
    """How many changes there are."""
    sql = COUNT.format(narrowed=NARROWED[by], within=WITHIN if edition else "") if by or edition else ALL
    return int(asked.reader.rows(sql, edition=edition, **keys)[0][0])


def history(asked: Asked, by: str, key: str, limit: int = 3) -> History:
    """What became of a record, for its page."""
    number = count(asked, by, key=key)
    return History(changes(asked, limit, by=by, key=key) if number else [], number)


def _changed(asked: Asked, row: Row) -> Changed:
    lang = _language(row)
    return Changed(
        row["commit_id"] or "",
        row["edition"],
        row["date"],
        row["table_name"],
        row["record_id"],
        _place(asked, row),
        _named(asked.words, row),
        row["kind"],
        row["field"] or "",
        asked.words.defined(row["title"] or ""),
        row["old"] or "",
        row["new"] or "",
        lang if lang != asked.words.code else "",
    )


def _language(row: Row) -> str:
    """The language of the values."""
    field = row["field"] or ""
    if field.endswith("_original"):
        return row["original_language"] or UNKNOWN
    return "fr" if field.endswith("_fr") else languages.ENGLISH


def _named(words: Words, row: Row) -> Text:
    """What people call the promise, plan, government or source that ``_place`` leads to."""
    if row["source_title"]:
        return title(words, {name: row[f"source_{name}"] for name in OF_SOURCES})
    if row["commitment_title"]:
        prose = {name: row[f"commitment_{name}"] for name in PROSE}
        return words.text(prose | {"original_language": row["original_language"]}, "title")
    if not row["name"]:
        return Text("")
    government = government_name(words, row)
    if row["table_name"] == "action_plans" and row["cycle_year"]:
        named = {"government": government, "year": row["cycle_year"]}
        return Text(words.gettext("%(government)s: plan of %(year)s") % named)
    return government


def _place(asked: Asked, row: Row) -> str:
    """The page of the record, or of the commitment or government that it belongs to, or its row."""
    language = asked.words.code
    if row["table_name"] in PAGES and row["kind"] != "removed":
        return addresses.record(language, PAGES[row["table_name"]], row["record_id"])
    if row["commitment_id"]:
        return addresses.record(language, "commitment", row["commitment_id"])
    if row["government_id"]:
        return addresses.record(language, "government", row["government_id"])
    return addresses.table(row["table_name"])

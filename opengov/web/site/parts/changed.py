"""What we changed in our record: read from the history that the build took from git."""

from dataclasses import dataclass

from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.reader import Row

LONG = 160  # letters of a value that are shown; the whole one stands in ``record_changes``
CHANGES = """
SELECT change_id, edition, date, table_name, record_id, government_id, commitment_id, kind, field, old, new
FROM record_changes
WHERE {narrowed}
ORDER BY change_id DESC
LIMIT :limit OFFSET :offset
"""
COUNT = "SELECT count(*) FROM record_changes WHERE {narrowed}"
NARROWED = {
    "": "1",
    "government": "government_id = :key",
    "commitment": "commitment_id = :key",
}
PAGES = {
    "governments": "government",
    "action_plans": "plan",
    "commitments": "commitment",
    "sources": "source",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of a record: ``to`` is where it stands; ``field`` is empty where all of it came or went;
    ``lang`` is the language of the values, where that is not the page's.
    """

    id: int
    edition: str
    date: str
    table: str
    record: str
    to: str
    kind: str
    field: str
    old: str
    new: str
    lang: str


def changes(asked: Asked, limit: int, offset: int = 0, by: str = "", **keys: str) -> list[Changed]:
    """The latest changes first; ``by`` narrows them to one key (see NARROWED)."""
    sql = CHANGES.format(narrowed=NARROWED[by])
    rows = asked.reader.rows(sql, limit=limit, offset=offset, **keys)
    return [_changed(asked, row) for row in rows]


def count(asked: Asked, by: str = "", **keys: str) -> int:
    """How many changes there are."""
    return int(asked.reader.rows(COUNT.format(narrowed=NARROWED[by]), **keys)[0][0])


def _changed(asked: Asked, row: Row) -> Changed:
    french = (row["field"] or "").endswith("_fr")
    lang = "fr" if french else "en"
    return Changed(
        row["change_id"],
        row["edition"],
        row["date"],
        row["table_name"],
        row["record_id"],
        _place(asked, row),
        row["kind"],
        row["field"] or "",
        _short(row["old"]),
        _short(row["new"]),
        lang if lang != asked.words.code else "",
    )


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


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= LONG else f"{text[:LONG]}…"

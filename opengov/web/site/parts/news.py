"""The latest statements, on everything, on one government or on one policy area."""

from dataclasses import dataclass
from typing import Any

from opengov.web.site.page import Asked
from opengov.web.site.parts.cited import Source, sources
from opengov.web.site.parts.told import VOICES
from opengov.web.site.parts.voices import government_name
from opengov.web.site.words import Text

# The date is read from its index, so that a million statements cost no more than eight; what is passed over
# is passed over there, before anything else is read.
LATEST = """
SELECT
  u.update_id, u.date, u.reporter, u.status, u.note, u.note_fr, u.status_claimed, u.status_claimed_fr,
  u.source_id, u.plan_id, u.commitment_id, p.cycle_year, p.government_id,
  c.title, c.title_fr, c.title_original, c.original_language, c.title_kind, c.title_fr_kind,
  g.name, g.name_original, g.name_fr, g.original_language AS government_language
FROM (
  SELECT u.rowid AS place
  FROM updates AS u
  WHERE u.date IS NOT NULL {narrowed}
  ORDER BY u.date DESC, u.update_id
  LIMIT :limit OFFSET :offset
) AS l
CROSS JOIN updates AS u ON u.rowid = l.place
JOIN action_plans AS p ON p.plan_id = u.plan_id
JOIN governments AS g ON g.government_id = p.government_id
LEFT JOIN commitments AS c ON c.commitment_id = u.commitment_id
ORDER BY u.date DESC, u.update_id
"""
COUNT = "SELECT count(*) AS count FROM updates AS u WHERE u.date IS NOT NULL {narrowed}"
NARROWED = {
    "": "",
    "government": "AND u.plan_id IN (SELECT plan_id FROM action_plans WHERE government_id = :key)",
    "commitment": "AND u.commitment_id = :key",
    "area": "AND u.commitment_id IN "
    "(SELECT commitment_id FROM commitment_policy_areas WHERE policy_area = :key)",
}


@dataclass(frozen=True, slots=True)
class News:
    """A statement in a list of the latest. Without ``commitment_id`` it is about the plan as a whole."""

    id: str
    date: str
    voice: str
    who: str
    status: str
    label: str
    text: Text
    title: Text
    commitment_id: str
    plan_id: str
    year: int
    government: Text
    source: Source | None


def count(asked: Asked, by: str = "", key: str = "") -> int:
    """How many dated statements there are; ``by`` narrows them to one ``key`` (see NARROWED)."""
    parameters = {"key": key} if by else {}
    return int(asked.reader.rows(COUNT.format(narrowed=NARROWED[by]), **parameters)[0]["count"])


def latest(asked: Asked, limit: int, by: str = "", key: str = "", offset: int = 0) -> list[News]:
    """The latest dated statements, at most ``limit`` after ``offset``, narrowed as in ``count``."""
    words = asked.words
    parameters: dict[str, Any] = {"limit": limit, "offset": offset} | ({"key": key} if by else {})
    rows = asked.reader.rows(LATEST.format(narrowed=NARROWED[by]), **parameters)
    proofs = sources(asked, [row["source_id"] for row in rows])
    return [
        News(
            id=row["update_id"],
            date=row["date"],
            voice=VOICES.get(row["reporter"], row["reporter"]),
            who=words.label("reporter_kind", row["reporter"]),
            status=row["status"],
            label=words.label("status", row["status"]),
            text=words.text(row, "note") or words.text(row, "status_claimed"),
            title=words.text(row, "title"),
            commitment_id=row["commitment_id"] or "",
            plan_id=row["plan_id"],
            year=row["cycle_year"],
            government=government_name(words, row),
            source=proofs.get(row["source_id"]),
        )
        for row in rows
    ]

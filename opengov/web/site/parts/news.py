"""Statements, on everything, on one government, commitment or policy area: the latest for pages, or each in
the order in which our record got it, for who was here before and asks only for what is new.
"""

from dataclasses import dataclass
from typing import Any

from opengov.web.site.page import Asked
from opengov.web.site.parts.cited import Source, sources
from opengov.web.site.parts.told import VOICES
from opengov.web.site.parts.voices import government_name
from opengov.web.site.words import Text

SELECTED = """
SELECT
  u.update_id, u.date, u.reporter, u.status, u.note, u.note_fr, u.status_claimed, u.status_claimed_fr,
  u.source_id, u.plan_id, u.commitment_id, p.cycle_year, p.government_id, {recorded} AS recorded,
  {changed} AS changed,
  c.title, c.title_fr, c.title_original, c.original_language, c.title_kind, c.title_fr_kind,
  g.name, g.name_original, g.name_fr, g.original_language AS government_language
FROM ({chosen}) AS l
CROSS JOIN updates AS u ON {joined}
JOIN action_plans AS p ON p.plan_id = u.plan_id
JOIN governments AS g ON g.government_id = p.government_id
LEFT JOIN commitments AS c ON c.commitment_id = u.commitment_id
ORDER BY {order}
"""
# The date is read from its index, so that a million statements cost no more than eight; what is passed over
# is passed over there, before anything else is read.
LATEST = SELECTED.format(
    recorded="NULL",
    changed="NULL",
    chosen="""
  SELECT u.rowid AS place
  FROM updates AS u
  WHERE u.date IS NOT NULL {narrowed}
  ORDER BY u.date DESC, u.update_id
  LIMIT :limit""",
    joined="u.rowid = l.place",
    order="u.date DESC, u.update_id",
)
LATEST_OF = {
    "": "",
    "government": "AND u.plan_id IN (SELECT plan_id FROM action_plans WHERE government_id = :key)",
}
RECORDED = SELECTED.format(
    recorded="l.recorded_at",
    changed="l.changed_at",
    chosen="""
  SELECT r.place, r.update_id, r.recorded_at, r.changed_at
  FROM recorded_updates AS r
  WHERE {narrowed}
  ORDER BY r.place DESC
  LIMIT :limit OFFSET :offset""",
    joined="u.update_id = l.update_id",
    order="l.place DESC",
)
COUNT = "SELECT count(*) FROM recorded_updates AS r WHERE {narrowed}"
CHANGED = "SELECT max(r.changed_at) FROM recorded_updates AS r WHERE {narrowed}"
# All of them are counted and passed over without being read: their numbers have no gap.
ALL = "SELECT ifnull(max(place), 0) FROM recorded_updates"
PASSED = "r.place <= (SELECT max(place) FROM recorded_updates) - :passed"
RECORDED_OF = {
    "government": "r.government_id = :key",
    "commitment": "r.commitment_id = :key",
    "area": "r.commitment_id IN (SELECT commitment_id FROM commitment_policy_areas WHERE policy_area = :key)",
}


@dataclass(frozen=True, slots=True)
class News:
    """A statement in a list. ``date`` is partial, ISO 8601, and empty where it is not known; ``recorded`` is
    when our record got it and ``changed`` when it was changed last (moments in UTC), both empty in a list of
    the latest. Without ``commitment_id`` it is about the plan as a whole.
    """

    id: str
    date: str
    recorded: str
    changed: str
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


def latest(asked: Asked, limit: int, by: str = "", key: str = "") -> list[News]:
    """The latest dated statements, at most ``limit``; ``by`` narrows them to one ``key`` (see LATEST_OF)."""
    parameters = {"key": key} if by else {}
    return _read(asked, LATEST.format(narrowed=LATEST_OF[by]), limit=limit, **parameters)


def count(asked: Asked, by: str = "", key: str = "") -> int:
    """How many statements there are; ``by`` narrows them to one ``key`` (see RECORDED_OF)."""
    if not by:
        return int(asked.reader.rows(ALL)[0][0])
    return int(asked.reader.rows(COUNT.format(narrowed=RECORDED_OF[by]), key=key)[0][0])


def changed(asked: Asked, by: str = "", key: str = "") -> str:
    """The moment when any of them was changed last, narrowed as in ``count``; empty if there are none."""
    sql = CHANGED.format(narrowed=RECORDED_OF[by] if by else "true")
    return asked.reader.rows(sql, **({"key": key} if by else {}))[0][0] or ""


def recorded(asked: Asked, limit: int, offset: int = 0, by: str = "", key: str = "") -> list[News]:
    """The statements that our record got last, at most ``limit`` after ``offset``, narrowed as in ``count``;
    of those that it got together the latest first.
    """
    if not by:
        return _read(asked, RECORDED.format(narrowed=PASSED), limit=limit, offset=0, passed=offset)
    return _read(asked, RECORDED.format(narrowed=RECORDED_OF[by]), limit=limit, offset=offset, key=key)


def _read(asked: Asked, sql: str, **parameters: Any) -> list[News]:
    words = asked.words
    rows = asked.reader.rows(sql, **parameters)
    proofs = sources(asked, [row["source_id"] for row in rows])
    return [
        News(
            id=row["update_id"],
            date=row["date"] or "",
            recorded=row["recorded"] or "",
            changed=row["changed"] or "",
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

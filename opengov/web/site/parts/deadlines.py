"""Deadlines, when steps are due and plans end: how many are known how precisely, and those that are days.

A date that is known by its year or month alone is no day: it is not made one.
"""

import json
from dataclasses import dataclass

from opengov.web.site.page import Asked
from opengov.web.site.parts.cited import Source, sources
from opengov.web.site.parts.voices import government_name
from opengov.web.site.words import Text, Words

DUE = """
SELECT
  'commitment' AS kind, m.milestone_id AS id, m.commitment_id AS record, c.plan_id, m.end_date AS day,
  m.source_id, m.title, m.title_fr, m.title_original, m.original_language
FROM milestones AS m JOIN commitments AS c ON c.commitment_id = m.commitment_id
WHERE {narrowed}
UNION ALL
SELECT 'plan', plan_id, plan_id, plan_id, end_date, source_id, NULL, NULL, NULL, NULL
FROM action_plans
WHERE {narrowed}
"""
ALL = "true"
OF_GOVERNMENT = "plan_id IN (SELECT plan_id FROM action_plans WHERE government_id = :key)"
KNOWN = """
SELECT
  count(*) FILTER (WHERE length(day) = 10) AS days,
  count(*) FILTER (WHERE length(day) < 10) AS vague,
  count(*) FILTER (WHERE day IS NULL) AS unknown
FROM ({due})
"""
DAYS = """
SELECT d.*, p.cycle_year, g.name, g.name_original, g.name_fr, g.original_language AS government_language
FROM ({due}) AS d
JOIN action_plans AS p ON p.plan_id = d.plan_id
JOIN governments AS g ON g.government_id = p.government_id
WHERE length(d.day) = 10
ORDER BY d.day, d.id
"""
TITLES = """
SELECT commitment_id AS id, title, title_original, original_language, title_kind, title_fr, title_fr_kind
FROM commitments WHERE commitment_id IN (SELECT value FROM json_each(:ids))
UNION ALL
SELECT plan_id, title, title_original, original_language, title_kind, title_fr, title_fr_kind
FROM action_plans WHERE plan_id IN (SELECT value FROM json_each(:ids))
"""


@dataclass(frozen=True, slots=True)
class Known:
    """How many deadlines are known to the day, by their month or year alone, and not at all; ``told`` says so
    in few words.
    """

    days: int
    vague: int
    unknown: int
    told: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that is a ``day``, ISO 8601. ``kind`` and ``record`` lead to the page of the promise or plan
    that it is of; ``title`` is its title and ``official`` its official words (see ``Words.original``).
    ``step`` is what is due, None where a plan ends.
    """

    id: str
    day: str
    kind: str
    record: str
    step: Text | None
    title: Text
    official: Text | None
    year: int
    government: Text
    source: Source | None


def known(asked: Asked, key: str = "") -> Known:
    """How precisely the deadlines of one government are known, or all where ``key`` is empty."""
    (row,) = asked.reader.rows(KNOWN.format(due=_due(key)), **_of(key))
    days, vague, unknown = row["days"], row["vague"], row["unknown"]
    return Known(days, vague, unknown, _told(asked.words, days, vague, unknown))


def days(asked: Asked, key: str = "") -> list[Deadline]:
    """The deadlines that are days, of one government, or all where ``key`` is empty; the earliest first."""
    words = asked.words
    rows = asked.reader.rows(DAYS.format(due=_due(key)), **_of(key))
    proofs = sources(asked, [row["source_id"] for row in rows])
    ids = json.dumps([row["record"] for row in rows])
    titles = {row["id"]: row for row in asked.reader.rows(TITLES, ids=ids)}
    return [
        Deadline(
            id=row["id"],
            day=row["day"],
            kind=row["kind"],
            record=row["record"],
            step=words.text(row, "title") if row["title"] else None,
            title=words.text(titles[row["record"]], "title"),
            official=words.original(titles[row["record"]], "title"),
            year=row["cycle_year"],
            government=government_name(words, row),
            source=proofs.get(row["source_id"]),
        )
        for row in rows
    ]


def _due(key: str) -> str:
    return DUE.format(narrowed=OF_GOVERNMENT if key else ALL)


def _of(key: str) -> dict[str, str]:
    return {"key": key} if key else {}


def _told(words: Words, days: int, vague: int, unknown: int) -> str:
    """``8 deadlines known to the day, 76 by month or year alone and 56 not at all``; what is none of them is
    left out, but that there is no day.
    """
    exact = words.ngettext(
        "%(count)s deadline known to the day", "%(count)s deadlines known to the day", days
    )
    partial = words.ngettext("%(count)s by month or year alone", "%(count)s by month or year alone", vague)
    missing = words.ngettext("%(count)s not at all", "%(count)s not at all", unknown)
    parts = ((days, exact), (vague, partial), (unknown, missing))
    told = words.listed(text % {"count": words.number(count)} for count, text in parts if count)
    if days:
        return told
    none = words.gettext("No deadline is known to the day")
    return f"{none}{words.colon} {told}" if told else none

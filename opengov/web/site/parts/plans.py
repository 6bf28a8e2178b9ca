"""Action plans in lists: when they ran, and how much of each is known."""

from dataclasses import dataclass
from typing import Any

from opengov.web.site.page import Asked
from opengov.web.site.reader import Row
from opengov.web.site.words import Text, Words

PLANS = """
SELECT
  p.*, g.name, g.name_original, g.name_fr, g.original_language AS government_language,
  (
    SELECT count(*) FROM commitments AS c
    WHERE c.plan_id = p.plan_id AND c.record_status <> 'superseded'
  ) AS known,
  (
    SELECT count(*) FROM commitments AS c
    WHERE c.plan_id = p.plan_id AND c.record_status <> 'superseded'
      AND EXISTS (SELECT 1 FROM assessments AS a WHERE a.commitment_id = c.commitment_id)
  ) AS assessed,
  EXISTS (
    SELECT 1 FROM updates AS u
    WHERE u.plan_id = p.plan_id AND u.commitment_id IS NULL AND u.reporter IN ('irm', 'evaluator')
  ) AS is_spoken_of
FROM action_plans AS p
JOIN governments AS g ON g.government_id = p.government_id
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in a list. ``coverage`` says in a sentence how many of its promises are known here."""

    id: str
    year: int
    title: Text
    start: str
    end: str
    period: str
    known: int
    coverage: str
    assessed: str


def plans(asked: Asked, where: str, **parameters: Any) -> list[Plan]:
    """The plans for which the SQL condition ``where`` holds, in time."""
    rows = asked.reader.rows(f"{PLANS} WHERE {where} ORDER BY p.cycle_year, p.plan_id", **parameters)
    return [plan(asked.words, row) for row in rows]


def plan(words: Words, row: Row) -> Plan:
    """A row of PLANS for a list."""
    return Plan(
        id=row["plan_id"],
        year=row["cycle_year"],
        title=words.text(row, "title"),
        start=row["start_date"] or "",
        end=row["end_date"] or "",
        period=words.period(row["start_date"], row["end_date"]),
        known=row["known"],
        coverage=coverage(words, row["known"], row["commitment_count"]),
        assessed=assessed(words, row["known"], row["assessed"], bool(row["is_spoken_of"])),
    )


def coverage(words: Words, known: int, stated: int | None) -> str:
    """How much of a plan is known: ``known`` commitments of ``stated``, where the plan states a number."""
    if known == 0:
        return words.gettext("None of its promises is known to us.")
    if stated is None:
        said = words.ngettext(
            "%(known)s promise of this plan is known to us; how many it has was not found.",
            "%(known)s promises of this plan are known to us; how many it has was not found.",
            known,
        )
        return said % {"known": words.number(known)}
    if known > stated:
        said = words.gettext("%(known)s promises are known to us, though the plan states %(stated)s.")
    elif known == stated:
        said = words.ngettext(
            "The one promise of this plan is known to us.",
            "All %(stated)s promises of this plan are known to us.",
            stated,
        )
    else:
        said = words.ngettext(
            "%(known)s of %(stated)s promise of this plan is known to us.",
            "%(known)s of %(stated)s promises of this plan are known to us.",
            known,
        )
    return said % {"known": words.number(known), "stated": words.number(stated)}


def assessed(words: Words, known: int, count: int, is_spoken_of: bool) -> str:
    """For how many of the known commitments an independent assessment was found; ``is_spoken_of`` says that
    an assessor speaks of the plan as a whole.
    """
    if known == 0:
        return ""
    if count == 0 and is_spoken_of:
        return words.gettext(
            "An assessor speaks of the plan as a whole; no assessment of its single promises was found."
        )
    if count == 0:
        return words.ngettext(
            "No independent assessment of it was found.",
            "No independent assessment of them was found.",
            known,
        )
    if count == known:
        return words.ngettext(
            "An independent assessment of it was found.",
            "An independent assessment of each was found.",
            known,
        )
    said = words.ngettext(
        "An independent assessment was found of %(count)s of them.",
        "Independent assessments were found of %(count)s of them.",
        count,
    )
    return said % {"count": words.number(count)}

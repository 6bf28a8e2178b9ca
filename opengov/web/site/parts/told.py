"""What was said, when and by whom: last words of each voice, and one timeline of steps and statements."""

from dataclasses import dataclass

from opengov.web.site.page import Asked
from opengov.web.site.parts.cited import Citations
from opengov.web.site.reader import Row
from opengov.web.site.words import Text

EACH_PAGE = 5  # of statements: a page of a commitment stays under 40 kB in every script
VOICES = {"irm": "assessor", "evaluator": "assessor"}  # every other kind of reporter is a voice of its own

ASSESSORS = ", ".join(f"'{reporter}'" for reporter in VOICES)
# ``later``: the date of the latest statement after the last claim, which claims less. ``undated``: what a
# claim on the whole says that bears no date, so that it may be the last.
LAST = """
SELECT u.*, l.voice, l.statements, m.title AS step, m.title_fr AS step_fr,
  m.title_original AS step_original, m.original_language,
  (
    SELECT max(x.date) FROM updates AS x
    WHERE
      {whole} AND x.date > u.date AND substr(x.date, 1, length(u.date)) <> u.date
      AND iif(x.reporter IN ({assessors}), 'assessor', x.reporter) = l.voice
  ) AS later,
  (
    SELECT x.status FROM updates AS x
    WHERE
      {whole} AND u.date IS NOT NULL AND x.date IS NULL AND x.milestone_id IS NULL
      AND x.status NOT IN (u.status, 'not-stated')
      AND iif(x.reporter IN ({assessors}), 'assessor', x.reporter) = l.voice
    ORDER BY x.update_id DESC
    LIMIT 1
  ) AS undated
FROM last_claims AS l
JOIN updates AS u ON u.update_id = l.update_id
LEFT JOIN milestones AS m ON m.milestone_id = u.milestone_id
"""
LAST_OF_COMMITMENT = f"{LAST} WHERE l.commitment_id = :id".format(
    whole="x.commitment_id = :id", assessors=ASSESSORS
)
LAST_OF_PLAN = f"""{LAST}
WHERE
  l.plan_id = :id AND l.commitment_id IS NULL
  AND u.status <> 'not-stated' AND l.voice IN ('government', 'assessor')
""".format(whole="x.plan_id = :id AND x.commitment_id IS NULL", assessors=ASSESSORS)

ABOUT_PLAN = "SELECT count(*) FROM updates WHERE plan_id = :id AND commitment_id IS NULL"
COUNT = """
SELECT
  (SELECT count(*) FROM updates WHERE commitment_id = :id)
  + (SELECT count(*) FROM milestones WHERE commitment_id = :id)
"""
# What has no date comes last: steps first, in their order, then statements.
TIMELINE = """
SELECT * FROM (
SELECT
  milestone_id AS id, end_date AS date, start_date, NULL AS reporter, NULL AS status,
  title, title_fr, title_original, original_language, title_fr_kind, title_kind,
  note, note_fr, NULL AS status_claimed, NULL AS status_claimed_fr, source_id
FROM milestones
WHERE commitment_id = :id
UNION ALL
SELECT
  u.update_id, u.date, NULL, u.reporter, u.status,
  m.title, m.title_fr, m.title_original, m.original_language, m.title_fr_kind, m.title_kind,
  u.note, u.note_fr, u.status_claimed, u.status_claimed_fr, u.source_id
FROM updates AS u LEFT JOIN milestones AS m ON m.milestone_id = u.milestone_id
WHERE u.commitment_id = :id
)
ORDER BY date IS NULL, date DESC, reporter IS NOT NULL, id
LIMIT :limit OFFSET :offset
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A statement, or a step that the commitment set itself (then ``voice`` is empty).

    ``date`` is when it was said, or by when the step was to be done; ``title`` names the step, if any;
    ``later`` is the date of a later statement of this voice that claims less, ``undated`` what another of its
    statements claims that bears no date.
    """

    id: str
    voice: str
    who: str
    date: str
    start: str
    status: str
    label: str
    meaning: str
    title: Text
    note: Text
    claimed: Text
    source_id: str
    statements: int = 1
    later: str = ""
    undated: str = ""


def last_words(asked: Asked, cited: Citations) -> dict[str, Told]:
    """The last word of each voice on the commitment ``asked.key``, by voice."""
    return {
        row["voice"]: _last(asked, row, cited) for row in asked.reader.rows(LAST_OF_COMMITMENT, id=asked.key)
    }


def of_the_plan(asked: Asked, plan_id: str, cited: Citations) -> dict[str, Told]:
    """The last word of the two voices on the plan as a whole, which names no single commitment."""
    return {row["voice"]: _last(asked, row, cited) for row in asked.reader.rows(LAST_OF_PLAN, id=plan_id)}


def about_plan(asked: Asked, plan_id: str) -> int:
    """How many statements are about the plan as a whole, of whatever voice."""
    found = asked.reader.row(ABOUT_PLAN, id=plan_id)
    return found[0] if found else 0


def told_count(asked: Asked) -> int:
    """How many entries the timeline of the commitment ``asked.key`` has."""
    found = asked.reader.row(COUNT, id=asked.key)
    return found[0] if found else 0


def timeline(asked: Asked, cited: Citations, page: int) -> list[Told]:
    """Steps and statements of the commitment ``asked.key``, the newest first: one page of EACH_PAGE."""
    rows = asked.reader.rows(TIMELINE, id=asked.key, limit=EACH_PAGE, offset=(page - 1) * EACH_PAGE)
    found = []
    for row in rows:
        use = asked.words.gettext("statements") if row["reporter"] else asked.words.gettext("its steps")
        cited.cite(row["source_id"], use)
        found.append(told(asked, row))
    return found


def told(asked: Asked, row: Row) -> Told:
    """A row of TIMELINE, or of any query with the same columns."""
    words = asked.words
    reporter = row["reporter"] or ""
    return Told(
        id=row["id"],
        voice=VOICES.get(reporter, reporter),
        who=words.label("reporter_kind", reporter) if reporter else "",
        date=row["date"] or "",
        start=row["start_date"] or "",
        status=row["status"] or "",
        label=words.label("status", row["status"]) if reporter else "",
        meaning=words.meaning("status", row["status"]) if reporter else "",
        title=words.text(row, "title"),
        note=words.text(row, "note"),
        claimed=words.text(row, "status_claimed"),
        source_id=row["source_id"],
    )


def _last(asked: Asked, row: Row, cited: Citations) -> Told:
    words = asked.words
    cited.cite(row["source_id"], words.gettext("statements"))
    step = {
        "title": row["step"], "title_fr": row["step_fr"], "title_original": row["step_original"],
        "original_language": row["original_language"],
    }  # fmt: skip
    return Told(
        id=row["update_id"],
        voice=row["voice"],
        who=words.label("reporter_kind", row["reporter"]),
        date=row["date"] or "",
        start="",
        status=row["status"],
        label=words.label("status", row["status"]),
        meaning=words.meaning("status", row["status"]),
        title=words.text(step, "title"),
        note=words.text(row, "note"),
        claimed=words.text(row, "status_claimed"),
        source_id=row["source_id"],
        statements=row["statements"],
        later=row["later"] or "",
        undated=words.label("status", row["undated"]) if row["undated"] else "",
    )

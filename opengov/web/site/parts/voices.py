"""What each voice says of a commitment, in short: shared by every page that lists commitments."""

from dataclasses import dataclass
from typing import Any

from opengov.web.site.page import Asked
from opengov.web.site.reader import Row
from opengov.web.site.words import Text, Words

# One row a commitment with the last word of both voices, for any list of them.
LISTED = """
SELECT
  c.commitment_id, c.plan_id, c.number, c.ogp_id, c.record_status,
  c.title, c.title_original, c.original_language, c.title_kind, c.title_fr, c.title_fr_kind,
  p.government_id, p.cycle_year,
  g.name, g.name_original, g.name_fr, g.original_language AS government_language,
  gu.status AS government_status, gu.date AS government_date, gu.milestone_id AS government_milestone,
  au.status AS assessor_status, au.date AS assessor_date, au.milestone_id AS assessor_milestone,
  rc.code AS completion, re.code AS early_results,
  pu.status AS plan_status, pu.date AS plan_date,
  EXISTS (
    SELECT 1 FROM last_claims AS ol
    WHERE ol.commitment_id = c.commitment_id AND ol.voice NOT IN ('government', 'assessor')
  ) AS others
FROM commitments AS c
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
LEFT JOIN last_claims AS gl ON gl.commitment_id = c.commitment_id AND gl.voice = 'government'
LEFT JOIN updates AS gu ON gu.update_id = gl.update_id
LEFT JOIN last_claims AS al ON al.commitment_id = c.commitment_id AND al.voice = 'assessor'
LEFT JOIN updates AS au ON au.update_id = al.update_id
LEFT JOIN last_claims AS pl
  ON pl.plan_id = c.plan_id AND pl.commitment_id IS NULL AND pl.voice = 'government'
LEFT JOIN updates AS pu ON pu.update_id = pl.update_id
LEFT JOIN commitment_ratings AS rc ON rc.commitment_id = c.commitment_id AND rc.indicator = 'completion'
LEFT JOIN commitment_ratings AS re ON re.commitment_id = c.commitment_id AND re.indicator = 'early_results'
"""
# The name of a government or country weighs most, then words in a title, then those of the summary; the
# columns are those of ``commitments_fts``.
MATCHED = f"""
{LISTED}
JOIN (
  SELECT rowid AS row, bm25(commitments_fts, 10, 8, 8, 8, 4, 4, 2, 3, 3, 12, 12, 12, 12, 4) AS place
  FROM commitments_fts WHERE commitments_fts MATCH :match
) AS f ON f.row = c.rowid
"""
PLACE = " ORDER BY c.plan_id, c.commitment_id"


@dataclass(frozen=True, slots=True)
class Word:
    """The last word of a voice in short: the ``code`` that colours it, its label, and when it was said.

    ``indicator`` names what was rated, where the word is a rating and no statement.
    """

    code: str
    label: str
    date: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A commitment in a list. ``of_plan`` is what the government said of the whole plan, where it said
    nothing of this commitment; ``others`` is whether others than the two voices speak of it.
    """

    id: str
    title: Text
    government: Text
    plan_id: str
    year: int
    is_superseded: bool
    said: Word
    found: Word
    of_plan: Word | None
    others: bool


def listed(asked: Asked, where: str, **parameters: Any) -> list[Listed]:
    """The commitments for which the SQL condition ``where`` holds, by plan and number."""
    rows = asked.reader.rows(f"{LISTED} WHERE {where}{PLACE}", **parameters)
    return [one(asked.words, row) for row in rows]


def one(words: Words, row: Row) -> Listed:
    """A row of LISTED for a list."""
    return Listed(
        id=row["commitment_id"],
        title=words.text(row, "title"),
        government=government_name(words, row),
        plan_id=row["plan_id"],
        year=row["cycle_year"],
        is_superseded=row["record_status"] == "superseded",
        said=government_word(words, row),
        found=assessor_word(words, row),
        of_plan=_of_plan(words, row),
        others=bool(row["others"]),
    )


def government_name(words: Words, row: Row) -> Text:
    """The name of the government in the page's language, from a row that holds a commitment too."""
    columns = ("name", "name_fr", "name_original")
    return words.name(
        {column: row[column] for column in columns} | {"original_language": row["government_language"]}
    )


def government_word(words: Words, row: Row) -> Word:
    """What the government last said of the commitment."""
    status = row["government_status"]
    if status is None:
        return Word("none", words.gettext("No statement found"))
    return Word(status, words.label("status", status), row["government_date"] or "")


def _of_plan(words: Words, row: Row) -> Word | None:
    if row["government_status"] is not None or row["plan_status"] in (None, "not-stated"):
        return None
    return Word(row["plan_status"], words.label("status", row["plan_status"]), row["plan_date"] or "")


def assessor_word(words: Words, row: Row) -> Word:
    """What an assessor last said of it: a statement, or else a rating, or else why there is none.

    The order is that of what tells most about "was it kept": how much was done, then what it led to.
    """
    status = row["assessor_status"]
    if status not in (None, "not-stated"):
        return Word(status, words.label("status", status), row["assessor_date"] or "")
    missing = words.edition.codes.get("codelist_missing_reason", {})
    for indicator in ("completion", "early_results"):
        code = row[indicator]
        if code is not None and code not in missing:
            name = words.inside(words.label("rating_indicator", indicator))
            return Word(code, words.label(indicator, code), indicator=name)
    if row["completion"] is not None:
        return Word(row["completion"], words.label("missing_reason", row["completion"]))
    if status is not None:
        return Word(status, words.label("status", status), row["assessor_date"] or "")
    return Word("none", words.gettext("No assessment found"))

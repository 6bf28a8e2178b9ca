"""The tables ``commitment_ratings``: of several assessments of a commitment, which one answers each question;
and ``contested_ratings``: which others answer it otherwise.

Assessments answer different questions: a report on design rates ambition and no results, OGP's sheet gives
the completion that its pages only draw. No single one tells all that is known; so the choice is made for each
indicator by itself, and the scale, which codes must not be compared across, is kept beside each rating.
Tables and not views for the reason of ``last_claims``.
"""

import sqlite3

from opengov.build.described import Described, parse

RATINGS = """\
-- title: Rating that counts of each commitment
-- description: For each commitment that was assessed, and each indicator, the rating that counts and where it
--   is from. A rating comes before a reason why there is none, a final report before any other, and among
--   equals the later document, by the day it was published or, where that is not known, read; the reason
--   `not-published` comes after those that say more.
-- column commitment_id: The commitment.
-- column indicator: What is rated, a code of `codelist_rating_indicator`.
-- column position (integer): The order in which readers ask: 1 for completion, 2 for early results.
-- column code: The rating, or the reason why there is none.
-- column is_missing (integer): 1 where `code` is a reason why there is no rating, else 0.
-- column scale: The scale it is rated on. Ratings of different scales are not converted into each other.
-- column assessment_id: The assessment that it is taken from, in `assessments`.
-- column source_id: The document or page with the rating, in `sources`.
CREATE TABLE commitment_ratings (
  commitment_id TEXT NOT NULL,
  indicator TEXT NOT NULL,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  is_missing INTEGER NOT NULL,
  scale TEXT NOT NULL,
  assessment_id TEXT NOT NULL,
  source_id TEXT NOT NULL,
  PRIMARY KEY (commitment_id, indicator),
  FOREIGN KEY (commitment_id) REFERENCES commitments (commitment_id),
  FOREIGN KEY (assessment_id) REFERENCES assessments (assessment_id),
  FOREIGN KEY (source_id) REFERENCES sources (source_id)
) STRICT, WITHOUT ROWID
"""

CONTESTED = """\
-- title: Rating that another assessment contradicts
-- description: Each rating of `commitment_ratings` that another assessment of the commitment contradicts.
--   Only what may be compared is: ratings on one scale, or on two where `rating_crosswalk` has the code that
--   is the same rating.
-- column commitment_id: The commitment.
-- column indicator: What is rated, a code of `codelist_rating_indicator`.
-- column assessment_id: The assessment with the rating that counts, in `assessments`.
-- column other_assessment_id: The assessment that says otherwise, in `assessments`.
-- column other_code: What that one says.
CREATE TABLE contested_ratings (
  commitment_id TEXT NOT NULL,
  indicator TEXT NOT NULL,
  assessment_id TEXT NOT NULL,
  other_assessment_id TEXT NOT NULL,
  other_code TEXT NOT NULL,
  PRIMARY KEY (commitment_id, indicator, other_assessment_id),
  FOREIGN KEY (commitment_id) REFERENCES commitments (commitment_id),
  FOREIGN KEY (assessment_id) REFERENCES assessments (assessment_id),
  FOREIGN KEY (other_assessment_id) REFERENCES assessments (assessment_id)
) STRICT, WITHOUT ROWID
"""

# In the order of what readers ask first: was it done, what did it change, how much was it to change.
INDICATORS = ("completion", "early_results", "ambition", "relevance", "verifiable", "starred")

_GIVEN = " UNION ALL ".join(
    f"SELECT assessment_id, '{indicator}' AS indicator, {position} AS position, {indicator} AS code "
    "FROM assessments"
    for position, indicator in enumerate(INDICATORS, start=1)
)
FILL = f"""
INSERT INTO commitment_ratings
SELECT commitment_id, indicator, position, code, is_missing, scale, assessment_id, source_id
FROM (
  SELECT
    a.commitment_id, g.indicator, g.position, g.code, r.code IS NOT NULL AS is_missing, a.scale,
    a.assessment_id, a.source_id,
    row_number() OVER (
      PARTITION BY a.commitment_id, g.indicator
      ORDER BY
        r.code IS NOT NULL,
        a.report_stage <> 'final',
        g.code = 'not-published',
        coalesce(s.published_on, s.retrieved_on) DESC,
        a.assessment_id
    ) AS place
  FROM ({_GIVEN}) AS g
  JOIN assessments AS a USING (assessment_id)
  JOIN sources AS s USING (source_id)
  LEFT JOIN codelist_missing_reason AS r ON r.code = g.code
)
WHERE place = 1
ORDER BY commitment_id, indicator
"""
# The crosswalk says each pair of codes once, in either order. On another scale a code contradicts that is not
# the same rating there; words that are merely the same are decided by other forms.
FILL_CONTESTED = f"""
INSERT INTO contested_ratings
WITH
same (indicator, scale, code, other_scale, other_code) AS (
  SELECT indicator, scale, code, other_scale, other_code FROM rating_crosswalk WHERE relation = 'same-rating'
  UNION
  SELECT indicator, other_scale, other_code, scale, code FROM rating_crosswalk WHERE relation = 'same-rating'
  UNION
  SELECT indicator, scale, code, scale, code FROM scale_codes
)
SELECT r.commitment_id, r.indicator, r.assessment_id, a.assessment_id, g.code
FROM commitment_ratings AS r
JOIN assessments AS a ON a.commitment_id = r.commitment_id AND a.assessment_id <> r.assessment_id
JOIN ({_GIVEN}) AS g ON g.assessment_id = a.assessment_id AND g.indicator = r.indicator
JOIN same AS s
  ON s.indicator = r.indicator AND s.scale = r.scale AND s.code = r.code AND s.other_scale = a.scale
WHERE g.code NOT IN (SELECT code FROM codelist_missing_reason)
GROUP BY 1, 2, 3, 4, 5
HAVING max(s.other_code = g.code) = 0
"""


def create(connection: sqlite3.Connection) -> list[Described]:
    """Create both tables from ``assessments`` and the scales, which must be loaded."""
    tables = [parse("commitment_ratings", RATINGS), parse("contested_ratings", CONTESTED)]
    for table, fill in zip(tables, (FILL, FILL_CONTESTED), strict=True):
        connection.execute(table.sql)
        connection.execute(fill)
    return tables

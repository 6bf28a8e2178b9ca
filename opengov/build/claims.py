"""The table ``last_claims``: which statement is the last word of each voice.

A table and not a view, because everything that shows a status asks for it and the file never changes: worked
out once, the views that rest on it stay quick with a million updates.
"""

import sqlite3

from opengov.build.described import Described, parse

LAST_CLAIMS = """\
-- title: Last claim of each voice
-- description: For each commitment, and each plan as a whole, which statement is the last claim of each kind
--   of voice; `commitment_status` tells what it says. A claim on the whole commitment comes before one on
--   a single milestone, and both before a statement that claims nothing; among equals the latest date counts,
--   as precise as it is given, and a statement without date comes last.
-- column update_id: The last claim, in `updates`.
-- column plan_id: The action plan.
-- column commitment_id: The commitment; blank where the statements are about the plan as a whole.
-- column voice: Who speaks: `government`, `assessor` (the IRM or an evaluator), `ogp`, `civil-society`,
--   `media`, `academic`, `private-sector` or `other-government`.
-- column statements (integer): How many statements this voice has made on it.
CREATE TABLE last_claims (
  update_id TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  commitment_id TEXT,
  voice TEXT NOT NULL,
  statements INTEGER NOT NULL,
  PRIMARY KEY (update_id),
  FOREIGN KEY (update_id) REFERENCES updates (update_id),
  FOREIGN KEY (plan_id) REFERENCES action_plans (plan_id),
  FOREIGN KEY (commitment_id) REFERENCES commitments (commitment_id)
) STRICT
"""

# In SQLite a column beside max() is that of the row with the maximum. The key ends in the id: there is one.
# NOT INDEXED, because every row is read: straight through takes two thirds of the time at a million rows.
FILL = """
INSERT INTO last_claims
SELECT update_id, plan_id, commitment_id, voice, statements
FROM (
  SELECT
    plan_id,
    commitment_id,
    CASE WHEN reporter IN ('irm', 'evaluator') THEN 'assessor' ELSE reporter END AS voice,
    update_id,
    max(
      iif(status = 'not-stated', 0, iif(milestone_id IS NULL, 2, 1)) || coalesce(date, '') || ' ' || update_id
    ) AS place,
    count(*) AS statements
  FROM updates NOT INDEXED
  GROUP BY 1, 2, 3
)
ORDER BY update_id
"""

INDEXES = (
    "CREATE UNIQUE INDEX last_claims_by_commitment_id_voice ON last_claims (commitment_id, voice, plan_id)",
    "CREATE UNIQUE INDEX last_claims_by_plan_id_voice ON last_claims (plan_id, voice, commitment_id)",
)


def create(connection: sqlite3.Connection) -> Described:
    """Create the table from ``updates``, which must be loaded."""
    claims = parse("last_claims", LAST_CLAIMS)
    for statement in (claims.sql, FILL, *INDEXES):
        connection.execute(statement)
    return claims

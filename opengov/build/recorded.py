"""The table ``recorded_updates``: when our record got each statement, in the order in which feeds tell them.

A table and not a view, because the file never changes: any page of a feed is then read from an index.
"""

import sqlite3

from opengov.build.described import Described, parse

RECORDED_UPDATES = """\
-- title: When statements were recorded
-- description: The day when our record got each statement: not the day when it was said, which stands in
--   `updates`. It is the day of the commit in git that brought it. Where this file was built without git, or
--   from a copy without the older commits, it is the as-of date of the edition.
-- column place (integer): Running number from 1 without a gap, in the order of the commits; of what came
--   together, what has no date comes first, and then what was said first.
-- column update_id: The statement, in `updates`.
-- column recorded: The day when it was recorded (UTC).
-- column changed: The day when its record was changed last; the day when it was recorded, if never since.
-- column government_id: The local government.
-- column commitment_id: The commitment; blank where the statement is about the plan as a whole.
-- column recorded_at: The time when it was recorded, to the second (UTC).
-- column changed_at: The time when its record was changed last, to the second (UTC).
CREATE TABLE recorded_updates (
  place INTEGER PRIMARY KEY NOT NULL,
  update_id TEXT NOT NULL,
  recorded TEXT NOT NULL,
  changed TEXT NOT NULL,
  government_id TEXT NOT NULL,
  commitment_id TEXT,
  recorded_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  FOREIGN KEY (update_id) REFERENCES updates (update_id),
  FOREIGN KEY (government_id) REFERENCES governments (government_id),
  FOREIGN KEY (commitment_id) REFERENCES commitments (commitment_id)
) STRICT
"""

# Commits are ordered as they stand in git. None lies in time before an earlier commit: clocks differ,
# and who asks only for what is new must be told of all that is.
FILL = """
INSERT INTO recorded_updates
WITH
steps AS (
  SELECT ifnull(commit_id, '') AS step, min(change_id) AS position, changed_at FROM record_changes GROUP BY 1
),
moments AS (
  SELECT step, position, max(:begun, max(changed_at) OVER (ORDER BY position)) AS moment FROM steps
),
arrivals AS (
  SELECT record_id, ifnull(commit_id, '') AS step, max(change_id)
  FROM record_changes
  WHERE table_name = 'updates' AND kind = 'added'
  GROUP BY record_id
),
touches AS (
  SELECT record_id, ifnull(commit_id, '') AS step, max(change_id)
  FROM record_changes
  WHERE table_name = 'updates'
  GROUP BY record_id
),
told AS (
  SELECT
    row_number() OVER (ORDER BY ifnull(d.position, 0), u.date NULLS FIRST, u.update_id DESC) AS place,
    u.update_id, ifnull(d.moment, :begun) AS recorded_at, coalesce(e.moment, d.moment, :begun) AS changed_at,
    p.government_id, u.commitment_id
  FROM updates AS u
  JOIN action_plans AS p ON p.plan_id = u.plan_id
  LEFT JOIN arrivals AS a ON a.record_id = u.update_id
  LEFT JOIN moments AS d ON d.step = a.step
  LEFT JOIN touches AS t ON t.record_id = u.update_id
  LEFT JOIN moments AS e ON e.step = t.step
)
SELECT
  place, update_id, substr(recorded_at, 1, 10), substr(changed_at, 1, 10), government_id, commitment_id,
  recorded_at, changed_at
FROM told
"""

INDEXES = (
    "CREATE UNIQUE INDEX recorded_updates_by_update_id ON recorded_updates (update_id)",
    "CREATE INDEX recorded_updates_by_government_id ON recorded_updates (government_id)",
    "CREATE INDEX recorded_updates_by_changed ON recorded_updates (changed_at)",
    "CREATE INDEX recorded_updates_by_government_id_changed ON recorded_updates (government_id, changed_at)",
    "CREATE INDEX recorded_updates_by_commitment_id ON recorded_updates (commitment_id)",
)


def create(connection: sqlite3.Connection, begun: str) -> Described:
    """Create the table from ``updates`` and ``record_changes``, which must be loaded. ``begun`` is when the
    record began, ISO 8601 in UTC: the moment of all that no change brought.
    """
    recorded = parse("recorded_updates", RECORDED_UPDATES)
    connection.execute(recorded.sql)
    connection.execute(FILL, {"begun": begun})
    for statement in INDEXES:
        connection.execute(statement)
    return recorded

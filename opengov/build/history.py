"""The tables ``editions`` and ``record_changes``: what became of each record since the data began."""

import sqlite3
from collections.abc import Sequence

from opengov.build.commits import EditionSteps, Known, editions_of
from opengov.build.described import Described, parse
from opengov.package import Package

EDITIONS = """\
-- title: Editions
-- description: The editions of the data so far, and how many records each added, removed and changed: its
--   end against the end of the edition before, as `opengov diff` compares them. A record that was changed
--   twice counts once, and one that was put back as it was does not count; each change on the way stands in
--   `record_changes`. In the first edition every record is new. Edits that are in no edition yet stand last,
--   as `unreleased`. Empty where this file was built without git, as the file to take away is; the history
--   is at `/opengov/editions` of the site that offers it.
-- column position (integer): The order, 1 for the first.
-- column edition: Number of the edition, or `unreleased`.
-- column date: The day of its commit, as the clock of whoever made it had it.
-- column commit_id: The commit in git; blank for edits that are not committed.
-- column as_of: The day as of which it was true.
-- column added (integer): How many records it has that the edition before had not; in the first all it has.
-- column removed (integer): How many records it has not that the edition before had.
-- column changed (integer): How many records of the edition before have another value in it.
-- column because: Why records were taken out, in our words; blank where nobody had to say it.
-- column changed_at: The time of its commit, to the second (UTC). Edits that are not committed have the
--   time of the commit that they follow, or the beginning of the as-of day where that is later.
CREATE TABLE editions (
  position INTEGER NOT NULL,
  edition TEXT PRIMARY KEY NOT NULL,
  date TEXT NOT NULL,
  commit_id TEXT,
  as_of TEXT NOT NULL,
  added INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  because TEXT,
  changed_at TEXT NOT NULL
) STRICT
"""

RECORD_CHANGES = """\
-- title: Changes of records
-- description: What we changed in the data, record by record and field by field, since the first commit.
--   These are changes of our record, not of the world: what was said and done stands in `updates`. Empty
--   where this file was built without git, as the file to take away is; the history is at
--   `/opengov/record_changes` of the site that offers it.
-- column change_id (integer): Running number from 1 without a gap, in the order of the commits.
-- column edition: The edition that brought the change, in `editions`.
-- column date: The day of the commit, as the clock of whoever made it had it.
-- column commit_id: The commit in git; blank for edits that are not committed.
-- column table_name: The table.
-- column record_id: The key of the record, its parts joined by “/”.
-- column government_id: The government that it concerns; blank where it is none alone.
-- column plan_id: The action plan that it concerns, itself or what belongs to it; blank where it is none.
-- column commitment_id: The commitment that it concerns; blank where it is none.
-- column kind: `added`, `removed` or `changed`.
-- column field: The column that changed; blank where the whole record was added or removed.
-- column old: What stood there before; blank where nothing did.
-- column new: What stands there since; blank where nothing does.
-- column held: Of a record that was added or removed, all that it held: a JSON object of its columns that
--   were not blank. Blank where a column changed.
-- column changed_at: The time of the commit, to the second (UTC); of edits that are not committed, as in
--   `editions`.
CREATE TABLE record_changes (
  change_id INTEGER PRIMARY KEY NOT NULL,
  edition TEXT NOT NULL,
  date TEXT NOT NULL,
  commit_id TEXT,
  table_name TEXT NOT NULL,
  record_id TEXT NOT NULL,
  government_id TEXT,
  plan_id TEXT,
  commitment_id TEXT,
  kind TEXT NOT NULL,
  field TEXT,
  old TEXT,
  new TEXT,
  held TEXT,
  changed_at TEXT NOT NULL,
  FOREIGN KEY (edition) REFERENCES editions (edition)
) STRICT
"""

INDEXES = (
    "CREATE INDEX record_changes_by_record ON record_changes (table_name, record_id)",
    "CREATE INDEX record_changes_by_commitment_id ON record_changes (commitment_id)",
    "CREATE INDEX record_changes_by_plan_id ON record_changes (plan_id)",
    "CREATE INDEX record_changes_by_government_id ON record_changes (government_id)",
    "CREATE INDEX record_changes_by_edition ON record_changes (edition)",
)


def create(
    connection: sqlite3.Connection, package: Package, with_history: bool
) -> tuple[list[Described], str, str]:
    """Create both tables and fill them; says where the history is from: ``git``, ``shallow`` (older commits
    are missing in this copy) or ``none`` (no git here, or not asked), then both are empty; and when the
    record began: the moment of the first commit, or else the beginning of the as-of day.
    """
    made = [parse("editions", EDITIONS), parse("record_changes", RECORD_CHANGES)]
    for table in made:
        connection.execute(table.sql)
    governments, plans = (
        {key for (key,) in connection.execute(sql)}
        for sql in ("SELECT government_id FROM governments", "SELECT plan_id FROM action_plans")
    )
    known = Known(governments, plans)
    kind, editions = editions_of(package, known) if with_history else ("none", [])
    _fill(connection, editions)
    for statement in INDEXES:
        connection.execute(statement)
    return made, kind, editions[0].steps[0].moment if editions else f"{package.as_of}T00:00:00Z"


def _fill(connection: sqlite3.Connection, editions: Sequence[EditionSteps]) -> None:
    for place, one in enumerate(editions, 1):
        last = one.steps[-1]
        connection.execute(
            "INSERT INTO editions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(place, one.edition, last.day, last.id or None, last.as_of),
                *(*one.totals, one.because or None, last.moment),
            ),
        )
        connection.executemany(
            "INSERT INTO record_changes VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (one.edition, step.day, step.id or None, *row, step.moment)
                for step in one.steps
                for row in step.rows
            ),
        )

"""The table ``edition``: which edition of the data this file is, as of when, and how much is in it."""

import sqlite3

from opengov.build.described import Described, parse
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, Package

EDITION = """\
-- title: Edition
-- description: Which edition of the data this is, as of when, and how much is in it. One row.
-- column version: Number of the edition; of a copy with later edits, of the edition that it follows.
-- column edition: The version, if this is that edition as it was released; otherwise `unreleased`.
-- column name: Short name of the data package.
-- column title: What the data is.
-- column description: What the data is, in a few sentences.
-- column created: When the edition was released (UTC); of a copy with later edits, when that was which it
--   follows.
-- column as_of: The day as of which everything here was true to the best of our knowledge.
-- column licence: Terms of use of the data.
-- column licence_url: The terms of use in full.
-- column history: Where the changes of records are known from: `git`, `shallow` (a copy of the repository
--   that lacks older commits) or `none` (built without git, as the file to take away is).
-- column contact: Where to tell of an error: a web address or a mailto: address; blank where none is set.
-- column governments (integer): How many local governments.
-- column action_plans (integer): How many action plans.
-- column commitments (integer): How many commitments, superseded listings left out.
-- column commitments_superseded (integer): How many older listings that OGP later split or renumbered.
-- column milestones (integer): How many milestones.
-- column assessments (integer): How many assessments.
-- column updates (integer): How many statements.
-- column sources (integer): How many documents and pages are cited.
-- column events (integer): How many events of the founding announcement.
-- column initiatives (integer): How many programmes beside the plans.
CREATE TABLE edition (
  version TEXT PRIMARY KEY NOT NULL,
  edition TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  created TEXT NOT NULL,
  as_of TEXT NOT NULL,
  licence TEXT NOT NULL,
  licence_url TEXT NOT NULL,
  history TEXT NOT NULL,
  contact TEXT,
  governments INTEGER NOT NULL,
  action_plans INTEGER NOT NULL,
  commitments INTEGER NOT NULL,
  commitments_superseded INTEGER NOT NULL,
  milestones INTEGER NOT NULL,
  assessments INTEGER NOT NULL,
  updates INTEGER NOT NULL,
  sources INTEGER NOT NULL,
  events INTEGER NOT NULL,
  initiatives INTEGER NOT NULL
) STRICT
"""

FILL_EDITION = """
INSERT INTO edition
SELECT
  :version, :edition, :name, :title, :description, :created, :as_of,
  :licence, :licence_url, :history, :contact,
  (SELECT count(*) FROM governments),
  (SELECT count(*) FROM action_plans),
  (SELECT count(*) FROM commitments WHERE record_status <> 'superseded'),
  (SELECT count(*) FROM commitments WHERE record_status = 'superseded'),
  (SELECT count(*) FROM milestones),
  (SELECT count(*) FROM assessments),
  (SELECT count(*) FROM updates),
  (SELECT count(*) FROM sources),
  (SELECT count(*) FROM events),
  (SELECT count(*) FROM initiatives)
"""


def create(connection: sqlite3.Connection, package: Package, history: str) -> Described:
    """Create the table and its one row; the counts are taken from the tables just loaded, ``history`` says
    where the changes of records are known from.

    Raises OpenGovError if the descriptor does not say what an edition must say.
    """
    descriptor = package.descriptor
    try:
        said = {name: descriptor[name] for name in ("name", "title", "description", "created")}
        said["version"] = package.version
        licence = descriptor["licenses"][0]
        said |= {"edition": package.edition, "history": history}
        said["contact"] = descriptor["opengov"].get("contact")
        said |= {"as_of": package.as_of, "licence": licence["title"], "licence_url": licence["path"]}
    except (KeyError, IndexError, TypeError) as error:
        raise OpenGovError(f"{DESCRIPTOR} does not describe an edition: {error!r}.") from error
    edition = parse("edition", EDITION)
    connection.execute(edition.sql)
    connection.execute(FILL_EDITION, said)
    return edition

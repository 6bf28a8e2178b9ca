"""Full-text search over the commitments."""

import sqlite3

# The texts stay where they are: the index points at rows of the view ``commitment_search``, which carry the
# rowids of ``commitments``. Datasette finds the index of a table by the words content="<table>" in the SQL of
# the index; the comment holds them, so that ``/opengov/commitments?_search=`` works in any Datasette.
CREATE = """
CREATE VIRTUAL TABLE commitments_fts USING fts5 (
  -- searches: content="commitments"
  ids, title, title_original, title_fr, summary, summary_fr, institutions,
  policy_areas, policy_areas_fr, government_name, government_name_original, government_name_fr, countries,
  translations,
  content="commitment_search", content_rowid="commitment_rowid", tokenize="unicode61 remove_diacritics 2"
)
"""


def create(connection: sqlite3.Connection) -> None:
    """Create ``commitments_fts`` and fill it; accents are folded, so that ``sao paulo`` finds São Paulo."""
    connection.execute(CREATE)
    connection.execute("INSERT INTO commitments_fts (commitments_fts) VALUES ('rebuild')")
    connection.execute("INSERT INTO commitments_fts (commitments_fts) VALUES ('optimize')")

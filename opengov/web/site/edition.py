"""What all pages of an edition share, read once from the database: it never changes while it is served."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opengov.web.site.addresses import link
from opengov.web.site.finding import WORD, Index, folded
from opengov.web.site.reader import Reader

# The index itself tells its words, through a virtual table that lives in the connection and not in the file.
TERMS = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, commitments_fts, row)"
SAID = """
SELECT substr(date, 1, 4) AS year, reporter, count(*) AS count
FROM updates
GROUP BY 1, 2
"""
CODES = """
SELECT code, label_en, label_fr, description_en, description_fr, position
FROM "{table}"
ORDER BY position
"""
PLACES = """
SELECT
  government_id, name, name_fr, name_original, original_language,
  country_code, latitude, longitude, wikidata_id,
  (SELECT min(start_date) FROM action_plans AS p WHERE p.government_id = g.government_id)
FROM governments AS g
ORDER BY government_id
"""
BEGINS = "SELECT min(start_date) FROM action_plans"
KEPT = """
SELECT
  (SELECT changed_at FROM editions WHERE edition <> 'unreleased' ORDER BY position LIMIT 1) AS first,
  (SELECT changed_at FROM editions ORDER BY position DESC LIMIT 1) AS last
"""
NAMES = """
SELECT name FROM governments
UNION ALL SELECT name_fr FROM governments
UNION ALL SELECT n.label_en FROM codelist_country AS n JOIN governments ON country_code = n.code
UNION ALL SELECT n.label_fr FROM codelist_country AS n JOIN governments ON country_code = n.code
UNION ALL SELECT t.translation
FROM codelist_country AS n
JOIN governments ON country_code = n.code
JOIN translations AS t ON t.text = n.label_en AND t.context = 'country'
"""
SHORT = 3  # letters: "la" of La Libertad names nothing
CODELISTS = "SELECT name FROM dictionary_tables WHERE kind = 'codelist'"


@dataclass(frozen=True)
class Code:
    """One code of a code list, in the two languages of the tables. ``position`` is its place in the list."""

    code: str
    label_en: str
    label_fr: str
    description_en: str
    description_fr: str
    position: int


@dataclass(frozen=True, slots=True)
class Place:
    """What a government governs, as a point (degrees) where one is known; ``begins`` is when its first plan
    did, as precise as that is known.
    """

    key: str
    name: str
    name_fr: str | None
    name_original: str | None
    original_language: str | None
    country_code: str
    latitude: float | None
    longitude: float | None
    wikidata_id: str | None
    begins: str | None


@dataclass(frozen=True)
class Edition:
    """``about`` is the row of the table ``edition``; ``codes`` the code lists by name, each by code;
    ``translations`` what languages other than English and French have: by language, by (context, text);
    ``index`` the words of the full-text index; ``said`` the number of statements by year (None: without a
    date) and reporter; ``places`` what it is of; ``begins`` when its first plan did, as precise as that is
    known; ``first`` is when the first edition was committed and ``last`` the last change, where the history
    is there.
    """

    about: dict[str, Any]
    codes: dict[str, dict[str, Code]]
    translations: dict[str, dict[tuple[str, str], str]]
    index: Index
    said: dict[tuple[str | None, str], int]
    places: tuple[Place, ...] = ()
    begins: str | None = None
    first: str | None = None
    last: str | None = None

    @property
    def is_released(self) -> bool:
        """Whether this is an edition as it was released, and no copy with later edits."""
        return self.about["edition"] == self.about["version"]

    @property
    def number(self) -> str:
        """``1.0.0``; for programs, of a copy with later edits, ``unreleased, after 1.0.0``."""
        about = self.about
        return about["version"] if self.is_released else f"{about['edition']}, after {about['version']}"

    @property
    def version(self) -> str:
        """``1.0.0``; of a copy with later edits, as its data package has it, ``1.0.0+unreleased``."""
        about = self.about
        return about["version"] if self.is_released else f"{about['version']}+{about['edition']}"

    @property
    def as_of(self) -> str:
        """The day as of which the edition was true, ISO 8601."""
        return self.about["as_of"]

    @property
    def issued(self) -> str | None:
        """When the data were first published, as precise as that is known; None where it is not."""
        return self.first or (self.about["created"] if self.is_released else None)

    @property
    def modified(self) -> str:
        """When the data last became others: when they were released, or of a copy with later edits when the
        last was committed, or else the as-of day. What is true as of a day can be corrected after it.
        """
        return self.about["created"] if self.is_released else self.last or self.as_of


def read(path: Path) -> Edition:
    """Read the edition from the database file at ``path``. Raises sqlite3.Error if it is not one of ours."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        reader = Reader(connection)
        about = reader.row("SELECT * FROM edition")
        if about is None:
            raise sqlite3.DatabaseError("the table edition is empty")
        translations: dict[str, dict[tuple[str, str], str]] = {}
        for row in reader.rows("SELECT * FROM translations"):
            translations.setdefault(row["language"], {})[row["context"], row["text"]] = row["translation"]
        return Edition(
            dict(about) | {name: link(about[name]) for name in ("contact", "licence_url")},
            {name: _codes(reader, name) for (name,) in reader.rows(CODELISTS)},
            translations,
            _index(reader),
            {(row["year"], row["reporter"]): row["count"] for row in reader.rows(SAID)},
            tuple(Place(*row) for row in reader.rows(PLACES)),
            reader.rows(BEGINS)[0][0],
            *reader.rows(KEPT)[0],
        )


def _codes(reader: Reader, table: str) -> dict[str, Code]:
    return {row["code"]: Code(*row) for row in reader.rows(CODES.format(table=table))}


def _index(reader: Reader) -> Index:
    reader.connection.execute(TERMS)
    counts = {row["term"]: row["doc"] for row in reader.rows("SELECT term, doc FROM temp.terms")}
    names = {
        word for row in reader.rows(NAMES) for name in row if name for word in WORD.findall(folded(name))
    }
    records = reader.rows("SELECT count(*) FROM commitments")[0][0]
    return Index(counts, records, frozenset(name for name in names if len(name) > SHORT))

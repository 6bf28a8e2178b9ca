"""The table ``translations``: titles, summaries and labels in the languages that no column holds.

English and French stand in the tables themselves. What other languages have comes from the catalogues
``locale/*/LC_MESSAGES/records.po``; only what translates a text of this very edition is taken.
"""

import csv
import sqlite3
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

from opengov import languages
from opengov.build.ddl import quoted
from opengov.build.described import Described, parse
from opengov.package import Package

TRANSLATIONS = """\
-- title: Translations
-- description: Texts of the records in languages other than English and French, which stand in the tables
--   themselves. They are ours, none is official. A text that is not here has not been translated.
-- column language: The language, by its ISO 639 code.
-- column context: Name of the code list for a label; blank text for titles, summaries, notes and meanings.
-- column text: The text in English, as it stands in the tables.
-- column translation: The text in the language.
CREATE TABLE translations (
  language TEXT NOT NULL,
  context TEXT NOT NULL,
  text TEXT NOT NULL,
  translation TEXT NOT NULL,
  PRIMARY KEY (text, context, language)
) STRICT
"""


def create(connection: sqlite3.Connection, package: Package) -> Described:
    """Create the table from the catalogues and the tables of ``package``, which must be loaded."""
    table = parse("translations", TRANSLATIONS)
    connection.execute(table.sql)
    ours = {(context, text) for context, sql in _texts(package) for (text,) in connection.execute(sql)}
    connection.executemany(
        "INSERT INTO translations VALUES (?, ?, ?, ?)",
        sorted(row for row in languages.records() if row[1:3] in ours),
    )
    return table


def extract(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """The texts of a CSV table for gettext: what Babel calls an extraction method (see babel-records.cfg).

    Yields for each text its line, its function (with or without a context), the text, and where it stands.
    """
    path = Path(file.name)
    reader = csv.DictReader(StringIO(file.read().decode("utf-8"), newline=""))
    columns = prose(reader.fieldnames or (), path.stem if path.parent.name == "codelists" else "")
    for row in reader:
        for context, column, french in columns:
            if row[column] and row[french]:
                message = (context, row[column]) if context else row[column]
                yield reader.line_num, "pgettext" if context else None, message, [f"{path.stem}.{column}"]


def prose(columns: Sequence[str], codelist: str) -> list[tuple[str, str, str]]:
    """The columns of a table that are translated: (context, column, its French twin).

    What the table itself has in French is prose, row by row: a title that a document has in its own language
    is none. Labels of the code list ``codelist`` (empty for a table)
    have its name as context: the same word may need another translation in another list.
    """
    pairs = []
    for column in columns:
        base = column.removesuffix("_en")
        if f"{base}_fr" in columns and not column.endswith("_fr"):
            pairs.append((codelist if codelist and base == "label" else "", column, f"{base}_fr"))
    return pairs


def _texts(package: Package) -> list[tuple[str, str]]:
    return [
        (
            context,
            f"SELECT DISTINCT {quoted(column)} FROM {quoted(table.name)} "
            f"WHERE {quoted(column)} > '' AND {quoted(french)} > ''",
        )
        for table in package.tables
        for context, column, french in prose(
            table.columns, table.name.removeprefix("codelist_") if table.is_codelist else ""
        )
    ]

"""Who leads a commitment, an event or an initiative, and who supports it."""

from itertools import groupby

from opengov.web.site.page import Asked
from opengov.web.site.reader import Row
from opengov.web.site.words import Text

# Name and language of the institutions of one record: ``{language}`` is where the table says it of a name,
# which is otherwise in the language of the source.
INSTITUTIONS = """
SELECT i.role, i.name, coalesce({language}, s.language) AS language
FROM {table} AS i JOIN sources AS s ON s.source_id = i.source_id
WHERE i.{key} = :id
ORDER BY i.role, i.position, i.name
"""
OF_COMMITMENT = INSTITUTIONS.format(
    language="i.name_language", table="commitment_institutions", key="commitment_id"
)
OF_EVENT = INSTITUTIONS.format(language="NULL", table="event_institutions", key="event_id")
OF_INITIATIVE = INSTITUTIONS.format(language="NULL", table="initiative_institutions", key="initiative_id")


def institutions(asked: Asked, sql: str, key: str) -> dict[str, list[Text]]:
    """The names by role, ``lead`` or ``supporting``, in the order of the source. Names that follow each other
    in one language are one text: a page may have forty.
    """
    found: dict[str, list[Text]] = {}
    rows = asked.reader.rows(sql, id=key)
    for (role, language), run in groupby(rows, lambda row: (row["role"], _language(row))):
        names = " · ".join(row["name"] for row in run)
        found.setdefault(role, []).append(Text(names, "" if language == asked.words.code else language))
    return found


def _language(row: Row) -> str:
    """The language of a name; an acronym has none."""
    return "" if row["name"].isupper() and " " not in row["name"] else row["language"] or ""

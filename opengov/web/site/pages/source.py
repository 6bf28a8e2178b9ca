"""A source: a document or page, and everything here that rests on it."""

from opengov.web.site.page import Asked, Page
from opengov.web.site.parts import changed
from opengov.web.site.parts.cited import sources
from opengov.web.site.parts.told import VOICES
from opengov.web.site.parts.voices import listed

EACH_PAGE = 25

SOURCE = "SELECT * FROM sources WHERE source_id = :id"
COMMITMENTS = """
c.source_id = :id OR c.ogp_source_id = :id
OR c.commitment_id IN (SELECT commitment_id FROM assessments WHERE source_id = :id OR report_source_id = :id)
OR c.commitment_id IN (SELECT commitment_id FROM milestones WHERE source_id = :id)
"""
STATEMENTS = """
SELECT u.update_id, u.date, u.reporter, u.status, u.note, u.note_fr, u.plan_id, u.commitment_id, p.cycle_year,
  c.title, c.title_fr, c.title_original, c.original_language
FROM updates AS u
JOIN action_plans AS p ON p.plan_id = u.plan_id
LEFT JOIN commitments AS c ON c.commitment_id = u.commitment_id
WHERE u.source_id = :id
ORDER BY u.date IS NULL, u.date DESC, u.update_id
LIMIT :limit OFFSET :offset
"""
COUNT = "SELECT count(*) AS count FROM updates WHERE source_id = :id"
PLANS = """
SELECT p.plan_id, p.cycle_year, g.name, g.name_fr, g.name_original, g.original_language
FROM action_plans AS p JOIN governments AS g ON g.government_id = p.government_id
WHERE p.source_id = :id OR p.plan_id IN (SELECT plan_id FROM plan_documents WHERE source_id = :id)
ORDER BY p.plan_id
"""
GOVERNMENTS = "SELECT * FROM governments WHERE source_id = :id ORDER BY government_id"
PROGRAMME = """
SELECT count(*) AS count
FROM (SELECT source_id FROM events UNION ALL SELECT source_id FROM initiatives)
WHERE source_id = :id
"""


def page(asked: Asked) -> Page | None:
    """The page of the source with the id ``asked.key``."""
    row = asked.reader.row(SOURCE, id=asked.key)
    if row is None:
        return None
    words = asked.words
    source = sources(asked, [asked.key])[asked.key]
    count = asked.reader.rows(COUNT, id=asked.key)[0]["count"]
    number = asked.number("page", 1)
    pages = -(-count // EACH_PAGE) or 1
    if number > pages:
        return None
    said = asked.reader.rows(STATEMENTS, id=asked.key, limit=EACH_PAGE, offset=(number - 1) * EACH_PAGE)
    values = {
        "row": row,
        "source": source,
        "language": words.label("language", row["language"]) if row["language"] else "",
        "note": words.text(row, "note"),
        "commitments": listed(asked, COMMITMENTS, id=asked.key),
        "statements": [
            {
                "row": one,
                "voice": VOICES.get(one["reporter"], one["reporter"]),
                "who": words.label("reporter_kind", one["reporter"]),
                "label": words.label("status", one["status"]),
                "note": words.text(one, "note"),
                "title": words.text(one, "title"),
            }
            for one in said
        ],
        "plans": [(one, words.name(one)) for one in asked.reader.rows(PLANS, id=asked.key)],
        "governments": [
            (one["government_id"], words.name(one)) for one in asked.reader.rows(GOVERNMENTS, id=asked.key)
        ],
        "has_programme": bool(asked.reader.rows(PROGRAMME, id=asked.key)[0]["count"]),
        "history": changed.history(asked, "source", asked.key),
        "page_number": number,
        "pages": pages,
    }
    about = words.gettext("What rests on the document “%(title)s”.") % {"title": source.title}
    return Page("source.html", source.title, about, ("sources", asked.key), values)

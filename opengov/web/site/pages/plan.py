"""An action plan: how much of it is known, its commitments, what was said of it as a whole, its documents."""

from opengov.web.site.page import Asked, Page
from opengov.web.site.parts import changed, figures
from opengov.web.site.parts.cited import Citations
from opengov.web.site.parts.plans import PLANS, plan
from opengov.web.site.parts.told import EACH_PAGE, told
from opengov.web.site.parts.voices import government_name, listed

DOCUMENTS = "SELECT source_id, kind FROM plan_documents WHERE plan_id = :id ORDER BY kind, source_id"
# The index on the plan alone would lead through the statements on its commitments too.
OF_THE_WHOLE = """
SELECT
  u.update_id AS id, u.date, NULL AS start_date, u.reporter, u.status, NULL AS title, NULL AS title_fr,
  u.note, u.note_fr, u.status_claimed, u.status_claimed_fr, u.source_id
FROM updates AS u
WHERE u.plan_id = :id AND u.commitment_id IS NULL
ORDER BY u.date IS NULL, u.date DESC, u.update_id
LIMIT :limit OFFSET :offset
"""
COUNT = "SELECT count(*) AS count FROM updates WHERE plan_id = :id AND commitment_id IS NULL"
IN_TIME = """
SELECT plan_id, cycle_year FROM action_plans WHERE government_id = :government ORDER BY cycle_year, plan_id
"""


def page(asked: Asked) -> Page | None:
    """The page of the plan with the id ``asked.key``."""
    row = asked.reader.row(f"{PLANS} WHERE p.plan_id = :id", id=asked.key)
    if row is None:
        return None
    words = asked.words
    number = asked.number("page", 1)
    pages = -(-asked.reader.rows(COUNT, id=asked.key)[0]["count"] // EACH_PAGE) or 1
    if number > pages:
        return None
    one = plan(words, row)
    cited = Citations()
    cited.cite(row["source_id"], words.gettext("the plan’s dates and title"))
    for document in asked.reader.rows(DOCUMENTS, id=asked.key):
        cited.cite(document["source_id"], words.inside(words.label("document_kind", document["kind"])))
    statements = asked.reader.rows(
        OF_THE_WHOLE, id=asked.key, limit=EACH_PAGE, offset=(number - 1) * EACH_PAGE
    )
    for statement in statements:
        cited.cite(statement["source_id"], words.gettext("statements"))
    commitments = listed(asked, "c.plan_id = :id", id=asked.key)
    government = government_name(words, row)
    in_time = asked.reader.rows(IN_TIME, government=row["government_id"])
    place = [other["plan_id"] for other in in_time].index(asked.key)
    values = {
        "row": row,
        "plan": one,
        "government": government,
        "feeds_of": ("governments", row["government_id"], government),
        "original": words.original(row, "title"),
        "summary": words.text(row, "summary"),
        "note": words.text(row, "note"),
        "commitments": commitments,
        "statements": [told(asked, statement) for statement in statements],
        "page_number": number,
        "pages": pages,
        "history": changed.history(asked, "plan", asked.key),
        "uses": cited.uses,
        "sources": cited.sources(asked),
        "previous": in_time[place - 1] if place else None,
        "next": in_time[place + 1] if place + 1 < len(in_time) else None,
    }
    values |= figures.plan(asked, one, commitments)
    title = words.gettext("%(government)s: plan of %(year)s") % {"government": government, "year": one.year}
    return Page("plan.html", title, str(values["summary"]), ("plans", asked.key), values)

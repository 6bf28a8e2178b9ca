"""Home: search first, then the governments, where the commitments stand, and what was said last."""

from opengov.web.site.page import Asked, Page
from opengov.web.site.pages import data
from opengov.web.site.parts import deadlines, figures, news, states
from opengov.web.site.parts.plans import PLANS, plan
from opengov.web.site.parts.voices import listed
from opengov.web.site.words import Text

LATEST = 8

GOVERNMENTS = """
SELECT
  g.government_id, g.name, g.name_original, g.name_fr, g.original_language, g.kind, g.country_code,
  g.latitude, g.longitude,
  (SELECT count(*) FROM action_plans AS p WHERE p.government_id = g.government_id) AS plans
FROM governments AS g
"""


def page(asked: Asked) -> Page:
    """The start page in one language."""
    words = asked.words
    commitments = listed(asked, "c.record_status <> 'superseded'")
    known: dict[str, int] = {}
    for row in asked.reader.rows(
        "SELECT p.government_id, count(*) AS known FROM commitments AS c JOIN action_plans AS p "
        "ON p.plan_id = c.plan_id WHERE c.record_status <> 'superseded' GROUP BY 1"
    ):
        known[row["government_id"]] = row["known"]
    governments = [
        {
            "id": row["government_id"],
            "name": words.name(row),
            "kind": words.label("government_kind", row["kind"]),
            "country": words.label("country", row["country_code"]),
            "plans": row["plans"],
            "commitments": known.get(row["government_id"], 0),
            "latitude": row["latitude"],
            "longitude": row["longitude"],
        }
        for row in asked.reader.rows(GOVERNMENTS)
    ]
    governments = words.sorted(governments, key=lambda one: str(one["name"]))
    plans = [(row["government_id"], plan(words, row)) for row in asked.reader.rows(PLANS)]
    values = {
        "governments": governments,
        "latest": news.latest(asked, limit=LATEST),
        "deadlines": deadlines.known(asked),
        "files": [] if asked.downloads else _files(asked),
        "taken": data.first(asked),
    }
    values |= figures.home(asked, governments, states.bars(asked, commitments, of_many=True), plans)
    about = words.gettext(
        "What Paris and 14 other local governments promised to make government more open, what became of "
        "each promise, and who says so. Every statement names its source."
    )
    return Page("home.html", words.gettext("Promises of open government"), about, (), values)


def _files(asked: Asked) -> list[dict[str, object]]:
    """The tables that most people want, with their number of rows."""
    about, words = asked.edition.about, asked.words
    promises = about["commitments"] + about["commitments_superseded"]
    tables = (
        (
            "commitment_overview",
            words.gettext("All promises, one row each, with the last word of both voices"),
            promises,
        ),
        ("updates", words.gettext("All dated statements"), about["updates"]),
        ("assessments", words.gettext("All assessments"), about["assessments"]),
        ("sources", words.gettext("All sources"), about["sources"]),
    )
    return [{"table": table, "title": Text(title), "rows": rows} for table, title, rows in tables]

"""A commitment: what was promised, and what each voice says became of it. The page that the site is for."""

from typing import Any

from opengov.web.site.page import Asked, Moved, Page
from opengov.web.site.parts import changed
from opengov.web.site.parts.assessed import assessments, brief
from opengov.web.site.parts.cited import Citations, web
from opengov.web.site.parts.institutions import OF_COMMITMENT, institutions
from opengov.web.site.parts.told import EACH_PAGE, about_plan, last_words, of_the_plan, timeline, told_count
from opengov.web.site.parts.voices import government_name
from opengov.web.site.reader import Row

COMMITMENT = """
SELECT
  c.*, p.government_id, p.cycle_year, p.start_date AS plan_start, p.end_date AS plan_end,
  g.name, g.name_original, g.name_fr, g.original_language AS government_language,
  ogp.url AS ogp_url
FROM commitments AS c
JOIN action_plans AS p ON p.plan_id = c.plan_id
JOIN governments AS g ON g.government_id = p.government_id
LEFT JOIN sources AS ogp ON ogp.source_id = c.ogp_source_id
WHERE c.commitment_id = :id
"""
# Ids are looked up as they may be typed: OGP's in capitals, ours in small letters.
KNOWN_AS = """
SELECT commitment_id, 1 AS place FROM commitments WHERE ogp_id = upper(:key) OR commitment_id = lower(:key)
UNION ALL SELECT old_id, 2 FROM superseded_ids WHERE old_id = lower(:key)
UNION ALL SELECT old_id, 3 FROM superseded_ids WHERE ogp_id_then = upper(:key)
ORDER BY place
LIMIT 1
"""
SUCCESSORS = """
SELECT c.*, s.note AS why, s.note_fr AS why_fr, s.source_id AS supersession_source
FROM superseded_ids AS s
LEFT JOIN successors AS n ON n.old_id = s.old_id
LEFT JOIN commitments AS c ON c.commitment_id = n.new_id
WHERE s.old_id = :id
ORDER BY n.new_id
"""
PREDECESSORS = """
SELECT c.*
FROM successors AS s JOIN commitments AS c ON c.commitment_id = s.old_id
WHERE s.new_id = :id
ORDER BY s.old_id
"""
AREAS = "SELECT policy_area FROM commitment_policy_areas WHERE commitment_id = :id"
VALUES = "SELECT ogp_value FROM commitment_ogp_values WHERE commitment_id = :id"
DISAGREEMENTS = """
SELECT about, government_scope, government_status, assessor_finding, assessor_update_id
FROM disagreements
WHERE commitment_id = :id
ORDER BY about
"""
IN_PLAN = """
SELECT * FROM commitments WHERE plan_id = :plan ORDER BY commitment_id
"""


def resolve(asked: Asked) -> Moved | None:
    """Where the commitment stands that ``asked.key`` names: our id, OGP's id, or an id of former times.

    An id that one other has replaced leads there; one that several have replaced to the page that explains.
    """
    found = asked.reader.row(KNOWN_AS, key=asked.key)
    if found is None:
        return None
    key = found["commitment_id"]
    successors = [
        row["commitment_id"] for row in asked.reader.rows(SUCCESSORS, id=key) if row["commitment_id"]
    ]
    return Moved(("commitments", successors[0] if len(successors) == 1 else key))


def page(asked: Asked) -> Page | Moved | None:
    """The page of the commitment with the id ``asked.key``."""
    row = asked.reader.row(COMMITMENT, id=asked.key)
    if row is None:
        moved = resolve(asked)
        return former(asked) if moved == Moved(("commitments", asked.key)) else moved
    words = asked.words
    cited = Citations()
    cited.cite(row["source_id"], words.gettext("title and summary"))
    cited.cite(row["ogp_source_id"], words.gettext("OGP’s page"))
    number = asked.number("page", 1)
    title = words.text(row, "title")
    values: dict[str, Any] = {
        "row": row,
        "id": row["commitment_id"],
        "heading": title,
        "original": words.original(row, "title"),
        "summary": words.text(row, "summary"),
        "note": words.text(row, "note"),
        "government": government_name(words, row),
        "ogp_url": web(row["ogp_url"]),
        "institutions": institutions(asked, OF_COMMITMENT, asked.key),
        "areas": words.sorted(
            [
                (code["policy_area"], words.label("policy_area", code["policy_area"]))
                for code in asked.reader.rows(AREAS, id=asked.key)
            ],
            key=lambda area: area[1],
        ),
        "ogp_values": [
            words.label("ogp_value", v["ogp_value"]) for v in asked.reader.rows(VALUES, id=asked.key)
        ],
        "last": last_words(asked, cited),
        "of_the_plan": of_the_plan(asked, row["plan_id"], cited),
        "about_plan": about_plan(asked, row["plan_id"]),
        "assessments": (rated := assessments(asked, cited)),
        "in_brief": brief(rated),
        "disagreements": asked.reader.rows(DISAGREEMENTS, id=asked.key),
        "timeline": timeline(asked, cited, number),
        "page_number": number,
        "pages": -(-told_count(asked) // EACH_PAGE) or 1,
        "feeds_of": ("commitments", row["commitment_id"], title),
        "history": changed.history(asked, "commitment", row["commitment_id"], limit=2),
        **_neighbours(asked, row),
        **_supersession(asked, row, cited),
    }
    if number > values["pages"]:
        return None
    values["uses"] = cited.uses
    values["sources"] = cited.sources(asked)
    about = str(values["summary"])
    return Page(
        "commitment.html", f"{title} · {values['government']}", about, ("commitments", asked.key), values
    )


def former(asked: Asked) -> Page:
    """The page for an id of former times whose listing is not here, and which no single other replaced."""
    words = asked.words
    cited = Citations()
    values = _successors(asked, cited)
    title = words.gettext("A former id: %(id)s") % {"id": asked.key}
    values |= {"uses": cited.uses, "sources": cited.sources(asked)}
    about = words.gettext("An older listing that was split or renumbered later; not counted.")
    return Page("former.html", title, about, ("commitments", asked.key), values)


def _neighbours(asked: Asked, row: Row) -> dict[str, Row | None]:
    """The commitments before and after this one in its plan."""
    plan = asked.reader.rows(IN_PLAN, plan=row["plan_id"])
    place = next(at for at, other in enumerate(plan) if other["commitment_id"] == row["commitment_id"])
    return {
        "previous": plan[place - 1] if place else None,
        "next": plan[place + 1] if place + 1 < len(plan) else None,
    }


def _supersession(asked: Asked, row: Row, cited: Citations) -> dict[str, Any]:
    """What took the place of an older listing, or which listings this one took the place of."""
    told = (
        _successors(asked, cited) if row["record_status"] == "superseded" else {"why": None, "successors": []}
    )
    return told | {"predecessors": asked.reader.rows(PREDECESSORS, id=asked.key)}


def _successors(asked: Asked, cited: Citations) -> dict[str, Any]:
    found = asked.reader.rows(SUCCESSORS, id=asked.key)
    for one in found:
        cited.cite(one["supersession_source"], asked.words.gettext("what took its place"))
    return {
        "why": asked.words.text(found[0], "why") if found else None,
        "successors": [one for one in found if one["commitment_id"]],
    }

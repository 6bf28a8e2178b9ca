"""The page for an address where nothing stands: the search box, and what was perhaps meant."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from rapidfuzz import process
from rapidfuzz.distance import OSA

from opengov.web.site.finding import understood
from opengov.web.site.page import Asked, Page
from opengov.web.site.parts.cited import sources
from opengov.web.site.parts.voices import LISTED, MATCHED, Listed, one
from opengov.web.site.words import Words

NEAREST = 5

IDS = """
SELECT government_id AS id, government_id AS typed, 'government' AS kind FROM governments
UNION ALL SELECT plan_id, plan_id, 'plan' FROM action_plans
UNION ALL SELECT commitment_id, commitment_id, 'commitment' FROM commitments
UNION ALL SELECT commitment_id, lower(ogp_id), 'commitment' FROM commitments WHERE ogp_id IS NOT NULL
UNION ALL SELECT DISTINCT policy_area, policy_area, 'area' FROM commitment_policy_areas
UNION ALL SELECT source_id, source_id, 'source' FROM sources
"""
GOVERNMENT = "SELECT * FROM governments WHERE government_id = :id"
PLAN = """
SELECT p.cycle_year, g.* FROM action_plans AS p JOIN governments AS g ON g.government_id = p.government_id
WHERE p.plan_id = :id
"""
OGP_ID = re.compile(r"([a-z]{3})\d{1,6}\Z")  # PAR0001, folded: the letters are those of the government


def page(asked: Asked) -> Page:
    """The page for what does not exist; ``asked.key`` is what was asked for."""
    words = asked.words
    typed = asked.key.replace("/", " ")[:100].strip()
    last = typed.rpartition(" ")[2].lower()
    near = _near(asked, last)
    of_changes = typed.split(" ")[0] == "changes"
    # Words of that address are ours, and what stands in its fields is an id or a number.
    commitments = _commitments(asked, near, last, "" if of_changes else typed)
    values = {"near": near, "commitments": commitments, "of_changes": of_changes, "first": ""}
    about = words.gettext("The address may be mistyped, or what stood here has another name now.")
    return Page("missing.html", words.gettext("There is no such page"), about, (), values, status=404)


def beyond(words: Words, address: str, fields: Mapping[str, str]) -> Page:
    """The page for what lies beyond the last page of a list, which begins at ``address`` with ``fields``."""
    first = f"{address}?{urlencode(fields)}" if fields else address
    about = words.gettext("The list that you asked for has fewer pages.")
    values = {"near": [], "commitments": [], "of_changes": False, "first": first}
    return Page("missing.html", words.gettext("There is no such page"), about, (), values, status=404)


def _near(asked: Asked, typed: str) -> list[tuple[str, str, str, str]]:
    """What but commitments has an id that is near: (kind, id, name, language of the name)."""
    rows = [row for row in _by_id(asked, typed) if row["kind"] != "commitment"]
    return [(row["kind"], row["id"], *_name(asked, row["kind"], row["id"])) for row in rows]


def _name(asked: Asked, kind: str, key: str) -> tuple[str, str]:
    """What a record is called, and the language of that where it is not the page's."""
    words = asked.words
    if kind == "area":
        return words.label("policy_area", key), ""
    if kind == "source":
        source = sources(asked, [key])[key]
        return source.title, source.lang
    row = asked.reader.rows(GOVERNMENT if kind == "government" else PLAN, id=key)[0]
    name = words.name(row)
    if kind == "government":
        return str(name), name.lang
    title = words.gettext("%(government)s: plan of %(year)s")
    return title % {"government": name, "year": row["cycle_year"]}, ""


def _by_id(asked: Asked, typed: str) -> list[dict[str, str]]:
    rows = [dict(row) for row in asked.reader.rows(IDS)]
    at_ogp = OGP_ID.match(typed)
    if at_ogp:  # another number of the same government is nearer than the same number of another
        rows = [row for row in rows if row["typed"].startswith(at_ogp[1]) and OGP_ID.match(row["typed"])]
    best = process.extract(
        typed,
        [row["typed"] for row in rows],
        scorer=OSA.normalized_similarity,
        score_cutoff=0 if at_ogp else 0.7,
        limit=NEAREST,
    )
    return [rows[place] for _, _, place in best]


def _commitments(asked: Asked, near: list[tuple[str, str, str, str]], last: str, typed: str) -> list[Listed]:
    """Commitments whose id is near ``last``, or else those that the words of the address find."""
    ids = [row["id"] for row in _by_id(asked, last) if row["kind"] == "commitment"]
    if ids:
        rows = [
            asked.reader.row(f"{LISTED} WHERE c.commitment_id = :id", id=key) for key in dict.fromkeys(ids)
        ]
        return [one(asked.words, row) for row in rows if row is not None]
    query = understood(typed.replace("-", " "), asked.edition.index)
    if near or not query.exact:
        return []
    rows = asked.reader.rows(f"{MATCHED} ORDER BY f.place LIMIT {NEAREST}", match=query.exact)
    return [one(asked.words, row) for row in rows]

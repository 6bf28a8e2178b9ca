"""Search: words, and filters by government, year, policy area and what each voice says.

The address is the state: whoever has it sees the same, without JavaScript.
"""

from dataclasses import dataclass
from typing import Any

from opengov.web.site import addresses
from opengov.web.site.finding import Query, understood
from opengov.web.site.page import Asked, Page
from opengov.web.site.parts.governments import in_alphabet
from opengov.web.site.parts.voices import LISTED, MATCHED, PLACE, Listed, one

EACH_PAGE = 20
FILTERS = ("government", "year", "area", "said", "found")
FIELDS = ("q", *FILTERS, "page")

# How a term of the index, which has no accents, is written where it stands.
WRITTEN = """
SELECT snippet(commitments_fts, -1, char(1), char(2), '', 1) FROM commitments_fts
WHERE commitments_fts MATCH :term ORDER BY rank LIMIT 1
"""
YEARS = "SELECT DISTINCT cycle_year FROM action_plans ORDER BY cycle_year DESC"
CONDITIONS = {
    "government": "p.government_id = :government",
    "year": "p.cycle_year = :year",
    "area": (
        "c.commitment_id IN (SELECT commitment_id FROM commitment_policy_areas WHERE policy_area = :area)"
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str
    lang: str = ""


def page(asked: Asked) -> Page | None:
    """The search page for the fields of the address; without any, all commitments. None beyond the last."""
    words = asked.words
    chosen = {name: asked.query.get(name, "")[:100] for name in FILTERS}
    query = understood(asked.query.get("q", ""), asked.edition.index)
    found, how = _first_found(asked, query, chosen) if query.text else (_found(asked, "", "", chosen), "")
    pages = -(-len(found) // EACH_PAGE) or 1
    number = asked.number("page", 1)
    if number > pages:
        return None
    state = {"q": query.text} | chosen
    href = addresses.search(words.code, **state)
    choices = words.once("choices", lambda: _choices(asked))
    values = {
        "query": query,
        "mended": [(typed, _written(asked, term)) for typed, term in query.mended] if how == "near" else [],
        "chosen": chosen,
        "choices": choices,
        "unknown": {
            name
            for name, value in chosen.items()
            if value and value not in {choice.value for choice in choices[name]}
        },
        "commitments": found[(number - 1) * EACH_PAGE : number * EACH_PAGE],
        "count": sum(not one.is_superseded for one in found),
        "how": how,
        "page_number": number,
        "pages": pages,
        "page_href": href + ("&" if "?" in href else "?") + "page=",
        "state": href.partition("search")[2],
        "filtered": any(chosen.values()),
    }
    title = (
        words.gettext("Search: %(words)s") % {"words": query.text} if query.text else words.gettext("Search")
    )
    about = words.gettext(
        "Search the promises of 15 local governments, in any of the languages of this site."
    )
    values["heading"] = title
    if number > 1:
        title = f"{title} · {words.number(number)}"
    return Page("search.html", title, about, ("search",), values)


def _first_found(asked: Asked, query: Query, chosen: dict[str, str]) -> tuple[list[Listed], str]:
    """What the first question finds that finds anything, and which it was: exact, near or loose."""
    for how in ("exact", "near", "loose"):
        found = _found(asked, query.text, getattr(query, how), chosen) if getattr(query, how) else []
        if found:
            return found, how
    return [], ""


def _found(asked: Asked, text: str, match: str, chosen: dict[str, str]) -> list[Listed]:
    """The commitments that match, best first, or in their order where no ``text`` was given."""
    conditions = ["c.record_status <> 'superseded'"] if not match else []
    parameters: dict[str, Any] = {}
    for name, condition in CONDITIONS.items():
        if chosen.get(name):
            conditions.append(condition)
            parameters[name] = chosen[name]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    if match:
        sql, parameters["match"] = (
            f"{MATCHED}{where} ORDER BY c.record_status = 'superseded', f.place, c.commitment_id",
            match,
        )
    elif text:
        return []
    else:
        sql = f"{LISTED}{where}{PLACE}"
    found = [one(asked.words, row) for row in asked.reader.rows(sql, **parameters)]
    for name in ("said", "found"):
        if chosen.get(name):
            found = [listed for listed in found if getattr(listed, name).code == chosen[name]]
    return found


def _written(asked: Asked, term: str) -> str:
    """A term of the index with its accents."""
    row = asked.reader.row(WRITTEN, term=f'"{term}"')
    return row[0].partition("\x01")[2].partition("\x02")[0].lower() if row else term


def _choices(asked: Asked) -> dict[str, list[Choice]]:
    """What each filter offers: only what there is."""
    words, every = asked.words, _found(asked, "", "", {})
    areas = {
        row["policy_area"]
        for row in asked.reader.rows("SELECT DISTINCT policy_area FROM commitment_policy_areas")
    }
    return {
        "government": [Choice(key, str(name), name.lang) for key, name in in_alphabet(asked)],
        "year": [Choice(str(row["cycle_year"]), str(row["cycle_year"])) for row in asked.reader.rows(YEARS)],
        "area": words.sorted(
            [Choice(code, words.label("policy_area", code)) for code in areas],
            key=lambda choice: choice.label,
        ),
        "said": _words_of(asked, every, "said"),
        "found": _words_of(asked, every, "found"),
    }


def _words_of(asked: Asked, every: list[Listed], voice: str) -> list[Choice]:
    """The words of a voice. A statement and a rating may share a code: one choice with both labels."""
    labels: dict[str, list[str]] = {}
    for listed in every:
        word = getattr(listed, voice)
        label = f"{word.label} ({word.indicator})" if word.indicator else word.label
        labels.setdefault(word.code, []).append(label)
    choices = [Choice(code, " / ".join(dict.fromkeys(found))) for code, found in labels.items()]
    return asked.words.sorted(choices, key=lambda choice: choice.label)

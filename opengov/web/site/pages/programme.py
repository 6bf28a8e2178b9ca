"""How it began: the events and initiatives of the founding announcement of November 2016."""

from typing import Any

from opengov.web.site.page import Asked, Page
from opengov.web.site.parts.cited import Citations
from opengov.web.site.parts.institutions import OF_EVENT, OF_INITIATIVE, institutions
from opengov.web.site.reader import Row
from opengov.web.site.words import Text

EVENTS = "SELECT * FROM events ORDER BY start_date, start_time, event_id"
GOVERNMENTS = "SELECT name, name_fr, name_original, original_language FROM governments"
INITIATIVES = """
SELECT i.*, c.title AS promise, c.title_fr AS promise_fr, c.title_original AS promise_original,
  c.original_language AS promise_language
FROM initiatives AS i LEFT JOIN commitments AS c ON c.commitment_id = i.commitment_id
ORDER BY i.start_date, i.initiative_id
"""


def page(asked: Asked) -> Page:
    """The page of the founding programme."""
    words = asked.words
    cited = Citations()
    governments = {row["name"]: words.name(row) for row in asked.reader.rows(GOVERNMENTS)}
    events = [
        _shown(asked, row, row["event_id"], OF_EVENT, cited) | {
            "kind": words.label("event_kind", row["kind"]),
            "place": governments.get(row["place"]) or _place(asked, row),
            "hours": [hour for hour in (row["start_time"], row["end_time"]) if hour],
            "zone": row["time_zone"] or "",
        }
        for row in asked.reader.rows(EVENTS)
    ]  # fmt: skip
    initiatives = [
        _shown(asked, row, row["initiative_id"], OF_INITIATIVE, cited)
        | {"commitment_id": row["commitment_id"], "promise": _promise(asked, row)}
        for row in asked.reader.rows(INITIATIVES)
    ]
    about = words.gettext(
        "In November 2016 the City of Paris announced that it would make commitments alongside 14 other "
        "local governments. This is the programme that the announcement names."
    )
    values = {
        "lead": about,
        "events": events,
        "initiatives": initiatives,
        "uses": cited.uses,
        "sources": cited.sources(asked),
    }
    title = words.gettext("How it began: November 2016")
    return Page("programme.html", title, about, ("programme",), values)


def _shown(asked: Asked, row: Row, key: str, names: str, cited: Citations) -> dict[str, Any]:
    words = asked.words
    cited.cite(row["source_id"], words.gettext("the programme"))
    return {
        "id": key,
        "row": row,
        "title": words.text(row, "title"),
        "original": words.original(row, "title"),
        "summary": words.text(row, "summary"),
        "note": words.text(row, "note"),
        "period": words.period(row["start_date"], row["end_date"]),
        "institutions": institutions(asked, names, key),
        "source_id": row["source_id"],
    }


def _place(asked: Asked, row: Row) -> Text:
    """Where it took place, as its source calls it."""
    language = row["original_language"] or ""
    return Text(row["place"] or "", language if language != asked.words.code else "")


def _promise(asked: Asked, row: Row) -> Any:
    promise = {
        "title": row["promise"], "title_fr": row["promise_fr"],
        "title_original": row["promise_original"], "original_language": row["promise_language"],
    }  # fmt: skip
    return asked.words.text(promise, "title")

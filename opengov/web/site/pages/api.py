"""The page for those who write programs: where to ask, examples, what is kept, and what the limits are."""

from opengov.web.downloads import Downloads
from opengov.web.limits import MOST_QUERY, MOST_ROWS, PATIENCE, RETRY_AFTER, SLOTS, SQL_SECONDS, WAITING
from opengov.web.site import examples
from opengov.web.site.page import Asked, Page
from opengov.web.visits import CSV, JSON


def page(asked: Asked) -> Page:
    """The API page; examples that take a file are there if the file is."""
    words = asked.words
    about = words.gettext("Every table and your own questions as JSON and CSV, over the web, without a key.")
    files = asked.downloads.latest.files if asked.downloads else {}
    values = {
        "lead": about,
        "files": files,
        "latest_lasts": asked.downloads is not None and asked.downloads.latest.is_lasting,
        "lasting": _newest_lasting(asked.downloads),
        "examples": examples.possible(files),
        "most_rows": MOST_ROWS,
        "most_bytes": MOST_QUERY,
        "seconds": int(SQL_SECONDS),
        "queries": SLOTS["sql"],
        "tables": SLOTS["open"],
        "downloads": SLOTS["stream"],
        "waiting": WAITING,
        "patience": int(PATIENCE),
        "retry": RETRY_AFTER,
        "json_size": words.size(JSON.budget),
        "csv_size": words.size(CSV.budget),
    }
    return Page("api.html", words.gettext("For programs"), about, ("api",), values)


def _newest_lasting(downloads: Downloads | None) -> list[str]:
    """The newest edition whose files never change, as an example of an address; none if there is none."""
    editions = downloads.editions.values() if downloads else ()
    return [one.edition for one in editions if one.is_lasting][-1:]

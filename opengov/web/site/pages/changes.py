"""What we changed: the editions, and every change of every record."""

from urllib.parse import urlencode

from opengov.web.downloads import UNRELEASED
from opengov.web.site import addresses
from opengov.web.site.page import Asked, Page
from opengov.web.site.pages import data
from opengov.web.site.parts import changed, cited
from opengov.web.site.parts.governments import in_alphabet
from opengov.web.site.parts.voices import government_name
from opengov.web.site.reader import Row
from opengov.web.site.words import Text, Words

STEPS = ("changes",)
EACH_PAGE = 50
EDITIONS = "SELECT * FROM editions ORDER BY position DESC"
EDITION = "SELECT because FROM editions WHERE edition = :edition"
NAMED = {  # what the page can be narrowed to: field, and the record that it must name
    "government": """
        SELECT name, name_original, name_fr, original_language AS government_language
        FROM governments WHERE government_id = :key""",
    "plan": """
        SELECT p.cycle_year, g.name, g.name_original, g.name_fr, g.original_language AS government_language
        FROM action_plans AS p JOIN governments AS g ON g.government_id = p.government_id
        WHERE p.plan_id = :key""",
    "commitment": "SELECT * FROM commitments WHERE commitment_id = :key",
    "source": "SELECT title, title_fr, title_language, language FROM sources WHERE source_id = :key",
}
FIELDS = (*NAMED, "edition", "page")
FEEDS = ("government", "commitment")  # what has feeds of its own
MANY = ("", "government", "plan")  # what has many records, so that they are counted by edition
# What became of each record from the end of one edition to that of the next, as the table of editions counts
# it: by its first and its last change in between, and by the first and last value of each field.
OF_EDITIONS = """
WITH
own AS (SELECT * FROM record_changes WHERE {narrowed}),
fields AS (
  SELECT edition, table_name, record_id, min(change_id) AS first, max(change_id) AS last
  FROM own GROUP BY edition, table_name, record_id, field
),
records AS (
  SELECT
    f.edition, min(f.first) AS first, max(f.last) AS last, max(a.old IS NOT b.new) AS differs
  FROM fields AS f
  JOIN record_changes AS a ON a.change_id = f.first
  JOIN record_changes AS b ON b.change_id = f.last
  GROUP BY f.edition, f.table_name, f.record_id
)
SELECT
  r.edition,
  sum(a.kind = 'added' AND b.kind <> 'removed') AS added,
  sum(a.kind <> 'added' AND b.kind = 'removed') AS removed,
  sum(a.kind <> 'added' AND b.kind <> 'removed' AND r.differs) AS changed
FROM records AS r
JOIN record_changes AS a ON a.change_id = r.first
JOIN record_changes AS b ON b.change_id = r.last
GROUP BY r.edition
"""


def sought(asked: Asked, steps: tuple[str, ...]) -> tuple[str, ...]:
    """The id that a field of the address of this page names, if it does and ``steps`` lead here."""
    key = _narrowed(asked)[1] if steps == STEPS else ""
    return (key,) if key else ()


def _narrowed(asked: Asked) -> tuple[str, str]:
    """The first field that names a record (see NAMED), and its id; both empty if none does."""
    return next(((name, key) for name in NAMED if (key := asked.query.get(name, ""))), ("", ""))


def page(asked: Asked) -> Page | None:
    """The changes: of all, or of the record that a field names (see NAMED), or of one edition, or both."""
    words = asked.words
    by, key = _narrowed(asked)
    row = asked.reader.row(NAMED[by], key=key) if by else None
    has_history = asked.edition.about["history"] == "git"
    # Without a history none of them can be told.
    edition = asked.query.get("edition", "").removeprefix("v") if has_history else ""
    of_edition = asked.reader.row(EDITION, edition=edition) if edition else None
    if (by and row is None) or (edition and of_edition is None):
        return None
    of_record = {by: key} if by else {}
    narrowed = ({"by": by, "key": key} if by else {}) | {"edition": edition}
    number = asked.number("page", 1)
    pages = -(-changed.count(asked, **narrowed) // EACH_PAGE) or 1
    if number > pages:
        return None
    about = words.gettext(
        "Additions and corrections to our record, edition by edition. What happened in the world stands on "
        "the pages of the promises."
    )
    title = [words.gettext("What we changed")]
    if row is not None:
        title.append(_name(words, by, row))
    if edition:
        title.append(
            words.gettext("in no edition yet")
            if edition == UNRELEASED
            else f"{words.gettext('Edition')} {edition}"
        )
    feeds_of = (addresses.KINDS[by], key, title[1]) if by in FEEDS else ("", "", "")
    values = {
        "lead": about,
        "has_history": has_history,
        "editions": _editions(asked, by, key) if by in MANY else [],
        "edition_shown": edition,
        "because": of_edition["because"] if of_edition else None,
        "files": data.of_edition(asked, edition),
        "all_href": _address(words, **of_record),
        "changes": changed.changes(asked, EACH_PAGE, (number - 1) * EACH_PAGE, **narrowed),
        "page_number": number,
        "pages": pages,
        "page_href": _address(words, **of_record, edition=edition, page=""),
        "feeds_of": feeds_of,
        "change_feed": addresses.feeds(words.code, *feeds_of[:2])[1],
        "where": _where(by, key) | ({"edition": edition} if edition else {}),
        "governments": _governments(asked, edition) if not by else [],
    }
    return Page("changes.html", " · ".join(title), about, STEPS, values)


def _address(words: Words, **state: str) -> str:
    """The page in that state; ``page`` may be left open, for a number to follow."""
    said = urlencode({name: value for name, value in state.items() if value or name == "page"})
    return addresses.page(words.code, "changes") + (f"?{said}" if said else "")


def _governments(asked: Asked, edition: str) -> list[tuple[str, Text]]:
    """The same page for each government: its address, and the name."""
    return [
        (_address(asked.words, government=key, edition=edition), name) for key, name in in_alphabet(asked)
    ]


def _name(words: Words, by: str, row: Row) -> str:
    """What the record is called whose changes are shown."""
    match by:
        case "government":
            return str(government_name(words, row))
        case "plan":
            named = {"government": government_name(words, row), "year": row["cycle_year"]}
            return words.gettext("%(government)s: plan of %(year)s") % named
        case "source":
            return str(cited.title(words, row))
    return str(words.text(row, "title"))


def _where(by: str, key: str) -> dict[str, str]:
    """The fields that narrow the table of changes to the same."""
    if by == "source":
        return {"table_name": "sources", "record_id": key}
    return {f"{by}_id": key} if by else {}


def _editions(asked: Asked, by: str, key: str) -> list[dict[str, object]]:
    """Each edition with its date and its counts, or the counts of what belongs to one record: these are not
    known of the first edition, whose records the history does not tell one by one.
    """
    own: dict[str, Row] = {}
    if key:
        rows = asked.reader.rows(OF_EDITIONS.format(narrowed=changed.NARROWED[by]), key=key)
        own = {row["edition"]: row for row in rows}
    return [
        {
            "edition": row["edition"],
            "to": _address(asked.words, **({by: key} if by else {}), edition=row["edition"]),
            "date": row["date"],
            "counts": _counts(own.get(row["edition"]) if key else row),
            "is_counted": not key or row["position"] > 1,
        }
        for row in asked.reader.rows(EDITIONS)
    ]


def _counts(row: Row | None) -> list[int]:
    """How many records an edition added, removed and changed."""
    return [row[kind] if row else 0 for kind in ("added", "removed", "changed")]

"""What we changed: the editions, and every change of every record."""

from opengov.web.site import addresses
from opengov.web.site.page import Asked, Page
from opengov.web.site.parts import changed
from opengov.web.site.parts.voices import government_name

EACH_PAGE = 50
EDITIONS = "SELECT * FROM editions ORDER BY position DESC"
GOVERNMENT = """
SELECT government_id, name, name_original, name_fr, original_language AS government_language
FROM governments
WHERE government_id = :key
"""
OF_EDITIONS = """
SELECT edition, kind, count(DISTINCT table_name || ' ' || record_id) AS count
FROM record_changes
WHERE government_id = :key
GROUP BY 1, 2
"""


def page(asked: Asked) -> Page | None:
    """The changes, of all or of the one government that the field ``government`` names."""
    words = asked.words
    key = asked.query.get("government", "")
    government = asked.reader.row(GOVERNMENT, key=key) if key else None
    if key and government is None:
        return None
    narrowed = {"by": "government", "key": key} if key else {"by": ""}
    number = asked.number("page", 1)
    total = changed.count(asked, **narrowed)
    pages = -(-total // EACH_PAGE) or 1
    if number > pages:
        return None
    about = words.gettext(
        "Additions and corrections to our record, edition by edition. What happened in the world stands on "
        "the pages of the promises."
    )
    title = words.gettext("What we changed")
    if government is not None:
        title = f"{title} · {government_name(words, government)}"
    state = addresses.page(words.code, "changes") + (f"?government={key}&" if key else "?")
    values = {
        "lead": about,
        "has_history": asked.edition.about["history"] == "git",
        "editions": _editions(asked, key),
        "changes": changed.changes(asked, EACH_PAGE, (number - 1) * EACH_PAGE, **narrowed),
        "total": total,
        "page_number": number,
        "pages": pages,
        "page_href": f"{state}page=",
        "change_feed": addresses.page(
            words.code, "feeds", *(("changes", f"{key}.atom") if key else ("changes.atom",))
        ),
        "state": f"?government={key}" if key else "",
    }
    return Page("changes.html", title, about, ("changes",), values)


def _editions(asked: Asked, key: str) -> list[dict[str, object]]:
    """Each edition with its date and its counts; of one government, the records of it that changed."""
    own: dict[tuple[str, str], int] = {}
    if key:
        own = {(row["edition"], row["kind"]): row["count"] for row in asked.reader.rows(OF_EDITIONS, key=key)}
    return [
        {
            "edition": row["edition"],
            "date": row["date"],
            "counts": [
                own.get((row["edition"], kind), 0) if key else row[kind]
                for kind in ("added", "removed", "changed")
            ],
        }
        for row in asked.reader.rows(EDITIONS)
    ]

"""What a change of our record is about: what people call it, and where it stands now, if it does."""

from collections.abc import Mapping
from typing import Any

from opengov.web.site import addresses
from opengov.web.site.parts.cited import title
from opengov.web.site.parts.voices import government_name
from opengov.web.site.reader import Row
from opengov.web.site.words import Text, Words

LISTS = "codelist_"  # begins the name of the table of a code list
UNKNOWN = "und"  # the language of a text, where it is not known
PROSE = ("title", "title_original", "title_kind", "title_fr", "title_fr_kind")
OF_SOURCES = ("title", "title_fr", "title_language", "language")
PAGES = {  # which records have a page, and what is known of those that are in the tables
    "governments": ("government", "name"),
    "action_plans": ("plan", "cycle_year"),
    "commitments": ("commitment", "commitment_title"),
    "sources": ("source", "source_title"),
}


def named(words: Words, row: Row, record: Mapping[str, Any]) -> Text:
    """What people call the promise, plan, government or source that ``place`` leads to, or the code of a code
    list; what is gone is called what it was called itself.
    """
    if gone := _gone(words, row, record):
        return gone
    if row["table_name"].startswith(LISTS):
        return Text(words.label(row["table_name"].removeprefix(LISTS), row["record_id"]))
    if row["source_title"]:
        return title(words, {name: row[f"source_{name}"] for name in OF_SOURCES})
    if row["commitment_title"]:
        prose = {name: row[f"commitment_{name}"] for name in PROSE}
        return words.text(prose | {"original_language": row["original_language"]}, "title")
    if not row["name"]:
        return Text("")
    government = government_name(words, row)
    if row["table_name"] == "action_plans" and row["cycle_year"]:
        of = {"government": government, "year": row["cycle_year"]}
        return Text(words.gettext("%(government)s: plan of %(year)s") % of)
    return government


def _gone(words: Words, row: Row, record: Mapping[str, Any]) -> Text:
    """What a promise or source was called that is in the tables no more; empty for all else."""
    if row["table_name"] == "sources" and not row["source_title"]:
        return title(words, dict.fromkeys(OF_SOURCES, "") | {"language": UNKNOWN} | record)
    if row["table_name"] == "commitments" and not row["commitment_title"]:
        return words.text(dict.fromkeys((*PROSE, "original_language"), "") | record, "title")
    return Text("")


def place(language: str, row: Row) -> str:
    """The page of the record, or of the commitment or government that it belongs to, or its row."""
    kind, present = PAGES.get(row["table_name"], ("", ""))
    if kind and row[present] is not None and row["kind"] != "removed":
        return addresses.record(language, kind, row["record_id"])
    if row["commitment_title"]:
        return addresses.record(language, "commitment", row["commitment_id"])
    if row["name"]:
        return addresses.record(language, "government", row["government_id"])
    return addresses.table(row["table_name"])

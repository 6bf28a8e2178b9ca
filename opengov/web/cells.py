"""How one cell becomes HTML: labels of codes, links, language marks. What comes from a cell is escaped."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from opengov.web.guide import Guide
from opengov.web.site.words import Words

URL = re.compile(r"https?://\S+\Z")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LANGUAGE = re.compile(r"[a-z]{2,3}\Z")

# Columns that hold the key of a table, by name: what lets the rows of views and of free SQL lead on.
KEYS = {
    "government_id": "governments",
    "plan_id": "action_plans",
    "commitment_id": "commitments",
    "milestone_id": "milestones",
    "assessment_id": "assessments",
    "update_id": "updates",
    "source_id": "sources",
    "event_id": "events",
    "initiative_id": "initiatives",
}
KEY = re.compile(rf"(?:\w+_)?({'|'.join(KEYS)})\Z")
# What a name or title in a view leads to: the first of these keys that its row holds.
NAMED = {
    "title": ("commitment_id", "plan_id"),
    "commitment_title": ("commitment_id",),
    "government_name": ("government_id",),
}
# Titles that are not official ones say so, and older listings that are not counted.
UNOFFICIAL = {"translation": "our translation", "topic-label": "topic label", "paraphrase": "paraphrase"}
SUPERSEDED = {"superseded": "superseded"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell where it stands.

    table  name of the table or view, empty in the answer to a query
    value  text or number; a dict of value and label where Datasette has looked up a foreign key
    row    the whole row, by column
    """

    table: str
    column: str
    value: Any
    row: Mapping[str, Any]

    def beside(self, column: str) -> str:
        """The text of another column of the row, without its label; empty if there is none."""
        value = self.row[column] if column in self.row.keys() else None  # noqa: SIM118 (sqlite3.Row)
        return str(value["value"] if isinstance(value, dict) else value or "")

    @property
    def language(self) -> str:
        """The language that the text is known to be in; empty for English and for what is no text."""
        if self.column.endswith("_fr"):
            return "fr"
        if self.column in ("title_original", "name_original"):
            code = self.beside("original_language")
        elif (self.table, self.column) == ("sources", "title"):
            code = self.beside("title_language") or self.beside("language")
        else:
            return ""
        return code if LANGUAGE.match(code) else ""


class Painter:
    """Makes HTML of cells, with the addresses of one site; labels of codes in the language of ``words``."""

    def __init__(self, guide: Guide, urls: Any, words: Words) -> None:
        self.guide = guide
        self.urls = urls
        self.words = words

    def render(self, cell: Cell) -> Markup | None:
        """The HTML of a cell, or None for what Datasette shows well by itself: numbers, plain texts."""
        value = cell.value
        if isinstance(value, dict):
            return self._reference(cell)
        if not isinstance(value, str) or not value:
            return None
        if URL.match(value):
            shown = value.partition("://")[2].removeprefix("www.")
            return Markup('<a class="url" href="{}" rel="noopener noreferrer">{}</a>').format(value, shown)
        key = KEY.match(cell.column)
        if key and ID.match(value):
            return Markup('<span class="id">{}</span>').format(self._link(KEYS[key[1]], value, value))
        if cell.language:
            text = Markup('<span lang="{}">{}</span>').format(cell.language, value)
            return self._named(cell, text) or text
        return self._named(cell, value)

    def _reference(self, cell: Cell) -> Markup | None:
        """A foreign key: the label, and the key beside it where the key says more than a code."""
        target = self.guide.tables.get(cell.table, {}).get("references", {}).get(cell.column)
        if not target:
            return None
        key, label = str(cell.value["value"]), str(cell.value["label"])
        if target["table"].startswith("codelist_"):
            return self._code(target["table"], key)
        link = self._link(target["table"], key, label)
        if label == key:
            return link
        return link + Markup(' <span class="cell-id">{}</span>').format(key)

    def _code(self, table: str, code: str) -> Markup:
        label = self.words.label(table.removeprefix("codelist_"), code)
        link = self._link(table, code, label)
        if self.words.code == "en":  # as the page around it
            return link
        return Markup('<span lang="{}">{}</span>').format(self.words.code, link)

    def _named(self, cell: Cell, text: str) -> Markup | None:
        """A name or title, linked to what it names, with a word on what it is, if it is no official title."""
        keys = NAMED.get(cell.column, ())
        if cell.column == self.guide.tables.get(cell.table, {}).get("label_column"):
            keys = tuple(key for key, table in KEYS.items() if table == cell.table) or keys
        key = next((key for key in keys if ID.match(cell.beside(key))), None)
        if not key:
            return None
        link = self._link(KEYS[key], cell.beside(key), text)
        words = [UNOFFICIAL.get(cell.beside("title_kind")), SUPERSEDED.get(cell.beside("record_status"))]
        said = ", ".join(filter(None, words)) if cell.column == "title" else ""
        return link + Markup(' <span class="kind">({})</span>').format(said) if said else link

    def _link(self, table: str, key: str, label: str) -> Markup:
        return Markup('<a href="{}">{}</a>').format(self.urls.path(self.guide.path(table, key)), label)

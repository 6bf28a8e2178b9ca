"""The documents that a page rests on, gathered while it is made, each told once with what it proves."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from opengov.web.site.page import Asked
from opengov.web.site.reader import Row
from opengov.web.site.words import Text, Words

SOURCES = """
SELECT
  source_id, url, archived_url, title, title_kind, title_fr, title_language, publisher, published_on,
  language, kind, retrieved_on
FROM sources
WHERE source_id IN (SELECT value FROM json_each(:ids))
"""
WEB = re.compile(r"https?://\S+\Z")


@dataclass(frozen=True, slots=True)
class Source:
    """A document or page. ``lang`` is the language of its title, ``hreflang`` its own, both empty where it is
    that of the page that shows it; ``is_described`` is whether the title is our description, as it has none
    that we saw; ``url`` is empty where it has none.
    """

    id: str
    title: str
    lang: str
    hreflang: str
    is_described: bool
    publisher: Text
    kind: str
    published: str
    retrieved: str
    url: str
    archived: str


@dataclass
class Citations:
    """Ids of sources in the order in which they were first cited, each with what it was cited for."""

    uses: dict[str, list[str]] = field(default_factory=dict)

    def cite(self, source_id: str | None, use: str) -> None:
        """Note that ``source_id`` is what ``use`` (words for the reader) rests on."""
        if source_id and use not in self.uses.setdefault(source_id, []):
            self.uses[source_id].append(use)

    def sources(self, asked: Asked) -> dict[str, Source]:
        """Every source that was cited, by id, in order."""
        found = sources(asked, self.uses)
        return {key: found[key] for key in self.uses if key in found}


def sources(asked: Asked, ids: Iterable[str]) -> dict[str, Source]:
    """The sources with these ids, by id; ids that do not exist are left out."""
    rows = asked.reader.rows(SOURCES, ids=json.dumps(list(ids)))
    return {row["source_id"]: _source(asked, row) for row in rows}


def _source(asked: Asked, row: Row) -> Source:
    words = asked.words
    titled = title(words, row)
    return Source(
        id=row["source_id"],
        title=titled.text,
        lang=titled.lang,
        hreflang=_other(words, row["language"]),
        is_described=_is_described(row),
        publisher=_publisher(words, row),
        kind=words.label("source_kind", row["kind"]),
        published=row["published_on"] or "",
        retrieved=row["retrieved_on"] or "",
        url=web(row["url"]),
        archived=web(row["archived_url"]),
    )


def title(words: Words, row: Mapping[str, Any]) -> Text:
    """The title of a source in its own language, or our description of it in the reader's."""
    if _is_described(row):
        return words.text(row, "title")
    return Text(row["title"], _other(words, row["title_language"] or row["language"]))


def _is_described(row: Mapping[str, Any]) -> bool:
    """Whether the title is our description: it has a French twin, which titles of documents have not."""
    return bool(row["title_fr"])


def _publisher(words: Words, row: Row) -> Text:
    """Who published it. A name in Latin letters is the same in every language that we know of; one in others
    is in the language of the document.
    """
    name = row["publisher"] or ""
    is_foreign = any(c.isalpha() and not unicodedata.name(c, "").startswith("LATIN") for c in name)
    return Text(name, _other(words, row["language"]) if is_foreign else "")


def _other(words: Words, language: str | None) -> str:
    return language if language and language != words.code else ""


def web(address: str | None) -> str:
    """An address that may be linked; empty for anything but http and https."""
    return address if address and WEB.match(address) else ""

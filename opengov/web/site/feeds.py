"""Atom feeds (RFC 4287): what was said in the world, and what we changed in our record, told apart.

Written with the standard library: the packages that write feeds have had no release for years. Ids are tag
URIs (RFC 4151) and never change; what is known by its year or month alone is dated by its first day, and its
text says how precise the date is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from opengov.dates import earliest
from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.parts import changed, news
from opengov.web.site.parts.voices import government_name
from opengov.web.site.writable import writable

ATOM, XML = "http://www.w3.org/2005/Atom", "http://www.w3.org/XML/1998/namespace"
TAG = "tag:opengov,2026:"  # never another: readers know entries by it
MOST = 50  # entries
KIND = "application/atom+xml; charset=utf-8"
FEED = re.compile(r"([a-z0-9][a-zA-Z0-9-]{0,199})\.atom\Z")
NAMES = {
    "governments": """
        SELECT name, name_original, name_fr, original_language AS government_language
        FROM governments WHERE government_id = :key""",
    "commitments": "SELECT * FROM commitments WHERE commitment_id = :key",
    "policy-areas": "SELECT code FROM codelist_policy_area WHERE code = :key",
}
NEWS_BY = {"governments": "government", "commitments": "commitment", "policy-areas": "area"}


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is called, and the page that shows the same."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: ``id`` without the beginning that all share; ``date`` partial, ISO 8601; ``to`` its page."""

    id: str
    title: str
    date: str
    to: str
    text: str
    lang: str
    kind: str


def feed(asked: Asked, steps: Sequence[str], origin: str) -> bytes | None:
    """The feed at ``/{lang}/feeds/...``: ``updates.atom``, ``changes.atom``, ``governments/paris.atom``,
    ``changes/paris.atom`` and so on; None if there is none.
    """
    match = FEED.match(steps[-1]) if steps else None
    found = _found(asked, [*steps[:-1], match[1]], origin) if match else None
    if found is None:
        return None
    return _atom(asked, origin + addresses.page(asked.words.code, "feeds", *steps), *found)


def _found(asked: Asked, steps: list[str], origin: str) -> tuple[Channel, list[Entry]] | None:
    """What a feed is called, and its entries; None if there is no such feed."""
    words = asked.words
    said, changes = words.gettext("What was said last"), words.gettext("What we changed")
    match steps:
        case ["updates"]:
            return Channel(said, origin + addresses.page(words.code)), [*_news(asked, origin)]
        case ["changes"]:
            page = addresses.page(words.code, "changes")
            return Channel(changes, origin + page), [*_changes(asked, origin)]
        case ["changes", key] if name := _name(asked, "governments", key):
            page = f"{addresses.page(words.code, 'changes')}?government={key}"
            return Channel(f"{changes} · {name}", origin + page), [*_changes(asked, origin, key)]
        case [kind, key] if name := _name(asked, kind, key):
            page = addresses.page(words.code, kind, key)
            return Channel(f"{said} · {name}", origin + page), [*_news(asked, origin, NEWS_BY[kind], key)]
    return None


def _name(asked: Asked, kind: str, key: str) -> str:
    """What the record of a feed is called; empty if there is none."""
    row = asked.reader.row(NAMES[kind], key=key) if kind in NAMES else None
    if row is None:
        return ""
    if kind == "governments":
        return str(government_name(asked.words, row))
    return (
        str(asked.words.text(row, "title"))
        if kind == "commitments"
        else asked.words.label("policy_area", key)
    )


def _news(asked: Asked, origin: str, by: str = "", key: str = "") -> Iterator[Entry]:
    words = asked.words
    for one in news.latest(asked, MOST, by, key):
        on = (
            str(one.title)
            if one.commitment_id
            else words.gettext("The whole plan of %(year)s") % {"year": one.year}
        )
        kind, record = ("commitment", one.commitment_id) if one.commitment_id else ("plan", one.plan_id)
        parts = [f"{words.date(one.date)} · {one.who}: {one.label}", str(one.text)]
        if one.source:
            parts.append(f"{words.gettext('Source:')} {one.source.title} {one.source.url}".strip())
        yield Entry(
            f"updates/{one.id}",
            f"{one.government} · {on} ({one.label})",
            one.date,
            origin + addresses.record(words.code, kind, record),
            "\n\n".join(part for part in parts if part),
            one.text.lang,
            "update",
        )


def _changes(asked: Asked, origin: str, government: str = "") -> Iterator[Entry]:
    words = asked.words
    kinds = {"added": words.gettext("New record"), "removed": words.gettext("Record taken out")}
    blank = words.gettext("(blank)")
    narrowed = {"by": "government", "key": government} if government else {}
    for one in changed.changes(asked, MOST, **narrowed):
        told = kinds.get(one.kind) or f"{one.field}: {one.old or blank} → {one.new or blank}"
        # By what it is and not by its running number, which another history of the same data may change.
        place = f"changes/{one.date}/{one.table}/{one.record}/{one.field or one.kind}/{one.id}"
        yield Entry(
            place, f"{one.record}: {one.field or told}", one.date, origin + one.to, told, one.lang, "change"
        )


def _atom(asked: Asked, own: str, channel: Channel, entries: list[Entry]) -> bytes:
    """The feed that stands at ``own``."""
    words = asked.words
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": words.code})
    updated = max([earliest(entry.date) for entry in entries], default=asked.edition.as_of)
    path = own.partition("/feeds/")[2].removesuffix(".atom")
    _add(root, "id", f"{TAG}{words.code}/feeds/{path}")
    _add(root, "title", channel.title)
    _add(root, "updated", f"{updated}T00:00:00Z")
    ET.SubElement(root, f"{{{ATOM}}}link", {"rel": "self", "type": "application/atom+xml", "href": own})
    ET.SubElement(root, f"{{{ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": channel.page})
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", words.gettext("Open government commitments"))
    _add(root, "rights", asked.edition.about["licence"])
    for entry in entries:
        one = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(one, "id", f"{TAG}{words.code}/{entry.id}")
        _add(one, "title", entry.title)
        _add(one, "updated", f"{earliest(entry.date)}T00:00:00Z")
        _add(one, "published", f"{earliest(entry.date)}T00:00:00Z")
        ET.SubElement(one, f"{{{ATOM}}}link", {"rel": "alternate", "href": entry.to})
        ET.SubElement(one, f"{{{ATOM}}}category", {"term": entry.kind})
        content = _add(one, "content", entry.text)
        content.set("type", "text")
        if entry.lang:
            content.set(f"{{{XML}}}lang", entry.lang)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = writable(text)
    return element

"""Atom feeds (RFC 4287): what was said in the world, and what we changed in our record, told apart.

Written with the standard library: the packages that write feeds have had no release for years.

Ids are UUIDs made from what an entry is about (RFC 9562, version 5): the same on every host, after every
build and in every copy of the history, and another in each language. What is known by its year or month alone
is dated by its first day, and its text says how precise the date is.

A feed is as long as what it tells: its pages lead to each other (RFC 5005, 3). Links are absolute where the
site knows its origin. Elsewhere they are absolute paths, which readers resolve against the address that the
feed came from (RFC 4287, 2); no ``xml:base`` could tell them more.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from opengov.dates import earliest
from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.parts import changed, news
from opengov.web.site.parts.voices import government_name
from opengov.web.site.writable import writable

ATOM, XML = "http://www.w3.org/2005/Atom", "http://www.w3.org/XML/1998/namespace"
# Never another: readers know entries by what is made from it.
OURS = UUID("c9dfc130-f492-4f40-8c60-f335a8bb94f0")
EACH_PAGE = 50  # entries
KIND = "application/atom+xml; charset=utf-8"
NUMBER = re.compile(r"[1-9][0-9]{0,5}\Z")
FEED = re.compile(r"([a-z0-9][a-zA-Z0-9-]{0,199})\.atom\Z")
NAMES = {
    "governments": """
        SELECT name, name_original, name_fr, original_language AS government_language
        FROM governments WHERE government_id = :key""",
    "commitments": "SELECT * FROM commitments WHERE commitment_id = :key",
    "policy-areas": "SELECT code FROM codelist_policy_area WHERE code = :key",
}
BY = {"governments": "government", "commitments": "commitment", "policy-areas": "area"}


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is called, the page that shows the same, how many entries there are, and what makes those
    after an offset, at most so many.
    """

    title: str
    page: str
    count: int
    entries: Callable[[int, int], Iterator["Entry"]]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: ``id`` is what its id is made from; ``date`` partial, ISO 8601; ``to`` its page; ``lang`` and
    ``title_lang`` are the languages of the text and the title, where they are not the feed's.
    """

    id: str
    title: str
    date: str
    to: str
    text: str
    lang: str
    kind: str
    title_lang: str = ""


def feed(asked: Asked, steps: Sequence[str], origin: str) -> bytes | None:
    """The feed at ``/{lang}/feeds/...``: ``updates.atom``, ``changes.atom``, ``governments/paris.atom``,
    ``changes/paris.atom``, ``changes/commitments/paris-2017-01.atom`` and so on, or the page of it that the
    field ``page`` names; None if there is none.
    """
    match = FEED.match(steps[-1]) if steps else None
    number = asked.query.get("page", "1")
    if not match or not NUMBER.match(number):
        return None
    channel = _found(asked, [*steps[:-1], match[1]], origin)
    if channel is None or int(number) > _pages(channel):
        return None
    return _atom(asked, origin, steps, channel, int(number))


def _pages(channel: Channel) -> int:
    return -(-channel.count // EACH_PAGE) or 1


def _found(asked: Asked, steps: list[str], origin: str) -> Channel | None:
    """The feed at these steps; None if there is none."""
    words = asked.words
    said, changes = words.gettext("What was said last"), words.gettext("What we changed")
    match steps:
        case ["updates"]:
            return _of_news(asked, origin, said, addresses.page(words.code))
        case ["changes"]:
            return _of_changes(asked, origin, changes, addresses.page(words.code, "changes"))
        case ["changes", key] if name := _name(asked, "governments", key):
            page = f"{addresses.page(words.code, 'changes')}?government={key}"
            return _of_changes(asked, origin, f"{changes} · {name}", page, by="government", key=key)
        case ["changes", "commitments" as kind, key] if name := _name(asked, kind, key):
            page = f"{addresses.page(words.code, 'changes')}?commitment={key}"
            return _of_changes(asked, origin, f"{changes} · {name}", page, by="commitment", key=key)
        case ["changes", "policy-areas" as kind, key] if name := _name(asked, kind, key):
            page = addresses.page(words.code, kind, key)
            return _of_changes(asked, origin, f"{changes} · {name}", page, by="area", key=key)
        case [kind, key] if name := _name(asked, kind, key):
            page = addresses.page(words.code, kind, key)
            return _of_news(asked, origin, f"{said} · {name}", page, by=BY[kind], key=key)
    return None


def _of_news(asked: Asked, origin: str, title: str, page: str, **narrowed: str) -> Channel:
    entries = partial(_news, asked, origin, narrowed)
    return Channel(title, origin + page, news.count(asked, **narrowed), entries)


def _of_changes(asked: Asked, origin: str, title: str, page: str, **narrowed: str) -> Channel:
    entries = partial(_changes, asked, origin, narrowed)
    return Channel(title, origin + page, changed.count(asked, **narrowed), entries)


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


def _news(asked: Asked, origin: str, narrowed: dict[str, str], limit: int, offset: int) -> Iterator[Entry]:
    words = asked.words
    for one in news.latest(asked, limit, offset=offset, **narrowed):
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


def _changes(asked: Asked, origin: str, narrowed: dict[str, str], limit: int, offset: int) -> Iterator[Entry]:
    words = asked.words
    kinds = {"added": words.gettext("New record"), "removed": words.gettext("Record taken out")}
    blank = words.gettext("(blank)")
    for one in changed.changes(asked, limit, offset, **narrowed):
        told, lang, what = kinds.get(one.kind, ""), "", kinds.get(one.kind, one.field)
        if not told:
            told, lang = f"{one.old or blank}\n\n→\n\n{one.new or blank}", one.lang
        if one.label:
            what = f"{one.label} ({one.field})"
        # By what it is: a commit changes a field of a record once. Running numbers are for one history alone.
        place = "/".join(("changes", one.commit, one.table, one.record, one.field, one.kind))
        yield Entry(
            place,
            f"{one.record}: {what}",
            one.date,
            origin + one.to,
            told,
            lang,
            "change",
            one.label.lang,
        )


def _links(own: str, number: int, pages: int) -> Iterator[tuple[str, str]]:
    """Where this page of a feed stands and where the others do: relation and address."""

    def at(place: int) -> str:
        return own if place == 1 else f"{own}?page={place}"

    yield "self", at(number)
    yield "first", at(1)
    if number > 1:
        yield "previous", at(number - 1)
    if number < pages:
        yield "next", at(number + 1)
    yield "last", at(pages)


def _atom(asked: Asked, origin: str, steps: Sequence[str], channel: Channel, number: int) -> bytes:
    """A page of the feed that stands at ``steps``."""
    words = asked.words
    entries = [*channel.entries(EACH_PAGE, (number - 1) * EACH_PAGE)]
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": words.code})
    updated = max([earliest(entry.date) for entry in entries], default=asked.edition.as_of)
    _add(root, "id", _id(words.code, "feeds", *steps))
    _add(root, "title", channel.title)
    _add(root, "updated", f"{updated}T00:00:00Z")
    own = origin + addresses.page(words.code, "feeds", *steps)
    for relation, address in _links(own, number, _pages(channel)):
        about = {"rel": relation, "type": "application/atom+xml", "href": address}
        ET.SubElement(root, f"{{{ATOM}}}link", about)
    ET.SubElement(root, f"{{{ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": channel.page})
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", words.gettext("Open government commitments"))
    _add(root, "rights", asked.edition.about["licence"])
    for entry in entries:
        one = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(one, "id", _id(words.code, entry.id))
        _add(one, "title", entry.title, entry.title_lang)
        _add(one, "updated", f"{earliest(entry.date)}T00:00:00Z")
        _add(one, "published", f"{earliest(entry.date)}T00:00:00Z")
        ET.SubElement(one, f"{{{ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": entry.to})
        ET.SubElement(one, f"{{{ATOM}}}category", {"term": entry.kind})
        _add(one, "content", entry.text, entry.lang).set("type", "text")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _id(*steps: str) -> str:
    """The id of what stands at these steps."""
    return uuid5(OURS, "/".join(steps)).urn


def _add(parent: ET.Element, name: str, text: str, lang: str = "") -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = writable(text)
    if lang:
        element.set(f"{{{XML}}}lang", lang)
    return element

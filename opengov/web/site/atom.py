"""Atom (RFC 4287), with the standard library: the packages that write feeds have had no release for years.

Ids are UUIDs made from what an entry is about (RFC 9562, version 5): the same on every host, after every
build and in every copy of the history, and another in each language.

A feed is as long as what it tells: its pages lead to each other (RFC 5005, 3), and all say when
any of its entries was changed last.

Links are absolute where the site knows its origin. Elsewhere they are absolute paths, which readers resolve
against the address that the feed came from (RFC 4287, 2). An ``xml:base`` could not tell more: what a request
says of its host is anybody's word, and a page that was kept would say it to others.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.writable import writable

ATOM, XML = "http://www.w3.org/2005/Atom", "http://www.w3.org/XML/1998/namespace"
# Never another: readers know entries by what is made from it.
OURS = UUID("c9dfc130-f492-4f40-8c60-f335a8bb94f0")
EACH_PAGE = 50  # entries
KIND = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is called, what else it says of itself (may be empty), the page that shows the same,
    when any of its entries was changed last (empty if there are none), how many entries there are, and
    what makes those after an offset (at most so many, the newest first).
    """

    title: str
    about: str
    page: str
    updated: str
    count: int
    entries: Callable[[int, int], Iterator["Entry"]]

    @property
    def pages(self) -> int:
        """How many pages it takes; an empty feed has one."""
        return -(-self.count // EACH_PAGE) or 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: ``id`` is what its id is made from; ``recorded`` when our record got it and
    ``changed`` when it was changed last, both in UTC (RFC 3339); ``to`` its page; ``lang`` and ``title_lang``
    are the languages of the text and the title, where they are not the feed's.
    """

    id: str
    title: str
    recorded: str
    changed: str
    to: str
    text: str
    lang: str
    kind: str
    title_lang: str = ""


def write(asked: Asked, origin: str, steps: Sequence[str], channel: Channel, number: int) -> bytes:
    """The page ``number`` of the feed that stands at ``steps``."""
    words = asked.words
    entries = [*channel.entries(EACH_PAGE, (number - 1) * EACH_PAGE)]
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": words.code})
    _add(root, "id", _id(words.code, "feeds", *steps))
    _add(root, "title", channel.title)
    if channel.about:
        _add(root, "subtitle", channel.about)
    _add(root, "updated", channel.updated or f"{asked.edition.as_of}T00:00:00Z")
    own = origin + addresses.page(words.code, "feeds", *steps)
    for relation, address in _links(own, number, channel.pages):
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
        _add(one, "updated", entry.changed)
        _add(one, "published", entry.recorded)
        ET.SubElement(one, f"{{{ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": entry.to})
        ET.SubElement(one, f"{{{ATOM}}}category", {"term": entry.kind})
        _add(one, "content", entry.text, entry.lang).set("type", "text")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


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


def _id(*steps: str) -> str:
    """The id of what stands at these steps."""
    return uuid5(OURS, "/".join(steps)).urn


def _add(parent: ET.Element, name: str, text: str, lang: str = "") -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = writable(text)
    if lang:
        element.set(f"{{{XML}}}lang", lang)
    return element

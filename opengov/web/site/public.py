"""The public pages of one edition, in all its languages: an address and its fields in, an answer out."""

import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from opengov import languages
from opengov.web.downloads import DESCRIPTOR, LATEST, Downloads
from opengov.web.pictures import land_svg
from opengov.web.site import addresses, contents, edition, examples, fields, machines, schema_org
from opengov.web.site.assets import Assets
from opengov.web.site.described import Described
from opengov.web.site.drawing import Drawing
from opengov.web.site.negotiation import preferred
from opengov.web.site.page import Asked, Moved, Page
from opengov.web.site.pages import (
    about,
    api,
    area,
    changes,
    commitment,
    data,
    government,
    home,
    missing,
    plan,
    programme,
    search,
    source,
)
from opengov.web.site.reader import Reader
from opengov.web.site.shelf import Answer, Shelf
from opengov.web.site.words import Text, Words

ROOM = 64_000_000  # bytes of pages kept: about 9,000; the real data has 6,000 in its eight languages
REPLIES = 8_000_000  # bytes of answers to what strangers searched for

Maker = Callable[[Asked], Page | Moved | None]
MAKERS: dict[str, Maker] = {  # by the step in the address
    "": home.page,
    "governments": government.page,
    "plans": plan.page,
    "commitments": commitment.page,
    "policy-areas": area.page,
    "sources": source.page,
    "programme": programme.page,
    "search": search.page,
    "how-we-know": about.page,
    "data": data.page,
    "api": api.page,
    "changes": changes.page,
}
# Where those are led who take the name of the record off an address.
LISTS = {
    "governments": lambda language: f"{addresses.page(language)}#governments",
    "plans": lambda language: f"{addresses.page(language)}#governments",
    "commitments": addresses.search,
    "sources": lambda _: addresses.table("sources"),
}


class Public:
    """The site over the database file ``db``; absolute addresses begin with ``origin``; ``downloads`` is what
    people may take away, if anything; ``here`` begins the addresses to copy where there is no origin.

    Raises sqlite3.Error if the file is not a database that ``build`` made.
    """

    def __init__(
        self, db: Path, origin: str, downloads: Downloads | None = None, here: str = examples.HERE
    ) -> None:
        self.origin = origin
        self.here = here
        self.downloads = downloads
        self.edition = edition.read(db)
        self.languages = {language.code: Words(language, self.edition) for language in languages.languages()}
        self.shelf = Shelf(ROOM)
        self.replies = Shelf(REPLIES)
        self.assets = Assets({"land.svg": land_svg()})
        self.drawing = Drawing(
            {
                "site": self,
                "edition": self.edition,
                "languages": list(self.languages.values()),
                "asset": self.assets.address,
            }
        )

    @property
    def described(self) -> Described:
        """What catalogues and search engines are told of."""
        about = (self.origin, self.contact, self.edition, self.languages, self.downloads)
        return Described(*about, tuple(self._descriptor.get("keywords", ())))

    def schema_org(self, language: str) -> Markup:
        """The data block for search engines, in a language."""
        return Markup(schema_org.schema_org(self.described, language))  # it has escaped what could end it

    @property
    def contact(self) -> str:
        """Where to tell of an error: as the package says, or else the page that explains how."""
        return self.edition.about["contact"] or f"{self.origin}{addresses.page('en', 'how-we-know')}#correct"

    @cached_property
    def package(self) -> Answer | None:
        """The description of the data package for the root of the site: its tables are among the downloads.
        None where there are no downloads.
        """
        if not self._descriptor:
            return None
        resources = [
            resource | {"path": f"downloads/{LATEST}/{resource['path']}"}
            for resource in self._descriptor["resources"]
        ]
        descriptor = self._descriptor | {"resources": resources}
        return Answer(json.dumps(descriptor, ensure_ascii=False, indent=2).encode(), "application/json")

    @cached_property
    def _descriptor(self) -> dict[str, Any]:
        """The description of the data package as it was exported; empty where there are no downloads."""
        found = self.downloads and self.downloads.find(LATEST, DESCRIPTOR)
        return json.loads(found[1].place.read_bytes()) if found else {}

    def report_address(self, language: str, record: str) -> str:
        """Where a link that tells of an error in a record leads, with the id of the record where it can."""
        contact = self.edition.about["contact"]
        if not contact:
            return f"{addresses.page(language, 'how-we-know')}#correct"
        return f"{contact}?subject={quote(record)}" if contact.startswith("mailto:") else contact

    def words_of(self, accept_language: str) -> Words:
        """The language for a visitor, by the header of that name; English where it asks for none of ours."""
        return self.languages[preferred(accept_language, self.languages, languages.ENGLISH)]

    def frame(self, accept_language: str) -> dict[str, Any]:
        """What stands above and below the tables: the same as on our pages, in the visitor's language."""
        words = self.words_of(accept_language)
        page = Page("", "", "", (), {})
        parts = {part: f"_{part}.html" for part in ("masthead", "footer")}
        drawn = {
            part: Markup(self.drawing.draw(name, self.values(words, page))) for part, name in parts.items()
        }
        return drawn | {"language": words.code}

    def answer(
        self, connection: sqlite3.Connection, language: str, steps: tuple[str, ...], query: Mapping[str, str]
    ) -> Answer:
        """The page at ``steps`` in a language. What does not exist is answered with the nearest there is."""
        words = self.languages[language]
        asked = Asked(
            Reader(connection),
            words,
            self.edition,
            self.assets.address,
            steps[1] if len(steps) > 1 else "",
            query,
            self.downloads,
        )
        if wrong := fields.fault(asked, steps):
            return self.drawn(words, wrong)
        if plain := machines.answer(asked, steps, self.origin):
            return plain
        if len(steps) == 1 and steps[0] in LISTS:
            return Answer(status=302, location=LISTS[steps[0]](language))
        found = self._make(asked, steps)
        if isinstance(found, Moved):
            return Answer(status=301, location=addresses.page(language, *found.steps))
        if found is None:
            first = {name: value for name, value in query.items() if name != "page"}
            if first != query and self._make(replace(asked, query=first), steps):
                return self.drawn(words, missing.beyond(words, addresses.page(language, *steps), first))
            return self.missing(connection, language, (*steps, *changes.sought(asked, steps)))
        return self.drawn(words, found)

    def make_ahead(self, connection: sqlite3.Connection, pause: Callable[[float], bool]) -> None:
        """Make every page for which there is room, so that nobody waits for it.

        ``pause`` is told how many seconds the last page took, rests as it sees fit, and says whether to stop.
        """
        for steps in contents.pages(Reader(connection)):
            for language in self.languages:
                address = addresses.page(language, *steps)
                if self.shelf.get(address):
                    continue
                started = time.perf_counter()
                answer = self.answer(connection, language, steps, {}).packed()
                if not self.shelf.has_room(address, answer):
                    return
                self.shelf.put(address, answer)
                if pause(time.perf_counter() - started):
                    return

    def permalink(self, connection: sqlite3.Connection, key: str, accept_language: str) -> Answer:
        """The page of a commitment in the visitor's language, by our id or OGP's, also by a former one."""
        words = self.words_of(accept_language)
        asked = Asked(Reader(connection), words, self.edition, self.assets.address, key)
        moved = commitment.resolve(asked) if addresses.ID.match(key) else None
        if moved is None:
            return replace(self.drawn(asked.words, missing.page(asked)), varies=True)
        return Answer(status=302, location=addresses.page(words.code, *moved.steps), varies=True)

    def missing(self, connection: sqlite3.Connection, language: str, steps: tuple[str, ...]) -> Answer:
        """The page for an address where nothing stands, with the nearest there is."""
        words = self.languages[language]
        asked = Asked(Reader(connection), words, self.edition, self.assets.address, " ".join(steps))
        return self.drawn(words, missing.page(asked))

    def fault(self, language: str, status: int, title: str, message: str) -> Answer:
        """The page for what cannot be answered; a message that has no translation is marked as English."""
        words = self.languages[language]
        said = words.gettext(message)
        lang = languages.ENGLISH if said == message and language != languages.ENGLISH else ""
        values = {"message": Text(said, lang)}
        return self.drawn(words, Page("fault.html", words.gettext(title), said, (), values, status))

    def drawn(self, words: Words, page: Page) -> Answer:
        """A page as HTML."""
        html = self.drawing.draw(page.template, self.values(words, page))
        return Answer(html.encode("utf-8", "replace"), status=page.status, language=words.code)

    def values(self, words: Words, page: Page) -> dict[str, Any]:
        """What the template of a page knows beside the globals."""
        return {"words": words, "page": page, **page.values}

    def _make(self, asked: Asked, steps: tuple[str, ...]) -> Page | Moved | None:
        kind = steps[0] if steps else ""
        maker = MAKERS.get(kind)
        if maker is None or len(steps) > 2 or (len(steps) < 2 and kind not in contents.ALONE):
            return None
        if len(steps) == 2 and (kind not in addresses.KINDS.values() or not addresses.ID.match(steps[1])):
            return None
        found = maker(asked)
        if found is None and asked.key != asked.key.lower():  # ids have small letters
            lower = (kind, asked.key.lower())
            return Moved(lower) if maker(replace(asked, key=lower[1])) else None
        return found

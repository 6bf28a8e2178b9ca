"""A visitor of the public pages, without HTTP: an address in, an answer or a page out."""

import sqlite3
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from opengov.web.site.public import Public
from opengov.web.site.shelf import Answer
from web.html import Element, read

ORIGIN = "https://promises.example"
LANGUAGES = ("en", "fr", "es", "pt", "id", "ka", "ko", "sw")
COMPLETE = ("en", "fr", "es", "pt")
KINDS = {  # an address, after the language, of each kind of page
    "home": "/",
    "government": "/governments/paris",
    "plan": "/plans/la-libertad-2017",
    "commitment": "/commitments/paris-2017-01",
    "differing": "/commitments/austin-2017-04",
    "superseded": "/commitments/buenos-aires-2018-01",
    "areas": "/policy-areas",
    "area": "/policy-areas/public-participation",
    "source": "/sources/ogp-par0001-en",
    "programme": "/programme",
    "search": "/search?q=budget",
    "filtered": "/search?government=paris&said=complete",
    "nothing": "/search?q=zzzzqqqq",
    "about": "/how-we-know",
    "data": "/data",
    "api": "/api",
    "changes": "/changes",
}
MISSING = "/governments/pariss"
RECORDS = {
    "governments": "SELECT government_id FROM governments",
    "plans": "SELECT plan_id FROM action_plans",
    "commitments": "SELECT commitment_id FROM commitments",
    "policy-areas": "SELECT DISTINCT policy_area FROM commitment_policy_areas",
    "sources": "SELECT source_id FROM sources",
}


class Visitor:
    """Asks ``public`` over ``db``; pages that were read once are kept."""

    def __init__(self, public: Public, db: object) -> None:
        self.public = public
        self.connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
        self._pages: dict[str, Element] = {}

    def answer(self, address: str) -> Answer:
        """What ``/fr/search?q=budget`` answers."""
        parts = urlsplit(address)
        language, *steps = [unquote(step) for step in parts.path.strip("/").split("/")]
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return self.public.answer(self.connection, language, tuple(steps), query)

    def page(self, address: str, status: int = 200) -> Element:
        """The page at the address, which must be well formed."""
        if address not in self._pages:
            answer = self.answer(address)
            assert answer.status == status, (address, answer.status)
            self._pages[address] = read(answer.body.decode())
        return self._pages[address]

    def rows(self, sql: str, *arguments: object) -> list[tuple]:
        return self.connection.execute(sql, arguments).fetchall()

    def addresses(self, kind: str) -> list[str]:
        """Every page of a kind, without the language; ``kind`` is the step in its address, if it has one."""
        if not kind:
            return [
                "/",
                "/policy-areas",
                "/programme",
                "/how-we-know",
                "/search",
                "/data",
                "/api",
                "/changes",
            ]
        return [f"/{kind}/{key}" for (key,) in self.rows(RECORDS[kind])]


def text_nodes(element: Element, lang: str) -> Iterator[tuple[str, str, tuple[Element, ...]]]:
    """Every text that is seen or heard: (text, language of its nearest mark, the elements around it)."""
    stack: list[tuple[Element | str, str, tuple[Element, ...]]] = [(element, lang, ())]
    while stack:
        one, lang, around = stack.pop()
        if isinstance(one, str):
            if one.strip():
                yield " ".join(one.split()), lang, around
        elif one.tag not in ("script", "style"):
            lang, around = one.get("lang", lang), (*around, one)
            for name in ("alt", "aria-label", "placeholder", "title"):
                if one.get(name):
                    yield one[name], lang, around
            stack += [(child, lang, around) for child in reversed(one.children)]


def results(html: Element) -> list[str]:
    """The ids of the commitments that a page lists, in its order."""
    return [
        link["href"].rpartition("/")[2]
        for listing in html.all("ul", class_="promises")
        for heading in listing.all("h2", "h3", "h4")
        for link in heading.all("a")
    ]


def last_words(listed: Element) -> dict[str, str]:
    """The last words of both voices on a commitment in a list: who, and what."""
    pairs = zip(listed.all("dt"), listed.all("dd"), strict=True)
    marked = [(term.text, told.all("span", class_="mark")) for term, told in pairs]
    bare = [who for who, marks in marked if not marks]
    # An older listing has no words at all; of the others it is only said that they speak.
    assert not marked or (bare in ([], [marked[-1][0]]) and len(marked) - len(bare) >= 2)
    return {who: marks[0].text for who, marks in marked if marks}

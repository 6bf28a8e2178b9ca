"""The files that programs look for: sitemap, robots.txt, security.txt, favicon."""

import asyncio
import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from datasette.app import Datasette

from opengov.web.app import make_datasette
from opengov.web.site import wellknown
from web.site.visit import LANGUAGES, ORIGIN, RECORDS, Visitor

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture(scope="module")
def sitemap(real: Visitor) -> list[ElementTree.Element]:
    answer = wellknown.answer(real.public, real.connection, "sitemap.xml")
    assert answer.kind.startswith("application/xml") and len(answer.body) < 50 * 2**20
    root = ElementTree.fromstring(answer.body)
    assert root.tag == f"{{{NAMES['s']}}}urlset"
    return root.findall("s:url", NAMES)


@pytest.fixture(scope="module")
def served(real_db: Path) -> Iterator[Datasette]:
    """The site, where it is known by which address it is reached."""
    datasette = make_datasette(real_db, ORIGIN)
    asyncio.run(datasette.invoke_startup())
    yield datasette
    datasette.get_database("opengov").close()


def loc(url: ElementTree.Element) -> str:
    return url.findtext("s:loc", "", NAMES)


class TestSitemap:
    def test_has_every_page_in_every_language(self, real: Visitor, sitemap: list[ElementTree.Element]):
        places = [loc(url) for url in sitemap]
        assert len(places) == len(set(places)) <= 50_000
        superseded = {
            f"/commitments/{key}"
            for (key,) in real.rows(
                "SELECT commitment_id FROM commitments WHERE record_status = 'superseded'"
            )
        }
        pages = {page for kind in ("", *RECORDS) for page in real.addresses(kind)} - superseded
        assert set(places) == {f"{ORIGIN}/{code}{page}" for code in LANGUAGES for page in pages}

    def test_what_it_lists_is_there_and_calls_itself_so(
        self, real: Visitor, sitemap: list[ElementTree.Element]
    ):
        for url in sitemap[::97]:
            path = urlsplit(loc(url)).path
            html = real.page(path)
            assert html.one("link", rel="canonical")["href"] == loc(url)

    def test_every_address_names_all_its_languages(self, sitemap: list[ElementTree.Element]):
        for url in sitemap:
            links = url.findall("x:link", NAMES)
            found = {link.get("hreflang"): link.get("href") for link in links}
            assert set(found) >= set(LANGUAGES) and all(link.get("rel") == "alternate" for link in links)
            assert loc(url) in found.values()
            paths = {code: urlsplit(found[code]).path for code in LANGUAGES}
            assert {path.removeprefix(f"/{code}") for code, path in paths.items()} == {
                urlsplit(loc(url)).path[3:]
            }

    async def test_is_served(self, served):
        response = await served.client.get("/sitemap.xml")
        assert response.status_code == 200 and response.headers["content-type"].startswith("application/xml")
        again = await served.client.get("/sitemap.xml", headers={"if-none-match": response.headers["etag"]})
        assert again.status_code in (200, 304)


def test_robots_are_led_to_the_sitemap_and_away_from_endless_addresses(real: Visitor):
    answer = wellknown.answer(real.public, real.connection, "robots.txt")
    assert answer.kind == "text/plain; charset=utf-8"
    lines = answer.body.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in lines
    rules = [re.escape(line[10:]).replace(r"\*", ".*") for line in lines if line.startswith("Disallow: ")]
    assert rules

    def closed(path: str) -> bool:
        return any(re.match(rule, path) for rule in rules)

    for path in (
        "/opengov?sql=select+1",
        "/opengov/updates?_sort=date",
        "/fr/search?q=budget&government=paris",
    ):
        assert closed(path), path
    for path in (
        "/",
        "/en/",
        "/fr/commitments/paris-2017-01",
        "/opengov/updates",
        "/en/search",
        "/sitemap.xml",
    ):
        assert not closed(path), path


class TestSecurity:
    def fields(self, text: str) -> dict[str, list[str]]:
        """The fields of security.txt as RFC 9116 reads them: names in any case, comments left out."""
        found: dict[str, list[str]] = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, colon, value = line.partition(": ")
                assert colon and re.fullmatch(r"[A-Za-z-]+", name) and value == value.strip(), line
                found.setdefault(name.lower(), []).append(value)
        return found

    def test_says_where_to_report_and_until_when(self, real: Visitor):
        answer = wellknown.answer(real.public, real.connection, "security.txt")
        assert answer.kind == "text/plain; charset=utf-8"
        fields = self.fields(answer.body.decode())
        assert fields["contact"] and all(
            re.match(r"(https://|mailto:|tel:)\S+\Z", contact) for contact in fields["contact"]
        )
        (expires,) = fields["expires"]
        moment = datetime.datetime.fromisoformat(expires.replace("Z", "+00:00"))
        as_of = datetime.datetime.fromisoformat(real.public.edition.as_of).replace(tzinfo=datetime.UTC)
        assert moment > as_of and moment - as_of <= datetime.timedelta(days=366)
        assert fields["canonical"] == [f"{ORIGIN}/.well-known/security.txt"]
        (languages,) = fields["preferred-languages"]
        assert languages.split(", ") == ["en", "fr", "es", "pt"]
        contact = urlsplit(fields["contact"][0])
        if fields["contact"][0].startswith(ORIGIN):
            html = real.page(contact.path)
            assert any(found.get("id") == contact.fragment for found in html.within)

    async def test_without_an_origin_nothing_relative_is_given_out(self, site):
        """Contact and Canonical are URIs (RFC 9116, 2.5), and the addresses of a sitemap begin with https."""
        for path in ("/.well-known/security.txt", "/sitemap.xml"):
            response = await site.client.get(path)
            if response.status_code != 404:
                assert not re.search(r"(Contact|Canonical): /|<loc>/", response.text), path
        assert "Sitemap: /" not in (await site.client.get("/robots.txt")).text

    async def test_is_served_where_the_rfc_says(self, served):
        response = await served.client.get("/.well-known/security.txt")
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/plain; charset=utf-8"


async def test_favicon(site):
    response = await site.client.get("/favicon.ico")
    assert response.status_code == 200 and response.headers["content-type"].startswith("image/")
    assert response.content.startswith(b"\x89PNG") and "immutable" not in response.headers["cache-control"]

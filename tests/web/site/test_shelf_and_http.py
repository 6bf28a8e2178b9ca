"""HTTP around the pages: what caches may keep, for whom, and what is asked again for nothing."""

import gzip
from pathlib import Path
from threading import Thread

import pytest

from opengov.web.downloads import read
from opengov.web.site.public import Public
from opengov.web.site.shelf import Answer, Shelf, size
from web.site.visit import KINDS, LANGUAGES, ORIGIN, RECORDS, Visitor

SHORT, LONG = "public, max-age=300", "public, max-age=31536000, immutable"
GZIP = {"accept-encoding": "gzip"}


def vary(response) -> set[str]:
    return {name.strip().lower() for name in response.headers.get("vary", "").split(",")} - {""}


async def identity(site, path: str, **headers: str):
    """What whoever takes no packed form gets."""
    return await site.client.get(path, headers={"accept-encoding": "identity", **headers})


@pytest.fixture(scope="module")
def other(real_db: Path, downloads: Path) -> Visitor:
    """A visitor of the same data, where the site was started again."""
    return Visitor(Public(real_db, ORIGIN, read(downloads)), real_db)


class TestPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    async def test_tell_caches_what_they_are(self, site, language: str):
        for path in ("/", "/commitments/paris-2017-01", "/search?q=budget"):
            response = await identity(site, f"/{language}{path}")
            assert response.status_code == 200
            assert response.headers["content-type"] == "text/html; charset=utf-8"
            assert response.headers["content-language"] == language
            assert response.headers["cache-control"] == SHORT
            assert vary(response) == {"accept-encoding"}, "an address in a language is the same for everyone"

    async def test_do_not_depend_on_what_the_browser_likes(self, site):
        path = "/en/commitments/paris-2017-01"
        bodies = {(await identity(site, path, **{"accept-language": code})).content for code in LANGUAGES}
        assert len(bodies) == 1

    async def test_are_asked_again_for_nothing(self, site):
        for path in ("/en/commitments/paris-2017-01", "/fr/search?q=budget"):
            first = await identity(site, path)
            etag = first.headers["etag"]
            assert etag.startswith('"') and etag.endswith('"')
            for given in (etag, f'"x", {etag}', f"W/{etag}", "*"):
                again = await identity(site, path, **{"if-none-match": given})
                assert (again.status_code, again.content) == (304, b""), given
                for name in ("etag", "cache-control", "vary", "content-language"):
                    assert again.headers[name] == first.headers[name], name
            for given in ('"x"', etag.strip('"'), etag[:-2] + '"', ""):
                again = await identity(site, path, **{"if-none-match": given})
                assert (again.status_code, again.content) == (200, first.content), given

    async def test_are_asked_again_for_nothing_in_their_packed_form(self, site):
        path = "/en/commitments/paris-2017-01"
        plain, packed = await identity(site, path), await site.client.get(path, headers=GZIP)
        assert packed.headers["content-encoding"] == "gzip" and packed.content == plain.content
        assert packed.headers["etag"] != plain.headers["etag"], "another form, another validator"
        again = await site.client.get(path, headers=GZIP | {"if-none-match": packed.headers["etag"]})
        assert again.status_code == 304 and again.headers["etag"] == packed.headers["etag"]
        again = await site.client.get(path, headers=GZIP | {"if-none-match": plain.headers["etag"]})
        assert again.status_code in (200, 304)

    @pytest.mark.parametrize(
        ("accepts", "packed"),
        [
            ("gzip", True),
            ("GZIP", True),
            ("gzip, deflate, br, zstd", True),
            ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
            ("gzip;q=0.001", True),
            ("gzip;q=0.5, identity;q=0.5", True),
            ("*", True),
            ("identity;q=0, *;q=0.5", True),
            ("gzip;q=0.1, identity;q=1", False),
            ("identity, gzip;q=0.9", False),
            ("gzip ; q=0.3 , identity ; q=0.4", False),
            ("gzip;q=0.4, *;q=0.5", False),
            ("*;q=0", False),
            ("gzip;q=many", False),
            ("identity", False),
            ("", False),
            ("br", False),
            ("gzip;q=0", False),
            ("gzip; q=0", False),
            ("gzip;q=0.0, br", False),
            ("br, gzip;q=0.000", False),
            ("notgzip", False),
            ("gzipped", False),
        ],
    )
    async def test_are_packed_for_whoever_takes_that(self, site, accepts: str, packed: bool):
        response = await site.client.get("/en/how-we-know", headers={"accept-encoding": accepts})
        assert (response.headers.get("content-encoding") == "gzip") == packed
        assert b"How we know" in response.content and "accept-encoding" in vary(response)

    async def test_head_tells_the_same_without_the_page(self, site):
        for path in ("/en/", "/fr/plans/paris-2017", "/en/nothing", "/robots.txt", "/"):
            get, head = (
                await identity(site, path),
                await site.client.head(path, headers={"accept-encoding": "identity"}),
            )
            assert head.content == b"" and head.status_code == get.status_code
            for name in ("etag", "cache-control", "vary", "content-language", "content-type", "location"):
                assert head.headers.get(name) == get.headers.get(name), (path, name)

    async def test_set_no_cookie_and_keep_the_policy(self, site):
        for path in (
            *(f"/en{kind}" for kind in KINDS.values()),
            "/",
            "/c/PAR0001",
            "/en/nothing",
            "/robots.txt",
        ):
            response = await site.client.get(path)
            assert "set-cookie" not in response.headers, path
            assert "default-src 'none'" in response.headers["content-security-policy"], path
            assert response.headers["x-content-type-options"] == "nosniff", path

    @pytest.mark.parametrize("kind", KINDS)
    def test_are_the_same_bytes_from_another_start(self, real: Visitor, other: Visitor, kind: str):
        for language in ("en", "ka"):
            address = f"/{language}{KINDS[kind]}"
            assert other.answer(address).body == real.answer(address).body == real.answer(address).body
            assert other.answer(address).packed() == real.answer(address).packed()

    async def test_first_and_second_time_are_the_same(self, site):
        first, second = [await identity(site, "/sw/plans/paris-2017") for _ in range(2)]
        assert first.content == second.content and first.headers == second.headers


class TestLanguageOfTheVisitor:
    @pytest.mark.parametrize(
        ("header", "language"),
        [("fr-CH, fr;q=0.9", "fr"), ("pt-BR", "pt"), ("", "en"), ("de", "en"), ("*", "en")],
    )
    async def test_is_asked_once_at_the_start_page(self, site, header: str, language: str):
        response = await identity(site, "/", **{"accept-language": header})
        assert (response.status_code, response.headers["location"]) == (302, f"/{language}/")
        assert "accept-language" in vary(response) and response.headers["cache-control"] == SHORT

    async def test_is_asked_at_permalinks(self, site):
        response = await identity(site, "/c/par0001", **{"accept-language": "es"})
        assert (response.status_code, response.headers["location"]) == (302, "/es/commitments/paris-2017-01")
        assert "accept-language" in vary(response)
        response = await identity(site, "/c/nothing", **{"accept-language": "es"})
        assert response.status_code == 404 and response.headers["content-language"] == "es"
        assert "accept-language" in vary(response)

    async def test_a_language_without_its_slash_gets_one(self, site):
        response = await identity(site, "/fr")
        assert (response.status_code, response.headers["location"]) == (301, "/fr/")
        assert "accept-language" not in vary(response)

    async def test_another_name_of_a_page_moves_for_good(self, site):
        response = await identity(site, "/fr/commitments/PAR0001")
        assert (response.status_code, response.headers["location"]) == (301, "/fr/commitments/paris-2017-01")

    async def test_a_page_has_one_address(self, site):
        response = await identity(site, "/fr/plans/paris-2017/")
        assert (response.status_code, response.headers["location"]) == (301, "/fr/plans/paris-2017")
        for path in ("/en/search/x", "/en/programme/x", "/en/how-we-know/x", "/en/plans//paris-2017"):
            assert (await identity(site, path)).status_code in (400, 404), path

    @pytest.mark.parametrize("path", ["/de/", "/xx/governments/paris", "/nope", "/nope/nope", "/de"])
    async def test_speaks_from_what_is_not_there(self, site, path: str):
        """The page is in the visitor's language, and caches are told so."""
        seen = {}
        for language in ("fr", "ko"):
            response = await site.client.get(
                path,
                headers={"accept-language": language, "accept-encoding": "identity"},
                follow_redirects=True,
            )
            assert response.status_code == 404
            assert response.headers["content-language"] == language
            assert "accept-language" in vary(response)
            seen[language] = response.content
        assert seen["fr"] != seen["ko"]

    @pytest.mark.parametrize("path", ["/fr/governments/nowhere", "/fr/nope", "/fr/commitments/x/y/z"])
    async def test_gives_way_to_that_of_the_address(self, site, path: str):
        response = await identity(site, path, **{"accept-language": "ko"})
        assert (response.status_code, response.headers["content-language"]) == (404, "fr")

    @pytest.mark.parametrize(
        "path",
        [
            "/en/%3Cscript%3Ealert(1)%3C/script%3E",
            "/en/commitments/%22%3E%3Cimg",
            "/en/commitments/..%2f..",
            "/en/governments/" + "x" * 900,
            "/en/" + "a/" * 100,
            "/en/commitments/%F0%9F%98%80",
            "/en/commitments/paris-2017-01/extra",
            "/en/home/x",
            "/en/policy-areas/nothing",
            "/en/search/x",
            "/en/commitments/paris-2017-01%0A",
            "/en/plans/%7B%7B7*7%7D%7D",
            "/en/sources/%25(x)s",
            "/en/%EC%84%9C%EC%9A%B8/",
            "/en/a%20b%3Fc/",
            "/en//evil.example/",
        ],
    )
    async def test_odd_addresses_are_no_fault(self, site, path: str):
        response = await site.client.get(path, follow_redirects=True)
        assert response.status_code in (400, 404)
        assert "<script>" not in response.text and "<img" not in response.text.partition("<main")[2]


class TestAssets:
    async def test_are_for_ever(self, site):
        for name, path in site.public.assets.addresses.items():
            response = await identity(site, path)
            assert response.status_code == 200 and response.content, name
            assert response.headers["cache-control"] == LONG
            again = await identity(site, path, **{"if-none-match": response.headers["etag"]})
            assert again.status_code == 304
        kinds = {name: (await identity(site, path)).headers["content-type"]
                 for name, path in site.public.assets.addresses.items()}  # fmt: skip
        assert kinds["opengov.css"] == "text/css; charset=utf-8"
        assert kinds["opengov.svg"] == kinds["land.svg"] == "image/svg+xml; charset=utf-8"
        assert kinds["card.png"] == "image/png"

    async def test_with_another_digest_are_not_there(self, site):
        path = site.public.assets.address("opengov.css")
        digest = path.split("/")[2]
        for wrong in ("0" * 12, digest[:-1] + ("0" if digest[-1] != "0" else "1"), digest[:11]):
            response = await site.client.get(path.replace(digest, wrong))
            assert response.status_code == 404
            assert "immutable" not in response.headers.get("cache-control", "")
        for name in ("nothing.css", "opengov.svgx", "..%2fapp.py", "OPENGOV.CSS"):
            assert (await site.client.get(f"/assets/{digest}/{name}")).status_code in (400, 404)

    async def test_everything_a_page_needs_is_light(self, site):
        """What a commitment page needs, packed: at most 100 kB."""
        page = await site.client.get("/en/commitments/paris-2017-01", headers=GZIP)
        total = len(gzip.compress(page.content))
        for name in ("opengov.css", "pictures.css", "opengov.svg"):
            total += len(gzip.compress((await identity(site, site.public.assets.address(name))).content))
        assert total < 100_000


class TestShelf:
    def test_gives_what_was_put(self):
        shelf, answer = Shelf(100_000), Answer(b"x" * 100)
        assert shelf.get("/a") is None
        shelf.put("/a", answer)
        assert shelf.get("/a") is answer and shelf.held == size("/a", answer)

    def test_what_is_least_asked_for_leaves(self):
        shelf = Shelf(size("a", Answer(b"x")) * 3)
        for name in "abc":
            shelf.put(name, Answer(name.encode()))
        shelf.get("a")
        shelf.put("d", Answer(b"d"))
        assert [bool(shelf.get(name)) for name in "abcd"] == [True, False, True, True]
        assert shelf.held <= shelf.room

    def test_the_same_address_counts_once(self):
        shelf, big, small = Shelf(100_000), Answer(b"x" * 900), Answer(b"y")
        for answer in (big, small, small):
            shelf.put("/a", answer)
        assert shelf.get("/a") is small and shelf.held == size("/a", small)

    def test_what_has_no_room_is_not_kept(self):
        shelf = Shelf(10)
        shelf.put("/a", Answer(b"x" * 100))
        assert shelf.get("/a") is None and shelf.held == 0

    def test_many_at_once_lose_no_count(self):
        shelf = Shelf(50_000)

        def work(seed: int) -> None:
            for number in range(300):
                shelf.put(f"/{(seed * 7 + number) % 60}", Answer(b"x" * number))
                shelf.get(f"/{number % 60}")

        threads = [Thread(target=work, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = [(name, answer) for number in range(60) if (answer := shelf.get(name := f"/{number}"))]
        assert shelf.held == sum(size(*one) for one in kept) <= shelf.room

    def test_an_answer_is_packed_where_it_is_worth_it(self):
        long = Answer(b"x" * 5_000)
        packed = long.packed()
        assert packed.is_packed and len(packed.body) < 100
        assert gzip.decompress(packed.body) == packed.plain == long.plain == long.body
        assert packed.packed() is packed, "once is enough"
        for other in (Answer(b"x" * 999), Answer(b"x" * 5_000, "image/png")):
            assert other.packed() is other and other.plain == other.body
        assert packed.etag == Answer(b"x" * 5_000).packed().etag != Answer(b"y").etag

    def test_what_is_held_is_packed(self):
        shelf = Shelf(10_000)
        held = shelf.put("/a", Answer(b"x" * 500_000))
        assert held.is_packed and shelf.get("/a") is held and shelf.held < 3_000

    def test_every_page_is_made_ahead(self, invented: Visitor):
        public, rested = invented.public, []
        public.make_ahead(invented.connection, rested.append)
        superseded = "SELECT commitment_id FROM commitments WHERE record_status = 'superseded'"
        former = {f"/commitments/{key}" for (key,) in invented.rows(superseded)}
        paths = {path for kind in ("", *RECORDS) for path in invented.addresses(kind)} - former
        made = {f"/{language}{path}" for language in LANGUAGES for path in paths}
        assert len(made) > 100 and all(seconds > 0 for seconds in rested)
        assert {address for address in made if not public.shelf.get(address)} == set()
        for address in made:
            assert public.shelf.get(address).plain == invented.answer(address).body, address

    def test_what_is_made_ahead_drives_nothing_out(self, real_db: Path):
        public = Public(real_db, ORIGIN)
        public.shelf = Shelf(100_000)
        public.shelf.put("/asked", Answer(b"before"))
        public.make_ahead(Visitor(public, real_db).connection, lambda seconds: False)
        assert public.shelf.get("/asked") and public.shelf.get("/en/") and public.shelf.held > 80_000

    def test_making_ahead_ends_when_it_is_told_to(self, real_db: Path):
        public = Public(real_db, ORIGIN)
        public.make_ahead(Visitor(public, real_db).connection, lambda seconds: True)
        assert public.shelf.get("/en/") and not public.shelf.get("/fr/")

    async def test_what_strangers_invent_drives_no_page_out(self, site):
        shelf = site.public.shelf
        await site.client.get("/en/commitments/paris-2017-02")
        held = shelf.held
        for query in ("q=a", "x=1", "page=x", "page=1&x=2", "nonsense", "page=1"):
            await site.client.get(f"/en/commitments/paris-2017-02?{query}")
        for path in ("/en/commitments/nothing", "/en/commitments/paris-2017-02/", "/de/", "/xx/"):
            await site.client.get(path)
        assert shelf.held == held
        assert site.public.replies.get("/en/commitments/paris-2017-02?q=a").status == 200
        assert not site.public.replies.get("/en/commitments/nothing?q=a")
        await site.client.get("/en/commitments/paris-2017-03")
        assert shelf.held > held


class TestShortenedAddresses:
    @pytest.mark.parametrize(
        ("path", "to"),
        [
            ("/fr/governments", "/fr/#governments"),
            ("/fr/plans/", "/fr/#governments"),
            ("/es/commitments", "/es/search"),
            ("/ka/sources", "/opengov/sources"),
            ("/fr/governments/PARIS", "/fr/governments/paris"),
            ("/pt/plans/Sao-Paulo-2018", "/pt/plans/sao-paulo-2018"),
        ],
    )
    async def test_lead_to_where_one_can_choose(self, site, path: str, to: str):
        response = await site.client.get(path, follow_redirects=False)
        if path.endswith("/"):
            response = await site.client.get(response.headers["location"], follow_redirects=False)
        assert response.status_code in (301, 302) and response.headers["location"] == to

    @pytest.mark.parametrize(
        ("path", "near"),
        [
            ("/en/policy-areas/fiscal-opennes", "/en/policy-areas/fiscal-openness"),
            ("/en/sources/ogp-par0001-e", "/en/sources/ogp-par0001-en"),
            ("/c/PAR9999", "/en/commitments/paris-2017-01"),
            ("/en/governments/pariss", "/en/governments/paris"),
        ],
    )
    async def test_what_is_not_there_names_the_nearest(self, site, path: str, near: str):
        response = await site.client.get(path)
        assert response.status_code == 404 and f'href="{near}"' in response.text

"""The pages: each well formed, each link leading somewhere, each figure the one in the database."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import make_small
from history import edit

from web.html import Element
from web.site.package import cells, put, visit
from web.site.sound import assert_sound, links
from web.site.visit import COMPLETE, KINDS, LANGUAGES, MISSING, ORIGIN, RECORDS, Visitor, results

CURRENT = "record_status <> 'superseded'"
GOVERNMENTS = (
    "austin", "bojonegoro", "buenos-aires", "elgeyo-marakwet", "jalisco", "kigoma-ujiji", "la-libertad",
    "madrid", "ontario", "paris", "sao-paulo", "scotland", "sekondi-takoradi", "seoul", "tbilisi",
)  # fmt: skip


OUTSIDE = (
    "/catalog.",
    "/opengov",
    "/c/",
    "/assets/",
    "/downloads/",
    "/openapi.json",
    "/datapackage.json",
)  # addresses that belong to no language
SAMPLED = {"sources": 6, "policy-areas": 3}  # of so many pages of a kind one is looked at


def sampled(real: Visitor) -> list[str]:
    kinds = ("", "governments", "plans", "commitments", "policy-areas", "sources")
    return [one for kind in kinds for one in real.addresses(kind)[:: SAMPLED.get(kind, 1)]]


def table_of(html: Element, picture: str) -> list[list[str]]:
    """The rows of the table that says the same as a picture."""
    titled = next(svg for svg in html.all("svg") if svg.get("aria-labelledby").startswith(f"{picture}-title"))
    figure = next(one for one in html.all("figure") if titled in one.all("svg"))
    rows = figure.one("table").one("tbody").all("tr")
    return [[cell.text for cell in row.all("th", "td")] for row in rows]


def record(html: Element) -> dict[str, Element]:
    """The first list of facts: term and description."""
    facts = html.all("dl", class_="record")[0]
    return {term.text: meaning for term, meaning in zip(facts.all("dt"), facts.all("dd"), strict=True)}


class TestEveryPage:
    @pytest.mark.parametrize("kind", ["", "governments", "plans", "commitments", "policy-areas", "sources"])
    def test_in_english_is_sound(self, real: Visitor, kind: str):
        asked = real.addresses(kind)
        assert len(asked) >= (15 if kind else 5)
        for address in asked[:: SAMPLED.get(kind, 1)]:
            assert_sound(real.page(f"/en{address}"), address, "en")
            assert "%(" not in real.page(f"/en{address}").text, (address, "words that nobody filled in")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_each_kind_is_sound_in_every_language(self, real: Visitor, language: str):
        for address in KINDS.values():
            assert_sound(real.page(f"/{language}{address}"), address, language)
            assert "%(" not in real.page(f"/{language}{address}").text, address
        assert_sound(real.page(f"/{language}{MISSING}", 404), MISSING, language)
        answer = real.public.fault(language, 500, "Server Error", "Something failed.")
        assert answer.status == 500 and answer.language == language

    @pytest.mark.parametrize("key", GOVERNMENTS)
    def test_each_government_is_sound_in_its_own_languages(self, real: Visitor, key: str):
        spoken = real.rows("SELECT language FROM government_languages WHERE government_id = ?", key)
        ours = [language for (language,) in spoken if language in LANGUAGES]
        assert ours, "each can be read about in a language of its own"
        for language in ours:
            html = real.page(f"/{language}/governments/{key}")
            assert_sound(html, key, language)
            assert not html.one("h1").get("lang"), "its name is in its own language"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_says_where_it_stands(self, real: Visitor, language: str):
        """Canonical, and the same page in every language, from every language."""
        for name, address in KINDS.items():
            html = real.page(f"/{language}{address}")
            path = urlsplit(address).path
            canonical = html.one("link", rel="canonical")["href"]
            assert canonical == f"{ORIGIN}/{language}{path}"
            others = {link["hreflang"]: link["href"] for link in html.one("head").all("link", rel="alternate")
                      if link.get("hreflang")}  # fmt: skip
            expected = {code: f"{ORIGIN}/{code}{path}" for code in LANGUAGES}
            assert others.pop("x-default") == (f"{ORIGIN}/" if name == "home" else expected["en"])
            assert others == expected
            offered = html.one("details", class_="languages").all("a")
            assert {link["hreflang"] for link in offered} == set(LANGUAGES) - {language}
            assert all(link["lang"] == link["hreflang"] for link in offered)
            assert all(urlsplit(link["href"]).path == f"/{link['lang']}{path}" for link in offered)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_missing_page_is_not_to_be_found_by_machines(self, real: Visitor, language: str):
        html = real.page(f"/{language}{MISSING}", 404)
        assert html.one("meta", name="robots")["content"] == "noindex"
        assert not html.all("link", rel="canonical")
        hrefs = [link["href"] for link in html.one("main").all("a")]
        assert f"/{language}/governments/paris" in hrefs, "the nearest there is"
        assert html.one("main").one("form", role="search")

    @pytest.mark.parametrize(
        ("fields", "near"),
        [
            ("government=pariss", "/governments/paris"),
            ("government=Sao_Paulo", "/governments/sao-paulo"),
            ("plan=paris-2071", "/plans/paris-2017"),
            ("commitment=paris-2017-0l", "/commitments/paris-2017-01"),
            ("government=nope", ""),
            ("government=%00%27+or+1", ""),
            ("page=999", ""),
        ],
    )
    def test_changes_of_nothing_lead_to_the_nearest(self, real: Visitor, fields: str, near: str):
        """And to all changes; not to promises that have the word in their text."""
        html = real.page(f"/fr/changes?{fields}", 404)
        hrefs = [link["href"] for link in html.one("main").all("a")]
        assert hrefs[-2:] == ["/fr/changes", "/fr/"]
        assert (f"/fr{near}" in hrefs) if near else len(hrefs) == 2

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_draft_says_that_it_is_one(self, real: Visitor, language: str):
        for address in KINDS.values():
            notes = real.page(f"/{language}{address}").one("body").all("aside", class_="draft-note")
            assert len(notes) == real.public.languages[language].is_draft
            assert all(note.one("a")["href"] == f"/{language}/how-we-know#correct" for note in notes)


class TestLinks:
    def test_between_pages_lead_somewhere(self, real: Visitor):
        """Every link of every page in English to a page of ours, and to a place in it."""
        places: dict[str, set[str]] = {}
        for address in sampled(real):
            for link in links(real.page(f"/en{address}")):
                if link.startswith("/en/"):
                    place, _, fragment = link.partition("#")
                    places.setdefault(place, set()).add(fragment)
        assert len(places) > 700
        known = {f"/en{one}" for kind in ("", *RECORDS) for one in real.addresses(kind)}
        for place, fragments in places.items():
            assert place in known or real.answer(place).status in (200, 301), place
            wanted = fragments - {""}
            if wanted:
                ids = {found.get("id") for found in real.page(place).within}
                assert wanted <= ids, (place, wanted - ids)

    @pytest.mark.parametrize("language", LANGUAGES[1:])
    def test_stay_in_the_language(self, real: Visitor, language: str):
        for address in KINDS.values():
            for link in links(real.page(f"/{language}{address}").one("main")):
                if link.startswith("/") and not link.startswith(OUTSIDE):
                    assert link.startswith(f"/{language}/"), (address, link)

    async def test_to_data_and_files_lead_somewhere(self, real: Visitor, site):
        found: dict[str, str] = {}
        for kind in KINDS.values():
            for link in links(real.page(f"/en{kind}")):
                if link.startswith(("/opengov", "/assets")) and "_stream" not in link:
                    found.setdefault(urlsplit(link).path.rpartition("/")[0] + link[-30:], link)
        assert len(found) > 20
        for link in list(found.values())[:: max(1, len(found) // 25)]:
            assert (await site.client.get(link)).status_code == 200, link

    def test_outside_go_to_the_web_only(self, real: Visitor):
        for address in sampled(real):
            for link in links(real.page(f"/en{address}")):
                assert link.startswith(("/", "#", "https://", "http://")), (address, link)
                assert not link.startswith("//"), (address, link)


class TestHome:
    def test_lists_the_15_governments_by_the_alphabet(self, real: Visitor):
        for language in LANGUAGES:
            places = real.page(f"/{language}/").one("ol", class_="places").all("li")
            names = [place.one("a").text for place in places]
            assert names == real.public.languages[language].sorted(names)
            keys = [place.one("a")["href"].rpartition("/")[2] for place in places]
            assert sorted(keys) == sorted(GOVERNMENTS)

    def test_counts_what_is_known_of_each(self, real: Visitor):
        for place in real.page("/en/").one("ol", class_="places").all("li"):
            key = place.one("a")["href"].rpartition("/")[2]
            ((promises,),) = real.rows(
                f"SELECT count(*) FROM commitments JOIN action_plans USING (plan_id) "
                f"WHERE government_id = ? AND {CURRENT}", key
            )  # fmt: skip
            ((plans,),) = real.rows("SELECT count(*) FROM action_plans WHERE government_id = ?", key)
            said = place.one("span", class_="quiet").text
            assert f"{promises} promise{'s' * (promises != 1)}," in said, said
            assert said.endswith(f"{plans} plan{'s' * (plans != 1)}"), said

    def test_the_states_are_those_of_the_tables(self, real: Visitor):
        rows = table_of(real.page("/en/"), "states")
        said = Counter({(row[0], row[1]): int(row[2]) for row in rows})
        governments = {label: count for (who, label), count in said.items() if who == "The governments say"}
        expected = dict(
            real.rows(
                f"""SELECT coalesce(s.status_label, 'No statement found'), count(*) FROM commitments AS c
                LEFT JOIN commitment_status AS s
                  ON s.commitment_id = c.commitment_id AND s.voice = 'government'
                WHERE c.{CURRENT} GROUP BY 1"""
            )
        )
        assert governments == expected
        assessors = {label: count for (who, label), count in said.items() if who != "The governments say"}
        assert sum(assessors.values()) == sum(expected.values()) == 168
        assert "%" not in real.page("/en/").one("main").text, "no percentages of progress"

    def test_the_edition_and_the_files_have_their_figures(self, real: Visitor):
        html = real.page("/en/")
        about = real.public.edition.about
        day = real.public.languages["en"].date(about["as_of"])
        assert f"edition {about['version']}" in html.text and day in html.text
        (flat,) = html.one("ul", class_="files").all("li")
        forms = {link["href"].rpartition(".")[2]: link.text for link in flat.all("a")}
        ((count,),) = real.rows("SELECT count(*) FROM commitment_overview")
        assert list(forms) == ["xlsx", "csv", "json"]
        assert all(f"{count} rows, " in text and " kB" in text for text in forms.values())

    def test_without_downloads_the_tables_have_their_figures(self, invented: Visitor):
        html = invented.page("/en/")
        files = {
            item.all("a")[0]["href"].split("/")[2].partition(".")[0]: item.text
            for item in html.one("ul", class_="files").all("li")
        }
        for table in ("updates", "assessments", "sources", "commitment_overview"):
            ((count,),) = invented.rows(f"SELECT count(*) FROM {table}")
            assert f"({count:,} rows)" in files[table]

    def test_the_latest_come_first(self, real: Visitor):
        news = real.page("/en/").one("ol", class_="news").all("li")
        dates = [item.one("p", class_="when").one("time")["datetime"] for item in news]
        expected = real.rows("SELECT date FROM updates WHERE date IS NOT NULL ORDER BY date DESC LIMIT 8")
        assert dates == [date for (date,) in expected]
        assert all(item.one("p", class_="proof").one("a")["href"].startswith("http") for item in news)


class TestGovernment:
    @pytest.mark.parametrize("key", GOVERNMENTS)
    def test_shows_all_its_plans_and_promises(self, real: Visitor, key: str):
        html = real.page(f"/en/governments/{key}")
        ((name, summary),) = real.rows("SELECT name, summary FROM governments WHERE government_id = ?", key)
        assert html.one("h1").text == name and summary in html.text
        plans = [section.one("h3")["id"] for section in html.all("section", class_="plan")]
        sql = "SELECT plan_id FROM action_plans WHERE government_id = ? ORDER BY cycle_year"
        assert plans == [plan for (plan,) in real.rows(sql, key)]
        sql = (
            "SELECT commitment_id FROM commitments JOIN action_plans USING (plan_id) WHERE government_id = ?"
        )
        assert sorted(results(html)) == sorted(found for (found,) in real.rows(sql, key))

    @pytest.mark.parametrize("key", GOVERNMENTS)
    def test_its_pictures_count_what_the_tables_count(self, real: Visitor, key: str):
        rows = table_of(real.page(f"/en/governments/{key}"), "states")
        for plan, count in real.rows(
            f"SELECT cycle_year, count(*) FROM commitments JOIN action_plans USING (plan_id) "
            f"WHERE government_id = ? AND {CURRENT} GROUP BY 1", key
        ):  # fmt: skip
            for voice in ("government", "assessor"):
                of_voice = [
                    int(row[2]) for row in rows if row[0].startswith(f"Plan of {plan}") and voice in row[0]
                ]
                assert sum(of_voice) == count, (plan, voice, rows)

    def test_neighbours_follow_the_alphabet_of_the_language(self, real: Visitor):
        for language in ("en", "ka"):
            places = real.page(f"/{language}/").one("ol", class_="places").all("a")
            keys = [place["href"] for place in places]
            for before, after in pairwise(keys):
                assert real.page(before).one("a", rel="next")["href"] == after
                assert real.page(after).one("a", rel="prev")["href"] == before
            assert not real.page(keys[0]).all("a", rel="prev")
            assert not real.page(keys[-1]).all("a", rel="next")


class TestPlan:
    def test_tells_how_much_of_it_is_known(self, real: Visitor):
        expected = {
            "la-libertad-2017": "3 of 4 promises of this plan are known to us.",
            "jalisco-2017": "6 of 7 promises of this plan are known to us.",
            "madrid-2024": "2 of 5 promises of this plan are known to us.",
            "austin-2024": "4 promises are known to us, though the plan states 3.",
            "paris-2024": "4 promises of this plan are known to us; how many it has was not found.",
            "buenos-aires-2017": "1 promise of this plan is known to us; how many it has was not found.",
            "sao-paulo-2025": "None of its promises is known to us.",
            "austin-2017": "All 5 promises of this plan are known to us.",
        }
        for key, sentence in expected.items():
            html = real.page(f"/en/plans/{key}")
            assert record(html)["How much of it is here"].text.startswith(sentence), key
            government = real.page(f"/en/governments/{key.rpartition('-')[0]}")
            section = next(one for one in government.all("section", class_="plan")
                           if one["aria-labelledby"] == key)  # fmt: skip
            assert sentence in section.one("p", class_="quiet").text

    def test_of_every_plan_the_numbers_are_those_of_the_tables(self, real: Visitor):
        rows = real.rows(
            f"""SELECT p.plan_id, p.commitment_count, count(c.commitment_id),
              count(DISTINCT a.commitment_id)
            FROM action_plans AS p
            LEFT JOIN commitments AS c ON c.plan_id = p.plan_id AND c.{CURRENT}
            LEFT JOIN (SELECT DISTINCT commitment_id FROM assessments) AS a USING (commitment_id)
            GROUP BY 1"""
        )
        assert len(rows) == 39
        for key, stated, known, assessed in rows:
            said = record(real.page(f"/en/plans/{key}"))["How much of it is here"].text
            numbers = {int(word.strip(".;,")) for word in said.split() if word.strip(".;,").isdigit()}
            assert numbers <= {stated, known, assessed}, (key, said)
            if known and stated not in (None, known):
                assert {stated, known} <= numbers, (key, said)
            if 0 < assessed < known:
                assert f"of {assessed} of them" in said, (key, said)

    def test_lists_its_promises_in_their_order(self, real: Visitor):
        for (key,) in real.rows("SELECT plan_id FROM action_plans"):
            sql = "SELECT commitment_id FROM commitments WHERE plan_id = ? ORDER BY commitment_id"
            assert results(real.page(f"/en/plans/{key}")) == [found for (found,) in real.rows(sql, key)]


class TestAreasAndSources:
    def test_the_areas_count_their_promises(self, real: Visitor):
        counts = dict(
            real.rows(
                f"SELECT policy_area, count(*) FROM commitment_policy_areas JOIN commitments "
                f"USING (commitment_id) WHERE {CURRENT} GROUP BY 1"
            )
        )
        listed = real.page("/en/policy-areas").one("ul", class_="areas").all("li")
        assert len(listed) == len(counts)
        for item in listed:
            key = item.one("a")["href"].rpartition("/")[2]
            expected = f"{counts[key]} promise{'s' * (counts[key] != 1)}"
            assert item.one("span", class_="quiet").text == expected
            html = real.page(f"/en/policy-areas/{key}")
            assert expected in [heading.text for heading in html.all("h2")]

    def test_a_large_area_has_pages(self, real: Visitor):
        first = real.page("/en/policy-areas/local-commitments")
        second = real.page(first.one("a", rel="next")["href"])
        assert len(results(first)) == 50 and not set(results(first)) & set(results(second))
        assert real.answer("/en/policy-areas/local-commitments?page=3").status == 404

    def test_every_source_shows_what_rests_on_it(self, real: Visitor):
        for key, title in real.rows("SELECT source_id, title FROM sources")[::6]:
            html = real.page(f"/en/sources/{key}")
            assert html.one("h1").text == " ".join(title.split())
            under = html.one("main").text.partition("What rests on it")[2].partition("In the tables")[0]
            assert under.strip(), (key, "nothing rests on it")

    @pytest.mark.parametrize("language", COMPLETE)
    def test_our_descriptions_are_in_the_language_and_say_that_they_are_ours(
        self, real: Visitor, language: str
    ):
        rows = real.rows("SELECT source_id, title, title_fr FROM sources WHERE title_fr > ''")
        assert len(rows) > 10
        ours = real.public.languages[language].gettext("Our description: its title was not seen")
        for key, title, french in rows:
            html = real.page(f"/{language}/sources/{key}")
            heading = html.one("h1")
            assert not heading.get("lang")
            assert heading.text == {"en": title, "fr": " ".join(french.split())}.get(language, heading.text)
            assert (heading.text == title) == (language == "en"), key
            told = [one.text for one in html.all("p", class_="quiet")]
            assert f"{' '.join(ours.split())}." in told, key

    def test_titles_of_documents_stay_in_their_language(self, real: Visitor):
        for key, language, title in (
            ("maelezo-serikali-yaionya-manispaa-ya-kigoma-ujiji-ushiriki-ogp", "sw", "Serikali yaionya"),
            ("paris-fr-comment-bien-utiliser-lapplication-dansmarue", "fr", "Comment bien utiliser"),
        ):
            heading = real.page(f"/es/sources/{key}").one("h1")
            assert heading.text.startswith(title) and heading["lang"] == language

    def test_lists_of_sources_tell_our_descriptions_from_titles(self, real: Visitor):
        html = real.page("/pt/commitments/bojonegoro-2017-01")
        listed = html.one("ul", class_="sources").all("li")
        ours = [one for one in listed if "Descrição nossa: o título não foi visto" in one.text]
        assert 0 < len(ours) < len(listed)
        for one in ours:
            assert one.one("h3").text.startswith("Página do setor de") and "indonésio" in one.text
            assert not one.one("h3").one("a").get("lang") and one.one("h3").one("a")["hreflang"] == "id"

    def test_a_source_lists_its_commitments(self, real: Visitor):
        html = real.page("/en/sources/ogp-par0001-en")
        assert results(html) == ["paris-2017-01"]
        assert html.one("a", class_="address")["href"].startswith("https://")


class TestProgramme:
    @pytest.mark.parametrize(
        ("language", "city", "elsewhere"), [("es", "París", "fr"), ("ko", "파리", "fr"), ("fr", "Paris", "")]
    )
    def test_places_are_called_as_elsewhere_in_the_language(
        self, real: Visitor, language: str, city: str, elsewhere: str
    ):
        html = real.page(f"/{language}/programme")
        told = {key: html.one("article", id=key).one("p", class_="quiet") for key in (
            "ogp-summit-paris-2016", "renouveau-de-la-democratie-2016"
        )}  # fmt: skip
        summit, table = told.values()
        assert summit.text.endswith(f" · {city}") and not summit.all("span", lang="fr")
        assert table.text.endswith(" · Gaîté lyrique")
        assert len(table.all("span", lang="fr")) == (elsewhere == "fr")


def of_a_table(rows: list[list[str]], **cells: str) -> list[str]:
    """A row after the header ``rows[0]``; what is not named is as in the first row."""
    header, first = rows[0], dict(zip(rows[0], rows[1], strict=True))
    return [cells.get(column, first[column]) for column in header]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """60 statements more on one commitment, 60 on its plan as a whole."""
    folder = make_small(tmp_path_factory.mktemp("long") / "package")
    rows = cells(folder, "updates")
    for number in range(60):
        month = f"{2012 + number // 12}-{number % 12 + 1:02}"
        rows.append(
            of_a_table(rows, update_id=f"aville-2017-01-u{number + 10}", date=month, note=f"Number {number}")
        )
        rows.append(of_a_table(rows, update_id=f"aville-2017-u{number + 10}", date=month, commitment_id=""))
    put(folder, "updates", rows)
    return visit(folder)


class TestLongTimelines:
    @pytest.mark.parametrize(
        ("address", "entries", "each"),
        [
            ("/en/commitments/aville-2017-01", 60 + 4 + 2, 5),
            ("/en/plans/aville-2017", 60 + 1, 5),
            ("/en/sources/aville-news", 60 + 60 + 4, 25),
        ],
    )
    def test_are_shown_page_by_page(self, long: Visitor, address: str, entries: int, each: int):
        seen, pages = [], -(-entries // each)
        for number in range(1, pages + 1):
            html = long.page(f"{address}?page={number}" if number > 1 else address)
            assert_sound(html, address, "en")
            listed = html.one("ol", class_="timeline-list").all("li")
            assert len(listed) == each or number == pages
            seen += [item.text for item in listed]
            assert html.one("nav", class_="pager").one("li", **{"aria-current": "page"}).text == (
                f"Page {number} of {pages}"
            )
            following = html.all("a", rel="next")
            following = [link["href"] for link in following if "page=" in link["href"]]
            assert following == ([f"{address}?page={number + 1}"] if number < pages else [])
        assert len(seen) == entries

    @pytest.mark.parametrize(
        "address", ["/commitments/aville-2017-01?page=15", "/plans/aville-2017?page=14",
                    "/sources/aville-news?page=6", "/commitments/aville-2017-01?page=99999",
                    "/commitments/aville-2017-01?page=" + "9" * 300]
    )  # fmt: skip
    def test_beyond_the_end_there_is_no_page(self, long: Visitor, address: str):
        assert long.answer(f"/en{address}").status == 404

    @pytest.mark.parametrize("page", ["0", "-1", "x", "", "²"])
    def test_what_is_no_number_is_the_first_page(self, long: Visitor, page: str):
        address = "/en/commitments/aville-2017-01"
        assert long.answer(f"{address}?page={page}").body == long.answer(address).body

    def test_the_last_word_is_on_every_page(self, long: Visitor):
        address = "/en/commitments/aville-2017-01"
        verdicts = {long.page(f"{address}?page={n}").one("section", class_="government").text for n in (2, 3)}
        assert verdicts == {long.page(address).one("section", class_="government").text}


class TestMuchSaid:
    def test_is_counted_in_the_picture_and_makes_no_page_long(self, tmp_path, invented: Visitor):
        """A picture counts all statements, its table has the latest, and the page stays small."""
        folder = make_small(tmp_path / "package")
        head, first, *rest = cells(folder, "updates")
        date = head.index("date")
        days = [f"2017-{number % 12 + 1:02d}-{number % 28 + 1:02d}" for number in range(2000)]
        more = [
            [f"aville-2017-01-u{1000 + number}", *first[1:date], day, *first[date + 1 :]]
            for number, day in enumerate(days)
        ]
        put(folder, "updates", [head, first, *rest, *more])
        crowded = visit(folder)
        for address in ("/en/governments/aville", "/en/plans/aville-2017"):
            html, quiet = crowded.page(address), invented.page(address)
            lanes = [one for one in html.all("g", class_="counts") if one.all("use")]
            counts = [int(text.text) for lane in lanes for text in lane.all("text")]
            assert len(more) <= sum(counts) <= len(more) + len(rest) + 20  # 20: steps that were due
            assert len(table_of(html, "time")) <= 61
            assert len(crowded.answer(address).body) < len(invented.answer(address).body) + 40_000
            assert quiet.one("h1").text == html.one("h1").text


PLACES = ("/governments/aville", "/plans/aville-2017", "/commitments/aville-2017-01", "/sources/aville-news")


@pytest.mark.parametrize("contact", ["", "https://example.org/tell"])
def test_errors_can_be_told_where_an_address_is_named_and_nowhere_else(tmp_path: Path, contact: str):
    folder = make_small(tmp_path / "package")
    if contact:
        edit(folder, "datapackage.json", '"as_of":', f'"contact": "{contact}", "as_of":')
    visitor = visit(folder)
    for place in PLACES:
        links = {link.text: link["href"] for link in visitor.page(f"/en{place}").one("main").all("a")}
        assert links.get("Tell us about an error", "") == contact, place
        assert links.get("How to correct us", "") == ("" if contact else "/en/how-we-know#correct"), place

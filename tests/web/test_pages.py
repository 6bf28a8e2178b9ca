"""The pages as HTML, by Datasette's front door: what they say, where they lead, what they escape."""

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from babel.dates import format_date
from conftest import ROOT, make_small

from opengov import languages
from opengov.build import build
from opengov.package import Package
from opengov.web.app import make_datasette
from opengov.web.faults import TITLES
from opengov.web.queries import ORDER, shipped
from web.html import Element, read

ROWS = (
    "/opengov/commitments/paris-2017-01",
    "/opengov/commitments/buenos-aires-2018-10",
    "/opengov/governments/sao-paulo",
    "/opengov/action_plans/paris-2017",
    "/opengov/assessments/austin-2017-01-a1",
    "/opengov/sources/20minutes-paris-renovation-energetique-code-de-la-rue-plan",
    "/opengov/codelist_completion/limited",
    "/opengov/commitment_policy_areas/austin-2017-01,capacity-building",
)
OTHERS = (
    "/opengov",
    "/opengov/commitments?_search=budget",
    "/opengov/commitments?_search=%22unclosed",
    "/opengov/commitments?plan_id=paris-2017&_facet=number&_sort_desc=title",
    "/opengov/commitments?title__contains=open&start_date__isnull=1&_where=number+%3D+1",
    "/opengov/commitments?_columns=all",
    "/opengov/updates?_next=2020,austin-2017-01-u01&_sort_desc=date",
    "/opengov?sql=select+*+from+updates",
    "/opengov?sql=select+:number+as+given&number=3",
)


def query(sql: str, db: Path, *arguments: str) -> list[tuple]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql, arguments).fetchall()


async def page(site, path: str, status: int = 200, accept: str = "en") -> Element:
    response = await site.client.get(path, headers={"accept-language": accept})
    assert response.status_code == status, (path, response.status_code)
    return read(response.text)


def assert_clean(html: Element, path: str, language: str = "en") -> None:
    """Nothing that our CSP would stop, nothing from elsewhere, one of each landmark."""
    assert html.one("html")["lang"] == language
    assert html.one("head").one("title").text and html.one("h1").text, path
    within = {id(found) for found in html.one("main").within}  # where a header is no landmark
    for landmark in ("header", "footer"):
        assert len([found for found in html.all(landmark) if id(found) not in within]) == 1, path
    assert html.one("a", class_="skip")["href"] == "#" + html.one("main")["id"]
    identifiers = [found["id"] for found in html.within if found.get("id")]
    assert len(set(identifiers)) == len(identifiers), path
    assert not html.all("style", "iframe", "object", "base"), path
    for found in html.within:
        assert "style" not in found.attributes, (path, found.tag)
        assert not any(name.startswith("on") for name in found.attributes), (path, found)
        for name in ("src", "action", "srcset"):
            assert found.get(name, "/").startswith("/"), (path, found.attributes)
        assert found.tag != "link" or found["href"].startswith("/"), (path, found.attributes)
        assert found.tag != "script" or found.get("src"), path
        assert not found.get("href").startswith("http") or "noopener" in found.get("rel"), found.attributes
        assert not found.get("href").startswith("javascript:"), found.attributes


async def test_every_page_is_clean(site):
    guide = site.jinja_env.globals["site"]
    paths = [f"/opengov/{name}" for name in (*guide.tables, *ORDER)]
    for path in (*paths, *ROWS, *OTHERS):
        assert_clean(await page(site, path), path)


async def test_every_link_of_the_main_pages_leads_somewhere(site):
    seen: set[str] = set()
    for path in ("/opengov", "/opengov/updates?_size=5", "/opengov/overdue?government=paris", *ROWS):
        links = (link["href"] for link in (await page(site, path)).all("a"))
        seen |= {link.partition("#")[0] for link in links if link.startswith("/")}
    assert len(seen) > 150
    for link in seen:
        assert (await site.client.get(link, follow_redirects=True)).status_code == 200, link


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("FR-ca", "fr"),
        ("ko;q=0.2, pt-BR;q=0.9", "pt"),
        ("de, it;q=0.5, *;q=0.1", "en"),
        ("fr;q=0", "en"),
        ("fr;q=x, \0, ,;q=1,", "en"),
    ],
)
async def test_the_start_leads_to_the_language_of_the_visitor(site, accepted, language):
    response = await site.client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response.headers["location"]) == (302, f"/{language}/")
    assert response.headers["vary"] == "Accept-Language", "a cache must not hand it to everyone"


class TestDatabase:
    async def test_says_what_this_is_and_how_much_of_it_there_is(self, site, real_db):
        html = await page(site, "/opengov")
        assert "are kept apart" in html.one("p", class_="lead").text
        entries = {entry.all("a")[0]["href"]: entry for entry in html.all("li") if entry.all("small")}
        for name in ("governments", "commitments", "updates", "sources", "milestones", "edition"):
            (count,) = query(f"SELECT count(*) FROM {name}", real_db)[0]
            rows = f"{count:,} row" + "s" * (count != 1)
            assert entries[f"/opengov/{name}"].one("small").text == rows
            (json_link,) = [link for link in entries[f"/opengov/{name}"].all("a") if link.text == "JSON"]
            assert len((await site.client.get(json_link["href"])).json()) == count

    async def test_stands_in_the_frame_of_the_site(self, site):
        html = await page(site, "/opengov")
        edition = site.metadata()["edition"]
        assert html.one("header").one("a", class_="name")["href"] == "/en/"
        day = format_date(date.fromisoformat(edition["as_of"]), "long", "en")
        said = {
            True: f"Edition {edition['version']}, true as of {day}.",
            False: f"Unreleased, after edition {edition['version']}; true as of {day}.",
        }
        assert said[edition["edition"] == edition["version"]] in html.one("footer").text
        assert edition["as_of"] == Package.open(ROOT).as_of

    async def test_lists_questions_and_tables_by_their_titles(self, site):
        html = await page(site, "/opengov")
        links = {link["href"]: link.text for link in html.one("main").all("a")}
        for question in shipped():
            assert links[f"/opengov/{question.name}"] == question.title
        assert links["/opengov/commitment_overview"] == "All commitments at a glance"
        assert "/opengov/commitment_search" not in links
        assert links["/opengov/sources.csv?_stream=on"] == "CSV"


class TestLanguage:
    """Datasette's own pages are in English, in a frame and with labels in the language of their visitor."""

    PATHS = ("/opengov", "/opengov/updates", "/opengov/updates/paris-2017-01-u01", "/opengov/promises")

    @pytest.mark.parametrize("language", ["en", "fr", "ka"])
    async def test_frame_is_in_that_of_the_visitor(self, site, language):
        for path in self.PATHS:
            html = await page(site, path, accept=language)
            assert_clean(html, path)
            above, below = html.all("div", class_="frame")
            assert above.one("header") and below.one("footer")
            assert above["lang"] == below["lang"] == language
            assert above.one("a", class_="name")["href"] == f"/{language}/"
            name = languages.translations(language).gettext("Open government commitments")
            assert above.one("a", class_="name").text == name
            assert (name == "Open government commitments") == (language == "en")

    async def test_labels_of_codes_are_in_that_of_the_visitor(self, site):
        path = "/opengov/updates?status=complete"
        for language, label in (("fr", "Réalisé"), ("en", "Done")):
            found = [row["Status claimed"] for row in (await page(site, path, accept=language)).rows()]
            assert found and {cell.text for cell in found} == {label}
            marks = {mark["lang"] for cell in found for mark in cell.all("span") if mark.get("lang")}
            assert marks == {language} - {"en"}, "the page around it is English"
            assert {cell.one("a")["href"] for cell in found} == {"/opengov/codelist_status/complete"}
        assert "Réalisé" in (await page(site, "/opengov/updates", accept="fr")).text

    async def test_data_are_the_same_for_everyone(self, site):
        for path in ("/opengov/updates.json?_labels=on&_shape=array", "/opengov/updates.csv?_labels=on"):
            french = await site.client.get(path, headers={"accept-language": "fr"})
            assert french.text == (await site.client.get(path)).text
            assert "vary" not in french.headers

    async def test_caches_are_told(self, site):
        for path in self.PATHS:
            varies = (await site.client.get(path)).headers["vary"].split(", ")
            assert "Accept-Language" in varies, path
            assert {"Cookie", "Authorization", "*"}.isdisjoint(varies), path


class TestTable:
    async def test_is_explained(self, site):
        html = await page(site, "/opengov/commitments")
        assert html.one("h1").text == "Commitments"
        assert "one row a commitment" in html.one("p", class_="lead").text
        meanings = html.one("dl", class_="meaning")
        assert "OGP id ogp_id" in [term.text for term in meanings.all("dt")]
        assert len(meanings.all("dd")) == 19 and all(meaning.text for meaning in meanings.all("dd"))
        take = html.one("section", class_="take")
        assert take.one("a", href="https://creativecommons.org/licenses/by/4.0/")
        assert take.one("a", href="/opengov/sources")

    async def test_is_searched_by_a_labelled_field(self, site):
        html = await page(site, "/opengov/commitments")
        field = html.one("input", id="table-search")
        assert html.one("label", **{"for": field["id"]}).text
        (form,) = [form for form in html.all("form") if form.all("input", id="table-search")]
        found = await page(site, f"{form['action']}?{field['name']}=sao+paulo")
        assert len(found.rows()) == 14
        assert {row["Commitment"].text[:9] for row in found.rows()} == {"sao-paulo"}

    async def test_labels_and_links_its_foreign_keys(self, site):
        html = await page(site, "/opengov/assessments?assessment_id=austin-2017-01-a1")
        (row,) = html.rows()
        assert row["Completion"].text == "Not published as text"
        assert row["Completion"].one("a")["href"] == "/opengov/codelist_completion/not-published"
        assert row["Commitment"].text == "Ending Homelessness austin-2017-01"

    async def test_leaves_columns_aside_until_asked(self, site):
        brief = await page(site, "/opengov/commitments?plan_id=paris-2017")
        assert "Title (French)" not in brief.rows()[0]
        more = next(link for link in brief.all("a") if link.text == "Show every column")
        full = await page(site, more["href"])
        assert len(full.rows()[0]) == 19 and len(full.rows()) == len(brief.rows()) == 5
        assert full.rows()[0]["Title (French)"].one("span", lang="fr")

    async def test_marks_languages_and_titles_that_are_not_official(self, site):
        rows = (await page(site, "/opengov/commitments?plan_id=paris-2017&_columns=all")).rows()
        first, last = rows[0], rows[-1]
        assert first["Original title"].one("span", lang="fr").text == "Un Budget Participatif plus inclusif"
        assert first["Title"].text == "A More Inclusive Participatory Budget"
        assert last["Title"].text == "Kick-off of the City of Paris innovation lab (our translation)"
        (old,) = (await page(site, "/opengov/commitments?commitment_id=buenos-aires-2018-10")).rows()
        assert old["Title"].one("span", class_="kind").text.endswith("superseded)")
        source = await page(site, "/opengov/sources?source_id=50center-detailframeview-do")
        assert source.rows()[0]["Title"].one("span", lang="ko")

    async def test_facets_count_and_narrow(self, site):
        html = await page(site, "/opengov/updates")
        facets = {
            found.one("summary").text: found for found in html.one("div", class_="tools").all("details")
        }
        reporter = next(facet for name, facet in facets.items() if name.startswith("Reporter"))
        (government,) = [entry for entry in reporter.all("li") if entry.text.startswith("Government")]
        narrowed = await page(site, government.one("a")["href"])
        count = int(government.one("span").text)
        assert narrowed.one("h2", id="rows").text.startswith(f"{count} rows")
        assert narrowed.one("ul", class_="applied").text.startswith("Reporter is Government remove")
        (remove,) = narrowed.one("ul", class_="applied").all("a")
        assert "310 rows" in (await page(site, remove["href"])).one("h2", id="rows").text

    async def test_filters_by_any_column_in_words(self, site):
        html = await page(site, "/opengov/commitments")
        form = next(found for found in html.all("form") if found.all("select", name="_filter_op"))
        options = {
            option["value"]: option.text for option in form.one("select", name="_filter_op").all("option")
        }
        assert options["exact"] == "is" and options["isnull__1"] == "is blank"
        columns = [option.text for option in form.one("select", name="_filter_column").all("option")]
        assert "Number in the plan" in columns and "number" not in columns
        path = f"{form['action']}?_filter_column=title&_filter_op=contains&_filter_value=housing"
        answer = await site.client.get(path, follow_redirects=True)
        applied = read(answer.text).one("ul", class_="applied")
        assert applied.text == "Title contains housing remove this filter"

    async def test_counts_by_any_column(self, site):
        html = await page(site, "/opengov/commitments?plan_id=paris-2017")
        (form,) = [found for found in html.all("form") if found.all("select", name="_facet")]
        names = [option["value"] for option in form.all("option")]
        assert "number" in names and "plan_id" not in names
        hidden = "&".join(f"{field['name']}={field['value']}" for field in form.all("input", type="hidden"))
        counted = await page(site, f"{form['action']}?_facet=number&{hidden}")
        (facet,) = [found for found in counted.all("details") if "open" in found.attributes]
        assert facet.one("summary").text.startswith("Number in the plan ")
        assert "5 rows" in counted.one("h2", id="rows").text

    async def test_sorts_by_its_headings(self, site):
        html = await page(site, "/opengov/governments")
        assert not [heading for heading in html.all("th") if heading.get("aria-sort") == "descending"]
        (name,) = [heading for heading in html.one("thead").all("th") if heading.text == "Name"]
        once = await page(site, name.one("a")["href"])
        (sorted_by,) = [heading for heading in once.all("th") if heading.get("aria-sort")]
        assert (sorted_by.text, sorted_by["aria-sort"]) == ("Name", "ascending")
        twice = await page(site, sorted_by.one("a")["href"])
        assert [row["Name"].text for row in twice.rows()] == [row["Name"].text for row in once.rows()][::-1]

    async def test_next_page_after_next_page_shows_every_row_once(self, site, real_db):
        path, ids = "/opengov/commitments?_sort_desc=title", []
        while path:
            html = await page(site, path)
            ids += [row["Commitment"].text for row in html.rows()]
            path = next((link["href"] for link in html.all("a", rel="next")), "")
        assert sorted(ids) == sorted(
            key for (key,) in query("SELECT commitment_id FROM commitments", real_db)
        )

    @pytest.mark.parametrize(
        "path",
        [
            "/opengov/commitment_institutions",
            "/opengov/updates?reporter=government",
            "/opengov/latest_updates",
        ],
    )
    async def test_downloads_hold_as_many_rows_as_they_say(self, site, path):
        html = await page(site, path)
        links = {link.text: link["href"] for link in html.one("section", class_="take").all("a")}
        (name,) = [text for text in links if text.startswith("CSV, ")]
        rows = int(re.sub(r"\D", "", name))
        assert int(re.sub(r"\D", "", html.one("h2", id="rows").text.partition(" row")[0])) == rows > 100
        text = (await site.client.get(links[name])).text
        assert len(list(csv.reader(io.StringIO(text)))) == rows + 1
        (name,) = [text for text in links if text.startswith("JSON, ")]
        taken = (await site.client.get(links[name])).json()
        assert len(taken) == (rows if f"{rows:,} row" in name and "first" not in name else 1500)

    async def test_codes_and_words_in_one_download(self, site):
        html = await page(site, "/opengov/assessments")
        (link,) = [link for link in html.all("a") if link.text == "CSV with the words beside the codes"]
        first = next(csv.DictReader(io.StringIO((await site.client.get(link["href"])).text)))
        assert (first["completion"], first["completion_label"]) == ("not-published", "Not published as text")

    async def test_says_when_nothing_matches(self, site):
        html = await page(site, "/opengov/commitments?_search=xyzzyx")
        assert "Nothing in this edition matches" in html.one("p", class_="notice").text
        assert html.one("input", id="table-search")["value"] == "xyzzyx"


class TestRow:
    async def test_of_a_commitment_shows_both_voices_and_their_sources(self, site):
        html = await page(site, "/opengov/commitments/paris-2017-02")
        assert html.one("h1").text == "To Give the Parisians Tools to Be Committed"
        (government,) = html.all("section", **{"aria-labelledby": "government-says"})
        (assessor,) = html.all("section", **{"aria-labelledby": "assessor-says"})
        assert "July 2019" in government.text and "Not published as text" not in government.text
        assert "Final IRM Report" in assessor.text and "Not published as text" in assessor.text
        assert all(link["rel"] == "noopener noreferrer" for link in government.all("a"))
        assert government.all("a", lang="fr")
        assert (
            html.one("main").all("span", lang="fr")[0].text == "Donner aux Parisiens les moyens de s’engager"
        )

    async def test_of_a_superseded_listing_says_so(self, site):
        html = await page(site, "/opengov/commitments/buenos-aires-2018-10")
        notice = html.one("p", class_="notice")
        successors = (await page(site, notice.one("a")["href"])).rows()
        assert [row["New id"].all("a")[0]["href"] for row in successors] == [
            "/opengov/commitments/buenos-aires-2018-08",
            "/opengov/commitments/buenos-aires-2018-09",
        ]

    async def test_labels_what_it_refers_to_and_counts_what_refers_to_it(self, site):
        html = await page(site, "/opengov/milestones/austin-2017-05-m01")
        record = html.one("dl", class_="record")
        shown = dict(zip((term.text for term in record.all("dt")), record.all("dd"), strict=True))
        assert shown["Commitment"].text == "Project Tracking austin-2017-05"
        assert shown["Commitment"].one("a")["href"] == "/opengov/commitments/austin-2017-05"
        assert shown["Kind of title"].text == "Official"
        assert "Left blank: " in html.text
        html = await page(site, "/opengov/governments/paris")
        assert html.one("a", href="/opengov/action_plans?government_id=paris").text == "Action plans: 3 rows"

    async def test_says_in_which_language_a_source_is(self, site):
        html = await page(site, "/opengov/sources/50center-detailframeview-do")
        assert html.one("h1")["lang"] == "ko"
        (address,) = html.all("a", class_="url")
        assert address["href"].startswith("http://dongjak") and address["rel"] == "noopener noreferrer"


@pytest.mark.parametrize("name", ORDER)
async def test_a_question_shows_a_form_and_rows_before_anything_is_chosen(site, name):
    html = await page(site, f"/opengov/{name}")
    question = next(found for found in shipped() if found.name == name)
    assert html.one("h1").text == question.title
    assert html.rows() and list(html.rows()[0]) == [
        title for column, title in question.columns.items() if column not in question.aside
    ]
    for parameter in question.parameters:
        choice = html.one("select", name=parameter)
        assert html.one("label", **{"for": choice["id"]}).text.startswith(question.parameters[parameter])
        assert choice.all("option")[0].text.startswith("All ")
    links = {link.text: link["href"] for link in html.one("section", class_="take").all("a")}
    (name,) = [text for text in links if text.startswith("JSON, ")]
    answer = (await site.client.get(links[name])).json()
    assert len(answer) == len(html.rows()) and list(answer[0]) == list(question.columns)
    assert "SELECT" in html.one("pre").text and "FROM" in html.one("pre").text


async def test_a_question_keeps_what_was_chosen(site):
    html = await page(site, "/opengov/policy_area?policy_area=open-data")
    assert html.one("option", selected="").text == "Open Data"
    assert html.rows() and all("Open Data" in row["Policy areas"].text for row in html.rows())


async def test_a_question_says_so_when_nothing_is_known(site):
    html = await page(site, "/opengov/overdue?government=nowhere")
    assert "No dated step of this government is known to be overdue." in html.one("p", class_="notice").text


async def test_a_question_can_be_changed_as_sql(site):
    html = await page(site, "/opengov/promises?government=paris")
    (change,) = [link for link in html.all("a") if link.text == "Change it and ask again"]
    editor = await page(site, change["href"])
    assert "FROM commitment_overview" in editor.one("textarea").text
    assert len(editor.rows()) == len(html.rows())


class TestSql:
    async def test_has_a_labelled_editor_and_parameters(self, site):
        html = await page(
            site, "/opengov?sql=select+commitment_id+from+commitments+where+plan_id=:plan&plan=paris-2017"
        )
        assert html.one("label", **{"for": html.one("textarea")["id"]}).text
        assert html.one("input", name="plan")["value"] == "paris-2017"
        assert html.rows()[0]["commitment_id"].one("a")["href"] == "/opengov/commitments/paris-2017-01"

    async def test_says_what_is_wrong(self, site):
        html = await page(site, "/opengov?sql=select+nope", 400)
        assert "no such column: nope" in html.one("main").text

    async def test_the_example_works(self, site):
        example = (await page(site, "/opengov")).one("textarea").children[0]
        answer = await site.client.get("/opengov.json", params={"sql": example, "_shape": "array"})
        assert len(answer.json()) == 50

    async def test_says_when_an_answer_is_cut(self, site):
        sql = "select+a.commitment_id+from+commitments+a,commitments+b"
        html = await page(site, f"/opengov?sql={sql}")
        assert html.one("h2", id="rows").text == "The first 1,500 rows"
        assert "LIMIT" in html.one("p", class_="notice").text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nope", 404),
        ("GET", "/opengov/nope", 404),
        ("GET", "/opengov/commitments/nope-2017-01", 404),
        ("GET", "/-/versions", 404),
        ("GET", "/c/nope", 404),
        ("GET", "/opengov/commitments?_sort=nope", 400),
        ("GET", "/opengov?sql=delete+from+updates", 400),
        ("GET", "/opengov//commitments", 400),
        ("GET", "/" + "x" * 2000, 414),
        ("POST", "/opengov/commitments", 405),
    ],
)
async def test_errors_are_pages_in_plain_words(site, method, path, status, language):
    response = await site.client.request(method, path, headers={"accept-language": language})
    assert response.status_code == status
    assert response.headers["content-language"] == language
    assert "Accept-Language" in response.headers["vary"]
    html = read(response.text)
    assert_clean(html, path, language)
    assert html.one("h1").text == languages.translations(language).gettext(TITLES[status])
    assert (html.one("h1").text == TITLES[status]) == (language == "en")
    message = html.one("p", class_="lead")
    assert message.text and message.get("lang", language) in (language, "en")
    assert html.one("form", role="search")["action"] == f"/{language}/search"
    assert [link for link in html.one("main").all("a") if link["href"] == f"/{language}/"]
    assert html.one("meta", name="robots")["content"] == "noindex"
    assert "Traceback" not in response.text and ".py" not in response.text and str(ROOT) not in response.text


async def test_an_error_in_the_pages_of_a_language_is_in_that_language(site):
    """Whatever the browser asks for: the address has said it."""
    for path, status in (("/fr/nope", 404), ("/fr/commitments/nope", 404), ("/fr//commitments", 400)):
        html = await page(site, path, status, accept="ko")
        assert html.one("html")["lang"] == "fr", path


async def test_a_message_without_translation_is_marked_as_english(site):
    html = await page(site, "/opengov/commitments?_sort=nope", 400, accept="fr")
    assert html.one("p", class_="lead").text == "Cannot sort table by nope"
    assert html.one("p", class_="lead")["lang"] == "en"


async def test_a_closed_address_suggests_what_is_near_to_it(site):
    """Not what is near to a name that we gave it."""
    html = await page(site, "/-/zzyzxq", 404)
    assert not html.all("h2", id="near")
    html = await page(site, "/_memory/pariss", 404)
    assert html.one("section", **{"aria-labelledby": "near"}).one("a", href="/en/governments/paris")


HOSTILE = "<img src=x onerror=alert(1)>\"'&amp;</td>"
FREE = frozenset(
    """name name_original name_fr title title_original title_fr summary summary_fr note note_fr publisher
    place label_en label_fr description_en description_fr status_claimed status_claimed_fr
    report_title""".split()  # noqa: SIM905
)


@pytest.fixture
async def hostile(tmp_path: Path):
    """The site over data in which every free text is an attack."""
    root = make_small(tmp_path / "package")
    for table in Package.open(root).tables:
        file = root / table.path
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
        for number, row in enumerate(rows):
            for name in set(row) & FREE:
                row[name] = row[name] and HOSTILE + row[name]
            if "url" in row:
                scheme = "javascript:alert(1)//" if number % 2 else "https://"
                row["url"] = f'{scheme}example.org/{number}"><script>alert(1)</script>'
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, table.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    descriptor = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["title"] = descriptor["description"] = HOSTILE
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    site = make_datasette(build(Package.open(root), tmp_path / "hostile.db").path)
    await site.invoke_startup()
    yield site
    site.get_database("opengov").close()


async def assert_escaped(site, path: str, language: str = "en", status: int = 200) -> bool:
    """Whether the page shows the attack at all: as text, and only as text."""
    response = await site.client.get(path)
    assert response.status_code == status, path
    assert "<img src=x" not in response.text and "<script>" not in response.text, path
    html = read(response.text)
    assert_clean(html, path, language)
    return HOSTILE in html.text


async def test_whatever_stands_in_the_data_is_text(hostile):
    guide = hostile.jinja_env.globals["site"]
    rows = [
        "commitments/aville-2017-01",
        "governments/aville",
        "sources/ogp-aville",
        "action_plans/aville-2017",
    ]
    paths = [
        "/opengov",
        "/opengov?sql=select+c.title,c.title_fr,c.summary,s.url+from+commitments+c,sources+s",
        *(f"/opengov/{name}" for name in (*guide.tables, *ORDER, *rows)),
        "/opengov/commitments?_facet=title&_columns=all",
    ]
    assert sum([await assert_escaped(hostile, path) for path in paths]) > 30


@pytest.mark.parametrize("language", ["en", "fr", "ka"])
async def test_whatever_stands_in_the_data_is_text_on_our_own_pages(hostile, language):
    pages = (
        *("", "search", "search?q=aville&government=aville", "programme", "how-we-know", "policy-areas"),
        *("policy-areas/open-data", "governments/aville", "plans/aville-2017", "sources/ogp-aville"),
        *("commitments/aville-2017-01", "commitments/beeton-2017-02"),
    )
    for name in pages:
        assert await assert_escaped(hostile, f"/{language}/{name}", language), name
    assert await assert_escaped(hostile, f"/{language}/governments/avile", language, status=404)


@pytest.mark.parametrize(
    "attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'--", "{{ 7*7 }}"]
)
async def test_whatever_stands_in_the_address_is_text(site, attack):
    for path, name in (
        ("/opengov/commitments", "_search"),
        ("/opengov/commitments", "title"),
        ("/opengov/commitments", "title__contains"),
        ("/opengov/commitments", "nope"),
        ("/opengov/commitments", "_where"),
        ("/opengov/promises", "government"),
        ("/opengov", "sql"),
        ("/en/search", "q"),
        ("/en/search", "government"),
        ("/en/search", "page"),
        ("/en/commitments/paris-2017-01", "page"),
    ):
        response = await site.client.get(path, params={name: attack})
        assert response.status_code in (200, 400)
        assert "<script>alert" not in response.text and "<img src=x" not in response.text
        assert_clean(read(response.text), f"{path}?{name}={attack}")
    assert (
        "49"
        not in read((await site.client.get("/opengov/commitments?_search={{7*7}}")).text)
        .one("ul", class_="applied")
        .text
    )


async def test_links_carry_the_rest_of_the_question_along(site):
    html = await page(site, "/opengov/updates?reporter=government&_sort=date&_size=5")
    (following,) = html.all("a", rel="next")
    arguments = dict(parse_qsl(urlsplit(following["href"]).query))
    assert (
        arguments["reporter"] == "government" and arguments["_sort"] == "date" and arguments["_size"] == "5"
    )


async def test_static_files_are_served_under_the_address_that_pages_name(site):
    html = await page(site, "/opengov")
    for link, kind in (
        (html.one("link", rel="stylesheet"), "text/css"),
        (html.one("link", rel="icon"), "image/svg+xml"),
    ):
        assert re.match(r"/assets/[0-9a-f]{12}/opengov\.\w+\Z", link["href"])
        response = await site.client.get(link["href"])
        assert response.status_code == 200 and response.headers["content-type"].startswith(kind)
        assert "//" not in response.text.replace("http://www.w3.org/2000/svg", "")
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        former = "/".join(["/assets/0123456789ab", link["href"].rpartition("/")[2]])
        gone = await site.client.get(former)
        assert gone.status_code == 404 and "immutable" not in gone.headers["cache-control"]


async def test_a_style_sheet_is_packed_for_who_takes_that(site):
    href = (await page(site, "/opengov")).one("link", rel="stylesheet")["href"]
    packed = await site.client.get(href, headers={"accept-encoding": "gzip"})
    plain = await site.client.get(href, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and packed.text == plain.text
    assert int(packed.headers.get("content-length", 0)) < len(plain.content)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    for answer, takes in ((plain, "identity"), (packed, "gzip")):
        asked = {"accept-encoding": takes, "if-none-match": answer.headers["etag"]}
        kept = await site.client.get(href, headers=asked)
        assert (kept.status_code, kept.content) == (304, b"")


async def test_a_promise_tells_what_was_said_of_its_whole_plan(site):
    """The city called all five projects of 2017 complete: not a word on this one, and yet about it."""
    text = (await page(site, "/opengov/commitments/austin-2017-04")).text
    assert "What was said of the whole plan" in text
    assert "declared all five projects of the first year complete" in text


async def test_the_page_on_2017_links_to_the_proof_of_what_it_shows(site):
    """A finding that an update tells has the update's source, not the page of the assessment."""
    rows = (await site.client.get("/opengov/outcomes_2017.json?government=&_shape=array")).json()
    shown = {row["commitment_id"]: row for row in rows}["tbilisi-2017-01"]
    assert shown["assessor_says"] == "Limited (in a statement, not a rating)"
    assert "tbilisi-final-irm-review-2017" in shown["assessor_source_url"]
    assert shown["results_source_url"].endswith("/TBI0001/")

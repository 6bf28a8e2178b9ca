"""Records that no editor would write: whatever a text holds is shown as text, on pages and in pictures."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import make_small

from web.html import Element, read
from web.site.package import cells, put, visit
from web.site.sound import assert_sound, links
from web.site.visit import Visitor

MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(2)></title></svg></style></textarea>"
    "\"'><svg onload=alert(3)>&amp;&lt;b&gt;<!-- --><![CDATA[x]]>"
)
SYNTAX = "{{ 7777*7777 }}{% for x in y %}{# no #}${7777*7777} %(x)s %s %d 100% %% %(title)s {title} {0}"
ODD = (
    "\u202eright to left\u202c \u2066\u200f \U0001f600\U0001f469\u200d\U0001f469\u200d\U0001f467 "
    "e\u0301\u0336 \x01\x07\x08\x0b\x1b\x7f\x85 \ufeff\ufffe\uffff \u0600"
)
HOSTILE = {
    "markup": MARKUP,
    "syntax": SYNTAX,
    "odd": ODD,
    "long": "x" * 3_000 + "Ångström & “co” " * 130,
}
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>",
    "vbscript:x", "//evil.example/", "https://a.example/\"onclick=\"alert(1)", " javascript:alert(1)",
    "https://b.example/<script>",
)  # fmt: skip
PROSE = {  # the columns of each table that hold text; codes and keys stay as they are
    "governments": ("name", "name_original", "name_fr", "summary", "summary_fr", "note", "note_fr"),
    "action_plans": ("title", "title_original", "title_fr", "summary", "summary_fr", "note", "note_fr"),
    "commitments": (
        "number",
        "title",
        "title_original",
        "title_fr",
        "summary",
        "summary_fr",
        "note",
        "note_fr",
    ),
    "milestones": ("title", "title_original", "title_fr", "summary", "summary_fr", "note", "note_fr"),
    "updates": ("status_claimed", "status_claimed_fr", "note", "note_fr"),
    "assessments": ("report_title", "note", "note_fr"),
    "events": ("title", "title_original", "title_fr", "place", "summary", "summary_fr", "note", "note_fr"),
    "initiatives": ("title", "title_original", "title_fr", "summary", "summary_fr", "note", "note_fr"),
    "sources": ("title", "publisher", "note", "note_fr"),
    "superseded_ids": ("note", "note_fr"),
    "commitment_institutions": ("name",),
    "event_institutions": ("name",),
    "initiative_institutions": ("name",),
}
LABELS = ("label_en", "label_fr", "description_en", "description_fr")
LINKED = {"governments": ("ogp_url", "official_url"), "sources": ("url", "archived_url")}
PATHS = (
    "/", "/governments/aville", "/governments/beeton", "/plans/aville-2017", "/plans/beeton-2017",
    "/commitments/aville-2017-01", "/commitments/beeton-2017-01", "/commitments/beeton-2017-02",
    "/policy-areas", "/sources/aville-news", "/sources/ogp-aville", "/programme", "/search", "/how-we-know",
)  # fmt: skip


def make_hostile(folder: Path, text: str) -> Visitor:
    """The small package with ``text`` in every column of prose and hostile addresses in every link."""
    for table, columns in PROSE.items():
        header, *rows = cells(folder, table)
        for number, row in enumerate(rows):
            for column in columns:
                # A key may hold it too: each text is another one.
                row[header.index(column)] = text if column != "name" else f"{text}{number}"
            for column in LINKED.get(table, ()):
                row[header.index(column)] = ADDRESSES[(number + len(column)) % len(ADDRESSES)]
            if "original_language" in header:
                row[header.index("original_language")] = "es"
        put(folder, table, [header, *rows])
    for path in (folder / "data" / "codelists").glob("*.csv"):
        header, *rows = cells(folder, f"codelists/{path.stem}")
        for row in rows:
            for column in LABELS:
                row[header.index(column)] = text
        put(folder, f"codelists/{path.stem}", [header, *rows])
    return visit(folder)


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Visitor]:
    folder = make_small(tmp_path_factory.mktemp("hostile") / "package")
    return HOSTILE[request.param], make_hostile(folder, HOSTILE[request.param])


def area(visitor: Visitor) -> str:
    return visitor.rows("SELECT '/policy-areas/' || policy_area FROM commitment_policy_areas LIMIT 1")[0][0]


def pictures(page: str) -> list[str]:
    """The text of every SVG that stands in the page itself."""
    found, depth, start = [], 0, 0
    for tag in re.finditer(r"<svg\b|</svg>", page):
        if tag[0] == "</svg>":
            depth -= 1
            if depth == 0:
                found.append(page[start : tag.end()])
        else:
            start = start if depth else tag.start()
            depth += 1
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_no_page_breaks_and_nothing_is_markup(hostile: tuple[str, Visitor]):
    _, visitor = hostile
    for path in (*PATHS, area(visitor)):
        answer = visitor.answer(f"/en{path}")
        assert answer.status == 200, path
        html = read(answer.body.decode())
        assert_sound(html, path, "en")
        assert not html.all("iframe", "object", "embed", "textarea", "style", "b"), path
        assert {one.get("type") for one in html.all("script")} <= {"application/ld+json"}, path
        # alert(…) is a word here and nothing else: in no attribute that runs, and in no element of its own.
        for found in html.within:
            assert not [name for name in found.attributes if name.startswith("on")], (path, found.attributes)
            assert found.tag != "img" or found["src"].startswith("/assets/"), (path, found.attributes)
        for link in links(html):
            assert re.match(r"https?://|mailto:|/(?!/)|#", link), (path, link)
        assert "60481729" not in html.text, "a template ran what a record holds"


def test_it_is_there_as_text(hostile: tuple[str, Visitor]):
    text, visitor = hostile
    html = visitor.page("/en/commitments/aville-2017-01")
    shown = squeezed(text)
    assert html.one("h1").text == shown
    assert html.one("p", class_="lead").text == shown
    assert squeezed(html.one("head").one("title").text).startswith(shown)
    assert shown in visitor.page("/en/governments/aville").one("h1").text
    assert visitor.page("/en/sources/aville-news").one("h1").text == shown
    assert shown in visitor.page("/fr/plans/aville-2017").one("main").text
    assert shown in visitor.page("/en/programme").one("main").text
    assert visitor.page("/es/commitments/aville-2017-01").one("h1").text == shown
    assert shown in visitor.page("/en/how-we-know").one("main").text


def test_the_description_for_machines_is_short_and_escaped(hostile: tuple[str, Visitor]):
    _, visitor = hostile
    for path in PATHS:
        head = visitor.page(f"/en{path}").one("head")
        assert len(head.one("meta", name="description")["content"]) <= 310
        assert all(len(meta["content"]) <= 310 for meta in head.all("meta", property="og:description"))


def test_every_picture_is_well_formed_xml(hostile: tuple[str, Visitor]):
    _, visitor = hostile
    seen = 0
    for path in ("/", "/governments/aville", "/plans/aville-2017", area(visitor)):
        page = visitor.answer(f"/ka{path}").body.decode()
        for svg in pictures(page):
            root = ElementTree.fromstring(svg)
            seen += 1
            for element in root.iter():
                assert not element.tag.endswith(("script", "foreignObject", "iframe")), path
                for name, value in element.attrib.items():
                    assert not name.lower().startswith("on"), (path, name)
                    assert "javascript:" not in value.lower() or not name.endswith("href"), (path, value)
                    assert name != "style", path
    assert seen >= 7


def test_search_shows_them_as_text(hostile: tuple[str, Visitor]):
    text, visitor = hostile
    for q in (text[:150], "Aville", "alert", "title"):
        answer = visitor.public.answer(visitor.connection, "en", ("search",), {"q": q})
        assert answer.status == 200
        html = read(answer.body.decode())
        assert html.one("input", id="q")["value"] == squeezed(q)
        assert_sound(html, q, "en")


def test_the_page_of_what_is_missing_is_safe_too(hostile: tuple[str, Visitor]):
    text, visitor = hostile
    for steps in ((text[:300],), ("governments", "avile"), ("commitments", text[:300])):
        answer = visitor.public.answer(visitor.connection, "en", steps, {})
        assert answer.status == 404
        assert_sound(read(answer.body.decode()), str(steps), "en")


def of_the_package(folder: Path, **changes: object) -> Visitor:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for name, value in changes.items():
        if name == "contact":
            descriptor["opengov"]["contact"] = value
        elif name == "licence":
            descriptor["licenses"][0] |= {"path": value, "title": MARKUP}
        else:
            descriptor[name] = value
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    return visit(folder)


def hrefs(html: Element) -> list[str]:
    return [link["href"] for link in html.all("a")]


@pytest.mark.parametrize("name", ["contact", "licence", "version", "name"])
def test_the_package_itself_may_be_hostile(tmp_path: Path, name: str):
    folder = make_small(tmp_path / "package")
    visitor = of_the_package(folder, **{name: 'javascript:alert(1)//<b>&"'})
    for path in PATHS:
        html = visitor.page(f"/en{path}")
        assert_sound(html, path, "en")
        for link in links(html):
            assert re.match(r"https?://|mailto:|/(?!/)|#", link), (path, link)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("mailto:help@city.example", "mailto:help@city.example?subject=aville-2017-01"),
        ("https://city.example/report", "https://city.example/report"),
        (None, "/en/how-we-know#correct"),
    ],
)
def test_an_error_is_told_where_the_package_says(tmp_path: Path, contact: str | None, expected: str):
    folder = make_small(tmp_path / "package")
    visitor = of_the_package(folder, **({"contact": contact} if contact else {}))
    html = visitor.page("/en/commitments/aville-2017-01")
    assert expected in hrefs(html)
    about = visitor.page("/en/how-we-know")
    assert (contact in hrefs(about)) if contact else not any("city.example" in href for href in hrefs(about))

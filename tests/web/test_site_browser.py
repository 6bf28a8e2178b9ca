"""The public pages in a real browser: every kind of page, in every language, narrow and wide, light and dark.

The suite looks at each kind of page in a fifth of the languages, and at each language in a fifth of the
kinds, at one of six looks (widths, light and dark) after another. ``make audit``, which ``.ci/run`` runs too,
takes every kind in every language at every look: 672 checks by axe.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from opengov.languages import languages, translations
from web.browsing import CHROMIUM, CUT, MEANS, OVER, SIDEWAYS, SMALL, UNFOLD, Visit, axe, chromium

KINDS = {
    "home": "",
    "government": "governments/paris",
    "plan": "plans/paris-2017",
    "commitment": "commitments/paris-2017-01",
    "areas": "policy-areas",
    "area": "policy-areas/fiscal-openness",
    "source": "sources/ogp-par0001-en",
    "programme": "programme",
    "results": "search?q=budget&area=fiscal-openness",  # a filter that holds shows all filters
    "nothing": "search?q=zzzzqqq",
    "knowing": "how-we-know",
    "api": "api",
    "taking": "data",
    "changed": "changes?government=paris",
    "missing": "nope",
    "fault": "search?q=%00",
}
STATUS = {"missing": 404, "fault": 400}
FR, ES = translations("fr").gettext, translations("es").gettext
LANGUAGES = [language.code for language in languages()]
WIDTHS = (320, 390, 1280)
LARGE = 1280  # pixels: the width at which WCAG 2.2 asks for text of 200 % (1.4.4)
LOOKS = list(product(WIDTHS, ("light", "dark")))
HEIGHT = 800
PATIENCE = 10_000  # milliseconds
COMMITMENT = "commitments/paris-2017-01"
HEADINGS = {  # of the commitment in Spanish, as whoever goes by headings must meet them, with their levels
    "Un presupuesto participativo más inclusivo": 1,
    ES("Was it kept? Two voices, kept apart"): 2,
    ES("The government says"): 3,
    ES("The independent assessor says"): 3,
    ES("What others say"): 3,
    ES("Who, what, when"): 2,
    ES("Step by step"): 2,
    ES("The ratings, in plain words"): 2,
    ES("Who says so: all sources of this page"): 2,
}
SEARCH = "search?q=budget+participatif&government=paris"
HEAVIEST = """
SELECT c.commitment_id FROM commitments AS c
ORDER BY
  (SELECT count(*) FROM milestones AS m WHERE m.commitment_id = c.commitment_id)
  + (SELECT count(*) FROM updates AS u WHERE u.commitment_id = c.commitment_id)
  + 3 * (SELECT count(*) FROM assessments AS a WHERE a.commitment_id = c.commitment_id) DESC
LIMIT 1
"""
# What must be found after this was done to the search page.
SPOIL = """() => {
  const one = selector => document.querySelector(selector);
  one('main h2').outerHTML = '<h4></h4>';
  one('.crumbs').removeAttribute('aria-label');
  one('label[for=q]').remove();
  one('#filter-year').style.cssText = 'height: 20px; min-height: 0';
  one('.pager').style.width = '400px';
  one('main h1').style.cssText = 'width: 3em; overflow: hidden; white-space: nowrap';
  one('main p').style.color = '#aaa';
  one('.languages').style.cssText = 'position: absolute; left: 4rem; top: 0; inset-inline-end: auto';
  document.cookie = 'visits=1';
  document.body.append(document.createElement('script'));
  console.log('hello');
  return fetch('http://localhost:9/').catch(() => 0);
}"""
SPOILT = [
    "h4 after h1",
    "an empty heading",
    "without a name: .public searching nav.crumbs",
    "without a label: .search filters input#q",
    "too small a target",
    "px of page in 320",
    "beyond the edge",
    "lies over another",
    "wider than its box",
    "axe color-contrast",
    "axe label",
    "axe heading-order",
    "there is a script",
    "something is kept",
    "console log: hello",
    "failed: http://localhost:9/",
    "another host: http://localhost:9/",
]
# Where the keyboard is: its name, where it leads, and whether that can be seen. In a picture the words of a
# link have the outline, not the link.
FOCUS = """() => {
  const e = document.activeElement, words = e.labels?.[0]?.firstChild.textContent ?? e.textContent;
  const box = e.getBoundingClientRect();
  const isOutlined = one => getComputedStyle(one).outlineStyle === 'solid';
  return {name: words.trim(), address: e.href ?? '', html: e.outerHTML.slice(0, 200),
    isSeen: [e, ...e.querySelectorAll('text')].some(isOutlined) && box.bottom > 0 && box.top < innerHeight};
}"""
# Where the system sets the colours: words that have the colour of what is under them, marks without a line.
UNSEEN = """() => {
  const under = e => {
    const {backgroundColor, stroke} = getComputedStyle(e);
    if (e.localName === 'text' && stroke !== 'none') return stroke;
    return e.parentElement && backgroundColor.endsWith(', 0)') ? under(e.parentElement) : backgroundColor;
  };
  const hasWords = e => [...e.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const words = [...document.querySelectorAll('body *')]
    .filter(e => hasWords(e) && e.getClientRects().length)
    .filter(e => getComputedStyle(e)[e.ownerSVGElement ? 'fill' : 'color'] === under(e));
  const marks = [...document.querySelectorAll('.mark')].filter(e => {
    const sign = getComputedStyle(e, '::before');
    return sign.borderTopStyle === 'none' || sign.borderTopColor === under(e);
  });
  return [...words, ...marks].map(e => e.outerHTML.slice(0, 200));
}"""
# The contrast (WCAG 2.2, 1.4.11) of the parts of pictures that are shown to the paper, fill or line.
FAINT = """() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(n => n / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const contrast = colour => {
    if (!colour.startsWith('rgb(')) return 0;
    const [low, high] = [light(colour), paper].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const shown = [...document.querySelectorAll('.picture :is(rect, use, circle):not(.hit, defs *)')];
  return shown.filter(e => e.getBoundingClientRect().width && !e.getAttribute('fill')).filter(e => {
    const {fill, stroke} = getComputedStyle(e);
    return Math.max(contrast(fill), contrast(stroke)) < 3;
  }).map(e => e.outerHTML + getComputedStyle(e).fill);
}"""

pytestmark = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("CI") != "true", reason="needs the program chromium on the PATH"
)


def pytest_generate_tests(metafunc: pytest.Metafunc):
    if "case" in metafunc.fixturenames:
        is_whole = "whole" in metafunc.config.getoption("keyword")
        cases = {}
        for (k, kind), (i, language) in product(enumerate(KINDS), enumerate(LANGUAGES)):
            if not is_whole and (k + i) % 5:
                continue
            looks = LOOKS if is_whole else [LOOKS[(k + 2 * i) % len(LOOKS)]]
            name = f"{'whole-' if is_whole else ''}{kind}-{language}"
            cases[name] = (kind, language, looks, (k + i // 2) % 2 == 0)
        metafunc.parametrize("case", cases.values(), ids=cases)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Visit]:
    """One tab for all that only look."""
    with browser.new_context(locale="en") as context:
        context.set_default_timeout(PATIENCE)
        yield Visit.begin(context)


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A visitor who has never been here; ``parametrize(..., indirect=True)`` says in which browser."""
    usual = {"locale": "fr", "viewport": {"width": 1280, "height": HEIGHT}, "reduced_motion": "reduce"}
    with browser.new_context(**usual | getattr(request, "param", {})) as context:
        context.set_default_timeout(PATIENCE)
        yield Visit.begin(context)
        assert context.cookies() == []


def test_page_is_without_fault(tab: Visit, address: str, case: tuple):
    kind, language, looks, unfolded = case
    page, faults = tab.page, []
    answer = tab.go(f"{address}/{language}/{KINDS[kind]}")
    assert answer.status == STATUS.get(kind, 200)
    if page.locator("html").get_attribute("lang") != language:
        faults.append("the page is in another language than its address")
    faults += page.evaluate(MEANS)
    if unfolded:
        page.evaluate(UNFOLD)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found = page.evaluate(SIDEWAYS)
        for scheme in [scheme for wide, scheme in looks if wide == width]:
            page.emulate_media(color_scheme=scheme)
            seen = page.evaluate(SMALL) + axe(page)
            found += [f"{scheme}: {fault}" for fault in seen]
        faults += [f"{width} {fault}" for fault in found]
        for size in ("150%", "200%", "100%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            looks_at = (SIDEWAYS, OVER) if width < LARGE else (SIDEWAYS, CUT, OVER)
            faults += [f"{width} at {size} {fault}" for look in looks_at for fault in page.evaluate(look)]
    faults += tab.faults()
    assert faults == []
    assert page.context.cookies() == []


def test_what_looks_at_pages_finds_faults(browser: Browser, address: str):
    """The proof that the test above can fail."""
    with browser.new_context(viewport={"width": 320, "height": HEIGHT}, bypass_csp=True) as context:
        tab = Visit.begin(context)
        tab.go(f"{address}/en/search")
        tab.page.evaluate(UNFOLD)
        tab.page.evaluate(SPOIL)
        found = "\n".join(
            fault for look in (MEANS, SIDEWAYS, SMALL, CUT, OVER) for fault in tab.page.evaluate(look)
        )
        found += "\n".join(axe(tab.page) + tab.faults())
        assert [fault for fault in SPOILT if fault not in found] == []
        assert len(context.cookies()) == 1


# --- by keyboard, and without scripts ---------------------------------------------------------------------


def tab_to(visit: Visit, words: str, most: int = 40) -> dict[str, str]:
    """Press Tab until what has the focus is named or leads to ``words``. Every stop must be seen."""
    for _ in range(most):
        visit.page.keyboard.press("Tab")
        focus = visit.page.evaluate(FOCUS)
        assert focus["isSeen"], focus
        if words in focus["name"] or focus["address"].startswith(words):
            return focus
    pytest.fail(f"the keyboard does not come to {words!r}")


def skip(visit: Visit) -> None:
    """To the content, by the first stop of the page."""
    tab_to(visit, FR("Skip to the content"), most=1)
    visit.page.keyboard.press("Enter")


def test_keyboard_alone_leads_from_the_start_to_a_source(visit: Visit, address: str):
    visit.go(address)
    assert visit.page.url == f"{address}/fr/"
    skip(visit)
    tab_to(visit, FR("Search the promises"), most=1)
    visit.page.keyboard.type("budget participatif")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/fr/search?q=*")
    skip(visit)
    tab_to(visit, "Un Budget Participatif plus inclusif", most=10)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**/fr/{COMMITMENT}")
    skip(visit)
    source = tab_to(visit, "https://", most=5)
    voice = visit.page.get_by_role("region", name=FR("The independent assessor says"))
    assert voice.get_by_role("link", name=source["name"]).is_visible()
    assert visit.faults() == []


def test_keyboard_changes_the_language(visit: Visit, address: str):
    visit.go(f"{address}/fr/{COMMITMENT}")
    tab_to(visit, "Français")
    visit.page.keyboard.press("Enter")
    assert axe(visit.page) == []
    tab_to(visit, "Español", most=3)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**/es/{COMMITMENT}")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(next(iter(HEADINGS)))


def test_keyboard_sets_filters(visit: Visit, address: str):
    visit.go(f"{address}/fr/search")
    skip(visit)
    tab_to(visit, FR("Narrow it down"), most=4)
    visit.page.keyboard.press("Enter")
    tab_to(visit, FR("Government"), most=1)
    visit.page.keyboard.type("Paris")
    tab_to(visit, FR("Year of the plan"), most=1)
    visit.page.keyboard.press("ArrowDown")
    tab_to(visit, FR("Apply"), most=5)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/fr/search?*government=paris*")
    assert "year=20" in visit.page.url
    chosen = visit.page.get_by_role("combobox", name=FR("Government"), exact=True)
    expect(chosen).to_be_visible()
    expect(chosen).to_have_value("paris")


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(visit: Visit, address: str):
    page = visit.page
    visit.go(address)
    page.get_by_label(FR("Search the promises")).fill("budget participatif")
    page.get_by_role("button", name=FR("Search")).click()
    page.get_by_text(FR("Narrow it down")).click()
    page.get_by_role("combobox", name=FR("Government"), exact=True).select_option(label="Paris")
    page.get_by_role("button", name=FR("Apply")).click()
    page.get_by_role("link", name="Un Budget Participatif plus inclusif").click()
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Español").click()
    assert page.url == f"{address}/es/{COMMITMENT}"
    voice = page.get_by_role("region", name=ES("The government says"))
    proof = "http://www.paulineveron.fr/succes-du-sommet-du-partenariat-pour-un-gouvernement-ouvert/"
    assert voice.get_by_role("link").first.get_attribute("href") == proof
    assert visit.faults() == []


# --- light and quiet --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_commitment_is_light(visit: Visit, address: str, real_db: Path, language: str):
    with closing(sqlite3.connect(real_db)) as db:
        heaviest = db.execute(HEAVIEST).fetchone()[0]
    page = visit.go(f"{address}/{language}/commitments/{heaviest}")
    assert len(page.body()) <= 40_000, "HTML, before compression"
    loaded = {request.url: len(request.response().body()) for request in visit.requests}
    assert sum(loaded.values()) <= 100_000, loaded
    assert 1 < len(visit.requests) <= 6, loaded
    assert visit.faults() == []


# --- as the visitor's system wants it ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["home", "results", "commitment"])
def test_nothing_moves_for_who_wants_that(tab: Visit, address: str, kind: str):
    tab.page.emulate_media(reduced_motion="reduce")
    tab.go(f"{address}/en/{KINDS[kind]}")
    moving = tab.page.evaluate("""() => [...document.querySelectorAll('*')].filter(e => {
      const {scrollBehavior, animationName, transitionDuration} = getComputedStyle(e);
      return scrollBehavior !== 'auto' || animationName !== 'none' || transitionDuration !== '0s';
    }).map(e => e.outerHTML.slice(0, 80))""")
    tab.page.emulate_media(reduced_motion="null")
    assert moving == []


def test_print_leaves_the_controls_out_and_spells_addresses(tab: Visit, address: str):
    page = tab.page
    page.emulate_media(media="print", color_scheme="light")
    tab.go(f"{address}/en/{COMMITMENT}")
    try:
        for controls in page.locator("nav, form, summary, .skip").all():
            assert not controls.is_visible(), controls.evaluate("e => e.outerHTML")
        assert page.get_by_role("heading", level=1).is_visible()
        links = page.locator(".sources h3 a")
        assert links.count() > 1
        for link in links.all():
            printed = link.evaluate("a => getComputedStyle(a, '::after').content")
            assert link.get_attribute("href") in printed
    finally:
        page.emulate_media(media="screen")


@pytest.mark.parametrize("kind", ["home", "results"])
def test_print_leaves_the_search_box_out(tab: Visit, address: str, kind: str):
    page = tab.page
    page.emulate_media(media="print", color_scheme="dark")
    tab.go(f"{address}/en/{KINDS[kind]}")
    try:
        assert page.locator("form").count() > 0 and page.locator("main :is(h1, h2)").first.is_visible()
        for box in page.locator(":is(form, button, input)").all():
            assert not box.is_visible(), box.evaluate("e => e.outerHTML")
    finally:
        page.emulate_media(media="screen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["home", "commitment"])
def test_forced_colours_hide_nothing(tab: Visit, address: str, kind: str, scheme: str):
    page = tab.page
    page.set_viewport_size({"width": 1280, "height": HEIGHT})
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    tab.go(f"{address}/en/{KINDS[kind]}")
    hidden = page.evaluate(UNSEEN)
    page.emulate_media(forced_colors="none", color_scheme="light")
    assert hidden == []


# --- whose language, and which address --------------------------------------------------------------------


@pytest.mark.parametrize(
    "visit, path, landed",
    [
        ({"locale": "pt-BR"}, "/c/PAR0001", f"/pt/{COMMITMENT}"),
        ({"locale": "ko-KR"}, "/", "/ko/"),
        ({"locale": "sw-TZ"}, "/", "/sw/"),
        ({"locale": "de"}, "/", "/en/"),
        ({"locale": "ka"}, "/c/paris-2017-01", f"/ka/{COMMITMENT}"),
    ],
    indirect=["visit"],
)
def test_visitor_lands_in_a_language_of_theirs(visit: Visit, address: str, path: str, landed: str):
    visit.go(address + path)
    assert visit.page.url == address + landed
    assert visit.page.locator("html").get_attribute("lang") == landed[1:3]
    assert visit.faults() == []


def test_language_switch_keeps_the_search(visit: Visit, address: str):
    page = visit.page
    visit.go(f"{address}/fr/{SEARCH}")
    found = page.locator(".promises a").evaluate_all("links => links.map(a => a.pathname.slice(3))")
    assert found
    page.locator(".languages summary").click()
    page.get_by_role("link", name="Español").click()
    assert page.url == f"{address}/es/{SEARCH}"
    assert page.locator(".promises a").evaluate_all("links => links.map(a => a.pathname.slice(3))") == found


# --- by a screen reader's means ---------------------------------------------------------------------------


def test_headings_tell_a_commitment_in_order(tab: Visit, address: str):
    tab.go(f"{address}/es/{COMMITMENT}")
    tree = tab.page.locator("body").aria_snapshot()
    met = [(name, int(level)) for name, level in re.findall(r'heading "(.+?)" \[level=(\d)\]', tree)]
    assert met[0] == next(iter(HEADINGS.items()))
    assert [one for one in met if one in HEADINGS.items()] == list(HEADINGS.items())
    sources = met[met.index((ES("Who says so: all sources of this page"), 2)) + 1 :]
    assert ("A More Inclusive Participatory Budget (PAR0001)", 3) in sources


@pytest.mark.parametrize(
    "kind, names",
    [
        ("home", [ES("Main")]),
        ("results", [ES("Main"), ES("Where you are"), ES("Pages")]),
        ("commitment", [ES("Main"), ES("Where you are"), ES("In this plan")]),
    ],
)
def test_landmarks_are_there_by_name(tab: Visit, address: str, kind: str, names: list[str]):
    page = tab.page
    tab.go(f"{address}/es/{KINDS[kind]}")
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("search").count() == (kind != "commitment")
    assert page.get_by_role("navigation").count() == len(names)
    for name in names:
        assert page.get_by_role("navigation", name=name, exact=True).count() == 1, name


def test_words_in_another_language_say_so(tab: Visit, address: str):
    page = tab.page
    tab.go(f"{address}/es/{COMMITMENT}")
    spoken = "e => e.closest('[lang]').lang"
    for words, language in {
        "Un presupuesto participativo más inclusivo": "es",
        "Un Budget Participatif plus inclusif": "fr",
        "A More Inclusive Participatory Budget (PAR0001)": "en",
        "Paris Final IRM Report 2017": "en",
        "Le 6ème budget participatif parisien s’envole": "fr",
        "한국어": "ko",
    }.items():
        for part in page.get_by_text(words, exact=True).all():
            assert part.evaluate(spoken) == language, words
        assert page.get_by_text(words, exact=True).count(), words


# --- pictures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "kind, pictures",
    [
        ("home", ["world", "bars", "timeline", "columns"]),
        ("government", ["bars", "timeline", "columns"]),
        ("plan", ["bars", "timeline"]),
        ("area", ["bars"]),
    ],
)
def test_pictures_are_seen_and_told(tab: Visit, address: str, kind: str, pictures: list[str], width: int):
    page = tab.page
    page.set_viewport_size({"width": width, "height": HEIGHT})
    tab.go(f"{address}/fr/{KINDS[kind]}")
    assert page.get_by_role("figure").count() == len(pictures)
    for name in pictures:
        figure = page.locator(f".picture.{name}")
        drawing = figure.locator("> svg")
        box = drawing.bounding_box()
        assert box and box["width"] > 250 and box["height"] > 50
        if name == "world":
            continue
        table = figure.get_by_role("table")
        assert not table.is_visible()
        figure.get_by_text(FR("The same as a table")).click()
        assert table.is_visible()
        drawn = {"bars": "g[class^='s-'] > rect", "timeline": "g.span" if kind == "home" else "use"}
        rows = drawing.locator(drawn[name]).count() if name in drawn else 3  # one a voice
        assert table.get_by_role("rowheader").count() == rows, name
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(FAINT) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_map_leads_to_governments(visit: Visit, address: str, width: int):
    page = visit.page
    page.set_viewport_size({"width": width, "height": HEIGHT})
    visit.go(f"{address}/fr/")
    links = page.locator(".world svg a:visible")
    assert links.count() == 15
    assert len(set(links.evaluate_all("links => links.map(a => a.href.baseVal)"))) == 15
    page.locator(".world svg a[href='/fr/governments/paris']:visible").click()
    page.wait_for_url("**/fr/governments/paris")
    page.locator(".timeline svg a").first.click()
    page.wait_for_url("**/fr/plans/paris-*")
    page.locator(".timeline svg a").first.click()
    page.wait_for_url("**/fr/commitments/paris-*")
    assert visit.faults() == []

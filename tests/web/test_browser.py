"""Datasette's own pages in a real browser: accessible, quiet, usable by keyboard and on a phone."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from web.browsing import CHROMIUM, axe, chromium

PAGES = {
    "database": "/opengov",
    "table": "/opengov/action_plans?_size=10",
    "filtered": "/opengov/commitments?_search=budget&plan_id=paris-2017&_facet=number&_sort_desc=title",
    "row": "/opengov/commitments/paris-2017-01",
    "question": "/opengov/promises?government=paris",
    "sql": "/opengov?sql=select+*+from+updates+where+plan_id=:plan+limit+5&plan=paris-2017",
    "nothing": "/opengov/overdue?government=nowhere",
}
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
LOCALES = {"phone": "fr-FR", "desk": "en-GB"}  # of the browser: frame and labels follow it
VIOLATIONS = {"resultTypes": ["violations"]}  # by all rules of axe-core
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true })"

pytestmark = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("CI") != "true", reason="needs the program chromium on the PATH"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def open_page(context: BrowserContext, url: str) -> tuple[Page, list[str]]:
    """The page at ``url``, and a list that fills with what its console says and which other hosts it asks."""
    page, troubles = context.new_page(), []
    host = url.split("/")[2]
    page.on("console", lambda message: troubles.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda asked: host == asked.url.split("/")[2] or troubles.append(asked.url))
    page.goto(url)
    return page, troubles


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_quiet(browser: Browser, address: str, name: str, size: str):
    with browser.new_context(viewport=SIZES[size], locale=LOCALES[size]) as context:
        page, troubles = open_page(context, address + PAGES[name])
        assert page.locator(".frame").first.get_attribute("lang") == LOCALES[size][:2]
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(width) == 0, "the page itself must not scroll sideways"
        page.evaluate(UNFOLD)  # what is folded away is read as well
        if size == "phone":  # what is wrong there is wrong on a desk: a wide page has no more in it
            assert axe(page, VIOLATIONS) == []
            page.emulate_media(color_scheme="dark")
            assert axe(page, VIOLATIONS | {"runOnly": ["color-contrast", "link-in-text-block"]}) == []
        assert troubles == []


def test_axe_finds_a_fault(browser: Browser, address: str):
    """The proof that the test above can fail."""
    with browser.new_context() as context:
        page, _ = open_page(context, address + "/opengov")
        page.evaluate("document.documentElement.removeAttribute('lang')")
        page.evaluate("document.querySelector('.lead').style.color = '#aaa'")
        found = "\n".join(axe(page, VIOLATIONS))
        assert "axe html-has-lang: " in found and "axe color-contrast: " in found


def test_keyboard_reaches_the_content_by_the_skip_link(browser: Browser, address: str):
    with browser.new_context() as context:
        page, _ = open_page(context, address + "/opengov/commitments")
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.inner_text() == "Skip to the content"
        box = focused.bounding_box()
        assert box and box["y"] >= 0, "it must be seen when it has the focus"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_every_stop_of_the_keyboard_can_be_seen(browser: Browser, address: str):
    with browser.new_context() as context:
        page, _ = open_page(context, address + "/opengov/governments")
        for _ in range(15):
            page.keyboard.press("Tab")
            style = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(style) == "solid", page.evaluate("document.activeElement.outerHTML")


def test_a_table_scrolls_in_its_own_box_by_keyboard(browser: Browser, address: str):
    with browser.new_context(viewport=SIZES["phone"]) as context:
        page, _ = open_page(context, address + "/opengov/commitments?plan_id=paris-2017")
        box = page.get_by_role("region", name="5 rows")
        box.focus()
        page.keyboard.press("ArrowRight")
        # Not wait_for_function: it polls by eval in the page, which our policy forbids.
        for _ in range(50):
            if box.evaluate("box => box.scrollLeft") > 0:
                break
            page.wait_for_timeout(50)
        assert box.evaluate("box => box.scrollLeft") > 0


def test_a_promise_is_found_in_its_table_without_a_mouse(browser: Browser, address: str):
    with browser.new_context(viewport=SIZES["phone"]) as context:
        page, troubles = open_page(context, address + "/opengov")
        page.get_by_role("link", name="Commitments", exact=True).press("Enter")
        page.get_by_label("Search commitments").fill("participatory budget inclusive")
        page.keyboard.press("Enter")
        page.wait_for_url("**/opengov/commitments?_search=*")
        page.get_by_role("link", name="A More Inclusive Participatory Budget").first.press("Enter")
        page.wait_for_url("**/opengov/commitments/paris-2017-01")
        page.get_by_role("link", name="Read it as a page").press("Enter")
        page.wait_for_url("**/en/commitments/paris-2017-01")
        assert page.get_by_role("heading", level=1).inner_text() == "A More Inclusive Participatory Budget"
        assert troubles == []


def test_choosing_a_government_shows_its_promises(browser: Browser, address: str):
    with browser.new_context(viewport=SIZES["phone"]) as context:
        page, _ = open_page(context, address + "/opengov/promises")
        page.get_by_label("Government").select_option(label="Scotland")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**government=scotland*")
        cards = page.get_by_role("row").filter(has=page.get_by_role("cell", name="Government: Scotland"))
        assert cards.count() == 15, "to a screen reader the cards of a phone are still the rows of a table"


def test_filters_work_without_scripts(browser: Browser, address: str):
    with browser.new_context(java_script_enabled=False) as context:
        page, _ = open_page(context, address + "/opengov/updates")
        page.locator("summary", has_text="Reporter").click()
        page.get_by_role("link", name="Civil society", exact=True).click()
        assert (
            page.get_by_role("list", name="Filters that hold")
            .inner_text()
            .startswith("Reporter is Civil society")
        )

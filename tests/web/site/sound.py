"""What must hold for every public page, whatever it shows."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from web.html import Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What the HTML standard ends an open paragraph at: the browser's page would not be the one that was written.
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "menu", "nav",
    "ol", "p", "pre", "section", "table", "ul",
})  # fmt: skip
PHRASES = frozenset(("p", "pre", *HEADINGS, "dt", "label", "summary", "button", "option"))  # no blocks within
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "select": {"option", "optgroup"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
}
HEARD = frozenset((*HEADINGS, "a", "button", "summary", "dt", "th", "li", "title", "option"))
ACTIVE = frozenset(("a", "button", "input", "select", "details"))
NAMED = ("aria-labelledby", "aria-describedby", "for", "aria-controls")


def assert_sound(html: Element, address: str, lang: str) -> None:
    """Well nested, every reference kept, headings in order, nothing that our policy would stop."""
    every = list(flat(html))
    elements = [found for found, _ in every]
    counted = Counter(found.tag for found in elements)
    assert counted["h1"] == counted["main"] == counted["html"] == counted["head"] == 1, (address, counted)
    assert html.one("html")["lang"] == lang, address
    assert html.one("head").one("title").text and html.one("h1").text, address
    assert html.one("head").one("meta", name="description")["content"], address
    body = html.one("body")
    landmarks = [child.tag for child in body.children if isinstance(child, Element)]
    assert landmarks.count("header") == landmarks.count("footer") == 1, (address, landmarks)
    assert html.one("a", class_="skip")["href"] == "#" + html.one("main")["id"]

    ids = [found["id"] for found in elements if "id" in found.attributes]
    known = set(ids)
    assert all(ids) and len(known) == len(ids), (address, "ids", Counter(ids).most_common(3))
    assert not any(set(one) & set(" \t\n") for one in ids), (address, ids)

    levels = [int(found.tag[1]) for found in elements if found.tag in HEADINGS]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels)), (address, "headings", levels)
    for found, around in every:
        where = (address, found.tag, found.attributes)
        assert found.tag not in ("style", "iframe", "object", "base"), where
        for name in found.attributes:
            assert name != "style" and not name.startswith("on"), where
        is_data = found.get("type") == "application/ld+json"  # which no browser runs
        assert found.tag != "script" or is_data or found.get("src").startswith("/assets/"), where
        assert found.tag != "img" or "alt" in found.attributes, where
        assert found.tag not in HEARD or names(found), (*where, "empty")
        assert found.get("lang", "x"), (*where, "an empty lang")
        for name in NAMED:
            assert set(found.get(name).split()) <= known, (*where, name)
        href = found.get("href")
        assert not href.startswith("#") or href[1:] in known | {""}, where
        if href.startswith("http") and found.tag == "a":
            assert "noopener" in found.get("rel"), where
        for name in ("src", "action"):
            assert found.get(name, "/").startswith("/"), where
        if found.tag in CHILDREN:
            tags = {child.tag for child in found.children if isinstance(child, Element)}
            assert tags <= CHILDREN[found.tag], (*where, tags)
            assert not any(isinstance(child, str) and child.strip() for child in found.children), where
        assert found.tag not in BLOCKS or not around & PHRASES, (*where, "a block in", around & PHRASES)
        assert found.tag not in ACTIVE or not around & {"a", "button"}, (*where, "within a link")


def flat(element: Element, around: frozenset[str] = frozenset()) -> Iterator[tuple[Element, frozenset[str]]]:
    """Every element within, in order, each with the tags around it."""
    stack = [(child, around) for child in reversed(element.children) if isinstance(child, Element)]
    while stack:
        found, around = stack.pop()
        yield found, around
        inside = around | {found.tag}
        stack += [(child, inside) for child in reversed(found.children) if isinstance(child, Element)]


def names(element: Element) -> bool:
    """Whether someone who hears the element hears anything."""
    if element.text or element.get("aria-label") or element.get("aria-labelledby"):
        return True
    return any(found.get("alt") or found.tag in ("input", "svg") for found in element.within)


def links(html: Element) -> Iterator[str]:
    """Every address that the page leads to."""
    for found, _ in flat(html):
        for name in ("href", "xlink:href"):
            if found.get(name):
                yield found[name]

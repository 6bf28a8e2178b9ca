"""A page as the tests look at it."""

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name) or default

    @property
    def text(self) -> str:
        """All the text within, with single spaces."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).split())

    def all(self, *tags: str, **attributes: str) -> list["Element"]:
        """Every element within of these tags and with these attributes (``class_``: with this word in it)."""
        return [found for found in self.within if found.tag in tags and found.has(attributes)]

    def one(self, *tags: str, **attributes: str) -> "Element":
        found = self.all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} of {tags} {attributes}"
        return found[0]

    def has(self, attributes: dict[str, str]) -> bool:
        if not attributes:
            return True
        words = self.get("class").split()
        return all(
            value in words if name == "class_" else self.attributes.get(name) == value
            for name, value in attributes.items()
        )

    @cached_property
    def within(self) -> list["Element"]:
        """Every element within, in the order of the page."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found.append(child)
                found += child.within
        return found

    def rows(self) -> list[dict[str, "Element"]]:
        """The rows of the one table within, by the heading of their column."""
        table = self.one("table")
        headings = [heading.text for heading in table.one("thead").all("th")]
        rows = [row.all("td", "th") for row in table.one("tbody").all("tr")]
        return [dict(zip(headings, cells, strict=True)) for cells in rows]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"an attribute twice: {tag} {attrs}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(text: str) -> Element:
    """The page; every element must be closed where it should be."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert len(reader.open) == 1, f"never closed: {[element.tag for element in reader.open[1:]]}"
    return reader.open[0]

"""What a page function is asked and what it answers: plain values, no HTTP and no HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from opengov.web.downloads import Downloads
from opengov.web.site.edition import Edition
from opengov.web.site.reader import Reader
from opengov.web.site.words import Words


@dataclass(frozen=True)
class Asked:
    """``assets`` gives the address of a file that pages need; ``key`` is the id in the address, if there is
    one; ``query`` the fields after the question mark; ``downloads`` what people may take away, if anything.
    """

    reader: Reader
    words: Words
    edition: Edition
    assets: Callable[[str], str]
    key: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    downloads: Downloads | None = None

    def number(self, name: str, default: int, most: int = 100_000) -> int:
        """A field as a number, ``most`` if it is more; ``default`` for what is no number from 1."""
        value = self.query.get(name, "")
        digits = value.lstrip("0") if value.isascii() and value.isdigit() else ""
        return min(int(digits[:9]), most) if digits else default


@dataclass(frozen=True)
class Page:
    """A page to be drawn: the ``template``, its ``title``, what it is about in a sentence, its values, and
    its ``steps`` in the address after the language.
    """

    template: str
    title: str
    about: str
    steps: tuple[str, ...]
    values: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True)
class Moved:
    """What was asked for stands elsewhere, at these ``steps`` after the language."""

    steps: tuple[str, ...]

"""Small pure helpers that templates use as Jinja filters."""

import re
from typing import Any
from urllib.parse import urlsplit

from datasette.utils import path_with_replaced_args
from markupsafe import Markup, escape

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

CONDITIONS = {
    "exact": "is",
    "not": "is not",
    "endswith": "ends with",
    "startswith": "starts with",
    "gt": "is more or later than",
    "gte": "is at least, or not before",
    "lt": "is less or earlier than",
    "lte": "is at most, or not after",
    "like": "is like (% and _ stand for anything)",
    "notlike": "is not like",
    "glob": "is like (* and ? stand for anything)",
    "in": "is one of (separated by commas)",
    "notin": "is none of (separated by commas)",
    "date": "is on the day",
    "isnull": "is blank",
    "notnull": "is not blank",
}
CODE = re.compile(r"`([^`]+)`")


def number(value: int) -> str:
    """``1158`` as ``1,158``."""
    return f"{value:,}"


def longdate(value: str) -> str:
    """A date as precise as it is: ``2018-05-08`` as “8 May 2018”, ``2018-05`` as “May 2018”."""
    year, *rest = value.split("-")
    words = [MONTHS[int(rest[0]) - 1]] if rest else []
    days = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*days, *words, year])


def prose(text: str) -> Markup:
    """A description as HTML: escaped, with names in backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


def first_sentence(text: str) -> str:
    """What a description says first; lists show no more of it."""
    return text.partition(". ")[0].rstrip(".") + "."


def cell_class(value: Any) -> Markup:
    """The class attribute of a table cell: numbers to the right, short words whole, long texts with room."""
    if value in (None, "", "\N{NO-BREAK SPACE}"):
        return Markup(' class="blank"')
    if isinstance(value, int | float):
        return Markup(' class="number"')
    if not isinstance(value, str):
        return Markup(' class="words"')
    kind = "long" if len(value) > 60 else "short" if len(value) <= 12 else "words"
    return Markup(f' class="{kind}"')


def condition(key: str, display: str) -> str:
    """The words for one of Datasette’s comparisons: ``exact`` is “is”."""
    return CONDITIONS.get(key, display)


def local(url: str) -> str:
    """An address without scheme and host: Datasette puts the Host header into some."""
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


def plus(url: str, query: str) -> str:
    """An address with one more piece of query string, if there is one."""
    return url if not query else f"{url}{'&' if '?' in url else '?'}{query}"


def with_args(request: Any, arguments: dict[str, str | None]) -> str:
    """The path of a request with other arguments in its query string; None takes one away."""
    return path_with_replaced_args(request, arguments)


def href(url: str, urls: Any) -> str:
    """A link as metadata has it: a path of this site gets the prefix under which the site is served."""
    return str(urls.path(url)) if url.startswith("/") else url


ALL = {
    function.__name__: function
    for function in (
        number,
        longdate,
        prose,
        first_sentence,
        cell_class,
        condition,
        local,
        plus,
        with_args,
        href,
    )
}

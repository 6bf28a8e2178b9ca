"""Which requests reach Datasette, and in what form. Pure functions on an ASGI scope, no Datasette in them.

What no reader sends is refused with a sentence; what Datasette would answer badly is put right: its ``.csv``
is one page of a table unless it is told to stream, its ``.json`` a page of 25 rows.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus, urlencode

from opengov.web.limits import MOST_QUERY
from opengov.web.site.marked import N_
from opengov.web.visits import BARE_JSON, CSV, JSON, PAGE, Form, Visit

Scope = MutableMapping[str, Any]
Fields = list[tuple[str, str]]

METHODS = ("GET", "HEAD", "OPTIONS")
MAX_PATH = 1_000
MAX_FIELDS = 100
MAX_FACETS = 5
MAX_PAGE = 200  # rows of a page; 1,000 hold the event loop for a second
MAX_FACET_SIZE = 100  # each value of a facet carries a link with the whole query in it

# Of what Datasette keeps under /-/, files of the pages serve a reader. The rest tells strangers about this
# machine (/-/versions, /-/settings, /-/databases, /-/threads, /-/plugins), is a tool for its developers
# (/-/patterns, /-/allow-debug, /-/messages, /-/permissions), or signs people in, and nobody signs in here.
OPEN_INTERNALS = ("/-/static/", "/-/static-plugins/")
OURS = "/assets/"
CLOSED_DATABASES = ("_internal", "_memory", ":memory:")
# _ttl sets how long a shared cache keeps the answer, _trace and _context are for developers; _timelimit can
# only shorten a limit, and stops the page if it is no number.
_FREE_SQL = ("sql", "_where")
IGNORED_FIELDS = frozenset({"_ttl", "_trace", "_context", "_timelimit"})
BLANK_FIELDS = frozenset({"_search", "_where"})  # an empty search box means everything, not a syntax error
# Nothing in an answer depends on who asks, so that caches may share it: no cookie, no authorization, no host.
OPEN_HEADERS = frozenset({b"accept", b"accept-encoding", b"accept-language", b"if-none-match"})
OF_FILES = frozenset(  # what those who fetch a file may ask
    {b"range", b"if-range", b"if-modified-since", b"if-match", b"if-unmodified-since"}
)
DOWNLOADS = "/downloads/"

NO_SUCH_PAGE = N_("The address may be mistyped, or what stood here has another name now.")
READ_ONLY = N_("This site can be read, not written to: use GET.")
ODD_ADDRESS = N_(
    "The address holds something that no address here has: an empty step, dots, or a control character."
)


class Refused(Exception):
    """A request that is answered at once: ``status`` and one sentence for the reader."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Admitted:
    """A request that goes on: what Datasette sees of it, what it may cost, and the lane it waits in."""

    scope: Scope
    visit: Visit
    lane: str


def admit(scope: Scope) -> Admitted:
    """Look at a request. Raises Refused if it goes no further."""
    if scope["method"] not in METHODS:
        raise Refused(405, READ_ONLY)
    path = raw_path(scope)
    _check_path(path)
    fields = _fields(scope.get("query_string") or b"")
    suffix = path.rpartition("/")[2].rpartition(".")[2]
    static = path.startswith((*OPEN_INTERNALS, OURS)) or path == "/favicon.ico"
    is_file = path.startswith(DOWNLOADS)
    passed = OPEN_HEADERS | OF_FILES if is_file else OPEN_HEADERS
    headers = [(name, value) for name, value in scope["headers"] if name.lower() in passed]
    seen = {
        **scope,
        "method": "GET",
        "headers": [*headers, (b"host", b"localhost")],
        "query_string": urlencode(_completed(fields, suffix) if _table(path) else fields).encode("ascii"),
    }
    free = any(name in _FREE_SQL for name, _ in fields)  # what we asked ourselves does not queue behind it
    streamed = is_file or suffix == "csv"
    lane = "stream" if streamed else "sql" if free else "open" if fields and not static else "page"
    language = next((value for name, value in headers if name.lower() == b"accept-language"), b"")
    visit = Visit(
        table=_table(path),
        accept_language=language.decode("latin-1"),
        head=scope["method"] == "HEAD",
        trusted=not fields,
        form=_form(fields, suffix),
    )
    return Admitted(seen, visit, lane)


def raw_path(scope: Scope) -> str:
    """The path as it came, still encoded. Bytes that are not ASCII become U+FFFD."""
    raw = scope.get("raw_path") or scope["path"].encode("utf-8")
    return raw.partition(b"?")[0].decode("ascii", "replace")


def _check_path(path: str) -> None:
    if len(path) > MAX_PATH:
        raise Refused(414, f"No address here is longer than {MAX_PATH} characters.")
    plain = unquote(path)
    tilde = unquote_plus(plain.replace("~", "%"))  # Datasette's own encoding of names
    steps = plain.split("/")
    if (
        not (path.startswith("/") and path.isascii())
        or "" in steps[1:-1]
        or not {".", ".."}.isdisjoint(steps)
        or "\\" in plain
        or not tilde.isprintable()
    ):
        raise Refused(400, ODD_ADDRESS)
    first = tilde.split("/")[1].partition(".")[0]
    if first in CLOSED_DATABASES or (first == "-" and not path.startswith(OPEN_INTERNALS)):
        raise Refused(404, NO_SUCH_PAGE)


def _fields(query: bytes) -> Fields:
    if len(query) > MOST_QUERY:
        raise Refused(414, f"No query here is longer than {MOST_QUERY} bytes.")
    try:
        fields = parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Refused(400, f"No query here has more than {MAX_FIELDS} fields.") from error
    if any("\0" in name + value for name, value in fields):
        raise Refused(400, "The query holds a NUL character.")
    kept = [
        (name, _in_brackets(value) if name == "_where" else value)
        for name, value in fields
        if name not in IGNORED_FIELDS and (value or name not in BLANK_FIELDS)
    ]
    if sum(name.startswith("_facet") for name, _ in kept) > MAX_FACETS + 1:
        raise Refused(400, f"No more than {MAX_FACETS} facets can be asked for at once.")
    sizes = [value for name, value in kept if name == "_facet_size"]
    if any(not _is_number(size) or int(size) > MAX_FACET_SIZE for size in sizes):
        raise Refused(400, f"_facet_size must be a number up to {MAX_FACET_SIZE}.")
    return kept


def _in_brackets(condition: str) -> str:
    """A condition in brackets, unless it is. Datasette joins it to its own with AND: of ``a OR b`` and the
    place where the page begins it makes ``a OR b AND ...``, which shows the first page again and again.
    """
    depth = 0
    for position, character in enumerate(condition):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth <= 0 and position < len(condition) - 1:
            return f"({condition})"
    return condition


def _completed(fields: Fields, suffix: str) -> Fields:
    """The fields with what makes ``.csv`` and ``.json`` whole: all rows, unless a page is asked for.

    And a page for people, which has a link to the next, no longer than it can be read.
    """
    asked = dict(fields)
    size = asked.get("_size", "")
    if suffix not in ("json", "csv") and (size == "max" or (_is_number(size) and int(size) > MAX_PAGE)):
        return [*(field for field in fields if field[0] != "_size"), ("_size", str(MAX_PAGE))]
    if suffix == "json" and "_size" not in asked:
        return [*fields, ("_size", "max")]
    page = "_next" in asked or ("_stream" not in asked and _is_number(size))
    if suffix == "csv" and not page:
        kept = [field for field in fields if field[0] not in ("_stream", "_size")]
        return [*kept, ("_stream", "on"), ("_size", "max")]
    return fields


def _table(path: str) -> str:
    """The table in ``/database/table.suffix``; empty for other addresses."""
    steps = path.split("/")
    return unquote_plus(steps[2].partition(".")[0].replace("~", "%")) if len(steps) == 3 else ""


def _form(fields: Fields, suffix: str) -> Form:
    if suffix == "json":
        bare = any(name == "_shape" and value.startswith("array") for name, value in fields)
        return BARE_JSON if bare else JSON
    return CSV if suffix == "csv" else PAGE


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9

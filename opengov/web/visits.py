"""What one request may cost: ``admission`` decides it, ``guard`` carries it, ``database`` obeys."""

from contextvars import ContextVar
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Form:
    """A form of answer: ``budget`` bytes for one result, of which ``cell`` for each cell, ``seconds`` for all
    queries of the request together. ``says`` is whether the form can say that rows are missing.
    """

    budget: int
    cell: int
    seconds: float
    says: bool = True


PAGE = Form(budget=5_000_000, cell=250, seconds=2.5)  # to write a cell holds the event loop for 40 us
JSON = Form(budget=5_000_000, cell=40, seconds=2.5)
BARE_JSON = replace(JSON, says=False)  # an array of rows and nothing else
CSV = Form(budget=16_000_000, cell=60, seconds=60.0, says=False)  # written row by row, page by page


@dataclass
class Visit:
    """What one request may still ask of the database. ``guard`` makes one for each request.

    table    the table that the address names, if any
    accept_language  the header of that name; nothing else is known of a visitor
    head     only the head of the answer is asked for
    trusted  no query string: Datasette's own queries only
    form     of the answer, with what it may cost
    spent    seconds that its queries have taken
    pages    the table pages that it has asked for
    started  the answer is on its way: a failure from now on cannot become an error page
    broken   a query failed after that: ``guard`` breaks the connection off, so that the reader knows
    """

    table: str = ""
    accept_language: str = ""
    head: bool = False
    trusted: bool = False
    form: Form = PAGE
    spent: float = 0.0
    pages: set[int] = field(default_factory=set)
    started: bool = False
    broken: bool = False


VISIT: ContextVar[Visit | None] = ContextVar("visit", default=None)


def accept_language() -> str:
    """The header of that name of the request that is being answered."""
    visit = VISIT.get()
    return visit.accept_language if visit else ""

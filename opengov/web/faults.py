"""What a reader sees when a request cannot be answered: a status below 500, one sentence, no internals."""

import logging
import sqlite3
import traceback
from pathlib import Path
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import escape

from opengov.web.site import views
from opengov.web.site.marked import N_

LOG = logging.getLogger("opengov.web")

TITLES = {
    400: N_("This request cannot be answered"),
    403: N_("This is not open"),
    404: N_("There is no such page"),
    405: N_("Only reading is possible here"),
    414: N_("This address is too long"),
    429: N_("Too many at once"),
}
BARE_PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><main><h1>{title}</h1><p>{message}</p></main></body></html>\n"
)
NOT_UNDERSTOOD = N_(
    "Something in this address is not understood: a name, a number or a filter that does not exist."
)
NOT_FOUND = N_("The address may be mistyped, or what stood here has another name now.")
# What SQLite says of an address that names no table, a table of its own, or too short a key.
UNKNOWN = ("no such table", "access to ", "You did not supply a value for binding")
TOO_SLOW = N_(
    "This query was stopped: it took too long. Narrow it with WHERE or LIMIT, or ask for less at once."
)


async def answer_exception(datasette: Any, request: Request, exception: Exception) -> Response:
    """The answer to whatever a view raised.

    What nobody foresaw is answered 400 and logged: one line, and the traceback if the logger is set to DEBUG.
    """
    status, message = _explain(exception, asked=bool(request.query_string))
    if message is None:
        where = traceback.extract_tb(exception.__traceback__)[-1]
        LOG.warning(
            "%s %.300s: %.200r in %s, line %s",
            request.method, request.full_path, exception, Path(where.filename).name, where.lineno,
            exc_info=exception if LOG.isEnabledFor(logging.DEBUG) else None,
        )  # fmt: skip
    return await answer(datasette, request, status, message or NOT_UNDERSTOOD)


def _explain(exception: Exception, *, asked: bool) -> tuple[int, str | None]:
    """Status and sentence for an exception; no sentence for one that nobody foresaw."""
    stopped = exception if isinstance(exception, QueryInterrupted) else exception.__context__
    if isinstance(stopped, QueryInterrupted):
        reason = str(stopped.e)
        return 400, TOO_SLOW if reason == "interrupted" else reason
    if isinstance(exception, Base400):
        return exception.status, NOT_FOUND if exception.status == 404 else str(exception)
    if isinstance(exception, DatasetteError | sqlite3.Error):
        message = str(exception.message if isinstance(exception, DatasetteError) else exception)
        if message.startswith(UNKNOWN) and not asked:
            return 404, NOT_FOUND
        status = getattr(exception, "status", 500)
        return status if status < 500 else 400, message
    return 400, None


async def answer(datasette: Any, request: Request, status: int, message: str) -> Response:
    """An error in the form that was asked for: JSON, a line of text instead of CSV, or a page for people."""
    path = request.path.partition("?")[0]
    title = TITLES.get(status, TITLES[400])
    if path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status, "title": title}, status=status)
    if path.endswith(".csv"):
        return Response.text(f"{title}. {message}\n", status=status)
    try:
        if hasattr(datasette, "public"):
            return await views.fault(datasette, request, status, title, message)
        values = {"title": title, "error": message}  # a stock Datasette has its own page
        return Response.html(await datasette.render_template("error.html", values, request), status=status)
    except Exception as error:  # the page of an error must not be one
        LOG.warning("the error page itself failed: %.200r", error)
        return Response.html(BARE_PAGE.format(title=escape(title), message=escape(message)), status=status)

"""Addresses of tables, records and questions that end as no form of ours does: ``/opengov/updates.xml``.

Datasette answers such a one with its page for people, and a program takes that for the file.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response

from opengov.web import faults
from opengov.web.downloads import LATEST, Downloads
from opengov.web.metadata import DATABASE
from opengov.web.site import views
from opengov.web.visits import accept_language

OURS = ("csv", "json")
THEIRS = ("blob", "db", "jsono")  # Datasette's own: one cell, the file (closed), a redirection


def routes() -> list[tuple[str, Callable[..., Any]]]:
    """What Datasette is to route here: pairs of a regular expression and a view."""
    others = rf"\.(?!(?:{'|'.join(OURS + THEIRS)})$)(?P<form>\w+)$"
    return [(rf"^/{DATABASE}(?:/(?P<table>[^/.]+)(?:/[^/]+?)?)?{others}", missing)]


async def missing(datasette: Any, request: Any) -> Response:
    """404: which forms there are, and the file of that form where there is one."""
    form, table = request.url_vars["form"], unquote(request.url_vars["table"] or "")
    there = " and ".join(f".{one}" for one in OURS)
    message = (
        f"There is no form .{form[:20]} of this address. There are {there}, and the page without either."
    )
    if address := _file(datasette.public.downloads, table, form.lower()):
        message += f" It is in the file {address}"
    public = datasette.public
    language = public.words_of(accept_language()).code
    answer = public.fault(language, 404, faults.TITLES[404], message)
    return views.respond(request, replace(answer, varies=True))


def _file(downloads: Downloads | None, table: str, form: str) -> str:
    """The address of the file that holds the table in that form, alone or with all others; empty if none."""
    files = downloads.latest.files if downloads else {}
    alone = f"tables/{table}.{form}"
    is_known = not table or any(file.table == table for file in files.values())
    path = alone if alone in files else f"{DATABASE}.{form}"
    return f"/downloads/{LATEST}/{path}" if path in files and is_known else ""

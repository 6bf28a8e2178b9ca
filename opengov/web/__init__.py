"""The Datasette plugin that serves the database. Hooks only: each hands on to the module that knows.

The entry point loads it in every Datasette of this environment, also in those that are not ours: a hook that
changes anything asks ``is_ours`` first. Nothing imported here may import ``datasette.app`` or
``datasette.plugins``, which import this package in turn and would find it half made.
"""

from typing import Any

from datasette import hookimpl

from opengov.web import cells, faults, fields, forms, guard, guide, pages, questions, visits, worker
from opengov.web.site import views


def is_ours(datasette: Any) -> bool:
    """Whether ``app.make_datasette`` made it."""
    return bool(datasette.setting("opengov"))


@hookimpl
def prepare_connection(conn: Any, database: str, datasette: Any) -> None:
    """Datasette's own connections to our file: reading only, within limits."""
    if is_ours(datasette) and database == "opengov":
        worker.harden(conn, heap=64_000_000)


@hookimpl
def register_routes(datasette: Any) -> Any:
    """The public pages, and what is no form of a table."""
    return [*views.routes(), *forms.routes()] if is_ours(datasette) else []


@hookimpl(trylast=True)
def asgi_wrapper(datasette: Any) -> Any:
    """The guard, around everything else."""
    if not is_ours(datasette):
        return lambda app: app
    return lambda app: guard.guard(datasette, questions.checked(datasette, app))


@hookimpl(tryfirst=True)
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> Any:
    """A table or view is not asked with what it does not know; no filter comes of it."""
    shown = datasette.table_metadata(database, table)
    return (
        (lambda: fields.check(datasette.get_database(database), table, request, shown))
        if is_ours(datasette)
        else None
    )


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """An error page below 500. Answers for every Datasette in a process where ours has taken over."""
    return lambda: faults.answer_exception(datasette, request, exception)


@hookimpl
def forbidden(datasette: Any, request: Any, message: str) -> Any:
    """What is closed is closed politely."""
    return (lambda: faults.answer(datasette, request, 403, message)) if is_ours(datasette) else None


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """What all templates know."""
    guide.prepare(env, datasette)


@hookimpl
def extra_template_vars(datasette: Any, template: str, table: str | None, request: Any) -> Any:
    """What single templates need."""
    return (lambda: pages.variables(datasette, template, table, request)) if is_ours(datasette) else {}


@hookimpl
def render_cell(datasette: Any, table: str | None, column: str, value: Any, row: Any) -> Any:
    """Labels, links and language marks."""
    if not is_ours(datasette):
        return None
    words = datasette.public.words_of(visits.accept_language())
    painter = cells.Painter(datasette.jinja_env.globals["site"], datasette.urls, words)
    return painter.render(cells.Cell(table or "", column, value, row))

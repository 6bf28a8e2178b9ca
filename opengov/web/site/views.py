"""The addresses of the public pages, as Datasette routes, and the HTTP around what stands at them.

A page that was made before is answered at once; another is made in a thread of Datasette's pool, so that the
event loop stays free.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from datasette.utils.asgi import Response

from opengov.web import downloads
from opengov.web.site import addresses, contents, negotiation, wellknown
from opengov.web.site.public import Public
from opengov.web.site.shelf import Answer

DATABASE = "opengov"
SHORT = "public, max-age=300"
LONG = "public, max-age=31536000, immutable"


def routes() -> list[tuple[str, Callable[..., Any]]]:
    """What Datasette is to route here: pairs of a regular expression and a view."""
    return [
        (r"^/$", start),
        (r"^/(?P<language>[a-z]{2})$", home),
        (r"^/(?P<language>[a-z]{2})/(?P<rest>.*)$", page),
        (r"^/c/(?P<key>[^/]*)$", permalink),
        (r"^/downloads/?$", taken),
        (r"^/downloads/index\.json$", listed),
        (r"^/downloads/(?P<edition>[^/]+)/?$", folder),
        (r"^/downloads/(?P<edition>[^/]+)/(?P<path>.+)$", download),
        (r"^/assets/(?P<digest>[0-9a-f]{12})/(?P<name>[a-z0-9.-]+)$", asset),
        (r"^/datapackage\.json$", package),
        (rf"^/(?P<step>{'|'.join(sorted(filter(None, contents.ALONE)))})$", start),
        (
            r"^/(?P<name>robots\.txt|openapi\.json|catalog\.ttl|catalog\.jsonld|sitemap\.xml|favicon\.ico|\.well-known/security\.txt)$",
            known,
        ),
    ]


async def start(datasette: Any, request: Any) -> Response:
    """An address without a language: off to the one that the visitor's browser asks for."""
    language = datasette.public.words_of(_accepts(request)).code
    step = request.url_vars.get("step")
    to = _with_query(request, f"/{language}/{step}") if step else f"/{language}/"
    return respond(request, Answer(status=302, location=to, varies=True))


async def home(datasette: Any, request: Any) -> Response:
    """A language without the slash after it."""
    language = request.url_vars["language"]
    if language not in datasette.public.languages:
        return await fault(datasette, request, 404)
    return respond(request, Answer(status=301, location=_with_query(request, f"/{language}/")))


async def page(datasette: Any, request: Any) -> Response:
    """Every page in a language. Answers to a query have a shelf of their own: strangers invent any number."""
    public: Public = datasette.public
    language, rest = request.url_vars["language"], request.url_vars["rest"]
    if language not in public.languages:
        return await fault(datasette, request, 404)
    if rest.endswith("/"):
        return respond(
            request, Answer(status=301, location=_with_query(request, f"/{language}/{rest.rstrip('/')}"))
        )
    shelf = public.replies if request.query_string else public.shelf
    found = shelf.get(request.full_path)
    if found is None:
        steps = tuple(rest.split("/")) if rest else ()
        query = {name: request.args[name] for name in request.args}
        found = await datasette.get_database(DATABASE).execute_fn(
            lambda connection: public.answer(connection, language, steps, query).packed()
        )
        if found.status == 200:
            found = shelf.put(request.full_path, found)
    return respond(request, found)


async def fault(datasette: Any, request: Any, status: int, title: str = "", message: str = "") -> Response:
    """The page for what cannot be answered, in the language of its address or of its visitor."""
    public: Public = datasette.public
    language, *steps = request.path.strip("/").split("/")
    if language not in public.languages:
        language, steps = public.words_of(_accepts(request)).code, [language, *steps]
    if status == 404:
        found = await datasette.get_database(DATABASE).execute_fn(
            lambda connection: public.missing(connection, language, tuple(steps))
        )
    else:
        found = public.fault(language, status, title, message)
    return respond(request, replace(found, varies=True))


async def permalink(datasette: Any, request: Any) -> Response:
    """``/c/PAR0001``: a commitment in the visitor's language."""
    key, accepts = request.url_vars["key"], _accepts(request)
    found = await datasette.get_database(DATABASE).execute_fn(
        lambda connection: datasette.public.permalink(connection, key, accepts)
    )
    return respond(request, found)


async def asset(datasette: Any, request: Any) -> Response:
    """A file that the pages need, by its digest: what is at such an address never changes."""
    found = datasette.public.assets.answer(request.url_vars["digest"], request.url_vars["name"])
    return respond(request, found or Answer(b"There is no such file.\n", "text/plain; charset=utf-8", 404))


async def taken(datasette: Any, request: Any) -> Response:
    """The address above all downloads: off to the page that explains them."""
    return _to_data_page(datasette, request, "")


async def listed(datasette: Any, request: Any) -> Response:
    """All editions with their files, for programs."""
    found: downloads.Downloads | None = datasette.public.downloads
    if found is None:
        return await fault(datasette, request, 404)
    return respond(request, Answer(found.index, "application/json"))


async def folder(datasette: Any, request: Any) -> Response:
    """The folder of an edition, with or without a slash: off to the page that explains the files."""
    found: downloads.Downloads | None = datasette.public.downloads
    if found is None or request.url_vars["edition"] not in {downloads.LATEST, *found.editions}:
        return await fault(datasette, request, 404)
    one = found.editions.get(request.url_vars["edition"])
    return _to_data_page(datasette, request, "#editions" if one and one.is_lasting else "")


async def download(datasette: Any, request: Any) -> Response:
    """A file to take away."""
    edition, path = request.url_vars["edition"], request.url_vars["path"]
    found = downloads.answer(request, datasette.public.downloads, edition, path)
    return found or await fault(datasette, request, 404)


async def package(datasette: Any, request: Any) -> Response:
    """The description of the data package, where programs look for it; its tables are among the downloads."""
    found = datasette.public.package
    return respond(request, found) if found else await fault(datasette, request, 404)


async def known(datasette: Any, request: Any) -> Response:
    """The files that programs look for at fixed addresses."""
    public: Public = datasette.public
    name = request.url_vars["name"]
    found = public.shelf.get(f"/{name}")
    if found is None:
        found = await datasette.get_database(DATABASE).execute_fn(
            lambda connection: wellknown.answer(public, connection, name)
        )
        found = public.shelf.put(f"/{name}", found)
    return respond(request, found)


def respond(request: Any, answer: Answer) -> Response:
    """The answer as HTTP: what caches may do with it, packed for whoever takes that, or "as you have it"."""
    kept = answer.status in (200, 301, 302, 404)
    headers = {"cache-control": LONG if answer.lasting else SHORT if kept else "no-store"}
    vary = ["Accept-Language"] if answer.varies else []
    if answer.location:
        headers |= {"location": answer.location, "vary": ", ".join(vary)}
        return Response(
            "", status=answer.status, headers={name: value for name, value in headers.items() if value}
        )
    answer = answer.packed()
    packs = negotiation.takes(request.headers.get("accept-encoding", ""), "gzip")
    headers["etag"] = answer.etag
    if answer.language:
        headers["content-language"] = answer.language
    if answer.is_packed:
        vary.append("Accept-Encoding")
        if packs:
            headers |= {"content-encoding": "gzip", "etag": f'{answer.etag[:-1]}-gz"'}
    if vary:
        headers["vary"] = ", ".join(vary)
    if answer.status == 200 and _is_known(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response("", status=304, headers=headers, content_type=answer.kind)
    body = answer.body if packs else answer.plain
    return Response(body, status=answer.status, headers=headers, content_type=answer.kind)


def _to_data_page(datasette: Any, request: Any, part: str) -> Response:
    language = datasette.public.words_of(_accepts(request)).code
    return respond(request, Answer(status=302, location=addresses.page(language, "data") + part, varies=True))


def _with_query(request: Any, path: str) -> str:
    return f"{path}?{request.query_string}" if request.query_string else path


def _is_known(header: str, etag: str) -> bool:
    """Whether a visitor has the answer already, by If-None-Match (RFC 9110, 13.1.2: compared weakly)."""
    known = [one.strip().removeprefix("W/") for one in header.split(",")]
    return etag in known or "*" in known


def _accepts(request: Any) -> str:
    return request.headers.get("accept-language", "")

"""Files that programs look for at fixed addresses: robots.txt, sitemap.xml, security.txt, favicon.ico, the
catalogue, and the description of the addresses.
"""

import sqlite3
from xml.sax.saxutils import escape

from opengov.dates import shift_years
from opengov.web.site import addresses, catalog, contents
from opengov.web.site.openapi import openapi
from opengov.web.site.public import Public
from opengov.web.site.reader import Reader
from opengov.web.site.shelf import Answer

TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"

# Free SQL and combined filters have no end of addresses; what is to be found stands in the sitemap.
ROBOTS = """\
User-agent: *
Disallow: /opengov?
Disallow: /opengov/*?
Disallow: /opengov.json
Disallow: /*/search?*&
"""
WITHOUT_ORIGIN = (
    "This copy was not told its public address, without which this file cannot be written.\n"
    "Whoever serves it gives it with 'opengov serve --origin https://...'.\n"
)
MOST = 50_000  # addresses in one file, by the protocol; above, sources and then others are left out


def answer(public: Public, connection: sqlite3.Connection, name: str) -> Answer:
    """The file of that name."""
    match name:
        case "robots.txt":
            led = f"\nSitemap: {public.origin}/sitemap.xml\n" if public.origin else ""
            return Answer((ROBOTS + led).encode(), TEXT)
        case "favicon.ico":
            return public.assets.plain("favicon.png")
        case "openapi.json":
            return Answer(openapi(public.described, Reader(connection)), "application/json")
        case _ if not public.origin:
            return Answer(WITHOUT_ORIGIN.encode(), TEXT, status=404)
        case _ if name in catalog.FORMS:
            form, kind = catalog.FORMS[name]
            return Answer(catalog.catalog(public.described, form), kind)
        case "sitemap.xml":
            return Answer(sitemap(public, Reader(connection)).encode(), XML)
        case _:
            return Answer(security(public).encode(), TEXT)


def sitemap(public: Public, reader: Reader) -> str:
    """Every page in every language, each with the addresses of its others (sitemaps.org, hreflang)."""
    codes = list(public.languages)
    pages = contents.pages(reader)[: MOST // len(codes)]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for steps in pages:
        where = {code: escape(public.origin + addresses.page(code, *steps)) for code in codes}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in where.items()
        )
        lines += [f"<url><loc>{address}</loc>{others}</url>" for address in where.values()]
    return "\n".join([*lines, "</urlset>", ""])


def security(public: Public) -> str:
    """Where to report a weakness (RFC 9116); valid for a year after the edition's date."""
    expires = shift_years(public.edition.as_of, 1)
    languages = ", ".join(code for code, words in public.languages.items() if not words.is_draft)
    return (
        f"Contact: {public.contact}\n"
        f"Expires: {expires}T00:00:00Z\n"
        f"Preferred-Languages: {languages}\n"
        f"Canonical: {public.origin}/.well-known/security.txt\n"
    )

"""What may stand in any cell: canonical text, nothing that a spreadsheet runs, nobody's private address."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import phonenumbers
import pycountry

from opengov.check.data import Data, TableData
from opengov.check.rules.rule import Rule
from opengov.findings import Finding, shown

_FORMULA = re.compile(r"[=+\-@\t\r]")
_SPACE = re.compile(r"\A\s|\s\Z|[ \u00a0]{2}")
_INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_DIGITS = re.compile(r"\d(?:[\s().\u00a0-]{0,3}\d){8,}")  # nine digits or more: more than a span of years
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
_NO_PHONES = re.compile(r"(_id|_url|url|_date|_on|date|number|code|_time|version|wikidata_id|coordinates)\Z")


def _suspicious(cell: str) -> bool:
    """One cheap look at each different text; only what this finds is looked at closely.

    One regular expression for all of it is ten times slower, as it tries every branch at every letter.
    """
    flat = cell.replace("\u00a0", " ")
    return (
        not flat.isprintable()
        or "  " in flat
        or "@" in flat
        or flat != flat.strip()
        or flat.startswith(("=", "+", "-"))
        or _DIGITS.search(flat) is not None
    )


def _not_ascii(cell: str) -> bool:
    return not cell.isascii()


class Text(NamedTuple):
    """A text of a column, wherever it stands in it."""

    table: TableData
    column: str
    cell: str


def formula(data: Data) -> Iterator[Finding]:
    """No cell begins with a sign that makes a spreadsheet run it: = + - @ tab CR (numbers excepted)."""
    for text in _texts(data):
        if _FORMULA.match(text.cell):
            message = "begins with a sign that a spreadsheet takes for a formula."
            yield from _at(text, "formula", message, "Begin the text with another sign.")


def stray_space(data: Data) -> Iterator[Finding]:
    """No space at the ends of a cell, no two in a row, nowhere."""
    for text in _texts(data):
        if _SPACE.search(text.cell) and not _FORMULA.match(text.cell):
            message = "has a space at an end, or two in a row."
            yield from _at(text, "stray-space", message, "Take the space out.")


def invisible_character(data: Data) -> Iterator[Finding]:
    """No control characters, no zero-width characters, no marks that turn the direction of text."""
    for text in _texts(data):
        found = _INVISIBLE.search(text.cell.strip())
        if found and not _FORMULA.match(text.cell):
            name = unicodedata.name(found[0], f"control character {ord(found[0]):#04x}")
            message = f"holds an invisible character: {name}."
            yield from _at(text, "invisible-character", message, "Delete it and type anew.")


def not_nfc(data: Data) -> Iterator[Finding]:
    """Text is in Unicode normal form C, so that equal texts are equal and searches find them."""
    for text in _texts(data, _not_ascii):
        if not unicodedata.is_normalized("NFC", text.cell):
            message = "is not in Unicode normal form C; it looks the same, but is not equal."
            hint = f"Type it anew: {unicodedata.normalize('NFC', text.cell)}"
            yield from _at(text, "not-nfc", message, hint)


def email_address(data: Data) -> Iterator[Finding]:
    """No e-mail addresses: we hold offices, not mailboxes."""
    for text in _texts(data):
        if _EMAIL.search(text.cell) and not _FORMULA.match(text.cell):
            message = "holds an e-mail address."
            yield from _at(text, "email-address", message, "Take it out: no personal data.")


def phone_number(data: Data) -> Iterator[Finding]:
    """No telephone numbers, international or in the national form of one of our countries."""
    regions = [None]
    if "governments" in data:
        regions += sorted(code.upper() for code in data["governments"].distinct("country_code"))
    for text in _texts(data):
        if _NO_PHONES.search(text.column) or not _DIGITS.search(text.cell):
            continue
        if _phone(text.cell, regions):
            message = "holds a telephone number."
            yield from _at(text, "phone-number", message, "Take it out: no personal data.")


def number_form(data: Data) -> Iterator[Finding]:
    """Numbers are written plainly: 7, not 007, +7, 1_000 or 7e0 (all of which Frictionless reads)."""
    for table in data:
        for field in table.table.fields:
            form = {"integer": _INTEGER, "number": _NUMBER}.get(field.type)
            if form is None:
                continue
            cells = table.distinct(field.name)
            wrong = {cell for cell in cells if cell and not form.match(cell) and _is_number(cell)}
            for record in table.where(field.name, wrong):
                message = f"{shown(record[field.name])} is not written plainly."
                yield record.finding(field.name, "number-form", message, f"For example: {field.example}")


def url_form(data: Data) -> Iterator[Finding]:
    """An address has a host, no user name in it, and a path that a browser takes as it stands."""
    for table in data:
        for column in table.table.columns:
            if column != "url" and not column.endswith("_url"):
                continue
            wrong = {cell: why for cell in table.distinct(column) if (why := _url_fault(cell))}
            for record in table.where(column, wrong):
                message = f"{shown(record[column])}: {wrong[record[column]]}."
                yield record.finding(column, "url-form", message, "Copy the address from the browser.")


def language_code(data: Data) -> Iterator[Finding]:
    """Languages are coded by ISO 639-1: fr, not french."""
    for record in data["codelist_language"]:
        code = record["code"]
        if len(code) != 2 or not pycountry.languages.get(alpha_2=code):
            message = f"{shown(code)} is not a code of ISO 639-1."
            yield record.finding("code", "language-code", message, "Two letters, such as fr.")


def country_code(data: Data) -> Iterator[Finding]:
    """Countries are coded by ISO 3166-1 alpha-2, in small letters: fr."""
    for record in data["codelist_country"]:
        code = record["code"]
        if len(code) != 2 or not pycountry.countries.get(alpha_2=code.upper()):
            message = f"{shown(code)} is not a code of ISO 3166-1 alpha-2."
            yield record.finding("code", "country-code", message, "Two letters, such as fr.")


def _texts(data: Data, test: Callable[[str], object] = _suspicious) -> Iterator[Text]:
    """Every different text of every column that passes a test. Numbers are ``number_form``'s."""
    for table in data:
        for field in table.table.fields:
            if field.type == "string":
                for cell in sorted(table.select(field.name, test)):
                    yield Text(table, field.name, cell)


def _at(text: Text, code: str, message: str, hint: str) -> Iterator[Finding]:
    """A finding wherever the text stands in its column."""
    table, column, cell = text
    for record in table.where(column, {cell}):
        yield record.finding(column, code, f"{shown(cell)} {message}", hint)


def _phone(cell: str, regions: list[str | None]) -> bool:
    strict = phonenumbers.Leniency.STRICT_GROUPING
    return any(
        phonenumbers.PhoneNumberMatcher(cell, region, leniency=strict).has_next() for region in regions
    )


def _is_number(cell: str) -> bool:
    """Whether Python, and so Frictionless, takes the cell for a number.

    If not it is ``wrong-type``; and NaN and infinity are ``out-of-range``, as every number has its bounds.
    """
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _url_fault(cell: str) -> str:
    if not re.match(r"https?://[^\s]+\Z", cell):
        return ""  # blank, or already faulted by the schema's pattern
    try:
        parts = urlsplit(cell)
        _ = parts.port
    except ValueError as error:
        return f"it is not an address ({error})"
    if not cell.isascii():
        return "it holds characters that must be percent-encoded"
    if "@" in parts.netloc:
        return "it holds a user name"
    if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\.?", parts.hostname or ""):
        return "it has no host"
    return "it holds a sign that no address may hold" if re.search(r'[<>"\\^`{|}]', cell) else ""


RULES = (
    Rule("formula", formula),
    Rule("stray-space", stray_space),
    Rule("invisible-character", invisible_character),
    Rule("not-nfc", not_nfc),
    Rule("email-address", email_address),
    Rule("phone-number", phone_number),
    Rule("number-form", number_form),
    Rule("url-form", url_form),
    Rule("language-code", language_code, ("codelist_language",)),
    Rule("country-code", country_code, ("codelist_country",)),
)

"""What may stand in any cell: canonical text, nothing that a spreadsheet runs, nobody's private address."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import phonenumbers
import pycountry

from opengov.check.data import Data
from opengov.check.rules.rule import Rule
from opengov.findings import Finding, shown

_FORMULA = re.compile(r"[=+\-@\t\r]")
_SPACE = re.compile(r"\A\s|\s\Z|[ \u00a0]{2}")
# CR is the bytes' business; the joiners U+200C and U+200D belong into emoji and some scripts.
_INVISIBLE = re.compile(
    r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069]"
    r"|[\ufeff\ufffd\ue000-\uf8ff]"
    r"|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
_EMAIL = re.compile(r"[\w.+-]@[\w-]{1,63}\.\w")
_DIGITS = re.compile(r"\d(?:[\s().\u00a0-]{0,3}\d){8,}")  # nine digits or more: more than a span of years
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
LONG = 5_000  # characters; longer texts are a finding anyway, and patterns take their time over them
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
        or "\ufffd" in flat
        or flat != flat.strip()
        or flat.startswith(("=", "+", "-"))
        or _DIGITS.search(flat) is not None
    )


def _not_nfc(cell: str) -> bool:
    return not unicodedata.is_normalized("NFC", cell)


def formula(data: Data) -> Iterator[Finding]:
    """No cell begins with a sign that makes a spreadsheet run it: = + - @ tab CR (numbers excepted)."""
    return _faulty(data, "formula", _begins_formula, "Begin the text with another sign.")


def _begins_formula(cell: str) -> str:
    return "begins with a sign that a spreadsheet takes for a formula." if _FORMULA.match(cell) else ""


def stray_space(data: Data) -> Iterator[Finding]:
    """No space at the ends of a cell, no two in a row, nowhere."""
    return _faulty(data, "stray-space", _has_stray_space, "Take the space out.")


def _has_stray_space(cell: str) -> str:
    stray = _SPACE.search(cell) and not _FORMULA.match(cell)
    return "has a space at an end, or two in a row." if stray else ""


def invisible_character(data: Data) -> Iterator[Finding]:
    """No control or zero-width characters, none that turn the direction of text, no marks of lost ones."""
    return _faulty(data, "invisible-character", _has_invisible, "Look it up in the source and type it anew.")


def _has_invisible(cell: str) -> str:
    found = _INVISIBLE.search(cell.strip())
    if not found or _FORMULA.match(cell):
        return ""
    return f"holds a character that no one sees: {unicodedata.name(found[0], f'U+{ord(found[0]):04X}')}."


def not_nfc(data: Data) -> Iterator[Finding]:
    """Text is in Unicode normal form C, so that equal texts are equal and searches find them."""
    return _faulty(data, "not-nfc", _explain_nfc, "Type it anew.", _not_nfc)


def _explain_nfc(cell: str) -> str:
    return f"is not in Unicode normal form C; it looks like {shown(unicodedata.normalize('NFC', cell))}."


def email_address(data: Data) -> Iterator[Finding]:
    """No e-mail addresses: we hold offices, not mailboxes."""
    return _faulty(data, "email-address", _holds_email, "Take it out: no personal data.")


def _holds_email(cell: str) -> str:
    return "holds an e-mail address." if _EMAIL.search(cell) and not _FORMULA.match(cell) else ""


def phone_number(data: Data) -> Iterator[Finding]:
    """No telephone numbers, international or in the national form of one of our countries."""
    regions: list[str | None] = [None]
    if "governments" in data:
        regions += sorted(code.upper() for code in data["governments"].distinct("country_code"))

    def holds_phone(cell: str) -> str:
        return "holds a telephone number." if _DIGITS.search(cell) and _phone(cell, regions) else ""

    hint = "Take it out: no personal data."
    return (
        finding
        for finding in _faulty(data, "phone-number", holds_phone, hint)
        if not _NO_PHONES.search(finding.field)
    )


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


def _faulty(
    data: Data, code: str, fault: Callable[[str], str], hint: str, test: Callable[[str], object] = _suspicious
) -> Iterator[Finding]:
    """A finding for each cell of text in which ``fault`` finds one (it says which, or nothing).

    ``fault`` is asked once for each different text that passes ``test``. Numbers are ``number_form``'s, and
    texts over LONG characters are ``too-long`` already.
    """
    for table in data:
        for field in table.table.fields:
            if field.type == "string":
                cells = (cell for cell in table.select(field.name, test) if len(cell) <= LONG)
                faults = {cell: what for cell in cells if (what := fault(cell))}
                for record in table.where(field.name, faults):
                    cell = record[field.name]
                    yield record.finding(field.name, code, f"{shown(cell)} {faults[cell]}", hint)


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

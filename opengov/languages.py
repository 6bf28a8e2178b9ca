"""The languages of the public pages: one folder in ``locale/`` each, with gettext catalogues.

``messages.po`` holds the words of the pages; a language is offered as soon as it has one. ``records.po``
holds titles, summaries and labels of the records, which ``build`` bakes into the database, so that they are
found and searched like the rest. ``dictionary.po`` holds what tables and columns are called and mean. English
is what all are translated from. A language is a draft whose words of the pages are not whole, or whose header
is still marked ``fuzzy``, gettext's own mark for "nobody has reviewed this".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"
COMPLETE_FIRST = ("en", "fr", "es", "pt")  # the order in which a reader is offered them
CODE = re.compile(r"[a-z]{2}\Z")  # ISO 639-1: what the addresses of the pages begin with
LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that is offered: its ISO 639 code, and whether nobody has reviewed its words yet."""

    code: str
    is_draft: bool


@cache
def languages() -> tuple[Language, ...]:
    """The languages that are offered: the complete ones first, drafts after them by code."""
    codes = [path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/messages.po")]
    found = [Language(ENGLISH, is_draft=False)]
    found += [
        Language(code, is_draft=_is_draft(catalogue(code, "messages"))) for code in codes if CODE.match(code)
    ]
    return tuple(sorted(found, key=lambda one: (one.is_draft, _place(one.code), one.code)))


@cache
def catalogue(language: str, domain: str) -> Catalog:
    """The catalogue of a language, ``domain`` being messages, records or dictionary; an empty one if there is
    no file.
    """
    path = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


@cache
def translations(language: str) -> NullTranslations:
    """The words of the pages in a language, as gettext gives them. What is missing is English, and so is what
    was only guessed (marked fuzzy).
    """
    if language == ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language, "messages"))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def records() -> tuple[tuple[str, str, str, str], ...]:
    """What the catalogues say of the records: (language, context, text in English, translation).

    The context is the name of the code list for a label, and empty for the texts of the tables.
    """
    codes = sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/records.po"))
    return tuple(
        (code, message.context or "", message.id, message.string)
        for code in codes
        for message in _translated(catalogue(code, "records"))
    )


@cache
def dictionary(language: str) -> dict[str, str]:
    """What tables and columns are called and mean in a language, by the text in English."""
    return {message.id: message.string for message in _translated(catalogue(language, "dictionary"))}


def _translated(messages: Catalog) -> Iterator[Message]:
    return (message for message in messages if message.id and message.string and not message.fuzzy)


def _is_draft(messages: Catalog) -> bool:
    """Whether nobody has reviewed the catalogue, or something in it is missing or was only guessed."""
    return messages.fuzzy or any(
        message.fuzzy or not _is_whole(message) for message in messages if message.id
    )


def _is_whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _place(code: str) -> int:
    return COMPLETE_FIRST.index(code) if code in COMPLETE_FIRST else len(COMPLETE_FIRST)

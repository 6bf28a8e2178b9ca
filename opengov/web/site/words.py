"""One language: its words, dates, numbers and order, and the texts of records in it."""

import datetime
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from opengov import languages
from opengov.dates import earliest
from opengov.web.site.edition import Code, Edition

# Letters that are their own in the alphabet of a language, by what they sort after (CLDR, collation).
OWN_LETTERS = {"es": {"ñ": "n\N{LATIN SMALL LETTER Z}\N{LATIN SMALL LETTER Z}"}}
SKELETONS = {4: "y", 7: "yMMMM", 10: "yMMMMd"}  # of a partial date, by its length (CLDR)
OWN_SCRIPTS = {"ka": "GEORGIAN", "ko": "HANGUL"}  # whose letters come before Latin ones

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a record. ``lang`` is its language where that is not the page's, otherwise empty;
    ``ours`` is whether the words are our translation and not official ones.
    """

    text: str
    lang: str = ""
    ours: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


class Words:
    """What the pages of one edition need to speak one language."""

    def __init__(self, language: languages.Language, edition: Edition) -> None:
        self.code = language.code
        self.is_draft = language.is_draft
        self.locale = Locale.parse(language.code)
        self.autonym = (self.locale.get_display_name(language.code) or language.code).capitalize()
        self.edition = edition
        self._catalogue = languages.translations(language.code)
        self._dictionary = languages.dictionary(language.code)
        self._records = edition.translations.get(language.code, {})
        self.date = lru_cache(maxsize=4096)(self._date)
        self._made: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What ``make`` gave when the name was first asked for; an edition does not change."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    # --- the words of the pages --------------------------------------------------------------------------

    def gettext(self, message: str) -> str:
        """A message of the pages."""
        return self._catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """A message that depends on a number."""
        return self._catalogue.ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        """A message whose English has several meanings."""
        return self._catalogue.pgettext(context, message)

    @property
    def territorial(self) -> str:
        """The language with the country where most speak it (CLDR), as Open Graph wants it: ``fr_FR``."""
        language, _, country = get_global("likely_subtags")[self.code].split("_")
        return f"{language}_{country}"

    # --- forms -------------------------------------------------------------------------------------------

    @property
    def colon(self) -> str:
        """The colon: in French with a space before it that does not break."""
        return "\u00a0:" if self.code == "fr" else ":"

    @property
    def semicolon(self) -> str:
        """The semicolon, likewise."""
        return "\u00a0;" if self.code == "fr" else ";"

    def number(self, value: float) -> str:
        """A number: 1158 is ``1,158`` in English and ``1 158`` in French."""
        # CLDR: Spanish groups digits from five on; Babel does not know that rule (minimumGroupingDigits).
        grouped = not (self.code == "es" and abs(value) < 10_000)
        return format_decimal(value, locale=self.locale, group_separator=grouped)

    def size(self, count: int) -> str:
        """So many bytes: ``210 kB``, ``4.5 MB``, in French ``210 ko``."""
        unit, value = ("megabyte", count / 1e6) if count >= 1e6 else ("kilobyte", max(count / 1e3, 0.1))
        rounded = round(value, 1) if value < 10 else round(value)
        return format_unit(rounded, f"digital-{unit}", length="short", locale=self.locale)

    def _date(self, value: str) -> str:
        """A partial date, as precise as it is: ``2018-05`` is “May 2018”."""
        day = datetime.date.fromisoformat(earliest(value))
        if len(value) == 10:
            long = format_date(day, format="long", locale=self.locale)
            # CLDR has no ordinals; French has one for the first of a month and for no other day.
            return f"1er{long[1:]}" if self.code == "fr" and day.day == 1 else long
        return format_skeleton(SKELETONS[len(value)], day, locale=self.locale)

    def period(self, start: str | None, end: str | None) -> str:
        """From when to when, either of which may be unknown; empty if both are."""
        if start and end and start != end and len(start) == len(end) in SKELETONS:
            days = [datetime.date.fromisoformat(earliest(date)) for date in (start, end)]
            return format_interval(*days, skeleton=SKELETONS[len(start)], locale=self.locale)
        if start and end and start != end:
            return self.gettext("%(start)s to %(end)s") % {"start": self.date(start), "end": self.date(end)}
        if start and end:
            return self.date(start)
        if start:
            return self.gettext("from %(start)s") % {"start": self.date(start)}
        return self.gettext("until %(end)s") % {"end": self.date(end)} if end else ""

    def listed(self, items: Iterable[str]) -> str:
        """``a, b and c``."""
        return format_list(list(items), locale=self.locale)

    def inside(self, label: str) -> str:
        """A label as it stands inside a sentence: a small letter first, unless it is an abbreviation."""
        return label[:1].lower() + label[1:] if label[1:2].islower() else label

    def sorted(self, items: Iterable[Any], key: Callable[[Any], str] = str) -> list[Any]:
        """Things in the order of the language's alphabet: accents and case count only among equals."""
        return sorted(items, key=lambda item: self._place(key(item)))

    def _place(self, text: str) -> tuple[Any, ...]:
        lower = unicodedata.normalize("NFC", text.casefold())
        for letter, place in OWN_LETTERS.get(self.code, {}).items():
            lower = lower.replace(letter, place)
        bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
        script = OWN_SCRIPTS.get(self.code, "")
        first = next((c for c in text if c.isalpha()), "a")
        foreign = bool(script) and not unicodedata.name(first, "").startswith(script)
        return foreign, bare, lower, text

    # --- the records -------------------------------------------------------------------------------------

    def text(self, row: Mapping[str, Any], column: str) -> Text:
        """The text of a column of prose (title, summary, note, name) in this language.

        Official words come first: the original, if this is its language. What nobody has translated is given
        in English, and says so by its ``lang``.
        """
        keys = row.keys()
        english = row[column] or ""
        original = row[f"{column}_original"] if f"{column}_original" in keys else None
        if original and row["original_language"] == self.code:
            return Text(original)
        if self.code == languages.ENGLISH:
            return Text(english, ours=f"{column}_kind" in keys and row[f"{column}_kind"] == "translation")
        if self.code == "fr":
            unofficial = f"{column}_fr_kind" in keys and row[f"{column}_fr_kind"] == "unofficial"
            french = row[f"{column}_fr"]
            return (
                Text(french, ours=unofficial)
                if french or not english
                else Text(english, lang=languages.ENGLISH)
            )
        translated = self._records.get(("", english))
        return Text(translated, ours=True) if translated else Text(english, lang=languages.ENGLISH)

    def name(self, row: Mapping[str, Any]) -> Text:
        """What a government is called in this language, in short; ``name_original`` is its full name in its
        own, and better than an English one.
        """
        if self.code == languages.ENGLISH:
            return Text(row["name"])
        if self.code == "fr":
            return Text(row["name_fr"])
        translated = self._records.get(("", row["name"]))
        if translated or row["original_language"] != self.code:
            return Text(translated) if translated else Text(row["name"], lang=languages.ENGLISH)
        return Text(row["name_original"] or row["name"])

    def original(self, row: Mapping[str, Any], column: str) -> Text | None:
        """The official words, where they are not what ``text`` shows already: those of the original language,
        or else OGP's in English.
        """
        words, language = row[f"{column}_original"], row["original_language"]
        if words:
            return Text(words, lang=language) if language != self.code else None
        is_translated = self.code != languages.ENGLISH and self.text(row, column).ours
        if is_translated and row[f"{column}_kind"] == "official":
            return Text(row[column], lang=languages.ENGLISH)
        return None

    def label(self, codelist: str, code: str) -> str:
        """The label of a code, ``label("status", "complete")``; a code that is in no list labels itself."""
        return self._of_code(codelist, code, "label")

    def defined(self, text: str) -> Text:
        """What a table or column is called or means, from the text in English; backticks are left out."""
        is_known = text in self._dictionary or self.code == languages.ENGLISH
        said = self._dictionary.get(text, text).replace("`", "")
        return Text(said, "" if is_known else languages.ENGLISH)

    def meaning(self, codelist: str, code: str) -> str:
        """What a code means, in a sentence; empty for a code that is in no list."""
        return self._of_code(codelist, code, "description")

    def codes(self, codelist: str) -> list[Code]:
        """The codes of a list, in its order."""
        return list(self.edition.codes.get(f"codelist_{codelist}", {}).values())

    def _of_code(self, codelist: str, code: str, what: str) -> str:
        found = self.edition.codes.get(f"codelist_{codelist}", {}).get(code)
        if found is None:
            return code if what == "label" else ""
        if self.code == "fr":
            return getattr(found, f"{what}_fr")
        english = getattr(found, f"{what}_en")
        context = codelist if what == "label" else ""
        return self._records.get((context, english), english)

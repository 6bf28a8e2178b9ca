"""Titles and translations: whose wording it is, in which language, and whether both languages are there."""

import re
import unicodedata
from collections.abc import Iterator

from opengov.check.data import Data, Record
from opengov.check.rules.rule import Rule
from opengov.findings import Finding, shown

_LOOKALIKES = str.maketrans("аеорсухіјѕԁɡ０１２３４５６７８９", "aeopcyxijsdg0123456789")

_ORIGINALS = ("title_original", "name_original")
_TITLE = ("title", "title_original", "original_language", "title_kind", "title_fr", "title_fr_kind")


def original_language(data: Data) -> Iterator[Finding]:
    """A title (or name) in the original language says which language that is, and the other way round."""
    known = data["codelist_language"].distinct("code") if "codelist_language" in data else set()
    pairs = ((one, table) for one in _ORIGINALS for table in data.with_columns(one, "original_language"))
    for original, table in pairs:
        for record in table:
            if record["original_language"] and record["original_language"] not in known:
                continue  # unknown-reference tells
            if bool(record[original]) != bool(record["original_language"]):
                here, there = ("original_language", original)
                if record["original_language"]:
                    here, there = there, here
                message = f"{here} is blank, but {there} is {shown(record[there])}."
                yield record.finding(here, "original-language", message, "Fill both, or leave both blank.")


def title_kind(data: Data) -> Iterator[Finding]:
    """A French title is official only where the source is French; title is English, not the original."""
    for table in data.with_columns(*_TITLE):
        for record in table:
            language = record["original_language"]
            if record["title_fr_kind"] == "official" and language != "fr":
                message = (
                    f"the French title is called official, but the source is in {language or 'English'}."
                )
                hint = "Our own translation is unofficial."
                yield record.finding("title_fr_kind", "title-kind", message, hint)
            elif record["title_fr_kind"] == "official" and not _same(
                record["title_fr"], record["title_original"]
            ):
                message = "the French title is called official, but differs from title_original."
                yield record.finding("title_fr", "title-kind", message, "Copy title_original.")
            elif record["title"] == record["title_original"] and language not in ("en", ""):
                message = f"title repeats title_original, which is in {language}; title must be in English."
                hint = "Translate it, with title_kind translation."
                yield record.finding("title", "title-kind", message, hint)
    for table in data.with_columns("title_fr", "title_kind", "title_language"):
        for record in table:
            if record["title_fr"] and record["title_kind"] != "paraphrase":
                message = f"a French title stands beside one whose kind is {shown(record['title_kind'])}."
                hint = "The title of a document is not translated: only our own description of it is."
                yield record.finding("title_fr", "title-kind", message, hint)


def translation_missing(data: Data) -> Iterator[Finding]:
    """A text stands in both languages or in neither; the title of a source stays in its own."""
    for table in data:
        for french in table.table.columns:
            english = french.removesuffix("_fr")
            if french == english or english not in table.table or table.table.field(french).required:
                continue
            if french == "title_fr" and "title_language" in table.table:
                continue
            for line, texts in zip(table.lines, table.keys((english, french)), strict=True):
                if bool(texts[0]) != bool(texts[1]):
                    here, there = (english, french) if texts[1] else (french, english)
                    message = f"{here} is blank, but {there} is not."
                    yield table.finding(
                        line, here, "translation-missing", message, "Write it in both languages."
                    )
    for table in data.with_columns("title_fr", "title_kind", "title_language"):
        for record in table:
            is_ours = record["title_kind"] == "paraphrase" and record["title_language"]
            if is_ours and not record["title_fr"]:
                message = "title_fr is blank, but title is our description of the document."
                yield record.finding(
                    "title_fr", "translation-missing", message, "Write it in both languages."
                )


def similar_title(data: Data) -> Iterator[Finding]:
    """Two commitments of a plan do not have titles that a reader cannot tell apart."""
    first: dict[tuple[str, str], Record] = {}
    for record in data["commitments"]:
        key = (record["plan_id"], _folded(record["title"]))
        if record["title"] and first.setdefault(key, record).line != record.line:
            other = first[key]
            place = f"{other['commitment_id']} (line {other.line})"
            message = f"{shown(record['title'])} looks like the title of {place}."
            hint = "Is it one commitment, entered twice? Else make the titles differ."
            yield record.finding("title", "similar-title", message, hint)


def _same(one: str, other: str) -> bool:
    """Equal but for apostrophes and no-break spaces, which are typography."""
    signs = str.maketrans({"'": "’", "\u00a0": " ", "\u202f": " "})
    return one.translate(signs) == other.translate(signs)


def _folded(title: str) -> str:
    """A title without what readers overlook: case, accents, punctuation, look-alike letters."""
    text = unicodedata.normalize("NFKD", title.casefold().translate(_LOOKALIKES))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "", text)


RULES = (
    Rule("original-language", original_language),
    Rule("title-kind", title_kind),
    Rule("translation-missing", translation_missing),
    Rule("similar-title", similar_title, ("commitments",)),
)

"""What a reader typed, made into questions for the full-text index: accents folded, slips mended."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORD = re.compile(r"\w+")
MAX_TEXT = 200
MAX_WORDS = 12
LONG = 9  # letters: in a shorter word two slips make another word (promessa, process)
LIGATURES = {"oe": "œ", "ae": "æ"}  # which the index leaves as they are
SHORT = 3  # letters: a word so short that the index holds whole is not the beginning of others
SPELT_OUT = {"uk": "united kingdom", "usa": "united states", "eeuu": "estados unidos", "한국": "대한민국"}
MENDED = 3  # how many words of the index may stand in for one that it does not know
COMMON = 0.4  # a word that stands in more than this part of all records tells nothing: que, pour, what, the


@dataclass(frozen=True)
class Index:
    """The words of the full-text index, each with the number of ``records`` that hold it, and those that
    stand in the ``names`` of governments and their countries, in any language.
    """

    counts: Mapping[str, int]
    records: int
    names: frozenset[str] = frozenset()

    @cached_property
    def terms(self) -> list[str]:
        """The words, sorted."""
        return sorted(self.counts)

    def begins(self, word: str) -> bool:
        """Whether a term begins with the word."""
        place = bisect_left(self.terms, word)
        return place < len(self.terms) and self.terms[place].startswith(word)

    def spellings(self, word: str) -> list[str]:
        """The ways to write a word that the index knows: with ligatures or without (œuvre, oeuvre)."""
        written = [word]
        for apart, ligature in LIGATURES.items():
            written += [one.replace(apart, ligature) for one in written if apart in one]
            written += [one.replace(ligature, apart) for one in written if ligature in one]
        return [one for one in dict.fromkeys(written) if self.begins(one)]

    def is_common(self, word: str) -> bool:
        """Whether so many records hold the word that it tells nothing."""
        return self.counts.get(word, 0) > COMMON * self.records

    def nearest(self, word: str) -> list[str]:
        """The terms nearest to a word: one slip away, or two for a long one; the most used first."""
        if len(word) < 4:
            return []
        # One slip makes a short word of one language another of another; names alone are worth the guess.
        among = self.terms if len(word) > 4 else sorted(self.names)
        slips = 1 if len(word) < LONG else 2
        found = process.extract(word, among, scorer=OSA.distance, score_cutoff=slips, limit=None)
        best = min((distance for _, distance, _ in found), default=0)
        near = [term for term, distance, _ in found if distance == best and term[0] == word[0]]
        return sorted(near, key=lambda term: (-self.counts.get(term, 0), term))[:MENDED]


@dataclass(frozen=True, slots=True)
class Query:
    """Questions in the order in which they are asked until one is answered. Each is an expression for FTS5,
    empty where there is nothing to ask.

    text    as it was typed
    exact   all words that tell something, the last letters of each may be missing
    near    the same, with words that the index does not know replaced by the nearest
    loose   the government that is named, or else any of the words that the index knows
    mended  which words were replaced by which in ``near``
    """

    text: str
    exact: str = ""
    near: str = ""
    loose: str = ""
    mended: tuple[tuple[str, str], ...] = ()


def understood(text: str, index: Index) -> Query:
    """The questions for what was typed. Nothing of it is taken as syntax."""
    text = " ".join(text[:MAX_TEXT].split())
    words = [SPELT_OUT.get(word, word) for word in WORD.findall(folded(text))]
    words = _joined(" ".join(words).split(), index)
    words = list(dict.fromkeys(words))[:MAX_WORDS]
    words = [word for word in words if not index.is_common(word)] or words
    known = {word: written for word in words if (written := index.spellings(word))}
    near, mended = [], []
    for word in words:
        terms = [] if word in known else index.nearest(word)
        near.append(_any(terms or known.get(word, [word]), index))
        mended += [(word, terms[0])] if terms else []
    return Query(
        text,
        exact=" AND ".join(_any(known.get(word, [word]), index) for word in words),
        near=" AND ".join(near) if mended else "",
        loose=_loose(known, index) if len(words) > 1 else "",
        mended=tuple(mended),
    )


def folded(text: str) -> str:
    """Small letters without accents, as the index holds them (``unicode61 remove_diacritics 2``)."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


def _joined(words: Sequence[str], index: Index) -> list[str]:
    """The words, with OGP's ids in one piece that were typed in two: PAR 0001."""
    found: list[str] = []
    for word in words:
        if found and found[-1].isalpha() and word.isdigit() and f"{found[-1]}{word}" in index.counts:
            found[-1] += word
        else:
            found.append(word)
    return found


def _loose(known: Mapping[str, Sequence[str]], index: Index) -> str:
    named = [word for word in known if word in index.names]
    written = [one for spellings in known.values() for one in spellings]
    return " AND ".join(_any([word], index) for word in named) or (_any(written, index) if written else "")


def _any(words: Sequence[str], index: Index) -> str:
    """Any of the words. A name is whole: Peru is not the beginning of an Indonesian word."""
    whole = {word for word in words if word in index.names or (len(word) <= SHORT and word in index.counts)}
    asked = " OR ".join(f'"{word}"' if word in whole else f'"{word}"*' for word in words)
    return f"({asked})" if len(words) > 1 else asked

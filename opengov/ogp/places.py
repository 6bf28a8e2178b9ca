"""Governments as OGP names them: in a cell of the sheet, and as a member in an address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import unquote, urlsplit

from opengov.ogp.texts import folded

# What may stand around a government's name, beside the word of its kind: "City of Austin" is no county.
AROUND = frozenset(
    {"of", "the", "government", "municipality", "municipal", "council", "special", "metropolitan"}
)
ALIKE = 0.85
COUNTRIES = {  # other names of a country than its label in our code list
    "united states": ("usa", "us", "united states of america"),
    "united kingdom": ("uk", "great britain"),
    "south korea": ("korea", "republic of korea", "korea republic of"),
    "tanzania": ("united republic of tanzania",),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A government: its name and that of its country, the words that make up each of its names, those that
    may stand around them, and how its country and the member in OGP's addresses are called.
    """

    name: str
    country: str
    names: frozenset[frozenset[str]]
    around: frozenset[str]
    countries: frozenset[str]
    slugs: frozenset[str]

    def is_named(self, name: str) -> bool:
        """Whether a folded name means this government. OGP's own spelling drifts: Egeyo-Marakwet."""
        words = frozenset(name.split())
        return any(
            all(any(_alike(word, one) for one in words) for word in its)
            and all(one in self.around or any(_alike(word, one) for word in its) for one in words)
            for its in self.names
        )

    def has_locality(self, parts: tuple[str, str]) -> bool:
        """Whether a ``locality`` means this government."""
        name, country = parts
        return (not country or country in self.countries) and self.is_named(name)

    def has_member(self, slug: str) -> bool:
        """Whether the ``member`` of an address does: the government, and perhaps its country behind."""
        endings = ("", *self.countries)
        return slug in self.slugs or any(
            slug.endswith(one) and self.is_named(slug.removesuffix(one)) for one in endings
        )


def _alike(word: str, other: str) -> bool:
    """Whether a word may be meant by another: one letter too many or too few in a word of five."""
    return SequenceMatcher(None, word, other, autojunk=False).ratio() > ALIKE


def make(row: dict[str, str], country: dict[str, str], urls: Iterable[str]) -> Place:
    """A government of ours: its row, that of its country in the code list, OGP's addresses of its pages."""
    labels = {folded(country[label]) for label in ("label_en", "label_fr") if country.get(label)}
    countries = {*labels, *(name for label in labels for name in COUNTRIES.get(label, ()))}
    slugs = {member(url) for url in (row["ogp_url"], *urls)} - {""}
    # "kigoma tanzania" tells that OGP calls it Kigoma
    plain = {slug.removesuffix(f" {one}") for slug in slugs for one in countries}
    names = {folded(row[column]) for column in ("name", "name_original", "name_fr", "government_id")}
    return Place(
        row["name"],
        country.get("label_en", ""),
        frozenset(frozenset(name.split()) for name in {*names, *slugs, *plain} if name),
        AROUND | frozenset(row["kind"].split("-")),
        frozenset(countries),
        frozenset(slugs),
    )


def locality(cell: str) -> tuple[str, str]:
    """Name and country of a cell of the sheet, "Paris, France", folded; a blank country if it names none."""
    name, _, country = cell.partition(",")
    return folded(name), folded(country)


def member(url: str) -> str:
    """The member in an address of OGP's, folded; empty if it names none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    match = re.search(r"/(?:members|countries)/([^/?#]+)", path)
    return folded(unquote(unquote(match[1]))) if match else ""

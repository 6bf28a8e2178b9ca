"""What catalogues and search engines are told of: the dataset and its parts, with words and files."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from opengov.web.downloads import LATEST, Downloads, File
from opengov.web.site import addresses
from opengov.web.site.edition import Edition, Place
from opengov.web.site.words import Words

WHOLE = ("flat", "numbers", "workbook", "package", "database", "map", "table", "dictionary")


@dataclass(frozen=True, slots=True)
class Described:
    """What is described: the site at ``origin``, where to write (``contact``), its edition, languages, what
    may be taken away, and the ``keywords`` of that, in English.
    """

    origin: str
    contact: str
    edition: Edition
    languages: Mapping[str, Words]
    downloads: Downloads | None
    keywords: tuple[str, ...] = ()

    def latest(self, file: File) -> str:
        """Where the newest file of that name is."""
        return f"{self.origin}/downloads/{LATEST}/{file.path}"

    def own(self, file: File) -> str:
        """Where this very file is: whoever keeps the address beside a checksum must not get another later."""
        of = self.downloads.latest if self.downloads else None
        return (
            f"{self.origin}/downloads/{of.edition}/{file.path}" if of and of.is_lasting else self.latest(file)
        )


@dataclass(frozen=True, slots=True)
class Dataset:
    """The whole or a part of it: its ``key``, its title and what it is about, by language; of where and since
    when it is; the page that shows it (a path), and its files.
    """

    key: str
    title: Callable[[str], str]
    about: Callable[[str], str]
    places: tuple[Place, ...]
    begins: str | None
    page: str
    files: list[File]


def title(site: Described, code: str) -> str:
    """What all of it is called, in a language."""
    return site.languages[code].gettext("Promises of open government")


def about(site: Described, code: str) -> str:
    """What all of it is about, in a language."""
    return site.languages[code].gettext(
        "What Paris and 14 other local governments promised to make government more open, what became of "
        "each promise, and who says so. Every statement names its source."
    )


def whole(site: Described) -> Dataset:
    """All of it, but the files that hold a part alone."""
    files = [file for file in _files(site) if file.group in WHOLE and not _is_codelist(file)]
    edition = site.edition
    return Dataset(
        "dataset",
        lambda code: title(site, code),
        lambda code: about(site, code),
        edition.places,
        edition.begins,
        addresses.page("en", "data"),
        files,
    )


def parts(site: Described) -> list[Dataset]:
    """What can be taken by itself: each government's own package, and the code lists."""
    of = {file.government: file for file in _files(site) if file.group == "government"}
    found = [_government(site, place, of[place.key]) for place in site.edition.places if place.key in of]
    if lists := [file for file in _files(site) if _is_codelist(file)]:
        found.append(_codelists(site, lists))
    return found


def _government(site: Described, place: Place, file: File) -> Dataset:
    def name(code: str) -> str:
        return str(site.languages[code].name(asdict(place)))

    def about_it(code: str) -> str:
        told = site.languages[code].gettext(
            "%(government)s: what was promised to make government more open, what became of each promise, "
            "and who says so. Every statement names its source."
        )
        return told % {"government": name(code)}

    return Dataset(
        f"government-{place.key}",
        lambda code: f"{title(site, code)} · {name(code)}",
        about_it,
        (place,),
        place.begins,
        addresses.record("en", "government", place.key),
        [file],
    )


def _codelists(site: Described, files: list[File]) -> Dataset:
    return Dataset(
        "codelists",
        lambda code: f"{title(site, code)} · {site.languages[code].gettext('The code lists')}",
        lambda code: site.languages[code].gettext("What each code in the tables means."),
        site.edition.places,
        site.edition.begins,
        f"{addresses.page('en', 'data')}#tables",
        files,
    )


def _files(site: Described) -> list[File]:
    """All files, by path."""
    files = site.downloads.latest.files.values() if site.downloads else ()
    return sorted(files, key=lambda file: file.path)


def _is_codelist(file: File) -> bool:
    return (file.table or "").startswith("codelist_")

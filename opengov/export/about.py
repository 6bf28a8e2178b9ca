"""The edition in words: what it is, as of when, under which terms, how to cite it, what one must know."""

from dataclasses import dataclass
from datetime import datetime

from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, UNRELEASED, Package, label

CAVEATS = (
    "A missing rating is not a “no”: the code in its place says why it is missing.",
    "What a government says and what an assessor says are kept apart and never mixed.",
    "Ratings belong to a scale; scales of different years are not converted into each other.",
    "Nothing is ranked: a county, a megacity and a nation cannot be compared.",
    "Superseded listings are in the tables: filter by record_status before counting commitments.",
    "Dates are as precise as their source: 2018, 2018-05 or 2018-05-08. They are texts, not days.",
    "Coverage is partial: only what was found on public pages, each named in the table sources, is here.",
)


@dataclass(frozen=True, slots=True)
class About:
    """An edition. ``edition`` is its version, or “unreleased” for a copy with later edits; ``as_of`` the day
    as of which it was true (ISO 8601); ``released`` when it was released, None for a copy with later edits;
    ``scope`` what part of it this is, empty for all.
    """

    name: str
    title: str
    description: str
    version: str
    edition: str
    as_of: str
    released: datetime | None
    licence: str
    licence_title: str
    licence_url: str
    scope: str = ""

    @classmethod
    def of(cls, package: Package) -> "About":
        """The edition that a package is. Raises OpenGovError if its descriptor does not say enough."""
        said = package.descriptor
        try:
            released = None if package.edition == UNRELEASED else datetime.fromisoformat(package.created)
            licence = said["licenses"][0]
            return cls(
                said["name"],
                said["title"],
                said["description"],
                package.version,
                package.edition,
                package.as_of,
                released,
                licence["name"],
                licence["title"],
                licence["path"],
            )
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise OpenGovError(f"{DESCRIPTOR} does not describe an edition: {error!r}.") from error

    @property
    def label(self) -> str:
        """``edition 1.0.0, as of 2026-11-23``; ``unreleased, after edition 1.0.0, as of ...``."""
        return f"{label(self.version, self.edition)}, as of {self.as_of}"

    @property
    def number(self) -> str:
        """``1.0.0``; ``unreleased, after 1.0.0``."""
        return label(self.version, self.edition).replace("edition ", "")

    @property
    def citation(self) -> str:
        """How to cite it, in a sentence."""
        return f"opengov: {self.title}{self.scope and ': '}{self.scope}, {self.label}. {self.licence_title}."

    def readme(self, tables: list[tuple[str, str, int]]) -> str:
        """What lies beside the data: README.md. ``tables`` are path, title and number of rows of each."""
        lines = [
            f"# {self.title}{self.scope and ': '}{self.scope}",
            "",
            self.description,
            "",
            f"This is {self.label}.",
            "",
            "## What is in it",
            "",
            "| file | what | rows |",
            "| --- | --- | ---: |",
            *(f"| `{path}` | {title} | {rows} |" for path, title, rows in tables),
            "",
            "`dictionary.csv` says what each column holds, in English and French; `datapackage.json` and",
            "`schemas/` say it to programs (Frictionless Data Package; try",
            "`frictionless validate datapackage.json`). `SHA256SUMS` proves that nothing was changed on the",
            "way (`sha256sum -c SHA256SUMS`).",
            "",
            "## What to know before relying on it",
            "",
            *(f"- {caveat}" for caveat in CAVEATS),
            "",
            "## Licence and citation",
            "",
            f"{self.licence_title}: {self.licence_url}",
            "",
            f"> {self.citation}",
            "",
            "For single facts, please also name the source that the row cites.",
            "",
        ]
        return "\n".join(lines)

    def citation_cff(self, contributors: list[str]) -> str:
        """CITATION.cff, format 1.2.0. Texts are quoted as JSON strings, which YAML reads as they are."""
        authors = "".join(f"  - name: {_quoted(name)}\n" for name in contributors or ["opengov"])
        released = f'date-released: "{self.released:%Y-%m-%d}"\n' if self.released else ""
        return (
            "cff-version: 1.2.0\n"
            'message: "If you use these data, please cite them as follows."\n'
            "type: dataset\n"
            f"title: {_quoted(self.title + (self.scope and ': ') + self.scope)}\n"
            f"abstract: {_quoted(self.description)}\n"
            f"version: {_quoted(self.number)}\n"
            f"{released}"
            f"license: {self.licence}\n"
            f"authors:\n{authors}"
        )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

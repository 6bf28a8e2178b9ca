"""The section of an edition in the changelog: what it changed in the data, above what the program did."""

import re
from pathlib import Path

from opengov.diff import Difference, TableDifference
from opengov.diff.terms import in_short, phrases
from opengov.errors import OpenGovError
from opengov.package import DESCRIPTOR, LICENCE_FILE, Package

CHANGELOG = Path("CHANGELOG.md")
UNRELEASED = "## Unreleased\n"
MARKUP = re.compile(r"([\\`*_\[\]<>&])")  # what could begin something else inside a line of Markdown


def with_section(
    package: Package, version: str, as_of: str, difference: Difference | None, because: str
) -> tuple[str, bytes]:
    """The section of the edition, and the changelog with it."""
    path = package.root / CHANGELOG
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OpenGovError(f"{path} cannot be read.", "An edition needs its changelog.") from error
    head, found, rest = text.partition(UNRELEASED)
    if not found:
        raise OpenGovError(
            f"{CHANGELOG} has no line “{UNRELEASED.strip()}”.", "Put it back, above the editions."
        )
    title = f"## {version} (as of {as_of})"
    if f"## {version} (" in rest:
        raise OpenGovError(f"{CHANGELOG} has a section {version} already.")
    own, line, older = rest.partition("\n## ")
    section = [title, "", *_counted(difference, because), own.strip("\n")]
    told = "\n".join(section).rstrip()
    return told, f"{head}{UNRELEASED}\n{told}\n{line}{older}".encode()


def _counted(difference: Difference | None, because: str) -> list[str]:
    """What the edition changed in the data, a line a table."""
    if difference is None or not difference:
        return []
    lines = ["### Data: records", ""]
    if difference.licence:
        old, new = (MARKUP.sub(_escaped, one_line(one)) for one in difference.licence)
        lines.append(f"- Another licence: {old} → {new}.")
    if difference.licence_text:
        lines.append(f"- Another text in `{LICENCE_FILE}`.")
    lines += [
        f"- `{DESCRIPTOR}`: {MARKUP.sub(_escaped, one)}."
        for _, one in phrases(difference.declared, "the package")
    ]
    if difference.is_reordered:
        lines.append("- The tables stand in another order.")
    own, many = in_short({table.name: table.declared for table in difference.tables})
    for table in difference.tables:
        declared = [MARKUP.sub(_escaped, phrase) for name, _, phrase in own if name == table.name]
        if told := [*_told(table), *declared]:
            lines.append(f"- `{table.name}`: {'; '.join(told)}.")
    for _, phrase, names in many:
        lines.append(f"- {phrase[0].upper()}{phrase[1:]}: {', '.join(f'`{name}`' for name in names)}.")
    if because:
        lines.append(f"- Rows were taken out: {MARKUP.sub(_escaped, because)}.")
    return [*lines, ""]


def _told(table: TableDifference) -> list[str]:
    """What the edition changed in the records and columns of a table."""
    counted = (("added", table.added), ("removed", table.removed), ("changed", table.changed))
    told = [f"{len(records)} {kind}" for kind, records in counted if records]
    told += [f"column {name} is new" for name in table.columns_added]
    told += [f"column {name} is gone" for name in table.columns_removed]
    told += [f"column {name} has another type" for name in table.columns_retyped]
    if table.is_reordered:
        told.append("columns stand in another order")
    if table.is_new and not told:
        told.append("new, empty")
    if table.is_gone:
        told.append("gone")
    return [", ".join(told)] if told else []


def one_line(text: str) -> str:
    """What a person typed as one line of plain text, whatever it holds."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _escaped(found: re.Match[str]) -> str:
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(found[1], f"\\{found[1]}")

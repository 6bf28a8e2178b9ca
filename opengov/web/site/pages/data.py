"""The data page: what each file is, for whom, how large, as of when, and how to cite it."""

from typing import Any

from opengov.web.downloads import LATEST, Edition, File
from opengov.web.site import addresses
from opengov.web.site.marked import N_
from opengov.web.site.page import Asked, Page
from opengov.web.site.parts import changed
from opengov.web.site.parts.voices import government_name

NAMES = """
SELECT government_id, name, name_original, name_fr, original_language AS government_language
FROM governments
"""
TABLES = """
SELECT name, kind, title, description, rows
FROM dictionary_tables
WHERE kind IN ('table', 'codelist')
"""
COLUMNS = """
SELECT table_name, column_name, title, description, type
FROM dictionary_columns
WHERE table_name NOT IN (SELECT name FROM dictionary_tables WHERE kind = 'codelist')
ORDER BY table_name, position
"""
EDITIONS = "SELECT edition FROM editions"
FLAT = {"flat": "commitment_overview", "numbers": "government_overview"}  # what the files of a group hold
ENDS = ("edition", "as_of", "licence")  # and at the end of each of their rows, of the table of the edition
Meanings = dict[str, list[dict[str, Any]]]  # of columns, by table and in order
# What is offered first: group, name, and for whom it is.
KINDS = (
    (
        "flat",
        N_("One table: a row for each promise"),
        N_(
            "For a spreadsheet: open it, filter it, draw a chart. Each row has the last word of both voices, "
            "the sources, the edition and the licence."
        ),
    ),
    (
        "numbers",
        N_("One table: a row for each government"),
        N_(
            "For charts: how many plans, promises and statements are known of each government, as numbers. "
            "They are not a ranking."
        ),
    ),
    (
        "dictionary",
        N_("The dictionary: every column explained"),
        N_(
            "To lie beside CSV and JSON: every column with its name and meaning in English, most of them in "
            "French too."
        ),
    ),
    (
        "workbook",
        N_("Everything in one Excel file"),
        N_("A sheet for each table, a cover sheet, and a dictionary of every column."),
    ),
    (
        "package",
        N_("Everything as a data package"),
        N_("For programs and archives: CSV with schemas, read-me, citation, licence and checksums."),
    ),
    (
        "database",
        N_("Everything as a database"),
        N_("One SQLite file with all tables and views, to ask your own questions without us."),
    ),
    ("map", N_("The governments as a map layer"), N_("For maps: GeoJSON.")),
)
NAMED = {  # the forms, in the order in which they are offered
    "xlsx": "Excel",
    "csv": "CSV",
    "json": "JSON",
    "parquet": "Parquet",
    "zip": "ZIP",
    "sqlite": "SQLite",
    "geojson": "GeoJSON",
}


def page(asked: Asked) -> Page:
    """The data page; without exported files it offers the tables as Datasette gives them."""
    words = asked.words
    edition = asked.downloads.latest if asked.downloads else None
    about = words.gettext(
        "All records with their sources: as a spreadsheet, CSV, JSON, a database and more, free to use."
    )
    columns = _columns(asked)
    values: dict[str, Any] = {
        "lead": about,
        "files": edition,
        "kinds": _kinds(asked, edition, columns) if edition else [],
        "governments": _governments(asked, edition) if edition else [],
        "tables": _tables(asked, edition, columns),
        "history": _history(asked),
        "released": _released(asked),
    }
    return Page("data.html", words.gettext("Take the data"), about, ("data",), values)


def button(asked: Asked, file: File, edition: str = LATEST) -> dict[str, str]:
    """A link to a file of an edition: where it is, its form, and how much it is."""
    told = _rows(asked, file.rows) if file.rows else ""
    return {
        "to": f"/downloads/{edition}/{file.path}",
        "form": NAMED[file.format],
        "told": ", ".join(part for part in (told, asked.words.size(file.bytes)) if part),
        "sha256": file.sha256,
    }


def first(asked: Asked) -> list[dict[str, str]]:
    """What the start page offers: the one table that most people want, for a spreadsheet."""
    files = _in_order(asked.downloads.latest.of_group("flat")) if asked.downloads else []
    return [button(asked, file) for file in files]


def of_edition(asked: Asked, number: str) -> list[dict[str, str]]:
    """What of one edition most people want, the one table and everything; nothing where its files are not."""
    edition = asked.downloads.editions.get(number) if asked.downloads else None
    groups = ("flat", "package") if edition else ()
    return [button(asked, file, number) for group in groups for file in _in_order(edition.of_group(group))]


def package_of(asked: Asked, government: str) -> dict[str, str] | None:
    """The data package of one government, if there is one to take."""
    files = asked.downloads.latest.of_group("government") if asked.downloads else []
    return next((button(asked, file) for file in files if file.government == government), None)


def _rows(asked: Asked, rows: int) -> str:
    words = asked.words
    return words.ngettext("%(rows)s row", "%(rows)s rows", rows) % {"rows": words.number(rows)}


def _history(asked: Asked) -> str:
    """How many changes of records are known, in words; empty where not all are."""
    return _rows(asked, changed.count(asked)) if asked.edition.about["history"] == "git" else ""


def _released(asked: Asked) -> list[dict[str, Any]]:
    """The released editions whose files are there, the newest first, and where their changes are told."""
    known = {row["edition"] for row in asked.reader.rows(EDITIONS)}
    changes = addresses.page(asked.words.code, "changes")
    found = [
        {
            "number": number,
            "as_of": edition.as_of,
            "buttons": buttons,
            "changes": f"{changes}?edition={number}" if number in known else "",
        }
        for number, edition in (asked.downloads.editions if asked.downloads else {}).items()
        if edition.is_lasting and (buttons := of_edition(asked, number))
    ]
    return found[::-1]  # they are listed with the newest last


def _in_order(files: list[File]) -> list[File]:
    return sorted(files, key=lambda file: list(NAMED).index(file.format))


def _kinds(asked: Asked, edition: Edition, columns: Meanings) -> list[dict[str, Any]]:
    words = asked.words
    ends = [column for column in columns["edition"] if column["name"] in ENDS]
    return [
        {
            "group": group,
            "name": words.gettext(name),
            "whom": words.gettext(whom),
            "columns": columns[FLAT[group]] + ends if group in FLAT else [],
            "buttons": [button(asked, file) for file in _in_order(edition.of_group(group))],
        }
        for group, name, whom in KINDS
        if edition.of_group(group)
    ]


def _governments(asked: Asked, edition: Edition) -> list[dict[str, Any]]:
    words = asked.words
    names = {row["government_id"]: government_name(words, row) for row in asked.reader.rows(NAMES)}
    found = [
        {"id": file.government, "name": names[file.government], "button": button(asked, file)}
        for file in edition.of_group("government")
        if file.government in names
    ]
    return words.sorted(found, key=lambda one: str(one["name"]))


def _columns(asked: Asked) -> Meanings:
    """What each column means, by table and in order."""
    words = asked.words
    found: Meanings = {}
    for row in asked.reader.rows(COLUMNS):
        column = {
            "name": row["column_name"],
            "title": words.defined(row["title"]),
            "meaning": words.defined(row["description"]),
            "type": row["type"],
        }
        found.setdefault(row["table_name"], []).append(column)
    return found


def _tables(asked: Asked, edition: Edition | None, columns: Meanings) -> list[dict[str, Any]]:
    words = asked.words
    files: dict[str, list[File]] = {}
    for file in edition.of_group("table") if edition else []:
        files.setdefault(file.table or "", []).append(file)
    return [
        {
            "name": row["name"],
            "title": words.defined(row["title"]),
            "description": words.defined(row["description"]),
            "rows": _rows(asked, row["rows"]),
            "is_codelist": row["kind"] == "codelist",
            "buttons": [button(asked, file) for file in _in_order(files.get(row["name"], []))],
            "columns": columns.get(row["name"], []),
        }
        for row in asked.reader.rows(TABLES)
    ]

"""Excel: one flat table, and a workbook of everything with a cover sheet and a dictionary.

Every text is written as a text: nothing becomes a formula, a link, a date or a number, and ids stay whole.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from opengov.export import typed
from opengov.export.about import CAVEATS, About
from opengov.export.flat import COMMITMENTS, Flat
from opengov.export.listing import Entry
from opengov.export.typed import Column, Records, Value
from opengov.package import Package

MOST_ROWS = 1_048_575  # of data in a sheet: what Excel takes, without the header
MOST_LETTERS = 32_767  # in a cell
CUT = " … [cut here: the CSV file has the whole text]"
FULL = "Excel takes no more rows than this: if there are more, the CSV file has them all."
WIDE, NARROW = 48, 16  # characters: columns of prose, and others
PROSE = 20  # from so many characters on a first cell makes its column a wide one
DICTIONARY = "dictionary"
CODES = "codes"
COVER = "about"


def flat(of: Flat, records: Records, about: About, folder: Path) -> Entry:
    """A view, for people who want one file."""
    with _book(folder / f"{of.name}.xlsx", about) as book:
        rows = _sheet(book, of.sheet, records)
        _dictionary(book, [(of.sheet, records)])
        _cover(book, about, [(of.sheet, records.title, rows)])
        book.get_worksheet_by_name(of.sheet).activate()  # who takes one table wants to see it
    return Entry(f"{of.name}.xlsx", of.group, "xlsx", records.title, rows)


def everything(package: Package, commitments: Records, about: About, folder: Path) -> Entry:
    """A sheet for each table; the code lists share one. The flat sheet of the commitments comes first, and is
    not counted: it says the same again.
    """
    title = "Everything as an Excel workbook, with a dictionary"
    with _book(folder / "opengov.xlsx", about) as book:
        tables = [typed.records(package, table) for table in package.tables if not table.is_codelist]
        sheets = [
            (COMMITMENTS.sheet, commitments),
            *((one.name, one) for one in tables),
            (CODES, _codes(package)),
        ]
        written = [(name, one.title, _sheet(book, name, one)) for name, one in sheets]
        _dictionary(book, sheets)
        _cover(book, about, written)
        book.get_worksheet_by_name(COVER).activate()
    return Entry("opengov.xlsx", "workbook", "xlsx", title, sum(rows for _, _, rows in written[1:]))


@contextmanager
def _book(path: Path, about: About) -> Iterator[Workbook]:
    """A workbook that is written row by row (constant memory), dated by the edition and not by the clock."""
    with TemporaryDirectory(dir=path.parent) as temporary:
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": temporary})
        as_of = datetime.datetime.fromisoformat(about.as_of)
        created = about.released.replace(tzinfo=None) if about.released else as_of
        book.set_properties({"title": about.title, "comments": about.citation, "created": created})
        book.add_worksheet(COVER)  # first in the file; filled last, when the rows are counted
        yield book
        book.close()


def _sheet(book: Workbook, name: str, records: Records) -> int:
    """A table: header that stays in view, filters, and every value as what it is. Returns how many rows."""
    sheet = book.add_worksheet(name)
    rows = records.rows()
    first = next(rows, None)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(records.columns) - 1, NARROW)
    for place, value in enumerate(first or ()):
        if isinstance(value, str) and len(value) > PROSE:
            sheet.set_column(place, place, WIDE)
    bold = book.add_format({"bold": True})
    for place, column in enumerate(records.columns):
        sheet.write_string(0, place, column.name, bold)
    count = 0
    if first is not None:
        _row(sheet, 1, first)
        count = 1
    for row in rows:
        if count == MOST_ROWS:
            break
        count += 1
        _row(sheet, count, row)
    sheet.autofilter(0, 0, count, len(records.columns) - 1)
    # A text such as “2022” is one on purpose: no green mark in the corner of its cell.
    sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, count, len(records.columns) - 1)})
    return count


def _row(sheet: Worksheet, place: int, row: tuple[Value, ...]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(place, column, _fitted(value))
        elif value is not None:
            sheet.write_number(place, column, value)


def _fitted(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - len(CUT)] + CUT


def _codes(package: Package) -> Records:
    lists = [typed.records(package, table) for table in package.tables if table.is_codelist]
    which = Column("list", "string", "Code list", "The code list that the code belongs to.", required=True)

    def rows() -> Iterator[tuple[Value, ...]]:
        for one in lists:
            for row in one.rows():
                yield (one.name.removeprefix("codelist_"), *row)

    return Records(CODES, "Codes", "The codes that columns may hold.", (which, *lists[0].columns), rows)


def _dictionary(book: Workbook, sheets: list[tuple[str, Records]]) -> None:
    """What each column of each sheet holds."""
    sheet = book.add_worksheet(DICTIONARY)
    sheet.freeze_panes(1, 2)
    for place, width in enumerate((24, 30, 10, WIDE, 2 * WIDE)):
        sheet.set_column(place, place, width)
    bold = book.add_format({"bold": True})
    _texts(sheet, 0, ("sheet", "column", "type", "title", "description"), bold)
    line = 0
    for name, records in sheets:
        for column in records.columns:
            line += 1
            _texts(sheet, line, (name, column.name, column.type, column.title, column.description))
    sheet.autofilter(0, 0, line, 4)


def _cover(book: Workbook, about: About, sheets: list[tuple[str, str, int]]) -> None:
    """What this is, as of when, under which terms, how to cite it, what one must know, what is where."""
    sheet = book.get_worksheet_by_name(COVER)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 2 * WIDE)
    sheet.set_column(2, 2, NARROW)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    facts = [
        ("What this is", about.title),
        ("", about.description),
        ("Edition", about.label),
        ("Released on", f"{about.released:%Y-%m-%d}" if about.released else "not yet"),
        ("As of", about.as_of),
        ("Licence", f"{about.licence_title} ({about.licence_url})"),
        ("How to cite", about.citation),
        *(("What to know" if not i else "", caveat) for i, caveat in enumerate(CAVEATS)),
    ]
    for line, (name, text) in enumerate(facts):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, text, wrapped)
    line = len(facts) + 1
    _texts(sheet, line, ("Sheet", "What it holds", "Rows"), bold)
    for name, title, rows in [*sheets, (DICTIONARY, "What each column means", 0)]:
        line += 1
        _texts(sheet, line, (name, title))
        if rows:
            sheet.write_number(line, 2, rows)
        if rows == MOST_ROWS:
            sheet.write_string(line, 3, FULL)


def _texts(sheet: Worksheet, line: int, texts: tuple[str, ...], look: Format | None = None) -> None:
    for place, text in enumerate(texts):
        sheet.write_string(line, place, _fitted(text), look)

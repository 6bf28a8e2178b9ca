"""First: is it a text file in strict CSV at all? Frictionless says VALID to most of these (measured)."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from opengov.findings import Finding
from opengov.package import Table
from opengov.tables import MAX_CELL, BadCsv, Rows, parse

CODES = {
    "file-missing": "A table of the package has no file.",
    "file-empty": "A file is empty: not even a header.",
    "encoding": "A file is not UTF-8.",
    "bom": "A file begins with a byte order mark.",
    "nul": "A file holds a NUL byte.",
    "line-end": "Lines end with CR or CR LF instead of LF.",
    "final-newline": "The last line does not end with LF.",
    "merge-conflict": "The file holds the marks of a merge that git could not finish.",
    "delimiter": "Cells are separated by something else than a comma.",
    "unclosed-quote": "A quote is opened and never closed, so that the rest of the file is one cell.",
    "stray-quote": "Text stands after a closing quote.",
    "cell-size": f"A cell is longer than {MAX_CELL} characters.",
}
TIDY = "Run 'opengov tidy'."


@dataclass(frozen=True)
class FileCheck:
    """What the bytes of one table say: its findings, and its cells unless they cannot be trusted."""

    findings: list[Finding]
    content: bytes
    rows: Rows | None


def check_file(root: Path, table: Table) -> FileCheck:
    """Read one table strictly. Raises OSError if the file is there but cannot be read."""
    try:
        content = (root / table.path).read_bytes()
    except FileNotFoundError:
        return _broken(table, 0, "file-missing", "the file does not exist.", "Add it, or take the table out.")
    if not content.strip():
        hint = f"Begin it with {','.join(table.columns)}"
        return _broken(table, 0, "file-empty", "the file is empty.", hint)
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        return _broken(table, line, "nul", "a NUL byte stands here.", "Delete it; was it saved as UTF-16?")
    first = next(_foreign(table, content), None)
    if first is not None:
        return FileCheck([first], content, None)
    findings = list(_form(table, content))
    try:
        return FileCheck(findings, content, parse(content))
    except UnicodeDecodeError:
        return FileCheck([*findings, _encoding(table, content)], content, None)
    except BadCsv as error:
        return FileCheck([*findings, _csv_finding(table, error)], content, None)


def _foreign(table: Table, content: bytes) -> Iterator[Finding]:
    """What makes the file no table of ours; then its line ends do not matter."""
    conflict = re.search(rb"^<{7} ", content, re.MULTILINE)
    if conflict:
        line = content.count(b"\n", 0, conflict.start()) + 1
        message = "git has left a merge conflict here (<<<<<<<, =======, >>>>>>>)."
        yield _finding(
            table, line, "merge-conflict", message, "Keep the right lines, delete the three marks."
        )
    header = content.partition(b"\n")[0]
    for sign, name in ((b";", "semicolons"), (b"\t", "tabs"), (b"|", "vertical bars")):
        if sign in header and b"," not in header:
            message = f"the cells are separated by {name}, expected commas."
            hint = "Save it again as CSV with commas; 'opengov tidy' does not touch it."
            yield _finding(table, 1, "delimiter", message, hint)


def _form(table: Table, content: bytes) -> Iterator[Finding]:
    if content.startswith(codecs.BOM_UTF8):
        message = "the file begins with a byte order mark (BOM), expected plain UTF-8."
        yield _finding(table, 1, "bom", message, TIDY)
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        message = f"lines end with CR or CR LF ({content.count(13)} of them), expected LF; this is the first."
        yield _finding(table, line, "line-end", message, f"{TIDY} Inside a cell, delete the CR by hand.")
    if not content.endswith((b"\n", b"\r")):
        line = content.count(b"\n") + 1
        yield _finding(table, line, "final-newline", "the last line does not end with LF.", TIDY)


def _encoding(table: Table, content: bytes) -> Finding:
    try:
        content.decode("utf-8")
        position = 0
    except UnicodeDecodeError as error:  # the position that csv met is only that in its buffer
        position = error.start
    line = content[:position].count(b"\n") + 1
    message = f"byte 0x{content[position]:02x} is not UTF-8."
    return _finding(table, line, "encoding", message, "Save the file as UTF-8.")


def _csv_finding(table: Table, error: BadCsv) -> Finding:
    if "unexpected end of data" in error.reason:
        message = "a quote is opened here and never closed; everything after it is read as one cell."
        return _finding(table, error.line, "unclosed-quote", message, 'Close the quote, or write "" for one.')
    if "field larger" in error.reason:
        message = f"a cell is longer than {MAX_CELL} characters."
        return _finding(table, error.line, "cell-size", message, "Is a quote missing? Else shorten the cell.")
    message = "text stands after a closing quote."
    return _finding(table, error.line, "stray-quote", message, 'Inside a quoted cell write "" for one quote.')


def _finding(table: Table, line: int, code: str, message: str, hint: str) -> Finding:
    return Finding(table.path, line, "", code, message, hint)


def _broken(table: Table, line: int, code: str, message: str, hint: str) -> FileCheck:
    return FileCheck([_finding(table, line, code, message, hint)], b"", None)

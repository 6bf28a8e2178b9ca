"""Findings as text, JSON, CSV and GitHub annotations. One finding, one line, like a compiler's."""

import csv
import io
import json
from collections import Counter
from itertools import groupby

from opengov.findings import Finding

FORMATS = ("text", "json", "github", "csv")
LONG = 20  # findings from which on the summary comes first as well
FIELDS = ("path", "line", "field", "code", "message", "hint")


def render(findings: list[Finding], form: str, limit: int = 0, checked: str = "") -> str:
    """The report in one of FORMATS, ending with a newline unless it is empty.

    limit    so many findings are shown, 0 for all; how many are left out is said, never silently dropped
    checked  what was checked, for the line that says that all is well
    """
    shown = findings[:limit] if limit else findings
    if form == "json":
        return _json(findings, shown)
    if form == "csv":
        return _csv(shown)
    if form == "github":
        return "".join(_annotation(finding) for finding in shown) + _left_out(findings, shown, "::notice::")
    return _text(findings, shown, checked)


def summary(findings: list[Finding]) -> str:
    """``3 problems in 2 files``."""
    files = len({finding.path for finding in findings})
    return f"{_count(len(findings), 'problem')} in {_count(files, 'file')}"


def _text(findings: list[Finding], shown: list[Finding], checked: str) -> str:
    if not findings:
        return f"No problems found{checked}.\n"
    lines = []
    if len(findings) >= LONG:
        lines += [summary(findings) + ":", *_by_code(findings), ""]
    for _, group in groupby(shown, key=lambda finding: finding.path):
        for finding in group:
            column = f"{finding.field}: " if finding.field else ""
            lines.append(f"{finding.place}: {finding.code}: {column}{finding.message}")
            if finding.hint:
                lines.append(f"    {finding.hint}")
        lines.append("")
    return "\n".join(lines) + _left_out(findings, shown, "") + summary(findings) + "\n"


def _by_code(findings: list[Finding]) -> list[str]:
    counts = Counter(finding.code for finding in findings)
    return [f"{count:>7}  {code}" for code, count in counts.most_common()]


def _json(findings: list[Finding], shown: list[Finding]) -> str:
    report = {"valid": not findings, "count": len(findings), "findings": [item.as_dict() for item in shown]}
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _csv(shown: list[Finding]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    for finding in shown:
        # The value of a cell is quoted in the message: it must not become a formula in the report.
        writer.writerow({key: _inert(value) for key, value in finding.as_dict().items()})
    return out.getvalue()


def _inert(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _annotation(finding: Finding) -> str:
    """A GitHub workflow command; the escapes are those of its toolkit (``@actions/core`` command.ts)."""
    place = f"file={_property(finding.path)},line={max(finding.line, 1)},title={_property(finding.code)}"
    column = f"{finding.field}: " if finding.field else ""
    return f"::error {place}::{_data(f'{column}{finding.message} {finding.hint}'.rstrip())}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _left_out(findings: list[Finding], shown: list[Finding], prefix: str) -> str:
    more = len(findings) - len(shown)
    return f"{prefix}{_count(more, 'more problem')} not shown; --limit 0 shows all.\n" if more else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

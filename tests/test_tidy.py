"""``opengov tidy``: the canonical form, and no value lost or changed."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from opengov.check import check
from opengov.cli import cli
from opengov.package import Package
from opengov.tables import canonical, in_order, parse

# Free text: all of Unicode that UTF-8 and CSV can carry. CR and NUL are refused (see below).
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=25)
TABLE = Package.open(ROOT).table("successors")
ROWS = st.lists(st.tuples(CELL, CELL, CELL), max_size=8)


def tidy(root: Path) -> str:
    result = CliRunner().invoke(cli, ["--root", str(root), "tidy"])
    assert result.exit_code == 0, result.output
    return result.output


def messy(
    header: tuple[str, ...], rows: list[tuple[str, ...]], quoting: int, line_end: str, bom: bool
) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=line_end, quoting=quoting)
    writer.writerow(header)
    writer.writerows(rows)
    return ("\ufeff" if bom else "").encode() + out.getvalue().encode()


@settings(max_examples=200, deadline=None)
@given(
    rows=ROWS,
    header=st.permutations(TABLE.columns),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
)
@example(rows=[("", "", "")], header=TABLE.columns, quoting=csv.QUOTE_ALL, line_end="\n", bom=True)
@example(
    rows=[('"', "\n\n", " =x,")], header=TABLE.columns, quoting=csv.QUOTE_ALL, line_end="\r\n", bom=False
)
def test_no_value_is_lost_and_twice_is_once(rows, header, quoting, line_end, bom) -> None:
    """The cells of each column stay the same cells; what is tidy stays as it is."""
    before = messy(tuple(header), rows, quoting, line_end, bom)
    once = canonical(*in_order(TABLE, parse(before))).encode()
    read = list(csv.DictReader(io.StringIO(once.decode(), newline=""), strict=True))
    key = sorted(map(tuple, (sorted(dict(zip(header, row, strict=True)).items()) for row in rows)))
    assert sorted(tuple(sorted(row.items())) for row in read) == key
    assert once.splitlines()[0] == ",".join(TABLE.columns).encode()
    assert canonical(*in_order(TABLE, parse(once))).encode() == once


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notes=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=40), max_size=6)
)
def test_the_command_mends_what_check_calls_untidy(small: Path, notes: list[str]) -> None:
    """Shuffled rows, CR LF, BOM and needless quotes: after tidy none of these is found."""
    file = small / "data/milestones.csv"
    rows = parse(file.read_bytes())
    note = rows.header.index("note")
    mixed = [
        (*row[:note], text, *row[note + 1 :]) for row, text in zip(reversed(rows.rows), notes, strict=False)
    ]
    file.write_bytes(messy(rows.header, mixed, csv.QUOTE_ALL, "\r\n", True))
    tidy(small)
    untidy = {"bom", "row-order", "quoting", "final-newline", "column-order", "row-blank"}
    codes = {finding.code for finding in check(small) if finding.path == "data/milestones.csv"}
    assert not codes & untidy
    content = file.read_bytes()
    assert sorted(parse(content).rows) == sorted(mixed)
    assert tidy(small) == "0 of 47 files changed.\n"
    assert file.read_bytes() == content


def test_it_names_the_files_that_it_changed(small: Path) -> None:
    file = small / "data/milestones.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert tidy(small) == "data/milestones.csv\n1 of 47 files changed.\n"
    assert check(small) == []


def test_a_table_that_cannot_be_read_stops_it_before_anything_changes(small: Path) -> None:
    good, bad = small / "data/milestones.csv", small / "data/updates.csv"
    good.write_bytes(good.read_bytes().replace(b"\n", b"\r\n"))
    bad.write_bytes(bad.read_bytes() + b'"never closed')
    before = good.read_bytes()
    result = CliRunner().invoke(cli, ["--root", str(small), "tidy"])
    assert result.exit_code == 2
    assert "data/updates.csv is left alone, and so are all others: line 9" in result.output
    assert good.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        b'old_id,new_id,source_id\nbeeton-2017-02,"beeton\r2017-01",ogp-beeton\n',
        b"old_id,new_id,source_id\nbeeton-2017-02,beeton\x002017-01,ogp-beeton\n",
        b"old_id;new_id;source_id\r\nbeeton-2017-02;beeton-2017-01;ogp-beeton\r\n",
        b"\nold_id,new_id,source_id\nbeeton-2017-02,beeton-2017-01,ogp-beeton\n",
        "old_id,new_id,source_id\nbeeton-2017-02,beéton,ogp-beeton\n".encode("latin-1"),
        b"",
    ],
)
def test_what_it_cannot_write_back_it_does_not_touch(small: Path, content: bytes) -> None:
    """A CR inside a cell (csv writes it without quotes), NUL, semicolons, no header, Latin-1, nothing."""
    file = small / "data/successors.csv"
    file.write_bytes(content)
    result = CliRunner().invoke(cli, ["--root", str(small), "tidy"])
    assert result.exit_code == 2
    assert "data/successors.csv" in result.output
    assert file.read_bytes() == content


def test_rows_that_do_not_fit_the_header_are_kept_as_they_stand(small: Path) -> None:
    file = small / "data/successors.csv"
    file.write_bytes(file.read_bytes() + b"too,few\r\nfar,too,many,cells\n")
    tidy(small)
    assert file.read_bytes().endswith(b"too,few\nfar,too,many,cells\n")


def test_an_unknown_column_is_kept(small: Path) -> None:
    file = small / "data/successors.csv"
    file.write_bytes(b"remark,new_id,old_id,source_id\nmine,beeton-2017-01,beeton-2017-02,ogp-beeton\n")
    tidy(small)
    assert (
        file.read_bytes()
        == b"old_id,new_id,source_id,remark\nbeeton-2017-02,beeton-2017-01,ogp-beeton,mine\n"
    )

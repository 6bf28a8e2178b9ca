"""``opengov import ogp``: OGP's own sheet against the record, in the shape that re-users know, and worse."""

import contextlib
import csv
import io
import json
from pathlib import Path

import pytest
from conftest import ROOT, make_small, run_opengov
from hypothesis import given, settings
from hypothesis import strategies as st

from opengov.errors import OpenGovError
from opengov.ogp import claims, proposal, report, sheet
from opengov.ogp.sheet import KEY, KNOWN, LOCALITY, TITLE
from opengov.ogp.wording import COMPLETION, IMPACT, OPENED, VALUES, WORDS, Said, named, rating
from opengov.package import Package
from opengov.tables import read

AIV, CIV, ACC, TECH = VALUES
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


def make(*rows: dict[str, str], columns: tuple[str, ...] = KNOWN) -> str:
    """A sheet with these rows; what a row does not say is blank."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def known(root: Path) -> list[dict[str, str]]:
    """Commitments of the package that have OGP's id."""
    return [row for row in claims.table(Package.open(root), "commitments") if row["ogp_id"]]


def unrated(root: Path) -> dict[str, str]:
    """A commitment with OGP's id that has no rating on the scale of the sheet."""
    rows = claims.table(Package.open(root), "assessments")
    rated = {row["commitment_id"] for row in rows if row["scale"] == claims.SCALE}
    return next(row for row in known(root) if row["commitment_id"] not in rated)


def found(root: Path, text: str) -> claims.Findings:
    return claims.compare(Package.open(root), sheet.read(text.encode()))


def run(root: Path, tmp_path: Path, content: str | bytes, *options: str):
    file = tmp_path / "sheet.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return run_opengov("--root", str(root), "import", "ogp", str(file), *options)


def data(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / "data").glob("*.csv"))}


class TestWords:
    @pytest.mark.parametrize("indicator", WORDS)
    def test_are_codes_of_ours(self, indicator: str):
        scale = {tuple(row[:3]) for row in read(ROOT / "data/scale_codes.csv").rows}
        header = read(ROOT / "data/scale_codes.csv").header
        assert header[:3] == ("scale", "indicator", "code")
        for code in WORDS[indicator].values():
            assert (claims.SCALE, indicator, code) in scale

    def test_reasons_are_ours_too(self):
        assert {row[0] for row in read(ROOT / "data/codelists/missing_reason.csv").rows} == claims.MISSING

    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            ("Substantial", Said(code="substantial")), (" COMPLETE ", Said(code="complete")),
            ("Not\u00a0Started", Said(code="not-started")), ("not-started", Said(code="not-started")),
            ("", Said(reason="not-published")), ("ND", Said(reason="no-irm-data")),
            ("NA", Said(reason="not-applicable")), ("N/A", Said(reason="not-applicable")),
            ("Pending IRM review", Said(reason="pending-review")),
            ("Completed", Said()), ("0", Said()),
            ("1", Said()), ("no", Said()), ("Sustantial", Said()), ("=1+1", Said()),
        ],
    )  # fmt: skip
    def test_each_stays_what_it_is(self, cell: str, said: Said):
        assert rating("completion", cell) == said

    def test_no_cell_without_a_word_becomes_a_no(self):
        for cell in ("", "ND", "NA", "nd", " n/a ", "?", "pending"):
            assert named(cell).code != "no"
        assert named("0").code == named("No").code == named("FALSE").code == named("0.0").code == "no"
        assert named("1").code == named("yes").code == named("1.0").code == "yes"


class TestAgainstTheRecord:
    def test_what_is_new_contradicts_or_confirms(self):
        rows = {row["commitment_id"]: row for row in claims.table(Package.open(ROOT), "assessments")
                if row["scale"] == claims.SCALE}  # fmt: skip
        ids = {row["commitment_id"]: row for row in known(ROOT)}
        rated = next(one for one in rows if rows[one]["early_results"] == "marginal" and one in ids)
        other = next(row for row in ids.values() if row["commitment_id"] not in rows)
        text = make(
            {KEY: ids[rated]["ogp_id"], OPENED: "Marginal", COMPLETION: "Limited"},
            {KEY: other["ogp_id"].lower(), OPENED: "Major", TITLE: "Quite another title"},
        )
        result = found(ROOT, text)
        assert result.confirmed == 1
        assert {(one.commitment_id, one.about, one.said) for one in result.additions} >= {
            (rated, "completion", "limited"),
            (other["commitment_id"], "early_results", "major"),
        }
        result = found(ROOT, make({KEY: ids[rated]["ogp_id"], OPENED: "Outstanding"}))
        (one,) = result.contradictions
        assert (one.about, one.said, one.ours) == ("early_results", "outstanding", "marginal")

    def test_only_our_governments_matter(self):
        text = make(
            {KEY: "US0113", LOCALITY: "United States", COMPLETION: "Complete"},
            {KEY: "PAR0999", LOCALITY: "Paris, France", TITLE: "A promise that we lack"},
            {KEY: "XYZ0001", LOCALITY: "São Paulo, Brazil", TITLE: "Another one"},
        )
        result = found(ROOT, text)
        assert result.lines == 2 and not result.additions
        assert [key for _, key, _ in result.lacking] == ["PAR0999", "XYZ0001"]

    def test_values_are_named_or_denied_or_unknown(self):
        key = known(ROOT)[0]["ogp_id"]
        cases = {
            ("1", "0", "", "ND"): "values-named", ("0", "0", "0", "0"): "no", ("0", "0", "", "0"): "",
            ("ND", "ND", "ND", "ND"): "", ("0", "0", "0", "maybe"): "",
        }  # fmt: skip
        for cells, code in cases.items():
            text = make({KEY: key} | dict(zip(VALUES, cells, strict=True)))
            result = found(ROOT, text)
            told = [
                one.said for one in (*result.additions, *result.contradictions) if one.about == "relevance"
            ]
            assert told == ([code] if code else []) or result.confirmed, cells
        assert "maybe" in [cell for *_, cell in result.unknown]

    def test_a_commitment_that_stands_twice_is_used_only_if_both_agree(self):
        key = known(ROOT)[0]["ogp_id"]
        twice = found(ROOT, make({KEY: key, COMPLETION: "Limited"}, {KEY: key, COMPLETION: "Complete"}))
        assert not twice.additions and "lines 2, 3" in twice.unknown[0][3]
        same = found(ROOT, make({KEY: key, COMPLETION: "Limited"}, {KEY: key, COMPLETION: "Limited"}))
        assert [one.said for one in same.additions if one.about == "completion"] == ["limited"]


class TestFiles:
    @pytest.mark.parametrize(
        ("encode", "note"),
        [
            (lambda t: t.encode("utf-8"), ""),
            (lambda t: b"\xef\xbb\xbf" + t.encode("utf-8"), ""),
            (lambda t: t.encode("utf-16"), "UTF-16"),
            (lambda t: t.encode("cp1252"), "Windows-1252"),
            (lambda t: t.replace("\r\n", "\n").encode(), ""),
            (lambda t: t.replace(",", ";").encode(), "semicolons"),
            (lambda t: t.replace(",", "\t").encode(), "tabs"),
            (lambda t: ("\n\n" + t).encode(), ""),
        ],
    )
    def test_of_many_makes_are_read(self, encode, note: str):
        read_sheet = sheet.read(
            encode(make({KEY: "SAO0001", LOCALITY: "São Paulo"}, columns=(KEY, LOCALITY)))
        )
        assert read_sheet.lines[0].cells[LOCALITY] == "São Paulo"
        assert note in "; ".join(read_sheet.notes)

    def test_columns_may_come_and_go(self):
        read_sheet = sheet.read(
            b" commitment  UNIQUE identifier ,Mood,completion (progress report)\nPAR0001,x,Limited\n"
        )
        assert read_sheet.lines[0].cells == {KEY: "PAR0001", COMPLETION: "Limited"}
        notes = "; ".join(read_sheet.notes)
        assert "Mood" in notes and "Potential Impact" in notes

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "empty"), (b"  \n ", "empty"), (b"\xef\xbb\xbf<html>", "web page"),
            (b"PK\x03\x04xx", "Excel or zip"),
            (b"<!DOCTYPE html>", "web page"), (b"%PDF-1.7", "PDF"), (b'{"a": 1}', "JSON"),
            (b"a,b\n1,2\n", "no column"), (b"a\0b", "NUL"),
            (f"{KEY},{KEY}\nA,B\n".encode(), "twice"), (b"\xff\xfea", "UTF-16"),
        ],
    )  # fmt: skip
    def test_that_are_no_sheets_are_told_in_a_sentence(self, content: bytes, said: str):
        with pytest.raises(OpenGovError, match=said):
            sheet.read(content)

    def test_lines_that_cannot_be_read_have_their_number(self, tmp_path: Path):
        done = run(ROOT, tmp_path, f"{KEY},{TITLE}\nPAR0001\nPAR0002,x\n")
        assert done.returncode == 1 and "line 2: 1 cells, the header has 2" in done.stdout
        done = run(ROOT, tmp_path, f"\n\n{KEY},{TITLE}\nPAR0001\n")
        assert "line 4: 1 cells" in done.stdout
        done = run(ROOT, tmp_path, f'{KEY},{TITLE}\nPAR0001,"x\n')
        assert done.returncode == 1 and "line 2: " in done.stdout

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300))
    def test_any_bytes_are_a_sheet_or_a_sentence(self, content: bytes):
        with contextlib.suppress(OpenGovError):
            sheet.read(f"{KEY},x\n".encode() + content)

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.dictionaries(st.sampled_from([*KNOWN]), st.text(LETTERS, max_size=12)), max_size=4))
    def test_any_cells_are_told(self, rows: list[dict[str, str]]):
        read_sheet = sheet.read(make(*({KEY: "PAR0001"} | row for row in rows)).encode("utf-8", "replace"))
        result = claims.compare(Package.open(ROOT), read_sheet)
        for form in ("text", "markdown", "json"):
            assert report.render(read_sheet, result, form)

    def test_a_large_one_is_read(self):
        text = make(*({KEY: f"US{number:05d}", COMPLETION: "Limited"} for number in range(100_000)),
                    columns=(KEY, COMPLETION))  # fmt: skip
        assert found(ROOT, text).lines == 0


class TestWriting:
    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        return make_small(tmp_path / "package")

    def test_claims_stand_beside_what_stands_there(self, root: Path, tmp_path: Path):
        own = unrated(root)
        text = make({KEY: own["ogp_id"], COMPLETION: "Limited", AIV: "1", CIV: "0", ACC: "ND", TECH: "1"})
        before = data(root)
        assert run(root, tmp_path, text).returncode == 0 and data(root) == before
        done = run(
            root, tmp_path, text, "--write", "--date", "2026-11-20", "--url", "https://example.org/sheet"
        )
        assert done.returncode == 0, done.stderr
        assert run_opengov("--root", str(root), "check").returncode == 0
        new = [row for row in claims.table(Package.open(root), "assessments")
               if row["source_id"] == "ogp-commitments-sheet-2026-11-20"]  # fmt: skip
        (row,) = new
        assert (row["commitment_id"], row["completion"], row["relevance"], row["early_results"]) == (
            own["commitment_id"], "limited", "values-named", "not-published",
        )  # fmt: skip
        for name, content in before.items():
            assert set(content.splitlines()) <= set((root / "data" / name).read_bytes().splitlines()), name
        values = [row["ogp_value"] for row in claims.table(Package.open(root), "assessment_ogp_values")
                  if row["assessment_id"] == row["assessment_id"]]  # fmt: skip
        assert {"access-to-information", "technology"} <= set(values)

    def test_twice_writes_nothing_new(self, root: Path, tmp_path: Path):
        text = make({KEY: unrated(root)["ogp_id"], COMPLETION: "Limited"})
        options = ("--write", "--date", "2026-11-20")
        assert run(root, tmp_path, text, *options).returncode == 0
        after = data(root)
        done = run(root, tmp_path, text, *options)
        assert "New rows: none" in done.stderr and data(root) == after

    @pytest.mark.parametrize(
        "options", [(), ("--date", "2026-02-30"), ("--date", "2026"), ("--date", "yesterday")]
    )
    def test_needs_the_day_of_the_file(self, root: Path, tmp_path: Path, options: tuple[str, ...]):
        before = data(root)
        done = run(root, tmp_path, make({KEY: "X"}), "--write", *options)
        assert done.returncode == 2 and "--date" in done.stderr and data(root) == before

    def test_what_would_not_check_is_not_written(self, root: Path, tmp_path: Path):
        before = data(root)
        text = make({KEY: unrated(root)["ogp_id"], COMPLETION: "Limited"})
        done = run(root, tmp_path, text, "--write", "--date", "2199-01-01")
        assert (
            done.returncode == 1 and "in-the-future" in done.stderr and "Nothing was written" in done.stderr
        )
        assert data(root) == before

    def test_reasons_are_kept_apart(self, root: Path):
        key = unrated(root)["ogp_id"]
        text = make({KEY: key, COMPLETION: "Limited", OPENED: "ND", IMPACT: "NA"})
        new = proposal.rows(Package.open(root), found(root, text), "2026-11-20", "")
        ((*cells,),) = new["assessments"]
        row = dict(zip(Package.open(root).table("assessments").columns, cells, strict=True))
        assert (row["early_results"], row["ambition"], row["verifiable"]) == (
            "no-irm-data", "not-applicable", "not-published",
        )  # fmt: skip


def test_the_report_is_data_in_every_form(tmp_path: Path):
    nasty = "<img src=x> @admin `code` | \n# head"
    text = make({KEY: known(ROOT)[0]["ogp_id"], COMPLETION: nasty}, {KEY: "PAR0999", TITLE: nasty})
    assert json.loads(run(ROOT, tmp_path, text, "--format", "json").stdout)["lacking"][0]["title"] == nasty
    marked = run(ROOT, tmp_path, text, "--format", "markdown").stdout
    assert "\n# head" not in marked
    for line in marked.splitlines():
        assert "<img" not in line or line.startswith("- `")

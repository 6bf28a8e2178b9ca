"""``opengov import ogp``: OGP's own sheet against the record, in the shape that re-users know, and worse."""

import contextlib
import csv
import datetime
import io
import json
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, make_small, run_opengov
from hypothesis import given, settings
from hypothesis import strategies as st

from opengov.build import build
from opengov.errors import OpenGovError
from opengov.ogp import claims, fit, plain, proposal, record, report, sheet
from opengov.ogp.columns import KEY, KNOWN, LOCALITY, TITLE, YEAR
from opengov.ogp.texts import lines
from opengov.ogp.wording import COMPLETION, IMPACT, OPENED, VALUES, WORDS, Kind, Said, named, rating, ratings
from opengov.package import Package
from opengov.tables import read

AIV, CIV, ACC, TECH = VALUES
URL = "URL"
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
OURS = record.load(Package.open(ROOT))
# Cells as they occur, as they might, and as nobody should write them.
CELLS = st.sampled_from(
    ["", "ND", "NA", "0", "1", "Limited", "Complete", "Completed", "Major", "Moderate", "Pending IRM review",
     "Paris, France", "Austin", "2017", "https://opengovpartnership.org/members/paris-france/commitments/PAR0001",
     "=1+1", "http://[", "`@admin`\n# x", "\x1b[31m", "\u202e", "x" * 2000]
) | st.text(LETTERS, max_size=12)  # fmt: skip


def make(*rows: dict[str, str], columns: tuple[str, ...] = KNOWN) -> str:
    """A sheet with these rows; what a row does not say is blank."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def listed(text: str | bytes, of: record.Record = OURS, date: str = "2026-11-20") -> dict:
    """What the JSON says of a sheet, in this process."""
    its = sheet.read(text.encode() if isinstance(text, str) else text)
    found = claims.sort(of, its)
    proposed = proposal.propose(of, found, date, "", "2026-11")
    return json.loads(plain.render(its, found, proposed, report.Outcome()))


def printed(text: str, form: str = "text", of: record.Record = OURS) -> str:
    its = sheet.read(text.encode("utf-8", "replace"))
    found = claims.sort(of, its)
    proposed = proposal.propose(of, found, "2026-11-20", "", "2026-11")
    return report.render(its, found, proposed, form, report.Outcome())


def run(root: Path, tmp_path: Path, content: str | bytes, *options: str):
    file = tmp_path / "sheet.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    read_on = () if "--read-on" in options else ("--read-on", "2026-11")  # no test may depend on the clock
    return run_opengov("--root", str(root), "import", "ogp", str(file), *read_on, *options)


def copy_ours(root: Path) -> Path:
    """Our own data package, to be changed."""
    for path in Package.open(ROOT).files():
        copy = root / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return root


def data(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / "data").glob("*.csv"))}


def rows_of(root: Path) -> dict[str, list[dict[str, str]]]:
    names = ("assessments", "assessment_ogp_values", "sources")
    return {name: record.table(Package.open(root), name) for name in names}


# The completion that OGP's page shows as a picture.
DRAWN = ",transformative,not-published,major,no"


def overview(root: Path, database: Path, commitment: str) -> dict[str, str]:
    """The commitment's row of the flat table."""
    with contextlib.closing(sqlite3.connect(build(Package.open(root), database).path)) as connection:
        connection.row_factory = sqlite3.Row
        sql = "SELECT * FROM commitment_overview WHERE commitment_id = ?"
        return dict(connection.execute(sql, [commitment]).fetchone())


class TestWords:
    @pytest.mark.parametrize("indicator", WORDS)
    def test_are_codes_of_ours(self, indicator: str):
        scale = {tuple(row[:3]) for row in read(ROOT / "data/scale_codes.csv").rows}
        for code in WORDS[indicator].values():
            assert (proposal.SCALE, indicator, code) in scale

    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            ("Substantial", Said("substantial", Kind.RATING)), (" COMPLETE ", Said("complete", Kind.RATING)),
            ("Not\u00a0Started", Said("not-started", Kind.RATING)),
            ("not-started", Said("not-started", Kind.RATING)),
            ("", Said("not-published", Kind.BLANK)), ("\u200b", Said("not-published", Kind.BLANK)),
            ("No IRM data", Said("no-irm-data", Kind.WORD)),
            ("Pending IRM review", Said("pending-review", Kind.WORD)),
            *((word, Said("other-wording", Kind.WORD)) for word in (
                "ND", "nd", "NA", "N/A", "Not applicable",
            )),
            *((word, Said("other-wording", Kind.STRANGE)) for word in (
                "Completed", "0", "1", "no", "None", "Minor", "-", "Substantial (mid-term)", "=1+1",
            )),
        ],
    )  # fmt: skip
    def test_each_stays_what_it_is(self, cell: str, said: Said):
        assert rating("completion", cell) == said

    def test_reasons_are_ours(self):
        words = ("", "ND", "NA", "No IRM data", "Pending IRM review")
        reasons = {rating("completion", word).code for word in words}
        assert reasons <= OURS.reasons

    def test_no_cell_without_a_word_becomes_a_no(self):
        for cell in ("", "ND", "NA", "nd", " n/a ", "?", "pending"):
            assert named(cell).code != "no"
        assert named("0").code == named("No").code == named("FALSE").code == named("0.0").code == "no"
        assert named("1").code == named("yes").code == named("1.0").code == "yes"

    @pytest.mark.parametrize(
        ("cells", "code", "kind"),
        [
            (("1", "0", "", "ND"), "values-named", Kind.RATING),
            (("", "", "", ""), "not-published", Kind.BLANK),
            (("0", "0", "0", "0"), "other-wording", Kind.WORD),
            (("No", "0", "", "0"), "other-wording", Kind.WORD),
            (("ND",) * 4, "other-wording", Kind.WORD), (("ND", "NA", "", "0"), "other-wording", Kind.WORD),
            (("No IRM data", "", "", ""), "no-irm-data", Kind.WORD),
            (("No IRM data", "0", "", ""), "other-wording", Kind.WORD),
            (("0", "0", "0", "maybe"), "other-wording", Kind.STRANGE),
            (("1", "1", "0", "maybe"), "values-named", Kind.RATING),
        ],
    )  # fmt: skip
    def test_values_are_named_or_denied_or_neither(self, cells: tuple[str, ...], code: str, kind: Kind):
        assert ratings(dict(zip(VALUES, cells, strict=True)))["relevance"].said == Said(code, kind)

    def test_three_columns_of_values_cannot_say_no(self):
        assert not ratings({AIV: "0", CIV: "0", ACC: "0"})["relevance"].said.rated


class TestAgainstTheRecord:
    def test_what_is_new_contradicts_or_agrees(self):
        told = listed(make({KEY: "aus 0002", COMPLETION: "Limited", OPENED: "Major", IMPACT: "ND",
                            AIV: "1", CIV: "1", ACC: "0", TECH: "0"}))  # fmt: skip
        (one,) = told["proposed"]
        its = one["indicators"]
        assert (one["commitment_id"], one["lines"]) == ("austin-2017-02", [2])
        assert its["completion"] == {
            "code": "limited", "from_sheet": True, "cells": {COMPLETION: "Limited"}, "agrees_with": [],
            "contradicts": {}, "on_other_scales": {}, "our_reasons": {},
        }  # fmt: skip
        assert its["early_results"]["contradicts"] == {"austin-2017-02-a1": "marginal"}
        assert its["relevance"]["agrees_with"] == ["austin-2017-02-a1"] and told["agreements"] == 1
        assert its["ambition"] == {"code": "other-wording", "from_sheet": False, "cells": {IMPACT: "ND"}}
        assert its["starred"] == {"code": "not-published", "from_sheet": False, "cells": {}}
        (row,) = told["rows"]["assessments"]
        assert {name: row[name] for name in record.RATINGS} == {
            "verifiable": "not-published", "relevance": "values-named", "ambition": "other-wording",
            "completion": "limited", "early_results": "major", "starred": "not-published",
        }  # fmt: skip
        assert [row["ogp_value"] for row in told["rows"]["assessment_ogp_values"]] == [
            "access-to-information", "civic-participation",
        ]  # fmt: skip

    def test_other_values_than_ours_contradict_but_silence_does_not(self):
        other = listed(make({KEY: "AUS0002", AIV: "1", CIV: "0", ACC: "0", TECH: "0"}))
        assert other["proposed"][0]["indicators"]["relevance"]["contradicts"]
        more = listed(make({KEY: "AUS0002", AIV: "1", CIV: "1", TECH: "1"}))
        assert more["proposed"][0]["indicators"]["relevance"]["contradicts"]
        silent = listed(make({KEY: "AUS0002", AIV: "1", CIV: "ND", ACC: "", TECH: "NA"}))
        assert silent["confirmed"] and not silent["rows"]
        words = printed(make({KEY: "PAR0001", OPENED: "Marginal", COMPLETION: "ND"}))
        assert "early_results “Marginal” as marginal in paris-2017-01-a1" in words
        assert "no rating of the rest: completion “ND”; ambition blank; OGP values: blank" in words

    def test_the_same_rating_on_a_newer_page_counts_and_the_same_word_does_not(self):
        """By our crosswalk: early results are the same rating; ambition must not be compared."""
        told = listed(make({KEY: "PAR0001", OPENED: "Marginal"}))
        assert told["confirmed"][0]["commitment_id"] == "paris-2017-01" and not told["rows"]
        told = listed(make({KEY: "PAR0001", OPENED: "Major", IMPACT: "Moderate"}))
        its = told["proposed"][0]["indicators"]
        assert its["early_results"]["contradicts"] == {"paris-2017-01-a1": "marginal"}
        assert "1 row against what we have" in printed(make({KEY: "PAR0001", OPENED: "Major"}))
        assert not its["ambition"]["contradicts"] and its["ambition"]["on_other_scales"]

    def test_a_row_without_a_rating_is_told_in_its_own_words(self):
        text = make(
            {KEY: "PAR0001", COMPLETION: "ND"}, {KEY: "PAR0002", COMPLETION: "NA", AIV: "0", TECH: "ND"},
            {KEY: "PAR0003"}, {KEY: "PAR0004"},
            {KEY: "PAR0005", OPENED: "0", COMPLETION: "Pending IRM review"},
        )  # fmt: skip
        told, words = listed(text), printed(text)
        assert not told["rows"] and [one["ogp_id"] for one in told["no_rating"]] == [
            f"PAR000{n}" for n in range(1, 6)
        ]
        assert (
            "line 2: PAR0001 (paris-2017-01): completion “ND”; ambition blank; early_results blank" in words
        )
        assert "completion “NA”" in words and "access-to-information “0”, civic-participation blank" in words
        assert "technology “ND”" in words and "early_results “0” (not understood)" in words
        assert "lines 4, 5 (PAR0003, PAR0004): blank in every column of ratings" in words
        assert "completion “Pending IRM review”" in words and "To be written: nothing" in words

    def test_only_our_governments_matter(self):
        text = make(
            {KEY: "US0113", LOCALITY: "United States", COMPLETION: "Complete"},
            {KEY: "PAR0999", LOCALITY: "Paris, France", TITLE: "A promise that we lack"},
            {KEY: "XYZ0001", LOCALITY: "São Paulo, Brazil", TITLE: "Another one"},
            {KEY: "PAR0998", LOCALITY: "Paraguay", TITLE: "Not of Paris"},
            {KEY: "PAR0997", TITLE: "Without a place"},
        )
        told = listed(text)
        assert told["ours"] == 3 and not told["rows"]
        assert [one["ogp_id"] for one in told["lacking"]] == ["PAR0999", "XYZ0001", "PAR0997"]

    def test_a_commitment_that_stands_twice_is_used_only_if_both_agree(self):
        row = {KEY: "AUS0001", COMPLETION: "Limited"}
        told = listed(make(row, row | {COMPLETION: "Complete"}))
        assert not told["rows"] and "differently on lines 2, 3" in told["does_not_fit"][0]["words"]
        told = listed(make(row, row))
        assert told["proposed"][0]["lines"] == [2, 3]

    def test_lines_are_one_if_all_that_is_compared_is_equal(self):
        row = {KEY: "AUS0001", COMPLETION: "Limited", "Full Text": "A", "Specificity": "High"}
        told = listed(make(row, row | {KEY: "aus 0001", "Full Text": "B", "Theme": "x", "Specificity": ""}))
        assert told["proposed"][0]["lines"] == [2, 3] and not told["does_not_fit"]
        words = printed(
            make(row, row | {COMPLETION: "Complete", "Full Text": "B"}, row | {IMPACT: "Moderate"})
        )
        assert (
            "it stands differently on lines 2–4: Potential Impact is blank on lines 2, 3, “Moderate” on "
            "line 4; "
            f"{COMPLETION} is “Limited” on lines 2, 4, “Complete” on line 3; take the wrong ones out" in words
        )

    @pytest.mark.parametrize(
        ("column", "spellings"),
        [
            (COMPLETION, ("Complete", "complete", "COMPLETE", " complete ")),
            (COMPLETION, ("Not started", "not-started", "Not\u00a0Started")),
            (COMPLETION, ("ND", "nd", " Nd")), (IMPACT, ("Minor", "MINOR", "minor")),
            (AIV, ("1", "yes", "TRUE", "1.0")), (AIV, ("0", "No", "false")), (OPENED, ("", "\u200b")),
            (TITLE, ("Transitional Housing", "transitional  housing", "Transitional housing.")),
            (LOCALITY, ("Austin, United States", "AUSTIN,united states")),
            (YEAR, ("2017", "2017.0", "2017-02-01")),
            (URL, ("https://www.opengovpartnership.org/members/austin-united-states/commitments/AUS0001/",
                   "http://opengovpartnership.org/members/Austin-United-States/commitments/aus0001")),
        ],
    )  # fmt: skip
    def test_lines_that_differ_in_spelling_alone_are_one(self, column: str, spellings: tuple[str, ...]):
        rated = {KEY: "AUS0001", COMPLETION: "Limited"}
        told = listed(make(*(rated | {column: one} for one in spellings)))
        lines_of = [one["lines"] for name in ("proposed", "no_rating") for one in told[name]]
        assert lines_of == [[*range(2, 2 + len(spellings))]] and not told["does_not_fit"], told

    @pytest.mark.parametrize(
        ("column", "one", "other"),
        [
            (COMPLETION, "ND", "NA"), (COMPLETION, "ND", ""), (COMPLETION, "No IRM data", "no data"),
            (COMPLETION, "complete", "completed"), (AIV, "0", ""), (AIV, "yes", "y"), (YEAR, "2017", "2016"),
            (TITLE, "!", ""), (URL, "https://a.example/X", "https://a.example/x"), (LOCALITY, ",", ""),
        ],
    )  # fmt: skip
    def test_other_words_are_no_spellings(self, column: str, one: str, other: str):
        rows = ({KEY: "AUS0001", COMPLETION: "Limited"} | {column: cell} for cell in (one, other))
        told = listed(make(*rows))
        assert f"{column} is “{one}” on line 2, " in told["does_not_fit"][0]["words"] and not told["rows"]

    def test_an_official_title_that_differs_is_told_and_not_written(self):
        text = make({KEY: "AUS0002", TITLE: "Quite another", COMPLETION: "Limited"})
        assert listed(text)["other_titles"][0]["ours"] == "Equity Assessment Tool"
        words = printed(text)
        assert (
            "“Quite another”, where we have “Equity Assessment Tool”" in words
            and "title differs too" in words
        )
        for same in (
            {TITLE: "EQUITY   assessment tool"},
            {TITLE: "x", "Short Title": "Equity Assessment Tool"},
        ):
            assert not listed(make({KEY: "AUS0002"} | same))["other_titles"]


class TestFit:
    """An id alone proves little: the row must be of the same place, address and year."""

    @pytest.mark.parametrize(
        ("key", "cells", "why"),
        [
            ("AUS0001", {LOCALITY: "Paris, France"}, "is a commitment of Austin"),
            ("AUS0001", {LOCALITY: "Australia"}, "is a commitment of Austin"),
            ("PAR0001", {LOCALITY: "Paris, United States"}, "is a commitment of Paris"),
            ("AUS0001", {LOCALITY: "Austin, Texas"},
             "says “Austin, Texas”, but AUS0001 is a commitment of Austin: if Austin is meant, write "
             "“Austin, United States”, or the name alone, or leave the cell blank"),
            ("PAR0001", {LOCALITY: "Paris, Texas"}, "if Paris is meant, write “Paris, France”, or"),
            ("BUE0001", {LOCALITY: "Buenos Aires Province, Argentina"}, "is a commitment of Buenos Aires"),
            ("AUS0001", {YEAR: "2019"}, "our plan austin-2017 is of 2016 or 2017"),
            ("PAR0006", {YEAR: "2017.0"}, "our plan paris-2019 is of 2019"),
            ("AUS0001", {URL: "https://www.opengovpartnership.org/members/austin-united-states/commitments/AUS0002/"},
             "its URL is that of “AUS0002”"),
            ("AUS0001", {URL: "https://opengovpartnership.org/members/paris-france/commitments/AUS0001"},
             "is of Austin"),
            ("FRPA0001", {}, "rated on another scale"),
            ("BUE0006", {}, "superseded: buenos-aires-2018-02"),
            ("BUE0008", {}, "has named another commitment before (buenos-aires-2018-10)"),
        ],
    )  # fmt: skip
    def test_a_row_of_another_commitment_is_not_used(self, key: str, cells: dict[str, str], why: str):
        text = make({KEY: key, COMPLETION: "Limited"} | cells)
        told = listed(text)
        assert not told["rows"] and not told["no_rating"]
        assert [one["ogp_id"] for one in told["does_not_fit"]] == [key]
        assert why in told["does_not_fit"][0]["words"] and why in printed(text)

    @pytest.mark.parametrize("key", ["PAR0001", "AUS0001", "SAO0001", "KIG0001", "TBI0001"])
    @pytest.mark.parametrize("cell", ["Ville de Paris", "Tiflis", "Austin, Texas", "ვილა", ",", "\u202e,x"])
    def test_the_mend_of_a_place_is_told_and_works(self, tmp_path: Path, key: str, cell: str):
        """In each such row, whatever stands there."""
        row = {KEY: key, COMPLETION: "Limited", LOCALITY: cell}
        done = run(ROOT, tmp_path, make(row))
        (line,) = [one for one in done.stdout.splitlines() if f"line 2: {key}: {LOCALITY} says" in one]
        told = re.search(
            r"if (.+) is meant, write “(.+)”, or the name alone, or leave the cell blank; if another place "
            "is, correct the id",
            line,
        )
        for mended in (told[1], told[2], ""):
            assert listed(make(row | {LOCALITY: mended}))["rows"], mended

    def test_the_mend_of_year_and_address_is_told(self):
        urls = (
            "https://opengovpartnership.org/members/tiflis",
            "https://opengovpartnership.org/commitments/AB0001",
        )
        for cells in ({YEAR: "2011"}, *({URL: url} for url in urls)):
            (one,) = listed(make({KEY: "AUS0001", COMPLETION: "Limited"} | cells))["does_not_fit"]
            assert ": correct it or leave the cell blank; if the id is wrong, correct that" in one["words"]

    @pytest.mark.parametrize(
        ("key", "place", "lacking"),
        [("AUS0999", "Austin, Texas", 1), ("US0999", "Austin, Texas", 0), ("AUS0999", "Dallas, Texas", 0)],
    )
    def test_what_we_lack_of_a_place_that_may_be_ours(self, key: str, place: str, lacking: int):
        assert len(listed(make({KEY: key, LOCALITY: place}))["lacking"]) == lacking

    @pytest.mark.parametrize(
        ("key", "cells"),
        [
            ("KIG0001", {LOCALITY: "Kigoma, Tanzania"}), ("KIG0001", {LOCALITY: "Kigoma Ujiji"}),
            ("KIG0001", {LOCALITY: "Kigoma Municipality, Tanzania"}),
            ("ELG0001", {LOCALITY: "Egeyo-Marakwet, Kenya"}),  # as OGP's press release of 2016 spells it
            ("AUS0001", {LOCALITY: "City of Austin, USA", YEAR: "2016"}),
            ("SEO0001", {LOCALITY: "Seoul, Republic of Korea"}),
            ("SAO0001", {LOCALITY: "SAO PAULO, Brazil", YEAR: "2016-12-01"}),
            ("BOJ0002", {URL: "http://opengovpartnership.org/fr/members/bojonegoro-indonesia/commitments/boj0002?x#y"}),
            ("PAR0001", {URL: "https://opengovpartnership.org/members/paris-france"}),
        ],
    )  # fmt: skip
    def test_other_names_of_the_same_place_do(self, key: str, cells: dict[str, str]):
        assert listed(make({KEY: key, COMPLETION: "Limited"} | cells))["rows"]

    def test_our_own_record_fits_itself(self):
        urls = {row["ogp_id"]: OURS.sources.get(row["ogp_source_id"], {}).get("url", "")
                for row in record.table(Package.open(ROOT), "commitments")}  # fmt: skip
        for key, own in OURS.commitments.items():
            for year in own.years:
                cells = {
                    KEY: key,
                    TITLE: own.titles[0],
                    YEAR: str(year),
                    LOCALITY: own.place.name,
                    URL: urls[key],
                }
                assert own.superseded or not fit.misfits(sheet.Line(2, cells), own), key

    def test_what_cannot_be_compared_is_told_and_the_row_used(self):
        told = listed(
            make({KEY: "AUS0001", COMPLETION: "Limited", YEAR: "20l7", URL: "https://evil.example/PAR0001"})
        )
        assert told["rows"] and len(told["not_understood"]) == 2
        told = listed(make({KEY: "AUS0001", COMPLETION: "Limited", URL: "http://[::"}))
        assert told["rows"] and "http://[::" in told["not_understood"][0]["words"]

    def test_an_id_that_nothing_carries_any_more(self, tmp_path: Path):
        of = record.load(Package.open(make_small(tmp_path / "package")))
        (one,) = listed(make({KEY: "BEE0009", COMPLETION: "Limited"}), of)["does_not_fit"]
        assert "beeton-2017-02, which is superseded: beeton-2017-01" in one["words"]


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
            (b"a,b\n1,2\n", "no column"), (b"a\0b", "NUL"), (f"{KEY}\nPAR\0".encode(), "first in line 2"),
            (f"{KEY}\nPAR0001".encode("utf-16-le"), "NUL"), (f"{KEY}\nPAR0001".encode("utf-32"), "NUL"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"), (b"\x1f\x8b\x08", "gzip"), (b'"a', "never closed"),
            (b"\x1b[31m,b\n", "no column"),
            (f"{KEY},{KEY}\nA,B\n".encode(), "twice"), (b"\xff\xfea", "UTF-16"),
        ],
    )  # fmt: skip
    def test_that_are_no_sheets_are_told_in_a_sentence(self, content: bytes, said: str):
        with pytest.raises(OpenGovError, match=said):
            sheet.read(content)

    @pytest.mark.parametrize(
        ("text", "why", "mend"),
        [
            (f"OGP commitments\r\nas of 2026\r\n{KEY},{TITLE}\r\nPAR0001,x\r\n",
             "line 1, holds “OGP commitments”. The names of the columns seem to stand on line 3.",
             "Delete the lines above line 3: the first line must hold the names of the columns."),
            (f"\nOGP; commitments\n\n{KEY};{TITLE}\nPAR0001;x\n", "seem to stand on line 4", "above line 4"),
            (f"ID,{LOCALITY}\nPAR0001,Paris\n", f"holds “ID”, “{LOCALITY}”. “ID” may be meant.",
             f"If “ID” holds ids such as PAR0001, rename it to “{KEY}”."),
            (f"{LOCALITY};OGP Commitment ID\n", "“OGP Commitment ID” may be meant", "rename it"),
            (f"{KEY}s,{LOCALITY}\n", f"“{KEY}s” may be meant", "rename it"),
            (f"{KEY}|{LOCALITY}\nPAR0001|Paris\n", "Its cells seem to be separated by “|”.",
             "Export it again with commas, semicolons or tabs between the cells."),
            (f"Title\nID|{LOCALITY}|{TITLE}\n",
             "on line 2. Its cells seem to be separated by “|”. “ID” may be meant.",
             "Delete the lines above line 2"),
            ("a,b\n1,2\n", "holds “a”, “b”.", f"One column of its first line must be “{KEY}”."),
        ],
    )  # fmt: skip
    def test_a_header_that_lacks_the_id_is_told_with_its_mend(
        self, tmp_path: Path, text: str, why: str, mend: str
    ):
        done = run(ROOT, tmp_path, text)
        assert done.returncode == 2 and "Traceback" not in done.stderr
        error, hint = done.stderr.splitlines()
        assert f"The sheet has no column “{KEY}”" in error and why in error
        assert mend in hint and "CSV UTF-8" not in hint

    def test_a_column_of_another_name_is_not_blank(self):
        text = f"{KEY},Completion (End of Term),{IMPACT}\nPAR0001,Complete,\n"
        words = printed(text)
        assert (
            f"PAR0001): blank in every column of ratings that is there; there is none for {COMPLETION}, "
            f"{OPENED}, OGP values" in words
        )

    @pytest.mark.parametrize(
        ("names", "told"),
        [
            (("Completion",), {COMPLETION: "Completion"}),
            (("COMPLETION  (progress)",), {COMPLETION: "COMPLETION (progress)"}),
            (("Impact", "Title", "Year"), {IMPACT: "Impact", TITLE: "Title", YEAR: "Year"}),
            (("Did it open government?",), {OPENED: "Did it open government?"}),
            (("Early Results", "Ambition", "Completed?"), {
                OPENED: "Early Results", IMPACT: "Ambition", COMPLETION: "Completed?",
            }),
            (("early_results",), {OPENED: "early_results"}), (("DIOG",), {OPENED: "DIOG"}),
            (("Implementation",), {COMPLETION: "Implementation"}),
            (("Civic Participation",), {CIV: "Civic Participation"}), (("Country",), {LOCALITY: "Country"}),
            (("Completion (End of Term)", COMPLETION), {}), (("Mood", "Unused", "unused", ""), {}),
            (("Region", "Full Text"), {}),
        ],
    )  # fmt: skip
    def test_which_names_are_near(self, names: tuple[str, ...], told: dict[str, str]):
        found = sheet.read(f"{KEY},{','.join(names)}\n".encode()).misnamed
        assert {tuple(re.findall("“(.+?)”", words)[:2]) for words in found} == {*told.items()}

    def test_of_many_near_names_few_are_told(self):
        names = ",".join(f"Completion {letter}" for letter in "abcdefgh")
        (one,) = sheet.read(f"{KEY},{names}\n".encode()).misnamed
        assert "“Completion e” and 3 more, not read in its place. Rename the one that holds the same" in one

    def test_a_header_of_too_many_columns_is_no_sheet(self, tmp_path: Path):
        done = run(ROOT, tmp_path, f"{KEY},{'Completion,' * 300_000}x\n")
        assert done.returncode == 2 and "The header has 300002 columns, more than 1000." in done.stderr

    def test_a_row_that_we_lack_may_have_no_title(self):
        for title in ("", "\u200b"):
            words = printed(make({KEY: "PAR0999", LOCALITY: "Paris", TITLE: title}))
            assert "line 2: PAR0999: no title" in words and "“”" not in words

    def test_lines_that_cannot_be_read_have_their_number(self, tmp_path: Path):
        done = run(ROOT, tmp_path, f"{KEY},{TITLE}\nPAR0001\nPAR0002,x\nPAR0003,x,y\n")
        assert done.returncode == 1 and "line 2: 1 cell, the header has 2" in done.stdout
        assert "line 4: 3 cells, the header has 2" in done.stdout

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (f"\n\n{KEY},{TITLE}\nPAR0001\n", "line 4: 1 cell"),
            (f"sep=;\r\n{KEY};{TITLE}\r\nPAR0001\r\n", "line 3: 1 cell"),
            (f"{KEY},{TITLE}\rPAR0001\r", "line 2: 1 cell"),
            (f'{KEY},{TITLE}\nPAR0001,"x\ny"\nPAR0002\n', "line 4: 1 cell"),
            (f'{KEY},{TITLE}\nPAR0001,"x\n', "line 2: a quote is opened and never closed"),
            (f'{KEY},{TITLE}\nPAR0001,"x"y\n', "line 2: text stands behind a closing quote"),
            (f"{KEY},{TITLE}\nPAR0001,{'x' * 1_000_001}\n", "line 2: a cell has over 1000000 characters"),
        ],
    )
    def test_what_is_wrong_with_a_line(self, text: str, said: str):
        (fault,) = sheet.read(text.encode()).faults
        assert said in fault

    def test_what_is_no_id_is_told(self):
        told = listed(make({KEY: '=HYPERLINK("https://x/PAR0001","PAR0001")', COMPLETION: "Limited"},
                           {LOCALITY: "Paris, France"}, {KEY: "ＰAR 0001", OPENED: "Major"}))  # fmt: skip
        first, second = told["no_id"]
        assert "a formula: export the sheet with its values" in first["words"] and first["lines"] == [2]
        assert "is blank" in second["words"] and second["lines"] == [3]
        assert told["proposed"][0]["ogp_id"] == "PAR0001"

    def test_a_file_that_is_too_large(self, tmp_path: Path):
        file = tmp_path / "sheet.csv"
        with file.open("wb") as large:
            large.truncate(200_000_000_000)  # of holes: it takes no room
        done = run_opengov("--root", str(ROOT), "import", "ogp", str(file))
        assert done.returncode == 2 and "The file is larger than 50 MB." in done.stderr
        assert "delete columns that are not compared" in done.stderr

    def test_a_list_has_an_end_and_json_is_whole(self, tmp_path: Path):
        """Fifty of one reason; one of another is not lost behind them."""
        rows = [
            *({KEY: f"PAR/{number}” x", COMPLETION: "Complete"} for number in range(1000)), {TITLE: "x"},
            *({KEY: f"PAR{number}", TITLE: f"a” {'b' * (number % 9)}"} for number in range(9000, 9200)),
            {KEY: "PAR8000"}, *({KEY: "PAR0001", COMPLETION: f"{number}"} for number in range(400)),
        ]  # fmt: skip
        text = make(*rows, columns=(KEY, COMPLETION, TITLE)) + "PAR0002\n" * 70 + 'PAR0002,"x"y,z\n'
        for form in ("text", "markdown"):
            words = run(ROOT, tmp_path, text, "--format", form).stdout
            assert words.count("not of the form PAR0001") == 50 and "is blank: a row without an id" in words
            assert words.count("… and 950 more; --format json lists all") == 1
            assert "PAR8000: no title" in words and "… and 150 more;" in words and "… and 20 more;" in words
            assert words.count("1 cell, the header has 3") == 51 and "behind a closing quote" in words
            assert "… (--format json has all of it)" in words and max(map(len, words.splitlines())) < 1100
        told = json.loads(run(ROOT, tmp_path, text, "--format", "json").stdout)
        assert [len(told[name]) for name in ("no_id", "lacking", "faults")] == [1001, 201, 71]
        assert "“399” on line" in told["does_not_fit"][0]["words"]

    def test_a_file_that_cannot_be_opened(self, tmp_path: Path):
        done = run_opengov("--root", str(ROOT), "import", "ogp", str(tmp_path))
        assert done.returncode == 2 and "Traceback" not in done.stderr

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300))
    def test_any_bytes_are_a_sheet_or_a_sentence(self, content: bytes):
        with contextlib.suppress(OpenGovError):
            sheet.read(f"{KEY},x\n".encode() + content)
        with contextlib.suppress(OpenGovError):
            sheet.read(content)

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.dictionaries(st.sampled_from([*KNOWN]), CELLS)
            | st.builds(
                lambda key, row: row | {KEY: key},
                st.sampled_from([*OURS.commitments]),
                st.dictionaries(st.sampled_from([*KNOWN]), CELLS),
            ),
            max_size=5,
        )
    )
    def test_any_cells_are_told_once_and_as_data(self, rows: list[dict[str, str]]):
        text = make(*rows)
        told = listed(text.encode("utf-8", "replace"))
        names = ("proposed", "confirmed", "recorded", "no_rating", "does_not_fit", "lacking", "no_id")
        numbers = [number for name in names for one in told[name] for number in one["lines"]]
        assert len(numbers) == len(set(numbers)) and len(numbers) <= told["read"]
        for row in told["rows"].get("assessments", ()):
            assert "\n" not in "".join(row.values()) and all(row[name] for name in record.RATINGS)
            assert all(len(row[name]) <= 2000 for name in ("note", "note_fr"))
        for form in ("text", "markdown"):
            words = printed(text, form)
            assert all(letter.isprintable() or letter in "\n\N{NO-BREAK SPACE}" for letter in words)
        assert all(re.match(r"#|\s*- `[^`]*`$|\d+ rows? read|$", line) for line in words.splitlines())

    def test_a_large_one_is_read(self):
        text = make(*({KEY: f"US{number:05d}", COMPLETION: "Limited"} for number in range(100_000)),
                    columns=(KEY, COMPLETION))  # fmt: skip
        assert listed(text)["ours"] == 0

    def test_numbers_of_lines_are_short(self):
        assert [lines(its) for its in ((3,), (2, 3), (2, 3, 4, 9))] == [
            "line 3",
            "lines 2, 3",
            "lines 2–4, 9",
        ]


class TestWriting:
    FIRST = ("--write", "--date", "2026-11-20", "--url", "https://example.org/sheet")

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        return make_small(tmp_path / "package")

    @pytest.mark.parametrize("options", [("--date", "2026-11-20"), ("--date", "2026-11-20", *FIRST[3:])])
    def test_what_is_listed_is_what_is_written(self, root: Path, tmp_path: Path, options: tuple[str, ...]):
        text = make(
            {
                KEY: "AVI0001",
                COMPLETION: "Substantial",
                OPENED: "NA",
                AIV: "1",
                CIV: "0",
                ACC: "ND",
                TECH: "1",
            },
            {KEY: "AVI0002", COMPLETION: "Substantial", OPENED: "Marginal", IMPACT: "Completed"},
        )
        before, held = data(root), rows_of(root)
        told = json.loads(run(root, tmp_path, text, "--format", "json", *options).stdout)["rows"]
        words = run(root, tmp_path, text, *options).stdout
        assert data(root) == before
        done = run(root, tmp_path, text, "--write", *options)
        assert done.returncode == 0, done.stderr
        assert "To be written: 2 " in words and "Would be written, beside what we have (2)" in words
        said = words.replace("To be written:", "Written:").replace("Would be written", "Written")
        assert done.stdout == said
        for name, rows in rows_of(root).items():
            new = [
                {cell: text for cell, text in row.items() if text} for row in rows if row not in held[name]
            ]
            assert new == [{cell: text for cell, text in row.items() if text} for row in told[name]], name
            assert all(row in rows for row in held[name])
            assert all(text in words for row in new for text in row.values())
        assert {name for name, content in data(root).items() if content != before[name]} == {
            "assessments.csv", "assessment_ogp_values.csv", "sources.csv",
        }  # fmt: skip
        assert run_opengov("--root", str(root), "check").returncode == 0

    def note(self, root: Path, **cells: str) -> dict[str, str]:
        """The row that these cells would add."""
        of = record.load(Package.open(root))
        (row,) = listed(make({KEY: "AVI0001"} | cells), of)["rows"]["assessments"]
        return {name: cell.replace("\N{NO-BREAK SPACE}", " ") for name, cell in row.items()}

    def test_the_note_keeps_what_no_code_says(self, root: Path):
        row = self.note(root, **{COMPLETION: "Substantial", OPENED: "NA", IMPACT: "ND",
                                 AIV: "1", CIV: "0", ACC: "ND", TECH: ""})  # fmt: skip
        assert (row["early_results"], row["ambition"]) == ("other-wording", "other-wording")
        assert row["note"].endswith(
            "Where it gives no rating and names no value, its cells hold “ND” (Ambition, Public "
            "accountability); “NA” (Early results); “0” (Civic participation); a blank "
            "(Technology and innovation). What it means by “ND” "
            "and “NA” was not seen."
        )
        assert row["note_fr"].endswith(
            "Là où il ne donne pas de note et ne nomme pas de valeur, ses cellules portent « ND » (Ambition, "
            "Redevabilité publique) ; « NA » (Premiers résultats) ; « 0 » (Participation citoyenne) ; "
            "un blanc (Technologie et innovation). "
            "Ce qu’il entend par « ND » et « NA » n’a pas été trouvé."
        )

    @pytest.mark.parametrize(
        ("indicator", "column", "cell", "quoted"),
        [
            ("completion", COMPLETION, "Substantial (mid-term)", "Substantial (mid-term)"),
            ("ambition", IMPACT, "None", "None"), ("ambition", IMPACT, "Minor", "Minor"),
            ("ambition", IMPACT, "nd", "nd"), ("ambition", IMPACT, "N/A", "N/A"),
            ("ambition", IMPACT, "0", "0"), ("ambition", IMPACT, "e\u0301", "é"),
            ("ambition", IMPACT, "a\u202eb\x1b[31m\nc", "a b [31m c"),
            ("ambition", IMPACT, "x" * 5000, f"{'x' * 60}…"),
            ("ambition", IMPACT, "a@b.org 01 42 76 40 40", "… …"),
        ],
    )  # fmt: skip
    def test_what_we_have_no_code_for_is_quoted(
        self, root: Path, tmp_path: Path, indicator: str, column: str, cell: str, quoted: str
    ):
        cells = {COMPLETION: "Limited", OPENED: "Marginal"} | {column: cell}
        row = self.note(root, **cells)
        assert row[indicator] == "other-wording"
        label, french = {"completion": ("Completion", "Achèvement")}.get(indicator, ("Ambition", "Ambition"))
        assert (
            f"its cells hold “{quoted}” ({label}). What it means by “{quoted}” was not seen." in row["note"]
        )
        assert f"« {quoted} » ({french})" in row["note_fr"]
        words = run(root, tmp_path, make({KEY: "AVI0001"} | cells)).stdout
        if quoted not in ("nd", "N/A"):
            assert f"{column} says" in words and "expected" in words

    def test_one_cell_that_is_not_understood_hides_no_value(self, root: Path, tmp_path: Path):
        cells = {AIV: "1", CIV: "1", ACC: "0", TECH: "maybe"}
        done = run(root, tmp_path, make({KEY: "AVI0001"} | cells), *self.FIRST)
        assert f"{TECH} says “maybe”: expected 1, 0, ND, NA or a blank" in done.stdout
        (new,) = [row for row in rows_of(root)["assessments"] if row["assessment_id"] == "aville-2017-01-a2"]
        assert new["relevance"] == "values-named"
        assert "“0” (Public accountability); “maybe” (Technology and innovation)." in new["note"]
        assert {
            row["ogp_value"]
            for row in rows_of(root)["assessment_ogp_values"]
            if row["assessment_id"] == "aville-2017-01-a2"
        } == {"access-to-information", "civic-participation"}

    def test_blanks_alone_are_not_published(self, root: Path):
        row = self.note(root, **{COMPLETION: "Substantial"})
        assert {row[name] for name in record.RATINGS} == {"substantial", "not-published"}
        assert row["note"] == "Taken from OGP’s sheet of commitments; the sheet gives no report."

    def test_values_that_are_denied_are_in_the_note(self, root: Path):
        row = self.note(root, **{COMPLETION: "Substantial", AIV: "No", CIV: "0", ACC: "0.0", TECH: "FALSE"})
        assert row["relevance"] == "other-wording"
        assert (
            "“No” (Access to information); “0” (Civic participation); “0.0” (Public accountability); “FALSE” "
            "(Technology and innovation)." in row["note"]
        )
        assert "What it means" not in row["note"]

    def test_the_sheet_does_not_confirm_itself(self, root: Path, tmp_path: Path):
        text = make({KEY: "AVI0001", COMPLETION: "Substantial", IMPACT: "Transformative"})
        assert run(root, tmp_path, text, *self.FIRST).returncode == 0
        after = data(root)
        for later in (self.FIRST, ("--write", "--date", "2026-11-22"), ("--date", "2026-11-01"), ()):
            done = run(root, tmp_path, text, *later)
            does = "Written" if "--write" in later else "To be written"
            assert "0 ratings confirmed" in done.stdout and f"{does}: nothing" in done.stdout
            assert "as in aville-2017-01-a2, from the sheet of 2026-11-20" in done.stdout
            assert data(root) == after

    def test_what_it_leaves_blank_hides_no_rating_and_its_later_day_counts(self, root: Path, tmp_path: Path):
        """In the flat table each rating is of whoever gives it; of two sheets, of the later one."""
        page = root / "data" / "assessments.csv"
        page.write_text(page.read_text().replace(",transformative,substantial,major,yes", DRAWN))
        before = overview(root, tmp_path / "before.db", "aville-2017-02")
        assert (before["completion"], before["early_results"]) == ("not-published", "major")
        first = {COMPLETION: "Substantial", OPENED: "Marginal", IMPACT: "Moderate"}
        for date, cells in (("2026-11-20", first), ("2026-11-22", {COMPLETION: "Complete"})):
            done = run(root, tmp_path, make({KEY: "AVI0002"} | cells), "--write", "--date", date)
            assert done.returncode == 0 and "aville-2017-02-a" in done.stdout, done.stderr
        after = overview(root, tmp_path / "after.db", "aville-2017-02")
        assert (after["completion"], after["completion_assessment_id"]) == ("complete", "aville-2017-02-a3")
        others = ("early_results", "ambition", "relevance", "verifiable", "starred")
        for name in (name for one in others for name in (one, f"{one}_assessment_id", f"{one}_source_url")):
            assert after[name] == before[name], name

    def test_a_later_sheet_that_says_otherwise_stands_beside(self, root: Path, tmp_path: Path):
        first = {KEY: "AVI0001", COMPLETION: "Substantial", OPENED: "Major"}
        assert run(root, tmp_path, make(first), *self.FIRST).returncode == 0
        other = make(first | {COMPLETION: "Complete"})
        done = run(root, tmp_path, other, *self.FIRST)
        assert "cites the sheet of this day and says otherwise" in done.stdout
        assert done.stdout.count("give that day with --date") == 1 and "New rows: none" in done.stderr
        told = json.loads(run(root, tmp_path, other, *self.FIRST, "--format", "json").stdout)
        assert "give that day with --date" in told["does_not_fit"][0]["mend"]
        done = run(root, tmp_path, other, "--write", "--date", "2026-11-22", *self.FIRST[3:])
        assert "aville-2017-01-a2, of the sheet of 2026-11-20, says otherwise" in done.stdout, done.stderr
        assert "0 ratings confirmed" in done.stdout and "in aville-2017-01-a2" not in done.stdout
        assert run_opengov("--root", str(root), "check").returncode == 0
        codes = {row["assessment_id"]: row["completion"] for row in rows_of(root)["assessments"]}
        assert (codes["aville-2017-01-a2"], codes["aville-2017-01-a3"]) == ("substantial", "complete")
        (source,) = [row for row in rows_of(root)["sources"] if row["source_id"].endswith("2026-11-22")]
        assert not source["url"] and "ogp-commitments-sheet-2026-11-20" in source["note"]
        gone = run(root, tmp_path, make({KEY: "AVI0001", COMPLETION: "ND"}), "--date", "2026-11-23")
        assert "before, the sheet of 2026-11-22 gave one (aville-2017-01-a3)" in gone.stdout

    @pytest.mark.parametrize("mended", [COMPLETION, "Unused", None])
    def test_a_column_that_seems_to_have_another_name_is_not_written_as_blank(
        self, root: Path, tmp_path: Path, mended: str | None
    ):
        """And each of the mends that are told, when it is done, lets it be written."""
        rows = [
            {KEY: "AVI0001", OPENED: "Major", "Completion": "Complete"},
            {KEY: "AVI0002", OPENED: "Marginal"},
        ]
        text, before = make(*rows, columns=(KEY, OPENED, "Completion")), data(root)
        why = (
            f"The sheet has no column “{COMPLETION}”, but “Completion”, not read in its place. Rename it to "
            f"“{COMPLETION}” if it holds the same; if not, delete it or rename it to “Unused”. "
            "Then run this again."
        )
        for options in (("--date", "2026-11-20"), self.FIRST, (*self.FIRST, "--format", "markdown")):
            done = run(root, tmp_path, text, *options)
            assert done.returncode == 1 and data(root) == before
            assert why in done.stdout.splitlines()[3]  # the first thing that is told
            assert ("Nothing was written" in done.stderr) == ("--write" in options)
            assert "new row aville-2017-01-a2" in done.stdout
        told = json.loads(run(root, tmp_path, text, "--format", "json").stdout)
        assert told["obstacles"] == [why]
        text = text.replace(",Completion", f",{mended}", 1) if mended else make(*rows, columns=(KEY, OPENED))
        done = run(root, tmp_path, text, *self.FIRST)
        assert done.returncode == 0 and "2 in assessments" in done.stderr, done.stderr
        row = {one["assessment_id"]: one for one in rows_of(root)["assessments"]}["aville-2017-01-a2"]
        assert row["completion"] == ("complete" if mended == COMPLETION else "not-published")
        assert run_opengov("--root", str(root), "check").returncode == 0

    def test_a_day_that_has_not_begun_is_refused(self, root: Path, tmp_path: Path):
        """Or as_of would be set to it, and no edition could be made before that day."""
        text, before = make({KEY: "AVI0001", COMPLETION: "Complete"}), data(root)
        for options in ((), ("--write",)):
            done = run(root, tmp_path, text, "--date", "2199-01-01", *options)
            assert done.returncode == 2 and "2199-01-01 lies in the future" in done.stderr
            assert data(root) == before

    @pytest.mark.parametrize("committed", [True, False])
    def test_rows_of_a_day_that_was_read_wrongly_can_be_taken_back(
        self, root: Path, tmp_path: Path, committed: bool
    ):
        """What the list tells, done to the letter: by source_id in two files, or with git."""
        git = ("git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "x"], check=True)
        wrong = make({KEY: "AVI0001", OPENED: "Major", AIV: "1"}, {KEY: "AVI0002", OPENED: "Marginal"})
        assert run(root, tmp_path, wrong, *self.FIRST).returncode == 0
        right = make(
            {KEY: "AVI0001", OPENED: "Major", COMPLETION: "Complete"}, {KEY: "AVI0002", OPENED: "Marginal"}
        )
        refused = run(root, tmp_path, right, *self.FIRST)
        source = re.search("delete those whose source_id is (.+?) from", refused.stdout)[1]
        if committed:
            subprocess.run([*git, "commit", "-qam", "y"], check=True)
            files = re.search(r"from (\S+) and (\S+) \(", refused.stdout)
            for path in (root / files[1], root / files[2]):
                kept = [line for line in path.read_text().splitlines(True) if source not in line]
                assert len(kept) < len(path.read_text().splitlines())
                path.write_text("".join(kept))
        else:
            command = re.search("'(git restore .+?)'", refused.stdout)[1]
            subprocess.run(command.split(), cwd=root, check=True)
        done = run(root, tmp_path, right, *self.FIRST)
        assert done.returncode == 0 and "2 in assessments" in done.stderr, done.stdout
        row = {one["assessment_id"]: one for one in rows_of(root)["assessments"]}["aville-2017-01-a2"]
        assert row["completion"] == "complete" and row["relevance"] == "not-published"
        assert run_opengov("--root", str(root), "check").returncode == 0

    @pytest.mark.parametrize(
        "options",
        [
            ("--write",), ("--write", "--date", "2026-02-30"), ("--date", "2026"), ("--date", "yesterday"),
            ("--url", "javascript:alert(1)"), ("--url", "https://"), ("--url", "https://a.example/b c"),
        ],
    )  # fmt: skip
    def test_needs_a_day_and_an_address_that_are_ones(
        self, root: Path, tmp_path: Path, options: tuple[str, ...]
    ):
        before = data(root)
        done = run(root, tmp_path, make({KEY: "X"}), *options)
        assert done.returncode == 2 and options[-2 if len(options) > 1 else -1][:3] in done.stderr
        assert "Traceback" not in done.stderr and data(root) == before

    @pytest.mark.parametrize("write", [(), ("--write",)])
    @pytest.mark.parametrize("form", ["text", "json"])
    def test_a_sheet_newer_than_the_data_is_told_at_once(
        self, root: Path, tmp_path: Path, write: tuple[str, ...], form: str
    ):
        before, text = data(root), make({KEY: "AVI0001", COMPLETION: "Complete"})
        options = ("--date", "2026-11-24", "--format", form, *write)
        done = run(root, tmp_path, text, *options)
        assert done.returncode == 1 and data(root) == before
        why = (
            "The sheet is of 2026-11-24, later than 2026-11-23, the day as of which the data are true: set "
            "opengov.as_of in datapackage.json to 2026-11-24 or a later day, and run this again."
        )
        assert why in done.stdout and not re.search(r"\.csv:\d", done.stdout + done.stderr)
        if write:
            assert "Nothing was written" in done.stderr and why in done.stderr
        descriptor = root / "datapackage.json"  # what it says is what helps
        descriptor.write_text(
            descriptor.read_text().replace('"as_of": "2026-11-23"', '"as_of": "2026-11-24"')
        )
        done = run(root, tmp_path, text, *options)
        assert done.returncode == 0 and why not in done.stdout, done.stdout
        assert run_opengov("--root", str(root), "check").returncode == 0

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            (("--date", "2026-11-20", "--read-on", "2026-10"), "but was read in 2026-10: correct --date"),
            (("--date", "2026-11-20", "--read-on", "2026-12"), "was read in 2026-12, later than 2026-11-23"),
            (("--read-on", "2026-11-26"), "datapackage.json to 2026-11-26 or a later day"),
            (("--date", "2026-11-20", "--read-on", "2026-11-19"), "but was read on 2026-11-19"),
        ],
    )
    def test_days_that_cannot_be(self, root: Path, tmp_path: Path, options: tuple[str, ...], why: str):
        done = run(root, tmp_path, make({KEY: "AVI0001", COMPLETION: "Complete"}), *options)
        assert done.returncode == 1 and why in done.stdout

    def test_a_sheet_that_stands_is_not_asked_when_it_was_read(self, root: Path, tmp_path: Path):
        """A corrected file of the same day adds rows, and no source that could be too new."""
        first = make({KEY: "AVI0001", COMPLETION: "Complete"})
        assert run(root, tmp_path, first, *self.FIRST).returncode == 0
        more = make({KEY: "AVI0001", COMPLETION: "Complete"}, {KEY: "AVI0002", COMPLETION: "Limited"})
        done = run(root, tmp_path, more, *self.FIRST, "--read-on", "2026-12")
        assert done.returncode == 0 and "1 in assessments" in done.stderr, done.stdout

    @pytest.mark.parametrize("options", [(), ("--date", "2026-11-20"), ("--date", "2026-11-20", "--write")])
    def test_what_would_not_check_is_not_written(self, root: Path, tmp_path: Path, options: tuple[str, ...]):
        page = root / "data" / "governments.csv"
        page.write_text(page.read_text().replace("Aville", "A  ville", 1))
        descriptor = json.loads((root / "datapackage.json").read_text())
        for resource in descriptor["resources"]:
            if resource["name"] == "assessments":
                resource["opengov"]["rows"]["max"] = 4
        (root / "datapackage.json").write_text(json.dumps(descriptor))
        before = data(root)
        done = run(root, tmp_path, make({KEY: "AVI0001", COMPLETION: "Complete"}), *options)
        assert done.returncode == 1 and data(root) == before
        assert "data/assessments.csv: too-many-rows: the table has 5 rows, expected at most 4" in done.stdout
        assert (
            "set opengov.rows.max of the resource assessments in datapackage.json to 5 or more."
            in done.stdout
        )
        assert "data/governments.csv:2: stray-space" in done.stdout
        assert ("Nothing was written" in done.stderr) == ("--write" in options)

    def test_what_is_wrong_with_a_new_row_is_told_by_its_key(self, root: Path, tmp_path: Path):
        page = root / "data" / "scale_codes.csv"
        page.write_text(page.read_text().replace("irm-original,completion,complete,5\n", ""))
        done = run(root, tmp_path, make({KEY: "AVI0001", COMPLETION: "Complete"}))
        assert done.returncode == 1
        assert "data/assessments.csv, new row aville-2017-01-a2: rating-scale: completion: " in done.stdout

    @pytest.mark.parametrize(
        ("rest", "why"),
        [
            (
                f'AVI0002,"{"x" * 1_000_001}"\r\n',
                "line 3: a cell has over 1000000 characters; is a quote never",
            ),
            ("AVI0002\r\n", "line 3: 1 cell, the header has 2; mend its separators"),
            ('AVI0002,"x\r\n', "line 3: a quote is opened and never closed"),
        ],
    )
    def test_nothing_is_written_of_a_file_that_is_not_read_whole(
        self, root: Path, tmp_path: Path, rest: str, why: str
    ):
        before = data(root)
        text = make({KEY: "AVI0001", COMPLETION: "Complete"}, columns=(KEY, COMPLETION)) + rest
        done = run(root, tmp_path, text, *self.FIRST)
        assert done.returncode == 1 and data(root) == before
        assert "Nothing was written" in done.stderr and "New rows" not in done.stderr
        assert f"The sheet was not read whole: {why}" in done.stderr and "run this again" in done.stderr
        assert "Written" not in done.stdout and "To be written, but not as it stands: 1" in done.stdout

    def test_when_it_was_read_is_not_the_day_of_the_file(self, root: Path, tmp_path: Path):
        text = make({KEY: "AVI0001", COMPLETION: "Complete"})
        for read_on in ("2026-11", "2026-11-22"):
            told = run(root, tmp_path, text, "--date", "2026-11-20", "--format", "json", "--read-on", read_on)
            (source,) = json.loads(told.stdout)["rows"]["sources"]
            assert (source["published_on"], source["retrieved_on"]) == ("2026-11-20", read_on)
        for wrong in ("2026-13", "yesterday"):
            assert run(root, tmp_path, text, "--read-on", wrong).returncode == 2
        file = tmp_path / "sheet.csv"
        told = run_opengov("--root", str(root), "import", "ogp", str(file), "--format", "json")
        (source,) = json.loads(told.stdout)["rows"]["sources"]
        days = (datetime.date.today() - datetime.timedelta(days) for days in (0, 1))
        assert source["retrieved_on"] in {f"{day:%Y-%m}" for day in days}

    def test_our_own_data_take_it_and_the_diff_shows_only_new_rows(self, tmp_path: Path):
        for name in ("old", "new"):
            copy_ours(tmp_path / name)
        keys = [key for key, own in OURS.commitments.items() if own.cycle < fit.NEW_SCALE]
        said = {COMPLETION: "Limited", IMPACT: "NA", AIV: "0", CIV: "", ACC: "ND"}
        text = make(*({KEY: key, TITLE: OURS.commitments[key].titles[0]} | said for key in keys))
        done = run(tmp_path / "new", tmp_path, text, *self.FIRST)
        assert done.returncode == 0, done.stderr
        shown = [
            line.split(": new row ")[1].split(";")[0]
            for line in done.stdout.splitlines()
            if ": new row " in line
        ]
        held = {row["assessment_id"] for row in rows_of(tmp_path / "old")["assessments"]}
        new = [row for row in rows_of(tmp_path / "new")["assessments"] if row["assessment_id"] not in held]
        assert sorted(shown) == sorted(row["assessment_id"] for row in new)  # what is written is never cut
        assert all(row["note"] in done.stdout for row in new)
        assert run_opengov("--root", str(tmp_path / "new"), "check").returncode == 0
        told = run_opengov("diff", str(tmp_path / "old"), str(tmp_path / "new"), "--format", "json")
        tables = {one["table"]: one for one in json.loads(told.stdout)["tables"]}
        assert set(tables) == {"assessments", "sources"}
        assert len(tables["assessments"]["added"]) > 90
        assert not any(one["changed"] or one["removed"] for one in tables.values())


def test_after_an_import_the_data_check_and_build(tmp_path: Path):
    """Rows of every kind that a sheet was seen to hold, into our own data, and to the page's tables."""
    root = copy_ours(tmp_path / "data-package")
    rows = [
        {KEY: "AUS0001", COMPLETION: "Substantial (mid-term)", OPENED: "Outstanding", IMPACT: "None"},
        {KEY: "AUS0002", COMPLETION: "Limited", IMPACT: "Minor", AIV: "1", CIV: "1", ACC: "0", TECH: "maybe"},
        {KEY: "AUS0003", COMPLETION: "Complete", OPENED: "ND", IMPACT: "N/A", AIV: "No", TECH: "NA"},
        {KEY: "AUS0003", COMPLETION: "Complete", OPENED: "ND", IMPACT: "N/A", AIV: "No", TECH: "NA",
         "Full Text": "another"},
        {KEY: "PAR0001", OPENED: "Major", IMPACT: "isn't : so ? a@b.org \u202e\ufffd +33 1 42 76 40 40" * 9},
        {KEY: "PAR0002", LOCALITY: "Paris, Texas", COMPLETION: "Complete"},
        {KEY: "PAR0999", LOCALITY: "Paris, France"},
    ]  # fmt: skip
    done = run(root, tmp_path, make(*rows), *TestWriting.FIRST)
    assert done.returncode == 0 and "Written: 4 assessments" in done.stdout, done.stdout
    assert run_opengov("--root", str(root), "check").returncode == 0
    assert run_opengov("--root", str(root), "build").returncode == 0
    sql = """
        SELECT a.completion, a.ambition, a.relevance, w.label_en FROM assessments AS a
        LEFT JOIN codelist_missing_reason AS w ON w.code = a.ambition
        WHERE a.source_id = 'ogp-commitments-sheet-2026-11-20' ORDER BY a.assessment_id
    """
    with contextlib.closing(sqlite3.connect(root / "build" / "opengov.db")) as connection:
        assert connection.execute(sql).fetchall() == [
            ("other-wording", "other-wording", "not-published", "In other words"),
            ("limited", "other-wording", "values-named", "In other words"),
            ("complete", "other-wording", "other-wording", "In other words"),
            ("not-published", "other-wording", "not-published", "In other words"),
        ]
    for row in rows_of(root)["assessments"]:
        assert "'" not in row["note_fr"] and " :" not in row["note_fr"] and " ?" not in row["note_fr"]


def test_the_report_is_data_in_every_form(tmp_path: Path):
    nasty = "<img src=x> @admin `code` | \n# head \x1b[31m \u202e"
    text = make({KEY: "AUS0001", COMPLETION: nasty, TITLE: nasty}, {KEY: "PAR0999", TITLE: nasty})
    told = json.loads(run(ROOT, tmp_path, text, "--format", "json").stdout)
    assert told["other_titles"][0]["title"] == nasty.strip()
    for form in ("text", "markdown"):
        words = run(ROOT, tmp_path, text, "--format", form).stdout
        assert "\n# head" not in words and "\x1b" not in words and "\u202e" not in words
    for line in words.splitlines():
        assert "<img" not in line or line.lstrip().startswith("- `")

"""The table ``translations``: what the catalogues say of the texts of an edition, and what they are asked."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import SMALL

from opengov import languages
from opengov.build import build
from opengov.build.translations import extract, prose
from opengov.package import Package


def rows(db: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql).fetchall()


def collected(name: str, text: str) -> list[tuple]:
    file = io.BytesIO(text.encode())
    file.name = name
    return list(extract(file, (), (), {}))


class TestProse:
    def test_is_what_a_table_has_in_french_too(self):
        columns = (
            "plan_id",
            "title",
            "title_original",
            "title_fr",
            "title_fr_kind",
            "summary",
            "summary_fr",
            "note",
        )
        assert prose(columns, "") == [("", "title", "title_fr"), ("", "summary", "summary_fr")]

    def test_labels_of_a_code_list_have_its_name_as_context(self):
        columns = ("code", "label_en", "label_fr", "description_en", "description_fr", "position")
        assert prose(columns, "status") == [
            ("status", "label_en", "label_fr"),
            ("", "description_en", "description_fr"),
        ]

    def test_without_french_there_is_none(self):
        assert prose(("code", "label_en"), "status") == prose((), "") == []


class TestExtraction:
    def test_names_line_context_and_place(self):
        found = collected("data/codelists/status.csv", "code,label_en,label_fr\ndone,Done,Fait\nopen,,\n")
        assert found == [(2, "pgettext", ("status", "Done"), ["status.label_en"])]

    def test_reads_cells_that_hold_lines_and_quotes(self):
        found = collected("data/updates.csv", 'update_id,note,note_fr\na,"He said ""no"",\ntwice",x\nb,é,y\n')
        assert [(line, function, text) for line, function, text, _ in found] == [
            (3, None, 'He said "no",\ntwice'),
            (4, None, "é"),
        ]

    def test_leaves_out_what_has_no_french(self):
        found = collected("data/sources.csv", "source_id,title,title_fr\na,Le Monde,\nb,A page,Une page\n")
        assert [text for _, _, text, _ in found] == ["A page"]

    @pytest.mark.parametrize("text", ["", "code,label_en,label_fr\n"])
    def test_an_empty_table_has_no_texts(self, text: str):
        assert collected("data/codelists/status.csv", text) == []


class TestTable:
    @pytest.fixture
    def db(self, small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        said = [
            ("es", "", "An open budget", "Un presupuesto abierto"),
            ("ko", "", "An open budget", "열린 예산"),
            ("es", "", "Nobody promised this", "Nadie lo prometió"),
            ("es", "status", "Done", "Hecho"),
            ("es", "", "Done", "Acabado"),
            ("es", "nonsense", "Done", "Nada"),
        ]
        monkeypatch.setattr(languages, "records", lambda: said)
        return build(Package.open(small), small / "a.db").path

    def test_holds_what_translates_a_text_of_the_edition(self, db: Path):
        found = rows(db, "SELECT language, context, translation FROM translations ORDER BY language, context")
        assert found == [
            ("es", "", "Un presupuesto abierto"),
            ("es", "status", "Hecho"),
            ("ko", "", "열린 예산"),
        ]

    def test_is_searched_with_the_rest(self, db: Path):
        sql = (
            "SELECT commitment_id FROM commitments AS c JOIN commitments_fts AS f ON f.rowid = c.rowid "
            "WHERE commitments_fts MATCH '{}'"
        )
        for word in ("presupuesto", "열린"):
            assert rows(db, sql.format(word)) == [("aville-2017-01",)]

    def test_is_explained_in_the_dictionary(self, db: Path):
        ((title,),) = rows(db, "SELECT title FROM dictionary_tables WHERE name = 'translations'")
        assert title == "Translations"
        columns = rows(db, "SELECT column_name FROM dictionary_columns WHERE table_name = 'translations'")
        assert {name for (name,) in columns} == {"language", "context", "text", "translation"}


def test_every_text_of_the_small_package_is_collected():
    """By the same rule as the table: what is collected is what can be translated."""
    path = SMALL / "commitments.csv"
    texts = {
        message for _, _, message, _ in collected("data/commitments.csv", path.read_text(encoding="utf-8"))
    }
    assert {"An open budget", "Aville would publish its budget."} <= texts
    assert not {"Un budget ouvert", "aville-2017-01"} & texts

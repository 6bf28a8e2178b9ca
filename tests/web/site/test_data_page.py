"""The data page and the changes page: what may be taken away, and what we changed."""

import json
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from conftest import make_small, run_opengov
from history import commit, edit, git, make_repository

from opengov.export import export, listing
from opengov.package import Package
from opengov.web.downloads import read
from opengov.web.site import examples
from opengov.web.site.pages import changes
from opengov.web.site.parts import changed
from opengov.web.site.public import Public
from web.site.package import visit, visit_with_files
from web.site.visit import LANGUAGES, ORIGIN, Visitor

# Files of now, and not those of an edition: how many older listings that one has stands in it.
OF_PROMISES = re.compile(
    r"\A(?!/downloads/[0-9]).*/(all-commitments|commitments|commitment_overview)\.(csv|json|xlsx)"
)
VIEWS = {"flat": "commitment_overview", "numbers": "government_overview"}
LONG = "Word after word until the end of it. " * 12


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of the small package with a history: one edit in an edition, some in none yet."""
    folder = make_repository(tmp_path_factory.mktemp("kept") / "package")
    edit(
        folder, "data/updates.csv", "The budget office has begun.", "It has <b>begun</b> & \u201cwell\u201d."
    )
    commit(folder, "2026-02-01", "v1.0.0")
    edit(folder, "data/governments.csv", "Aville", "Avilla")
    commit(folder, "2026-03-01")
    edit(folder, "data/action_plans.csv", "The second plan of Aville.", f"{LONG}The second plan.")
    edit(folder, "data/sources.csv", "News of Aville", "News from Aville")
    commit(folder, "2026-03-02")
    edit(folder, "data/action_plans.csv", f"{LONG}The second plan.", f"{LONG}The 2nd plan.")
    edit(folder, "data/action_plans.csv", "Plan d’action d’Aville,fr", "Plan de la ville,fr")
    edit(folder, "data/action_plans.csv", "One of the 3 commitments is known.", "")
    commit(folder, "2026-03-03")
    return visit(folder)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of the small package with later edits, of its files, and of those of two editions, of which
    its history knows the first.
    """
    folder = make_repository(tmp_path_factory.mktemp("editions") / "package")
    edit(folder, "datapackage.json", '"version": "1.0.0"', '"version": "1.9.0"')
    commit(folder, "2026-02-01", "v1.9.0")
    edit(folder, "data/governments.csv", "Aville", "Avilla")
    visit_with_files(folder, is_released=False)
    target = folder / "downloads"
    top = json.loads((target / "index.json").read_text(encoding="utf-8"))
    for number in ("1.9.0", "1.10.0"):
        shutil.copytree(target / "unreleased", target / number)
        index = target / number / "index.json"
        said = json.loads(index.read_text(encoding="utf-8")) | {"edition": number, "version": number}
        index.write_text(json.dumps(said), encoding="utf-8")
        (target / number / "SHA256SUMS").write_text("", encoding="ascii")  # those of the files it was made of
    listing.write_editions(target, top["latest"])
    return Visitor(Public(folder / "build/opengov.db", ORIGIN, read(target)), folder / "build/opengov.db")


class TestData:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_button_leads_to_a_file_and_says_how_much_it_is(self, real: Visitor, language: str):
        files = real.public.downloads.latest.files
        html = real.page(f"/{language}/data")
        links = [a for a in html.one("main").all("a") if a.get("href").startswith("/downloads/latest/")]
        offered = {a["href"].removeprefix("/downloads/latest/") for a in links}
        assert offered <= set(files)
        groups = {"table", "flat", "dictionary", "workbook", "database", "package", "government", "map"}
        assert offered >= {path for path, file in files.items() if file.group in groups}
        for a in links:
            file = files[a["href"].removeprefix("/downloads/latest/")]
            if file.group == "metadata":
                continue
            words = real.public.languages[language]
            told = " ".join(words.size(file.bytes).split())  # Element.text has plain spaces
            assert told in a.text
            assert file.rows is None or " ".join(words.number(file.rows).split()) in a.text
            (named,) = [one for one in html.all("h3", "span") if one.get("id") == a["aria-describedby"]]
            assert named.text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_table_and_column_is_explained_in_the_language(self, real: Visitor, language: str):
        html, words = real.page(f"/{language}/data"), real.public.languages[language]

        def said(english: str) -> str:
            return " ".join(str(words.defined(english)).split())  # Element.text has plain spaces

        tables = real.rows("SELECT name, title, description FROM dictionary_tables WHERE kind = 'table'")
        for name, title, description in tables:
            heading = html.one("h3", id=name)
            assert heading.text == said(title)
            (item,) = [one for one in html.all("li") if heading in one.all("h3")]
            assert said(description) in item.text
            columns = real.rows(
                "SELECT column_name, title, description FROM dictionary_columns WHERE table_name = ? "
                "ORDER BY position",
                name,
            )
            names, meanings = (
                item.one("dl", class_="columns").all("dt"),
                item.one("dl", class_="columns").all("dd"),
            )
            assert [(dt.all("code")[0].text, dt.one("span").text, dd.text) for dt, dd in
                    zip(names, meanings, strict=True)] == [
                (column, said(title), said(meaning))
                for column, title, meaning in columns
            ]  # fmt: skip
            assert not [one for one in item.within if one.get("lang")], "nothing is left in English"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_column_of_the_flat_files_is_explained(self, real: Visitor, downloads: Path, language: str):
        """In the order of the file, in the language where it is known, and otherwise marked as English."""
        html, words = real.page(f"/{language}/data"), real.public.languages[language]
        for group, name in (("flat", "all-commitments"), ("numbers", "governments-in-numbers")):
            (item,) = [one for one in html.all("li") if one.all("h3", id=group)]
            (fold,) = [one for one in item.all("details") if "sums" not in one.get("class")]
            listed = item.one("dl", class_="columns")
            assert "open" not in fold.attributes and fold.all("dl", class_="columns") == [listed]
            path = downloads / f"latest/{name}.csv"
            header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            names, meanings = listed.all("dt"), listed.all("dd")
            assert [dt.all("code")[0].text for dt in names] == header
            assert f"({len(header)})" in fold.one("summary").text
            for column, dt, dd in zip(header, names, meanings, strict=True):
                view = "edition" if column in header[-3:] else VIEWS.get(group)
                ((title, meaning),) = real.rows(
                    "SELECT title, description FROM dictionary_columns "
                    "WHERE table_name = ? AND column_name = ?",
                    view,
                    column,
                )
                for shown, english in ((dt.one("span"), title), (dd, meaning)):
                    text = words.defined(english)
                    assert shown.text == " ".join(str(text).split()) and shown.get("lang") == text.lang

    def test_says_the_edition_its_date_the_licence_and_how_to_cite(self, real: Visitor):
        html = real.page("/fr/data")
        day = real.public.languages["fr"].date(real.public.edition.as_of)
        assert day in html.text and "Creative Commons" in html.text
        assert html.one("main").one("cite").text == real.public.downloads.latest.citation

    def test_a_file_for_a_spreadsheet_is_two_clicks_from_the_start(self, real: Visitor):
        home = real.page("/pt/")
        assert "/pt/data" in [a.get("href") for a in home.one("nav", class_="ways").all("a")]
        assert "/downloads/latest/all-commitments.xlsx" in [a.get("href") for a in home.one("main").all("a")]

    def test_each_button_has_its_checksum_and_the_way_to_check(
        self, real: Visitor, downloads: Path, tmp_path: Path
    ):
        html, files = real.page("/en/data"), real.public.downloads.latest.files
        told = {code.text for one in html.all("details", class_="sums") for code in one.all("code")}
        links = {a["href"] for one in html.all("span", class_="take") for a in one.all("a")}
        offered = {link for link in links if link.startswith("/downloads/latest/")}
        assert len(offered) > 100
        assert told == {files[path.removeprefix("/downloads/latest/")].sha256 for path in offered}
        for item in html.one("section", **{"aria-labelledby": "everything"}).all("li"):
            paths = [
                a["href"].removeprefix("/downloads/latest/") for a in item.all("a") if a["href"] in offered
            ]
            sums = [code.text for one in item.all("details", class_="sums") for code in one.all("code")]
            assert sums == [files[path].sha256 for path in paths]
        path = "all-commitments.csv"
        commands = [code.text for code in html.one("ul", class_="commands").all("code")]
        assert len(commands) == 4 and all(files[path].sha256 in one for one in commands)
        commands = [
            one for one in commands if all(shutil.which(part.split()[0]) for part in one.split(" | "))
        ]
        assert commands, "no program for checksums is here"
        saved = tmp_path / real.public.downloads.latest.saved_as(path)
        for command in commands:
            for is_whole in (True, False):
                saved.write_bytes((downloads / "latest" / path).read_bytes()[: None if is_whole else -1])
                run = ["sh", "-c", command]
                done = subprocess.run(run, cwd=tmp_path, check=False, capture_output=True, text=True)
                assert (done.returncode == 0) == (": OK" in done.stdout) == is_whole

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_released_editions_are_offered_the_newest_first(self, editions: Visitor, language: str):
        html = editions.page(f"/{language}/data")
        items = html.one("section", **{"aria-labelledby": "editions"}).all("li")
        assert len(items) == 2
        there, words = editions.public.downloads.editions, editions.public.languages[language]
        for item, number in zip(items, ("1.10.0", "1.9.0"), strict=True):
            name = item.one("span", id=f"edition-{number}")
            day = words.date(there[number].as_of)
            assert number in name.text and " ".join(day.split()) in name.text
            links = [a["href"] for a in item.all("a")]
            assert all(a["aria-describedby"] == name["id"] for a in item.all("a"))
            if number == "1.9.0":  # the record knows of it
                assert links.pop(0) == f"/{language}/changes?edition={number}"
                editions.page(f"/{language}/changes?edition={number}")
            paths = ["all-commitments.xlsx", "all-commitments.csv", "all-commitments.json", "opengov.zip"]
            assert links == [f"/downloads/{number}/{path}" for path in paths]
            assert all(editions.public.downloads.find(number, path) for path in paths)
        told = [a["href"] for a in html.one("main").all("a")]
        assert not any(link.startswith("/downloads/unreleased/") for link in told)

    def test_without_released_editions_there_is_no_word_of_them(self, invented: Visitor, tmp_path: Path):
        later = visit_with_files(make_small(tmp_path / "package"), is_released=False)
        for visitor in (invented, later):
            assert not visitor.page("/en/data").all("h2", id="editions")
        assert "In Excel, open the Excel file" in later.page("/en/data").text

    def test_what_can_be_opened_is_named_by_what_it_belongs_to(self, real: Visitor):
        html = real.page("/en/data")
        opened = [one for one in html.one("main").all("summary") if one.text != "The code lists"]
        assert len(opened) > 40
        assert all(html.one("h2", "h3", "span", id=one["aria-describedby"]).text for one in opened)

    @pytest.mark.parametrize("is_released", [False, True])
    def test_every_page_says_the_same_of_the_edition(
        self, small_visitors: dict[bool, Visitor], is_released: bool
    ):
        visitor = small_visitors[is_released]
        own = "edition 1.0.0" if is_released else "after edition 1.0.0"
        for address in ("/en/", "/en/data", "/en/commitments/aville-2017-01", "/en/how-we-know"):
            text = visitor.page(address).text
            said = [one.casefold() for one in re.findall(r"(?i)(?:\w+ )?edition 1\.0\.0", text)]
            assert said and all(own in one for one in said), (address, said)
            assert ("after edition" in " ".join(said)) != is_released
        cited = visitor.page("/en/data").one("cite").text
        assert (", edition 1.0.0, as of" in cited) == is_released
        assert (", unreleased, after edition 1.0.0, as of" in cited) != is_released
        assert ("/downloads/1.0.0/all-commitments.csv" in visitor.page("/en/data").text) == is_released
        assert visitor.public.edition.number == ("1.0.0" if is_released else "unreleased, after 1.0.0")
        told = "here \u201clatest\u201d leads to its own files" in visitor.page("/en/data").text
        assert told != is_released
        newest = "The files of the newest edition" in visitor.page("/en/api").text
        assert newest == is_released

    @pytest.mark.parametrize("is_known", [False, True])
    def test_what_changed_is_offered_as_a_table_where_it_is_known(self, tmp_path: Path, is_known: bool):
        """It is no file of an edition: these are the same in a copy without git."""
        folder = (make_repository if is_known else make_small)(tmp_path / "package")
        visit(folder)
        database, target = folder / "build/opengov.db", folder / "build/downloads"
        export(Package.open(folder), database, target)
        html = Visitor(Public(database, ORIGIN, read(target)), database).page("/en/data")
        links = [a["href"] for a in html.one("section", **{"aria-labelledby": "everything"}).all("a")]
        assert ("/opengov/record_changes.csv?_stream=on" in links) == is_known
        assert len([link for link in links if link.startswith("/opengov/record_changes.json")]) == is_known
        with closing(sqlite3.connect(database)) as base:
            (rows,) = base.execute("SELECT count(*) FROM record_changes").fetchone()
        buttons = [a.text for a in html.all("a") if "/record_changes." in a["href"]]
        assert buttons == ([f"CSV {rows} rows", f"JSON {rows} rows"] if is_known else [])
        assert not [path for path in read(target).latest.files if "changes" in path]

    def test_the_database_says_that_it_is_without_history_and_where_that_is(self, real: Visitor):
        html = real.page("/en/data")
        (item,) = [one for one in html.all("li") if one.all("h3", id="database")]
        assert "does not hold the history of our changes" in item.text
        (link,) = [a["href"] for a in item.one("p").all("a")]
        assert link.startswith("#") and html.one("h3", id=link[1:]).text == "What we changed"

    def test_more_rows_than_promises_are_explained_where_both_are_told(
        self, real: Visitor, invented: Visitor
    ):
        for visitor in (real, invented):
            ((older, counted),) = visitor.rows(
                "SELECT count(*) FILTER (WHERE record_status = 'superseded'), "
                "count(*) FILTER (WHERE record_status <> 'superseded') FROM commitments"
            )
            rows, told = f"{older + counted} rows", f"{older} of these rows"
            assert older
            for page in ("/en/", "/en/data"):
                items = [
                    one
                    for one in visitor.page(page).one("main").all("li")
                    if any(OF_PROMISES.search(a["href"]) for a in one.all("a"))
                ]
                assert items and all(rows in one.text and told in one.text for one in items), page
                assert all("superseded" in [code.text for code in one.all("code")] for one in items)
        ((total,),) = real.rows("SELECT sum(commitments) FROM government_overview")
        ((rows, older),) = real.rows(
            "SELECT count(*), sum(record_status = 'superseded') FROM commitment_overview"
        )
        assert rows - older == total

    def test_without_files_the_tables_are_offered(self, invented: Visitor):
        html = invented.page("/en/data")
        assert "offers no files to take away" in html.text
        links = [a.get("href") for a in html.one("main").all("a")]
        assert not any(link.startswith("/downloads") for link in links)
        assert "/opengov/updates.csv?_stream=on" in links
        ((rows,),) = invented.rows("SELECT count(*) FROM updates")
        assert f"CSV {rows} rows" in [a.text for a in html.all("a")]


def test_addresses_to_copy_are_whole_and_are_nobody_elses(real: Visitor, real_db: Path, downloads: Path):
    """With an origin they begin there; without, where the program answers, and the reader is told so."""
    bare = Visitor(Public(real_db, "", read(downloads)), real_db)
    for visitor, begins in ((real, ORIGIN), (bare, examples.HERE)):
        html = visitor.page("/en/data")
        (section,) = [one for one in html.all("section") if one.get("aria-labelledby") == "last"]
        shown = [code.text for code in section.all("code")]
        assert shown and all(one.startswith(f"{begins}/downloads/") for one in shown)
        assert ("does not know its public address" in section.text) == (visitor is bare)
        assert "/downloads/index.json" in [a.get("href") for a in section.all("a")]
        (cited,) = visitor.page("/en/commitments/paris-2017-01").all("a", class_="address")
        assert cited["href"] == "/c/paris-2017-01"  # which a browser copies as a whole address
        assert cited.text == f"{visitor.public.origin}/c/paris-2017-01"


class TestChanges:
    def test_where_only_spaces_differ_the_page_says_so(self, tmp_path: Path):
        folder = make_repository(tmp_path / "spaces")
        edit(folder, "data/governments.csv", "Aville", "A ville")
        commit(folder, "2026-02-01")
        edit(folder, "data/governments.csv", "A ville", "A\u00a0ville")
        commit(folder, "2026-02-02")
        visitor = visit(folder)
        first, *_ = visitor.page("/en/changes").one("ol", class_="changes").all("li")
        assert first.text.endswith("only spaces differ") and not first.all("ins")

    def test_the_numbers_are_net_of_what_happened_in_between(self, tmp_path: Path):
        """Of all and of one government: changed twice is once; put back, or come and gone, is nothing."""
        folder = make_repository(tmp_path / "net")
        updates = folder / "data/updates.csv"
        git(folder, "tag", "v1.0.0")
        kept = updates.read_text(encoding="utf-8")
        first = kept.splitlines(keepends=True)[1]
        edit(folder, "data/governments.csv", "Aville", "Avilla")
        edit(folder, "data/milestones.csv", "Publish the accounts", "Publish all accounts")
        text = kept.replace(first, first + first.replace("-u01,", "-u01a,"))  # comes and goes
        updates.write_text(text.replace("aville-2017-01-u02,", "aville-2017-01-u02b,"), encoding="utf-8")
        commit(folder, "2026-02-01")
        edit(folder, "data/governments.csv", "Avilla", "Avillo")
        edit(folder, "data/milestones.csv", "Publish all accounts", "Publish the accounts")
        updates.write_text(kept.replace("aville-2017-01-u03,", "aville-2017-01-u03b,"), encoding="utf-8")
        commit(folder, "2026-02-02", "v1.0.1")
        visitor = visit(folder)
        told = {}
        for path in ("/en/changes", "/en/changes?government=aville"):
            rows = visitor.page(path).one("table").one("tbody").all("tr")
            told[path] = [[cell.text for cell in row.all("td")[1:]] for row in rows]
        ((total,),) = visitor.rows("SELECT added FROM editions WHERE edition = '1.0.0'")
        net = ["1", "1", "1"]  # u03 under another id; the name of the government
        assert told["/en/changes"] == [net, [str(total), "0", "0"]]
        assert told["/en/changes?government=aville"] == [net, ["All records are new."]]
        assert "compare each edition with the one before it" in visitor.page("/en/changes").text

    def test_are_told_by_edition_and_one_by_one(self, kept: Visitor):
        html = kept.page("/en/changes")
        rows = [
            [cell.text for cell in row.all("th", "td")] for row in html.one("table").one("tbody").all("tr")
        ]
        assert rows[0][:2] == ["in no edition yet", "March 3, 2026"] and rows[1][0] == "1.0.0"
        assert rows[0][2:] == ["0", "0", "4"]  # a government, two plans and a source, one of them twice
        assert rows[1][3:] == ["0", "0"] and int(rows[1][2]) > 40  # the first: all are new
        first = html.one("ol", class_="changes").all("li")[-1]
        assert first.one("a")["href"] == "/en/commitments/aville-2017-01"
        old, new = first.all("span", class_="value")
        assert old.one("del").text == old.text == "The budget office has begun."
        assert new.one("ins").text == new.text == "It has <b>begun</b> & \u201cwell\u201d."

    def test_show_what_differs_wherever_it_stands(self, kept: Visitor):
        changes = kept.page("/en/changes?plan=aville-2021").one("ol", class_="changes").all("li")
        (summary,) = [one for one in changes if one.all("del") and one.one("del").text == "second"]
        old, new = summary.all("span", class_="value")
        assert new.one("ins").text == "2nd"
        assert old.text.startswith("…") and old.text.endswith("end of it. The second plan.")
        assert new.text.endswith("end of it. The 2nd plan.")
        (note,) = [one for one in changes if "→ (blank)" in one.text]
        assert len(note.all("del")) == 1 and not note.all("ins")

    def test_of_the_real_data_never_look_the_same_before_and_after(self, real: Visitor):
        ((total,),) = real.rows("SELECT count(*) FROM record_changes")
        seen, spaced = 0, 0
        for page in range(1, -(-total // 50) + 1):
            for one in real.page(f"/en/changes?page={page}").one("ol", class_="changes").all("li"):
                spaced += one.text.endswith(": only spaces differ")
                _, arrow, _ = one.text.rpartition(" → ")
                if arrow:
                    seen += 1
                    assert one.all("del") or one.all("ins"), one.text
                    values = [value.text for value in one.all("span", class_="value")]
                    assert len(set(values)) == len(values), one.text
        values = real.rows("SELECT old, new FROM record_changes WHERE kind = 'changed'")
        bare = [tuple("".join((value or "").split()) for value in pair) for pair in values]
        assert (seen, spaced) == (sum(a != b for a, b in bare), sum(a == b for a, b in bare))

    def test_name_columns_as_the_dictionary_does(self, kept: Visitor):
        def named(language: str) -> list[tuple[str, str, str]]:
            html = kept.page(f"/{language}/changes?plan=aville-2021")
            return [
                (
                    one.one("span", class_="column").text,
                    one.one("span", class_="column").get("lang"),
                    code.text,
                )
                for one in html.one("ol", class_="changes").all("li")
                for code in one.all("code", class_="quiet")[2:]  # after the record and its table
            ]

        assert ("Summary", "", "summary") in named("en") and ("Note", "", "note") in named("en")
        assert ("요약", "", "summary") in named("ko")
        assert all(text and code for language in LANGUAGES for text, _, code in named(language))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_name_the_record_as_its_own_page_does(self, real: Visitor, language: str):
        told = real.page(f"/{language}/changes?government=paris").one("ol", class_="changes").all("li")
        links = {one.one("a")["href"]: one.one("a") for one in told}
        seen = [(href, link) for href, link in links.items() if "/commitments/" in href or "/plans/" in href]
        assert len(seen) >= 3
        for href, link in seen[:10]:
            heading = real.page(href).one("h1")
            assert link.text == heading.text and link.get("lang") == heading.get("lang"), href

    def test_mark_the_language_of_values(self, kept: Visitor):
        html = kept.page("/ko/changes?plan=aville-2017")
        told = [one for one in html.one("ol", class_="changes").all("li") if "Plan de la ville" in one.text]
        assert told and all(
            value["lang"] == "fr" for one in told for value in one.all("span", class_="value")
        )
        assert {code.text for one in told for code in one.all("code")} >= {"title_original"}

    def test_of_one_government(self, kept: Visitor):
        html = kept.page("/en/changes?government=aville")
        assert "Avilla" in html.one("h1").text
        assert len(html.one("ol", class_="changes").all("li")) == len(
            kept.rows("SELECT 1 FROM record_changes WHERE government_id = 'aville'")
        )
        kept.page("/en/changes?government=nosuch", 404)
        kept.page("/en/changes?page=99", 404)

    def test_of_one_promise_are_led_to_from_its_page(self, kept: Visitor):
        html = kept.page("/en/commitments/aville-2017-01")
        (link,) = [a["href"] for a in html.all("a") if "?commitment=" in a.get("href")]
        assert len(kept.page(link).one("ol", class_="changes").all("li")) == 1
        other = kept.page("/en/commitments/aville-2017-02")
        assert not any("?commitment=" in a.get("href") for a in other.all("a"))
        kept.page("/en/changes?commitment=nosuch", 404)

    @pytest.mark.parametrize(
        ("page", "by", "key", "edition"),
        [
            ("commitments/aville-2017-01", "commitment", "aville-2017-01", "1.0.0"),
            ("plans/aville-2021", "plan", "aville-2021", ""),
            ("sources/aville-news", "source", "aville-news", ""),
            ("governments/aville", "government", "aville", ""),
        ],
    )
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_stand_on_the_page_of_the_record(
        self, kept: Visitor, language: str, page: str, by: str, key: str, edition: str
    ):
        html = kept.page(f"/{language}/{page}")
        (history,) = [one for one in html.all("section") if one.get("aria-labelledby") == "history"]
        link = history.all("a")[-1]["href"]
        assert link == f"/{language}/changes?{by}={key}"
        all_of_it = kept.page(link)
        told = all_of_it.one("ol", class_="changes").all("li")
        assert f"({len(told)})" in history.text
        latest = history.one("ol").all("li")
        assert 0 < len(latest) == min(3, len(told))
        for short, long in zip(latest, told, strict=False):
            assert short.one("time")["datetime"] == long.one("time")["datetime"]
            assert short.all("a")[0]["href"] == long.all("a")[0]["href"]
        if edition:  # its values are short
            assert "The budget office has begun. → It has <b>begun</b> & “well”." in history.text
        none_yet = str(kept.public.languages[language].gettext("in no edition yet"))
        assert (f" {edition})" if edition else none_yet) in history.text
        heading = all_of_it.one("h1").text
        assert heading.count(" · ") == 1 and not heading.endswith("· ")
        data = [a["href"] for a in all_of_it.all("a") if a.get("href").startswith("/opengov/record_changes.")]
        assert len(data) == 2 and all(key in one for one in data)

    def test_do_not_stand_where_nothing_was_changed(self, kept: Visitor):
        for page in ("sources/gazette-budget", "commitments/aville-2017-02"):
            html = kept.page(f"/en/{page}")
            assert not any("changes?" in a.get("href") for a in html.all("a"))

    def test_of_one_edition_stand_at_an_address_of_their_own(self, kept: Visitor):
        whole = kept.page("/en/changes")
        table = whole.one("table")
        links = [a["href"] for a in table.all("a")]
        editions = [
            edition for (edition,) in kept.rows("SELECT edition FROM editions ORDER BY position DESC")
        ]
        assert links == [f"/en/changes?edition={edition}" for edition in editions] and len(links) > 1
        told = 0
        for edition, link in zip(editions, links, strict=True):
            html = kept.page(link)
            listed = html.one("ol", class_="changes").all("li")
            known = kept.rows("SELECT 1 FROM record_changes WHERE edition = ?", edition)
            assert len(listed) == min(len(known), 50) > 0
            told += len(known)
            assert edition in html.one("h1").text or edition == "unreleased"
            (current,) = [a for a in html.one("table").all("a") if a.get("aria-current")]
            assert current["href"] == link
            data = [a["href"] for a in html.all("a") if a.get("href").startswith("/opengov/record_changes.")]
            assert len(data) == 2 and all(f"edition={edition}" in one for one in data)
            assert "/en/changes" in [a.get("href") for a in html.one("main").all("a")]
        assert [(told,)] == kept.rows("SELECT count(*) FROM record_changes")

    def test_say_why_records_were_taken_out_of_an_edition(self, tmp_path: Path):
        folder = make_repository(tmp_path / "why")
        assert run_opengov("--root", str(folder), "release", "--as-of", "2026-11-25").returncode == 0
        commit(folder, "2026-02-01", "v1.0.0")
        updates = folder / "data/updates.csv"
        rows = updates.read_text(encoding="utf-8").splitlines(keepends=True)
        updates.write_text("".join(rows[:-1]), encoding="utf-8")
        ask = ("--as-of", "2026-11-26", "--because", "It was <b>double</b>.")
        assert run_opengov("--root", str(folder), "release", *ask).returncode == 0
        commit(folder, "2026-03-01", "v1.0.1")
        edit(folder, "data/governments.csv", "Aville", "Avilla")
        visitor = visit(folder)
        told = visitor.rows("SELECT edition, because FROM editions ORDER BY position")
        assert told == [("1.0.0", None), ("1.0.1", "It was <b>double</b>"), ("unreleased", None)]
        for edition, because in told:
            text = visitor.page(f"/en/changes?edition={edition}").one("main").text
            assert ("Why records were taken out: It was <b>double</b>" in text) == bool(because)

    def test_of_one_edition_are_narrowed_by_government_and_back(self, kept: Visitor):
        nav = kept.page("/en/changes?edition=unreleased").one("main").all("nav")[0]
        links = [a["href"] for a in nav.all("a")]
        assert "/en/changes?government=aville&edition=unreleased" in links
        assert all(link.endswith("&edition=unreleased") for link in links)
        html = kept.page("/en/changes?government=aville&edition=unreleased")
        known = kept.rows(
            "SELECT 1 FROM record_changes WHERE government_id = 'aville' AND edition = 'unreleased'"
        )
        assert len(html.one("ol", class_="changes").all("li")) == len(known) > 0
        assert all(
            a["href"].startswith("/en/changes?government=aville&edition=") for a in html.one("table").all("a")
        )
        assert "/en/changes?government=aville" in [a.get("href") for a in html.one("main").all("a")]

    def test_of_one_edition_go_on_from_page_to_page(self, real: Visitor):
        """In the real data the first edition has more than one page."""
        ((edition, count),) = real.rows(
            "SELECT edition, count(*) FROM record_changes GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
        )
        assert count > 50
        address, seen = f"/en/changes?edition={edition}", 0
        while address:
            html = real.page(address)
            seen += len(html.one("ol", class_="changes").all("li"))
            following = [a["href"] for a in html.all("a") if a.get("rel") == "next"]
            assert all(f"edition={edition}" in one for one in following)
            address = following[0] if following else ""
        assert seen == count

    def test_of_one_edition_lead_to_its_files_where_there_are_some(self, real: Visitor, kept: Visitor):
        edition = real.public.downloads.latest.edition
        assert real.rows("SELECT 1 FROM editions WHERE edition = ?", edition)
        offered = [a["href"] for a in real.page(f"/en/changes?edition={edition}").one("main").all("a")]
        for path in ("all-commitments.csv", "all-commitments.xlsx", "opengov.zip"):
            assert f"/downloads/{edition}/{path}" in offered
        for html in (real.page("/en/changes"), kept.page("/en/changes?edition=unreleased")):
            assert not any(a.get("href").startswith("/downloads/") for a in html.one("main").all("a"))

    def test_of_one_edition_may_be_none_of_a_government(self, kept: Visitor):
        for government, edition in kept.rows(
            "SELECT government_id, edition FROM governments, editions EXCEPT "
            "SELECT government_id, edition FROM record_changes"
        ):
            html = kept.page(f"/en/changes?government={government}&edition={edition}")
            assert "This edition has no change of it." in html.text
            return
        raise AssertionError("no such government")

    @pytest.mark.parametrize("more", ["", "&government=aville"])
    def test_of_an_edition_that_does_not_exist_are_not_found(self, kept: Visitor, more: str):
        for edition in (
            "9.9.9",
            "1.0",
            "1.0.0'--",
            "%22%3E%3Cscript%3E",
            "1.0.0%00",
            "é" * 300,
            "Unreleased",
        ):
            kept.page(f"/en/changes?edition={edition}{more}", 404)

    @pytest.mark.parametrize("by", ["government", "plan", "commitment", "source"])
    def test_of_what_does_not_exist_are_not_found(self, kept: Visitor, by: str):
        for key in ("nosuch", "nosuch'--", "aville%00", "é" * 300):
            kept.page(f"/en/changes?{by}={key}", 404)

    @pytest.mark.parametrize("by", [*changed.NARROWED])
    def test_are_found_by_an_index(self, kept: Visitor, by: str):
        """However many there are: what is read is the page that is shown."""
        narrowed = changed.NARROWED[by]
        listed = [changed.CHANGES.format(narrowed=narrowed, within=one) for one in ("", changed.WITHIN)]
        counted = [
            changed.COUNT.format(narrowed=narrowed, within="") if by else changed.ALL,
            changed.COUNT.format(narrowed=narrowed, within=changed.WITHIN),
        ]
        editions = (
            [changes.OF_EDITIONS.format(narrowed=changed.NARROWED[by])] if by in changes.MANY and by else []
        )
        values = {"key": "x", "edition": "1.0.0", "limit": 50, "offset": 0}
        for sql in (*listed, *counted, *editions):
            plan = [row[3] for row in kept.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            scanned = {step for step in plan if step.startswith("SCAN")}
            assert scanned <= ({"SCAN f", "SCAN r"} if sql in editions else set()), plan  # what was found
            assert (by in (*changes.MANY, "area") and by) or not [
                step for step in plan if "USE TEMP B-TREE" in step
            ], plan

    def test_without_a_history_the_reader_is_told_why(self, invented: Visitor):
        for asked in ("", "?edition=1.0.0", "?edition=1.0.0&government=aville"):
            assert "made without its history" in invented.page(f"/en/changes{asked}").text

    def test_an_edition_of_rules_alone_says_that_no_record_was_changed(self, tmp_path: Path):
        folder = make_repository(tmp_path / "rules")
        git(folder, "tag", "v1.0.0")
        edit(folder, "schemas/governments.json", "Name in English.", "Its name in English.")
        commit(folder, "2026-02-01", "v1.0.1")
        visitor = visit(folder)
        told = visitor.page("/en/changes?edition=1.0.1").one("main").text
        assert "No record was changed in this edition. What else was changed" in told
        told = visitor.page("/en/changes?edition=1.0.1&government=aville").one("main").text
        assert "This edition has no change of it." in told

    def test_of_the_real_data_are_all_there(self, real: Visitor, real_db: Path):
        with sqlite3.connect(real_db) as base:
            (total,) = base.execute("SELECT count(*) FROM record_changes").fetchone()
        last = -(-total // 50) or 1
        if total:
            assert len(real.page(f"/en/changes?page={last}").one("ol", class_="changes").all("li")) == (
                total - (last - 1) * 50
            )

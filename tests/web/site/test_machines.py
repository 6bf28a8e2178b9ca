"""Feeds and calendars: read by other people's parsers, stable, and never half true."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import icalendar
import pytest
from conftest import ROOT, make_small
from history import commit, edit, make_repository
from ical.calendar_stream import IcsCalendarStream

from opengov.web.site import wellknown
from opengov.web.site.atom import OURS
from opengov.web.site.parts.news import PASSED, RECORDED, RECORDED_OF
from opengov.web.site.public import Public
from web.site.package import cells, put, visit
from web.site.test_data_page import kept  # noqa: F401  a package with a history
from web.site.visit import LANGUAGES, ORIGIN, Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = (
    "updates",
    "changes",
    "governments/paris",
    "changes/paris",
    "changes/commitments/paris-2017-01",
    "changes/policy-areas/education",
    "commitments/paris-2017-01",
    "policy-areas/education",
)


KEPT = ("updates", "changes", "changes/aville", "commitments/aville-2017-01")
LENGTHS = """
SELECT ifnull(length(d.end_date), 0)
FROM (
  SELECT m.end_date, plan_id FROM milestones AS m JOIN commitments USING (commitment_id)
  UNION ALL SELECT end_date, plan_id FROM action_plans
) AS d
JOIN action_plans USING (plan_id)
WHERE ? IN ('', government_id)
"""
ASK_ELSEWHERE = """
import json, sys, re
from pathlib import Path
from opengov.web.site.public import Public
from web.site.visit import Visitor
from web.site.test_machines import entry_ids
visitor = Visitor(Public(Path(sys.argv[1]), "http://elsewhere.example:8001"), sys.argv[1])
print(json.dumps([entry_ids(visitor.answer(address).body) for address in sys.argv[2:]]))
"""


def entry_ids(body: bytes) -> list[str]:
    """The id of a feed and those of its entries."""
    return [one.text for one in ElementTree.fromstring(body).iter(f"{ATOM}id")]


def every_entry(visitor: Visitor, address: str) -> list[feedparser.FeedParserDict]:
    """The entries of all pages of a feed."""
    found, page = [], address
    while page:
        read = feedparser.parse(text(visitor, page))
        assert not read.bozo
        found += read.entries
        page = {link.rel: link.href for link in read.feed.links}.get("next", "").removeprefix(ORIGIN)
    return found


def text(visitor: Visitor, address: str) -> bytes:
    answer = visitor.answer(address)
    assert answer.status == 200, address
    return answer.body


class TestFeeds:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", FEEDS)
    def test_are_atom(self, real: Visitor, name: str, language: str):
        body = text(real, f"/{language}/feeds/{name}.atom")
        read = feedparser.parse(body)
        assert not read.bozo and read.version == "atom10"
        root = ElementTree.fromstring(body)
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        for one in (root, *root.findall(f"{ATOM}entry")):  # what RFC 4287 demands of both
            for needed in ("id", "title", "updated"):
                (found,) = one.findall(f"{ATOM}{needed}")
                assert found.text
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.find(f"{ATOM}updated").text)
            links = one.findall(f"{ATOM}link")
            assert all(link.get("href").startswith(f"{ORIGIN}/") for link in links)
            kinds = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links]
            assert len(kinds) == len(set(kinds)) and ("alternate", "text/html", None) in kinds
            known = uuid.UUID(one.find(f"{ATOM}id").text)
            assert known.urn == one.find(f"{ATOM}id").text
            assert (known.version, known.variant) == (5, uuid.RFC_4122)
        assert root.find(f"{ATOM}author").find(f"{ATOM}name").text
        for content in root.iter(f"{ATOM}content"):
            assert content.get("type") == "text" and not len(content) and content.text
        (own,) = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert own.get("href") == f"{ORIGIN}/{language}/feeds/{name}.atom"
        ids = [entry.id for entry in read.entries]
        assert len(ids) == len(set(ids)) and (ids or name.startswith("changes"))

    def test_have_the_statement_its_source_and_a_page_that_is_there(self, real: Visitor):
        read = feedparser.parse(text(real, "/fr/feeds/commitments/paris-2017-01.atom"))
        assert len(read.entries) == 3
        newest = read.entries[0]
        assert "Source" in newest.content[0].value and "http" in newest.content[0].value
        assert real.answer(newest.link.removeprefix(ORIGIN)).status == 200
        assert newest.tags[0].term == "update"
        assert newest.title.endswith(", 2020)") and newest.content[0].value.startswith("2020 · ")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_tell_when_it_was_said_as_precisely_as_it_is_known(self, real: Visitor, language: str):
        words = real.public.languages[language]
        dates = dict(real.rows("SELECT update_id, date FROM updates"))
        assert {len(date or "") for date in dates.values()} == {0, 4, 7, 10}
        found = {entry.id: entry for entry in every_entry(real, f"/{language}/feeds/updates.atom")}
        for key, date in dates.items():
            entry = found.pop(uuid.uuid5(OURS, f"{language}/updates/{key}").urn)
            told = words.date(date) if date else words.gettext("no date given")
            assert entry.title.endswith(f", {told})") and entry.content[0].value.startswith(f"{told} · ")
        assert not found

    def test_show_a_reader_first_what_our_record_got_last(self, tmp_path: Path):
        """Also what is old, and so much of it that it would stand on a late page by its date."""
        repository = make_repository(tmp_path / "package")
        old = visit(repository)
        known = {entry.id for entry in every_entry(old, "/en/feeds/updates.atom")}
        head, *rows = cells(repository, "updates")
        model = dict(zip(head, next(row for row in rows if row[head.index("commitment_id")]), strict=True))
        subject = model["commitment_id"]

        def record(dates: dict[str, str]) -> None:
            for number, date in dates.items():
                new = model | {"update_id": f"{subject}-{number}", "date": date, "milestone_id": ""}
                rows.append([new[name] for name in head])
            put(repository, "updates", [head, *rows])

        record({f"u{number}": "2025-01-01" for number in range(101, 170)})
        commit(repository, "2026-03-01")
        record({"u201": "", "u202": "2017", "u203": "2017-06-01"})
        commit(repository, "2026-03-01")  # on the same day: the later commit comes first all the same
        commit(repository, "2026-05-01")
        record({"u301": "2016-01-01"})
        commit(repository, "2026-02-01")  # a clock that was slow
        new = visit(repository)
        for name in ("updates", f"commitments/{subject}", f"governments/{subject.split('-')[0]}"):
            found = every_entry(new, f"/en/feeds/{name}.atom")
            keys = [f"{subject}-{number}" for number in ("u301", "u203", "u202", "u201", "u101")]
            assert [one.id for one in found[:5]] == [
                uuid.uuid5(OURS, f"en/updates/{key}").urn for key in keys
            ], name
            assert {one.published[:10] for one in found} == {"2026-01-01", "2026-03-01"}
            assert all(one.updated == one.published for one in found)
            days = [one.published for one in found]
            assert days == sorted(days, reverse=True)
            for page in ("", "?page=2"):
                read = feedparser.parse(text(new, f"/en/feeds/{name}.atom{page}"))
                assert read.feed.updated == "2026-03-01T12:00:00Z" and read.feed.subtitle
        after = {entry.id for entry in every_entry(new, "/en/feeds/updates.atom")}
        assert known < after and len(after) == len(known) + 73

    def test_say_when_a_statement_was_corrected(self, tmp_path: Path):
        """Its place stays that of when our record got it, and what was not corrected keeps its day."""
        repository = make_repository(tmp_path / "package")
        head, *rows = cells(repository, "updates")
        subject = next(row[head.index("commitment_id")] for row in rows if row[head.index("commitment_id")])
        new = dict(zip(head, rows[0], strict=True)) | {"commitment_id": subject, "milestone_id": ""}
        for number, day in ((801, "2026-02-01"), (802, "2026-03-01")):
            new |= {"update_id": f"{subject}-u{number}", "note": f"Note {number}."}
            rows.append([new[name] for name in head])
            put(repository, "updates", [head, *rows])
            commit(repository, day)
        edit(repository, "data/updates.csv", "Note 801.", "Note 801 corrected.")
        commit(repository, "2026-04-01")
        visitor = visit(repository)
        for name in ("updates", f"commitments/{subject}", f"governments/{subject.split('-')[0]}"):
            read = feedparser.parse(text(visitor, f"/en/feeds/{name}.atom"))
            assert read.feed.updated == "2026-04-01T12:00:00Z"
            told = [(one.published[:10], one.updated[:10]) for one in read.entries]
            assert told[:2] == [("2026-03-01", "2026-03-01"), ("2026-02-01", "2026-04-01")], name
            assert {one for both in told[2:] for one in both} <= {"2026-01-01"}

    def test_tell_two_changes_of_a_day_apart(self, tmp_path: Path):
        """Who asks at noon must see in the evening that something has changed."""
        repository = make_repository(tmp_path / "package")
        seen = []
        for hour, old, new in (
            ("09", "office has begun", "office began"),
            ("21", "office began", "office starts"),
        ):
            edit(repository, "data/updates.csv", old, new)
            commit(repository, f"2026-02-01T{hour}:30:00+02:00")
            visitor = visit(repository)
            feeds = [
                feedparser.parse(text(visitor, f"/en/feeds/{name}.atom")) for name in ("updates", "changes")
            ]
            catalogue = wellknown.answer(visitor.public, visitor.connection, "catalog.ttl").body.decode()
            seen.append(
                [*(read.feed.updated for read in feeds), max(one.updated for one in feeds[0].entries)]
            )
            at = seen[-1][0].replace("Z", "+00:00")
            assert f'dct:modified "{at}"^^xsd:dateTime' in catalogue
        assert seen == [["2026-02-01T07:30:00Z"] * 3, ["2026-02-01T19:30:00Z"] * 3]
        sql = "SELECT DISTINCT date, changed_at FROM record_changes ORDER BY change_id"
        assert visitor.rows(sql) == [("2026-02-01", f"2026-02-01T{hour}:30:00Z") for hour in ("07", "19")]
        ((at,),) = visitor.rows("SELECT changed_at FROM editions")
        assert at == "2026-02-01T19:30:00Z"

    def test_what_is_not_committed_bears_the_time_of_what_it_follows(self, tmp_path: Path):
        repository = make_repository(tmp_path / "package")
        sql = "SELECT DISTINCT date, changed_at FROM record_changes WHERE commit_id IS NULL"
        edit(repository, "data/governments.csv", "Aville", "Avilla")  # after a commit of January
        assert visit(repository).rows(sql) == [("2026-11-23", "2026-11-23T00:00:00Z")]
        commit(repository, "2027-02-01T09:30:00+00:00")
        edit(repository, "data/governments.csv", "Avilla", "Aville")
        assert visit(repository).rows(sql) == [("2027-02-01", "2027-02-01T09:30:00Z")]

    def test_without_history_have_the_day_of_the_edition(self, invented: Visitor):
        found = every_entry(invented, "/en/feeds/updates.atom")
        days = {entry.updated for entry in found}
        assert days == {f"{invented.public.edition.as_of}T00:00:00Z"}
        assert {entry.published for entry in found} == days
        ids = invented.rows("SELECT update_id FROM updates ORDER BY date DESC NULLS LAST, update_id")
        assert [one.id for one in found] == [uuid.uuid5(OURS, f"en/updates/{key}").urn for (key,) in ids]

    @pytest.mark.parametrize(
        "sql", [RECORDED.format(narrowed=one) for one in (PASSED, *RECORDED_OF.values())]
    )
    def test_read_a_page_and_not_the_table(self, real: Visitor, sql: str):
        """What is passed over is passed over in an index, and nothing but an area's is sorted."""
        asked = dict.fromkeys(("limit", "offset", "passed", "key"), 1)
        plan = [step for *_, step in real.connection.execute(f"EXPLAIN QUERY PLAN {sql}", asked)]
        chosen = plan[: plan.index("SCAN l")]  # after that, the rows of one page
        assert not [step for step in plan if step.startswith("SCAN") and step != "SCAN l"], plan
        assert "policy_area" in sql or not [step for step in chosen if "B-TREE" in step], plan

    def test_tell_the_world_from_our_record(self, kept: Visitor):  # noqa: F811
        world = feedparser.parse(text(kept, "/en/feeds/updates.atom"))
        ours = feedparser.parse(text(kept, "/en/feeds/changes.atom"))
        assert {entry.tags[0].term for entry in world.entries} == {"update"}
        assert {entry.tags[0].term for entry in ours.entries} == {"change"}
        assert world.feed.title != ours.feed.title
        assert not {entry.id for entry in world.entries} & {entry.id for entry in ours.entries}

    def test_have_the_same_ids_in_every_process_and_on_every_host(self, kept: Visitor):  # noqa: F811
        ((_, _, db),) = kept.rows("PRAGMA database_list")
        addresses = [f"/{language}/feeds/{name}.atom" for language in ("en", "fr") for name in KEPT]
        done = subprocess.run(
            [sys.executable, "-c", ASK_ELSEWHERE, db, *addresses],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONPATH": f"{ROOT}/tests", "PYTHONHASHSEED": "7"},
        )
        here = [entry_ids(text(kept, address)) for address in addresses]
        assert json.loads(done.stdout) == here
        every = [one for ids in here for one in ids[1:]]
        assert len(every) > 20 and not set(here[0]) & set(here[len(KEPT)]), "another text, another id"

    def test_know_a_change_by_what_it_is_and_not_by_its_number(self, kept: Visitor, tmp_path: Path):  # noqa: F811
        ((_, _, db),) = kept.rows("PRAGMA database_list")
        copy = tmp_path / "renumbered.db"
        shutil.copy(db, copy)
        with closing(sqlite3.connect(copy)) as base, base:
            base.execute("UPDATE record_changes SET change_id = -change_id")
            base.execute("UPDATE record_changes SET change_id = 1000 + change_id")
        ids = entry_ids(text(kept, "/en/feeds/changes.atom"))
        other = entry_ids(text(Visitor(Public(copy, ORIGIN), copy), "/en/feeds/changes.atom"))
        assert other != ids and sorted(other) == sorted(ids)

    def test_of_the_real_history_name_each_change_once(self, real: Visitor):
        ((changes, named),) = real.rows(
            "SELECT count(*), count(DISTINCT concat) FROM (SELECT ifnull(commit_id, '') || '/' || table_name "
            "|| '/' || record_id || '/' || ifnull(field, '') || '/' || kind AS concat FROM record_changes)"
        )
        assert changes == named

    @pytest.mark.parametrize("name", ["updates", "changes"])
    def test_lead_from_page_to_page_until_all_is_told(self, real: Visitor, name: str):
        """RFC 5005, 3: paged feeds."""
        address = f"{ORIGIN}/en/feeds/{name}.atom"
        entries, page, last, before = [], address, "", ""
        while page:
            read = feedparser.parse(text(real, page.removeprefix(ORIGIN)))
            links = {link.rel: link.href for link in read.feed.links}
            assert links["self"] == page and links["first"] == address
            assert links.get("previous", "") == before and last in ("", links["last"])
            last, before, page = links["last"], page, links.get("next", "")
            entries += read.entries
        assert before == last
        ((total,),) = real.rows(
            "SELECT count(*) FROM updates" if name == "updates" else "SELECT count(*) FROM record_changes"
        )
        assert len({entry.id for entry in entries}) == len(entries) == total
        dates = [entry.published for entry in entries]
        assert dates == sorted(dates, reverse=True)

    @pytest.mark.parametrize(
        "page",
        ["0", "-1", "1.5", "01", "abc", "", "1%20", "%EF%BC%91", "99999", "9" * 40, "1;--", "%00", "None"],
    )
    def test_have_no_page_that_is_none(self, real: Visitor, page: str):
        assert real.answer(f"/en/feeds/updates.atom?page={page}").status == 404

    async def test_keep_pages_apart(self, site):
        """Also once the first one is kept, and for caches between us and the reader."""
        answers = {}
        for _ in range(2):
            for query in ("", "?page=2", "?page=3", "?page=1"):
                response = await site.client.get(f"/en/feeds/updates.atom{query}")
                assert response.status_code == 200
                assert answers.setdefault(query, response.content) == response.content
        assert answers[""] == answers["?page=1"]
        assert len(set(answers.values())) == 3
        assert (await site.client.get("/en/feeds/updates.atom?page=9999")).status_code == 404

    async def test_lead_somewhere_where_the_site_does_not_know_its_address(self, site):
        response = await site.client.get("/en/feeds/updates.atom?page=2")
        base = "https://anywhere.example/en/feeds/updates.atom?page=2"
        read = feedparser.parse(response.content, response_headers={"content-location": base})
        links = {link.rel: link.href for link in read.feed.links}
        assert links["self"] == base and links["first"] == "https://anywhere.example/en/feeds/updates.atom"
        assert links["alternate"] == "https://anywhere.example/en/"
        for entry in read.entries:
            assert entry.link.startswith("https://anywhere.example/en/")

    def test_tell_all_of_a_change(self, kept: Visitor):  # noqa: F811
        body = text(kept, "/ko/feeds/changes.atom")
        read = feedparser.parse(body)
        values = kept.rows(
            "SELECT table_name, record_id, field, old, new FROM record_changes "
            "WHERE length(new) > 160 AND old > ''"
        )
        assert values
        for table, record, field, old, new in values:
            (entry,) = [
                one
                for one in read.entries
                if one.content[0].value.startswith(old)
                and one.content[0].value.endswith(f"{new}\n\n{table} · {record} · {field}")
            ]
            assert record not in entry.title and field not in entry.title
            assert entry.content[0].language == "en"
        french = [one for one in read.entries if one.content[0].value.endswith(" · title_original")]
        assert french and {entry.content[0].language for entry in french} == {"fr"}

    def test_have_titles_that_people_understand(self, real: Visitor):
        """What record, by its name; what changed, by the label of the column. Ids are for the text."""
        changes = real.rows(
            "SELECT change_id, table_name, record_id, field FROM record_changes ORDER BY 1 DESC LIMIT 200"
        )
        every = every_entry(real, "/en/feeds/changes.atom")
        found = every[: len(changes)]
        labels = {(table, name): title for table, name, title in real.rows(
            "SELECT table_name, column_name, title FROM dictionary_columns")}  # fmt: skip
        for entry, (_, table, record, field) in zip(found, changes, strict=True):
            assert f" ({field})" not in entry.title and not re.search(r"\b[a-z]+-20\d\d-", entry.title)
            assert not field or entry.title.endswith(f": {labels[table, field]}")
            assert entry.content[0].value.endswith(" · ".join(filter(None, (table, record, field))))
        titles = {entry.title for entry in every}
        assert "Seoul · Updates: Note (French)" in titles
        assert "Not fulfilled · Status claimed: Meaning (French)" in titles

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_say_whose_they_are(self, real: Visitor, language: str):
        """In a reader's list a feed stands among those of others."""
        ours = real.public.languages[language].gettext("Open government commitments")
        for name in FEEDS:
            read = feedparser.parse(text(real, f"/{language}/feeds/{name}.atom"))
            assert read.feed.title.endswith(f" · {ours}"), name

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_tell_what_came_and_what_is_gone(self, tmp_path: Path, language: str):
        """By what it held then: of what is gone, no table can tell it."""
        repository = make_repository(tmp_path / "package")
        (head, *rows), (sources, *cited) = cells(repository, "updates"), cells(repository, "sources")
        subject = rows[0][head.index("commitment_id")]
        new = [*rows[0]]
        new[0] = f"{subject}-u77"
        new[head.index("note")] = "It was <b>said</b>, & late."
        new[head.index("milestone_id")] = ""
        old = dict.fromkeys(sources, "") | {
            "source_id": "old-one", "url": "https://old.example/", "title": "Vieille page", "kind": "media",
            "title_language": "fr",
        }  # fmt: skip
        put(repository, "updates", [head, *rows, new])
        put(repository, "sources", [sources, *cited, [old[name] for name in sources]])
        commit(repository, "2026-02-01")
        put(repository, "updates", [head, *rows])
        put(repository, "sources", [sources, *cited])
        commit(repository, "2026-03-01")
        visitor = visit(repository)
        words = visitor.public.languages[language]
        came, gone = words.gettext("New record"), words.gettext("Record taken out")
        found = every_entry(visitor, f"/{language}/feeds/changes.atom")
        titles = {(entry.title, entry.updated[:10]): entry for entry in found}
        heading = visitor.page(f"/{language}/commitments/{subject}").one("h1").text
        government = visitor.page(f"/{language}/governments/aville").one("h1").text
        tables = {name: words.defined(title) for name, title in visitor.rows(
            "SELECT name, title FROM dictionary_tables")}  # fmt: skip
        for of, table, held in (
            (f"{government} · {heading} · {tables['updates']}", "updates", dict(zip(head, new, strict=True))),
            (f"Vieille page · {tables['sources']}", "sources", old),
        ):
            for what, day in ((came, "2026-02-01"), (gone, "2026-03-01")):
                entry = titles.pop((f"{of}{words.colon} {what}", day))
                told, _, known_by = entry.content[0].value.rpartition("\n\n")
                assert known_by == f"{table} · {next(iter(held.values()))}"
                lines = told.split("\n")
                assert len(lines) == sum(bool(value) for value in held.values())
                for name, value in held.items():
                    told = [line for line in lines if f"({name}){words.colon} " in line]
                    assert told == [] if not value else told[0].endswith(f"{words.colon} {value}")
                link = entry.link.removeprefix(ORIGIN)
                assert link == "/opengov/sources" or visitor.answer(link).status == 200
        assert not titles
        listed = visitor.page(f"/{language}/changes").one("ol", class_="changes").all("li")
        assert len(listed) == 4
        for one in listed:
            values = [value.text for value in one.one("details").all("dd")]
            assert ("It was <b>said</b>, & late." in values) != ("https://old.example/" in values)
            french = [value.text for value in one.all("dd") if value.get("lang") == "fr"]
            assert language == "fr" or ("Vieille page" in french) == ("Vieille page" in values)

    def test_lead_from_what_is_gone_to_what_is_there(self, tmp_path: Path):
        """A promise that was taken out had its own name, and has no page."""
        repository = make_repository(tmp_path / "package")
        for path in (repository / "data").glob("*.csv"):
            rows = cells(repository, path.stem)
            put(repository, path.stem, [row for row in rows if "aville-2017-01" not in " ".join(row)])
        commit(repository, "2026-02-01")
        visitor = visit(repository)
        found = every_entry(visitor, "/en/feeds/changes.atom")
        (entry,) = [one for one in found if one.content[0].value.endswith("\n\ncommitments · aville-2017-01")]
        assert entry.title.startswith("Aville · ") and entry.title.endswith(
            " · Commitments: Record taken out"
        )
        assert len(entry.title.split(" · ")) == 3
        for one in found:
            assert visitor.answer(one.link.removeprefix(ORIGIN)).status == 200, one.title

    def test_do_not_show_the_same_before_and_after(self, tmp_path: Path):
        repository = make_repository(tmp_path / "package")
        said = "The budget office has begun."
        path = repository / "data/updates.csv"
        whole = path.read_text()
        for day, now in (
            ("2026-02-01", said.replace("office has", "office\u00a0has")),
            ("2026-02-02", said.replace("office has", "offi\u200bce has")),
            ("2026-02-03", said),
        ):
            path.write_text(whole.replace(said, now))
            commit(repository, day)
        told = [
            entry.content[0].value.rpartition("\n\n")[0]
            for entry in every_entry(visit(repository), "/en/feeds/changes.atom")
            if entry.content[0].value.endswith(" · note")
        ]
        assert len(told) == 3
        assert told[0].startswith("The budget offi‹U+200B›ce") and told[0].endswith(f"→\n\n{said}")
        assert told[2] == "only spaces differ:\n\nThe budget office\u00a0has begun."
        for one in told:
            before, _, since = one.partition("→")
            assert "".join(before.split()) != "".join(since.split())

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_without_history_say_so(self, invented: Visitor, kept: Visitor, language: str):  # noqa: F811
        for name in ("changes", "changes/policy-areas/education"):
            read = feedparser.parse(text(invented, f"/{language}/feeds/{name}.atom"))
            note = invented.page(f"/{language}/changes").one("p", class_="note").text
            assert not read.entries and " ".join(read.feed.subtitle.split()) == note
        assert not feedparser.parse(text(kept, f"/{language}/feeds/changes.atom")).feed.get("subtitle")

    @pytest.mark.parametrize(
        "name",
        ["nosuch.atom", "governments/nosuch.atom", "sources/ogp-par0001-en.atom", "updates", "a/b/c.atom",
         "governments/paris.xml", "", "governments/%27%20or%201.atom"],
    )  # fmt: skip
    def test_what_is_none_is_not_found(self, real: Visitor, name: str):
        assert real.answer(f"/en/feeds/{name}").status == 404

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_are_announced_where_they_belong(self, kept: Visitor, language: str):  # noqa: F811
        """Both of them, by the names that they have themselves."""
        area = kept.rows("SELECT min(policy_area) FROM commitment_policy_areas")[0][0]
        of_aville = ["governments/aville", "changes/aville"]
        of_promise = ["commitments/aville-2017-01", "changes/commitments/aville-2017-01"]
        for page, feeds in (
            ("", ["updates", "changes"]),
            ("data", ["updates", "changes"]),
            ("sources/aville-news", ["updates", "changes"]),
            ("changes", ["updates", "changes"]),
            ("changes?plan=aville-2017", ["updates", "changes"]),
            ("governments/aville", of_aville),
            ("plans/aville-2017", of_aville),
            ("changes?government=aville", of_aville),
            ("commitments/aville-2017-01", of_promise),
            ("changes?commitment=aville-2017-01", of_promise),
            (f"policy-areas/{area}", [f"policy-areas/{area}", f"changes/policy-areas/{area}"]),
        ):
            head = kept.page(f"/{language}/{page}").one("head")
            links = [one for one in head.all("link") if one.get("type") == "application/atom+xml"]
            assert [one["href"] for one in links] == [
                f"{ORIGIN}/{language}/feeds/{feed}.atom" for feed in feeds
            ], page
            for one in links:
                read = feedparser.parse(text(kept, one["href"].removeprefix(ORIGIN)))
                assert one["title"] == " ".join(read.feed.title.split()), page

    def test_hostile_words_are_words(self, tmp_path: Path):
        nasty = 'x \x08\x0b <b onclick="a">&amp; ]]> \u202e\ufffe 🏛️ ' + "y" * 5000
        folder = make_small(tmp_path / "package")
        for table, column in (("updates", "note"), ("commitments", "title"), ("milestones", "title")):
            head, *rows = cells(folder, table)
            place = head.index(column)
            put(folder, table, [head, *([*row[:place], nasty, *row[place + 1 :]] for row in rows)])
        visitor = visit(folder)
        for name in ("updates", "governments/aville", "commitments/aville-2017-01"):
            read = feedparser.parse(text(visitor, f"/en/feeds/{name}.atom"))
            assert not read.bozo
            assert all(
                "<b onclick" not in str(entry.title) or "&lt;" not in entry.title for entry in read.entries
            )
        calendar = text(visitor, "/en/calendar.ics").decode()
        IcsCalendarStream.calendar_from_ics(calendar)


class TestCalendars:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_have_each_deadline_that_is_a_day_and_no_other(self, real: Visitor, language: str):
        read = IcsCalendarStream.calendar_from_ics(text(real, f"/{language}/calendar.ics").decode())
        days = real.rows(
            "SELECT end_date FROM milestones WHERE length(end_date) = 10 "
            "UNION ALL SELECT end_date FROM action_plans WHERE length(end_date) = 10"
        )
        assert sorted(str(event.dtstart) for event in read.events) == sorted(day for (day,) in days)
        assert all((event.dtend - event.dtstart).days == 1 for event in read.events)
        assert len({event.uid for event in read.events}) == len(days)
        for event in read.events:
            assert real.answer(str(event.url).removeprefix(ORIGIN)).status == 200

    @pytest.mark.parametrize("key", ["", "scotland"])
    def test_say_how_many_deadlines_are_no_days_or_not_known(self, real: Visitor, key: str):
        """All that has a day is an event; of all else, the calendar says how much there is."""
        lengths = real.rows(LENGTHS, key)
        unknown, vague = (sum(length in kinds for (length,) in lengths) for kinds in ((0,), (4, 7)))
        place = f"/en/governments/{key}" if key else "/en"
        calendar = text(real, f"{place}/calendar.ics").decode().replace("\r\n ", "")
        assert calendar.count("BEGIN:VEVENT") + unknown + vague == len(lengths)
        told = f"{vague} more deadlines are known by their month or year alone and are not days here. "
        told += f"For {unknown} more deadlines no date is known."
        assert vague and unknown
        for name in ("DESCRIPTION", "X-WR-CALDESC"):
            assert f"{name}:{told}\r\n" in calendar

    def test_tell_of_which_promise_a_deadline_is_and_who_says_so(self, tmp_path: Path):
        """Whoever reads it has nothing but the event: not the page, and not what it links."""
        folder = make_small(tmp_path / "package")
        (head, *rows) = cells(folder, "sources")
        about = dict(zip(head, next(row for row in rows if row[0] == "ogp-aville"), strict=True))
        about |= {
            "url": "",
            "title_kind": "paraphrase",
            "title_fr": "La page d’Aville",
            "title_language": "en",
        }
        put(folder, "sources", [head, *(row for row in rows if row[0] != "ogp-aville"), [*about.values()]])
        visitor = visit(folder)
        for language, step, plan in (
            (
                "en",
                "Promise: An open budget\nIn the original: Un budget ouvert\nAville: plan of 2017\n"
                "Source: An open budget (AVI0001) · OGP\nhttps://ogp.example/AVI0001",
                "Action plan: Aville Action Plan 2021–2023\nAville: plan of 2021\n"
                "Source: Aville · OGP · Our description: its title was not seen",
            ),
            (
                "fr",
                "Engagement\u00a0: Un budget ouvert\nAville\u00a0: plan de 2017\n"
                "Source\u00a0: An open budget (AVI0001) · OGP\nhttps://ogp.example/AVI0001",
                "Plan d’action\u00a0: Plan d’action d’Aville 2021-2023\n"
                "Titre officiel, en anglais\u00a0: Aville Action Plan 2021–2023\nAville\u00a0: plan de 2021\n"
                "Source\u00a0: La page d’Aville · OGP · "
                "Description faite par nous\u00a0: son titre n’a pas été vu",
            ),
        ):
            body = text(visitor, f"/{language}/calendar.ics")
            read = IcsCalendarStream.calendar_from_ics(body.decode())
            assert [event.description for event in read.events] == [step, plan], language
            others = icalendar.Calendar.from_ical(body).events
            assert [str(event["description"]) for event in others] == [step, plan], language

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_name_the_source_of_each_in_every_language(self, real: Visitor, language: str):
        words = real.public.languages[language]
        cited = real.rows(
            "SELECT s.title, s.publisher, s.url FROM sources AS s JOIN (SELECT source_id, end_date "
            "FROM milestones UNION ALL SELECT source_id, end_date FROM action_plans) USING (source_id) "
            "WHERE length(end_date) = 10"
        )
        calendar = IcsCalendarStream.calendar_from_ics(text(real, f"/{language}/calendar.ics").decode())
        told = ["\n".join(event.description.split("\n")[-2:]) for event in calendar.events]
        label = words.gettext("Source:")
        assert sorted(told) == sorted(f"{label} {title} · {by}\n{url}" for title, by, url in cited)

    def test_are_of_a_product_and_not_of_a_language(self, real: Visitor):
        made_by = {
            str(icalendar.Calendar.from_ical(text(real, f"/{language}/calendar.ics"))["prodid"])
            for language in LANGUAGES
        }
        assert made_by == {"-//opengov//deadlines"}

    def test_survive_hostile_and_foreign_words(self, tmp_path: Path):
        """The same bytes each time, no line too long or cut within a letter, and nothing but the events."""
        georgian = " ".join(["მონაწილეობითი ბიუჯეტის განვითარება"] * 4)
        korean = ", ".join(["시민 참여 예산 제도의 발전"] * 6)
        nasty = 'a;b,c:d\\e"f\x08\x0b\x7f\ufffe\u202e 🏛️\r\nEND:VEVENT\r\nBEGIN:VALARM\rX-EVIL:1\u2028Y:2'
        held = 'a;b,c:d\\e"f\u202e 🏛️\nEND:VEVENT\nBEGIN:VALARM\nX-EVIL:1\u2028Y:2'
        escaped = 'a\\;b\\,c:d\\\\e"f\u202e 🏛️\\nEND:VEVENT\\nBEGIN:VALARM\\nX-EVIL:1\u2028Y:2'
        folder = make_small(tmp_path / "package")
        for table, changed in (
            ("governments", {"name": nasty}),
            ("commitments", {"title": nasty, "title_original": georgian, "original_language": "ka"}),
            ("milestones", {"title": nasty}),
            ("sources", {"title": korean, "publisher": nasty}),
        ):
            head, *rows = cells(folder, table)
            wanted = [[changed.get(name, cell) for name, cell in zip(head, row, strict=True)] for row in rows]
            put(folder, table, [head, *wanted])
        visitor, again = visit(folder), visit(folder)
        for place, events in (("", 2), ("/governments/beeton", 0), ("/governments/aville", 2)):
            body = text(visitor, f"/en{place}/calendar.ics")
            assert body == text(again, f"/en{place}/calendar.ics")
            lines = body.split(b"\r\n")
            assert all(len(line.decode()) and len(line) <= 75 for line in lines[:-1]) and not lines[-1]
            assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", b"".join(lines))
            assert lines.count(b"END:VEVENT") == events and b"BEGIN:VALARM" not in lines
            assert len(IcsCalendarStream.calendar_from_ics(body.decode()).events) == events
        for name in ("NAME", "X-WR-CALNAME"):
            called = f"\r\n{name}:Deadlines of open government promises · {escaped}\r\n"
            assert called in body.replace(b"\r\n ", b"").decode()
        step = icalendar.Calendar.from_ical(body).events[0]
        assert str(step["summary"]) == f"{held} · Step due – {held}"
        assert str(step["description"]) == (
            f"Promise: {held}\nIn the original: {georgian}\n{held}: plan of 2017\n"
            f"Source: {korean} · {held}\nhttps://ogp.example/AVI0001"
        )

    def test_of_one_government(self, real: Visitor):
        read = IcsCalendarStream.calendar_from_ics(
            text(real, "/en/governments/elgeyo-marakwet/calendar.ics").decode()
        )
        assert all("Elgeyo" in event.summary for event in read.events)
        assert real.answer("/en/governments/nosuch/calendar.ics").status == 404

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_without_a_day_say_so_in_a_note(self, real: Visitor, language: str):
        """A calendar with nothing in it is none (RFC 5545, 3.6); who subscribed waits for what may come."""
        governments = [key for (key,) in real.rows("SELECT government_id FROM governments")]
        told = real.public.languages[language].gettext("No deadline is known to the day")
        empty = []
        for key in governments:
            calendar = text(real, f"/{language}/governments/{key}/calendar.ics").decode()
            read = IcsCalendarStream.calendar_from_ics(calendar)
            assert bool(read.events) != bool(read.journal), key
            for note in read.journal:
                empty.append(note.uid)
                assert note.summary.endswith(f" – {told}")
                assert str(note.dtstart) == real.public.edition.as_of
                assert str(note.url) == f"{ORIGIN}/{language}/governments/{key}"
                told_of_it = str(icalendar.Calendar.from_ical(calendar).get("description", ""))
                assert (note.description or "") == told_of_it
        assert len(set(empty)) == len(empty) and 0 < len(empty) < len(governments)

    async def test_have_no_address_where_the_site_does_not_know_its_own(self, site):
        """A path alone is no URI."""
        for place in ("", "/governments/paris"):
            calendar = (await site.client.get(f"/en{place}/calendar.ics")).text
            IcsCalendarStream.calendar_from_ics(calendar)
            assert "DTSTAMP" in calendar and "URL" not in calendar

    def test_do_not_depend_on_the_clock(self, real: Visitor):
        assert text(real, "/en/calendar.ics") == text(real, "/en/calendar.ics")
        day = real.public.edition.as_of.replace("-", "")
        assert f"DTSTAMP:{day}T000000Z".encode() in text(real, "/en/calendar.ics")

    def test_are_linked_where_there_is_something_in_them(self, real: Visitor):
        for (key,) in real.rows("SELECT government_id FROM governments"):
            page = real.page(f"/en/governments/{key}").one("main")
            linked = any(a.get("href").endswith("/calendar.ics") for a in page.all("a"))
            assert linked == (b"BEGIN:VEVENT" in text(real, f"/en/governments/{key}/calendar.ics")), key

    @pytest.mark.parametrize(
        ("page", "told"),
        [
            ("", ": 2 deadlines known to the day and 4 by month or year alone"),
            ("governments/aville", ": 2 deadlines known to the day and 2 by month or year alone"),
            ("governments/beeton", " · No deadline is known to the day: 2 by month or year alone"),
        ],
    )
    def test_are_linked_with_how_many_deadlines_are_days(self, invented: Visitor, page: str, told: str):
        (line,) = [p.text for p in invented.page(f"/en/{page}").all("p") if "known to the day" in p.text]
        assert line.endswith(told)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_have_as_many_days_as_their_page_says(self, real: Visitor, language: str):
        """Of what is not known at all too; all numbers as the language writes them."""
        words = real.public.languages[language]
        for key in ("", *(key for (key,) in real.rows("SELECT government_id FROM governments"))):
            lengths = real.rows(LENGTHS, key)
            days, unknown = (sum(length == wanted for (length,) in lengths) for wanted in (10, 0))
            counts = [count for count in (days, len(lengths) - days - unknown, unknown) if count]
            page = real.page(f"/{language}/governments/{key}" if key else f"/{language}/").one("main")
            feed = [p for p in page.all("p") if any(a.get("href").endswith(".atom") for a in p.all("a"))]
            (told,) = [p.all("span", class_="quiet")[0].text for p in feed]
            assert re.findall(r"\d+", told) == [words.number(count) for count in counts], (key, told)
            assert (words.gettext("No deadline is known to the day") in told) == (not days), key

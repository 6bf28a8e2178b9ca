"""Feeds and calendars: read by other people's parsers, stable, and never half true."""

from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from conftest import make_small
from ical.calendar_stream import IcsCalendarStream

from web.site.package import cells, put, visit
from web.site.test_data_page import kept  # noqa: F401  a package with a history
from web.site.visit import LANGUAGES, ORIGIN, Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = (
    "updates",
    "changes",
    "governments/paris",
    "changes/paris",
    "commitments/paris-2017-01",
    "policy-areas/education",
)


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
            assert one.find(f"{ATOM}updated").text.endswith("T00:00:00Z")
            assert all(link.get("href").startswith(f"{ORIGIN}/") for link in one.findall(f"{ATOM}link"))
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
        assert newest.tags[0].term == "update" and newest.updated == "2020-01-01T00:00:00Z"
        assert "2020" in newest.content[0].value and "janvier" not in newest.content[0].value

    def test_tell_the_world_from_our_record(self, kept: Visitor):  # noqa: F811
        world = feedparser.parse(text(kept, "/en/feeds/updates.atom"))
        ours = feedparser.parse(text(kept, "/en/feeds/changes.atom"))
        assert {entry.tags[0].term for entry in world.entries} == {"update"}
        assert {entry.tags[0].term for entry in ours.entries} == {"change"}
        assert world.feed.title != ours.feed.title
        assert not {entry.id for entry in world.entries} & {entry.id for entry in ours.entries}

    def test_the_ids_do_not_follow_the_address_of_the_site(self, real: Visitor):
        for entry in feedparser.parse(text(real, "/en/feeds/updates.atom")).entries:
            assert entry.id.startswith("tag:opengov,2026:en/updates/")

    @pytest.mark.parametrize(
        "name",
        ["nosuch.atom", "governments/nosuch.atom", "sources/ogp-par0001-en.atom", "updates", "a/b/c.atom",
         "governments/paris.xml", "", "governments/%27%20or%201.atom"],
    )  # fmt: skip
    def test_what_is_none_is_not_found(self, real: Visitor, name: str):
        assert real.answer(f"/en/feeds/{name}").status == 404

    def test_are_announced_where_they_belong(self, real: Visitor):
        for page, feed in (
            ("/", "updates"),
            ("/governments/paris", "governments/paris"),
            ("/commitments/paris-2017-01", "commitments/paris-2017-01"),
            ("/policy-areas/education", "policy-areas/education"),
        ):
            head = real.page(f"/es{page}").one("head")
            links = [one["href"] for one in head.all("link") if one.get("type") == "application/atom+xml"]
            assert f"{ORIGIN}/es/feeds/{feed}.atom" in links
            for link in links:
                assert real.answer(link.removeprefix(ORIGIN)).status == 200

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

    def test_say_how_many_deadlines_are_no_days(self, real: Visitor):
        ((vague,),) = real.rows(
            "SELECT count(*) FROM (SELECT end_date FROM milestones UNION ALL SELECT end_date "
            "FROM action_plans) WHERE length(end_date) < 10"
        )
        unfolded = text(real, "/en/calendar.ics").decode().replace("\r\n ", "")
        assert vague and f"{vague} more deadlines are known by their month or year alone" in unfolded

    def test_of_one_government(self, real: Visitor):
        read = IcsCalendarStream.calendar_from_ics(
            text(real, "/en/governments/elgeyo-marakwet/calendar.ics").decode()
        )
        assert all("Elgeyo" in event.summary for event in read.events)
        assert real.answer("/en/governments/nosuch/calendar.ics").status == 404

    def test_do_not_depend_on_the_clock(self, real: Visitor):
        assert text(real, "/en/calendar.ics") == text(real, "/en/calendar.ics")
        day = real.public.edition.as_of.replace("-", "")
        assert f"DTSTAMP:{day}T000000Z".encode() in text(real, "/en/calendar.ics")

    def test_are_linked_where_there_is_something_in_them(self, real: Visitor):
        for (key,) in real.rows("SELECT government_id FROM governments"):
            page = real.page(f"/en/governments/{key}").one("main")
            linked = any(a.get("href").endswith("/calendar.ics") for a in page.all("a"))
            assert linked == (b"BEGIN:VEVENT" in text(real, f"/en/governments/{key}/calendar.ics")), key

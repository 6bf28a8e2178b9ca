"""The page of a commitment: two voices with date and proof, every rating or why there is none, former ids."""

from pathlib import Path

import pytest
from conftest import make_small

from opengov.languages import translations
from web.html import Element
from web.site.package import cells, put, visit
from web.site.sound import assert_sound
from web.site.visit import LANGUAGES, ORIGIN, Visitor, last_words

INDICATORS = ("completion", "early_results", "ambition", "relevance", "verifiable", "starred")
LAST = """
SELECT voice, status, date, source_id, source_url, statements
FROM commitment_status WHERE commitment_id = ?
"""
OF_THE_PLAN = """
SELECT u.status, u.date, s.url FROM last_claims AS l JOIN updates AS u USING (update_id)
JOIN sources AS s ON s.source_id = u.source_id
WHERE l.plan_id = ? AND l.commitment_id IS NULL AND l.voice = ? AND u.status <> 'not-stated'
"""

# Commitments on which a voice has a whole day or month that is later than its last claim.
LATER = """
SELECT DISTINCT c.commitment_id
FROM commitments AS c
JOIN last_claims AS l ON l.commitment_id = c.commitment_id AND l.voice = 'government'
JOIN updates AS claim ON claim.update_id = l.update_id
JOIN updates AS u ON u.commitment_id = c.commitment_id AND u.reporter = 'government'
WHERE substr(u.date, 1, 4) > substr(claim.date, 1, 4)
"""


@pytest.fixture(scope="session")
def every(real: Visitor) -> dict[str, Element]:
    """The page in English of every commitment."""
    ids = real.rows("SELECT commitment_id FROM commitments")
    return {key: real.page(f"/en/commitments/{key}") for (key,) in ids}


def voice(html: Element, name: str) -> Element:
    return html.one("section", class_=name, **{"aria-labelledby": f"{name}-says"})


def label(real: Visitor, codelist: str, code: str, column: str = "label_en") -> str:
    ((text,),) = real.rows(
        f"SELECT {column} FROM codelist_{codelist} WHERE code = ? "
        f"UNION SELECT {column} FROM codelist_missing_reason WHERE code = ?",
        code,
        code,
    )
    return " ".join(text.split())


def dates(element: Element) -> list[str]:
    return [time["datetime"] for time in element.all("time")]


def proofs(element: Element) -> list[str]:
    return [link["href"] for proof in element.all("p", class_="proof") for link in proof.all("a")]


def pages(real: Visitor, html: Element) -> list[Element]:
    """A page, and those that its timeline goes on in."""
    found = [html]
    while following := [one["href"] for one in found[-1].all("a", rel="next") if "page=" in one["href"]]:
        found.append(real.page(following[0]))
    return found


class TestTwoVoices:
    def test_stand_side_by_side_on_every_page(self, every: dict[str, Element]):
        assert len(every) == 172
        for key, html in every.items():
            both = html.one("div", class_="two-voices")
            assert [one["class"] for one in both.all("section")] == ["voice government", "voice assessor"], (
                key
            )
            headings = [one.text for one in both.all("h3")]
            assert headings == ["The government says", "The independent assessor says"], key

    @pytest.mark.parametrize("name", ["government", "assessor"])
    def test_each_last_word_has_its_date_and_its_proof(
        self, real: Visitor, every: dict[str, Element], name: str
    ):
        seen = 0
        for key, html in every.items():
            said = [row for row in real.rows(LAST, key) if row[0] == name]
            for _, status, date, _, url, statements in said:
                seen += 1
                section = voice(html, name)
                verdict = section.all("p", class_="verdict")[0]
                assert label(real, "status", status) in verdict.text, key
                assert dates(verdict) == [date] if date else "no date given" in verdict.text, key
                assert label(real, "status", status, "description_en") in section.text, key
                assert url in proofs(section), key
                assert (f"{statements} statements in all" in section.text) == (statements > 1), key
        assert seen >= 10

    def test_a_later_statement_that_claims_less_is_told(self, real: Visitor, every: dict[str, Element]):
        """Paris answered in July 2019 without saying how far it had come, which it had said in 2017."""
        told = "Later statements (the latest: July 2019) do not say how far the whole has come."
        assert told in voice(every["paris-2017-02"], "government").text
        late = {key for (key,) in real.rows(LATER)}
        assert late >= {"austin-2019-04", "ontario-2017-01", "paris-2017-02"}
        for key, html in every.items():
            said = "Later statements (the latest: " in html.one("section", class_="kept").text
            assert said or key not in late, key

    def test_a_claim_without_a_date_is_told_beside_a_dated_one(
        self, real: Visitor, every: dict[str, Element]
    ):
        """It may be the last, which nobody can know."""
        told = "A statement without a date says “In progress”."
        assert told in voice(every["austin-2019-02"], "government").text
        rows = real.rows(
            "SELECT l.commitment_id FROM last_claims AS l JOIN updates AS u USING (update_id) "
            "JOIN updates AS x ON x.commitment_id = l.commitment_id AND x.reporter = u.reporter "
            "WHERE l.voice = 'government' AND u.date > '' AND x.date IS NULL AND x.milestone_id IS NULL "
            "AND x.status NOT IN (u.status, 'not-stated')"
        )
        seen = {
            key
            for key, html in every.items()
            if "A statement without a date" in voice(html, "government").text
        }
        assert seen == {key for (key,) in rows}

    def test_what_was_said_of_steps_is_not_said_of_the_whole(self, every: dict[str, Element]):
        """Scotland's closing overview bears no date; what is dated is about single steps."""
        verdict = voice(every["scotland-2018-01"], "government").all("p", class_="verdict")[0]
        assert "Mostly done" in verdict.text and "no date given" in verdict.text
        assert "This is about one step" in voice(every["scotland-2021-01"], "government").text
        (verdict, *_) = voice(every["scotland-2021-05"], "government").all("p", class_="verdict")
        assert "In progress" in verdict.text, "one training waits, of ten steps"

    def test_another_government_is_not_the_one_that_promised(self, real: Visitor):
        """The minister who ordered Kigoma-Ujiji out of OGP does not speak for the municipality."""
        html = real.page("/en/plans/kigoma-ujiji-2017")
        assert "Another government" in html.text
        ((count,),) = real.rows(
            "SELECT count(*) FROM updates WHERE plan_id LIKE 'kigoma%' AND reporter = 'government' "
            "AND note LIKE '%minister%'"
        )
        assert count == 0

    def test_ways_to_all_statements_are_told_apart(self, every: dict[str, Element]):
        """A list of the links of a page has no two alike that lead elsewhere."""
        seen = 0
        for key, html in every.items():
            named = {}
            for link in html.one("section", class_="kept").all("a"):
                if "See them all" in link.text:
                    ids = link["aria-labelledby"].split()
                    name = " ".join(html.one("a", "h3", "h4", id=one).text for one in ids)
                    assert named.setdefault(name, link["href"]) == link["href"], key
                    assert ids[0] == link["id"] and name.startswith("See them all "), key
            seen += len(set(named.values())) > 1
        assert seen >= 3

    def test_where_a_voice_is_silent_the_page_says_so(self, real: Visitor, every: dict[str, Element]):
        for key, html in every.items():
            spoken = {row[0] for row in real.rows(LAST, key)}
            ((assessed,),) = real.rows("SELECT count(*) FROM assessments WHERE commitment_id = ?", key)
            silent = "We found no statement of the government" in voice(html, "government").text
            assert silent == ("government" not in spoken), key
            silent = "We found no independent assessment" in voice(html, "assessor").text
            assert silent == (not assessed and "assessor" not in spoken), key

    def test_the_word_on_the_whole_plan_is_given_too(self, real: Visitor, every: dict[str, Element]):
        seen = 0
        for key, html in every.items():
            for name in ("government", "assessor"):
                section = voice(html, name)
                rows = real.rows(OF_THE_PLAN, key.rpartition("-")[0], name)
                assert ("Of the whole plan it says" in section.text) == bool(rows), (key, name)
                for status, date, url in rows:
                    seen += 1
                    assert url in proofs(section), key
                    said = section.text.partition("Of the whole plan it says")[2]
                    assert label(real, "status", status) in said, key
                    assert date in dates(section) if date else "no date given" in said, key
        assert seen > 10

    def test_others_stand_apart(self, real: Visitor, every: dict[str, Element]):
        for key, html in every.items():
            others = {row[0]: row for row in real.rows(LAST, key) if row[0] not in ("government", "assessor")}
            apart = html.all("ul", class_="others")
            assert len(apart) == bool(others), key
            for kind, (_, status, date, _, url, _) in others.items():
                (item,) = [
                    one
                    for one in apart[0].all("li")
                    if one.one("h4").text == label(real, "reporter_kind", kind)
                ]
                assert label(real, "status", status) in item.one("p", class_="verdict").text, key
                assert dates(item) == ([date] if date else []) and proofs(item) == [url], key

    def test_what_lists_say_the_page_says_too(self, real: Visitor, every: dict[str, Element]):
        """The last word of each voice in the list of a plan stands in the voice on the page."""
        for (plan,) in real.rows("SELECT plan_id FROM action_plans"):
            listing = real.page(f"/en/plans/{plan}").all("ul", class_="promises")
            for item in [item for one in listing for item in one.children if isinstance(item, Element)]:
                key = item.all("a")[0]["href"].rpartition("/")[2]
                for who, said in last_words(item).items():
                    name = "assessor" if who == "Assessor" else "government"
                    assert said in voice(every[key], name).text, (key, who)

    def test_what_was_done_and_what_it_changed_are_two_questions(self, every: dict[str, Element]):
        """The app runs as promised, and the assessor found no more openness by it: both can be true."""
        differing = {key for key, html in every.items() if html.all("div", class_="differ")}
        assert differing == {"austin-2017-04", "paris-2017-04"}
        for key in differing:
            said = every[key].one("div", class_="differ").text
            assert "The two answer different questions." in said and "Both can be true" in said, said
            assert "“Done”" in said and "“Did not change" in said, said
        (plan,) = [key for key in differing if "said so of the whole plan" in every[key].text]
        assert plan == "austin-2017-04"

    def test_whether_it_was_done_is_one_question(self, invented: Visitor):
        (first, *_) = invented.rows("SELECT commitment_id, about FROM disagreements ORDER BY about")
        assert first == ("aville-2017-01", "completion")
        said = invented.page("/en/commitments/aville-2017-01").one("div", class_="differ").text
        assert "The two do not agree." in said and "different questions" not in said

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_disagreement_is_told_in_every_language(self, real: Visitor, language: str):
        words = real.public.languages[language]
        said = real.page(f"/{language}/commitments/austin-2017-04").one("div", class_="differ").text
        assert words.label("status", "complete") in said
        assert words.label("early_results", "did-not-change") in said


class TestRatings:
    def test_every_rating_is_explained_and_every_missing_one_too(
        self, real: Visitor, every: dict[str, Element]
    ):
        missing = {code for (code,) in real.rows("SELECT code FROM codelist_missing_reason")}
        reasons = 0
        for key, html in every.items():
            rows = real.rows(
                f"SELECT {', '.join(INDICATORS)}, scale, source_id FROM assessments "
                "WHERE commitment_id = ?", key
            )  # fmt: skip
            shown = html.all("section", class_="assessment")
            assert len(shown) == len(rows), key
            for row in rows:
                ((url,),) = real.rows("SELECT url FROM sources WHERE source_id = ?", row[-1])
                (section,) = [
                    one for one in shown
                    if proofs(one) == [url] and label(real, "rating_scale", row[-2]) in one.text
                ]  # fmt: skip
                ratings = section.one("dl", class_="ratings").all("div")
                assert len(ratings) == len(INDICATORS)
                for rating, indicator, code in zip(ratings, INDICATORS, row, strict=False):
                    codelist = "missing_reason" if code in missing else indicator
                    term, told = rating.one("dt").text, rating.one("dd").text
                    assert term.startswith(label(real, "rating_indicator", indicator)), key
                    assert label(real, codelist, code) in told, (key, indicator)
                    assert label(real, codelist, code, "description_en") in told, (key, indicator)
                    reasons += code in missing
        assert reasons > 100

    def test_the_brief_ratings_are_in_the_voice_of_the_assessor(
        self, real: Visitor, every: dict[str, Element]
    ):
        for key, html in every.items():
            ((assessed,),) = real.rows("SELECT count(*) FROM assessments WHERE commitment_id = ?", key)
            brief = voice(html, "assessor").all("dl", class_="brief")
            assert bool(brief) == bool(assessed), key
            answers = [answer for one in brief for answer in one.all("dd")]
            assert not brief or (len(answers) >= 3 and all(mark.text for mark in answers)), key

    def test_each_question_is_answered_by_a_report_that_answers_it(
        self, real: Visitor, every: dict[str, Element]
    ):
        """An end-of-commitment report of which no rating was published does not hide the design report's."""
        missing = {code for (code,) in real.rows("SELECT code FROM codelist_missing_reason")}
        hidden = 0
        for key, html in every.items():
            rated = real.rows(
                "SELECT completion, early_results, ambition FROM assessments WHERE commitment_id = ?", key
            )
            section = voice(html, "assessor")
            shown = [answer.text for one in section.all("dl", class_="brief") for answer in one.all("dd")]
            for at, indicator in enumerate(("completion", "early_results", "ambition")):
                codes = {row[at] for row in rated} - missing
                assert not codes or any(label(real, indicator, code) in shown for code in codes), key
            hidden += len(section.all("dl", class_="brief")) > 1
        assert hidden >= 8
        told = voice(every["buenos-aires-2021-01"], "assessor").text
        assert "Binding change" in told and "Evaluator, Design report" in told
        assert "gives no rating as text" in told and "Evaluator, Final report" in told

    def test_a_doubt_about_a_rating_stands_beside_it(self, every: dict[str, Element]):
        told = voice(every["scotland-2018-01"], "assessor").text
        assert "Major" in told and "from which review the early results come was not seen" in told

    def test_a_star_is_shown_where_it_is_all_there_is(self, every: dict[str, Element]):
        brief = voice(every["madrid-2017-01"], "assessor").one("dl", class_="brief")
        assert (brief.all("dt")[0].text, brief.all("dd")[0].text) == (
            "Was the promise singled out as a model?", "Yes",
        )  # fmt: skip


class TestFacts:
    def test_title_and_summary(self, real: Visitor, every: dict[str, Element]):
        rows = real.rows(
            "SELECT commitment_id, title, title_original, original_language, summary FROM commitments"
        )
        for key, title, original, language, summary in rows:
            html = every[key]
            assert html.one("h1").text == " ".join(title.split())
            assert html.one("p", class_="lead").text == " ".join(summary.split())
            if original:
                shown = html.one("p", class_="original").one("span")
                assert (shown.text, shown["lang"]) == (" ".join(original.split()), language)

    def test_only_what_is_known_to_be_the_original_is_called_so(self, real: Visitor):
        rows = real.rows("SELECT commitment_id, title, title_original FROM commitments LIMIT 60")
        kinds = set()
        for key, title, original in rows:
            shown = real.page(f"/es/commitments/{key}").all("p", class_="original")
            if shown and not original:
                kinds.add("english")
                assert shown[0].text.startswith(translations("es").gettext("Official title, in English:"))
                assert shown[0].one("span")["lang"] == "en" and " ".join(title.split()) in shown[0].text
            elif shown:
                kinds.add("original")
                assert shown[0].text.startswith(translations("es").gettext("In the original:"))
        assert kinds == {"english", "original"}

    def test_names_of_institutions_say_their_language(self, real: Visitor):
        lead = real.page("/en/commitments/la-libertad-2018-02").one("section", **{"aria-labelledby": "facts"})
        assert "Gobierno Regional La Libertad" in " ".join(one.text for one in lead.all("span", lang="es"))
        facts = real.page("/pt/commitments/sao-paulo-2018-01").one("section", **{"aria-labelledby": "facts"})
        english = " ".join(one.text for one in facts.all("span", lang="en"))
        assert "Municipal Secretariat of Finance (SF)" in english
        assert "Movimento Cultural das Periferias" in facts.text
        assert "Movimento Cultural das Periferias" not in english

    def test_institutions_areas_and_ids(self, real: Visitor, every: dict[str, Element]):
        for key, html in every.items():
            facts = html.one("section", **{"aria-labelledby": "facts"}).text
            for (name,) in real.rows("SELECT name FROM commitment_institutions WHERE commitment_id = ?", key):
                assert " ".join(name.split()) in facts, key
            sql = "SELECT policy_area FROM commitment_policy_areas WHERE commitment_id = ?"
            for (area,) in real.rows(sql, key):
                assert label(real, "policy_area", area) in facts, key
            assert key in facts

    def test_all_sources_are_listed_each_once(self, real: Visitor, every: dict[str, Element]):
        cited = """
            SELECT source_id FROM commitments WHERE commitment_id = :id
            UNION SELECT ogp_source_id FROM commitments WHERE commitment_id = :id AND ogp_source_id > ''
            UNION SELECT source_id FROM updates WHERE commitment_id = :id
            UNION SELECT source_id FROM milestones WHERE commitment_id = :id
            UNION SELECT source_id FROM assessments WHERE commitment_id = :id"""
        for key, html in every.items():
            listed = [
                item for part in pages(real, html) for item in part.one("ul", class_="sources").all("li")
            ]
            ids = [item.all("p", class_="small")[0].all("a")[0]["href"].rpartition("/")[2] for item in listed]
            assert len(ids) == len(set(ids)) or len(pages(real, html)) > 1, key
            expected = {source for (source,) in real.connection.execute(cited, {"id": key})}
            assert expected <= set(ids), (key, expected - set(ids))

    def test_the_timeline_has_every_step_and_statement(self, real: Visitor, every: dict[str, Element]):
        for key, html in every.items():
            sql = """
                SELECT update_id, url FROM updates JOIN sources USING (source_id) WHERE commitment_id = ?
                UNION
                SELECT milestone_id, url FROM milestones JOIN sources USING (source_id)
                WHERE commitment_id = ?"""
            rows = dict(real.rows(sql, key, key))
            lists = [one for part in pages(real, html) for one in part.all("ol", class_="timeline-list")]
            shown = [item for one in lists for item in one.all("li")]
            assert {item["id"] for item in shown} == set(rows), key
            for item in shown:
                assert proofs(item) == [rows[item["id"]]], key

    def test_cite_this(self, real: Visitor, every: dict[str, Element]):
        version, as_of = (real.public.edition.about[name] for name in ("version", "as_of"))
        day = real.public.languages["en"].date(as_of)
        for (key,) in real.rows("SELECT commitment_id FROM commitments"):
            use = every[key].one("section", class_="use")
            assert use.one("q").text == every[key].one("h1").text
            cite = use.all("dd")[0].text
            assert f"({key})" in cite and f"edition {version}" in cite and day in cite
            assert cite.endswith(f"{ORIGIN}/c/{key}"), "ours is never reused; OGP has reused some of its"

    async def test_as_data(self, real: Visitor, every: dict[str, Element], site):
        for key in ("paris-2017-01", "buenos-aires-2018-01", "sao-paulo-2017-03", "seoul-2017-02"):
            links = {link.text: link["href"] for link in every[key].one("section", class_="use").all("a")}
            json = (await site.client.get(links["This record as JSON"])).json()
            assert [row["commitment_id"] for row in json] == [key]
            csv = await site.client.get(links["This record as CSV"])
            lines = csv.text.splitlines()
            assert csv.status_code == 200 and lines[0].startswith("commitment_id,") and len(lines) == 2
            assert lines[1].startswith(f"{key},")
            statements = await site.client.get(links["Its statements as CSV"])
            assert statements.status_code == 200 and statements.text.startswith("update_id,")
            ((count,),) = real.rows("SELECT count(*) FROM updates WHERE commitment_id = ?", key)
            assert statements.text.count(f",{key},") == count
            head = every[key].one("link", type="application/json")["href"]
            assert head == links["This record as JSON"]

    def test_before_and_after_in_the_plan(self, real: Visitor, every: dict[str, Element]):
        for (plan,) in real.rows("SELECT plan_id FROM action_plans"):
            sql = "SELECT commitment_id FROM commitments WHERE plan_id = ? ORDER BY commitment_id"
            keys = [key for (key,) in real.rows(sql, plan)]
            for place, key in enumerate(keys):
                around = every[key].one("nav", class_="neighbours")
                before = [link["href"] for link in around.all("a", rel="prev")]
                after = [link["href"] for link in around.all("a", rel="next")]
                assert before == [f"/en/commitments/{other}" for other in keys[max(place - 1, 0) : place]], (
                    key
                )
                assert after == [f"/en/commitments/{other}" for other in keys[place + 1 : place + 2]], key

    def test_weighs_at_most_40_kb(self, real: Visitor):
        for language in LANGUAGES:
            for key in ("paris-2017-01", "austin-2017-04", "buenos-aires-2018-04", "madrid-2022-02"):
                assert len(real.answer(f"/{language}/commitments/{key}").body) <= 40_000, (language, key)


class TestFormerIds:
    def test_an_older_listing_explains_what_took_its_place(self, real: Visitor):
        html = real.page("/en/commitments/buenos-aires-2018-01")
        notice = html.one("div", class_="notice")
        assert "older listing" in notice.text and "not counted" in notice.text
        assert [link["href"] for link in notice.all("a")] == [
            f"/en/commitments/buenos-aires-2018-0{number}" for number in (2, 3, 4)
        ]
        assert "is inferred" in notice.text
        for number in (2, 3, 4):
            facts = real.page(f"/en/commitments/buenos-aires-2018-0{number}").one("main")
            hrefs = [link["href"] for link in facts.one("section", **{"aria-labelledby": "facts"}).all("a")]
            assert "/en/commitments/buenos-aires-2018-01" in hrefs

    def test_only_older_listings_have_such_a_notice(self, real: Visitor, every: dict[str, Element]):
        sql = "SELECT commitment_id FROM commitments WHERE record_status = 'superseded'"
        superseded = {key for (key,) in real.rows(sql)}
        assert len(superseded) == 4
        assert {
            key for key, html in every.items() if "older listing" in html.one("article").text
        } == superseded

    @pytest.mark.parametrize(
        ("key", "place"),
        [
            ("PAR0001", "paris-2017-01"),
            ("par0001", "paris-2017-01"),
            ("paris-2017-01", "paris-2017-01"),
            ("Paris-2017-01", "paris-2017-01"),
            ("buenos-aires-2018-01", "buenos-aires-2018-01"),
            ("BUE0006", "buenos-aires-2018-01"),
            ("BUE0008", "buenos-aires-2018-03"),
        ],
    )
    def test_permalinks_lead_to_the_visitors_language(self, real: Visitor, key: str, place: str):
        for header, language in (("fr-CH, en;q=0.5", "fr"), ("", "en"), ("ko", "ko"), ("de", "en")):
            answer = real.public.permalink(real.connection, key, header)
            assert (answer.status, answer.location) == (302, f"/{language}/commitments/{place}")
            assert answer.varies and real.answer(answer.location).status == 200

    @pytest.mark.parametrize(
        "key", ["PAR9999", "paris-2017-99", "nothing", "<b>", "'", "..", "%00", "é", "x" * 300]
    )
    def test_an_unknown_id_is_told_in_the_visitors_language(self, real: Visitor, key: str):
        answer = real.public.permalink(real.connection, key, "fr")
        assert (answer.status, answer.language, answer.varies) == (404, "fr", True)
        assert b"<b>" not in answer.body

    def test_a_mistyped_id_is_answered_with_what_is_near(self, real: Visitor):
        answer = real.public.permalink(real.connection, "paris-2017-0l", "en")
        assert answer.status == 404 and b'href="/en/commitments/paris-2017-01"' in answer.body

    @pytest.mark.parametrize(
        ("address", "place"),
        [
            ("/en/commitments/PAR0001", "/en/commitments/paris-2017-01"),
            ("/fr/commitments/par0001", "/fr/commitments/paris-2017-01"),
            ("/es/commitments/PARIS-2017-01", "/es/commitments/paris-2017-01"),
        ],
    )
    def test_other_ids_of_a_promise_move_to_its_page(self, real: Visitor, address: str, place: str):
        assert (real.answer(address).status, real.answer(address).location) == (301, place)

    def test_what_one_other_replaced_leads_there(self, invented: Visitor):
        answer = invented.public.permalink(invented.connection, "beeton-2017-02", "en")
        assert answer.location == "/en/commitments/beeton-2017-01"

    def test_an_ogp_id_of_former_times_leads_there_too(self, invented: Visitor):
        answer = invented.public.permalink(invented.connection, "BEE0009", "en")
        assert (answer.status, answer.location) == (302, "/en/commitments/beeton-2017-01")

    @pytest.mark.parametrize("successors", [[], ["aville-2017-01", "aville-2017-02"]])
    def test_a_former_id_without_a_listing_never_leads_to_itself(self, tmp_path: Path, successors: list[str]):
        """``opengov check`` takes such a row; a redirection to the same address would never end."""
        folder = make_small(tmp_path / "package")
        rows = cells(folder, "superseded_ids")
        put(folder, "superseded_ids", [*rows, ["aville-2017-99", "split", "", "", "", "ogp-aville"]])
        rows = cells(folder, "successors")
        put(folder, "successors", rows + [["aville-2017-99", one, "ogp-aville"] for one in successors])
        visitor = visit(folder)
        address, seen = "/en/commitments/aville-2017-99", set()
        while (answer := visitor.answer(address)).status == 301:
            assert answer.location not in seen | {address}, "it leads to itself"
            seen.add(address)
            address = answer.location
        assert answer.status in (200, 404, 410)


class TestFindingsOfOthers:
    def test_a_finding_that_is_a_statement_has_its_own_label(self, tmp_path: Path):
        """The assessor says “not fulfilled” in a statement: a status, and no code of a rating."""
        folder = make_small(tmp_path / "package")
        rows = cells(folder, "updates")
        extra = dict(zip(rows[0], rows[1], strict=True)) | {
            "update_id": "aville-2017-02-u01", "commitment_id": "aville-2017-02", "date": "2019", "note": "",
            "note_fr": "", "status_claimed": "", "status_claimed_fr": "",
        }  # fmt: skip
        said = extra | {"reporter": "government", "status": "complete"}
        found = extra | {"update_id": "aville-2017-02-u02", "reporter": "irm", "status": "not-fulfilled"}
        put(folder, "updates", [*rows, list(said.values()), list(found.values())])
        visitor = visit(folder)
        html = visitor.page("/en/commitments/aville-2017-02")
        assert_sound(html, "aville-2017-02", "en")
        told = html.one("div", class_="differ").text
        assert f"“{label(visitor, 'status', 'not-fulfilled')}”" in told and "not-fulfilled" not in told, told


class TestRatingsOfSeveral:
    def test_an_answer_that_another_assessment_contradicts_is_told(self, tmp_path: Path):
        folder = make_small(tmp_path / "package")
        file = folder / "data" / "assessments.csv"
        cells = "irm,irm-original,,,not-stated,not-published,not-published,moderate,complete,not-published"
        row = f"aville-2017-01-a2,aville-2017-01,{cells},not-published,,,ogp-avi0001\n"
        file.write_text(file.read_text(encoding="utf-8") + row, encoding="utf-8")
        page = visit(folder).page("/en/commitments/aville-2017-01")
        told = {
            each.one("dt").text: each.one("dd").text for each in page.one("dl", class_="brief").all("div")
        }
        assert told["How much of the promise was done?"] == (
            "Limited Another assessment says otherwise: Complete"
        )
        assert "otherwise: Moderate" in " ".join(told.values())
        assert "otherwise" not in told["Did the promise open government?"]

    def test_a_rating_that_names_no_report_is_dated_by_its_source(self, tmp_path: Path):
        folder = make_small(tmp_path / "package")
        rows = cells(folder, "sources")
        (source,) = (row for row in rows if row[0] == "ogp-beeton")
        for day, told in (("", "no date given"), ("2026-11-20", "November 20, 2026")):
            source[rows[0].index("published_on")] = day
            put(folder, "sources", rows)
            section = visit(folder).page("/en/commitments/beeton-2017-01").one("section", class_="assessment")
            assert told in section.all("p", class_="quiet")[0].text

    def test_a_final_report_without_ratings_hides_none(self, real: Visitor):
        """The report on design rated the ambition, that on the end has its ratings in a picture."""
        (row,) = real.rows(
            "SELECT ambition, completion, ambition_assessment_id, completion_assessment_id "
            "FROM commitment_overview WHERE commitment_id = 'buenos-aires-2021-01'"
        )
        ids = ("buenos-aires-2021-01-a1", "buenos-aires-2021-01-a2")
        assert row == ("binding-change", "not-published", *ids)

    def test_what_was_done_comes_first_though_another_report_rates_more(self, every: dict[str, Element]):
        lists = every["buenos-aires-2021-01"].all("dl", class_="brief")
        asked = [term.text for one in lists for term in one.all("dt")]
        assert asked == [
            "How much of the promise was done?",
            "Did the promise open government?",
            "How much would change if the promise were kept?",
        ]


class TestHistory:
    def test_the_latest_changes_stand_on_the_page(self, real: Visitor, every: dict[str, Element]):
        sql = "SELECT commitment_id, count(*) FROM record_changes WHERE commitment_id IS NOT NULL GROUP BY 1"
        counts = dict(real.rows(sql))
        assert counts
        for key, page in every.items():
            found = page.all("section", **{"aria-labelledby": "history"})
            assert len(found) == (key in counts), key
            if found:
                told = found[0].one("ol").all("li")
                assert len(told) == min(counts[key], 2)
                assert found[0].all("a")[-1]["href"] == f"/en/changes?commitment={key}"
                assert f"({counts[key]:,})" in found[0].text

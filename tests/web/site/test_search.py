"""Search: what is found by which words, what the filters leave, and that the address is all its state."""

from itertools import combinations
from urllib.parse import parse_qs, parse_qsl, quote_plus, urlencode, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from web.html import Element, read
from web.site.visit import LANGUAGES, Visitor, last_words, results

FILTERS = ("government", "year", "area", "said", "found")
CURRENT = "c.record_status <> 'superseded'"
BY_SQL = {  # what a filter leaves, by the tables themselves
    "government": f"""
        SELECT commitment_id FROM commitments AS c JOIN action_plans USING (plan_id)
        WHERE {CURRENT} AND government_id = ?""",
    "year": f"""
        SELECT commitment_id FROM commitments AS c JOIN action_plans USING (plan_id)
        WHERE {CURRENT} AND cycle_year = CAST(? AS INTEGER)""",
    "area": f"""
        SELECT commitment_id FROM commitments AS c JOIN commitment_policy_areas USING (commitment_id)
        WHERE {CURRENT} AND policy_area = ?""",
    "said": f"""
        SELECT c.commitment_id FROM commitments AS c
        LEFT JOIN commitment_status AS s ON s.commitment_id = c.commitment_id AND s.voice = 'government'
        WHERE {CURRENT} AND coalesce(s.status, 'none') = ?""",
}


def address(language: str = "en", **fields: str | int) -> str:
    return f"/{language}/search?{urlencode(fields)}" if fields else f"/{language}/search"


def found(real: Visitor, language: str = "en", **fields: str | int) -> list[str]:
    """The ids of all commitments on all pages of the results."""
    html = real.page(address(language, **fields))
    ids = results(html)
    while following := html.all("a", rel="next"):
        html = real.page(following[0]["href"])
        ids += results(html)
    return ids


def count(html: Element) -> int:
    heading = html.one("h2", id="results").text
    return 0 if heading == "Nothing found" else int(heading.partition(" ")[0])


def choices(html: Element, name: str) -> dict[str, str]:
    """What a filter offers: value and label."""
    options = html.one("select", name=name).all("option")
    return {option["value"]: option.text for option in options if option["value"]}


def commitments_of(real: Visitor, sql: str, *arguments: object) -> set[str]:
    return {key for (key,) in real.rows(sql, *arguments)}


class TestWords:
    def test_accents_make_no_difference(self, real: Visitor):
        plain, accented, capital = (found(real, q=q) for q in ("sao paulo", "são paulo", "SÃO PAULO"))
        assert plain == accented == capital
        assert commitments_of(real, BY_SQL["government"], "sao-paulo") <= set(plain)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("budjet", "budget"),
            ("participattory", "participatory"),
            ("transparancy", "transparency"),
            ("seol", "seoul"),
        ],
    )
    def test_a_slip_is_mended_and_the_page_says_so(self, real: Visitor, typed: str, meant: str):
        html = real.page(address(q=typed))
        assert set(found(real, q=typed)) >= set(found(real, q=meant)[:3]) and count(html) > 0
        notice = html.one("p", class_="notice").text
        assert f"“{typed}”" in notice and f"“{meant}”" in notice
        assert html.one("input", id="q")["value"] == typed
        assert not real.page(address(q=meant)).all("p", class_="notice")

    @pytest.mark.parametrize("q", ["bugd", "wter", "zzzz", "sel"])
    def test_a_short_word_is_mended_to_names_alone(self, real: Visitor, q: str):
        assert not real.page(address(q=q)).all("p", class_="notice")

    def test_the_end_of_a_word_may_be_missing(self, real: Visitor):
        assert set(found(real, q="particip")) >= set(found(real, q="participatory")) != set()
        assert not real.page(address(q="particip")).all("p", class_="notice")

    @pytest.mark.parametrize(
        "q", ["PAR0001", "PAR 0001", "par-0001", "par0001", "paris-2017-01", "Paris-2017-01", " PAR0001 "]
    )
    def test_an_id_finds_its_promise_first(self, real: Visitor, q: str):
        assert results(real.page(address(q=q)))[0] == "paris-2017-01"

    @pytest.mark.parametrize(
        "key", ["madrid-2017-01", "buenos-aires-2018-03", "la-libertad-2017-01", "sekondi-takoradi-2017-01"]
    )
    def test_every_kind_of_id_is_found(self, real: Visitor, key: str):
        assert results(real.page(address(q=key)))[0] == key

    def test_every_word_must_occur(self, real: Visitor):
        both = set(found(real, q="budget paris"))
        assert both and both == set(found(real, q="budget")) & set(found(real, q="paris"))

    @pytest.mark.parametrize("language", ["es", "pt", "ko", "ka", "id", "sw"])
    def test_translated_titles_are_found_in_every_language(self, real: Visitor, language: str):
        titles = real.rows(
            "SELECT min(commitment_id), translation FROM translations JOIN commitments AS c ON title = text "
            f"WHERE language = ? AND context = '' AND {CURRENT} AND translation <> title "
            "GROUP BY title ORDER BY title",
            language,
        )
        assert len(titles) >= 4
        for key, title in titles[:: max(1, len(titles) // 8)]:
            q = " ".join(title.split()[:6])
            for page in ("en", language):
                assert key in found(real, page, q=q), (key, q)

    @pytest.mark.parametrize(
        ("q", "government"),
        [("presupuesto", "paris"), ("orçamento", "sao-paulo"), ("서울", "seoul"), ("თბილისი", "tbilisi")],
    )
    def test_a_word_of_another_language(self, real: Visitor, q: str, government: str):
        assert any(key.startswith(f"{government}-") for key in found(real, q=q))

    def test_titles_weigh_more_than_summaries(self, real: Visitor):
        (first, *_), html = (
            found(real, q="participatory budget"),
            real.page(address(q="participatory budget")),
        )
        title = html.one("ul", class_="promises").all("h3")[0].text.lower()
        assert "budget" in title, first

    @pytest.mark.parametrize(
        ("q", "government", "page"),
        [
            ("France", "paris", "fr"),
            ("Espagne", "madrid", "fr"),
            ("España", "madrid", "es"),
            ("Brasil", "sao-paulo", "pt"),
            ("Brazil", "sao-paulo", "en"),
            ("Kenya", "elgeyo-marakwet", "en"),
            ("Marekani", "austin", "sw"),
            ("საქართველო", "tbilisi", "ka"),
            ("UK", "scotland", "en"),
            ("USA", "austin", "en"),
            ("한국", "seoul", "ko"),
        ],
    )
    def test_a_country_finds_its_promises_and_is_never_mended(
        self, real: Visitor, q: str, government: str, page: str
    ):
        own = commitments_of(real, BY_SQL["government"], government)
        first = found(real, page, q=q)[: len(own)]
        assert set(first) == own
        assert not real.page(address(page, q=q)).all("p", class_="notice")

    def test_ligatures_are_written_either_way(self, real: Visitor):
        assert found(real, "fr", q="oeuvre") == found(real, "fr", q="œuvre") != []

    def test_what_is_not_counted_is_not_counted(self, real: Visitor):
        html = real.page(address(q="gender equality"))
        assert html.one("h2", id="results").text == "Only older listings, which are not counted"
        every, old = found(real, q="gender"), commitments_of(
            real, "SELECT commitment_id FROM commitments WHERE record_status = 'superseded'"
        )  # fmt: skip
        assert count(real.page(address(q="gender"))) == len(set(every) - old) < len(every)

    def test_nothing_found_says_what_to_do(self, real: Visitor):
        html = real.page(address(q="zzzzqqqq"))
        assert html.one("h2", id="results").text == "Nothing found"
        assert "/en/search" in [link["href"] for link in html.one("main").all("a")]

    @pytest.mark.parametrize("q", ["", " ", "\t\n", "\u00a0"])
    def test_no_words_find_everything(self, real: Visitor, q: str):
        assert count(real.page(address(q=q))) == count(real.page("/en/search")) == 168

    def test_an_endless_query_is_cut(self, real: Visitor):
        html = real.page(address(q="budget " * 800))
        assert len(html.one("input", id="q")["value"]) <= 200 and count(html) > 0
        html = real.page(address(q="x" * 5_000))
        assert html.one("input", id="q")["value"] == "x" * 200
        assert len(real.answer(address(q="é" * 5_000)).body) < 40_000

    @pytest.mark.parametrize(
        ("syntax", "words"),
        [
            ("budget OR housing", "budget or housing"),
            ("budget AND paris", "budget and paris"),
            ("budget NOT paris", "budget not paris"),
            ("title:budget", "title budget"),
            ("{title summary}: budget", "title summary budget"),
            ("NEAR(budget paris, 5)", "near budget paris 5"),
            ("^budget", "budget"),
            ("budget*", "budget"),
            ("+budget -paris", "budget paris"),
            ('"budget paris', "budget paris"),
            ("budget AND", "budget and"),
            ("(budget", "budget"),
            ("'budget'; DROP TABLE commitments --", "budget drop table commitments"),
        ],
    )
    def test_the_syntax_of_the_index_is_words(self, real: Visitor, syntax: str, words: str):
        assert found(real, q=syntax) == found(real, q=words)

    @pytest.mark.parametrize(
        "q", ["*", '"', "'", "-", "_", "(", "()", "AND", "::", "\\", "%", "😀", "½", "\x00"]
    )
    def test_signs_alone_are_no_fault(self, real: Visitor, q: str):
        assert 0 <= count(real.page(address(q=q))) <= 172


class TestFilters:
    @pytest.mark.parametrize("name", BY_SQL)
    def test_each_alone_leaves_what_the_tables_say(self, real: Visitor, name: str):
        offered = choices(real.page("/en/search"), name)
        assert len(offered) > 3
        union: set[str] = set()
        for value in list(offered)[:: 5 if name == "area" else 1]:
            ids = found(real, **{name: value})
            assert len(ids) == len(set(ids)) and set(ids) == commitments_of(real, BY_SQL[name], value), value
            assert ids, "a filter offers only what there is"
            assert real.page(address(**{name: value})).one("select", name=name).one("option", selected="")
            union |= set(ids)
        if name != "area":
            assert union == set(found(real))

    @pytest.mark.parametrize("voice", ["said", "found"])
    def test_each_promise_is_in_one_state_by_each_voice(self, real: Visitor, voice: str):
        states = [found(real, **{voice: value}) for value in choices(real.page("/en/search"), voice)]
        assert sum(map(len, states)) == len({key for ids in states for key in ids}) == 168

    def test_what_is_listed_is_in_the_state_that_was_asked_for(self, real: Visitor):
        for who, name in (("Government", "said"), ("Assessor", "found")):
            for value, label in choices(real.page("/en/search"), name).items():
                for voices in real.page(address(**{name: value})).all("dl", class_="voices"):
                    said = last_words(voices)[who]
                    assert any(part.startswith(said) for part in label.split(" / ")), (name, value)

    def test_together_they_leave_what_each_leaves(self, real: Visitor):
        chosen = {"government": "paris", "year": "2017", "said": "complete"}
        chosen["area"] = real.rows(
            "SELECT policy_area FROM commitment_policy_areas WHERE commitment_id = 'paris-2017-01'"
        )[0][0]
        alone = {name: set(found(real, **{name: value})) for name, value in chosen.items()}
        for size in (2, 3, 4):
            for names in combinations(chosen, size):
                together = found(real, **{name: chosen[name] for name in names})
                assert set(together) == set.intersection(*(alone[name] for name in names)), names

    def test_words_and_filters_together(self, real: Visitor):
        ids = found(real, q="budget", government="paris")
        assert ids and set(ids) == set(found(real, q="budget")) & set(found(real, government="paris"))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_options_are_in_the_order_of_the_language(self, real: Visitor, language: str):
        html, words = real.page(address(language)), real.public.languages[language]
        for name in ("government", "area", "said", "found"):
            labels = list(choices(html, name).values())
            assert labels == words.sorted(labels) and len(set(labels)) == len(labels), name

    @pytest.mark.parametrize("name", FILTERS)
    @pytest.mark.parametrize("value", ["nowhere", "' OR 1=1 --", "2017 OR 1", "<b>", "9" * 200, "0", "\x00"])
    def test_an_unknown_value_finds_nothing(self, real: Visitor, name: str, value: str):
        html = real.page(address(**{name: value}))
        assert count(html) == 0
        (option,) = html.one("select", name=name).all("option", selected="")
        assert option["value"] == value[:100], "the form shows what is asked for"
        assert (
            f"“{value[:100]}” is not one of the choices."
            in html.one("label", **{"for": f"filter-{name}"}).text
        )
        assert html.one("details", open=""), "the filters are unfolded while one holds"
        assert "/en/search" in [link["href"] for link in html.one("main").all("a")]

    def test_unknown_fields_change_nothing(self, real: Visitor):
        assert results(real.page("/en/search?nonsense=1&_where=1")) == results(real.page("/en/search"))


class TestState:
    STATE = (("q", "open data & “more”"), ("government", "paris"), ("found", "none"))

    def test_stands_in_the_links_to_other_languages(self, real: Visitor):
        html = real.page(address(**dict(self.STATE)))
        for link in html.one("details", class_="languages").all("a"):
            parts = urlsplit(link["href"])
            assert parts.path == f"/{link['hreflang']}/search"
            assert parse_qsl(parts.query) == list(self.STATE)

    def test_stands_in_the_form(self, real: Visitor):
        form = real.page(address(**dict(self.STATE))).one("main").one("form")
        assert form["action"] == "/en/search" and form.get("method", "get") == "get"
        assert form.one("input", name="q")["value"] == self.STATE[0][1]
        assert form.one("select", name="government").one("option", selected="")["value"] == "paris"
        for field in form.all("input", "select"):
            label = [one for one in form.all("label") if one.get("for") == field["id"]]
            assert len(label) == 1 and label[0].text

    def test_stands_in_the_links_between_pages(self, real: Visitor):
        html = real.page(address(q="open", said="none"))
        assert count(html) > 20
        following = html.one("a", rel="next")["href"]
        assert parse_qs(urlsplit(following).query) == {"q": ["open"], "said": ["none"], "page": ["2"]}
        back = real.page(following).one("a", rel="prev")["href"]
        assert parse_qs(urlsplit(back).query) == {"q": ["open"], "said": ["none"], "page": ["1"]}
        assert results(real.page(back)) == results(html)

    def test_filters_can_be_taken_away(self, real: Visitor):
        html = real.page(address(q="open", government="paris"))
        links = [link["href"] for link in html.one("main").all("a")]
        assert "/en/search?q=open" in links

    def test_pages_follow_each_other_without_loss(self, real: Visitor):
        ids = found(real)
        assert len(ids) == len(set(ids)) == 168
        assert set(ids) == commitments_of(real, f"SELECT commitment_id FROM commitments AS c WHERE {CURRENT}")
        sizes = [len(results(real.page(address(page=number)))) for number in range(1, 10)]
        assert sizes == [20] * 8 + [8]

    @pytest.mark.parametrize("page", ["10", "99999", "100001", "9" * 300])
    def test_beyond_the_end_is_no_page(self, real: Visitor, page: str):
        """As in every other list."""
        assert real.page(address(page="9")).all("h3")
        for others in ({}, {"q": "budget"}, {"q": "zzzzqqqq"}, {"government": "paris"}):
            lost = real.page(address(page=page, **others), status=404).one("main")
            assert [(one.text, one["href"]) for one in lost.all("a")] == [
                ("To the first page of the list", address(**others)),
                ("To the start page", "/en/"),
            ]
        for path in ("/en/policy-areas/open-data", "/en/plans/paris-2017", "/en/sources/ogp-par0001-en"):
            assert real.answer(f"{path}?page={page}").status == 404

    @pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "٣", "²", " 2"])
    def test_what_is_no_number_is_the_first_page(self, real: Visitor, page: str):
        assert results(real.page(address(page=page))) == results(real.page("/en/search"))


words = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"'()*:^-+{}<>&%_\\/;=AND OR.\x00é서ბ", max_size=40),
    st.lists(
        st.sampled_from(["budget", "paris", '"', "NEAR(", "*", "<script>", "{{ 7*7 }}", "%(q)s", "서울"])
    ).map(" ".join),
)


@settings(max_examples=60, deadline=None)
@given(q=words, language=st.sampled_from(LANGUAGES))
@example(q="</title></svg><script>alert(1)</script>", language="en")
def test_any_words_are_answered_and_escaped(real: Visitor, q: str, language: str):
    answer = real.public.answer(real.connection, language, ("search",), {"q": q})
    assert answer.status == 200
    html = read(answer.body.decode())
    typed = " ".join(q[:200].split()).encode("utf-8", "replace").decode()
    assert html.one("input", id="q")["value"] == typed
    assert not html.all("script")
    for link in html.one("details", class_="languages").all("a"):
        assert link["href"].endswith(f"/search?q={quote_plus(typed)}" if typed else "/search")


async def test_the_address_is_read_as_browsers_write_it(site):
    """Twice the same field, a plus, a lone percent sign, bytes that are no UTF-8: never a fault."""
    same = (await site.client.get("/en/search?q=s%C3%A3o+paulo")).text
    assert (await site.client.get("/en/search?q=s%C3%A3o%20paulo")).text == same
    for query in ("q=a&q=b", "q=%", "q=%FF%FE", "q=%ED%A0%80", "q", "=", "&&&", "q[]=1", "q=" + "a" * 5_000):
        response = await site.client.get(f"/en/search?{query}")
        assert response.status_code == 200, query

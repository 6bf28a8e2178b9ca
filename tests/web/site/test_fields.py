"""Which fields pages, feeds and calendars take: one that would be passed over is answered with a sentence."""

from urllib.parse import urlsplit

import pytest
from datasette.app import Datasette

from web.html import read
from web.site.visit import KINDS, LANGUAGES, Visitor

OF_CHANGES = "This address takes: government, plan, commitment, source, edition, page."
OF_SEARCH = "This address takes: q, government, year, area, said, found, page."
NONE = "This address takes no fields."
SLIPS = [  # the address after the language, the field that is not taken, which is meant, what else is said
    ("/changes?goverment=paris", "goverment", "government", OF_CHANGES),
    ("/changes?edition=1.0.0&Government=paris", "Government", "government", OF_CHANGES),
    ("/changes?government_id=paris", "government_id", "government", OF_CHANGES),
    ("/changes?year=2017", "year", "", OF_CHANGES),
    ("/changes?q=budget", "q", "", OF_CHANGES),
    ("/search?q=budget&goverment=paris", "goverment", "government", OF_SEARCH),
    ("/search?plan=paris-2017", "plan", "", OF_SEARCH),
    ("/search?policy_area=education&utm_source=x", "policy_area", "area", OF_SEARCH),
    ("/search?pgae=2", "pgae", "page", OF_SEARCH),
    ("/search?yaer=2017", "yaer", "year", OF_SEARCH),
    ("/search?query=budget", "query", "q", OF_SEARCH),
    ("/changes?sources=ogp-par0001-en", "sources", "source", OF_CHANGES),
    ("/feeds/updates.atom?page=2&plan=paris-2017", "plan", "", "This address takes: page."),
    ("/feeds/governments/paris.atom?government=paris", "government", "", "This address takes: page."),
    ("/governments/paris/calendar.ics?government=austin", "government", "", NONE),
]
ONE_THING = (  # shown whatever is asked: a link that somebody shares has fields that are none of ours
    "/governments/paris?plan=paris-2017", "/plans/paris-2017?government=paris&source=mail",
    "/commitments/paris-2017-01?comitment=x", "/policy-areas?page=2", "/?source=mail", "/data?edition=1.1.0",
    "/sources/ogp-par0001-en?source=mail", "/search?q=budget&source=mail",
)  # fmt: skip
OF_OTHERS = """utm_source utm_medium utm_campaign utm_term utm_content utm_id fbclid gclid gbraid
wbraid dclid gad_source gclsrc msclkid twclid yclid ttclid li_fat_id igshid igsh mc_cid
mc_eid _ga _gl _hsenc _hsmi mkt_tok ref ref_src ref_url rss via from share si s t hl
lang amp cid sid pk_campaign mtm_source vero_id oly_enc_id ncid cmpid _openstat x sort
order id key token nonsense a- Q1""".split()  # noqa: SIM905


@pytest.mark.parametrize(("address", "field", "meant", "taken"), SLIPS)
def test_a_field_that_would_be_passed_over_is_named(
    real: Visitor, address: str, field: str, meant: str, taken: str
) -> None:
    html = real.page(f"/en{address}", 400)
    said = html.one("p", class_="lead").text
    right = f"/en{address.replace(f'{field}=', f'{meant}=')}"
    guess = f" Did you mean this address? {right}" if meant else ""
    assert said == f"The field “{field}” is not understood here. {taken}{guess}"
    links = [one["href"] for one in html.one("p", class_="lead").all("a")]
    assert links == ([right] if meant else [])
    assert not links or real.answer(right).status in (200, 404)  # what is asked for may not be there
    assert html.one("h1").text == "This request cannot be answered"
    assert html.one("meta", name="robots")["content"] == "noindex"


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("/feeds/updates.atom?government=paris", "/feeds/governments/paris.atom"),
        ("/feeds/updates.atom?goverment=nope", "/feeds/governments/austin.atom"),
        ("/feeds/updates.atom?government=x+/fr/+//evil.example", "/feeds/governments/austin.atom"),
        ("/feeds/changes.atom?government_id=paris", "/feeds/changes/paris.atom"),
        ("/calendar.ics?government=paris", "/governments/paris/calendar.ics"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_of_all_leads_to_that_of_the_government(
    real: Visitor, language: str, address: str, own: str
) -> None:
    html = real.page(f"/{language}{address}", 400)
    (link,) = html.one("p", class_="lead").all("a")
    assert link["href"] == link.text == f"/{language}{own}"
    assert real.answer(link["href"]).status == 200


@pytest.mark.parametrize("more", ["", "&source=ogp-par0001-en", "&page=9&edition=1.0.0"])
def test_changes_are_of_one_record_at_a_time(real: Visitor, more: str) -> None:
    html = real.page(f"/en/changes?government=paris&plan=paris-2017{more}", 400)
    fields = f"government, plan{', source' if 'source' in more else ''}"
    said = html.one("p", class_="lead").text
    assert said == f"Please ask for one of these at a time: {fields}."
    real.page("/en/changes?government=paris&plan=")


@pytest.mark.parametrize("address", ONE_THING)
def test_pages_of_one_thing_are_the_same_with_any_field(real: Visitor, address: str) -> None:
    plain = address.replace("&source=mail", "") if "search" in address else address.partition("?")[0]
    assert real.answer(f"/en{address}").body == real.answer(f"/en{plain}").body


@pytest.mark.parametrize("kind", KINDS)
def test_what_others_append_changes_nothing(real: Visitor, kind: str) -> None:
    address = KINDS[kind]
    appended = "&".join(f"{name}=1" for name in OF_OTHERS)
    plain = real.answer(f"/en{address}")
    assert real.answer(f"/en{address}{'&' if '?' in address else '?'}{appended}").body == plain.body


@pytest.mark.parametrize("address", ["/feeds/updates.atom", "/feeds/changes/paris.atom", "/calendar.ics"])
def test_what_others_append_changes_no_feed_and_no_calendar(real: Visitor, address: str) -> None:
    appended = "&".join(f"{name}=1" for name in OF_OTHERS)
    plain = real.answer(f"/en{address}")
    assert plain.status == 200 and real.answer(f"/en{address}?{appended}").body == plain.body


@pytest.mark.parametrize("address", ["/nope", "/plan/paris-2017", "/feed/updates.atom"])
def test_where_nothing_stands_no_field_is_taken_amiss(real: Visitor, address: str) -> None:
    assert real.answer(f"/en{address}?government=paris").status == 404


async def test_slips_are_answered_over_http_and_are_not_kept(site: Datasette) -> None:
    """In the language of the address; also where the address before it had none."""
    shelves = site.public.shelf, site.public.replies
    held = [shelf.held for shelf in shelves]
    for language in LANGUAGES:
        for address, *_ in SLIPS[:3]:
            response = await site.client.get(f"/{language}{address}")
            assert response.status_code == 400 and response.headers["content-language"] == language
            assert response.headers["cache-control"] == "no-store"
            html = read(response.text)
            assert html.one("html")["lang"] == language and not html.one("p", class_="lead").get("lang")
            head = await site.client.head(f"/{language}{address}")
            assert (head.status_code, head.content) == (400, b"")
    assert [shelf.held for shelf in shelves] == held
    response = await site.client.get("/changes?goverment=paris", follow_redirects=True)
    assert response.status_code == 400 and urlsplit(str(response.url)).path == "/en/changes"

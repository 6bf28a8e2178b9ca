"""What a table or view can be asked with: a slip of the pen is answered with a sentence, in every form."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from datasette.app import Datasette
from datasette.filters import Filters

from opengov.web.fields import KNOWN
from web.html import read

# Datasette prepares all facets of a table at once, and drops the others when one of them fails.
pytestmark = pytest.mark.filterwarnings(
    "ignore:coroutine '.*(facet_results|suggested_facets)' was never awaited:RuntimeWarning",
    "ignore:.*(facet_results|suggested_facets):pytest.PytestUnraisableExceptionWarning",
)

FORMS = ("", ".json", ".csv")
SLIPS = [  # the table, what it is asked, the field that is not understood, what was perhaps meant
    ("commitments", "_shape=array&plan__id=paris-2017", "plan__id", "plan_id"),
    ("commitments", "_stream=on&plan_id__foo=x", "plan_id__foo", ""),
    ("commitments", "plan_id__contain=x", "plan_id__contain", "plan_id__contains"),
    ("commitments", "plan_id__=x", "plan_id__", ""),
    ("commitments", "nocol__gte=5", "nocol__gte", ""),
    ("commitments", "date__gte=", "date__gte", "end_date__gte"),
    ("commitments", "plan_idd=paris-2017", "plan_idd", "plan_id"),
    ("commitments", "plan_idd__exact=paris-2017", "plan_idd__exact", "plan_id__exact"),
    ("commitments", "nocol=5", "nocol", "_nocol"),
    ("commitments", "_sizes=3", "_sizes", "_size"),
    ("commitments", "_size__gt=3", "_size__gt", ""),
    ("commitments", "_facet_columns=plan_id", "_facet_columns", "_columns"),
    ("commitments", "_filter_column_x=plan_id", "_filter_column_x", "_filter_column"),
    ("commitments", "sql=SELECT+1", "sql", ""),
    ("commitments", "PLAN_ID=paris-2017", "PLAN_ID", ""),
    ("commitments", "=x", "", ""),
    ("updates", "_search=budget", "_search", ""),
    ("updates", "_search_note=budget", "_search_note", ""),
    ("commitment_overview", "_stream=on&goverment_id=paris", "goverment_id", "government_id"),
    ("commitment_overview", "rowid=1", "rowid", ""),
    ("dictionary_columns", "table=updates", "table", "table_name"),
]
NO_PLACES = [  # a table, and a place that no page of it has
    ("commitments", "_next=zzz"),
    ("commitments", "_next=paris-2017-01,paris-2017-02"),
    ("updates", "_next=paris-2017-01-u01"),  # its rows are sorted, by date
    ("updates", "_sort=update_id&_next=zzz,zzz"),
    ("commitment_policy_areas", "_next=paris-2017-01"),
    ("commitment_overview", "_next=-5"),
    ("commitment_overview", "_next=zzz"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("table", "query", "field", "meant"), SLIPS)
async def test_a_slip_is_answered_with_what_was_perhaps_meant(
    site: Datasette, form: str, table: str, query: str, field: str, meant: str
) -> None:
    response = await site.client.get(f"/opengov/{table}{form}?{query}")
    assert response.status_code == 400, response.text[:300]
    text = sentence(response)
    assert f"The field “{field}” is not understood here." in text
    assert ("Did you mean" in text) == bool(meant)
    if meant:
        assert f"Did you mean {meant}?" in text
    if "no comparison" not in text and "not indexed" not in text:
        listed = text[text.index("/opengov/dictionary_columns?") :].split()[0]
        if not form:
            (link,) = read(response.text).one("p", class_="lead").all("a")
            assert link["href"] == link.text == listed
        found = (await site.client.get(listed.replace("?", ".json?_shape=array&"))).json()
        first = (await site.client.get(f"/opengov/{table}.json?_shape=array&_size=1")).json()[0]
        assert {row["column_name"] for row in found} == set(first)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("table", "query"), NO_PLACES)
async def test_a_page_that_begins_nowhere_is_no_page(
    site: Datasette, form: str, table: str, query: str
) -> None:
    response = await site.client.get(f"/opengov/{table}{form}?{query}")
    assert response.status_code == 400
    assert "The field “_next” says where a page begins" in sentence(response)


def sentence(response: object) -> str:
    """What an answer says of why it is none."""
    kind = response.headers["content-type"].partition(";")[0]
    if kind == "application/json":
        return response.json()["error"]
    return response.text if kind == "text/plain" else read(response.text).one("p", class_="lead").text


# --- what is understood as before


@pytest.mark.parametrize("lookup", [key for key, _, _ in Filters([]).lookups()])
async def test_every_comparison_of_the_form_leads_to_its_rows(site: Datasette, lookup: str) -> None:
    """Of a known column, with a value or a blank one; texts that are no JSON have no elements."""
    for value in ("", "2020"):
        asked = {"_filter_column": "note", "_filter_op": lookup, "_filter_value": value, "_sort": "date"}
        response = await site.client.get("/opengov/updates?" + urlencode(asked))
        assert response.status_code == 302
        to = response.headers["location"]
        assert dict(parse_qsl(urlsplit(to).query, keep_blank_values=True))[f"note__{lookup}"] == value
        response = await site.client.get(to)
        assert response.status_code == 200 or "malformed JSON" in response.text


# What Datasette 0.65 reads of an address, as its pages "Table arguments", "Full-text search" and "CSV" tell.
READ = """_col _nocol _sort _sort_desc _size _next _where _through _facet _facet_array _facet_date _facet_size
_nofacet _nosuggest _nocount _labels _label _shape _nl _json _json_infinity _stream _header _dl _search
_searchmode _search_title _filter_column _filter_op _filter_value""".split()  # noqa: SIM905


@pytest.mark.parametrize("name", sorted({*READ, *KNOWN}))
async def test_every_field_of_datasette_is_known(site: Datasette, name: str) -> None:
    values = {
        "_through": '{"table": "milestones", "column": "milestone_id", "value": "paris-2017-01-m01"}',
        "_where": "plan_id = 'paris-2017'",
        "_shape": "array",
        "_size": "3",
        "_facet_size": "3",
        "_json_infinity": "1",
        "_next": "paris-2017-01",
    }
    asked = urlencode({name: values.get(name, "title")})
    for form in FORMS:
        response = await site.client.get(f"/opengov/commitments{form}?{asked}")
        assert response.status_code in (200, 302) or "malformed JSON" in response.text, response.text[:300]


@pytest.mark.parametrize(
    "path",
    [
        "/opengov/commitments?_search=budget&plan_id=paris-2017&_facet=title_kind",
        "/opengov/updates?status__in=complete,started&_facet_date=date&_size=5&date__notblank=1",
        "/opengov/updates?_where=date+>+'2018'&_sort_desc=note&_size=5&_columns=all",
        "/opengov/commitment_policy_areas?_size=5",
        "/opengov/commitment_overview?_size=5&cycle_year__gte=2017&title__notblank=1",
        "/opengov/government_overview?_col=name&_sort=name",
    ],
)
async def test_every_link_and_form_of_a_page_is_understood(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    assert response.status_code == 200
    page = read(response.text)
    links = {link["href"] for link in page.all("a", "link") if link.get("href", "").startswith("/opengov/")}
    asked = sorted(link for link in links if "?" in link)
    assert len(asked) >= 4
    for form in page.all("form"):
        if form["action"].startswith("/opengov/"):
            asked.append(f"{form['action']}?{urlencode(sent(form))}")
    for link in asked:
        response = await site.client.get(link, follow_redirects=True)
        assert response.status_code == 200, (link, sentence(response))


def sent(form: object) -> list[tuple[str, str]]:
    """What a browser sends of a form that nobody has touched."""
    fields = [
        (one["name"], one.attributes.get("value", "on" if one.get("type") == "checkbox" else ""))
        for one in form.all("input")
        if one.get("name") and (one.get("type") != "checkbox" or "checked" in one.attributes)
    ]
    for select in form.all("select"):
        options = select.all("option")
        chosen = next((one for one in options if "selected" in one.attributes), options[0])
        fields.append((select["name"], chosen.attributes.get("value", chosen.text)))
    return fields


@pytest.mark.parametrize(
    "path",
    [
        "/opengov/updates.json?_size=100",
        "/opengov/updates.json?_size=100&_sort=note",  # blank in some rows
        "/opengov/updates.json?_size=100&_sort_desc=note&_shape=objects",
        "/opengov/commitment_policy_areas.json?_size=100&_sort=policy_area",
        "/opengov/commitment_overview.json?_size=10&plan_id__startswith=p",
    ],
)
async def test_every_page_leads_to_the_next(site: Datasette, path: str) -> None:
    pages, found = 0, []
    count = (await site.client.get(path)).json()["filtered_table_rows_count"]
    while path:
        response = await site.client.get(path)
        assert response.status_code == 200, response.text
        found += [str(row) for row in response.json()["rows"]]
        path, pages = response.json()["next_url"], pages + 1
    assert len(found) == len(set(found)) == count and pages > 1


async def test_questions_take_what_they_like(site: Datasette) -> None:
    """What a question in SQL does not name is a parameter that it does not use."""
    for path in (
        "/opengov?sql=SELECT+:a&a=1&b=2",
        "/opengov/promises?government=paris&other=1",
        "/opengov/commitments/paris-2017-01?other=1",
        "/opengov/commitments.json?_ttl=5&_trace=1&_timelimit=1&_context=1",
    ):
        assert (await site.client.get(path)).status_code == 200


# --- questions in SQL

AS_DATA = (".json", ".csv", ".blob")
OF_PLAN = "sql=SELECT+commitment_id+FROM+commitments+WHERE+plan_id+=+:plan+ORDER+BY+1"
TWO = "sql=SELECT+:a,+:b"


@pytest.mark.parametrize("form", AS_DATA)
@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("/opengov", OF_PLAN, "There is no value for :plan. It stands in the address as plan=…"),
        ("/opengov", f"{OF_PLAN}&plam=x", "There is no value for :plan. Did you mean it by “plam”?"),
        ("/opengov", f"{OF_PLAN}&_shape=array&_header=off", "There is no value for :plan. It stands"),
        ("/opengov", f"{TWO}&a=1", "There is no value for :b. It stands"),
        ("/opengov", "sql=SELECT+:_a", "There is no value for :_a."),
        ("/opengov", f"{OF_PLAN}&plan=x&plam=x", "“plam” is not understood here. Did you mean plan?"),
        ("/opengov", f"{OF_PLAN}&plan=&limit=5", "This question takes values for :plan."),
        ("/opengov", f"{TWO}&a=1&b=2&_shap=array", "Did you mean _shape? This question takes values for :a"),
        ("/opengov", "sql=SELECT+1&plan=x", "“plan” is not understood here. This question takes no values."),
        ("/opengov", "sq=SELECT+1", "The field “sq” is not understood here. Did you mean sql?"),
        ("/opengov/promises", "", "There is no value for :government."),
        ("/opengov/promises", "goverment=paris", "Did you mean it by “goverment”?"),
        ("/opengov/promises", "government=paris&plan=x", "This question takes values for :government."),
        ("/opengov/outcomes_2017", "government=&sql=SELECT+1", "“sql” is not understood here."),
    ],
)  # fmt: skip
async def test_a_slip_in_the_fields_of_a_question_is_answered_with_a_sentence(
    site: Datasette, form: str, path: str, query: str, said: str
) -> None:
    response = await site.client.get(f"{path}{form}?{query}")
    assert response.status_code == 400, response.text[:300]
    assert said in sentence(response)
    head = await site.client.head(f"{path}{form}?{query}")
    assert (head.status_code, head.content) == (400, b"")


@pytest.mark.parametrize(
    ("path", "query", "rows"),
    [
        ("/opengov", f"{OF_PLAN}&plan=paris-2017", 5),
        ("/opengov", f"{OF_PLAN}&plan=", 0),
        ("/opengov", f"{OF_PLAN}&plan=paris-2017&plan=x&_size=max&_hide_sql=1&_dl=1&_nl=", 5),
        ("/opengov", "sql=SELECT+':a'+--+:b%0A/*+:c+*/", 1),
        ("/opengov", "sql=SELECT+'--',+:a&a=1", 1),  # which Datasette's extraction does not find
        ("/opengov", "sql=SELECT+$a,+@b&a=1&b=2", 1),
        ("/opengov", "sql=SELECT+:a,+:A,+:a&a=1&A=2", 1),
        ("/opengov/promises", "government=paris&_columns=all", None),
        ("/opengov/outcomes_2017", "government=", None),
    ],
)
async def test_a_question_with_all_its_values_is_answered(
    site: Datasette, path: str, query: str, rows: int | None
) -> None:
    """A blank value is one."""
    response = await site.client.get(f"{path}.json?{query}&_shape=array")
    assert response.status_code == 200, response.text[:300]
    assert rows is None or len(response.json()) == rows
    response = await site.client.get(f"{path}.csv?{query}")
    assert response.status_code == 200 and response.text.count("\n") > (rows or 0)


async def test_the_page_of_a_question_asks_for_the_values_and_leads_to_its_data(site: Datasette) -> None:
    """Also before anything is filled in, whatever the parameters are called."""
    asked = urlencode({"sql": "SELECT :plan AS a, :é AS b, :z AS c", "z": "1", "other": ""})
    for path in (f"/opengov?{asked}", "/opengov/promises", "/opengov/promises?government=paris"):
        response = await site.client.get(path)
        assert response.status_code == 200
        links = read(response.text).one("section", class_="take").all("a")
        links = [link["href"] for link in links if "." in link["href"]]
        assert len(links) >= 2
        for link in links[:2]:
            found = await site.client.get(link.replace("&other=", ""))
            assert found.status_code == 200, found.text

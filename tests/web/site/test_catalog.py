"""What catalogues and search engines read: parsed by rdflib, held to what DCAT-AP demands by SHACL."""

import json
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, make_small, seal
from history import commit, edit, make_repository
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, RDFS, XSD, Graph, Literal, URIRef

from opengov.web.site import catalog, wellknown
from opengov.web.site.public import Public
from web.site.package import visit, visit_with_files
from web.site.visit import ORIGIN, Visitor

SHAPES = ROOT / "tests/fixtures/dcat-ap.ttl"
FN, HAS_URL, HAS_EMAIL = (
    URIRef(f"http://www.w3.org/2006/vcard/ns#{name}") for name in ("fn", "hasURL", "hasEmail")
)
FORMS = {"catalog.ttl": "turtle", "catalog.jsonld": "json-ld"}


@cache
def graph(visitor: Visitor, name: str) -> Graph:
    """What the visitor is told, parsed. Nobody may change it."""
    answer = wellknown.answer(visitor.public, visitor.connection, name)
    assert answer.status == 200
    return Graph().parse(data=answer.body, format=FORMS[name])


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def path_of(visitor: Visitor, address: str) -> str:
    """The path of a file in its edition, from its address."""
    latest = visitor.public.downloads.latest
    edition = latest.edition if latest.is_lasting else "latest"
    assert str(address).startswith(f"{ORIGIN}/downloads/{edition}/")
    return str(address).removeprefix(f"{ORIGIN}/downloads/{edition}/")


def whole(found: Graph) -> URIRef:
    """The dataset that is a part of no other."""
    (one,) = set(found.subjects(RDF.type, DCAT.Dataset)) - set(found.subjects(DCTERMS.isPartOf))
    return one


def test_the_catalogue_has_what_dcat_ap_demands(real: Visitor, shapes: Graph):
    conforms, _, report = validate(graph(real, "catalog.ttl"), shacl_graph=shapes)
    assert conforms, report


@pytest.mark.parametrize(
    "lost",
    [
        DCTERMS.title,
        DCTERMS.publisher,
        DCAT.accessURL,
        DCAT.endpointURL,
        DCAT.contactPoint,
        DCTERMS.spatial,
        DCTERMS.temporal,
        DCTERMS.issued,
        DCTERMS.accrualPeriodicity,
        DCTERMS.language,
        DCAT.endDate,
        FN,
        HAS_URL,
    ],
)
def test_the_shapes_find_what_is_missing(real: Visitor, shapes: Graph, lost: URIRef):
    found = Graph() + graph(real, "catalog.ttl")
    found.remove((None, lost, None))
    assert not validate(found, shacl_graph=shapes)[0]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib 7.6 warns of itself
def test_both_forms_say_the_same(real: Visitor):
    one, other = graph(real, "catalog.ttl"), graph(real, "catalog.jsonld")
    assert len(one) == len(other) > 300
    assert set(one.subjects(RDF.type, DCAT.Distribution)) == set(other.subjects(RDF.type, DCAT.Distribution))


def test_each_distribution_is_a_file_of_that_size(real: Visitor):
    found = graph(real, "catalog.ttl")
    files = real.public.downloads.latest.files
    sizes = {}
    for one in found.subjects(RDF.type, DCAT.Distribution):
        (address,) = found.objects(one, DCAT.downloadURL)
        (size,) = found.objects(one, DCAT.byteSize)
        sizes[path_of(real, address)] = int(size)
    assert sizes["all-commitments.csv"] and "opengov.zip" in sizes and "tables/updates.parquet" in sizes
    assert all(files[path].bytes == size for path, size in sizes.items())


@pytest.mark.parametrize("is_released", [False, True])
def test_what_stands_beside_a_checksum_is_that_very_file(
    small_visitors: dict[bool, Visitor], is_released: bool
):
    """Whoever keeps the record keeps an address: at "latest" another file stands after the next edition."""
    visitor = small_visitors[is_released]
    found, edition = graph(visitor, "catalog.ttl"), "1.0.0" if is_released else "latest"
    addresses = {str(one) for one in found.objects(None, DCAT.downloadURL)}
    (block,) = visitor.page("/en/data").all("script")
    addresses |= {one["contentUrl"] for one in json.loads(block.text)["distribution"]}
    assert addresses and all(one.startswith(f"{ORIGIN}/downloads/{edition}/") for one in addresses)
    pages = {str(one) for one in found.objects(None, DCAT.accessURL)}
    assert pages and all(one.startswith(f"{ORIGIN}/downloads/latest/") for one in pages)


def test_it_says_when_the_data_became_others_whatever_day_they_are_true_of(small: Path):
    """A harvester takes a dataset again when ``modified`` is later: two editions may be of the same day."""
    edit(small, "datapackage.json", "2026-11-23T00:00:00Z", "2026-12-01T08:30:59Z")
    visitor = visit_with_files(small, is_released=True)
    found = graph(visitor, "catalog.ttl")
    moment = Literal("2026-12-01T08:30:59Z", datatype=XSD.dateTime)
    assert set(found.objects(None, DCTERMS.modified)) == set(found.objects(None, DCTERMS.issued)) == {moment}
    assert set(found.objects(None, DCAT.endDate)) == {Literal("2026-11-23", datatype=XSD.date)}
    (block,) = visitor.page("/en/data").all("script")
    said = json.loads(block.text)
    assert said["dateModified"] == said["datePublished"] == "2026-12-01T08:30:59Z"
    assert "released on December 1, 2026: true as of November 23, 2026" in visitor.page("/en/data").text


def test_of_later_edits_it_is_the_day_of_the_last(tmp_path: Path):
    folder = make_repository(tmp_path / "package")
    for day, name, text in (("2026-02-01", "Avilla", "v1.0.0"), ("2026-03-01", "Averla", "")):
        edit(folder, "data/governments.csv", "Aville" if text else "Avilla", name)
        if text:
            seal(folder)
        commit(folder, day, text)
    visitor = visit_with_files(folder, is_released=False)
    found = graph(visitor, "catalog.ttl")
    assert set(found.objects(None, DCTERMS.modified)) == {
        Literal("2026-03-01T12:00:00Z", datatype=XSD.dateTime)
    }
    assert set(found.objects(None, DCTERMS.issued)) == {
        Literal("2026-02-01T12:00:00Z", datatype=XSD.dateTime)
    }


def test_every_file_is_of_one_dataset(real: Visitor):
    """A government's own package and the code lists hold a part, so they are parts."""
    found = graph(real, "catalog.ttl")
    dataset, files = whole(found), real.public.downloads.latest.files
    parts = set(found.objects(dataset, DCTERMS.hasPart))
    assert parts == set(found.subjects(DCTERMS.isPartOf, dataset)) and len(parts) == 16
    assert set(found.objects(None, DCAT.dataset)) == {dataset, *parts}
    of = {}
    for one in (dataset, *parts):
        assert {str(word) for word in found.objects(one, DCAT.keyword)} >= {"open government", "OGP"}
        for distribution in found.objects(one, DCAT.distribution):
            path = path_of(real, found.value(distribution, DCAT.downloadURL))
            assert of.setdefault(path, one) == one
    assert set(of) == {path for path, file in files.items() if file.group != "metadata"}
    paris = of["governments/paris.zip"]
    assert [*found.objects(paris, DCTERMS.spatial)] == [URIRef(f"{ORIGIN}/catalog.ttl#place-paris")]
    (period,) = found.objects(paris, DCTERMS.temporal)
    ((begins,),) = real.rows("SELECT min(start_date) FROM action_plans WHERE government_id = 'paris'")
    assert str(found.value(period, DCAT.startDate)) == begins
    assert "París" in {str(title).rpartition(" · ")[2] for title in found.objects(paris, DCTERMS.title)}
    lists = {path for path, file in files.items() if (file.table or "").startswith("codelist_")}
    assert lists and {of[path] for path in lists} == {URIRef(f"{ORIGIN}/catalog.ttl#codelists")}


def test_titles_stand_in_each_reviewed_language(real: Visitor):
    found = graph(real, "catalog.ttl")
    dataset = whole(found)
    assert {title.language for title in found.objects(dataset, DCTERMS.title)} == {"en", "fr", "es", "pt"}


def test_says_of_where_and_of_when_it_is(real: Visitor):
    found = graph(real, "catalog.ttl")
    dataset = whole(found)
    known = real.rows("SELECT government_id, longitude, latitude FROM governments")
    assert len(set(found.objects(dataset, DCTERMS.spatial))) == len(known) == 15
    for key, longitude, latitude in known:
        place = URIRef(f"{ORIGIN}/catalog.ttl#place-{key}")
        (point,) = found.objects(place, DCAT.centroid)
        assert str(point) == f"POINT({longitude} {latitude})"
        assert URIRef(f"{ORIGIN}/en/governments/{key}") in set(found.objects(place, RDFS.seeAlso))
    (period,) = found.objects(dataset, DCTERMS.temporal)
    ((first,),) = real.rows("SELECT min(start_date) FROM action_plans")
    (start,), (end,) = found.objects(period, DCAT.startDate), found.objects(period, DCAT.endDate)
    assert str(start) == first and str(end) == real.public.edition.as_of
    kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    assert (start.datatype, end.datatype) == (kinds[len(first)], XSD.date)
    (often,) = found.objects(dataset, DCTERMS.accrualPeriodicity)
    assert str(often).endswith("/frequency/IRREG")


@pytest.mark.parametrize("contact", ["", "mailto:data@example.org", "https://example.org/tell"])
def test_says_where_to_write(tmp_path: Path, shapes: Graph, contact: str):
    folder = make_small(tmp_path / "package")
    edit(
        folder, "datapackage.json", '"as_of":', f'"contact": "{contact}", "as_of":' if contact else '"as_of":'
    )
    visitor = visit(folder)
    found = graph(visitor, "catalog.ttl")
    assert validate(found, shacl_graph=shapes)[0] is False  # there are no files to take
    (point,) = found.objects(None, DCAT.contactPoint)
    said = [str(one) for name in (HAS_URL, HAS_EMAIL) for one in found.objects(point, name)]
    assert said == [contact or f"{ORIGIN}/en/how-we-know#correct"]
    assert bool(list(found.objects(point, HAS_EMAIL))) == contact.startswith("mailto:")


def test_the_same_edition_gives_the_same_bytes(real: Visitor):
    one, other = (wellknown.answer(real.public, real.connection, "catalog.ttl").body for _ in range(2))
    assert one == other


def test_without_a_public_address_there_is_no_catalogue(real_db: Path, real: Visitor):
    answer = wellknown.answer(Public(real_db, ""), real.connection, "catalog.ttl")
    assert answer.status == 404 and b"public address" in answer.body


@pytest.mark.parametrize("page", ["/", "/data", "/api"])
def test_the_catalogue_can_be_found(real: Visitor, page: str):
    """By programs in the head, by people near the terms and what else is for programs."""
    shown = real.page(f"/en{page}")
    heads = {one["type"]: one["href"] for one in shown.one("head").all("link") if one.get("type")}
    known = {name: kind.partition(";")[0] for name, (_, kind) in catalog.FORMS.items()}
    assert set(known) == set(FORMS)
    for name, kind in known.items():
        assert wellknown.answer(real.public, real.connection, name).kind.partition(";")[0] == kind
        if page != "/api":
            assert heads[kind] == f"{ORIGIN}/{name}"
        if page != "/":
            assert [a for a in shown.one("main").all("a") if a["href"] == f"/{name}"]


def test_what_is_not_there_is_not_announced(real_db: Path, real: Visitor):
    visitor = Visitor(Public(real_db, "", real.public.downloads), real_db)
    for page in ("/", "/data", "/api"):
        html = visitor.answer(f"/en{page}").body
        assert b"catalog." not in html, page


@pytest.mark.parametrize("language", ["en", "pt", "ka"])
@pytest.mark.parametrize("page", ["/", "/data"])
def test_search_engines_find_the_dataset_in_the_page(real: Visitor, page: str, language: str):
    (block,) = real.page(f"/{language}{page}").all("script")
    said = json.loads(block.text)
    assert said["@type"] == "Dataset" and said["inLanguage"] == language
    assert said["version"] == real.public.edition.number and said["isAccessibleForFree"] is True
    start, _, end = said["temporalCoverage"].partition("/")
    assert (
        start == real.public.edition.begins and "2016" <= start < "2018" and end == real.public.edition.as_of
    )
    assert {place["address"]["addressCountry"] for place in said["spatialCoverage"]} >= {"FR", "US", "KR"}
    assert len([place["geo"]["latitude"] for place in said["spatialCoverage"]]) == 15
    for file in said["distribution"]:
        path = path_of(real, file["contentUrl"])
        assert real.public.downloads.latest.files[path].sha256 == file["sha256"]
        assert file["contentSize"] == f"{real.public.downloads.latest.files[path].bytes} B"


def test_nothing_can_end_the_block(real: Visitor):
    assert "<" not in str(real.public.schema_org("fr"))

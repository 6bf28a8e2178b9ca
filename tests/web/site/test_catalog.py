"""What catalogues and search engines read: parsed by rdflib, held to what DCAT-AP demands by SHACL."""

import json
from pathlib import Path

import pytest
from conftest import ROOT
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from opengov.web.site import wellknown
from opengov.web.site.public import Public
from web.site.visit import ORIGIN, Visitor

SHAPES = ROOT / "tests/fixtures/dcat-ap.ttl"
FORMS = {"catalog.ttl": "turtle", "catalog.jsonld": "json-ld"}


def graph(visitor: Visitor, name: str) -> Graph:
    answer = wellknown.answer(visitor.public, visitor.connection, name)
    assert answer.status == 200
    return Graph().parse(data=answer.body, format=FORMS[name])


def test_the_catalogue_has_what_dcat_ap_demands(real: Visitor):
    conforms, _, report = validate(graph(real, "catalog.ttl"), shacl_graph=Graph().parse(SHAPES))
    assert conforms, report


@pytest.mark.parametrize("lost", [DCTERMS.title, DCTERMS.publisher, DCAT.accessURL, DCAT.endpointURL])
def test_the_shapes_find_what_is_missing(real: Visitor, lost: URIRef):
    found = graph(real, "catalog.ttl")
    found.remove((None, lost, None))
    assert not validate(found, shacl_graph=Graph().parse(SHAPES))[0]


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
        sizes[str(address).removeprefix(f"{ORIGIN}/downloads/latest/")] = int(size)
    assert sizes["all-commitments.csv"] and "opengov.zip" in sizes and "tables/updates.parquet" in sizes
    assert all(files[path].bytes == size for path, size in sizes.items())


def test_titles_stand_in_each_reviewed_language(real: Visitor):
    found = graph(real, "catalog.ttl")
    (dataset,) = found.subjects(RDF.type, DCAT.Dataset)
    assert {title.language for title in found.objects(dataset, DCTERMS.title)} == {"en", "fr", "es", "pt"}


def test_the_same_edition_gives_the_same_bytes(real: Visitor):
    one, other = (wellknown.answer(real.public, real.connection, "catalog.ttl").body for _ in range(2))
    assert one == other


def test_without_a_public_address_there_is_no_catalogue(real_db: Path, real: Visitor):
    answer = wellknown.answer(Public(real_db, ""), real.connection, "catalog.ttl")
    assert answer.status == 404 and b"public address" in answer.body


@pytest.mark.parametrize("language", ["en", "pt", "ka"])
@pytest.mark.parametrize("page", ["/", "/data"])
def test_search_engines_find_the_dataset_in_the_page(real: Visitor, page: str, language: str):
    (block,) = real.page(f"/{language}{page}").all("script")
    said = json.loads(block.text)
    assert said["@type"] == "Dataset" and said["inLanguage"] == language
    assert said["version"] == real.public.edition.number and said["isAccessibleForFree"] is True
    for file in said["distribution"]:
        path = file["contentUrl"].removeprefix(f"{ORIGIN}/downloads/latest/")
        assert real.public.downloads.latest.files[path].sha256 == file["sha256"]


def test_nothing_can_end_the_block(real: Visitor):
    assert "<" not in str(real.public.schema_org("fr"))

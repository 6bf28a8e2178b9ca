"""What data catalogues read: DCAT-AP 3 as RDF (Turtle, JSON-LD), and schema.org's ``Dataset`` in the pages.

DCAT-AP 3.0: https://semiceu.github.io/DCAT-AP/releases/3.0.0/. Mandatory there are title and description of
catalogue and dataset, the publisher of the catalogue, and the access address of each distribution. Codes are
those of the EU's authority tables and IANA's media types. Absolute addresses need the site's public address.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

from opengov.web.downloads import Downloads, File
from opengov.web.site import addresses
from opengov.web.site.edition import Edition, Place
from opengov.web.site.words import Words

SPDX = Namespace("http://spdx.org/rdf/terms#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # of DCAT 3; rdflib's list is that of DCAT 2
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
WKT = URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
PRECISION = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}  # of a date, by its letters
AUTHORITY = "http://publications.europa.eu/resource/authority/"
FORMATS = {  # of a file, in the EU's table of file types
    "csv": "CSV", "json": "JSON", "parquet": "PARQUET", "xlsx": "XLSX", "geojson": "GEOJSON", "zip": "ZIP",
}  # fmt: skip
LANGUAGES = {
    "en": "ENG",
    "fr": "FRA",
    "es": "SPA",
    "pt": "POR",
    "id": "IND",
    "sw": "SWA",
    "ka": "KAT",
    "ko": "KOR",
}
FORMS = {
    "catalog.ttl": ("turtle", "text/turtle; charset=utf-8"),
    "catalog.jsonld": ("json-ld", "application/ld+json"),
}
OFFERED = ("flat", "numbers", "workbook", "package", "database", "map", "table")


@dataclass(frozen=True, slots=True)
class Described:
    """What is described: the site at ``origin``, where to write (``contact``), its edition, languages, and
    what may be taken away.
    """

    origin: str
    contact: str
    edition: Edition
    languages: Mapping[str, Words]
    downloads: Downloads | None


def catalog(site: Described, form: str) -> bytes:
    """The catalogue; ``form`` is a format of rdflib. The same edition gives the same bytes."""
    graph = Graph()
    for prefix, namespace in (
        ("dcat", DCAT),
        ("dct", DCTERMS),
        ("spdx", SPDX),
        ("adms", ADMS),
        ("foaf", FOAF),
        ("dcatap", DCATAP),
        ("vcard", VCARD),
        ("skos", SKOS),
    ):
        graph.bind(prefix, namespace)
    catalogue, dataset = (
        URIRef(f"{site.origin}/catalog.ttl#catalog"),
        URIRef(f"{site.origin}/catalog.ttl#dataset"),
    )
    publisher = URIRef(f"{site.origin}/catalog.ttl#publisher")
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal("opengov", lang="en")))
    about = site.edition.about
    for thing, kind in ((catalogue, DCAT.Catalog), (dataset, DCAT.Dataset)):
        graph.add((thing, RDF.type, kind))
        for code, words in site.languages.items():
            if not words.is_draft:
                graph.add((thing, DCTERMS.title, Literal(_title(site, code), lang=code)))
                graph.add((thing, DCTERMS.description, Literal(_description(site, code), lang=code)))
                graph.add((thing, DCTERMS.language, URIRef(f"{AUTHORITY}language/{LANGUAGES[code]}")))
        graph.add((thing, DCTERMS.publisher, publisher))
        graph.add((thing, DCTERMS.license, URIRef(about["licence_url"])))
        graph.add((thing, DCTERMS.modified, Literal(site.edition.as_of, datatype=XSD.date)))
        graph.add((thing, DCTERMS.issued, _date(about["created"][:10])))
        _coverage(graph, site, thing)
    _contact(graph, site, dataset)
    graph.add((dataset, DCTERMS.accrualPeriodicity, URIRef(f"{AUTHORITY}frequency/IRREG")))
    graph.add((catalogue, FOAF.homepage, URIRef(f"{site.origin}/")))
    graph.add((catalogue, DCAT.dataset, dataset))
    graph.add((dataset, VERSION, Literal(site.edition.number)))
    graph.add((dataset, DCAT.theme, URIRef(f"{AUTHORITY}data-theme/GOVE")))
    graph.add((dataset, DCAT.landingPage, URIRef(f"{site.origin}{addresses.page('en', 'data')}")))
    graph.add((dataset, DCTERMS.identifier, Literal(f"{site.origin}/catalog.ttl#dataset")))
    graph.add((dataset, DCTERMS.accessRights, URIRef(f"{AUTHORITY}access-right/PUBLIC")))
    for file in offered(site):
        _distribution(graph, site, dataset, file)
    _service(graph, site, catalogue, dataset)
    return graph.serialize(format=form, encoding="utf-8")


def _coverage(graph: Graph, site: Described, thing: URIRef) -> None:
    """Of where and of when it is: a point for each government, and the time since the first plan began."""
    for place in site.edition.places:
        one = URIRef(f"{site.origin}/catalog.ttl#place-{place.key}")
        graph.add((thing, DCTERMS.spatial, one))
        graph.add((one, RDF.type, DCTERMS.Location))
        graph.add((one, SKOS.prefLabel, Literal(f"{place.name} ({place.country_code.upper()})", lang="en")))
        graph.add((one, RDFS.seeAlso, URIRef(site.origin + addresses.record("en", "government", place.key))))
        if place.wikidata_id:
            graph.add((one, RDFS.seeAlso, URIRef(f"http://www.wikidata.org/entity/{place.wikidata_id}")))
        if place.latitude is not None and place.longitude is not None:
            point = Literal(f"POINT({place.longitude} {place.latitude})", datatype=WKT)
            graph.add((one, DCAT.centroid, point))
    period = URIRef(f"{site.origin}/catalog.ttl#period")
    graph.add((thing, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    if site.edition.begins:
        graph.add((period, DCAT.startDate, _date(site.edition.begins)))
    graph.add((period, DCAT.endDate, _date(site.edition.as_of)))


def _contact(graph: Graph, site: Described, dataset: URIRef) -> None:
    contact = URIRef(f"{site.origin}/catalog.ttl#contact")
    graph.add((dataset, DCAT.contactPoint, contact))
    graph.add((contact, RDF.type, VCARD.Kind))
    graph.add((contact, VCARD.fn, Literal("opengov", lang="en")))
    by_mail = site.contact.startswith("mailto:")
    graph.add((contact, VCARD.hasEmail if by_mail else VCARD.hasURL, URIRef(site.contact)))


def _date(text: str) -> Literal:
    """A date as precise as it is."""
    return Literal(text, datatype=PRECISION.get(len(text), XSD.string))


def offered(site: Described) -> list[File]:
    """The files that a catalogue tells of, by path; code lists are in the packages."""
    files = site.downloads.latest.files.values() if site.downloads else ()
    return sorted(
        (file for file in files if file.group in OFFERED and not (file.table or "").startswith("codelist_")),
        key=lambda file: file.path,
    )


def schema_org(site: Described, code: str) -> str:
    """The dataset for search engines (https://schema.org/Dataset), as JSON-LD that may stand in a page: a
    data block, which no browser runs; ``<`` is escaped, so that nothing in it can end it.
    """
    about = site.edition.about
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": _title(site, code),
        "description": _description(site, code),
        "url": site.origin + addresses.page(code, "data"),
        "inLanguage": code,
        "version": site.edition.number,
        "dateModified": site.edition.as_of,
        "temporalCoverage": f"{site.edition.begins or '..'}/{site.edition.as_of}",
        "spatialCoverage": [_place(place) for place in site.edition.places],
        "license": about["licence_url"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "opengov", "url": f"{site.origin}/"},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": file.media_type.partition(";")[0],
                "contentUrl": f"{site.origin}/downloads/latest/{file.path}",
                "contentSize": f"{file.bytes} B",
                "sha256": file.sha256,
            }
            for file in offered(site)
            if file.group != "table"
        ],
    }
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def _place(place: Place) -> dict[str, Any]:
    said: dict[str, Any] = {"@type": "Place", "name": place.name}
    said["address"] = {"@type": "PostalAddress", "addressCountry": place.country_code.upper()}
    if place.latitude is not None and place.longitude is not None:
        spot = {"latitude": place.latitude, "longitude": place.longitude}
        said["geo"] = {"@type": "GeoCoordinates", **spot}
    if place.wikidata_id:
        said["sameAs"] = f"https://www.wikidata.org/entity/{place.wikidata_id}"
    return said


def _title(site: Described, code: str) -> str:
    return site.languages[code].gettext("Promises of open government")


def _description(site: Described, code: str) -> str:
    return site.languages[code].gettext(
        "What Paris and 14 other local governments promised to make government more open, what became of "
        "each promise, and who says so. Every statement names its source."
    )


def _distribution(graph: Graph, site: Described, dataset: URIRef, file: File) -> None:
    address = URIRef(f"{site.origin}/downloads/latest/{file.path}")
    one = URIRef(f"{site.origin}/catalog.ttl#{file.path.replace('/', '-')}")
    graph.add((dataset, DCAT.distribution, one))
    graph.add((one, RDF.type, DCAT.Distribution))
    graph.add((one, DCTERMS.title, Literal(f"{file.title} ({file.format})", lang="en")))
    graph.add((one, DCAT.accessURL, address))
    graph.add((one, DCAT.downloadURL, address))
    graph.add((one, DCAT.byteSize, Literal(file.bytes, datatype=XSD.nonNegativeInteger)))
    media = file.media_type.partition(";")[0]
    graph.add((one, DCAT.mediaType, URIRef(f"https://www.iana.org/assignments/media-types/{media}")))
    if file.format in FORMATS:
        graph.add((one, DCTERMS.format, URIRef(f"{AUTHORITY}file-type/{FORMATS[file.format]}")))
    graph.add((one, DCTERMS.license, URIRef(site.edition.about["licence_url"])))
    graph.add((one, DCTERMS.modified, Literal(site.edition.as_of, datatype=XSD.date)))
    if site.edition.is_released:
        graph.add((one, DCTERMS.issued, _date(site.edition.about["created"][:10])))
    graph.add((one, DCATAP.availability, URIRef(f"{AUTHORITY}planned-availability/STABLE")))
    checksum = BNode(f"sum{file.sha256[:24]}")  # named by what it is, or each start would write others
    graph.add((one, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)))


def _service(graph: Graph, site: Described, catalogue: URIRef, dataset: URIRef) -> None:
    service = URIRef(f"{site.origin}/catalog.ttl#service")
    graph.add((catalogue, DCAT.service, service))
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add(
        (service, DCTERMS.title, Literal("Tables, views and SQL as JSON and CSV (Datasette)", lang="en"))
    )
    graph.add((service, DCAT.endpointURL, URIRef(f"{site.origin}/opengov")))
    graph.add((service, DCAT.endpointDescription, URIRef(f"{site.origin}/openapi.json")))
    graph.add((service, DCAT.servesDataset, dataset))

"""What data catalogues read: DCAT-AP 3 as RDF (Turtle, JSON-LD).

DCAT-AP 3.0: https://semiceu.github.io/DCAT-AP/releases/3.0.0/. Mandatory there are title and description of
catalogue and dataset, the publisher of the catalogue, and the access address of each distribution. Codes are
those of the EU's authority tables and IANA's media types. Absolute addresses need the site's public address.

What can be taken by itself is a dataset of its own, and a part of the whole, because a distribution
should hold all of its dataset. It is no series (``dcat:inSeries``): that is for what comes out again.
"""

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

from opengov.web.downloads import File
from opengov.web.site import addresses
from opengov.web.site.described import Dataset, Described, parts, whole

SPDX = Namespace("http://spdx.org/rdf/terms#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # of DCAT 3; rdflib's list is that of DCAT 2
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
WKT = URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
PRECISION = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date, 20: XSD.dateTime}  # of a date, by its letters
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
    catalogue, publisher = _node(site, "catalog"), _node(site, "publisher")
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal("opengov", lang="en")))
    graph.add((catalogue, FOAF.homepage, URIRef(f"{site.origin}/")))
    everything = whole(site)
    _resource(graph, site, catalogue, DCAT.Catalog, everything)
    dataset = _node(site, everything.key)
    _coverage(graph, site, catalogue, everything)
    for one in (everything, *parts(site)):
        _dataset(graph, site, catalogue, one)
        if one.key != everything.key:
            graph.add((dataset, DCTERMS.hasPart, _node(site, one.key)))
            graph.add((_node(site, one.key), DCTERMS.isPartOf, dataset))
    _service(graph, site, catalogue, dataset)
    return graph.serialize(format=form, encoding="utf-8")


def _node(site: Described, key: str) -> URIRef:
    return URIRef(f"{site.origin}/catalog.ttl#{key}")


def _resource(graph: Graph, site: Described, thing: URIRef, kind: URIRef, of: Dataset) -> None:
    """What a catalogue and a dataset both have, in each language that was reviewed."""
    graph.add((thing, RDF.type, kind))
    for code, words in site.languages.items():
        if not words.is_draft:
            graph.add((thing, DCTERMS.title, Literal(of.title(code), lang=code)))
            graph.add((thing, DCTERMS.description, Literal(of.about(code), lang=code)))
            graph.add((thing, DCTERMS.language, URIRef(f"{AUTHORITY}language/{LANGUAGES[code]}")))
    graph.add((thing, DCTERMS.publisher, _node(site, "publisher")))
    graph.add((thing, DCTERMS.license, URIRef(site.edition.about["licence_url"])))
    graph.add((thing, DCTERMS.modified, _date(site.edition.modified)))
    if site.edition.issued:
        graph.add((thing, DCTERMS.issued, _date(site.edition.issued)))


def _dataset(graph: Graph, site: Described, catalogue: URIRef, of: Dataset) -> None:
    dataset = _node(site, of.key)
    _resource(graph, site, dataset, DCAT.Dataset, of)
    _coverage(graph, site, dataset, of)
    _contact(graph, site, dataset)
    graph.add((catalogue, DCAT.dataset, dataset))
    graph.add((dataset, DCTERMS.accrualPeriodicity, URIRef(f"{AUTHORITY}frequency/IRREG")))
    graph.add((dataset, VERSION, Literal(site.edition.number)))
    graph.add((dataset, DCAT.theme, URIRef(f"{AUTHORITY}data-theme/GOVE")))
    for word in site.keywords:
        graph.add((dataset, DCAT.keyword, Literal(word, lang="en")))
    graph.add((dataset, DCAT.landingPage, URIRef(site.origin + of.page)))
    graph.add((dataset, DCTERMS.identifier, Literal(str(dataset))))
    graph.add((dataset, DCTERMS.accessRights, URIRef(f"{AUTHORITY}access-right/PUBLIC")))
    for file in of.files:
        _distribution(graph, site, dataset, file)


def _coverage(graph: Graph, site: Described, thing: URIRef, of: Dataset) -> None:
    """Of where and of when it is: a point for each government, and the time since the first plan began."""
    for place in of.places:
        one = _node(site, f"place-{place.key}")
        graph.add((thing, DCTERMS.spatial, one))
        graph.add((one, RDF.type, DCTERMS.Location))
        graph.add((one, SKOS.prefLabel, Literal(f"{place.name} ({place.country_code.upper()})", lang="en")))
        graph.add((one, RDFS.seeAlso, URIRef(site.origin + addresses.record("en", "government", place.key))))
        if place.wikidata_id:
            graph.add((one, RDFS.seeAlso, URIRef(f"http://www.wikidata.org/entity/{place.wikidata_id}")))
        if place.latitude is not None and place.longitude is not None:
            point = Literal(f"POINT({place.longitude} {place.latitude})", datatype=WKT)
            graph.add((one, DCAT.centroid, point))
    period = _node(site, f"period-{of.key}")
    graph.add((thing, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    if of.begins:
        graph.add((period, DCAT.startDate, _date(of.begins)))
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


def _distribution(graph: Graph, site: Described, dataset: URIRef, file: File) -> None:
    one = URIRef(f"{site.origin}/catalog.ttl#{file.path.replace('/', '-')}")
    graph.add((dataset, DCAT.distribution, one))
    graph.add((one, RDF.type, DCAT.Distribution))
    graph.add((one, DCTERMS.title, Literal(f"{file.title} ({file.format})", lang="en")))
    graph.add((one, DCAT.accessURL, URIRef(site.latest(file))))
    graph.add((one, DCAT.downloadURL, URIRef(site.own(file))))
    graph.add((one, DCAT.byteSize, Literal(file.bytes, datatype=XSD.nonNegativeInteger)))
    media = file.media_type.partition(";")[0]
    graph.add((one, DCAT.mediaType, URIRef(f"https://www.iana.org/assignments/media-types/{media}")))
    if file.format in FORMATS:
        graph.add((one, DCTERMS.format, URIRef(f"{AUTHORITY}file-type/{FORMATS[file.format]}")))
    graph.add((one, DCTERMS.license, URIRef(site.edition.about["licence_url"])))
    graph.add((one, DCTERMS.modified, _date(site.edition.modified)))
    if site.edition.is_released:
        graph.add((one, DCTERMS.issued, _date(site.edition.about["created"])))
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

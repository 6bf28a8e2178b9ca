"""What search engines read in the pages: the dataset as schema.org's ``Dataset``."""

import json
from typing import Any

from opengov.web.site import addresses
from opengov.web.site.described import Described, about, title, whole
from opengov.web.site.edition import Place


def schema_org(site: Described, code: str) -> str:
    """The dataset for search engines (https://schema.org/Dataset), as JSON-LD that may stand in a page: a
    data block, which no browser runs; ``<`` is escaped, so that nothing in it can end it.
    """
    of = site.edition.about
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": title(site, code),
        "description": about(site, code),
        "url": site.origin + addresses.page(code, "data"),
        "inLanguage": code,
        "keywords": list(site.keywords),
        "version": site.edition.number,
        "dateModified": site.edition.modified,
        "temporalCoverage": f"{site.edition.begins or '..'}/{site.edition.as_of}",
        "spatialCoverage": [_place(place) for place in site.edition.places],
        "license": of["licence_url"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "opengov", "url": f"{site.origin}/"},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": file.media_type.partition(";")[0],
                "contentUrl": site.own(file),
                "contentSize": f"{file.bytes} B",
                "sha256": file.sha256,
            }
            for file in whole(site).files
            if file.group != "table"
        ],
    }
    if site.edition.issued:
        said["datePublished"] = site.edition.issued
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

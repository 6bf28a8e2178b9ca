"""Files, what catalogues read, feeds, calendars and lasting addresses, as the description has them."""

from collections.abc import Iterator

from opengov.web.downloads import INDEX, SUMS, Edition, File
from opengov.web.site import atom, calendars, catalog
from opengov.web.site.openapi.parts import JSON, STRING, Part, found, get, kept, step
from opengov.web.site.reader import Reader

FILES, METADATA, NEWS, LASTING = "Files", "Metadata", "Feeds and calendars", "Lasting addresses"
TAGS = (FILES, METADATA, NEWS, LASTING)
SAMPLES = """
SELECT
  (SELECT min(government_id) FROM governments) AS government,
  (SELECT min(commitment_id) FROM commitments WHERE record_status <> 'superseded') AS commitment,
  (SELECT min(policy_area) FROM commitment_policy_areas) AS area
"""
OF_FILES = (
    "An edition's number in the place of `latest` leads to its files, which never change. Range requests and "
    "conditional requests are answered, and text comes as gzip to whoever takes that."
)
OF_EDITIONS: Part = {
    "type": "object",
    "required": ["latest", "editions"],
    "properties": {
        "latest": STRING | {"description": "The edition that `latest` leads to."},
        "editions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["edition", "version", "as_of", "released", "path", "files"],
                "properties": {
                    "edition": STRING | {"description": "Its number, or `unreleased`."},
                    "version": STRING,
                    "as_of": STRING | {"description": "The day as of which it was true."},
                    "released": {
                        "type": ["string", "null"],
                        "format": "date-time",
                        "description": "When it was released; null for edits that came after.",
                    },
                    "path": STRING | {"description": "Its folder, from this address."},
                    "files": {"type": "array", "items": {"$ref": "#/components/schemas/File"}},
                },
            },
        },
    },
}
_COUNT: Part = {"type": "integer", "minimum": 0}
SCHEMAS: dict[str, Part] = {
    "File": {
        "type": "object",
        "required": ["path", "title", "format", "media_type", "bytes", "sha256", "rows"],
        "properties": {
            "path": STRING | {"description": "Its address, from the address of the list."},
            "title": STRING,
            "format": STRING,
            "media_type": STRING,
            "bytes": _COUNT,
            "sha256": STRING | {"pattern": "^[0-9a-f]{64}$"},
            "rows": _COUNT | {"type": ["integer", "null"]},
            "table": {"type": ["string", "null"], "description": "The table that it holds."},
            "government": {"type": ["string", "null"], "description": "The government that it is of."},
        },
    }
}


def operations(site: catalog.Described, reader: Reader) -> Iterator[tuple[str, Part]]:
    """Every address with what it is asked and answers; files only where there are some."""
    if site.downloads:
        yield from _files(site.downloads.latest)
        yield from _of_any_edition(site.downloads.latest)
        about = kept((JSON, {"type": "object"}))
        title = "The description of the data package (Frictionless)"
        yield "/datapackage.json", get("datapackage", METADATA, title, about)
    if site.origin:
        for name, (_, kind) in catalog.FORMS.items():
            title = "The data for catalogues (DCAT-AP 3)"
            answers = kept((_bare(kind), STRING if "json" not in kind else {}))
            yield f"/{name}", get(name.replace(".", "_"), METADATA, title, answers)
    title = "This description (OpenAPI)"
    yield "/openapi.json", get("openapi", METADATA, title, kept((JSON, {"type": "object"})))
    samples = reader.rows(SAMPLES)[0]
    language = step("language", "The language of the words.", "en")
    language["schema"] = STRING | {"enum": list(site.languages)}
    yield from _news(language, *(samples[name] or "" for name in ("government", "commitment", "area")))
    title = "The page of a promise, in the language of whoever opens it"
    said = "The id of a promise: ours, or that of the Open Government Partnership."
    key = step("id", said, samples["commitment"] or "")
    moved = {"302": {"description": "It stands at `Location`.", "headers": {"Location": {"schema": STRING}}}}
    yield "/c/{id}", get("promise", LASTING, title, moved, key)


def _files(edition: Edition) -> Iterator[tuple[str, Part]]:
    """Each file, but tables and governments once for all."""
    grouped = [file for file in edition.files.values() if file.group in ("table", "government")]
    for form in dict.fromkeys(file.format for file in grouped if file.table):
        one = next(file for file in grouped if file.table and file.format == form)
        key = step("table", "A table or code list.", one.table)
        key["schema"] = STRING | {
            "enum": [file.table for file in grouped if file.table and file.format == form]
        }
        title = "A table as a file"
        yield f"/downloads/latest/tables/{{table}}.{form}", _file(f"file_table_{form}", title, one, key)
    governments = [file.government for file in grouped if file.group == "government"]
    if governments:
        one = next(file for file in grouped if file.government == governments[0])
        key = step("government_id", "A government.", governments[0])
        key["schema"] = STRING | {"enum": governments}
        title = "The data package of one government"
        yield "/downloads/latest/governments/{government_id}.zip", _file("file_government", title, one, key)
    titles = {INDEX: "All files of the edition, with rows, bytes and SHA-256", SUMS: "SHA-256 of all files"}
    for path, file in edition.files.items():
        if file not in grouped:
            name = "file_" + "".join(one if one.isalnum() else "_" for one in path)
            yield f"/downloads/latest/{path}", _file(name, titles.get(path, file.title), file)


def _of_any_edition(edition: Edition) -> Iterator[tuple[str, Part]]:
    """The list of all editions, and their files, whichever they have."""
    title = "All editions and their files, with rows, bytes, SHA-256 and address"
    yield f"/downloads/{INDEX}", get("editions", FILES, title, kept((JSON, OF_EDITIONS)))
    number = step("edition", "An edition that the list has, or `latest`.", edition.edition)
    folders: dict[str, list[File]] = {}
    for path, file in edition.files.items():
        folders.setdefault(path.rpartition("/")[0], []).append(file)
    for folder, files in folders.items():
        one = next((file for file in files if file.group != "metadata"), files[0])
        name = step("file", "A file that the list has.", one.path.rpartition("/")[2])
        kinds = dict.fromkeys(_bare(file.media_type) for file in files)
        forms = [(kind, STRING if kind.startswith("text/") else {}) for kind in kinds]
        title, id = "A file of an edition", f"edition_file_{folder}".rstrip("_")
        address = "/".join(["/downloads/{edition}", *([folder] if folder else []), "{file}"])
        yield address, _answered(id, title, forms, number, name)


def _file(name: str, title: str, file: File, *fields: Part) -> Part:
    kind = _bare(file.media_type)
    return _answered(name, title, [(kind, STRING if kind.startswith("text/") else {})], *fields)


def _answered(name: str, title: str, forms: list[tuple[str, Part]], *fields: Part) -> Part:
    answers: dict[str, Part] = found(*forms, headers=[("ETag", "For If-None-Match and If-Range.")])
    answers["206"] = {
        "description": "The range that was asked for.",
        "content": {kind: {} for kind, _ in forms},
    }
    answers["304"] = {"description": "You have it already."}
    answers["412"] = {"description": "It is another than `If-Match` or `If-Unmodified-Since` asks for."}
    answers["416"] = {"description": "The file is shorter: its size stands in `Content-Range`."}
    return get(name, FILES, title, answers, *fields, description=OF_FILES)


def _news(language: Part, government: str, commitment: str, area: str) -> Iterator[tuple[str, Part]]:
    of_government = step("government_id", "A government, in `governments`.", government)
    of_commitment = step("commitment_id", "A promise, in `commitments`.", commitment)
    of_area = step("policy_area", "A policy area, in `codelist_policy_area`.", area)
    feed, calendar = (kept((_bare(kind), STRING)) for kind in (atom.KIND, calendars.KIND))
    said, changed, due = "What was said last", "What we changed", "Deadlines that are known to the day"
    for path, name, title, answers, *fields in (
        ("feeds/updates.atom", "feed", said, feed),
        ("feeds/governments/{government_id}.atom", "feed_government", said, feed, of_government),
        ("feeds/commitments/{commitment_id}.atom", "feed_commitment", said, feed, of_commitment),
        ("feeds/policy-areas/{policy_area}.atom", "feed_area", said, feed, of_area),
        ("feeds/changes.atom", "feed_changes", changed, feed),
        ("feeds/changes/{government_id}.atom", "feed_changes_government", changed, feed, of_government),
        (
            "feeds/changes/commitments/{commitment_id}.atom",
            "feed_changes_commitment",
            changed,
            feed,
            of_commitment,
        ),
        ("feeds/changes/policy-areas/{policy_area}.atom", "feed_changes_area", changed, feed, of_area),
        ("calendar.ics", "calendar", due, calendar),
        ("governments/{government_id}/calendar.ics", "calendar_government", due, calendar, of_government),
    ):
        yield f"/{{language}}/{path}", get(name, NEWS, title, answers, language, *fields)


def _bare(kind: str) -> str:
    return kind.partition(";")[0]

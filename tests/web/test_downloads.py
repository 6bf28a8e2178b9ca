"""What may be taken away, over HTTP: whole, in ranges, kept by caches as long as it lasts."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest
from datasette.app import Datasette

from opengov.web.app import make_datasette
from opengov.web.downloads import read

PATH = "/downloads/latest/tables/updates.csv"


@contextmanager
def opened(db: Path, downloads: Path) -> Iterator[Datasette]:
    """A site that gives back what it took of SQLite's heap, which all sites of a process share."""
    site = make_datasette(db, downloads=downloads)
    yield site
    site.get_database("opengov").close()


@pytest.fixture(scope="module")
def shop(real_db: Path, downloads: Path) -> Iterator[Datasette]:
    with opened(real_db, downloads) as site:
        yield site


@pytest.fixture(scope="module")
def edited(real_db: Path, downloads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    """A site with two editions: a released one and later edits; a file beside them is a secret."""
    with opened(real_db, two_editions(tmp_path_factory.mktemp("two"), downloads)) as site:
        yield site


def two_editions(tmp_path: Path, downloads: Path) -> Path:
    for name in ("1.0.0", "unreleased"):
        folder = tmp_path / name
        folder.mkdir()
        index = json.loads((downloads / "latest/index.json").read_text())
        index |= {"edition": name, "released": None}  # whether ours is an edition or not
        index["files"] = [one for one in index["files"] if one["path"] == "governments.geojson"]
        (folder / "governments.geojson").write_bytes((downloads / "latest/governments.geojson").read_bytes())
        (folder / "index.json").write_text(json.dumps(index))
        (folder / "SHA256SUMS").write_text("")
    editions = [{"edition": name} for name in ("1.0.0", "unreleased")]
    (tmp_path / "index.json").write_text(json.dumps({"latest": "1.0.0", "editions": editions}))
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path


async def test_every_file_of_the_index_comes_as_it_is(shop: Datasette, downloads: Path):
    index = (await shop.client.get("/downloads/latest/index.json")).json()
    for file in index["files"]:
        response = await shop.client.get(f"/downloads/{index['edition']}/{file['path']}")
        assert response.status_code == 200, file["path"]
        assert hashlib.sha256(response.content).hexdigest() == file["sha256"]
        saved = read(downloads).latest.saved_as(file["path"])
        given = response.headers.get("content-disposition", "")
        assert given == ("" if file["group"] == "metadata" else f'attachment; filename="{saved}"')
        assert response.headers["content-type"] == file["media_type"]
        assert response.headers["access-control-allow-origin"] == "*"
        is_packed = response.headers.get("content-encoding") == "gzip"
        assert is_packed or int(response.headers["content-length"]) == file["bytes"]


async def test_a_file_has_a_name_that_tells(shop: Datasette, downloads: Path):
    response = await shop.client.get(PATH)
    name = f"opengov-{read(downloads).latest.edition}-tables-updates.csv"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-50", -50, None)]
)
async def test_ranges(shop: Datasette, downloads: Path, asked: str, start: int, end: int | None):
    whole = (downloads / "latest/tables/updates.csv").read_bytes()
    response = await shop.client.get(PATH, headers={"range": asked})
    assert response.status_code == 206 and response.content == whole[start:end]
    first = start if start >= 0 else len(whole) + start
    assert (
        response.headers["content-range"] == f"bytes {first}-{first + len(response.content) - 1}/{len(whole)}"
    )


async def test_a_range_beyond_the_end(shop: Datasette, downloads: Path):
    size = (downloads / "latest/tables/updates.csv").stat().st_size
    response = await shop.client.get(PATH, headers={"range": "bytes=9999999-"})
    assert response.status_code == 416 and response.headers["content-range"] == f"bytes */{size}"


IGNORED = (
    "bananas=0-1", "chunks=1-2", "0-1", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=1",
    "bytes=5-2", "bytes=0-1,x", "bytes=0-1;2-3", "bytes=0x1-2", "bytes=+1-2", "bytes=1_0-20", "bytes=--5",
    "bytes=0 - 1", "bytes=\u0661-\u0662", "bytes=0-1," + "1-2," * 200, "bytes=0-" + "9" * 5000, "=0-1", "",
)  # fmt: skip


@pytest.mark.parametrize("asked", IGNORED)
async def test_a_range_that_is_not_understood_is_ignored(shop: Datasette, downloads: Path, asked: str):
    """RFC 9110, 14.2: the whole file, as if nothing had been asked."""
    response = await shop.client.get(PATH, headers={"range": asked.encode()})
    assert (response.status_code, response.headers.get("content-range")) == (200, None)
    assert response.content == (downloads / "latest/tables/updates.csv").read_bytes()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("Bytes=0-4", 206),
        ("bytes= 0-4 ,", 206),
        ("bytes=0-4,99999999-", 206),
        ("bytes=99999999-,-0,0-4", 206),
        ("bytes=-0", 416),
        ("bytes=-0,99999999-", 416),
        ("bytes=" + "9" * 99 + "-", 416),
    ],
)
async def test_of_several_ranges_those_that_there_are_are_sent(
    shop: Datasette, downloads: Path, asked: str, status: int
):
    whole = (downloads / "latest/tables/updates.csv").read_bytes()
    response = await shop.client.get(PATH, headers={"range": asked})
    assert response.status_code == status
    told = f"bytes 0-4/{len(whole)}" if status == 206 else f"bytes */{len(whole)}"
    assert response.headers["content-range"] == told
    assert status != 206 or response.content == whole[:5]


async def test_a_head_has_no_ranges(shop: Datasette, downloads: Path):
    """RFC 9110, 14.2: they are for GET."""
    response = await shop.client.head(PATH, headers={"range": "bytes=0-4", "accept-encoding": "identity"})
    size = (downloads / "latest/tables/updates.csv").stat().st_size
    assert (response.status_code, int(response.headers["content-length"])) == (200, size)


PACKED = ("csv", "json", "geojson", "sqlite")


async def test_what_can_be_packed_is_sent_so_to_whoever_takes_it(shop: Datasette, downloads: Path):
    index = (await shop.client.get("/downloads/latest/index.json")).json()
    seen = set()
    for file in index["files"]:
        address, can = f"/downloads/latest/{file['path']}", file["format"] in PACKED and file["bytes"] > 1000
        forms = {}
        for coding in ("gzip", "identity"):
            answer = forms[coding] = await shop.client.head(address, headers={"accept-encoding": coding})
            packed = can and coding == "gzip"
            assert answer.headers.get("content-encoding") == ("gzip" if packed else None), file["path"]
            assert answer.headers.get("vary") == ("Accept-Encoding" if can else None), file["path"]
            assert packed == (int(answer.headers["content-length"]) < file["bytes"])
        etags = [answer.headers["etag"] for answer in forms.values()]
        assert len(set(etags)) == (2 if can else 1) and not any(etag.startswith("W/") for etag in etags)
        seen.add((file["format"], can))
    assert {("csv", True), ("csv", False), ("json", True), ("geojson", True), ("sqlite", True)} <= seen
    assert {("zip", False), ("xlsx", False), ("parquet", False)} <= seen


@pytest.mark.parametrize("coding", ["br", "gzip;q=0", "x-gzip", "*;q=0", "", "gzip;q=0.1, identity;q=1"])
async def test_who_does_not_take_gzip_gets_the_file_as_it_is(shop: Datasette, coding: str):
    answer = await shop.client.get(PATH, headers={"accept-encoding": coding})
    assert (answer.status_code, answer.headers.get("content-encoding")) == (200, None)
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_each_coding_is_known_by_its_own_mark(shop: Datasette):
    marks = {
        coding: (await shop.client.head(PATH, headers={"accept-encoding": coding})).headers["etag"]
        for coding in ("gzip", "identity")
    }
    for coding, mark in marks.items():
        for other, known in marks.items():
            headers = {"accept-encoding": coding, "if-none-match": known}
            answer = await shop.client.get(PATH, headers=headers)
            assert answer.status_code == (304 if coding == other else 200)
            assert (answer.headers["etag"], answer.headers["vary"]) == (mark, "Accept-Encoding")
        headers = {"accept-encoding": "gzip", "range": "bytes=0-4", "if-range": mark}
        answer = await shop.client.get(PATH, headers=headers)
        assert answer.status_code == (206 if coding == "identity" else 200)
        assert answer.headers.get("content-encoding") is None  # ranges are of the file as it is


async def test_without_what_the_export_packed_the_file_comes_as_it_is(edited: Datasette):
    answer = await edited.client.get("/downloads/latest/governments.geojson")
    assert answer.status_code == 200 and "content-encoding" not in answer.headers


def test_what_is_packed_is_the_file_and_nothing_is_left_over(downloads: Path):
    found = list((downloads / ".packed").iterdir())
    assert len(found) > 60
    for file in found:
        assert hashlib.sha256(gzip.decompress(file.read_bytes())).hexdigest() == file.stem
        assert file.suffix == ".gz" and file.read_bytes()[3:8] == bytes(5)  # no name, no date


async def test_the_list_of_all_editions_leads_to_every_file(shop: Datasette):
    answer = await shop.client.get("/downloads/index.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert (answer.headers["cache-control"], answer.headers["access-control-allow-origin"]) == (
        "public, max-age=300",
        "*",
    )
    known = {"if-none-match": answer.headers["etag"]}
    assert (await shop.client.get("/downloads/index.json", headers=known)).status_code == 304
    (edition,) = answer.json()["editions"]
    assert edition["edition"] == answer.json()["latest"]
    assert len(edition["files"]) > 100
    for file in edition["files"]:
        path = urljoin("/downloads/index.json", file["path"])
        head = await shop.client.head(path, headers={"accept-encoding": "identity"})
        assert (head.status_code, int(head.headers["content-length"])) == (200, file["bytes"])
        assert {"rows", "sha256", "title", "format", "media_type"} <= set(file)


async def test_who_has_it_is_told_so(shop: Datasette):
    first = await shop.client.get(PATH)
    for headers in (
        {"if-none-match": first.headers["etag"]},
        {"if-none-match": f'"x", W/{first.headers["etag"]}'},
        {"if-none-match": "*"},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        response = await shop.client.get(PATH, headers=headers)
        assert response.status_code == 304 and response.content == b"", headers
        assert response.headers["etag"] == first.headers["etag"]
    for headers in (
        {"if-none-match": '"other"', "if-modified-since": first.headers["last-modified"]},
        {"if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"if-modified-since": "yesterday"},
    ):
        assert (await shop.client.get(PATH, headers=headers)).status_code == 200, headers
    assert parsedate_to_datetime(first.headers["last-modified"])


async def test_last_modified_is_of_the_file_or_of_when_latest_led_to_it(
    real_db: Path, downloads: Path, tmp_path: Path
):
    """Who keeps a file of "latest" by its time alone learns of an edition that was released before that."""
    folder = two_editions(tmp_path, downloads)
    file = folder / "1.0.0/governments.geojson"
    os.utime(file, (1_700_000_000, 1_700_000_000))
    link = folder / "latest"
    link.symlink_to("1.0.0")
    told = {}
    for moment in (1_600_000_000, 1_800_000_000):
        os.utime(link, (moment, moment), follow_symlinks=False)
        with opened(real_db, folder) as site:
            for edition in ("1.0.0", "latest"):
                answer = await site.client.get(f"/downloads/{edition}/governments.geojson")
                at = int(parsedate_to_datetime(answer.headers["last-modified"]).timestamp())
                told.setdefault(edition, []).append(at)
    assert told == {"1.0.0": [1_700_000_000] * 2, "latest": [1_700_000_000, 1_800_000_000]}


async def test_a_file_that_was_damaged_is_told_and_not_kept_as_what_it_should_be(
    real_db: Path, downloads: Path, tmp_path: Path
):
    folder = two_editions(tmp_path, downloads)
    path, file = "/downloads/1.0.0/governments.geojson", folder / "1.0.0/governments.geojson"
    with opened(real_db, folder) as site:
        sound = await site.client.get(path)
        assert sound.status_code == 200
        for damage in (lambda: file.write_bytes(sound.content[:-3]), file.unlink):
            damage()
            for headers in ({}, {"if-none-match": sound.headers["etag"]}, {"range": "bytes=0-9"}):
                answer = await site.client.get(path, headers=headers)
                assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
                assert "etag" not in answer.headers and "opengov export --editions" in answer.text


async def test_the_time_of_a_release_outlasts_a_copy(real_db: Path, downloads: Path, tmp_path: Path):
    folder = two_editions(tmp_path, downloads)
    index = folder / "1.0.0/index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"released": "2026-12-01T08:30:59Z"}))
    with opened(real_db, folder) as site:
        answer = await site.client.get("/downloads/1.0.0/governments.geojson")
    assert answer.headers["last-modified"] == "Tue, 01 Dec 2026 08:30:59 GMT"


async def test_a_range_of_another_version_is_answered_whole(shop: Datasette):
    etag = (await shop.client.head(PATH, headers={"accept-encoding": "identity"})).headers["etag"]
    for mark, status in ((etag, 206), ('"other"', 200)):
        response = await shop.client.get(PATH, headers={"range": "bytes=0-9", "if-range": mark})
        assert response.status_code == status


async def test_head_has_no_body(shop: Datasette):
    response = await shop.client.head(PATH)
    assert response.status_code == 200 and response.content == b""
    assert int(response.headers["content-length"]) > 1000


async def test_preflight(shop: Datasette):
    response = await shop.client.options(PATH, headers={"origin": "https://a.example"})
    assert response.status_code == 204 and "Range" in response.headers["access-control-allow-headers"]


async def test_an_edition_lasts_and_the_latest_does_not(edited: Datasette):
    kept = {}
    for name in ("1.0.0", "latest", "unreleased"):
        response = await edited.client.get(f"/downloads/{name}/governments.geojson")
        assert response.status_code == 200
        kept[name] = response.headers["cache-control"]
    assert kept["1.0.0"] == "public, max-age=31536000, immutable"
    assert kept["latest"] == kept["unreleased"] == "public, max-age=300"


STRANGE = (
    "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "1.0.0/../secret.txt", "1.0.0/nosuch.csv",
    "1.0.0/..%2f..%2fsecret.txt", "/etc/passwd", "1.0.0//etc/passwd", "2.0.0/index.json",
    ".1.0.0.writing/index.json", "1.0.0/governments.geojson%00", "1.0.0/governments.geojson/",
)  # fmt: skip


@pytest.mark.parametrize("path", STRANGE)
async def test_nothing_else_can_be_asked_for(edited: Datasette, path: str):
    response = await edited.client.get(f"/downloads/{path}")
    assert response.status_code in (400, 404) and b"secret" not in response.content


async def test_the_address_above_leads_to_the_page_that_explains(shop: Datasette):
    response = await shop.client.get("/downloads/", headers={"accept-language": "pt-BR"})
    assert (response.status_code, response.headers["location"]) == (302, "/pt/data")
    assert response.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    "broken", ["", "[]", "{", '{"latest": "x", "editions": []}', '{"latest": 1, "editions": [{}]}']
)
async def test_indices_that_are_not_ours_offer_nothing(real_db: Path, tmp_path: Path, broken: str):
    (tmp_path / "index.json").write_text(broken)
    assert read(tmp_path) is None and read(tmp_path / "nowhere") is None
    with opened(real_db, tmp_path) as site:
        assert (await site.client.get(PATH)).status_code == 404
        assert (await site.client.get("/downloads/index.json")).status_code == 404
        assert (await site.client.get("/en/data")).status_code == 200


def test_a_link_out_of_the_folder_is_not_offered(tmp_path: Path, downloads: Path):
    released = two_editions(tmp_path, downloads)
    index = json.loads((released / "1.0.0/index.json").read_text())
    index["files"][0]["path"] = "out.csv"
    (released / "1.0.0/index.json").write_text(json.dumps(index))
    (released / "1.0.0/out.csv").symlink_to(released / "secret.txt")
    assert "out.csv" not in read(released).editions["1.0.0"].files


@pytest.mark.parametrize("address", ["/datapackage.json", "/downloads/latest/datapackage.json"])
async def test_the_description_at_a_fixed_address_leads_to_the_tables(shop: Datasette, address: str):
    """A program that opens it there finds each table beside it, and needs no other file for the schema."""
    descriptor = (await shop.client.get(address)).json()
    base = address.rpartition("/")[0]
    assert len(descriptor["resources"]) > 40
    for resource in descriptor["resources"]:
        table = await shop.client.get(f"{base}/{resource['path']}")
        assert table.status_code == 200 and len(table.content) == resource["bytes"], resource["name"]
        assert [field["name"] for field in resource["schema"]["fields"]] == (
            table.text.lstrip("\ufeff").partition("\n")[0].strip().split(",")
        )


@pytest.mark.parametrize("name", ["latest", "1.0.0", "unreleased"])
async def test_a_folder_leads_to_the_page_with_or_without_a_slash(edited: Datasette, name: str):
    for address in (f"/downloads/{name}", f"/downloads/{name}/"):
        answer = await edited.client.get(address)
        page = "/en/data#editions" if name == "1.0.0" else "/en/data"
        assert (answer.status_code, answer.headers.get("location")) == (302, page), address
    for address in ("/downloads/9.9.9", "/downloads/9.9.9/", "/downloads/secret.txt"):
        assert (await edited.client.get(address)).status_code == 404


async def test_who_wants_another_version_is_told_that_it_is_gone(shop: Datasette):
    """RFC 9110, 13.1.1 and 13.1.4."""
    plain = {"accept-encoding": "identity"}
    first = await shop.client.get(PATH, headers=plain)
    etag, day = first.headers["etag"], first.headers["last-modified"]
    old = "Mon, 01 Jan 2001 00:00:00 GMT"
    for headers, status in (
        ({"if-match": '"x"'}, 412),
        ({"if-match": f"W/{etag}"}, 412),
        ({"if-match": f'"x", {etag}'}, 200),
        ({"if-match": "*"}, 200),
        ({"if-match": etag, "if-unmodified-since": old}, 200),
        ({"if-match": '"x"', "if-none-match": etag}, 412),
        ({"if-match": etag, "range": "bytes=0-9"}, 206),
        ({"if-unmodified-since": old}, 412),
        ({"if-unmodified-since": day}, 200),
        ({"if-unmodified-since": "yesterday"}, 200),
    ):
        answer = await shop.client.get(PATH, headers=plain | headers)
        assert answer.status_code == status, headers
        assert status != 412 or answer.content == b""

"""The pictures: valid, escaped, true to scale, readable at 320 pixels, and understood without colour."""

import csv
import datetime
import re
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

import opengov.web
from opengov.web.pictures import (
    About,
    AsOf,
    Bar,
    Grid,
    Kind,
    Label,
    Lane,
    Mark,
    Place,
    Segment,
    Span,
    Voice,
    columns,
    land_svg,
    stacked_bars,
    timeline,
    world_map,
)
from opengov.web.pictures.bars import OUTLINED, TEXTURE
from opengov.web.pictures.frame import NARROW, WIDE
from opengov.web.pictures.land import SHAPE, equal_earth, on_map
from opengov.web.pictures.text import ELLIPSIS, fit, width_of, wrap
from opengov.web.pictures.world import LONGEST, NAME, TARGET, _box, _shared, beside, spread

STYLES = (Path(opengov.web.__file__).parent / "static" / "pictures.css").read_text("utf-8")
BASE = (Path(opengov.web.__file__).parent / "static" / "opengov.css").read_text("utf-8")
NOW = AsOf("2026-11-24", "As of 24 November 2026")
KINDS = [Kind("complete", "Done"), Kind("delayed", "Late"), Kind("none", "Silence", lang="fr")]
MARKS = [Kind("milestone", "Due"), Kind("government", "Government"), Kind("media", "Others")]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "]]>&amp;&",
    "\u202eright to left\u202d and \u05e9\u05dc\u05d5\u05dd",
    "👩\u200d👩\u200d👧 and 한국어 ქართული " * 9,
    "a\x00b\x0b\ufffe\ud800c",
    "x" * 5_000,
    "e" + "\u0301" * 5_000,
    "",
    "{0} %s {missing}",
]


def svg(markup: str) -> ET.Element:
    """The picture of a figure, cut out."""
    return next(one for one in parse(markup) if one.tag.endswith("svg"))


def parse(markup: str) -> ET.Element:
    return ET.fromstring(str(markup))


def tags(element: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in element.iter() if one.tag.rpartition("}")[2] == name]


def share(text: str | None) -> float:
    assert text
    assert text.endswith("%")
    return float(text[:-1])


def about(name: str = "p", text: str = "What was said", grid: Grid | None = None) -> About:
    return About(name, text, text, text, grid)


def bars(text: str = "Plan") -> str:
    rows = [Bar(Label(text, "/plans/1", "ka"), [Segment("complete", 3, text), Segment("none", 1, "1")])]
    grid = Grid(text, [text, text], [[Label(text, "/x", "ko"), "3"]])
    return stacked_bars(about("b", text, grid), [Kind("complete", text), KINDS[2]], rows)


def lanes(text: str = "Plan") -> str:
    lane = Lane(Label(text, "/p"), [Span("2018", "", text)], [Mark("2018-05", "media", text)])
    return timeline(about("t", text), [Kind("media", text)], [lane], AsOf(NOW.date, text))


def years(text: str = "Government") -> str:
    return columns(about("c", text), ["2018", text], [Voice(Label(text), [(2, text), (0, "0")])])


def world(text: str = "Paris") -> str:
    return world_map(about("w", text), [Place(text, "/paris", 2.35, 48.86, "fr")], "/land.svg")


ALL = [bars, lanes, years, world]


# --- what all have in common


@pytest.mark.parametrize("draw", ALL)
def test_has_a_name_a_description_and_nothing_that_our_policy_would_stop(draw):
    figure = parse(draw())
    picture = tags(figure, "svg")[0]
    ids = [one.get("id") for one in figure.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert set(picture.get("aria-labelledby", "").split()) <= set(ids)
    assert picture.get("width") == "100%"
    assert not tags(figure, "style") and not tags(figure, "script")
    assert not any(name == "style" or name.startswith("on") for one in figure.iter() for name in one.attrib)
    for reference in re.findall(r"url\(#([^)]+)\)", draw()) + re.findall(r'href="#([^"]+)"', draw()):
        assert reference in ids
    assert "%" not in "".join(figure.itertext())


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_words(draw, text):
    calm, figure = parse(draw()), parse(draw(text))
    structure = {"script", "a", "use", "rect", "circle", "image", "pattern"}
    names = {one.tag.rpartition("}")[2] for one in figure.iter()}
    assert names - {"tspan", "title", "g"} <= {one.tag.rpartition("}")[2] for one in calm.iter()}
    assert len(tags(figure, "svg")) == len(tags(calm, "svg"))
    assert structure - {"script"} >= names & structure
    for line in tags(figure, "text") + tags(figure, "tspan"):
        assert len(line.text or "") <= 200 + len(ELLIPSIS) or not line.text.strip()


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_any_text_gives_xml(text):
    for draw in ALL:
        parse(draw(text))


def test_a_picture_with_links_is_no_mere_image():
    linked = columns(about(), ["2018"], [Voice(Label("Government", "/g"), [(1, "1")])])
    assert svg(linked).get("role") == "group"
    assert svg(years()).get("role") == "img"


def test_the_table_says_what_the_picture_says():
    grid = Grid("Caption", ["Plan", "Done"], [[Label("Paris", "/p", "fr"), "1,234"], ["All", ""]])
    table = tags(parse(stacked_bars(about("b", "Words", grid), KINDS, [])), "details")[0]
    assert [th.get("scope") for th in tags(table, "th")] == ["col", "col", "row", "row"]
    link = tags(table, "a")[0]
    assert (link.get("href"), link.get("lang"), link.text) == ("/p", "fr", "Paris")
    assert [cell.get("class") for cell in tags(table, "td")] == ["number", "number"]


@pytest.mark.parametrize("name", ["", "1a", "a b", 'a"', "A"])
def test_an_id_that_could_break_the_page_is_refused(name):
    with pytest.raises(ValueError, match="id"):
        about(name)


@given(st.text(), st.integers(30, 600))
def test_what_is_cut_fits(text, width):
    assert width_of(fit(text, width)) <= width
    assert all(width_of(line) <= width for line in wrap(text, width))
    assert len(wrap(text, width)) in (1, 2)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Action plan", ("Action plan",)),
        ("Action plan of Buenos Aires, 2021", ("Action plan of", "Buenos Aires, 2021")),
        ("한국어로된아주긴제목한국어로된", ("한국어로된아주긴제목한", "국어로된")),
        ("one " * 40, ("one one one one one", "one one one one on" + ELLIPSIS)),
    ],
)
def test_labels_break_at_words_and_are_cut_on_the_second_line(text, lines):
    assert wrap(text, 155) == lines


def test_a_cut_label_is_whole_in_its_title():
    long = "Promise " * 60
    label = tags(svg(stacked_bars(about(), KINDS, [Bar(Label(long, "/p"), [])])), "a")[0]
    assert tags(label, "title")[0].text == long


# --- bars


def test_a_count_is_as_long_in_every_row():
    rows = [
        Bar(Label("A"), [Segment("complete", 6, "6"), Segment("delayed", 2, "2")]),
        Bar(Label("B"), [Segment("none", 2, "2"), Segment("delayed", 0, "0")]),
    ]
    picture = svg(stacked_bars(about(), KINDS, rows))
    segments = [one for one in tags(picture, "g") if (one.get("class") or "").startswith("s-")]
    found = [
        (one.get("class"), *(share(tags(one, "rect")[0].get(k)) for k in ("x", "width"))) for one in segments
    ]
    assert found == [("s-complete", 0, 75), ("s-delayed", 75, 25), ("s-none", 0, 25)]
    assert [tags(one, "text")[0].text for one in segments] == ["6", "2", "2"]


def test_the_smallest_count_is_seen_and_its_number_not_squeezed_in():
    rows = [Bar(Label("A"), [Segment("complete", 999, "999"), Segment("delayed", 1, "1")])]
    picture = svg(stacked_bars(about(), KINDS, rows))
    small = next(one for one in tags(picture, "g") if one.get("class") == "s-delayed")
    assert share(tags(small, "rect")[0].get("width")) * NARROW / 100 >= 1.9
    assert not tags(small, "text")
    assert tags(small, "title")[0].text == "Late · 1"


def test_the_key_has_what_is_there_in_the_order_given():
    rows = [
        Bar(Label("A"), [Segment("none", 1, "1"), Segment("complete", 2, "2"), Segment("delayed", 0, "0")])
    ]
    words = tags(tags(parse(stacked_bars(about(), KINDS, rows)), "ul")[0], "span")
    assert [(one.text, one.get("lang")) for one in words] == [("Done", None), ("Silence", "fr")]


def test_a_code_without_a_look_looks_missing():
    rows = [Bar(Label("A"), [Segment("unheard-of", 1, "1")])]
    assert 'class="s-missing"' in stacked_bars(about(), [Kind("unheard-of", "Unheard of")], rows)
    with pytest.raises(KeyError):
        stacked_bars(about(), [], rows)


@pytest.mark.parametrize("codelist", ["status", "completion", "early_results"])
def test_every_code_has_a_look(codelist):
    def codes(name: str) -> set[str]:
        with (ROOT / "data" / "codelists" / f"{name}.csv").open(encoding="utf-8") as file:
            return {row["code"] for row in csv.DictReader(file)}

    assert codes(codelist) <= set(TEXTURE)
    assert all(f".s-{code}" in STYLES for code in TEXTURE)


STATES = ["announced", "in-progress", "delayed", "limited", "mixed", "substantial", "complete"]


def test_every_code_can_be_told_without_colour():
    looks = {code: (texture, code in OUTLINED) for code, texture in TEXTURE.items() if code != "missing"}
    assert len(set(looks.values())) == len(looks)


def test_each_row_may_have_a_key_of_its_own_with_its_counts():
    rows = [
        Bar(Label("A"), [Segment("complete", 2, "2", "Kept"), Segment("delayed", 0, "0")]),
        Bar(Label("B"), [Segment("none", 1, "1"), Segment("complete", 3, "3")]),
    ]
    keys = parse(stacked_bars(about(), KINDS, rows, own_keys=True))
    heads = [one.text for one in tags(keys, "p")]
    words = [[span.text for span in tags(one, "span")] for one in tags(keys, "ul")]
    assert (heads, words) == (["A", "B"], [["Kept 2"], ["Silence 1", "Done 3"]])


def test_a_figure_of_eight_rows_is_small():
    rows = [
        Bar(
            Label(f"Action plan {2016 + i}", f"/en/plans/paris-{2016 + i}"),
            [Segment(code, 4, "4") for code in STATES[i % 3 : i % 3 + 2]],
        )
        for i in range(8)
    ]
    assert len(stacked_bars(about(), [Kind(code, code) for code in STATES], rows).encode()) < 6_000


# --- colours


def tones(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme):
    split = "prefers-color-scheme: dark"
    sheets = [sheet.split(split)[scheme == "dark"].split("@media")[0] for sheet in (BASE, STYLES)]
    paper, own = tones(sheets[0])["paper"], tones(sheets[1])
    grounds = [name for name in own if not name.startswith("on-")]
    assert len(grounds) == 7
    for name in grounds:
        assert contrast(own[name], paper) >= 3, name
        assert contrast(own[name], own[f"on-{name}"]) >= 4.5, name


# --- timeline


def spans(
    *given: Span, first: str = "2014-01-01", last: str = "2023-12-31"
) -> list[tuple[str, float, float]]:
    """What is drawn of spans: the fill, and from which year to which."""
    edges = [Mark(first, "media"), Mark(last, "media")]
    picture = svg(timeline(about(), MARKS, [Lane(Label("A"), given, edges)], AsOf(last, "now")))
    found = []
    for one in tags(picture, "g"):
        for rect in tags(one, "rect") if one.get("class") == "span" else []:
            x, width = share(rect.get("x")), share(rect.get("width"))
            look = (rect.get("fill") or "certain").removeprefix("url(#p-").removesuffix(")")
            found.append((look, round(2014 + x / 10, 1), round(2014 + (x + width) / 10, 1)))
    return found


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        ("2015-01-01", "2016-12-31", [("certain", 2015, 2017)]),
        ("2015", "2017", [("unsure", 2015, 2016), ("certain", 2016, 2017), ("unsure", 2017, 2018)]),
        ("2015", "2015-12", [("unsure", 2015, 2016)]),
        ("2015", "2015", [("unsure", 2015, 2016)]),
        ("2015-01-01", "", [("certain", 2015, 2015), ("after", 2015, 2016)]),
        ("", "2016-12-31", [("before", 2016, 2017), ("certain", 2017, 2017)]),
        ("2017", "2016", [("unsure", 2016, 2018)]),
        ("", "", []),
    ],
)
def test_a_span_is_as_certain_as_its_dates(start, end, drawn):
    found = spans(Span(start, end))
    assert [part for part in found if part[1] < part[2]] == [part for part in drawn if part[1] < part[2]]


def test_a_mark_known_by_its_year_stands_on_the_whole_year():
    marks = [Mark("2018", "government"), Mark("2020-05-08", "milestone")]
    picture = svg(timeline(about(), MARKS, [Lane(Label("A"), marks=marks)], AsOf("2021-12-31", "now")))
    (line,) = [one for one in tags(picture, "line") if one.get("class") == "about"]
    assert (share(line.get("x1")), round(share(line.get("x2")))) == (0, 25)


def uses(markup: str) -> list[tuple[str, float, float]]:
    own = svg(markup).iter()
    return [
        (one.get("href", "").rpartition("-")[2], share(one.get("x")) * NARROW / 100, float(one.get("y", 0)))
        for one in own
        if one.tag.endswith("use") and (one.get("x") or "").endswith("%")
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dates(datetime.date(2014, 1, 1), datetime.date(2030, 12, 31)), min_size=1, max_size=120))
def test_marks_never_hide_each_other_and_none_is_lost(dates):
    marks = [Mark(str(day), MARKS[i % 3].code) for i, day in enumerate(dates)]
    drawn = timeline(about(), MARKS, [Lane(Label("A"), marks=marks)], NOW)
    found = uses(drawn)
    assert all(abs(x - q) >= 11.9 or abs(y - r) >= 13 for (_, x, y), (_, q, r) in combinations(found, 2))
    assert {kind for kind, *_ in found} <= {"milestone", "government", "other"}
    counts = [one for one in tags(svg(drawn), "g") if one.get("class") == "counts"]
    said = sum(int(text.text) for one in counts for text in tags(one, "text")) if counts else len(found)
    assert said == len(marks)


def test_hundreds_of_marks_are_counted_by_the_shortest_time_that_has_room():
    def places(texts: list[str]) -> int:
        marks = [Mark(text, "government") for text in texts]
        return len(uses(timeline(about(), MARKS, [Lane(Label("A"), marks=marks)], AsOf("2018-12-31", "now"))))

    months = [f"{year}-{month:02d}" for year in (2017, 2018) for month in range(1, 13)] * 10
    assert places(months) == 8  # quarters
    assert places([*months, "2017"]) == 2  # a year belongs to no quarter


def test_a_mark_may_stand_for_many():
    lane = Lane(Label("A"), marks=[Mark("2017-03", "government", count=70), Mark("2017-03", "government")])
    drawn = svg(timeline(about(), MARKS, [lane], NOW))
    (counts,) = [one for one in tags(drawn, "g") if one.get("class") == "counts"]
    assert [text.text for text in tags(counts, "text")] == ["71"]


def test_a_date_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not a date"):
        timeline(about(), MARKS, [Lane(Label("A"), marks=[Mark("soon", "media")])], NOW)


def test_a_long_timeline_is_small():
    lane = Lane(
        Label("All"),
        [Span("2014", "2030")],
        [Mark(f"20{y}-{m:02d}", "media") for y in range(14, 31) for m in range(1, 13)],
    )
    assert len(timeline(about(), MARKS, [lane], NOW).encode()) < 8_000


# --- columns


def test_columns_share_one_scale_and_have_their_counts_over_them():
    voices = [Voice(Label("Government"), [(4, "4"), (0, "0")]), Voice(Label("Others"), [(0, "0"), (2, "2")])]
    picture = svg(columns(about(), ["2017", "2018"], voices))
    rects = tags(picture, "rect")
    assert float(rects[0].get("height", 0)) == 2 * float(rects[1].get("height", 0))
    counts = [one for one in tags(picture, "g") if one.get("class") == "counts"]
    assert [[text.text for text in tags(one, "text")] for one in counts] == [["4"], ["2"]]


def test_each_year_needs_a_count():
    with pytest.raises(ValueError, match="1 counts for 2 years"):
        columns(about(), ["2017", "2018"], [Voice(Label("A"), [(1, "1")])])


# --- the map


@pytest.fixture(scope="module")
def pioneers() -> list[dict[str, str]]:
    with (ROOT / "data" / "governments.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


KOREAN = (
    "오스틴 보조네고로 부에노스아이레스 엘게요마라크웻 할리스코 키고마우지지 라리베르타드 마드리드 온타리오"
)
KOREAN += " 파리 상파울루 스코틀랜드 세콘디타코라디 서울 트빌리시"
GEORGIAN = (
    "ოსტინი ბოჯონეგორო ბუენოს-აირესი ელგეიო-მარაკვეტი ხალისკო კიგომა-უჯიჯი ლა-ლიბერტადი მადრიდი ონტარიო"
)
GEORGIAN += " პარიზი სან-პაულუ შოტლანდია სეკონდი-ტაკორადი სეული თბილისი"


@pytest.mark.parametrize("language", ["name", "name_fr", "name_original", "ko", "ka"])
def test_names_on_the_map_do_not_touch(pioneers, language):
    words = {"ko": KOREAN.split(), "ka": GEORGIAN.split()}
    names = words.get(language) or [row[language] or row["name"] for row in pioneers]
    names = [fit(name, LONGEST, NAME) for name in names]
    spots = [on_map(float(row["longitude"]), float(row["latitude"])) for row in pioneers]
    points = [(x * WIDE, y * WIDE / SHAPE) for x, y in spots]
    sides = beside(spots, names)
    boxes = [_box(p, width_of(n, NAME), side) for p, n, side in zip(points, names, sides, strict=True)]
    assert not any(_shared(one, other) for one, other in combinations(boxes, 2))
    for i, box in enumerate(boxes):
        dots = [(x - 5, y - 5, x + 5, y + 5) for j, (x, y) in enumerate(points) if j != i]
        assert not any(_shared(box, dot) for dot in dots)


def test_numbers_on_the_map_can_be_touched(pioneers):
    spots = [on_map(float(row["longitude"]), float(row["latitude"])) for row in pioneers]
    height = NARROW / SHAPE
    moved = [(x * NARROW, y * height) for x, y in spread(spots, NARROW, height)]
    for (x, y), (q, r) in combinations(moved, 2):
        assert ((x - q) ** 2 + (y - r) ** 2) ** 0.5 >= TARGET
    for (x, y), (q, r) in zip(moved, spots, strict=True):
        assert ((x - q * NARROW) ** 2 + (y - r * height) ** 2) ** 0.5 < TARGET  # and lie by their place


def test_places_at_one_spot_are_told_apart():
    (x, y), (q, r) = spread([(0.5, 0.5)] * 2, NARROW, 125)
    assert ((x - q) * NARROW) ** 2 + ((y - r) * 125) ** 2 >= TARGET**2


def test_a_place_is_linked_by_number_by_name_and_in_the_list():
    figure = parse(world())
    assert [link.get("href") for link in tags(figure, "a")] == ["/paris"] * 3
    assert tags(tags(figure, "ol")[0], "a")[0].get("lang") == "fr"
    unheard = next(one for one in tags(figure, "g") if one.get("aria-hidden"))
    assert {link.get("tabindex") for link in tags(unheard, "a")} == {"-1"}
    assert tags(figure, "image")[0].get("href") == "/land.svg"


@pytest.mark.parametrize(
    ("point", "place"),
    [
        ((0, 0), (0, 0)),
        ((180, 0), (2.70663, 0)),
        ((0, 90), (0, 1.31736)),
        ((180, 90), (1.60359, 1.31736)),
    ],
)
def test_equal_earth_as_published(point, place):
    assert equal_earth(*point) == pytest.approx(place, abs=2e-5)


def rings() -> list[list[tuple[int, int]]]:
    found = []
    for ring in re.findall(r"M([^z]+)z", land_svg().decode()):
        start, _, steps = ring.partition("l")
        x, y = map(int, start.split())
        points = [(x, y)]
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


def test_the_land_is_a_small_file_without_styles_that_fits_its_frame():
    file = land_svg()
    root = ET.fromstring(file)
    _, _, width, height = map(int, root.get("viewBox", "").split())
    assert len(file) <= 25_000
    assert b"style" not in file and b"class" not in file
    assert all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for ring in rings() for x, y in ring)
    assert width / height == pytest.approx(SHAPE, abs=0.002)
    assert float(re.search(r"aspect-ratio: ([\d.]+)", STYLES)[1]) == pytest.approx(SHAPE, abs=0.001)


def test_the_land_is_where_the_places_are(pioneers):
    """All but islands and coasts that are too small at this scale; and no land where there is sea."""

    def is_land(longitude: float, latitude: float) -> bool:
        px, py = on_map(longitude, latitude)
        px, py, inside = px * 1600, py * 1600 / SHAPE, False
        for ring in rings():
            for (x, y), (q, r) in zip(ring, ring[1:] + ring[:1], strict=True):
                if (y > py) != (r > py) and px < (q - x) * (py - y) / (r - y) + x:
                    inside = not inside
        return inside

    inland = [row for row in pioneers if row["government_id"] not in ("sekondi-takoradi",)]
    assert [
        row["name"] for row in inland if not is_land(float(row["longitude"]), float(row["latitude"]))
    ] == []
    assert (
        is_land(100, 62) and is_land(-175, 66.5) and is_land(25, -30)
    )  # Siberia on both sides of the date line
    assert not any(is_land(*spot) for spot in [(-40, 30), (-150, 0), (80, -30), (0, -16.5), (-90, -17)])

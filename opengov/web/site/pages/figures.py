"""What the pictures of each page show: values of the page made into the plain parts that ``web.pictures`` draws.

Every picture has a description for those who do not see it, and a table that says the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from opengov.web import pictures
from opengov.web.pictures import About, AsOf, Grid, Kind, Label, Lane, Mark, Place, Segment, Span, Voice
from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.pages import states
from opengov.web.site.pages.plans import Plan
from opengov.web.site.pages.told import VOICES
from opengov.web.site.pages.voices import Listed
from opengov.web.site.words import Words

LAND = "land.svg"  # the name under which the map's outlines are served
OTHERS = "other"
SPOKEN = ("government", "assessor")  # the two voices that have a row of their own; the rest share one

DATED = """
SELECT commitment_id, plan_id, date, reporter, status, count(*) AS count
FROM updates
WHERE date IS NOT NULL AND plan_id IN (SELECT plan_id FROM action_plans WHERE {where})
GROUP BY 1, 2, 3, 4, 5
"""
STEPS = """
SELECT m.commitment_id, c.plan_id, m.end_date AS date, m.title, m.title_fr, m.title_original, m.original_language
FROM milestones AS m JOIN commitments AS c ON c.commitment_id = m.commitment_id
WHERE m.end_date IS NOT NULL AND c.plan_id IN (SELECT plan_id FROM action_plans WHERE {where})
"""

Pictures = Mapping[str, Markup]


def bars(words: Words, name: str, title: str, rows: Sequence[tuple[Label, Sequence[states.State]]]) -> Markup:
    """Stacked bars of the states of commitments, one for each row that has any."""
    rows = [(label, found) for label, found in rows if found]
    if not rows:
        return Markup()
    kinds = {state.code: Kind(state.code, state.label) for _, found in rows for state in found}
    order = sorted(kinds, key=states.place)
    grid = Grid(
        title,
        [words.gettext("Who, or which plan"), words.gettext("What is said"), words.gettext("Promises")],
        [[label, state.label, words.number(state.count)] for label, found in rows for state in found],
    )
    told = "; ".join(
        f"{label.text}: " + words.listed(f"{state.label} {words.number(state.count)}" for state in found)
        for label, found in rows
    )
    drawn = [
        pictures.Bar(label, [Segment(state.code, state.count, words.number(state.count)) for state in found])
        for label, found in rows
    ]
    return pictures.stacked_bars(
        _about(words, name, title, told, grid), [kinds[code] for code in order], drawn
    )


def of_voices(words: Words, name: str, found: Sequence[states.Bar]) -> Markup:
    """The bars of the two voices, over the same commitments."""
    title = words.gettext("How many promises stand where, by who says so")
    return bars(words, name, title, [(Label(bar.label), bar.states) for bar in found])


def home_pictures(
    asked: Asked,
    governments: Sequence[Mapping[str, Any]],
    found: Sequence[states.Bar],
    plans: Sequence[tuple[str, Plan]],
) -> Pictures:
    """The map, the states, the plans of all governments in time, and how much was said when by whom."""
    words = asked.words
    return _pictures(
        map=_map(asked, governments),
        states=of_voices(words, "states", found),
        timeline=_all_plans(asked, governments, plans),
        voices=_said_when(asked, asked.edition.said),
    )


def government_pictures(
    asked: Asked, plans: Sequence[Plan], by_plan: Mapping[str, Sequence[Listed]]
) -> Pictures:
    """The states of each plan's commitments by voice, the plans in time, and how much was said when."""
    words = asked.words
    rows = []
    for plan in plans:
        name = words.gettext("Plan of %(year)s") % {"year": plan.year}
        for bar in states.bars(asked, by_plan[plan.id]):
            rows.append((Label(f"{name}. {bar.label}", _to(words, "plan", plan.id)), bar.states))
    said: dict[str, int] = {}
    for row in asked.reader.rows(DATED.format(where="government_id = :key"), key=asked.key):
        year_and_reporter = (row["date"][:4], row["reporter"])
        said[year_and_reporter] = said.get(year_and_reporter, 0) + row["count"]
    title = words.gettext("How many promises stand where, plan by plan")
    return _pictures(
        states=bars(words, "states", title, rows),
        timeline=_in_time(asked, plans, "government_id = :key"),
        voices=_said_when(asked, said),
    )


def plan_pictures(asked: Asked, plan: Plan, commitments: Sequence[Listed]) -> Pictures:
    """The states of the plan's commitments by voice, and each commitment in time."""
    found = states.bars(asked, commitments)
    return _pictures(
        states=of_voices(asked.words, "states", found),
        timeline=_commitments_in_time(asked, plan, commitments),
    )


def area_pictures(asked: Asked, found: Sequence[states.Bar]) -> Pictures:
    """The states of the area's commitments by voice."""
    return _pictures(states=of_voices(asked.words, "states", found))


def _pictures(**drawn: Markup) -> Pictures:
    return {"pictures": defaultdict(Markup, drawn)}  # type: ignore[dict-item]


def _map(asked: Asked, governments: Sequence[Mapping[str, Any]]) -> Markup:
    words = asked.words
    title = words.gettext("Where the 15 governments are")
    told = words.listed(f"{one['name']} ({one['country']})" for one in governments)
    places = [
        Place(
            str(one["name"]),
            _to(words, "government", one["id"]),
            one["longitude"],
            one["latitude"],
            one["name"].lang,
        )
        for one in governments
        if one["longitude"] is not None and one["latitude"] is not None
    ]
    return pictures.world_map(_about(words, "map", title, told), places, asked.assets(LAND))


def _all_plans(
    asked: Asked, governments: Sequence[Mapping[str, Any]], plans: Sequence[tuple[str, Plan]]
) -> Markup:
    words = asked.words
    title = words.gettext("The action plans of each government, in time")
    lanes, rows = [], []
    for one in governments:
        its = [plan for key, plan in plans if key == one["id"]]
        label = Label(str(one["name"]), _to(words, "government", one["id"]), one["name"].lang)
        lanes.append(Lane(label, [_span(words, plan) for plan in its]))
        rows += [
            [label, Label(str(plan.year), _to(words, "plan", plan.id)), plan.period or "–"] for plan in its
        ]
    grid = Grid(
        title, [words.gettext("Government"), words.gettext("Plan"), words.gettext("From when to when")], rows
    )
    told = words.gettext("One line for each government; a bar for each plan, as long as the plan runs.")
    return pictures.timeline(_about(words, "plans", title, told, grid), [], lanes, _as_of(asked))


def _in_time(asked: Asked, plans: Sequence[Plan], where: str) -> Markup:
    words = asked.words
    marks, rows = _marks(asked, where)
    lanes = [
        Lane(
            Label(words.gettext("Plan of %(year)s") % {"year": plan.year}, _to(words, "plan", plan.id)),
            [_span(words, plan)],
            [mark for key, mark in marks["plan_id"] if key == plan.id],
        )
        for plan in plans
    ]
    return _timeline(asked, words.gettext("Plans, steps and statements in time"), lanes, rows)


def _commitments_in_time(asked: Asked, plan: Plan, commitments: Sequence[Listed]) -> Markup:
    words = asked.words
    marks, rows = _marks(asked, "plan_id = :key")
    lanes = [Lane(Label(words.gettext("The whole plan")), [_span(words, plan)])]
    for one in commitments:
        its = [mark for key, mark in marks["commitment_id"] if key == one.id]
        if its:
            lanes.append(
                Lane(Label(str(one.title), _to(words, "commitment", one.id), one.title.lang), marks=its)
            )
    return _timeline(asked, words.gettext("The plan, its steps and what was said, in time"), lanes, rows)


def _timeline(
    asked: Asked, title: str, lanes: Sequence[Lane], rows: Sequence[Sequence[Label | str]]
) -> Markup:
    words = asked.words
    if not any(lane.spans or lane.marks for lane in lanes):
        return Markup()
    grid = (
        Grid(title, [words.gettext("When"), words.gettext("What"), words.gettext("Who")], rows)
        if rows
        else None
    )
    told = words.gettext(
        "A bar shows how long a plan runs; the marks show steps that were due and statements."
    )
    kinds = [Kind("milestone", words.gettext("Step due"))]
    kinds += [Kind(code, label) for code, label in _voices(words).items()]
    return pictures.timeline(_about(words, "time", title, told, grid), kinds, lanes, _as_of(asked))


def _marks(asked: Asked, where: str) -> tuple[dict[str, list[tuple[str, Mark]]], list[list[Label | str]]]:
    """Steps and dated statements as marks, by plan and by commitment, and as rows of a table."""
    words = asked.words
    marks: dict[str, list[tuple[str, Mark]]] = {"plan_id": [], "commitment_id": []}
    rows: list[tuple[str, list[Label | str]]] = []

    def add(row: Any, kind: str, what: str, who: str, lang: str = "", count: int = 1) -> None:
        mark = Mark(row["date"], kind, f"{words.date(row['date'])}: {what}")
        for key in marks:
            marks[key] += [(row[key], mark)] * count
        cells: list[Label | str] = [words.date(row["date"]), Label(what, lang=lang), who]
        rows.append((row["date"], cells))

    for row in asked.reader.rows(STEPS.format(where=where), key=asked.key):
        title = words.text(row, "title")
        add(row, "milestone", str(title), words.gettext("Step due"), title.lang)
    for row in asked.reader.rows(DATED.format(where=where), key=asked.key):
        voice = VOICES.get(row["reporter"], row["reporter"])
        kind = voice if voice in SPOKEN else OTHERS
        add(
            row,
            kind,
            words.label("status", row["status"]),
            words.label("reporter_kind", row["reporter"]),
            count=row["count"],
        )
    return marks, [cells for _, cells in sorted(rows, key=lambda one: one[0], reverse=True)[:MOST_ROWS]]


MOST_ROWS = 60  # of a table beside a timeline: the page lists them all with their sources


def _said_when(asked: Asked, said: Mapping[tuple[str, str], int]) -> Markup:
    """Columns of how many statements were made in which year; ``said`` counts them by year and reporter."""
    words = asked.words
    if not said:
        return Markup()
    first, last = min(year for year, _ in said), max(year for year, _ in said)
    years = [str(year) for year in range(int(first), int(last) + 1)]
    counts: dict[str, dict[str, int]] = {kind: dict.fromkeys(years, 0) for kind in (*SPOKEN, OTHERS)}
    for (year, reporter), count in said.items():
        voice = VOICES.get(reporter, reporter)
        counts[voice if voice in SPOKEN else OTHERS][year] += count
    title = words.gettext("How many statements were found, by year and voice")
    labels = _voices(words)
    rows = [[labels[kind], *(words.number(of[year]) for year in years)] for kind, of in counts.items()]
    grid = Grid(title, [words.gettext("Who"), *years], rows)
    told = words.gettext(
        "Each column counts the statements of one year that we found: not how much was done."
    )
    voices = [
        Voice(Label(labels[kind]), [(of[year], words.number(of[year])) for year in years])
        for kind, of in counts.items()
        if any(of.values())
    ]
    return pictures.columns(_about(words, "said", title, told, grid), years, voices)


def _voices(words: Words) -> dict[str, str]:
    return {
        "government": words.gettext("The government says"),
        "assessor": words.gettext("An assessor says"),
        OTHERS: words.gettext("Others say"),
    }


def _span(words: Words, plan: Plan) -> Span:
    name = words.gettext("Plan of %(year)s") % {"year": plan.year}
    return Span(plan.start or str(plan.year), plan.end, f"{name}: {plan.period}" if plan.period else name)


def _as_of(asked: Asked) -> AsOf:
    date = asked.words.date(asked.edition.as_of)
    return AsOf(asked.edition.as_of, asked.words.gettext("as of %(date)s") % {"date": date})


def _about(words: Words, name: str, title: str, told: str, grid: Grid | None = None) -> About:
    return About(name, title, told, words.gettext("The same as a table"), grid)


def _to(words: Words, kind: str, key: str) -> str:
    return addresses.record(words.code, kind, key)

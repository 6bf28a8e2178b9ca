"""The pictures of each page: values of the page made into the plain parts that ``web.pictures`` draws.

Every picture has a description for those who do not see it, and all but the map a table that says the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from opengov.web import pictures
from opengov.web.pictures import Grid, Kind, Label, Place, Segment
from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.parts import by_year, in_time, states
from opengov.web.site.parts.plans import Plan
from opengov.web.site.parts.voices import Listed
from opengov.web.site.words import Words

LAND = "land.svg"  # the name under which the map's outlines are served
SAID = """
SELECT substr(date, 1, 4) AS year, reporter, count(*) AS count
FROM updates
WHERE plan_id IN (SELECT plan_id FROM action_plans WHERE government_id = :key)
GROUP BY 1, 2
"""

Pictures = Mapping[str, Mapping[str, Markup]]


def home(
    asked: Asked,
    governments: Sequence[Mapping[str, Any]],
    found: Sequence[states.Bar],
    plans: Sequence[tuple[str, Plan]],
) -> Pictures:
    """The map, the states, the plans of all governments in time, and how much was said when by whom."""
    return _pictures(
        map=_map(asked, governments),
        states=_of_voices(asked.words, found),
        timeline=in_time.all_plans(asked, governments, plans),
        voices=by_year.said_when(asked, asked.edition.said),
    )


def government(asked: Asked, plans: Sequence[Plan], by_plan: Mapping[str, Sequence[Listed]]) -> Pictures:
    """The states of each plan's commitments by voice, the plans in time, and how much was said when."""
    words = asked.words
    rows = []
    for plan in plans:
        for bar in states.bars(asked, by_plan[plan.id]):
            name = f"{in_time.plan_name(words, plan)}. {bar.label}"
            rows.append((Label(name, addresses.record(words.code, "plan", plan.id)), bar.states))
    said = {(row["year"], row["reporter"]): row["count"] for row in asked.reader.rows(SAID, key=asked.key)}
    title = words.gettext("How many promises stand where, plan by plan")
    return _pictures(
        states=_bars(words, title, rows),
        timeline=in_time.plans_in_time(asked, plans, in_time.marks(asked, in_time.OF_GOVERNMENT)),
        voices=by_year.said_when(asked, said),
    )


def plan(asked: Asked, one: Plan, commitments: Sequence[Listed]) -> Pictures:
    """The states of the plan's commitments by voice, and each commitment in time."""
    return _pictures(
        states=_of_voices(asked.words, states.bars(asked, commitments)),
        timeline=in_time.commitments_in_time(asked, one, commitments),
    )


def area(asked: Asked, commitments: Sequence[Listed]) -> Pictures:
    """The states of the area's commitments by voice."""
    return _pictures(states=_of_voices(asked.words, states.bars(asked, commitments, of_many=True)))


def _of_voices(words: Words, found: Sequence[states.Bar]) -> Markup:
    title = words.gettext("How many promises stand where, by who says so")
    return _bars(words, title, [(Label(bar.label), bar.states) for bar in found], own_keys=True)


def _bars(
    words: Words,
    title: str,
    rows: Sequence[tuple[Label, Sequence[states.State]]],
    *,
    own_keys: bool = False,
) -> Markup:
    """Stacked bars of the states of commitments, one for each row that has any; see ``stacked_bars``."""
    rows = [(label, found) for label, found in rows if found]
    if not rows:
        return Markup()
    labels: dict[str, list[str]] = {}  # two voices may have different words for what looks alike
    for state in [state for _, found in rows for state in found]:
        labels.setdefault(state.code, []).append(state.label)
    kinds = {code: Kind(code, " / ".join(dict.fromkeys(words_of))) for code, words_of in labels.items()}
    head = [words.gettext("Who, or which plan"), words.gettext("What is said"), words.gettext("Promises")]
    cells = [[label, state.label, words.number(state.count)] for label, found in rows for state in found]
    told = f"{words.semicolon} ".join(
        f"{label.text}{words.colon} "
        + words.listed(f"{state.label} {words.number(state.count)}" for state in found)
        for label, found in rows
    )
    drawn = [
        pictures.Bar(
            label, [Segment(one.code, one.count, words.number(one.count), one.label) for one in found]
        )
        for label, found in rows
    ]
    note = words.gettext(
        "One word for each promise and voice: of an assessor the last statement, or else a rating. "
        "Where nothing was said of the whole promise, the last word on one of its steps counts; what was "
        "said only of a whole plan is not counted here."
    )
    about = in_time.described(words, "states", title, told, Grid(title, head, cells))
    about = replace(about, note=note)
    shown = [kinds[code] for code in sorted(kinds, key=states.place)]
    return pictures.stacked_bars(about, shown, drawn, own_keys=own_keys)


def _map(asked: Asked, governments: Sequence[Mapping[str, Any]]) -> Markup:
    words = asked.words
    told = words.listed(f"{one['name']} ({one['country']})" for one in governments)
    places = [
        Place(
            name=str(one["name"]),
            href=addresses.record(words.code, "government", one["id"]),
            longitude=one["longitude"],
            latitude=one["latitude"],
            lang=one["name"].lang,
        )
        for one in governments
        if one["longitude"] is not None and one["latitude"] is not None
    ]
    about = in_time.described(words, "map", words.gettext("Where the 15 governments are"), told, None)
    return pictures.world_map(about, places, asked.assets(LAND))


def _pictures(**drawn: Markup) -> Pictures:
    return {"pictures": defaultdict(Markup, drawn)}

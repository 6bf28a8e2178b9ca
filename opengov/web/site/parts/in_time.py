"""Pictures of time: plans as bars, steps and statements as marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from opengov.web import pictures
from opengov.web.pictures import About, AsOf, Grid, Kind, Label, Lane, Mark, Span
from opengov.web.site import addresses
from opengov.web.site.page import Asked
from opengov.web.site.parts.plans import Plan
from opengov.web.site.parts.told import VOICES
from opengov.web.site.parts.voices import Listed
from opengov.web.site.reader import Row
from opengov.web.site.words import Words

OTHERS = "other"
SPOKEN = ("government", "assessor")  # the two voices that have a row of their own; the rest share one
MOST_ROWS = 60  # of a table beside a timeline: the page lists them all with their sources

# The latest statements tell what they are; of all together, however many, only their number in each month.
LATEST = """
SELECT
  u.commitment_id, u.plan_id, u.date, u.reporter, u.status, u.count, p.cycle_year,
  c.title, c.title_fr, c.title_original, c.original_language
FROM (
  SELECT commitment_id, plan_id, date, reporter, status, count(*) AS count
  FROM updates
  WHERE date IS NOT NULL AND plan_id IN (SELECT plan_id FROM action_plans WHERE {where})
  GROUP BY date, plan_id, commitment_id, reporter, status
  ORDER BY date DESC, plan_id, commitment_id, reporter, status
  LIMIT :most
) AS u
JOIN action_plans AS p ON p.plan_id = u.plan_id
LEFT JOIN commitments AS c ON c.commitment_id = u.commitment_id
"""
BY_MONTH = """
SELECT {lane} AS lane, substr(date, 1, 7) AS date, reporter, count(*) AS count
FROM updates
WHERE date IS NOT NULL AND plan_id IN (SELECT plan_id FROM action_plans WHERE {where})
GROUP BY 1, 2, 3
"""
STEPS = """
SELECT
  m.commitment_id, c.plan_id, m.end_date AS date,
  m.title, m.title_fr, m.title_original, m.original_language
FROM milestones AS m JOIN commitments AS c ON c.commitment_id = m.commitment_id
WHERE m.end_date IS NOT NULL AND c.plan_id IN (SELECT plan_id FROM action_plans WHERE {where})
"""


@dataclass(frozen=True)
class Scope:
    """Which plans a picture is of, by an SQL condition, and by which column their marks are parted."""

    where: str
    lane: str


OF_GOVERNMENT = Scope("government_id = :key", "plan_id")
OF_PLAN = Scope("plan_id = :key", "commitment_id")


@dataclass(frozen=True)
class Marks:
    """Steps and dated statements: as marks by lane (a plan; a commitment, or None for what is said of the
    whole plan), and as rows of a table.
    """

    lanes: dict[str | None, list[Mark]] = field(default_factory=dict)
    rows: list[tuple[str, list[Label | str]]] = field(default_factory=list)

    def add(self, lane: str | None, mark: Mark) -> None:
        """Note a mark in its lane."""
        self.lanes.setdefault(lane, []).append(mark)

    def grid(self, words: Words, title: str) -> Grid | None:
        """The table, of the latest MOST_ROWS; None if there is nothing in it."""
        rows = sorted(self.rows, key=lambda one: one[0], reverse=True)[:MOST_ROWS]
        head = [words.gettext("When"), words.gettext("What"), words.gettext("Who"), words.gettext("On what")]
        return Grid(title, head, [cells for _, cells in rows]) if rows else None


def marks(asked: Asked, scope: Scope) -> Marks:
    """The marks of the plans of ``scope`` for the record that is asked for."""
    words = asked.words
    found = Marks()
    due = words.gettext("Step due")
    for row in asked.reader.rows(STEPS.format(where=scope.where), key=asked.key):
        title, date = words.text(row, "title"), words.date(row["date"])
        to = addresses.record(words.code, "commitment", row["commitment_id"])
        found.add(row[scope.lane], Mark(row["date"], "milestone", f"{date} · {title}"))
        found.rows.append((row["date"], [date, due, "–", Label(str(title), to, title.lang)]))
    latest = asked.reader.rows(LATEST.format(where=scope.where), key=asked.key, most=MOST_ROWS)
    for row in latest:
        date, label = words.date(row["date"]), words.label("status", row["status"])
        who = words.label("reporter_kind", row["reporter"])
        what = label if row["count"] == 1 else f"{label} × {words.number(row['count'])}"
        found.rows.append((row["date"], [date, what, who, _on(words, row)]))
        if len(latest) < MOST_ROWS:
            mark = Mark(row["date"], _voice(row), f"{date} · {label}")
            found.lanes.setdefault(row[scope.lane], []).extend([mark] * row["count"])
    if len(latest) == MOST_ROWS:
        for row in asked.reader.rows(BY_MONTH.format(lane=scope.lane, where=scope.where), key=asked.key):
            found.add(row["lane"], Mark(row["date"], _voice(row), count=row["count"]))
    return found


def _voice(row: Row) -> str:
    voice = VOICES.get(row["reporter"], row["reporter"])
    return voice if voice in SPOKEN else OTHERS


def _on(words: Words, row: Row) -> Label:
    """What a statement is on: a commitment, or the plan as a whole."""
    if row["commitment_id"]:
        return label_of(words, "commitment", row["commitment_id"], words.text(row, "title"))
    name = words.gettext("The whole plan of %(year)s") % {"year": row["cycle_year"]}
    return Label(name, addresses.record(words.code, "plan", row["plan_id"]))


def all_plans(
    asked: Asked, governments: Sequence[Mapping[str, object]], plans: Sequence[tuple[str, Plan]]
) -> Markup:
    """The plans of all governments (id of the government, plan), a lane for each of ``governments``."""
    words = asked.words
    title = words.gettext("The action plans of each government, in time")
    lanes, rows = [], []
    for one in governments:
        its = [plan for key, plan in plans if key == one["id"]]
        label = label_of(words, "government", one["id"], one["name"])
        lanes.append(Lane(label, [_span(words, plan) for plan in its]))
        for plan in its:
            whose = words.gettext("%(government)s: plan of %(year)s")
            name = whose % {"government": one["name"], "year": plan.year}
            rows.append(
                [label, Label(name, addresses.record(words.code, "plan", plan.id)), plan.period or "–"]
            )
    head = [words.gettext("Government"), words.gettext("Plan"), words.gettext("From when to when")]
    told = words.gettext("One line for each government; a bar for each plan, as long as the plan runs.")
    about = explained(words, "plans", title, f"{told} {_hatched(words)}", Grid(title, head, rows))
    return pictures.timeline(about, [], lanes, _as_of(asked))


def plans_in_time(asked: Asked, plans: Sequence[Plan], found: Marks) -> Markup:
    """The plans of a government, each with the steps and statements that are dated."""
    words = asked.words
    lanes = [
        Lane(
            Label(plan_name(words, plan), addresses.record(words.code, "plan", plan.id)),
            [_span(words, plan)],
            found.lanes.get(plan.id, []),
        )
        for plan in plans
    ]
    return _timeline(asked, words.gettext("Plans, steps and statements in time"), lanes, found)


def commitments_in_time(asked: Asked, plan: Plan, commitments: Sequence[Listed]) -> Markup:
    """A plan, and a lane for each of its commitments of which something is dated."""
    words = asked.words
    found = marks(asked, OF_PLAN)
    of_whole = found.lanes.get(None, [])
    lanes = [Lane(Label(words.gettext("The whole plan")), [_span(words, plan)], of_whole)]
    for one in commitments:
        if one.id in found.lanes:
            lanes.append(Lane(label_of(words, "commitment", one.id, one.title), marks=found.lanes[one.id]))
    return _timeline(asked, words.gettext("The plan, its steps and what was said, in time"), lanes, found)


def plan_name(words: Words, plan: Plan) -> str:
    """What a plan is called in short."""
    return words.gettext("Plan of %(year)s") % {"year": plan.year}


def label_of(words: Words, kind: str, key: object, name: object) -> Label:
    """The name of a record, linked to its page."""
    return Label(str(name), addresses.record(words.code, kind, str(key)), getattr(name, "lang", ""))


def described(words: Words, name: str, title: str, told: str, grid: Grid | None) -> About:
    """What a picture is, with the words that unfold its table."""
    return About(name, title, told, words.gettext("The same as a table"), grid)


def explained(words: Words, name: str, title: str, told: str, grid: Grid | None) -> About:
    """A picture whose description helps everyone to read it."""
    return replace(described(words, name, title, told, grid), note=told)


def _hatched(words: Words) -> str:
    return words.gettext("Hatched: the source gives the date only by its year or month.")


def _timeline(asked: Asked, title: str, lanes: Sequence[Lane], found: Marks) -> Markup:
    words = asked.words
    if not any(lane.spans or lane.marks for lane in lanes):
        return Markup()
    told = words.gettext(
        "A bar shows how long a plan runs; the marks show steps that were due and statements."
    )
    kinds = [Kind("milestone", words.gettext("Step due"))]
    kinds += [Kind(code, label) for code, label in voices(words).items()]
    about = explained(words, "time", title, f"{told} {_hatched(words)}", found.grid(words, title))
    return pictures.timeline(about, kinds, lanes, _as_of(asked))


def voices(words: Words) -> dict[str, str]:
    """The voices that have a look of their own, with their words."""
    return {
        "government": words.gettext("The government says"),
        "assessor": words.gettext("An assessor says"),
        OTHERS: words.gettext("Others say"),
    }


def _span(words: Words, plan: Plan) -> Span:
    name = plan_name(words, plan)
    return Span(plan.start or str(plan.year), plan.end, f"{name} · {plan.period}" if plan.period else name)


def _as_of(asked: Asked) -> AsOf:
    date = asked.words.date(asked.edition.as_of)
    return AsOf(asked.edition.as_of, asked.words.gettext("as of %(date)s") % {"date": date})

"""How many commitments each voice says what of: the counts behind the bars. Counts, never percentages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opengov.web.site.page import Asked
from opengov.web.site.parts.voices import Listed, Word

# What the bars are made of, from done to undone; what nobody said comes last.
ORDER = (
    "complete", "substantial", "outstanding", "major", "mixed", "limited-to-substantial", "marginal",
    "limited", "in-progress", "announced", "delayed", "not-started", "did-not-change", "no-evidence",
    "worsened", "not-fulfilled", "reversed", "not-stated", "not-published", "pending-review",
    "not-assessed", "no-irm-data", "not-applicable", "other-wording", "none",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """So many commitments of which a voice says this."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The states of some commitments in the words of one voice, in the order of ORDER."""

    voice: str
    label: str
    states: list[State]


def bars(asked: Asked, commitments: Sequence[Listed], *, of_many: bool = False) -> list[Bar]:
    """One bar for each of the two voices, over commitments that are counted (older listings are not).

    of_many  whether the commitments are those of many governments
    """
    counted = [one for one in commitments if not one.is_superseded]
    words = asked.words
    if of_many:
        labels = words.gettext("The governments say"), words.gettext("Independent assessors say")
    else:
        labels = words.gettext("The government says"), words.gettext("The independent assessor says")
    said, found = (_states(one.said for one in counted), _states(one.found for one in counted))
    return [Bar("government", labels[0], said), Bar("assessor", labels[1], found)]


def _states(said: Iterable[Word]) -> list[State]:
    counts: Counter[tuple[str, str]] = Counter()
    for word in said:
        label = f"{word.label} ({word.indicator})" if word.indicator else word.label
        counts[word.code, label] += 1
    found = [State(code, label, count) for (code, label), count in counts.items()]
    return sorted(found, key=lambda state: (place(state.code), state.label))


def place(code: str) -> int:
    """Where a code stands in ORDER."""
    return ORDER.index(code) if code in ORDER else len(ORDER)

"""How much was said in which year, as a picture."""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from opengov.web import pictures
from opengov.web.pictures import Grid, Label, Voice
from opengov.web.site.page import Asked
from opengov.web.site.parts.in_time import OTHERS, SPOKEN, explained, voices
from opengov.web.site.parts.told import VOICES


def said_when(asked: Asked, said: Mapping[tuple[str | None, str], int]) -> Markup:
    """Columns of how many statements were made in which year; ``said`` counts them by year and reporter, the
    year None for those without a date, which are told and not drawn.
    """
    words = asked.words
    undated = sum(count for (year, _), count in said.items() if not year)
    said = {key: count for key, count in said.items() if key[0]}
    if not said:
        return Markup()
    first, last = min(year for year, _ in said), max(year for year, _ in said)
    years = [str(year) for year in range(int(first), int(last) + 1)]
    counts: dict[str, dict[str, int]] = {kind: dict.fromkeys(years, 0) for kind in (*SPOKEN, OTHERS)}
    for (year, reporter), count in said.items():
        voice = VOICES.get(reporter, reporter)
        counts[voice if voice in SPOKEN else OTHERS][year] += count
    title = words.gettext("How many statements were found, by year and voice")
    labels = voices(words)
    rows = [[labels[kind], *(words.number(of[year]) for year in years)] for kind, of in counts.items()]
    told = words.gettext(
        "Each column counts the statements of one year that we found: not how much was done."
    )
    about = explained(words, "said", title, told, Grid(title, [words.gettext("Who"), *years], rows))
    if undated:
        left_out = words.ngettext(
            "%(number)s statement without a date is not drawn.",
            "%(number)s statements without a date are not drawn.",
            undated,
        )
        about = replace(about, note=f"{about.note} {left_out % {'number': words.number(undated)}}".strip())
    columns = [
        Voice(Label(labels[kind]), [(of[year], words.number(of[year])) for year in years])
        for kind, of in counts.items()
        if any(of.values())
    ]
    return pictures.columns(about, years, columns)

"""Rules that Table Schema cannot say: each a small function with a code and a docstring.

A rule yields findings and nothing else. It looks only at readable tables, passes over cells that the schema
check has already faulted, and never repeats what another rule says of the same cell.
"""

from opengov.check.rules import counts, dates, links, ratings, text, titles
from opengov.check.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *text.RULES,
    *dates.RULES,
    *links.RULES,
    *titles.RULES,
    *ratings.RULES,
    *counts.RULES,
)

"""One file for people who want no more than one: a view of the database as one table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flat:
    """The files ``<name>.csv`` and so on with the rows of ``view``; ``group`` is theirs in the index,
    ``sheet`` that of the workbook.
    """

    name: str
    group: str
    view: str
    sheet: str


COMMITMENTS = Flat("all-commitments", "flat", "commitment_overview", "all commitments")
NUMBERS = Flat("governments-in-numbers", "numbers", "government_overview", "governments in numbers")

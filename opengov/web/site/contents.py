"""Every page that there is, without its language: those that most people ask for first."""

from opengov.web.site.reader import Reader

Steps = tuple[str, ...]  # of an address, after the language

HOME = ""
ALONE = (  # the step of each page that is not about one record
    HOME,
    "search",
    "policy-areas",
    "programme",
    "how-we-know",
    "data",
    "api",
    "changes",
)
RECORDS = """
SELECT 'governments', government_id FROM governments
UNION ALL SELECT 'plans', plan_id FROM action_plans
UNION ALL SELECT 'commitments', commitment_id FROM commitments WHERE record_status <> 'superseded'
UNION ALL SELECT DISTINCT 'policy-areas', policy_area FROM commitment_policy_areas
UNION ALL SELECT 'sources', source_id FROM sources
"""


def pages(reader: Reader) -> list[Steps]:
    """The steps of every page."""
    alone: list[Steps] = [(step,) if step else () for step in ALONE]
    return alone + [tuple(row) for row in reader.rows(RECORDS)]

"""How we know: who decides a status, what each code means, what is missing and why, how to correct us."""

from opengov.web.site.page import Asked, Page

# In the order in which a reader meets them; the rest of the code lists explain themselves in the tables.
EXPLAINED = (
    "status", "reporter_kind", "completion", "early_results", "ambition", "relevance", "verifiable",
    "starred", "missing_reason", "rating_scale", "title_kind",
)  # fmt: skip
MISSING = """
SELECT m.code, count(*) AS count
FROM assessments AS a JOIN codelist_missing_reason AS m ON m.code = a.{indicator}
GROUP BY 1 ORDER BY 2 DESC, 1
"""
COVERAGE = """
SELECT
  count(*) AS commitments,
  count(g.update_id) AS said,
  sum(EXISTS (SELECT 1 FROM assessments AS a WHERE a.commitment_id = c.commitment_id)) AS assessed,
  (SELECT count(*) FROM assessments) AS assessments
FROM commitments AS c
LEFT JOIN last_claims AS l ON l.commitment_id = c.commitment_id AND l.voice = 'government'
LEFT JOIN updates AS g ON g.update_id = l.update_id
WHERE c.record_status <> 'superseded'
"""


def page(asked: Asked) -> Page:
    """The page on how we know."""
    words = asked.words
    indicators = [code.code for code in words.codes("rating_indicator")]
    reasons = {one.code for one in words.codes("missing_reason")}  # told once, not under each indicator
    lists = [
        {
            "name": name,
            "codes": [
                {
                    "code": one.code,
                    "label": words.label(name, one.code),
                    "meaning": words.meaning(name, one.code),
                }
                for one in words.codes(name)
                if name == "missing_reason" or one.code not in reasons
            ],
        }
        for name in EXPLAINED
    ]
    missing = {
        indicator: [
            (words.label("missing_reason", row["code"]), row["count"])
            for row in asked.reader.rows(MISSING.format(indicator=indicator))
        ]
        for indicator in indicators
        if indicator in ("completion", "early_results", "ambition")
    }
    values = {
        "lists": lists,
        "missing": missing,
        "coverage": asked.reader.rows(COVERAGE)[0],
    }
    about = words.gettext(
        "Who decides whether a promise was kept, what each word means, what is missing and why, "
        "and how to correct us."
    )
    return Page("about.html", words.gettext("How we know"), about, ("how-we-know",), values | {"lead": about})

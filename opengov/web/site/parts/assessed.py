"""What assessors rated: every rating with its meaning and its scale, every missing one with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from opengov.web.site.page import Asked
from opengov.web.site.parts.cited import Citations
from opengov.web.site.words import Text

ASSESSMENTS = """
SELECT a.*, r.published_on, r.language AS report_language
FROM assessments AS a
JOIN sources AS r ON r.source_id = coalesce(a.report_source_id, a.source_id)
LEFT JOIN (
  SELECT assessment_id, min(is_missing * 10 + position) AS place
  FROM commitment_ratings WHERE commitment_id = :id GROUP BY 1
) AS p ON p.assessment_id = a.assessment_id
WHERE a.commitment_id = :id
ORDER BY p.place NULLS LAST, a.report_stage <> 'final', a.assessment_id
"""
COUNTING = "SELECT indicator, assessment_id FROM commitment_ratings WHERE commitment_id = :id"
CONTESTED = """
SELECT indicator, assessment_id, other_code FROM contested_ratings
WHERE commitment_id = :id
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
"""
VALUES = "SELECT ogp_value FROM assessment_ogp_values WHERE assessment_id = :id ORDER BY ogp_value"
# In the order of what readers ask first: was it done, what did it change, how much was it to change.
INDICATORS = ("completion", "early_results", "ambition", "relevance", "verifiable", "starred")
FIRST = INDICATORS[:3]


@dataclass(frozen=True, slots=True)
class Rating:
    """One indicator of one assessment. ``question`` is what the indicator asks, ``meaning`` what the answer
    means; ``is_missing`` says that ``label`` and ``meaning`` tell why there is no answer, ``counts`` that of
    all assessments of the commitment this one answers (``opengov.build.ratings``), ``others`` what others
    answer otherwise.
    """

    indicator: str
    name: str
    question: str
    code: str
    label: str
    meaning: str
    is_missing: bool
    counts: bool
    others: list[str]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one assessor's report, read on one page, says of the commitment."""

    id: str
    assessor: str
    stage: str
    scale: str
    scale_meaning: str
    report: str
    report_lang: str
    date: str
    note: Text
    source_id: str
    ratings: list[Rating]
    ogp_values: list[str]


@dataclass(frozen=True, slots=True)
class Brief:
    """What of an assessment tells most: its answers to what readers ask first."""

    of: Assessment
    ratings: list[Rating]


def brief(found: Sequence[Assessment]) -> list[Brief]:
    """Each of the first questions, and a star where there is one, once: as the assessment answers it, or says
    why it is not answered, that counts. Assessments without any of them are left out; the one that speaks of
    the first question comes first.
    """
    chosen = [Brief(one, [*filter(_starred, one.ratings), *filter(_first, one.ratings)]) for one in found]
    return sorted((each for each in chosen if each.ratings), key=_question)


def _question(each: Brief) -> int:
    return min(INDICATORS.index(rating.indicator) for rating in each.ratings)


def _starred(rating: Rating) -> bool:
    return rating.counts and (rating.indicator, rating.code) == ("starred", "yes")


def _first(rating: Rating) -> bool:
    return rating.counts and rating.indicator in FIRST


def assessments(asked: Asked, cited: Citations) -> list[Assessment]:
    """The assessments of the commitment ``asked.key``, what lists show first and then final reports, and
    their sources noted in ``cited``.
    """
    words = asked.words
    missing = asked.edition.codes.get("codelist_missing_reason", {})
    counting = {tuple(row) for row in asked.reader.rows(COUNTING, id=asked.key)}
    others: dict[tuple[str, str], list[str]] = {}
    for indicator, key, code in asked.reader.rows(CONTESTED, id=asked.key):
        others.setdefault((indicator, key), []).append(words.label(indicator, code))
    found = []
    for row in asked.reader.rows(ASSESSMENTS, id=asked.key):
        cited.cite(row["source_id"], words.gettext("ratings"))
        cited.cite(row["report_source_id"], words.gettext("the report that was rated in"))
        language = row["report_language"] or "en"
        found.append(
            Assessment(
                id=row["assessment_id"],
                assessor=words.label("reporter_kind", row["assessor"]),
                stage=words.label("report_stage", row["report_stage"]) if row["report_stage"] else "",
                scale=words.label("rating_scale", row["scale"]),
                scale_meaning=words.meaning("rating_scale", row["scale"]),
                report=row["report_title"] or "",
                report_lang="" if language == words.code else language,
                date=row["published_on"] or "",
                note=words.text(row, "note"),
                source_id=row["source_id"],
                ogp_values=[
                    words.label("ogp_value", value["ogp_value"])
                    for value in asked.reader.rows(VALUES, id=row["assessment_id"])
                ],
                ratings=[
                    Rating(
                        indicator=indicator,
                        name=words.label("rating_indicator", indicator),
                        question=words.meaning("rating_indicator", indicator),
                        code=row[indicator],
                        label=words.label(indicator, row[indicator]),
                        meaning=words.meaning(indicator, row[indicator]),
                        is_missing=row[indicator] in missing,
                        counts=(indicator, row["assessment_id"]) in counting,
                        others=others.get((indicator, row["assessment_id"]), []),
                    )
                    for indicator in INDICATORS
                ],
            )
        )
    return found

"""Ratings: each belongs to a scale, and a star means what OGP's IRM says that it means."""

from collections.abc import Iterator

from opengov.check.data import Data
from opengov.check.rules.rule import Rule
from opengov.findings import Finding

INDICATORS = ("verifiable", "relevance", "ambition", "completion", "early_results", "starred")
_FAILS_STAR = {  # what a star and what is known cannot both be
    "verifiable": {"no", "unclear"},
    "relevance": {"no"},
    "ambition": {"low", "moderate", "no-added-value", "non-binding-change"},
    "completion": {"no-evidence", "not-started", "limited", "limited-to-substantial"},
}
_ASSESSORS = {"irm", "evaluator"}
CORE_VALUES = {"access-to-information", "civic-participation", "public-accountability"}


def rating_scale(data: Data) -> Iterator[Finding]:
    """A rating is a code of the row's scale, or a reason why there is none."""
    codes = set(data["scale_codes"].keys(("scale", "indicator", "code")))
    scales = {scale for scale, _, _ in codes}
    reasons = data["codelist_missing_reason"].distinct("code")
    for record in data["assessments"]:
        for indicator in INDICATORS:
            code, scale = record[indicator], record["scale"]
            listed = f"codelist_{indicator}" not in data or code in data[f"codelist_{indicator}"].distinct(
                "code"
            )
            if (
                code
                and scale in scales
                and listed
                and code not in reasons
                and (scale, indicator, code) not in codes
            ):
                allowed = sorted(c for s, i, c in codes if (s, i) == (scale, indicator))
                message = f"{code} is not a rating of {indicator} on the scale {scale}."
                hint = (
                    f"Expected {', '.join([*allowed, *sorted(reasons)])}."
                    if allowed
                    else "It has no such rating."
                )
                yield record.finding(indicator, "rating-scale", message, hint)


def star_rule(data: Data) -> Iterator[Finding]:
    """A starred commitment is checkable, relevant beyond technology, transformative and (almost) complete.

    The IRM's rule from 2015 on: https://opengovpartnership.org/?p=3699. What is not published is not held
    against the star.
    """
    values: dict[str, set[str]] = {}
    for record in data["assessment_ogp_values"]:
        values.setdefault(record["assessment_id"], set()).add(record["ogp_value"])
    for record in data["assessments"]:
        if record["starred"] != "yes":
            continue
        named = values.get(record["assessment_id"], set())
        for indicator, fails in _FAILS_STAR.items():
            if record[indicator] in fails:
                message = f"the commitment is starred, but {indicator} is {record[indicator]}."
                yield record.finding("starred", "star-rule", message, "Look both up in the source.")
        if named and not named & CORE_VALUES:
            message = "the commitment is starred, but technology is the only OGP value named."
            yield record.finding("starred", "star-rule", message, "Technology alone does not earn a star.")


def assessor_voice(data: Data) -> Iterator[Finding]:
    """Only the IRM or an evaluator assesses; what a government says of itself is an update."""
    others = data["codelist_reporter_kind"].distinct("code") - _ASSESSORS
    for record in data["assessments"].where("assessor", others):
        message = f"the assessor is {record['assessor']}, expected irm or evaluator."
        yield record.finding("assessor", "assessor-voice", message, "Enter it in data/updates.csv instead.")


def values_without_code(data: Data) -> Iterator[Finding]:
    """Relevance is values-named exactly where assessment_ogp_values names some."""
    named = data["assessment_ogp_values"].distinct("assessment_id")
    scales = set(data["scale_codes"].keys(("scale", "indicator", "code")))
    for record in data["assessments"]:
        if (
            record["relevance"] == "values-named"
            and (record["scale"], "relevance", "values-named") not in scales
        ):
            continue  # rating-scale tells
        if (record["relevance"] == "values-named") != (record["assessment_id"] in named):
            message = f"relevance is {record['relevance']}, but assessment_ogp_values "
            message += "names values." if record["assessment_id"] in named else "names none."
            yield record.finding("relevance", "values-without-code", message, "Correct one of the two.")


RULES = (
    Rule("rating-scale", rating_scale, ("assessments", "scale_codes", "codelist_missing_reason")),
    Rule("star-rule", star_rule, ("assessments", "assessment_ogp_values")),
    Rule("assessor-voice", assessor_voice, ("assessments",)),
    Rule("values-without-code", values_without_code, ("assessments", "assessment_ogp_values", "scale_codes")),
)

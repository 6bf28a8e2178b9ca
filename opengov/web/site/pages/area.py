"""Policy areas: the list of them, and one with its commitments in all governments."""

from opengov.web.site.page import Asked, Page
from opengov.web.site.parts import figures
from opengov.web.site.parts.voices import listed

EACH_PAGE = 50

COUNTS = """
SELECT a.policy_area, count(*) AS count
FROM commitment_policy_areas AS a JOIN commitments AS c ON c.commitment_id = a.commitment_id
WHERE c.record_status <> 'superseded'
GROUP BY 1
"""
IN_AREA = """
c.record_status <> 'superseded'
AND c.commitment_id IN (SELECT commitment_id FROM commitment_policy_areas WHERE policy_area = :area)
"""


def page(asked: Asked) -> Page | None:
    """The page of the policy area ``asked.key``, or the list of all without one."""
    return _one(asked) if asked.key else _all(asked)


def _all(asked: Asked) -> Page:
    words = asked.words
    counts = {row["policy_area"]: row["count"] for row in asked.reader.rows(COUNTS)}
    areas = [
        {
            "code": one.code,
            "label": words.label("policy_area", one.code),
            "meaning": words.meaning("policy_area", one.code),
            "count": counts[one.code],
        }
        for one in words.codes("policy_area")
        if one.code in counts
    ]
    areas = words.sorted(areas, key=lambda area: area["label"])
    about = words.gettext(
        "What the promises are about, by the policy areas that the Open Government Partnership uses."
    )
    return Page(
        "areas.html", words.gettext("Policy areas"), about, ("policy-areas",), {"areas": areas, "lead": about}
    )


def _one(asked: Asked) -> Page | None:
    words = asked.words
    if asked.key not in asked.edition.codes.get("codelist_policy_area", {}):
        return None
    label = words.label("policy_area", asked.key)
    commitments = words.sorted(listed(asked, IN_AREA, area=asked.key), key=lambda one: str(one.government))
    number = asked.number("page", 1)
    pages = -(-len(commitments) // EACH_PAGE) or 1
    if number > pages:
        return None
    values = {
        "feeds_of": ("policy-areas", asked.key, label),
        "code": asked.key,
        "label": label,
        "meaning": words.meaning("policy_area", asked.key),
        "commitments": commitments[(number - 1) * EACH_PAGE : number * EACH_PAGE],
        "count": len(commitments),
        **figures.area(asked, commitments),
        "page_number": number,
        "pages": pages,
    }
    title = words.gettext("Policy area: %(area)s") % {"area": label}
    return Page("area.html", title, values["meaning"], ("policy-areas", asked.key), values)

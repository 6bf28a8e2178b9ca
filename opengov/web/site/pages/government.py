"""A government: who it is, its plans in time, its commitments by what each voice says, and its neighbours."""

from opengov.web.site.page import Asked, Page
from opengov.web.site.pages import data
from opengov.web.site.parts import changed, deadlines, figures, news
from opengov.web.site.parts.cited import sources, web
from opengov.web.site.parts.governments import in_alphabet
from opengov.web.site.parts.plans import plans
from opengov.web.site.parts.voices import Listed, listed

LATEST = 5

GOVERNMENT = "SELECT * FROM governments WHERE government_id = :id"
LANGUAGES = "SELECT language FROM government_languages WHERE government_id = :id ORDER BY position"
INITIATIVES = "SELECT count(*) AS count FROM initiatives WHERE government_id = :id"
EVENTS = "SELECT count(*) AS count FROM events WHERE government_id = :id"


def page(asked: Asked) -> Page | None:
    """The page of the government with the id ``asked.key``."""
    row = asked.reader.row(GOVERNMENT, id=asked.key)
    if row is None:
        return None
    words = asked.words
    commitments = listed(asked, "p.government_id = :id", id=asked.key)
    its_plans = plans(asked, "p.government_id = :id", id=asked.key)
    by_plan: dict[str, list[Listed]] = {plan.id: [] for plan in its_plans}
    for one in commitments:
        by_plan[one.plan_id].append(one)
    name = words.name(row)
    languages = [
        words.label("language", one["language"]) for one in asked.reader.rows(LANGUAGES, id=asked.key)
    ]
    values = {
        "row": row,
        "id": row["government_id"],
        "name": name,
        "original": row["name_original"] if row["name_original"] != str(name) else "",
        "summary": words.text(row, "summary"),
        "note": words.text(row, "note"),
        "kind_label": words.label("government_kind", row["kind"]),
        "country": words.label("country", row["country_code"]),
        "spoken": words.listed(languages),
        "ogp_url": web(row["ogp_url"]),
        "official_url": web(row["official_url"]),
        "plans": its_plans,
        "by_plan": by_plan,
        "latest": news.latest(asked, LATEST, "government", asked.key),
        "history": changed.history(asked, "government", asked.key),
        "source": sources(asked, [row["source_id"]]).get(row["source_id"]),
        "has_programme": any(asked.reader.row(sql, id=asked.key)["count"] for sql in (INITIATIVES, EVENTS)),  # type: ignore[index]
        "feeds_of": ("governments", row["government_id"], name),
        "deadlines": deadlines.known(asked, row["government_id"]),
        "package": data.package_of(asked, row["government_id"]),
        **_neighbours(asked),
    }
    values |= figures.government(asked, its_plans, by_plan)
    return Page("government.html", str(name), str(values["summary"]), ("governments", asked.key), values)


def _neighbours(asked: Asked) -> dict[str, object]:
    """The governments before and after this one in the alphabet of the page's language."""
    names = in_alphabet(asked)
    place = next(at for at, (key, _) in enumerate(names) if key == asked.key)
    return {
        "previous": names[place - 1] if place else None,
        "next": names[place + 1] if place + 1 < len(names) else None,
    }

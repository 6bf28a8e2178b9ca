"""The governments by name."""

from opengov.web.site.page import Asked
from opengov.web.site.words import Text

NAMES = "SELECT government_id, name, name_original, name_fr, original_language FROM governments"


def in_alphabet(asked: Asked) -> list[tuple[str, Text]]:
    """Id and name of each, in the order of the alphabet of the page's language."""
    words = asked.words
    names = [(row["government_id"], words.name(row)) for row in asked.reader.rows(NAMES)]
    return words.sorted(names, key=lambda one: str(one[1]))

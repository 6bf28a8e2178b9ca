"""The languages that are offered: one folder each, complete ones first; English where words are missing."""

from pathlib import Path

import pytest

from opengov import languages

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {}\\n"\n{}\n'
PLURALS = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def write(folder: Path, code: str, domain: str, text: str, *, draft: bool = False) -> None:
    path = folder / code / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(("#, fuzzy\n" if draft else "") + HEADER.format(code, PLURALS) + text, encoding="utf-8")


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An empty folder of catalogues in place of ours."""
    cached = (languages.languages, languages.catalogue, languages.translations, languages.records)
    monkeypatch.setattr(languages, "LOCALE", tmp_path)
    for one in cached:
        one.cache_clear()
    yield tmp_path
    for one in cached:
        one.cache_clear()


def test_ours_are_eight():
    offered = [(one.code, one.is_draft) for one in languages.languages()]
    assert offered == [
        ("en", False), ("fr", False), ("es", False), ("pt", False),
        ("id", True), ("ka", True), ("ko", True), ("sw", True),
    ]  # fmt: skip


def test_without_catalogues_there_is_english(locale: Path):
    assert languages.languages() == (languages.Language("en", is_draft=False),)
    assert languages.records() == ()
    assert languages.translations("fr").gettext("Home") == "Home"
    assert languages.translations("en").ngettext("one", "many", 2) == "many"


def test_adding_a_language_is_adding_a_catalogue(locale: Path):
    write(locale, "de", "messages", 'msgid "Home"\nmsgstr "Anfang"\n')
    write(locale, "pt", "messages", "")
    write(locale, "af", "messages", "", draft=True)
    assert [one.code for one in languages.languages()] == ["en", "pt", "de", "af"]
    assert languages.translations("de").gettext("Home") == "Anfang"


def test_records_alone_do_not_offer_a_language(locale: Path):
    write(locale, "de", "records", 'msgid "Done"\nmsgstr "Erledigt"\n')
    assert [one.code for one in languages.languages()] == ["en"]
    assert languages.records() == (("de", "", "Done", "Erledigt"),)


def test_a_draft_speaks_though_nobody_reviewed_it(locale: Path):
    write(locale, "de", "messages", 'msgid "Home"\nmsgstr "Anfang"\n', draft=True)
    assert languages.languages()[1].is_draft
    assert languages.translations("de").gettext("Home") == "Anfang"


@pytest.mark.parametrize("what", ['msgid "Home"\nmsgstr ""\n', '#, fuzzy\nmsgid "Home"\nmsgstr "Anfang"\n'])
def test_what_is_missing_or_guessed_makes_a_draft_and_is_english(locale: Path, what: str):
    write(locale, "de", "messages", what)
    write(locale, "de", "records", '#, fuzzy\nmsgid "Done"\nmsgstr "Erledigt"\n')
    assert languages.languages()[1].is_draft
    assert languages.translations("de").gettext("Home") == "Home"
    assert languages.records() == ()


def test_what_is_missing_is_english(locale: Path):
    write(locale, "de", "messages", 'msgid "Home"\nmsgstr ""\n')
    words = languages.translations("de")
    assert words.gettext("Home") == "Home" and words.gettext("unheard of") == "unheard of"
    assert words.ngettext("one", "many", 1) == "one" and words.ngettext("one", "many", 5) == "many"
    assert words.pgettext("status", "Done") == "Done"


def test_plurals_and_contexts(locale: Path):
    write(
        locale,
        "de",
        "messages",
        'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "Tag"\nmsgstr[1] "Tage"\n\n'
        'msgctxt "verb"\nmsgid "search"\nmsgstr "suchen"\n\nmsgid "search"\nmsgstr "Suche"\n',
    )
    words = languages.translations("de")
    assert [words.ngettext("day", "days", number) for number in (0, 1, 2)] == ["Tage", "Tag", "Tage"]
    assert words.pgettext("verb", "search") == "suchen" and words.gettext("search") == "Suche"


def test_records_carry_their_context(locale: Path):
    write(
        locale,
        "de",
        "records",
        'msgctxt "status"\nmsgid "Done"\nmsgstr "Erledigt"\n\nmsgid "Done"\nmsgstr "Getan"\n\n'
        'msgid "Open"\nmsgstr ""\n\n#~ msgid "Gone"\n#~ msgstr "Weg"\n',
    )
    assert sorted(languages.records()) == [
        ("de", "", "Done", "Getan"),
        ("de", "status", "Done", "Erledigt"),
    ]

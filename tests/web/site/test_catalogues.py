"""The catalogues against the program and the records; and pages of which no half is in another language.

The extraction is that of ``make messages``; a message that is missing, stale or broken is named.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from conftest import ROOT

from opengov import languages
from web.html import Element
from web.site.package import cells
from web.site.visit import COMPLETE, KINDS, LANGUAGES, MISSING, Visitor, text_nodes

TRANSLATED = LANGUAGES[1:]
DRAFTS = tuple(code for code in LANGUAGES if code not in COMPLETE)
CODE = re.compile(r"`[^`]*`")
PLACEHOLDER = re.compile(r"%(?:\([a-z_]+\))?[a-zA-Z%]")
# The meanings of countries and languages only name the standard; no page shows them.
NAMES_A_STANDARD = re.compile(r"ISO (?:3166|639)-\d code \w+\.\Z")
TAG = re.compile(r"<[^>]*>")
OFFICIAL = ("commitments", "milestones", "action_plans", "events", "initiatives")  # have original titles
MOST_NAMES = 0.25  # of a page in a complete language: names of documents and originals, measured at most 0.21
HALF = 0.5  # of a page in a draft, without those names


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Catalog]:
    """What ``make messages`` collects, by the commands that stand in the Makefile."""
    folder = tmp_path_factory.mktemp("messages")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = {}
    for options, name in re.findall(
        r"pybabel -q extract (.*) \$\(GETTEXT\) -o build/(\w+)\.pot \.$", makefile, re.MULTILINE
    ):
        path = folder / f"{name}.pot"
        mapped = options.replace("-F ", f"-F {ROOT}/").split()
        CommandLineInterface().run(["pybabel", "-q", "extract", *mapped, "-o", str(path), str(ROOT)])
        with path.open("rb") as file:
            found[name] = read_po(file)
    assert set(found) == {"messages", "records", "dictionary"} and all(
        len(one) > 200 for one in found.values()
    )
    return found


def keys(catalogue: Catalog) -> dict[tuple[str, str], Message]:
    """The messages by context and (first) id, the header left out."""
    return {
        (message.context or "", message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalogue
        if message.id
    }


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


class TestMessages:
    @pytest.mark.parametrize("code", TRANSLATED)
    def test_none_is_missing_or_stale(self, extracted: dict[str, Catalog], code: str):
        theirs, ours = keys(languages.catalogue(code, "messages")), keys(extracted["messages"])
        missing = [key for key in ours if key not in theirs or not all(strings(theirs[key]))]
        assert not missing, f"{len(missing)} without a translation"
        stale = [key for key in theirs if key not in ours]
        assert not stale and not languages.catalogue(code, "messages").obsolete

    def test_all_that_the_program_asks_for_are_collected(self, extracted: dict[str, Catalog]):
        """Babel does not look into f-strings: what stands in one alone would be English in all languages."""
        collected = {key for _, key in keys(extracted["messages"])}
        asked = {
            (path.name, call.args[0].value)
            for path in (ROOT / "opengov" / "web").rglob("*.py")
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(call, ast.Call)
            and getattr(call.func, "attr", "") in ("gettext", "ngettext")
            and isinstance(call.args[0], ast.Constant)
        }
        assert len(asked) > 100
        assert [(place, text) for place, text in asked if text not in collected] == []

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_only_a_draft_is_marked_fuzzy_and_only_in_its_header(self, code: str):
        catalogue = languages.catalogue(code, "messages")
        assert catalogue.fuzzy == (code in DRAFTS)
        assert [message.id for message in catalogue if message.id and message.fuzzy] == []

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_placeholders_and_tags_are_those_of_the_english(self, code: str):
        for message in languages.catalogue(code, "messages"):
            if not message.id:
                continue
            english = (message.id,) if isinstance(message.id, str) else message.id
            tags = [Counter(TAG.findall(text)) for text in english]
            places = [set(PLACEHOLDER.findall(text)) for text in english]
            for form, text in enumerate(strings(message)):
                if not text:
                    continue
                assert Counter(TAG.findall(text)) in tags, (message.id, text)
                last = form == len(strings(message)) - 1
                allowed = places[-1:] if last else places
                assert set(PLACEHOLDER.findall(text)) in allowed, (message.id, text)
                assert (text[:1].isspace(), text[-1:].isspace()) == (
                    english[0][:1].isspace(),
                    english[0][-1:].isspace(),
                ), message.id

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_every_message_can_be_filled_in(self, code: str):
        """A lone percent sign would break the page on which it stands."""

        class Anything(dict):
            def __missing__(self, key: str) -> str:
                return key

        for message in languages.catalogue(code, "messages"):
            if message.id and "%" in str(message.id):
                for text in strings(message):
                    assert "%(" not in text % Anything(), message.id
            elif message.id:
                assert "%" not in "".join(strings(message)).replace("%%", ""), message.id

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_plural_forms_are_complete(self, code: str):
        catalogue = languages.catalogue(code, "messages")
        plural = [message for message in catalogue if message.pluralizable]
        assert len(plural) >= 5
        for message in plural:
            assert len(message.string) == catalogue.num_plurals and all(message.string), message.id

    @pytest.mark.parametrize("domain", ["messages", "dictionary"])
    def test_french_has_spaces_that_do_not_break(self, domain: str):
        texts = [text for one in languages.catalogue("fr", domain) if one.id for text in strings(one)]
        assert [text for text in texts if re.search(r" [:;?!»]|« |'", text)] == []

    @pytest.mark.parametrize("domain", ["messages", "records", "dictionary"])
    def test_spanish_has_one_kind_of_quotation_marks(self, domain: str):
        texts = [text for one in languages.catalogue("es", domain) if one.id for text in strings(one)]
        # Others stand only inside them.
        assert [text for text in texts if re.search("[“”]", re.sub("«[^»]*»", "", text))] == []

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_hardly_a_message_is_english(self, code: str):
        same = [message.id for message in languages.catalogue(code, "messages")
                if message.id and len(message.id) > 20 and message.string == message.id]  # fmt: skip
        assert not same


class TestRecords:
    @pytest.fixture(scope="class")
    @staticmethod
    def labels(extracted: dict[str, Catalog]) -> set[tuple[str, str]]:
        """The labels and meanings of all code lists."""
        found = set()
        for path in (ROOT / "data" / "codelists").glob("*.csv"):
            header, *rows = cells(ROOT, f"codelists/{path.stem}")
            for row in rows:
                code = dict(zip(header, row, strict=True))
                found |= {(path.stem, code["label_en"]), ("", code["description_en"])}
        found = {key for key in found if key[1] and not NAMES_A_STANDARD.match(key[1])}
        assert found <= set(keys(extracted["records"]))
        return found

    @pytest.mark.parametrize("code", ["es", "pt"])
    def test_a_complete_language_has_every_text(self, extracted: dict[str, Catalog], code: str):
        """But for titles that stand in the language itself wherever they stand."""
        theirs = keys(languages.catalogue(code, "records"))
        spared = originals(code)
        missing = [
            key for key in keys(extracted["records"])
            if (key not in theirs or not theirs[key].string)
            and key not in spared and not NAMES_A_STANDARD.match(key[1])
        ]  # fmt: skip
        assert not missing, f"{len(missing)} without a translation"

    @pytest.mark.parametrize("code", ["es", "pt", *DRAFTS])
    def test_every_language_has_all_labels_and_meanings(self, labels: set[tuple[str, str]], code: str):
        theirs = keys(languages.catalogue(code, "records"))
        missing = [key for key in labels if key not in theirs or not theirs[key].string]
        assert not missing, f"{len(missing)} without a translation"

    @pytest.mark.parametrize("code", DRAFTS)
    def test_a_draft_has_the_promises_of_its_own_governments(self, real: Visitor, code: str):
        theirs = keys(languages.catalogue(code, "records"))
        spared = originals(code)
        rows = real.rows(
            "SELECT c.title, c.summary, p.summary, g.summary, g.name FROM commitments AS c "
            "JOIN action_plans AS p USING (plan_id) JOIN governments AS g USING (government_id) "
            "JOIN government_languages USING (government_id) WHERE language = ?",
            code,
        )
        assert len(rows) >= 3
        texts = {("", text) for row in rows for text in row[:4] if text} - spared
        missing = [key for key in texts if key not in theirs or not theirs[key].string]
        assert not missing, f"{len(missing)} without a translation"

    @pytest.mark.parametrize("code", ["es", "pt", *DRAFTS])
    def test_nothing_is_stale(self, extracted: dict[str, Catalog], code: str):
        catalogue, ours = languages.catalogue(code, "records"), keys(extracted["records"])
        stale = [key for key in keys(catalogue) if key not in ours]
        assert not stale and not catalogue.obsolete
        assert [message.id for message in catalogue if message.id and message.fuzzy] == []

    @pytest.mark.parametrize("code", ["es", "pt", *DRAFTS])
    def test_no_text_is_left_in_english(self, code: str):
        """Long texts that are the same in both were copied and not translated."""
        same = [message.id for message in languages.catalogue(code, "records")
                if message.id and len(message.id.split()) > 8 and message.string == message.id]  # fmt: skip
        assert not same

    def test_french_stands_in_the_tables(self):
        assert not list(languages.LOCALE.glob("fr/LC_MESSAGES/records.po"))

    def test_numbers_survive_translation(self):
        """Years and counts of four digits in an English text stand in its translation too."""
        lost = []
        for code, _, english, text in languages.records():
            years = set(re.findall(r"\b(?:19|20)[0-9]{2}\b", english))
            if not years <= set(re.findall(r"(?:19|20)[0-9]{2}", text)):
                lost.append((code, english, text))
        assert not lost, f"{len(lost)} lost a year"


class TestDictionary:
    def test_holds_the_columns_of_the_files_that_most_people_take(
        self, extracted: dict[str, Catalog], real: Visitor
    ):
        texts = real.rows(
            "SELECT title, description FROM dictionary_columns WHERE table_name IN "
            "('commitment_overview', 'government_overview') OR "
            "(table_name = 'edition' AND column_name IN ('edition', 'as_of', 'licence'))"
        )
        assert len(texts) > 120
        assert {("", text) for pair in texts for text in pair} <= set(keys(extracted["dictionary"]))

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_none_is_missing_or_stale(self, extracted: dict[str, Catalog], code: str):
        theirs, ours = keys(languages.catalogue(code, "dictionary")), keys(extracted["dictionary"])
        assert not [key for key in ours if key not in theirs or not theirs[key].string]
        assert not [key for key in theirs if key not in ours]
        assert not languages.catalogue(code, "dictionary").obsolete
        assert languages.dictionary(code) == {key: theirs["", key].string for _, key in ours}, "none is fuzzy"

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_names_of_tables_and_codes_stay_as_they_are(self, code: str):
        for english, text in languages.dictionary(code).items():
            assert sorted(CODE.findall(text)) == sorted(CODE.findall(english)), english

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_no_text_is_left_in_english(self, code: str):
        assert not [text for text, said in languages.dictionary(code).items() if text == said and " " in text]


def originals(code: str) -> set[tuple[str, str]]:
    """English titles that have an original in the language wherever they stand."""
    spared, needed = set(), set()
    for table in OFFICIAL:
        header, *rows = cells(ROOT, table)
        for cell in rows:
            row = dict(zip(header, cell, strict=True))
            own = row["title_original"] and row["original_language"] == code
            (spared if own else needed).add(("", row["title"]))
    return spared - needed


# --- pages of which no half is in another language --------------------------------------------------------


def is_name_or_original(around: tuple[Element, ...]) -> bool:
    """Names of documents and institutions, originals beside translations, what stood in which column of the
    tables before and after a change, and what leads to other languages.
    """
    for one in around:
        classes = set(one.get("class").split())
        if classes & {"original", "languages", "names", "value", "column"} or one.tag in ("cite", "code"):
            return True
        if one.tag == "a" and (one.get("href").startswith("http") or "/sources/" in one.get("href")):
            return True
        if one.tag == "section" and "assessment" in classes and around[-1].get("lang"):
            return True  # the title of the report
    return False


def seen(html: Element, address: str) -> Iterator[tuple[str, str, tuple[Element, ...]]]:
    for text, lang, around in text_nodes(html.one("body"), html.one("html")["lang"]):
        if address.startswith("/sources/") and around[-1].tag == "h1":
            continue  # the name of the document
        if not is_name_or_original(around):
            yield text, lang, around


PAGES = (
    *(address for name, address in KINDS.items() if name not in ("nothing", "filtered")),
    "/governments/seoul",
    "/plans/tbilisi-2017",
    "/commitments/sao-paulo-2017-01",
    "/commitments/madrid-2017-01",
)


def share_elsewhere(texts: Iterable[tuple[str, str, tuple[Element, ...]]], language: str) -> float:
    """The share of the characters whose nearest language is not ``language``."""
    own = other = 0
    for text, lang, _ in texts:
        if lang == language:
            own += len(text)
        else:
            other += len(text)
    return other / (own + other)


@pytest.mark.parametrize("language", COMPLETE)
def test_only_names_and_originals_are_in_another_language(real: Visitor, language: str):
    for page in PAGES:
        html = real.page(f"/{language}{page}")
        others = [text for text, lang, _ in seen(html, page) if lang != language]
        assert not others, page
        if page != "/changes":  # which tells them in the words of the tables
            assert share_elsewhere(text_nodes(html.one("main"), language), language) <= MOST_NAMES, page


@pytest.mark.parametrize("language", DRAFTS)
def test_no_half_of_a_draft_is_in_another_language(real: Visitor, language: str):
    shares = {page: share_elsewhere(seen(real.page(f"/{language}{page}"), page), language) for page in PAGES}
    assert not {page: round(share, 2) for page, share in shares.items() if share >= HALF}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_text_stands_on_a_page_without_saying_so(
    real: Visitor, extracted: dict[str, Catalog], language: str
):
    catalogue = languages.catalogue(language, "messages")
    same = {message.id for message in catalogue if message.id == message.string}
    english = {key for _, key in keys(extracted["messages"])} - same
    translated = real.public.edition.translations.get(language, {})
    for context, text in keys(extracted["records"]):
        if translated.get((context, text)) != text:
            english.add(" ".join(text.split()))
    english -= french(real) if language == "fr" else set()
    # What another list or language happens to write the same way is a word of this language too.
    english -= {" ".join(text.split()) for text in translated.values()}
    english -= {string for message in catalogue if message.id for string in strings(message)}
    english -= set(languages.dictionary(language).values())
    own = real.rows("SELECT title_original FROM commitments WHERE original_language = ?", language)
    english -= {" ".join(title.split()) for (title,) in own if title}
    english -= {publisher for (publisher,) in real.rows("SELECT DISTINCT publisher FROM sources")}
    left = []
    for page in (*PAGES, MISSING):
        html = real.page(f"/{language}{page}", 404 if page == MISSING else 200)
        for text, lang, around in seen(html, page):
            if lang == language and text in english and around[-1].get("translate") != "no":
                left.append((page, text))
    assert not left, f"{len(left)} in English without a mark"


@pytest.mark.parametrize("language", COMPLETE[1:])
def test_what_stands_in_english_pages_too_is_a_name(real: Visitor, language: str):
    """Words that were written into a page and never into a catalogue: the same in both, and no name."""
    names = {
        name for (name,) in real.rows("SELECT publisher FROM sources UNION SELECT name FROM governments")
    }
    for table in ("commitment", "event", "initiative"):
        names |= {name for (name,) in real.rows(f"SELECT name FROM {table}_institutions")}
    names = {" ".join(name.split()) for name in names if name}
    left = []
    for page in PAGES:
        english = {text for text, *_ in seen(real.page(f"/en{page}"), page)}
        for text, lang, _ in seen(real.page(f"/{language}{page}"), page):
            words = len(text.split()) > 2 and not any(character.isdigit() for character in text)
            if words and lang == language and text in english and not names.issuperset(text.split(" · ")):
                left.append((page, text))
    assert not left


def french(real: Visitor) -> set[str]:
    """Every text that stands in a French column."""
    found = set()
    for path in (ROOT / "data").rglob("*.csv"):
        header, *rows = cells(ROOT, path.relative_to(ROOT / "data").with_suffix("").as_posix())
        places = [place for place, column in enumerate(header) if column.endswith("_fr")]
        found |= {" ".join(row[place].split()) for row in rows for place in places if row[place]}
    return found


def test_the_measure_sees_a_page_in_another_language(real: Visitor):
    """The proof that the tests above can fail."""
    texts = list(seen(real.page("/fr/how-we-know"), "/how-we-know"))
    assert share_elsewhere(texts, "fr") == 0 and share_elsewhere(texts, "es") > 0.98

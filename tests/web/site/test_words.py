"""One language at a time: its plurals, numbers, dates, lists and order, and the texts of records in it.

What is expected is what the Unicode CLDR says; the values are written out, not computed by its library.
"""

import datetime
import unicodedata
from collections.abc import Callable

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from opengov import languages
from opengov.web.site.words import Text, Words
from web.site.visit import LANGUAGES, Visitor

Speak = Callable[[str], Words]
DATES = {  # of 2018-05-08, 2018-05 and 2018
    "en": ("May 8, 2018", "May 2018", "2018"),
    "fr": ("8 mai 2018", "mai 2018", "2018"),
    "es": ("8 de mayo de 2018", "mayo de 2018", "2018"),
    "pt": ("8 de maio de 2018", "maio de 2018", "2018"),
    "id": ("8 Mei 2018", "Mei 2018", "2018"),
    "ka": ("8 მაისი, 2018", "მაისი, 2018", "2018"),
    "ko": ("2018년 5월 8일", "2018년 5월", "2018년"),
    "sw": ("8 Mei 2018", "Mei 2018", "2018"),
}
NUMBERS = {  # 158, 11580 and 1234567
    "en": ("158", "11,580", "1,234,567"),
    "fr": ("158", "11\u202f580", "1\u202f234\u202f567"),
    "es": ("158", "11.580", "1.234.567"),
    "pt": ("158", "11.580", "1.234.567"),
    "id": ("158", "11.580", "1.234.567"),
    "ka": ("158", "11\u00a0580", "1\u00a0234\u00a0567"),
    "ko": ("158", "11,580", "1,234,567"),
    "sw": ("158", "11,580", "1,234,567"),
}
LISTS = {
    "en": "a, b, and c",
    "fr": "a, b et c",
    "es": "a, b y c",
    "pt": "a, b e c",
    "id": "a, b, dan c",
    "ka": "a, b და c",
    "ko": "a, b 및 c",
    "sw": "a, b na c",
}
ORDERED = {  # in the order of the language's alphabet
    "en": ["Austin", "Élan", "Elgeyo", "elm", "Ontario", "São Paulo", "Scotland", "Zürich"],
    "fr": ["cote", "côte", "coteau", "Eau", "École", "écran", "été", "Ontario", "Zoé"],
    "es": ["nación", "Nube", "nunca", "nuñez", "nuo", "ñandú", "Ñoño", "óscar", "oso", "otro"],
    "pt": ["abril", "açaí", "ação", "acordo", "água", "aguardar", "São Paulo", "Scotland"],
    "id": ["Apa", "apel", "Bojonegoro", "kota"],
    "sw": ["Afya", "ahadi", "Kigoma", "mji"],
    "ka": ["ბათუმი", "თბილისი", "პარიზი", "ჯორჯია", "Austin", "Paris"],
    "ko": ["가", "나라", "마드리드", "서울", "파리", "Austin", "Paris"],
}
ROW = {  # a row of a table, with everything that a title can have
    "title": "Austin",
    "title_kind": "official",
    "title_fr": "Austin en français",
    "title_fr_kind": "unofficial",
    "title_original": "Título",
    "original_language": "es",
}
partial_dates = st.one_of(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)).map(str),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)).map(lambda day: str(day)[:7]),
    st.integers(1900, 2199).map(str),
)


@pytest.fixture(scope="session")
def speak(real: Visitor) -> Speak:
    return real.public.languages.__getitem__


def test_there_are_eight_languages_complete_ones_first(real: Visitor):
    assert tuple(real.public.languages) == LANGUAGES
    drafts = {code for code, words in real.public.languages.items() if words.is_draft}
    assert drafts == {"id", "ka", "ko", "sw"}
    names = [words.autonym for words in real.public.languages.values()]
    assert names == [
        "English", "Français", "Español", "Português", "Indonesia", "ქართული", "한국어", "Kiswahili",
    ]  # fmt: skip


class TestForms:
    @pytest.mark.parametrize("code", LANGUAGES)
    def test_dates_are_as_precise_as_their_source(self, speak: Speak, code: str):
        assert tuple(map(speak(code).date, ("2018-05-08", "2018-05", "2018"))) == DATES[code]

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_the_months_are_twelve_words(self, speak: Speak, code: str):
        said = {speak(code).date(f"2018-{month:02}") for month in range(1, 13)}
        assert len(said) == 12 and all("2018" in words for words in said)

    @given(date=partial_dates)
    def test_every_partial_date_can_be_said_in_every_language(self, real: Visitor, date: str):
        for words in real.public.languages.values():
            said = words.date(date)
            assert date[:4] in said and said == said.strip()
            if len(date) == 10:
                assert str(int(date[8:])) in said.replace(date[:4], "")
            if len(date) == 4:
                assert said in (date, f"{date}년")

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_numbers(self, speak: Speak, code: str):
        assert tuple(map(speak(code).number, (158, 11580, 1234567))) == NUMBERS[code]
        assert speak(code).number(0) == "0"

    def test_a_spanish_number_of_four_digits_is_not_grouped(self, speak: Speak):
        """CLDR, minimumGroupingDigits of es: 2; so does the Ortografía of the Academies."""
        assert speak("es").number(1158) == "1158"
        assert speak("en").number(1158) == "1,158" and speak("fr").number(1158) == "1\u202f158"

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_lists(self, speak: Speak, code: str):
        assert speak(code).listed(["a", "b", "c"]) == LISTS[code]
        assert speak(code).listed(iter(["a"])) == "a" and speak(code).listed([]) == ""

    def test_periods(self, speak: Speak):
        words = speak("en")
        assert words.period("2017-01", "2018") == "January 2017 to 2018"
        assert words.period("2017", None) == "from 2017"
        assert words.period(None, "2017-12-31") == "until December 31, 2017"
        assert words.period("2017", "2017") == "2017"
        assert words.period(None, None) == words.period("", "") == ""

    @pytest.mark.parametrize("code", LANGUAGES[1:])
    def test_periods_are_in_the_language(self, speak: Speak, code: str):
        words = speak(code)
        for start, end in (("2017-01", "2018-05-08"), ("2017-01", None), (None, "2018-05-08")):
            said = words.period(start, end)
            assert said != speak("en").period(start, end)
            assert "%" not in said
            for date in filter(None, (start, end)):
                assert words.date(date) in said, said
        assert words.period("2017", "2017") == words.date("2017")


class TestPlurals:
    @pytest.mark.parametrize("code", LANGUAGES[1:])
    def test_follow_the_rule_of_the_language(self, speak: Speak, code: str):
        """Numbers that CLDR puts in one class have one form, in every message."""
        rule = Locale.parse(code).plural_form
        for message in languages.catalogue(code, "messages"):
            if not message.pluralizable:
                continue
            forms: dict[str, set[str]] = {}
            for number in (*range(201), 1158):
                forms.setdefault(rule(number), set()).add(speak(code).ngettext(*message.id, number))
            assert all(len(said) == 1 for said in forms.values()), (message.id, forms)

    @pytest.mark.parametrize(
        ("code", "none", "one", "many"),
        [
            ("en", "0 promises", "1 promise", "21 promises"),
            ("fr", "0 engagement", "1 engagement", "21 engagements"),
            ("es", "0 compromisos", "1 compromiso", "21 compromisos"),
            ("pt", "0 compromisso", "1 compromisso", "21 compromissos"),
            ("id", "0 komitmen", "1 komitmen", "21 komitmen"),
            ("ka", "0 ვალდებულება", "1 ვალდებულება", "21 ვალდებულება"),
            ("ko", "공약 0개", "공약 1개", "공약 21개"),
            ("sw", "ahadi 0", "ahadi 1", "ahadi 21"),
        ],
    )
    def test_the_count_of_promises(self, speak: Speak, code: str, none: str, one: str, many: str):
        words = speak(code)
        message = ("%(promises)s promise", "%(promises)s promises")
        said = [words.ngettext(*message, n) % {"promises": words.number(n)} for n in (0, 1, 21)]
        assert said == [none, one, many]


class TestOrder:
    @pytest.mark.parametrize("code", LANGUAGES)
    def test_is_that_of_the_alphabet(self, speak: Speak, code: str):
        assert speak(code).sorted(reversed(ORDERED[code])) == ORDERED[code]

    def test_an_accent_counts_only_among_equals(self, speak: Speak):
        assert speak("fr").sorted(["côté", "cote", "coteau", "côte", "Cote"])[-1] == "coteau"
        assert speak("fr").sorted(["été", "ete"]) == ["ete", "été"]
        assert speak("en").sorted(["b", "a", "B"]) == ["a", "B", "b"]

    def test_the_same_letter_in_two_pieces_is_the_same_letter(self, speak: Speak):
        apart = unicodedata.normalize("NFD", "ñandú")
        assert speak("es").sorted([apart, "nube", "oso"]) == ["nube", apart, "oso"]

    def test_things_are_sorted_by_their_name(self, speak: Speak):
        things = [(1, "Zürich"), (2, "Élan"), (3, "apple")]
        assert speak("en").sorted(things, key=lambda thing: thing[1]) == [things[2], things[1], things[0]]

    def test_hangul_is_in_the_order_of_its_syllables(self, speak: Speak):
        syllables = [chr(0xAC00 + 28 * number) for number in range(19 * 21)]
        assert speak("ko").sorted(reversed(syllables)) == syllables

    @pytest.mark.parametrize("code", LANGUAGES)
    @given(texts=st.lists(st.text(), max_size=6), data=st.data())
    def test_is_total(self, real: Visitor, code: str, texts: list[str], data: st.DataObject):
        """No text raises, and the order does not depend on where one begins."""
        words = real.public.languages[code]
        shuffled = data.draw(st.permutations(texts))
        assert words.sorted(texts) == words.sorted(shuffled) == words.sorted(words.sorted(texts))


class TestTexts:
    def test_the_original_comes_first(self, speak: Speak):
        assert speak("es").text(ROW, "title") == Text("Título")
        french = ROW | {"title_original": "Titre", "original_language": "fr"}
        assert speak("fr").text(french, "title") == Text("Titre")
        assert speak("en").text(ROW | {"original_language": "en"}, "title") == Text("Título")

    def test_french_stands_in_its_column(self, speak: Speak):
        assert speak("fr").text(ROW, "title") == Text("Austin en français", ours=True)
        official = ROW | {"title_fr_kind": "official"}
        assert speak("fr").text(official, "title") == Text("Austin en français")

    def test_other_languages_stand_in_the_translations(self, speak: Speak, real: Visitor):
        ((english, portuguese),) = real.rows(
            "SELECT text, translation FROM translations WHERE language = 'pt' AND context = '' "
            "AND text = (SELECT title FROM commitments WHERE commitment_id = 'paris-2017-01')"
        )
        assert english != portuguese
        assert speak("pt").text({"title": english}, "title") == Text(portuguese, ours=True)

    @pytest.mark.parametrize("code", LANGUAGES[1:])
    def test_english_is_the_last_resort_and_says_so(self, speak: Speak, code: str):
        row = {"title": "Nobody translated this", "title_fr": None}
        assert speak(code).text(row, "title") == Text("Nobody translated this", lang="en")

    def test_english_on_an_english_page_is_not_marked(self, speak: Speak):
        assert speak("en").text(ROW, "title") == Text("Austin")
        ours = speak("en").text(ROW | {"title_kind": "translation"}, "title")
        assert ours == Text("Austin", ours=True)

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_nothing_is_nothing(self, speak: Speak, code: str):
        empty = {"note": None, "note_fr": None}
        assert not speak(code).text(empty, "note")

    def test_the_original_is_shown_beside_where_it_is_not_shown_already(self, speak: Speak):
        assert speak("en").original(ROW, "title") == Text("Título", lang="es")
        assert speak("es").original(ROW, "title") is None
        assert speak("en").original(ROW | {"title_original": None}, "title") is None

    @pytest.mark.parametrize(
        ("code", "name"),
        [("en", "Seoul"), ("fr", "Séoul"), ("es", "Seúl"), ("pt", "Seul"), ("ko", "서울"), ("ka", "სეული")],
    )
    def test_a_government_has_a_short_name_in_each_language(
        self, speak: Speak, real: Visitor, code: str, name: str
    ):
        columns = ("name", "name_fr", "name_original", "original_language")
        (row,) = real.rows(f"SELECT {', '.join(columns)} FROM governments WHERE government_id = 'seoul'")
        found = speak(code).name(dict(zip(columns, row, strict=True)))
        assert found.text.startswith(name) and found.lang == ""

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_every_code_has_a_label_and_a_meaning_in_the_language(self, speak: Speak, code: str):
        words = speak(code)
        for table, codes in words.edition.codes.items():
            name = table.removeprefix("codelist_")
            for one in codes.values():
                assert words.label(name, one.code) and words.meaning(name, one.code), (name, one.code)
        assert words.label("status", "no-such-code") == "no-such-code"
        assert words.meaning("status", "no-such-code") == words.meaning("no-such-list", "x") == ""

    def test_labels_differ_by_language(self, speak: Speak):
        labels = {code: speak(code).label("status", "complete") for code in LANGUAGES}
        assert len(set(labels.values())) == len(LANGUAGES), labels

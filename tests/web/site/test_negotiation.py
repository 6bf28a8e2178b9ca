"""Which language a visitor gets, by Accept-Language (RFC 9110, 12.5.4) alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opengov.web.site.negotiation import preferred
from web.site.visit import LANGUAGES

LIKED = [  # a header, and what it gets among the eight
    ("", "en"),
    ("fr", "fr"),
    ("FR", "fr"),
    ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"),
    ("da, en-gb;q=0.8, en;q=0.7", "en"),
    ("da, es;q=0.7, fr;q=0.8", "fr"),
    ("es;q=0.8,fr", "fr"),
    ("es;q=0.001, fr;q=0.002", "fr"),
    ("es;q=1.000, fr;q=0.999", "es"),
    ("es ; q=0.5 , fr ; q=0.6", "fr"),
    ("es\t;\tq=0.5,\tfr;q=0.6", "fr"),
    ("es;Q=0.5, fr;Q=0.6", "fr"),
    ("fr, es", "fr"),
    ("es, fr", "es"),
    ("fr;q=0.5, es;q=0.5", "fr"),
    ("pt-BR", "pt"),
    ("pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7", "pt"),
    ("sw-KE", "sw"),
    ("ko-Hang-KR", "ko"),
    ("ka_GE", "en"),
    ("zh-Hant-TW, ko;q=0.3", "ko"),
    ("de", "en"),
    ("*", "en"),
    ("*;q=0.5", "en"),
    ("de, *", "en"),
    ("fr, *;q=0.1", "fr"),
    ("fr;q=0", "en"),
    ("fr;q=0, es;q=0.2", "es"),
    ("fr;q=0.0, es;q=0.2", "es"),
    ("fr;q=0.000", "en"),
    ("en;q=0, fr", "fr"),
    ("en;q=0", "en"),
    ("fra", "en"),
    ("french", "en"),
    ("f", "en"),
]
NONSENSE = [  # parts that cannot be understood are left out, the rest counts
    ("fr;q=2", "en"),
    ("es, fr;q=1.5", "es"),
    ("fr;q=1.5", "en"),
    ("fr;q=-1, es;q=0.1", "es"),
    ("fr;q=nan, es;q=0.1", "es"),
    ("fr;q=inf, es;q=0.1", "es"),
    ("fr;q=1e3, es;q=0.1", "es"),
    ("fr;q=0.1234, es;q=0.1", "es"),
    ("fr;q=., es;q=0.1", "es"),
    ("fr;q=, es;q=0.1", "es"),
    ("fr;level=1, es;q=0.1", "es"),
    ("fr;q=0.5;q=1, es;q=0.1", "es"),
    (",,,, ,es,,", "es"),
    (";;;", "en"),
    ("fr fr, es", "es"),
    ("fr\n, es;q=0.1", "fr"),
    ("q=1", "en"),
    ("../../etc/passwd", "en"),
    ("<script>, es;q=0.1", "es"),
    ("ｆｒ, es;q=0.1", "es"),
    ("fr;q=٠.٥, es;q=0.1", "es"),
    ("\0", "en"),
]


@pytest.mark.parametrize(("header", "language"), LIKED)
def test_the_best_liked_of_those_that_are_offered(header: str, language: str):
    assert preferred(header, LANGUAGES, "en") == language


@pytest.mark.parametrize(("header", "language"), NONSENSE)
def test_nonsense_is_left_out(header: str, language: str):
    assert preferred(header, LANGUAGES, "en") == language


def test_the_default_is_for_whoever_likes_nothing_that_is_offered():
    assert preferred("fr", ("es",), "pt") == "pt"
    assert preferred("es", ("es",), "pt") == "es"
    assert preferred("*", ("es",), "pt") == "pt"


@pytest.mark.parametrize(
    "header", [f"{'x' * 10_000}", "fr" * 5_000, "xx," * 5_000, f"fr-{'a-' * 5_000}", " " * 10_000 + "fr;q"]
)
def test_a_long_header_costs_nothing(header: str):
    started = time.perf_counter()
    assert preferred(header, LANGUAGES, "en") in ("en", "fr")
    assert time.perf_counter() - started < 0.05


def test_what_is_liked_best_counts_in_a_long_header_too():
    assert preferred("ko," + "xx;q=0.1," * 1_000, LANGUAGES, "en") == "ko"


pieces = st.sampled_from(
    ["fr", "es", "pt-BR", "en", "*", ";", "q", "=", "0", "1", ".", ",", " ", "-", "5", "\t"]
)


@given(header=st.one_of(st.text(), st.lists(pieces).map("".join)), default=st.sampled_from(["en", "xx"]))
def test_no_header_raises(header: str, default: str):
    assert preferred(header, LANGUAGES, default) in (*LANGUAGES, default)


@given(
    wishes=st.lists(
        st.tuples(st.sampled_from((*LANGUAGES, "de", "da")), st.integers(0, 1000)),
        max_size=10,
        unique_by=lambda wish: wish[0],
    )
)
def test_the_highest_weight_wins_and_the_first_among_equals(wishes: list[tuple[str, int]]):
    header = ", ".join(f"{code};q={weight / 1000:.3f}" for code, weight in wishes)
    liked = [(code, weight) for code, weight in wishes if code in LANGUAGES and weight]
    best = max((weight for _, weight in liked), default=0)
    expected = next((code for code, weight in liked if weight == best), "en")
    assert preferred(header, LANGUAGES, "en") == expected

"""Old and new values on the page of changes: whatever they are, the reader sees what differs."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opengov.values import LONG, difference, spelled

LETTERS = "ab \u0301\u200d\U0001f468\U0001f3fd\U0001f1ef\u1100\u1161\n"
SHORT = st.text(LETTERS, max_size=30) | st.text(max_size=30)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Two different values: long or short, alike or not, the difference anywhere."""
    before, after = (draw(SHORT) * draw(st.sampled_from((0, 1, 20, 200))) for _ in range(2))
    old, new = (draw(SHORT) * draw(st.sampled_from((1, 1, 30))) for _ in range(2))
    return before + old + after, before + new + after


@given(pairs())
@example(("a" * 200 + "b", "a" * 200 + "c"))
@example(("a" * 50, "a" * 500))
@example(("a" * 2000 + "b" * 9000, "a" * 2000 + "c" * 9000))
@example(("a" + "\u0301" * 500 + "b", "a" + "\u0301" * 500 + "c"))
@example(("\U0001f1ef" * 500, "\U0001f1ef" * 499))
@example(("x" + "\u0301" * 30, "x" + "\u0301" * 31))
def test_different_values_are_shown_different_and_as_they_are(values: tuple[str, str]):
    shown = difference(*values)
    for value, cut in zip(values, shown, strict=True):
        assert len(str(cut)) <= LONG and str(cut) in value
        assert value.startswith(str(cut)) or not cut.begins
        assert value.endswith(str(cut)) or not cut.ends
        if len(value) <= LONG and len(values[0]) + len(values[1]) <= 2 * LONG:
            assert str(cut) == value or not cut.begins
    old, new = shown
    if values[0] != values[1]:
        assert str(old) != str(new)
        assert old.differing or new.differing
        assert old.before == new.before
        assert old.differing != new.differing
        told = spelled(old, new)
        assert told[0] != told[1]
        assert " ".join(told[0].split()) != " ".join(told[1].split()), "also where white space is one"
    else:
        assert not old.differing and not new.differing


def test_what_is_marked_is_what_differs():
    old, new = difference(
        "The plan was late. " * 20 + "It is done.", "The plan was late. " * 20 + "It is due."
    )
    assert (old.differing, new.differing) == ("done", "due")
    assert old.before.endswith("It is ") and old.after == new.after == "."
    assert not old.begins and old.ends and 40 <= len(old.before) <= 60
    old, new = difference("", "All new.")
    assert not old and new.differing == "All new."


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("un mot : deux", "un mot\u00a0: deux", ("‹U+0020›", "‹U+00A0›")),
        ("none", "no\u200bne", ("none", "no‹U+200B›ne")),
        ("caf\u00e9", "cafe\u0301", ("caf\u00e9", "cafe‹U+0301›")),
        ("two  spaces", "two spaces", ("‹U+0020›", "")),
        ("a dog", "a cat", ("dog", "cat")),
    ],
)
def test_what_cannot_be_seen_is_spelled(old: str, new: str, seen: tuple[str, str]):
    assert spelled(*difference(old, new)) == seen


def test_values_that_have_little_in_common_are_shown_from_the_start():
    old, new = difference("The council voted. " * 20, "Nobody knows more. " * 20)
    assert old.begins and not old.before and not old.after and str(old).startswith("The council")
    assert new.begins and str(new).startswith("Nobody")


@pytest.mark.parametrize(
    "letter",
    [
        "e\u0301",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f44d\U0001f3fd",
        "\u1112\u1161\u11ab",
        "\r\n",
        "\u2764\ufe0f",
    ],
)
def test_no_letter_is_parted(letter: str):
    for lead in range(12):
        text = "a" * lead + letter * 200
        for one in difference(text + "x" + letter * 100, text + "y" + letter * 100):
            assert str(one).replace(letter, "").strip("axy") == ""
    for base, one, other in (("e", "\u0301", "\u0300"), ("\U0001f44d", "\U0001f3fd", "\U0001f3ff")):
        old, new = difference("a" * 100 + base + one, "a" * 100 + base + other)
        assert (old.differing, new.differing) == (base + one, base + other)
    assert unicodedata.normalize("NFC", "e\u0301") != "e\u0301"

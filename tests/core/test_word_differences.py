"""Texts compared word by word."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ipacis.core.text.word_differences import MOST_TOKENS, shortened, word_differences


def marked(before, after):
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(signs[piece.kind].format(piece.text) for piece in word_differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("", "New", "{+New+}"),
        ("Old", "", "[-Old-]"),
        ("The Palace", "The old Palace", "The {+old +}Palace"),
        ("Chair of the Council", "An office of hers", "[-Chair-]{+An office+} of [-the Council-]{+hers+}"),
        ("one two three", "four five six", "[-one two three-]{+four five six+}"),
        ("Встреча в Москве", "Встреча в Минске", "Встреча в [-Москве-]{+Минске+}"),
        ("a\nb", "a\nc", "a\n[-b-]{+c+}"),
    ],
)
def test_words_that_differ_are_marked(before, after, shown):
    assert marked(before, after) == shown


@given(st.text("ab .\n", max_size=40), st.text("ab .\n", max_size=40))
def test_the_pieces_make_up_both_texts(before, after):
    pieces = word_differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_very_long_texts_are_compared_by_their_sentences():
    before = "This is a sentence. " * MOST_TOKENS
    after = before + "And one more."
    pieces = word_differences(before, after)
    assert [(piece.kind, len(piece.text)) for piece in pieces] == [("same", len(before)), ("new", 13)]


def test_long_equal_texts_are_shortened_around_a_difference():
    before = "word " * 100
    short = shortened(word_differences(before, before + "new"))
    assert [piece.kind for piece in short] == ["same", "new"]
    assert short[0].text.startswith("… ") and len(short[0].text) < 70

"""Functions of texts: words, slugs, marks and links."""

import pytest

from ipacis.core.text.fold import ascii_slug, free_slug
from ipacis.core.text.links import broken_links, completed
from ipacis.core.text.marks import mark
from news.models import Topic
from tests import factories as make


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "Anna &lt;b&gt;"),
        ([(0, 4)], "<mark>Anna</mark> &lt;b&gt;"),
        ([(1, 2), (3, 6)], "A<mark>n</mark>n<mark>a &lt;</mark>b&gt;"),
        ([(7, 8)], "Anna &lt;b<mark>&gt;</mark>"),
    ],
)
def test_marks_stand_around_their_spans_and_every_other_letter_stays(spans, expected):
    assert mark("Anna <b>", spans) == expected


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("Moscow talks", 80, "moscow-talks"),
        ("Встреча в Минске", 80, "vstrecha-v-minske"),
        ("abc def", 7, "abc-def"),
        ("abc def", 6, "abc"),
        ("abc defg", 4, "abc"),
        ("abcdefgh", 4, "abcd"),
        ("_", 80, "item"),
        ("", 80, "item"),
    ],
)
def test_a_slug_is_cut_at_a_word_and_never_empty(text, length, expected):
    assert ascii_slug(text, length) == expected


@pytest.mark.django_db
def test_a_slug_is_numbered_from_two_on_where_it_is_taken():
    slugs = []
    for taken in ((), (), ("law-4",), ()):
        slugs.append(free_slug(Topic.objects, "Law", taken=taken))
        make.topic(f"Topic {len(slugs)}", slug=slugs[-1])
    assert slugs == ["law", "law-2", "law-3", "law-4"]
    assert free_slug(Topic.objects, "Law", taken=["law-5", "law-6"]) == "law-7"
    assert free_slug(Topic.objects, "Lawful") == "lawful"
    assert len(free_slug(Topic.objects, "a" * 99, max_length=20)) == 15  # a number of four digits fits behind


@pytest.mark.parametrize(
    "written", ["javascript:press@example.org", "data:press@example.org", "https://example.org:0/"]
)
def test_neither_a_scheme_before_a_mail_address_nor_port_zero_is_an_address(written):
    with pytest.raises(ValueError, match=r"is no mail address|names no host"):
        completed(written)


def test_the_lowest_port_is_one():
    assert completed("https://example.org:1/") == "https://example.org:1/"


def test_the_words_of_a_link_are_all_within_it_and_none_behind():
    markup = '<p>See <a href="the site">our <b>new</b> site</a> or <a href="/en/">home</a>. <a href="">Empty</a></p>'
    assert broken_links(markup) == [("the site", "our new site"), ("", "Empty")]

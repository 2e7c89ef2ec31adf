"""Rich text is sanitised whenever it is stored and whenever it is printed."""

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from ipacis.core.text.richtext import paragraphs, plain, sanitize
from news.models import NewsItem
from tests import factories as make

HOSTILE = [
    '<script>alert(1)</script><p onclick="x()">Hello</p>',
    '<p><img src=x onerror="alert(1)">Hello</p>',
    '<p style="position:fixed">Hello</p>',
    '<p><a href="javascript:alert(1)">Hello</a></p>',
    '<p><a href="data:text/html,x">Hello</a></p>',
    "<p>Hello<iframe src=//x></iframe></p>",
    "<svg><style><p>Hello</p></style></svg>",
]


@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_that_acts_survives(markup):
    clean = sanitize(markup)
    assert not any(word in clean for word in ("script", "on", "style", "img", "iframe", "data:", "svg")), (
        clean
    )


def test_what_the_editor_offers_survives():
    markup = (
        '<h2>A</h2><h3>B</h3><p><strong>c</strong> <em>d</em> <a href="https://example.org" rel="noopener">e</a></p>'
        '<ul><li><p>f</p></li></ul><ol start="3"><li><p>g</p></li></ol><blockquote><p>h</p></blockquote>'
    )
    assert sanitize(markup) == markup


def test_bold_and_italics_of_word_processors_are_kept():
    assert sanitize("<p><b>a</b> <i>b</i></p>") == "<p><strong>a</strong> <em>b</em></p>"


def test_an_empty_editor_is_an_empty_text():
    assert [sanitize(markup) for markup in ("<p></p>", " <p><br></p> ", "")] == ["", "", ""]


@given(st.text())
def test_sanitising_twice_changes_nothing(text):
    assert sanitize(sanitize(text)) == sanitize(text)


def test_plain_text_becomes_paragraphs_and_back():
    assert paragraphs("One <two>\nlines\n\nthree") == "<p>One &lt;two&gt; lines</p><p>three</p>"
    assert plain("<p>One &lt;two&gt; lines</p><p>three</p>") == "One <two> lines\nthree"


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["create", "bulk_create"])
def test_a_text_is_clean_in_the_database_whatever_wrote_it(way):
    item = NewsItem(language="en", headline="A", slug="a", date=make.DAY, body="<p>A<script>b</script></p>")
    if way == "create":
        item.save()
    else:
        NewsItem.objects.bulk_create([item])
    assert NewsItem.objects.get().body == "<p>A</p>"


def test_a_text_stored_without_sanitising_is_clean_on_the_page():
    page = Template("{{ body|rich }}").render(Context({"body": "<p>A<script>b</script></p>"}))
    assert page == "<p>A</p>"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<table><tbody><tr><td><p>one</p></td><td>two</td></tr><tr><td>three</td></tr></tbody></table>",
         "<p>one two<br>three</p>"),
        ("<p> </p><p>Text<br></p><p><br></p>", "<p>Text</p>"),
        ("<p>Two  words \n<br> and  <em>more</em> <br> \n</p>", "<p>Two  words \n<br> and  <em>more</em></p>"),
    ],
)  # fmt: skip
def test_a_pasted_table_keeps_its_words_apart_and_empty_paragraphs_go(pasted, kept):
    assert sanitize(pasted) == kept

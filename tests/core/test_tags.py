"""Template tags and filters that all pages use."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils.translation import override

from ipacis.core.text.labels import Label


def rendered(template, **context):
    return engines["django"].from_string(template).render(context)


def thing(**fields):
    return SimpleNamespace(get_absolute_url=lambda: "/en/things/a&b/", **fields)


def test_a_day_is_printed_for_readers_and_for_programs():
    with override("ru"):
        printed = rendered("{{ date|day }}", date=datetime.date(2019, 2, 8))
    assert printed == '<time datetime="2019-02-08">8 февраля 2019 г.</time>'


def test_a_time_of_day_is_printed_in_hours_and_minutes():
    assert rendered("{{ time|clock }}", time=datetime.time(9, 5, 30)) == '<time datetime="09:05">09:05</time>'


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Law & order", "Law &amp; order"),
        (Label("Закон", "ru"), '<span lang="ru">Закон</span>'),
        (Label("Law", "en"), "Law"),
    ],
)
def test_a_link_is_escaped_and_marks_a_text_of_another_language(text, printed):
    with override("en"):
        assert rendered("{{ thing|link:text }}", thing=thing(), text=text) == (
            f'<a href="/en/things/a&amp;b/">{printed}</a>'
        )


@pytest.mark.parametrize(
    ("whom", "printed"),
    [
        (thing(is_public=True), '<a href="/en/things/a&amp;b/">Anna</a>'),
        (thing(is_public=False), "Anna"),
        (thing(), '<a href="/en/things/a&amp;b/">Anna</a>'),
        (None, "Anna"),
    ],
)
def test_only_public_rows_are_linked(whom, printed):
    assert rendered("{{ whom|public_link:'Anna' }}", whom=whom) == printed


PAGING = "{% include '_paging.html' with previous=previous next=next back=back %}"


def test_a_page_leads_to_the_pages_beside_it():
    printed = rendered(PAGING, previous="?a=1&b=2", next="")
    assert '<a rel="prev" href="?a=1&amp;b=2">← Back</a>' in printed
    assert 'rel="next"' not in printed
    assert "← Newer" in rendered(PAGING, previous="?a", next="", back="Newer")
    assert rendered(PAGING, previous="", next="").strip() == ""

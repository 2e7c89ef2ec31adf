"""The version for people with low vision: the code in the address, and how it stays in the links of a page."""

import re

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client

from ipacis.core.web.low_vision import FIRST, SETTINGS, USUAL, choices_of, code_of, with_code
from tests import factories as make

pytestmark = pytest.mark.django_db


def page(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("text", ["", "2", "2111011", "a11101", "²11101", "911101", "211109"])
def test_what_is_no_code_leaves_the_page_as_usual(text):
    assert code_of(text) is None
    shown = page(f"/en/about/?view={text}")
    assert 'data-view="' not in shown
    assert "view=2" not in shown.replace(f"view={text}", "")


def test_the_page_has_the_choice_as_attributes():
    shown = page("/en/about/?view=210001")
    assert '<html lang="en" data-view="210001" data-size="2" data-colours="1" data-serifs="1">' in shown


def test_links_and_forms_keep_the_choice_and_other_files_do_not():
    make.news("The story")
    shown = page("/en/news/?view=100000").partition("<body")[2]
    links = re.findall(r'<a [^>]*href="(/[^"]*)"', shown)
    pages = [link for link in links if "." not in link.partition("?")[0]]
    assert len(pages) > 20
    assert [link for link in pages if "view=100000" not in link and "view=000000" not in link] == []
    assert [link for link in links if link not in pages and "view=" in link] == []
    forms = re.findall(r"<form[^>]*>(?:<input[^>]*>)?", shown)
    assert forms
    assert [form for form in forms if 'name="view" value="100000"' not in form] == []


def test_the_choice_leads_through_the_site():
    make.news("The story", slug="story")
    shown = page("/en/?view=300000")
    [link] = {link for link in re.findall(r'href="([^"]*)"', shown) if "/story/" in link}
    assert link.endswith("?view=300000")
    assert 'data-size="3"' in page(link)
    other = next(link for link in re.findall(r'href="([^"]*)"', shown) if link.startswith("/ru/?"))
    assert 'data-size="3"' in page(other)


def test_search_engines_and_feeds_learn_nothing_of_the_choice():
    head = page("/en/news/?view=100000").partition("<body")[0]
    assert "?view=" not in head
    assert b"data-view" not in Client().get("/en/news/feed.rss?view=100000").content


def test_an_address_keeps_its_query_and_its_fragment():
    assert with_code("/en/?q=a#b", "100000") == "/en/?q=a&amp;view=100000#b"
    assert with_code("/en/?view=000000", "100000") == "/en/?view=000000"
    assert with_code("/en/?review=1", "100000") == "/en/?review=1&amp;view=100000"


def test_each_choice_changes_one_setting():
    for setting in choices_of("111111"):
        for choice in setting.choices:
            assert (
                choice.code == "111111"[: setting.place] + str(choice.number) + "111111"[setting.place + 1 :]
            )
            assert choice.is_chosen == (choice.number == 1)
    assert code_of(FIRST) == FIRST


def test_the_script_knows_the_same_settings():
    with open(find("js/view.js")) as script:
        values = re.search(r"SETTINGS = {(.*?)}", script.read())[1]
    assert re.findall(r"(\w+): (\d+)", values) == [(row.name, str(len(row.values))) for row in SETTINGS]
    assert len(USUAL) == len(SETTINGS)

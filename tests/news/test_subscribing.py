"""The ways to the feeds: usual addresses, the outline for feed readers, and feeds opened in a browser."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from ipacis.views import USUAL_FEEDS
from tests import factories as make

pytestmark = pytest.mark.django_db


def chain(address):
    """Return the last address to which *address* leads, and its status."""
    answer = Client().get(address, follow=True)
    return answer.redirect_chain[-1][0] if answer.redirect_chain else address, answer.status_code


@pytest.mark.parametrize("name", USUAL_FEEDS)
def test_addresses_at_which_programs_look_for_a_feed_lead_to_the_news(name):
    assert chain(f"/{name}") == (f"/en/news/{USUAL_FEEDS[name].name}", 200)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", ["feed.rss", "feed.atom", "feed.json"])
def test_a_feed_below_the_home_page_leads_to_the_news_in_its_language(language, name):
    answer = Client().get(f"/{language}/{name}")
    assert (answer.status_code, answer["Location"]) == (301, f"news/{name}")
    assert Client().get(f"/{language}/news/{name}").status_code == 200


def outlines(language="en"):
    """Return {heading: [(title, feed)]} of the outline."""
    answer = Client().get(f"/{language}/subscribe.opml")
    assert answer["Content-Type"] == "text/x-opml; charset=utf-8"
    body = ElementTree.fromstring(answer.content).find("body")
    return {group.get("text"): [(row.get("text"), row.get("xmlUrl")) for row in group] for group in body}


def test_the_outline_has_the_feeds_of_what_has_meetings():
    topic, body = make.topic("Law & order", slug="law"), make.organization("Council", slug="council")
    make.topic("Unused", slug="unused")
    people = [make.person("Anna Ivanova", slug="anna"), make.person("Boris Secret", is_public=False)]
    make.meeting(people=people, topics=[topic], delegations=[body])
    root = "http://127.0.0.1:8000/en/meetings/feed.rss"
    assert outlines() == {
        "Everything": [
            ("News", "http://127.0.0.1:8000/en/news/feed.rss"),
            ("Meetings", root),
        ],
        "Topics": [("Law & order", f"{root}?topic=law")],
        "Organizations": [("Council", f"{root}?organization=council")],
        "People": [("Anna Ivanova", f"{root}?participant=anna")],
    }
    for group in outlines("ru").values():
        for _text, url in group:
            assert Client().get(url.removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize("name", ["feed.rss", "feed.atom"])
def test_a_feed_opened_in_a_browser_has_a_style(name):
    content = Client().get(f"/en/news/{name}").content.decode()
    assert '<?xml-stylesheet href="/static/css/feed' in content
    assert content.index("xml-stylesheet") < content.index("<rss" if name == "feed.rss" else "<feed")


def test_every_page_links_the_feeds_of_the_news():
    make.person("Anna Ivanova", slug="anna")
    for address in ("", "about/", "people/", "people/anna/", "search/", "topics/", "corrections/", "places/"):
        page = Client().get(f"/en/{address}").content.decode()
        assert '<link rel="alternate" type="application/rss+xml" href="/en/news/feed.rss"' in page, address

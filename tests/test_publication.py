"""Rows that are not public appear at no public address, and rows that are published appear."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from ipacis.core.record.addresses import of
from ipacis.core.record.base import catch_up
from ipacis.core.web import low_vision
from ipacis.sitemaps import SECTIONS
from ipacis.views import USUAL_FEEDS
from news.models import Meeting, NewsItem
from news.search.hits import Kind
from tests import factories as make
from tests.routes import ASKED, JUST_NOW, LANGUAGES, Route, make_content, parameters_read, routes

pytestmark = pytest.mark.django_db

#: {state: a word in every text of a row in this state}. All texts also contain ASKED, to be found by a search.
MARKS = {
    "draft": "Zanzibarium",
    "in_review": "Xylophonium",
    "scheduled": "Vuvuzelium",
    "withdrawn": "Yggdrasilium",
    "published": "Jabberwockium",
}
SOON = datetime.timedelta(days=2)


def hide(state, *things):
    """Put the rows *things* into *state*, one of the four that are not public.

    Nobody has seen them, unless they are withdrawn. Unless scheduled, they have a time of publication in the past.
    """
    for thing in things:
        thing.state = "published" if state == "scheduled" else state
        thing.publish_at = timezone.now() + (SOON if state == "scheduled" else -JUST_NOW)
        if state == "withdrawn":
            thing.save()
            continue
        of(thing).delete()
        type(thing).objects.filter(pk=thing.pk).update(state=thing.state, publish_at=thing.publish_at)
        catch_up([thing])


def make_stories(*states):
    return make_content({f"{state}-story": f"{MARKS[state]} {ASKED}" for state in states})


def addresses(world):
    """Yield (Route, address) for every address of the site, including lists with each of their conditions."""
    for route in routes():
        # To save time, lists of a year, month or day are requested with conditions in one language only.
        plain = route.language in LANGUAGES[1:] and "year" in route.parameters
        paths = list(route.fill(world.values))
        yield from ((route, path + query) for query in ([""] if plain else route.queries()) for path in paths)


def addresses_of(thing):
    """Return the addresses of *thing* in every language, and its short ones."""
    path = thing.get_absolute_url().partition("/")[2].partition("/")[2]
    languages = [thing.language] if isinstance(thing, NewsItem) else LANGUAGES
    short = thing.short_url.removeprefix(f"/{LANGUAGES[0]}")
    paths = [f"/{code}/{path}" for code in languages]
    if isinstance(thing, NewsItem):
        return [*paths, thing.short_url, f"/r/{thing.pk}/"]
    return [*paths, *(f"/{code}{short}" for code in languages)]


def showing(world):
    """Return {address: states of the stories that its answer shows by their words, as a link or as a file}."""
    client = Client()
    found, unknown = {}, set()
    with parameters_read() as names:
        for route, address in addresses(world):
            names.clear()
            answer = client.get(address)
            assert answer.status_code < 500, address
            text = b"".join(answer) if answer.streaming else answer.content
            words = text.decode(errors="replace") + answer.headers.get("Location", "")
            words = words.replace(address, "")
            found[address] = {state for state in MARKS if MARKS[state] in words or f"{state}-story" in words}
            if route.name == "media" and answer.status_code != 404:
                found[address].add("a file")
            if route.is_ours:
                unknown |= {(route.pattern, name) for name in names - {*route.reads, low_vision.PARAMETER}}
    assert unknown == set(), "tests/routes.py does not know that these are read of the query string"
    return found


def test_rows_that_are_not_public_appear_at_no_address():
    states = ["draft", "in_review", "scheduled", "withdrawn"]
    world = make_stories(*states)
    withdrawn = set()
    for state, story in zip(states, world.stories.values(), strict=True):
        hide(state, story.meeting, *story.items)
        if state == "withdrawn":
            withdrawn = {path for thing in (story.meeting, *story.items) for path in addresses_of(thing)}
    shown = showing(world)
    found = {address: states for address, states in shown.items() if states}
    told = {address for address, states in found.items() if states == {"withdrawn"}}
    # Readers are told what was withdrawn: by its former address, and in the log of corrections.
    gone = {address.removesuffix("calendar.ics") for address in told if "/corrections/" not in address}
    assert gone <= withdrawn
    assert found.keys() == told
    assert len(shown) > 1_000


def test_a_withdrawn_row_is_told_of_by_its_title_alone():
    [story] = make_stories("withdrawn").stories.values()
    for thing in (story.meeting, *story.items):
        thing.withdrawal_reason_en = "By mistake"
    hide("withdrawn", story.meeting, *story.items)
    client = Client()
    texts = ["lead", "body", "note", "заметка", "summary", "итог"]
    for address in ("/en/corrections/", "/en/corrections/feed.json", story.items[0].get_absolute_url()):
        page = client.get(address).content.decode()
        assert "By mistake" in page, address
        assert [text for text in texts if f"{MARKS['withdrawn']} {ASKED} {text}" in page] == [], address


#: Names of routes, and single addresses, that show neither meetings nor releases.
SILENT = {
    "health", "robots", "shared", "sitemaps", "language-sitemaps", "set_language", "about", "press", "privacy", "manifest", "favicon", "page-card", "card", "pair-card", "short-person", "data", "subscribe", "calendar", "events", "places", "posts", "who-met-whom", "accessibility", "opml", "topics", "people", "suggest", "search-suggest",
    "organizations", "post", "organization-holders", "post-holders", "schema",
}  # fmt: skip
SILENT_ADDRESSES = {
    "/media/none.jpeg",
    "/media/none.jpeg?shared=nonsense",
    # Redirects to feeds
    *(f"/{name}" for name in USUAL_FEEDS),
    *(f"/{language}/feed.{form}" for language in LANGUAGES for form in ("rss", "atom", "json")),
    # The page of a person who is not public
    *(f"/{language}/people/published-story-person/" for language in LANGUAGES),
    # Searches for other kinds of rows, and sitemaps of other models
    *(f"/{language}/search/?q={ASKED}&kind={kind}" for language in LANGUAGES for kind in Kind.values[2:-1]),
    *(
        f"/sitemaps/{languages}{name}.xml"
        for languages in ("", "languages/")
        for name in ("pages", *SECTIONS)
        if name not in {"news", "meetings"}
    ),
}


def test_public_rows_appear_at_every_address_that_lists_rows_under_every_condition():
    world = make_stories("published")
    names = {path: route.name for route in routes() if route.is_ours for path in route.fill(world.values)}
    shown = {}
    for address, states in showing(world).items():
        if names.get(address.partition("?")[0], "foreign") not in {*SILENT, "foreign"}:
            # Treat the parts of a sitemap as one address, because the part of a row depends on its primary key.
            shown.setdefault(re.sub(r"-[0-9]+\.xml$", ".xml", address), set()).update(states)
    assert {address for address, states in shown.items() if not states} == SILENT_ADDRESSES


def test_a_route_without_values_for_its_parameters_is_an_error():
    world = make_content()
    for route in routes():
        assert list(route.fill(world.values)), route
    with pytest.raises(LookupError, match="no value for 'slug' of 'en/treaties/"):
        list(Route("en/treaties/%(slug)s/", ("slug",), "treaty", None, {}).fill(world.values))


def test_a_draft_meeting_stays_hidden_behind_a_published_release():
    [story] = make_stories("draft").stories.values()
    hide("draft", story.meeting)
    client = Client()
    assert client.get(story.meeting.get_absolute_url()).status_code == 404
    page = client.get(story.items[0].get_absolute_url()).content.decode()
    assert story.items[0].headline in page
    assert story.meeting.title_en not in page


def test_publishing_a_release_publishes_the_drafts_it_tells_at_its_own_time():
    [story] = make_stories("draft").stories.values()
    hide("draft", story.meeting)
    later = timezone.now() + SOON
    story.items[0].publish_at = later
    assert story.items[0].publish_meetings() == [story.meeting]
    assert Meeting.objects.values_list("state", "publish_at").get() == ("published", later)


def test_a_scheduled_item_appears_by_itself_when_its_time_has_come(time_machine):
    time_machine.move_to(datetime.datetime(2024, 3, 1, 8, 59, tzinfo=datetime.UTC))
    nine = datetime.datetime(2024, 3, 1, 9, 0, tzinfo=datetime.UTC)
    item = make.news(publish_at=nine)
    assert list(NewsItem.objects.published()) == []
    time_machine.move_to(nine)
    assert list(NewsItem.objects.published()) == [item]

"""Nothing that is not public appears on any public address; once published it does."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from news.models import Meeting, NewsItem
from tests import factories as make

pytestmark = pytest.mark.django_db

#: Every text of what is hidden holds both words; one is searched for, and no answer may hold the other.
MARK, ASKED = "Zanzibarium", "Quagmirium"
SOON = datetime.timedelta(days=2)


def hide(state, thing):
    """Put *thing* into one of the three ways of not being public."""
    thing.state = "published" if state == "scheduled" else state
    thing.publish_at = timezone.now() + (SOON if state == "scheduled" else -SOON)
    thing.save()


@pytest.fixture
def world():
    """A meeting and its two releases whose every text bears the mark, filed under everything there is."""
    body = make.make_organization("Commission", "Комиссия", slug="commission", country="BY")
    person = make.make_person("Olga Sidorova", ru="Ольга Сидорова", slug="olga-sidorova")
    other = make.make_person("Ivan Petrov", ru="Иван Петров", slug="ivan-petrov")
    post = make.make_post("Chair", body, slug="chair")
    make.make_membership(person, post)
    topic = make.make_topic("Law", "Право", slug="law")
    place = make.make_place("Palace", "Дворец", slug="palace")
    event = make.make_event("Forum", "Форум", slug="forum")
    meeting = make.make_meeting(
        f"{MARK} {ASKED} meeting",
        people=[person, other],
        topics=[topic],
        delegations=[body, body],
        place=place,
        event=event,
        title_ru=f"{MARK} {ASKED} встреча",
        summary_en=f"{MARK} {ASKED} summary",
        summary_ru=f"{MARK} {ASKED} итог",
        slug="hidden-meeting",
    )
    items = [
        make.make_news(
            f"{MARK} {ASKED} release {language}",
            language,
            meetings=[meeting],
            lead=f"{MARK} {ASKED} lead",
            body=f"<p>{MARK} {ASKED} body</p>",
            section=body,
            slug="hidden-release",
        )
        for language in ("en", "ru")
    ]
    for item in items:
        item.topics.add(topic)
        item.mentioned.add(person)
    return meeting, items


def addresses(meeting, items):
    """Every public address of the site, in both languages and every form."""
    pages = [
        "", "about/", "people/", "people/olga-sidorova/", "people/olga-sidorova/with/ivan-petrov/",
        "organizations/", "organizations/commission/", "posts/chair/", "topics/", "topics/law/",
        "events/forum/", "places/palace/", f"search/?q={ASKED}", "corrections/", "data/",
        "people/ivan-petrov/with/olga-sidorova/",
    ]  # fmt: skip
    lists = ["", "2023/", "2023/11/", "2023/11/30/"]
    queries = {
        "meetings": [
            "", "?participant=olga-sidorova", "?topic=law", "?organization=commission", "?country=by",
            "?place=palace", "?event=forum", "?kind=bilateral", "?from=2023-01-01", f"?q={ASKED}",
        ],
        "news": [
            "", "?person=olga-sidorova", "?topic=law", "?organization=commission", "?section=commission",
            f"?q={ASKED}",
        ],
    }  # fmt: skip
    forms = ["", "feed.rss", "feed.atom", "feed.json", "export.csv", "calendar.ics"]
    for language in ("en", "ru"):
        yield from (f"/{language}/{page}" for page in pages)
        for kind, wanted in queries.items():
            yield from (
                f"/{language}/{kind}/{days}{form}{query}"
                for days in lists
                for form in forms
                for query in wanted
            )
        yield f"/{language}/meetings/2023/11/30/hidden-meeting/"
        yield f"/{language}/meetings/2023/11/30/hidden-meeting/calendar.ics"
        yield f"/{language}/news/2023/11/30/hidden-release/"
    yield from (f"/r/{item.pk}/" for item in items)
    yield from [
        "/sitemap.xml",
        "/news-sitemap.xml",
        "/popolo.json",
        "/robots.txt",
        "/healthz",
    ]
    yield from (f"/sitemaps/{section}-1.xml" for section in ("news", "meetings", "people", "pages"))


def showing(meeting, items):
    """Return the addresses whose answer (or redirect) shows the meeting or a release."""
    client = Client()
    found = set()
    for address in addresses(meeting, items):
        answer = client.get(address)
        assert answer.status_code < 500, address
        text = b"".join(answer) if answer.streaming else answer.content
        words = text.decode() + answer.headers.get("Location", "")
        if MARK in words or "hidden-" in words.replace(address, ""):
            found.add(address)
    return found


@pytest.mark.parametrize("state", ["draft", "in_review", "scheduled", "withdrawn"])
def test_what_is_not_public_appears_on_no_address(world, state):
    meeting, items = world
    for thing in (meeting, *items):
        hide(state, thing)
    assert showing(meeting, items) == set()


def test_what_is_published_appears_on_its_pages_lists_and_filed_under_all_it_belongs_to(world):
    found = showing(*world)
    expected = {
        "/en/", "/en/news/", "/en/meetings/", "/en/meetings/2023/11/30/?participant=olga-sidorova",
        "/en/news/?topic=law", "/en/people/olga-sidorova/", "/en/organizations/commission/",
        "/en/topics/law/", "/en/events/forum/", "/en/places/palace/", "/en/meetings/2023/11/30/hidden-meeting/",
        "/en/news/2023/11/30/hidden-release/", "/ru/news/2023/11/30/hidden-release/", "/ru/",
    }  # fmt: skip
    assert expected - found == set()


def test_a_draft_meeting_stays_hidden_behind_a_published_release(world):
    meeting, _items = world
    hide("draft", meeting)
    client = Client()
    # Its address was public before, so it says that it is gone; one that never was says nothing.
    assert client.get("/en/meetings/2023/11/30/hidden-meeting/").status_code == 410
    page = client.get("/en/news/2023/11/30/hidden-release/").content.decode()
    assert f"{MARK} {ASKED} meeting" not in page


def test_publishing_a_release_publishes_the_drafts_it_tells_at_its_own_time(world):
    meeting, items = world
    hide("draft", meeting)
    later = timezone.now() + SOON
    items[0].publish_at = later
    assert items[0].publish_meetings() == [meeting]
    assert Meeting.objects.values_list("state", "publish_at").get() == ("published", later)


def test_a_scheduled_item_appears_by_itself_when_its_time_has_come(time_machine):
    time_machine.move_to(datetime.datetime(2024, 3, 1, 8, 59, tzinfo=datetime.UTC))
    nine = datetime.datetime(2024, 3, 1, 9, 0, tzinfo=datetime.UTC)
    item = make.make_news(publish_at=nine)
    assert list(NewsItem.objects.published()) == []
    time_machine.move_to(nine)
    assert list(NewsItem.objects.published()) == [item]

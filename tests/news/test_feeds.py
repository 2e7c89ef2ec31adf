"""Lists of news and of meetings as RSS, Atom and JSON Feed."""

import datetime
import io
import itertools
import json
import random
import re
from html import unescape

import feedparser
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from news.corrections import edit
from news.formats.entries import with_absolute_links
from news.lists.news import NewsList
from news.models import Meeting, NewsItem, Photo
from tests import factories as make
from tests.admin_pages import act

pytestmark = pytest.mark.django_db

FORMS = ["feed.rss", "feed.atom", "feed.json"]


def get(address, **headers):
    return Client().get(address, headers=headers)


def form_of(address, form):
    path, mark, query = address.partition("?")
    return f"{path}{form}{mark}{query}"


def read(address):
    """Return the items ({id, url, title, content, tags …}) of a feed of any format, and the address of its next page."""
    answer = get(address)
    assert answer.status_code == 200, address
    if "feed.json" in address:
        feed = json.loads(answer.content)
        return feed["items"], feed.get("next_url")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    items = [
        {
            "id": entry.id,
            "url": entry.link,
            "title": entry.title,
            "summary": entry.get("summary"),
            "content_html": entry.content[0].value if "content" in entry else "",
            "tags": [tag.term for tag in entry.get("tags", [])],
            "date_published": entry.published,
            "attachments": [{"url": link.href} for link in entry.get("enclosures", [])],
        }
        for entry in feed.entries
    ]
    following = [link.href for link in feed.feed.links if link.rel == "next"]
    return items, next(iter(following), None)


def urls(address):
    return [item["url"].removeprefix("http://127.0.0.1:8000") for item in read(address)[0]]


def listed(address):
    """Return the addresses of the items of a list, from its page."""
    return re.findall(r'<article class="line">.*?<a href="([^"]+)"', get(address).content.decode(), re.DOTALL)


def walk(address):
    """Return the ids of all pages of a feed, page by page."""
    pages = []
    while address:
        items, address = read(address.removeprefix("http://127.0.0.1:8000"))
        pages.append([item["id"] for item in items])
    return pages


@pytest.fixture
def world():
    """Meetings and releases that differ in every condition, and some that are not public."""
    dice = random.Random(7)
    bodies = [make.organization(f"Body {n}", slug=f"body-{n}", country=c) for n, c in enumerate(["BY", "RU"])]
    people = [make.person(f"Anna Person{n}", slug=f"person-{n}") for n in range(3)]
    topics = [make.topic(f"Topic {n}", slug=f"topic-{n}") for n in range(3)]
    places = [make.place(f"Place {n}", slug=f"place-{n}") for n in range(2)]
    for number in range(30):
        day = datetime.date(2022 + number % 2, 1 + number % 3, 1 + number % 5)
        meeting = make.meeting(
            f"Meeting {number}",
            day,
            dice.sample(people, dice.randint(0, 3)),
            dice.sample(topics, dice.randint(0, 3)),
            bodies,
            place=dice.choice([None, *places]),
            kind=dice.choice(["visit", "session"]),
            publish_at=make.NOON + datetime.timedelta(hours=dice.randint(0, 9)),
        )
        moment = make.NOON + datetime.timedelta(hours=dice.randint(0, 9))
        item = make.news(
            f"Release {number}",
            day=day,
            meetings=[meeting],
            section=dice.choice(bodies),
            publish_at=moment,
        )
        item.topics.add(*dice.sample(topics, 1))
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    for hidden in (
        {"state": "draft"},
        {"state": "in_review"},
        {"state": "withdrawn"},
        {"publish_at": tomorrow},
    ):
        meeting = make.meeting("Hidden meeting", people=people, topics=topics, **hidden)
        make.news("Hidden release", meetings=[meeting], **hidden)


def filters(count):
    """Return *count* addresses of lists with random conditions, of all days or of a year, month or day."""
    dice = random.Random(11)
    common = {"topic": ["topic-0", "topic-1"], "organization": ["body-0", "body-1"], "from": ["2022-02-01"]}
    kinds = {
        "meetings": {
            "participant": ["person-0", "person-1"],
            "place": ["place-0"],
            "kind": ["visit"],
            **common,
        },
        "news": {"person": ["person-0", "person-2"], "section": ["body-1"], **common},
    }
    for _ in range(count):
        root = dice.choice(list(kinds))
        days = dice.choice(["", "", "2023/", "2022/01/", "2023/02/02/"])
        pairs = [
            (name, dice.choice(kinds[root][name]))
            for name in dice.sample(list(kinds[root]), dice.randint(0, 2))
        ]
        yield f"/en/{root}/{days}" + ("?" + "&".join("=".join(pair) for pair in pairs) if pairs else "")


def all_listed(address):
    """Return the addresses of the items on all pages of a list."""
    found, page = [], address
    while page:
        found += listed(page)
        older = re.search(r'<link rel="next" href="([^"]+)"', get(page).content.decode())
        page = older and unescape(older[1]).removeprefix("http://127.0.0.1:8000")
    return found


def test_every_feed_holds_the_items_of_its_list_the_latest_published_first(world):
    rows = [*NewsItem.objects.published(), *Meeting.objects.published()]
    places = {row.get_absolute_url(): (row.publish_at, row.pk) for row in rows}
    filled = 0
    for address in filters(40):
        expected = sorted(all_listed(address), key=places.get, reverse=True)[:20]
        filled += bool(expected)
        assert {form: urls(form_of(address, form)) for form in FORMS} == dict.fromkeys(FORMS, expected), (
            address
        )
    assert filled > 20


def test_paging_reaches_each_item_once_and_only_public_ones(world):
    for root, form in itertools.product(["meetings", "news"], FORMS):
        address = f"/en/{root}/{form}"
        pages = walk(address)
        assert [len(page) for page in pages] == [20, 10], address
        assert len({item for page in pages for item in page}) == 30, address
        assert b"Hidden" not in get(address).content, address


def hours_later(number):
    return make.NOON + datetime.timedelta(hours=number)


def titles(address):
    return [item["title"] for item in read(address)[0]]


@pytest.mark.parametrize("form", FORMS)
def test_a_release_that_is_published_today_comes_first_whatever_day_it_is_about(form):
    make.news("Of today", publish_at=hours_later(1))
    make.news("Of last month", day=datetime.date(2023, 10, 30), publish_at=hours_later(2))
    assert titles(f"/en/news/{form}") == ["Of last month", "Of today"]
    assert [item.headline for item in NewsList(QueryDict()).page] == ["Of today", "Of last month"]


@pytest.mark.parametrize("form", FORMS)
def test_planned_meetings_do_not_push_out_what_was_published_later(form):
    for number in range(21):
        make.meeting(f"Planned {number}", day=datetime.date(2030, 1, 1 + number), status="planned")
    make.meeting("Held yesterday", publish_at=hours_later(1))
    assert titles(f"/en/meetings/{form}")[0] == "Held yesterday"


@pytest.mark.parametrize("form", FORMS)
def test_a_corrected_item_comes_first_again_as_the_same_item(form):
    old = make.news("Old")
    make.news("New", publish_at=hours_later(1))
    before = read(f"/en/news/{form}")[0]
    with time_machine.travel(hours_later(2), tick=False), edit(old, note_en="The headline was wrong."):
        old.headline = "Old, corrected"
        old.save()
    after = read(f"/en/news/{form}")[0]
    assert [item["title"] for item in after] == ["Old, corrected", "New"]
    assert [item["id"] for item in after] == [before[1]["id"], before[0]["id"]]
    with edit(old):
        old.headline = "Old, with a comma,"
        old.save()
    assert titles(f"/en/news/{form}") == ["Old, with a comma,", "New"]


@pytest.mark.parametrize("form", FORMS)
def test_new_items_do_not_change_a_later_page(form):
    for number in range(25):
        make.news(f"Release {number}", publish_at=hours_later(number))
    following = read(f"/en/news/{form}")[1].removeprefix("http://127.0.0.1:8000")
    before = get(following).content
    make.news("New", publish_at=hours_later(30))
    assert get(following).content == before
    assert titles(following) == [f"Release {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("form", FORMS)
def test_an_address_of_a_later_page_by_day_is_still_answered(form):
    make.news("Earlier", publish_at=hours_later(-48))
    make.news("Later")
    assert titles(f"/en/news/{form}?before=2023-11-30.1") == ["Earlier"]
    assert listed("/en/news/?before=1701334800000000.1") == []
    assert len(listed("/en/news/?after=1701248400000000.1")) == 2


@pytest.mark.parametrize(
    "cursor", ["1" * 20 + ".1", "1.1", "9223372036854775807.1", "-1.1", "1701334800000000.", "²³.1"]
)
@pytest.mark.parametrize("address", ["/en/news/", "/en/news/feed.atom"])
def test_a_strange_moment_is_answered(address, cursor):
    make.news()
    assert get(f"{address}?before={cursor}").status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_is_in_one_language(form):
    make.news("English", language="en")
    make.news("Русский", language="ru")
    assert [item["title"] for item in read(f"/ru/news/{form}")[0]] == ["Русский"]


def make_photo():
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(buffer, "JPEG")
    photo = Photo(alt_en="Two people")
    photo.image.save("a.jpg", ContentFile(buffer.getvalue()), save=False)
    photo.save()
    return photo


@pytest.mark.parametrize("form", FORMS)
def test_an_item_carries_text_people_topics_and_photos(form):
    meeting = make.meeting(people=[make.person("Olga Sidorova")], topics=[make.topic("Law")])
    make.news(
        "A & B",
        meetings=[meeting],
        lead="1 < 2",
        body='<p>Text <a href="/en/about/">here</a></p>',
        mentioned=[make.person("Anna Ivanova"), make.person("Not Public", is_public=False)],
        photos=[photo := make_photo()],
    )
    (entry,) = read(f"/en/news/{form}")[0]
    assert entry["title"] == "A & B" if form == "feed.json" else unescape(entry["title"]) == "A & B"
    assert unescape(entry["summary"]) == "1 < 2"
    assert "<p>1 &lt; 2</p><p>Text <a " in entry["content_html"]
    assert 'href="http://127.0.0.1:8000/en/about/"' in entry["content_html"]
    assert entry["tags"] == ["Law", "Anna Ivanova", "Olga Sidorova"]
    assert [row["url"] for row in entry["attachments"]] == [f"http://127.0.0.1:8000{photo.image.large}"]


@pytest.mark.parametrize("form", FORMS)
def test_a_meeting_tells_who_took_part_in_which_office(form):
    person = make.person("Olga Sidorova", slug="olga")
    meeting = make.meeting("Talks", people=[person], place=make.place("Palace"), status="cancelled")
    meeting.participations.update(office_printed_en="Chair of the chamber", name_printed_en="O. Sidorova")
    (entry,) = read(f"/en/meetings/{form}")[0]
    for words in ("O. Sidorova</a>, Chair of the chamber", "Palace", "cancelled", "30 November 2023"):
        assert words in entry["content_html"]
    assert entry["tags"] == ["O. Sidorova"]


@pytest.mark.parametrize("form", FORMS)
def test_ids_outlive_changes_of_title_address_section_topics_and_domain(form, settings):
    law, youth = make.topic("Law"), make.topic("Youth")
    item = make.news("Before", section=make.organization("One"))
    item.topics.add(law)
    make.news("Other", language="ru")
    before = [entry["id"] for entry in read(f"/en/news/{form}")[0]]
    with edit(item):
        item.headline, item.slug, item.section = "After", "after", make.organization("Two")
        item.date = datetime.date(2023, 12, 1)
        item.save()
    item.topics.set([youth])
    settings.SITE_URL = "https://www.example.org"
    after, _next = read(f"/en/news/{form}")
    assert [entry["id"] for entry in after] == before == [f"tag:iacis.ru,2023:newsitem/{item.pk}"]
    assert after[0]["url"] == "https://www.example.org/en/news/2023/12/01/after/"


def dates(form):
    """Return (published, updated) of the only item of a feed."""
    answer = get(f"/en/news/{form}")
    if form == "feed.json":
        (item,) = json.loads(answer.content)["items"]
        return tuple(
            datetime.datetime.fromisoformat(item[f"date_{name}"]) for name in ("published", "modified")
        )
    (entry,) = feedparser.parse(answer.content).entries
    return tuple(
        datetime.datetime(*moment[:6], tzinfo=datetime.UTC)
        for moment in (
            entry.published_parsed,
            entry["updated_parsed" if "updated" in entry else "published_parsed"],
        )
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_correction_updates_an_item_and_leaves_its_id_and_date_of_publication(form):
    item = make.news()
    before, ids = dates(form), [entry["id"] for entry in read(f"/en/news/{form}")[0]]
    with (
        time_machine.travel("2024-05-06T07:08:09Z", tick=False),
        edit(item, note_en="The headline was wrong."),
    ):
        item.headline = "Corrected"
        item.save()
    assert before == (make.NOON, make.NOON)
    assert dates(form) == (make.NOON, datetime.datetime(2024, 5, 6, 7, 8, 9, tzinfo=datetime.UTC))
    assert [entry["id"] for entry in read(f"/en/news/{form}")[0]] == ids


@pytest.mark.parametrize("form", FORMS)
def test_a_change_of_no_substance_updates_no_item(form):
    item = make.news()
    with edit(item):
        item.headline = "Headline with a comma,"
        item.save()
    assert dates(form) == (make.NOON, make.NOON)


@pytest.mark.parametrize("form", FORMS)
def test_the_log_of_corrections_is_a_feed_too(form):
    item = make.news("Release")
    with edit(item, note_en="The name was wrong."):
        item.headline = "Other"
        item.save()
    (entry,) = read(f"/en/corrections/{form}")[0]
    assert (entry["title"], entry["summary"]) == ("Other", "The name was wrong.")


@pytest.mark.parametrize("form", FORMS)
def test_a_conditional_request_gets_304_until_something_changes(form):
    item = make.news()
    first = get(f"/en/news/{form}")
    again = get(f"/en/news/{form}", if_none_match=first["ETag"])
    since = get(f"/en/news/{form}", if_modified_since=first["Last-Modified"])
    assert (again.status_code, again.content, since.status_code) == (304, b"", 304)
    with edit(item):
        item.headline = "Corrected"
        item.save()
    assert get(f"/en/news/{form}", if_none_match=first["ETag"]).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_a_client_that_sends_no_etag_learns_of_a_withdrawal(form):
    make.news("Latest", publish_at=hours_later(2))
    item = make.news()
    first = get(f"/en/news/{form}")
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False):
        item.state = "withdrawn"
        item.save()
    since = get(f"/en/news/{form}", if_modified_since=first["Last-Modified"])
    assert since.status_code == 200 and item.headline not in since.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_release_comes_first_in_the_feed_of_a_person_when_the_meeting_appears(form):
    anna = make.person("Anna Ivanova", slug="anna")
    other = make.person("Boris Petrov", slug="boris")
    meeting = make.meeting(people=[anna], publish_at=hours_later(2))
    make.news("Old", meetings=[meeting])
    make.news("New", publish_at=hours_later(1), mentioned=[anna, other])
    assert titles(f"/en/news/{form}?person=anna") == ["Old", "New"]
    assert titles(f"/en/news/{form}") == ["New", "Old"]


def test_an_rss_item_without_a_summary_is_described_by_its_text():
    make.meeting("Talks", people=[make.person("Anna Ivanova")])
    [entry] = feedparser.parse(get("/en/meetings/feed.rss").content).entries
    assert "Anna Ivanova" in entry.description == entry.content[0].value


@pytest.mark.parametrize("form", FORMS)
def test_head_answers_as_get_without_a_body(form):
    make.news()
    head, whole = Client().head(f"/en/news/{form}"), get(f"/en/news/{form}")
    assert (head.status_code, head.content) == (200, b"")
    names = ("Content-Type", "ETag", "Last-Modified")
    assert [head[name] for name in names] == [whole[name] for name in names]


def test_each_format_has_its_media_type():
    types = {form: get(f"/en/news/{form}")["Content-Type"] for form in FORMS}
    assert types == {
        "feed.rss": "application/rss+xml; charset=utf-8",
        "feed.atom": "application/atom+xml; charset=utf-8",
        "feed.json": "application/feed+json",
    }


def test_titles_name_the_conditions_in_words():
    make.topic("Law", slug="law")
    make.meeting(topics=[])
    address = "/en/meetings/2023/11/feed.rss?topic=law"
    assert feedparser.parse(get(address).content).feed.title == "Meetings: November 2023, Law – IPA CIS"


@pytest.mark.parametrize(
    "address", ["/en/meetings/{}?topic=nothing", "/en/news/{}?before=x", "/en/news/2023/{}?from=x"]
)
@pytest.mark.parametrize("form", FORMS)
def test_an_invalid_condition_gives_an_empty_feed_with_an_error_message(address, form):
    make.news(meetings=[make.meeting()])
    answer = get(address.format(form))
    feed = json.loads(answer.content) if form == "feed.json" else feedparser.parse(answer.content)
    if form == "feed.json":
        assert feed["items"] == []
        said = feed["description"]
    else:
        assert (feed.bozo, feed.entries) == (False, [])
        said = feed.feed.subtitle
    assert "cannot be used" in said or "damaged" in said
    assert get(address.format(form)).content == answer.content


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("days", ["2023/13/", "2023/02/30/", "1800/"])
def test_a_date_that_does_not_exist_is_404(days, form):
    assert get(f"/en/news/{days}{form}").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_a_control_character_in_a_text_breaks_no_feed(form):
    make.news("One\x0bTwo", lead="\x0c\ufffe")
    assert [item["title"] for item in read(f"/en/news/{form}")[0]] == ["OneTwo"]


def test_a_list_links_its_formats_with_its_own_conditions():
    make.topic("Law", slug="law")
    page = get("/en/meetings/2023/?topic=law").content.decode()
    assert re.findall(r'<link rel="alternate" type="[^"]+" href="([^"]+)"', page) == [
        "/en/meetings/2023/feed.rss?topic=law",
        "/en/meetings/2023/feed.atom?topic=law",
        "/en/meetings/2023/feed.json?topic=law",
        "/en/meetings/2023/export.csv?topic=law",
        "/en/meetings/2023/calendar.ics?topic=law",
        "/en/news/feed.rss",
        "/en/news/feed.atom",
    ]
    assert 'title="Meetings: 2023, Law – RSS feed"' in page


def queries(address):
    with CaptureQueriesContext(connection) as captured:
        assert get(address).status_code == 200
    return len(captured)


def test_a_feed_needs_the_same_few_queries_for_any_number_of_items():
    people = [make.person(f"Anna Person{n}") for n in range(3)]
    topics = [make.topic(f"Topic {n}") for n in range(3)]
    counts = []
    for more in (1, 12):
        for _ in range(more):
            meeting = make.meeting(people=people, topics=topics, place=make.place())
            item = make.news(
                meetings=[meeting], section=make.organization(), mentioned=people, photos=[make_photo()]
            )
            item.topics.add(*topics)
        counts.append(
            {(root, form): queries(f"/en/{root}/{form}") for root in ("news", "meetings") for form in FORMS}
        )
    assert counts[0] == counts[1]
    assert counts[1] == {key: 9 if key[0] == "news" else 5 for key in counts[1]}


LINKS = {
    "about/": "/en/news/2023/11/30/visit/about/",
    "../topics/": "/en/news/2023/11/30/topics/",
    "../../../../../topics/": "/en/topics/",
    "?from=2020-01-01&amp;x=%C3%A9": "/en/news/2023/11/30/visit/?from=2020-01-01&amp;x=%C3%A9",
    "#mistake": "/en/news/2023/11/30/visit/#mistake",
    "": "/en/news/2023/11/30/visit/",
    "/en/people/?q=a&amp;on=b": "/en/people/?q=a&amp;on=b",
    "//host.example/x": "http://host.example/x",
    "https://host.example/a b?c=d#e": "https://host.example/a b?c=d#e",
    "mailto:press@example.org": "mailto:press@example.org",
}


@pytest.mark.parametrize("form", FORMS)
def test_links_in_a_feed_lead_where_they_lead_on_the_page(form):
    item = make.news(slug="visit", lead='A lead with href="about/"')
    marks = "".join(f'<p><a title="a > b" href="{link}">x</a> href="about/"</p>' for link in LINKS)
    NewsItem.objects.filter(pk=item.pk).update(body=marks)  # the form would refuse some of these values
    content = read(f"/en/news/{form}")[0][0]["content_html"]
    found = [
        link.removeprefix("http://127.0.0.1:8000") for link in re.findall(r'<a[^<]*? href="([^"]*)"', content)
    ]
    assert found == list(LINKS.values())
    assert content.count('href="about/"') + content.count("href=&quot;about/&quot;") == len(LINKS) + 1


def test_a_link_that_is_no_address_stays_as_it_is():
    markup = '<p><a href="//[half">x</a></p>'
    assert with_absolute_links(markup, "http://127.0.0.1:8000/en/news/") == markup


def test_a_draft_whose_planned_time_has_passed_becomes_public_when_it_is_published(admin_client):
    planned = timezone.now() - datetime.timedelta(days=25)
    draft = make.news("Late", state="draft", publish_at=planned, body="<p>They talked.</p>")
    make.news("Recent", slug="recent", publish_at=timezone.now() - datetime.timedelta(days=1))
    act(admin_client, NewsItem, "publish", [draft])
    draft.refresh_from_db()
    assert timezone.now() - draft.publish_at < datetime.timedelta(minutes=1)
    titles = [item["title"] for item in Client().get("/en/news/feed.json").json()["items"]]
    assert titles == ["Late", "Recent"]


def test_what_was_withdrawn_and_published_again_comes_first_in_feeds():
    old, recent = (
        make.news("Old"),
        make.news("Recent", slug="recent", publish_at=make.NOON + datetime.timedelta(1)),
    )
    old.state = "withdrawn"
    old.save()
    old.state = "published"
    old.save()
    items = Client().get("/en/news/feed.json").json()["items"]
    assert [item["title"] for item in items] == [old.headline, recent.headline]
    assert items[0]["date_modified"] > items[0]["date_published"]

"""Sitemaps and robots.txt: what they hold, in which languages, and in how many queries."""

import datetime
import xml.etree.ElementTree as ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from ipacis.core.record.sitemap_parts import SIZE
from ipacis.core.text.labels import LANGUAGES
from tests import factories as make

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
SITE = "http://127.0.0.1:8000"
SECTIONS = ["pages", "news", "meetings", "people", "organizations", "posts", "topics", "events", "places"]


@pytest.fixture
def world():
    """A public row of every model, and one that is not public for models that have such rows."""
    body = make.organization("Commission", slug="commission")
    anna = make.person("Anna Ivanova", slug="anna")
    make.person("Vera Secret", slug="secret", is_public=False)
    make.post("Chair", body, slug="chair")
    meeting = make.meeting(
        "Talks",
        people=[anna],
        topics=[make.topic("Law", slug="law")],
        event=make.event("Forum", slug="forum"),
        place=make.place("Palace", slug="palace"),
        slug="talks",
    )
    item = make.news("Talks held", meetings=[meeting], slug="talks-held")
    make.news("Прошла встреча", "ru", translation_key=item.translation_key, slug="vstrecha")
    make.news("Alone", slug="alone")
    hidden(make.meeting)
    hidden(make.news)
    return item


def hidden(factory):
    later = timezone.now() + datetime.timedelta(days=2)
    factory("Draft", state="draft", slug="draft")
    factory("Scheduled", publish_at=later, slug="scheduled")
    factory("Withdrawn", state="withdrawn", slug="withdrawn")


def xml(address):
    return ElementTree.fromstring(Client().get(address).content)


def path(url):
    assert url.startswith(f"{SITE}/"), url
    return url.removeprefix(SITE)


def locations(address):
    return [path(node.text) for node in xml(address).iterfind(".//s:loc", NAMES)]


def alternates(address):
    """Return {address: {language: address}} of a sitemap."""
    return {
        path(entry.find("s:loc", NAMES).text): {
            link.get("hreflang"): path(link.get("href")) for link in entry.iterfind("x:link", NAMES)
        }
        for entry in xml(address).iterfind("s:url", NAMES)
    }


def dates_in_the_index():
    """Return {address of a sitemap: the last change that the index of sitemaps gives, None if there is none}."""
    return {
        path(entry.find("s:loc", NAMES).text): entry.findtext("s:lastmod", None, NAMES)
        for entry in xml("/sitemap.xml").iterfind("s:sitemap", NAMES)
    }


def queries(address):
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(address).status_code == 200
    return len(captured)


def test_the_index_names_a_file_for_every_kind(world):
    assert locations("/sitemap.xml") == [f"/sitemaps/{name}-1.xml" for name in SECTIONS]


def test_an_empty_site_has_its_pages_alone():
    assert locations("/sitemap.xml") == ["/sitemaps/pages-1.xml"]
    assert locations("/sitemaps/pages-1.xml") == [
        f"/{language}/{page}"
        for page in (
            "",
            "news/",
            "meetings/",
            "people/",
            "organizations/",
            "topics/",
            "corrections/",
            "about/",
            "press/",
            "privacy/",
            "data/",
            "data/who-met-whom/",
            "subscribe/",
            "accessibility/",
            "calendar/",
            "places/",
            "events/",
            "posts/",
            "documents/",
        )
        for language in ("en", "ru")
    ]


def test_the_files_hold_what_is_public_and_nothing_else(world):
    held = {name: locations(f"/sitemaps/{name}-1.xml") for name in SECTIONS[1:]}
    both = {
        "meetings": "meetings/2023/11/30/talks/",
        "people": "people/anna/",
        "organizations": "organizations/commission/",
        "posts": "posts/chair/",
        "topics": "topics/law/",
        "events": "events/forum/",
        "places": "places/palace/",
    }
    assert held == {
        "news": [
            "/en/news/2023/11/30/talks-held/",
            "/ru/news/2023/11/30/vstrecha/",
            "/en/news/2023/11/30/alone/",
        ],
        **{name: [f"/en/{page}", f"/ru/{page}"] for name, page in both.items()},
    }


def test_every_address_of_the_sitemaps_answers(world):
    pages = [page for part in locations("/sitemap.xml") for page in locations(part)]
    assert {page: Client().get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_the_plain_set_uses_no_vocabulary_but_that_of_the_protocol(world):
    for part in locations("/sitemap.xml"):
        assert {node.tag.partition("}")[0] for node in xml(part).iter()} == {"{" + NAMES["s"]}


def test_the_set_with_languages_holds_the_same_addresses(world):
    plain, languages = locations("/sitemap.xml"), locations("/sitemap-languages.xml")
    assert [part.replace("/languages/", "/") for part in languages] == plain
    assert [locations(part) for part in languages] == [locations(part) for part in plain]


def test_a_page_names_itself_in_every_language(world):
    both = {"en": "/en/people/anna/", "ru": "/ru/people/anna/"}
    assert alternates("/sitemaps/languages/people-1.xml") == dict.fromkeys(both.values(), both)


def test_a_release_names_its_public_translations_alone(world):
    make.news("Черновик", "ru", translation_key=make.NewsItem.objects.get(slug="alone").translation_key,
                   state="draft", slug="chernovik")  # fmt: skip
    both = {"en": "/en/news/2023/11/30/talks-held/", "ru": "/ru/news/2023/11/30/vstrecha/"}
    alone = "/en/news/2023/11/30/alone/"
    assert alternates("/sitemaps/languages/news-1.xml") == {
        **dict.fromkeys(both.values(), both),
        alone: {"en": alone},
    }


def test_a_page_is_as_new_as_its_last_edit_or_the_moment_it_became_public():
    with time_machine.travel("2024-05-01T10:00:00Z", tick=False):
        make.news("Edited after", slug="after", publish_at=timezone.now() - datetime.timedelta(hours=3))
        make.news("Scheduled", slug="scheduled", publish_at=timezone.now() + datetime.timedelta(hours=3))
    found = {
        path(entry.find("s:loc", NAMES).text): entry.find("s:lastmod", NAMES).text
        for entry in xml("/sitemaps/news-1.xml").iterfind("s:url", NAMES)
    }
    assert found == {
        "/en/news/2023/11/30/after/": "2024-05-01T10:00:00+00:00",
        "/en/news/2023/11/30/scheduled/": "2024-05-01T13:00:00+00:00",
    }
    assert dates_in_the_index() == {
        "/sitemaps/pages-1.xml": None,
        "/sitemaps/news-1.xml": "2024-05-01T13:00:00+00:00",
    }


def test_a_file_has_a_range_of_ids_so_that_rows_stay_in_their_file():
    pks = [2_499, 2_500, 2_501, 8_000]
    for pk in pks:
        make.topic(f"Topic {pk}", slug=f"topic-{pk}", pk=pk)
    parts = ["/sitemaps/topics-1.xml", "/sitemaps/topics-2.xml", "/sitemaps/topics-4.xml"]
    assert locations("/sitemap.xml")[1:] == parts
    assert [locations(part)[::2] for part in parts] == [
        ["/en/topics/topic-2499/", "/en/topics/topic-2500/"],
        ["/en/topics/topic-2501/"],
        ["/en/topics/topic-8000/"],
    ]
    make.Topic.objects.filter(pk=2_500).delete()
    assert locations(parts[1]) == ["/en/topics/topic-2501/", "/ru/topics/topic-2501/"]


def test_the_index_has_the_latest_change_of_each_range_of_ids():
    for pk, day in ((1, 3), (2_500, 5), (2_501, 4), (9_000, 2)):
        with time_machine.travel(datetime.datetime(2024, 5, day, 12, tzinfo=datetime.UTC), tick=False):
            make.meeting(f"Meeting {pk}", pk=pk)
    with time_machine.travel(datetime.datetime(2024, 5, 6, tzinfo=datetime.UTC), tick=False):
        make.meeting("Draft", pk=2_502, state="draft")
    assert dates_in_the_index() == {
        "/sitemaps/pages-1.xml": None,
        "/sitemaps/meetings-1.xml": "2024-05-05T12:00:00+00:00",
        "/sitemaps/meetings-2.xml": "2024-05-04T12:00:00+00:00",
        "/sitemaps/meetings-4.xml": "2024-05-02T12:00:00+00:00",
    }


def test_a_file_holds_no_more_than_five_thousand_addresses():
    assert SIZE * len(LANGUAGES) <= 5_000


@pytest.mark.parametrize(
    "address",
    [
        "/sitemaps/people-1.xml",
        "/sitemaps/nothing-1.xml",
        "/sitemaps/languages/nothing-1.xml",
        "/sitemaps/pages-0.xml",
        "/sitemaps/pages-2.xml",
        "/sitemaps/topics-0.xml",
        "/sitemaps/topics-99999999999999999999999.xml",
    ],
)
def test_a_sitemap_that_is_not_there_is_a_404(address):
    assert Client().get(address).status_code == 404


def test_addresses_come_from_the_settings_and_never_from_the_host(world):
    with override_settings(ALLOWED_HOSTS=["*"]):
        answer = Client().get("/sitemap.xml", headers={"host": "evil.example"})
    assert b"evil.example" not in answer.content


def test_queries_do_not_grow_with_the_rows(world):
    addresses = [
        "/sitemap.xml",
        "/sitemap-languages.xml",
        *(f"/sitemaps/{name}-1.xml" for name in SECTIONS),
        *(f"/sitemaps/languages/{name}-1.xml" for name in SECTIONS),
        "/news-sitemap.xml",
    ]
    for number in range(8):
        make.meeting(slug=f"more-{number}")
        make.person(f"Anna Person{number}")
        make.news(slug=f"fresh-{number}", day=timezone.localdate(), publish_at=timezone.now())
    assert {address: queries(address) for address in addresses} == {
        **dict.fromkeys(["/sitemap.xml", "/sitemap-languages.xml"], 8),
        **{
            f"/sitemaps/{folder}{name}-1.xml": {"pages": 0, "news": 2}.get(name, 1)
            for folder in ("", "languages/")
            for name in SECTIONS
        },
        "/news-sitemap.xml": 1,
    }


def fresh():
    """Return (language, publication, date, title, address) of the entries of the news sitemap."""
    return [
        (
            entry.findtext("n:news/n:publication/n:language", None, NAMES),
            entry.findtext("n:news/n:publication/n:name", None, NAMES),
            entry.findtext("n:news/n:publication_date", None, NAMES),
            entry.findtext("n:news/n:title", None, NAMES),
            path(entry.findtext("s:loc", None, NAMES)),
        )
        for entry in xml("/news-sitemap.xml").iterfind("s:url", NAMES)
    ]


@time_machine.travel("2024-05-03T12:00:00Z", tick=False)
def test_the_news_sitemap_holds_the_releases_of_the_last_two_days_latest_first():
    now, today = timezone.now(), timezone.localdate()
    day = datetime.timedelta(days=1)
    make.news("Yesterday", slug="yesterday", day=today - day, publish_at=now - day)
    make.news("Сегодня <1>", "ru", slug="segodnya", day=today, publish_at=now)
    make.news("Too old", slug="too-old", day=today - 3 * day, publish_at=now - 3 * day)
    make.news("Entered late", slug="entered-late", day=today - 900 * day, publish_at=now)
    make.news("Tomorrow", slug="tomorrow", day=today, publish_at=now + day)
    make.news("Draft", slug="draft", day=today, publish_at=now, state="draft")
    make.news("Withdrawn", slug="withdrawn", day=today, publish_at=now - day, state="withdrawn")
    assert fresh() == [
        ("ru", "IPA CIS", "2024-05-03T12:00:00+00:00", "Сегодня <1>", "/ru/news/2024/05/03/segodnya/"),
        ("en", "IPA CIS", "2024-05-02T12:00:00+00:00", "Yesterday", "/en/news/2024/05/02/yesterday/"),
    ]


def test_the_news_sitemap_is_never_empty():
    assert [row[-1] for row in fresh()] == ["/en/news/", "/ru/news/"]


def test_robots_txt_names_the_sitemap_that_repeats_no_address():
    assert Client().get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        f"Sitemap: {SITE}/sitemap.xml",
    ]

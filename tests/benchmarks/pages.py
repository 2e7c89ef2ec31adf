"""What each kind of page costs: ``python tests/benchmarks/pages.py [NUMBER …]``.

For each NUMBER of meetings and as many releases (10,000 unless told) it makes a database with generated content, on the
PostgreSQL server at DATABASE_URL, else on one of its own. It prints for each page the median milliseconds of a cold
answer, the number of its queries, its size, and the rate at which one process sends it ready (requests a second, without
a server in front). The last columns are the growth from each NUMBER to the next. A database at DATABASE_URL is kept and
used again.
"""

import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

import itertools

from tests import postgres

ROUNDS = 5
#: The bytes of a stream that are read.
BEGINNING = 1_000
#: Seconds for which a ready page is requested again and again.
HOT = 0.2


class Row(NamedTuple):
    """A page to measure.

    ``kind`` is the pattern of its route in English, without a period of a list ("en/news/"), so that a test can find
    kinds without a Row. ``address`` may contain the names of the values of ``values``. ``is_stream`` is set if the answer
    contains all rows: only its beginning is measured.
    """

    name: str
    kind: str
    address: str
    is_stream: bool = False


ROWS = [
    Row("home", "en/", "/en/"),
    Row("about", "en/about/", "/en/about/"),
    Row("data", "en/data/", "/en/data/"),
    Row("subscribe", "en/subscribe/", "/en/subscribe/"),
    Row("subscribe, OPML", "en/subscribe.opml", "/en/subscribe.opml"),
    Row("accessibility", "en/accessibility/", "/en/accessibility/"),
    Row("news", "en/news/", "/en/news/"),
    Row("news, deep", "en/news/", "/en/news/?before={deep}"),
    Row("news, year", "en/news/", "/en/news/{year}/"),
    Row("news, month", "en/news/", "/en/news/{year}/{month}/"),
    Row("news, topic", "en/news/", "/en/news/?topic=tag-10"),
    Row("news, topic and person", "en/news/", "/en/news/?topic=tag-10&person=person-10"),
    Row("news, common word", "en/news/", "/en/news/?q=council"),
    Row("news, rare word", "en/news/", "/en/news/?q=quetzalcoatl"),
    Row("news, RSS", "en/news/feed.rss", "/en/news/feed.rss"),
    Row("news, RSS of a topic", "en/news/feed.rss", "/en/news/feed.rss?topic=tag-10"),
    Row("news, Atom", "en/news/feed.atom", "/en/news/feed.atom"),
    Row("news, JSON", "en/news/feed.json", "/en/news/feed.json"),
    Row("news, CSV of a month", "en/news/export.csv", "/en/news/{year}/{month}/export.csv"),
    Row("news, CSV of all, beginning", "en/news/export.csv", "/en/news/export.csv", is_stream=True),
    Row("release", "en/news/%(slug)s/", "{release}"),
    Row("meetings", "en/meetings/", "/en/meetings/"),
    Row("meetings, country", "en/meetings/", "/en/meetings/?country=by"),
    Row("meetings, topic and person", "en/meetings/", "/en/meetings/?topic=tag-10&participant=person-10"),
    Row("meetings, common word", "en/meetings/", "/en/meetings/?q=council"),
    Row("meetings, RSS", "en/meetings/feed.rss", "/en/meetings/feed.rss"),
    Row("meetings, Atom", "en/meetings/feed.atom", "/en/meetings/feed.atom"),
    Row("meetings, JSON", "en/meetings/feed.json", "/en/meetings/feed.json"),
    Row("meetings, CSV of a month", "en/meetings/export.csv", "/en/meetings/{year}/{month}/export.csv"),
    Row(
        "meetings, CSV of all, beginning",
        "en/meetings/export.csv",
        "/en/meetings/export.csv",
        is_stream=True,
    ),
    Row("meetings, calendar", "en/meetings/calendar.ics", "/en/meetings/calendar.ics"),
    Row("meeting", "en/meetings/%(slug)s/", "{meeting}"),
    Row("meeting, calendar", "en/meetings/%(slug)s/calendar.ics", "{meeting}calendar.ics"),
    Row("corrections", "en/corrections/", "/en/corrections/"),
    Row("corrections, RSS", "en/corrections/feed.rss", "/en/corrections/feed.rss"),
    Row("corrections, Atom", "en/corrections/feed.atom", "/en/corrections/feed.atom"),
    Row("corrections, JSON", "en/corrections/feed.json", "/en/corrections/feed.json"),
    Row("corrections, CSV", "en/corrections/export.csv", "/en/corrections/export.csv"),
    Row("pair", "en/people/%(first)s/with/%(second)s/", "{pair}"),
    Row("pair, RSS", "en/people/%(first)s/with/%(second)s/feed.rss", "{pair}feed.rss"),
    Row("pair, Atom", "en/people/%(first)s/with/%(second)s/feed.atom", "{pair}feed.atom"),
    Row("pair, JSON", "en/people/%(first)s/with/%(second)s/feed.json", "{pair}feed.json"),
    Row("pair, CSV", "en/people/%(first)s/with/%(second)s/export.csv", "{pair}export.csv"),
    Row("pair, calendar", "en/people/%(first)s/with/%(second)s/calendar.ics", "{pair}calendar.ics"),
    Row("search, common word", "en/search/", "/en/search/?q=council"),
    Row("search, rare word", "en/search/", "/en/search/?q=quetzalcoatl"),
    Row("search, absent word", "en/search/", "/en/search/?q=zzyzxq"),
    Row("search, suggestions", "en/search/suggest.json", "/en/search/suggest.json?q=tag"),
    Row("calendar", "en/calendar/", "/en/calendar/"),
    Row("who met whom", "en/data/who-met-whom/", "/en/data/who-met-whom/"),
    Row("documents", "en/documents/", "/en/documents/"),
    Row("events", "en/events/", "/en/events/"),
    Row("places", "en/places/", "/en/places/"),
    Row("posts", "en/posts/", "/en/posts/"),
    Row("topics", "en/topics/", "/en/topics/"),
    Row("topic", "en/topics/%(slug)s/", "/en/topics/tag-10/"),
    Row("event", "en/events/%(slug)s/", "/en/events/event-10/"),
    Row("place", "en/places/%(slug)s/", "/en/places/place-10/"),
    Row("people", "en/people/", "/en/people/"),
    Row("people, suggestions", "en/people/suggest.json", "/en/people/suggest.json?q=name1"),
    Row("person", "en/people/%(slug)s/", "/en/people/person-10/"),
    Row("organizations", "en/organizations/", "/en/organizations/"),
    Row("organization", "en/organizations/%(slug)s/", "/en/organizations/body-10/"),
    Row(
        "organization, holders",
        "en/organizations/%(slug)s/holders.json",
        "/en/organizations/body-10/holders.json",
    ),
    Row("post", "en/posts/%(slug)s/", "/en/posts/post-10/"),
    Row("post, holders", "en/posts/%(slug)s/holders.json", "/en/posts/post-10/holders.json?on=2020-01-01"),
    Row("sitemap", "sitemap.xml", "/sitemap.xml"),
    Row("sitemap of meetings", "sitemaps/%(name)s-%(part)s.xml", "/sitemaps/meetings-1.xml"),
    Row("sitemap of languages", "sitemap-languages.xml", "/sitemap-languages.xml"),
    Row(
        "sitemap of languages, meetings",
        "sitemaps/languages/%(name)s-%(part)s.xml",
        "/sitemaps/languages/meetings-1.xml",
    ),
    Row("sitemap of latest news", "news-sitemap.xml", "/news-sitemap.xml"),
    Row("Popolo, beginning", "popolo.json", "/popolo.json", is_stream=True),
    Row("short address of a text", "r/%(number)s/", "/r/{number}/"),
    Row("short address of a release", "en/r/%(number)s/", "/en/r/{reference}/"),
    Row("short address of a meeting", "en/m/%(number)s/", "/en/m/{meeting_number}/"),
    Row("short address of a person", "en/p/%(number)s/", "/en/p/{person_number}/"),
    Row(
        "share card of a release",
        "en/cards/%(kind)s/%(number)s.jpg",
        "/en/cards/news/{number}.jpg",
        is_stream=True,
    ),
    Row(
        "share card of a pair",
        "en/cards/pair/%(first)s-%(second)s.jpg",
        "/en/cards/pair/{person_number}-{person_number}.jpg",
        is_stream=True,
    ),
    Row("share card of a page", "en/cards/%(name)s.jpg", "/en/cards/news.jpg", is_stream=True),
    Row("press", "en/press/", "/en/press/"),
    Row("privacy", "en/privacy/", "/en/privacy/"),
    Row("manifest", "en/site.webmanifest", "/en/site.webmanifest"),
    Row("robots.txt", "robots.txt", "/robots.txt"),
]


class Cost(NamedTuple):
    """What a page costs: cold milliseconds, queries, KiB, and ready pages a second (0 if it is not kept)."""

    ms: float
    queries: int
    size: float
    rate: float


def values() -> dict[str, str]:
    """Return {name: value} for the addresses: pages in the middle of the archive, and a cursor near its end."""
    from news.models import Meeting, NewsItem
    from people.models import Person

    def middle(model):
        rows = model.objects.order_by("pk")
        return rows[rows.count() // 2]

    item, meeting = middle(NewsItem), middle(Meeting)
    early = NewsItem.objects.order_by("date", "pk")[NewsItem.objects.count() // 10]
    first, second = meeting_of_two()
    return {
        "deep": f"{early.date}.{early.pk}",
        "year": str(item.date.year),
        "month": f"{item.date:%m}",
        "number": str(item.pk),
        "reference": str(item.number),
        "meeting_number": str(meeting.pk),
        "person_number": str(middle(Person).pk),
        "release": item.get_absolute_url(),
        "meeting": meeting.get_absolute_url(),
        "pair": f"/en/people/{first}/with/{second}/",
    }


def meeting_of_two() -> list[str]:
    """Return the slugs of the first two people who were at a meeting together."""
    from django.db.models import Count

    from news.models import Meeting

    meeting = Meeting.objects.annotate(n=Count("participations")).filter(n__gte=2).order_by("pk").first()
    return sorted(meeting.participations.values_list("person__slug", flat=True)[:2])


def environ_of(address: str) -> dict:
    """Return the WSGI environment of a GET request for *address*."""
    from io import BytesIO
    from wsgiref.util import setup_testing_defaults

    path, _mark, query = address.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(environ)
    return environ | {"wsgi.input": BytesIO()}


def answer(application, address: str, is_stream: bool = False) -> tuple[str, int]:
    """Return the status and the number of bytes of the answer to a GET request for *address*.

    Of a stream it reads the beginning only.
    """
    status = []
    body = application(environ_of(address), lambda text, headers, exc_info=None: status.append(text))
    size = 0
    for part in body:
        size += len(part)
        if is_stream and size > BEGINNING:
            break
    if hasattr(body, "close"):
        body.close()
    return status[0], size


def cost_of(address: str, is_stream: bool) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ipacis import wsgi

    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        status, size = answer(wsgi.django_application, address, is_stream)
        times.append((time.perf_counter() - began) * 1000)
        assert status[:3] in {"200", "301"}, (address, status)
    with CaptureQueriesContext(connection) as queries:
        answer(wsgi.django_application, address, is_stream)
    number = len(queries)  # of the latest request
    rate = 0 if is_stream else rate_of(wsgi.application, address)
    return Cost(statistics.median(times), number, size / 1024, rate)


def rate_of(pages, address: str) -> float:
    """Return how often a second *pages* (ReadyPages) sends the page at *address*; 0 if it does not keep it."""
    environ = environ_of(address)
    answer(pages, address)
    key = pages.key_of(environ)
    while pages.follower.trusted_until == 0:
        time.sleep(0.05)
    if key not in pages.pages:
        return 0.0
    number, end = 0, time.perf_counter() + HOT
    while time.perf_counter() < end:
        for _n in range(100):
            pages(environ, lambda *arguments: None)
        number += 100
    return number / HOT


def measure(number: int) -> None:
    """Fill the database of the environment unless it is filled, and print {name of a Row: Cost} as JSON."""
    import logging

    from tests.benchmarks import content

    began = datetime.datetime.now(datetime.UTC)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipacis.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from news.models import Meeting

    logging.disable(logging.ERROR)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if Meeting.objects.count() != number:
        content.main(str(number))
        print(f"{number:,} filled in {datetime.datetime.now(datetime.UTC) - began}", file=sys.stderr)
    known = values()
    print(json.dumps({row.name: cost_of(row.address.format(**known), row.is_stream) for row in ROWS}))


@contextmanager
def server():
    """Yield the address of the PostgreSQL server."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with postgres.Cluster() as cluster:
        yield cluster.url


def measured(url: str, number: int, folder: str) -> dict[str, Cost]:
    """Return {name of a Row: Cost} with *number* meetings, in a database of its own on the server at *url*."""
    import psycopg

    name = f"ipacis_pages_{number}"
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    environment = {
        **os.environ,
        "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl(),
        "VAR_DIR": folder,
        "DATABASE_POOL": "on",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, __file__, "--measure", str(number)],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    costs = json.loads(done.stdout.splitlines()[-1])
    return {name: Cost(*cost) for name, cost in costs.items()}


def table(found: dict[int, dict[str, Cost]]) -> str:
    """Return *found*, {number: {name of a Row: Cost}}, as a table in Markdown."""
    numbers = list(found)
    head = ["page"]
    for number in numbers:
        head += [f"{number:,}: ms", "queries", "KiB", "ready/s"]
    head += [f"× {later:,}" for later in numbers[1:]]
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for row in ROWS:
        costs = [found[number][row.name] for number in numbers]
        cells = [row.name]
        for cost in costs:
            rate = f"{cost.rate:,.0f}" if cost.rate else "–"
            cells += [f"{cost.ms:.1f}", str(cost.queries), f"{cost.size:.0f}", rate]
        cells += [f"{after.ms / before.ms:.2f}" for before, after in itertools.pairwise(costs)]
        lines.append(cells)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(numbers: list[int]) -> None:
    with server() as url, tempfile.TemporaryDirectory() as folder:
        found = {number: measured(url, number, folder) for number in numbers}
    print(table(found))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [10_000])

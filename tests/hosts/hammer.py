"""Random edits against random reads, run as a program: ``python -m tests.hosts.hammer SECONDS HERE [THERE …]``.

It works for SECONDS, and longer on a busy machine, until it has made EDITS and READS. One thread edits releases in the
database of the environment. Others read the servers at the addresses HERE and THERE …: HERE uses the VAR_DIR of this
program, so it must show an edit at once, and the others within a second. Each page that is read names releases with the
number of their edit (``ZQ-3-17``), so it tells what is stale. Prints a line of JSON with the numbers of edits and reads
and the pages that were wrong.
"""

import datetime
import http.client
import json
import os
import random
import re
import sys
import threading
import time
from typing import NamedTuple
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipacis.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from ipacis.core.record.base import catch_up  # noqa: E402
from ipacis.core.record.corrections import correcting  # noqa: E402
from news.models import NewsItem  # noqa: E402
from tests import factories as make  # noqa: E402

ITEMS = 5
READERS = 4
#: The fewest edits and reads of a run, and the seconds after which it ends without them.
EDITS = 20
READS = 400
PATIENCE = 45.0
#: Seconds after which other hosts must show an edit.
ELSEWHERE = 1.0
#: Seconds before and after its moment in which a scheduled release may be shown or not.
SLACK = 0.1
TOKEN = re.compile(r"ZQ-(\d)-(\d+)")
LISTS = ["/en/", "/en/news/", "/en/news/2023/", "/en/news/feed.rss", "/en/search/?q=Zanzibar"]


class Spell:
    """A time in which a release was shown with the number *shown*, or not shown (None).

    It began at some moment from ``begin`` and ended at some moment until ``end``, in Unix time.
    """

    def __init__(self, shown, begin):
        self.shown = shown
        self.begin = begin
        self.end = float("inf")


class Story:
    """A release, and the Spells of its life."""

    def __init__(self, number):
        self.number = number
        self.edits = 0
        began = time.time()
        self.item = make.news(self.headline, body="Zanzibar", slug=f"zq-{number}")
        self.spells = [Spell(0, began)]

    @property
    def headline(self):
        return f"ZQ-{self.number}-{self.edits}"

    @property
    def path(self):
        return f"/en/news/2023/11/30/zq-{self.number}/"

    def change(self):
        """Change the release in one of several ways, and note what readers see from now on."""
        self.edits += 1
        began = time.time()
        item = NewsItem.objects.get(pk=self.item.pk)
        item.headline = self.headline
        act = random.choice(["save", "save", "update", "sql", "withdraw", "draft", "schedule"])
        appears = None
        if act == "update":
            with transaction.atomic():
                NewsItem.objects.filter(pk=item.pk).update(headline=item.headline)
                catch_up([item])
        elif act == "sql":
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE news_newsitem SET headline = %s WHERE id = %s", [item.headline, item.pk]
                )
                catch_up([item])
        else:
            item.state = {"withdraw": "withdrawn", "draft": "draft"}.get(act, "published")
            item.publish_at = timezone.now() - datetime.timedelta(days=1)
            if act == "schedule":
                appears = time.time() + 1.5
                item.publish_at = datetime.datetime.fromtimestamp(appears, datetime.UTC)
            with correcting(item):
                item.save()
        ended = time.time()
        is_shown = NewsItem.objects.filter(pk=item.pk, state="published").exists()
        self.spells[-1].end = ended
        self.spells.append(Spell(self.edits if is_shown and not appears else None, began))
        if appears:
            self.spells[-1].end = appears + SLACK
            self.spells.append(Spell(self.edits, appears - SLACK))
            # The next edit must not come before the moment, because both would be expected at once.
            time.sleep(1.8)

    def possible(self, begin, end):
        """Return the set of what a page may show that was asked for at *begin* and came at *end*."""
        return {spell.shown for spell in self.spells if spell.begin <= end and spell.end >= begin}


def read(host, path):
    """Return status and text of the page, over a new connection, so that any worker may answer."""
    connection = http.client.HTTPConnection(host, timeout=20)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


class Reading(NamedTuple):
    """A page that was read: the number of its host, its path, when it was asked for and came, and what it showed."""

    number: int
    path: str
    begin: float
    end: float
    status: int
    shown: dict[int, int]

    def wrong(self, stories):
        """Yield what it showed that it must not show."""
        for story in stories:
            if self.path not in LISTS and self.path != story.path:
                continue
            possible = story.possible(self.begin - (ELSEWHERE if self.number else 0), self.end)
            shown = self.shown.get(story.number)
            if self.status >= 500 or shown not in possible:
                yield [self.number, self.path, self.status, shown, sorted(map(str, possible))]


def reader(hosts, stories, stop, readings):
    """Read random pages of random *hosts* until *stop*."""
    while not stop.is_set():
        number = random.randrange(len(hosts))
        story = random.choice(stories)
        path = random.choice([*LISTS, story.path])
        begin = time.time()
        status, text = read(hosts[number], path)
        end = time.time()
        time.sleep(0.001)
        # The answer 410 names the headline of what was withdrawn.
        shown = {} if status == 410 else {int(story): int(edit) for story, edit in TOKEN.findall(text)}
        readings.append(Reading(number, path, begin, end, status, shown))


def main(seconds, *addresses):
    hosts = [urlsplit(address).netloc for address in addresses]
    stories = [Story(number) for number in range(ITEMS)]
    time.sleep(2 * ELSEWHERE)  # the servers may just be starting
    stop, readings, edits = threading.Event(), [], 0
    threads = [
        threading.Thread(target=reader, args=(hosts, stories, stop, readings)) for _n in range(READERS)
    ]
    for thread in threads:
        thread.start()
    began = time.monotonic()

    def goes_on():
        elapsed = time.monotonic() - began
        is_enough = edits >= EDITS and len(readings) >= READS
        return elapsed < float(seconds) or (not is_enough and elapsed < PATIENCE)

    try:
        while goes_on():
            random.choice(stories).change()
            edits += 1
            time.sleep(random.choice([0, 0.01, 0.1, 0.3]))
    finally:
        stop.set()
    for thread in threads:
        thread.join()
    # Only now all Spells are known: an edit can be read before the editor's thread has noted it.
    wrong = [found for reading in readings for found in reading.wrong(stories)]
    print(
        json.dumps({"edits": edits, "reads": len(readings), "wrong": wrong[:20], "number_wrong": len(wrong)})
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

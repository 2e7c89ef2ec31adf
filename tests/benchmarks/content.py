"""Fill the database of the environment with generated content: ``python tests/benchmarks/content.py SOURCE``.

SOURCE is a file, or a number of lines that ``generated.py`` makes. Each line has, separated by tabs: number, title,
slug, moment, introduction, HTML, text, {topics}, {people} (numbers from 1). It becomes an English release on these
topics, and a meeting on them of these people, which the release reports. The database must be migrated and empty. At
the end the indexes of names, of lists and of the search are written.
"""

import datetime
import itertools
import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import django
from django.db import connection

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks import generated

#: The numbers of rows to which the lines refer.
PEOPLE, TOPICS, BODIES, PLACES = 200, 100, 40, 50
COUNTRIES = ["RU", "BY", "KZ", "AM"]
KINDS = ["bilateral", "visit", "session"]
#: The number of conferences, and their day. Each of the first meetings belongs to one.
EVENTS, EVENT = 20, datetime.date(2006, 1, 10)
#: The number of lines that are stored with one query for each model.
CHUNK = 500


#: The offices of all participants.
OFFICES = """
    INSERT INTO news_participation_memberships (participation_id, membership_id)
    SELECT participation.id, membership.id FROM news_participation AS participation
    JOIN people_membership AS membership ON membership.person_id = participation.person_id
"""


class Line(NamedTuple):
    """One line of the source."""

    number: int
    title: str
    slug: str
    day: datetime.date
    lead: str
    html: str
    topics: list[int]
    people: list[int]


def rows_of(source: str) -> Iterator[str]:
    """Yield the lines of *source*, a file or a number."""
    if source.isdigit():
        yield from generated.rows(int(source))
        return
    with open(source, encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def lines_of(source: str) -> Iterator[Line]:
    for row in rows_of(source):
        number, title, slug, moment, lead, html, _text, topics, people = row.split("\t")
        day = datetime.date.fromisoformat(moment[:10])
        yield Line(int(number), title, slug, day, lead, html, numbers_in(topics), numbers_in(people))


def numbers_in(text: str) -> list[int]:
    """Return the numbers of "{3,17}"."""
    return [int(number) for number in text.strip("{}").split(",")]


class Surroundings(NamedTuple):
    """The stored rows to which meetings and releases refer."""

    people: list
    bodies: list
    topics: list
    places: list
    events: list


def store_surroundings() -> Surroundings:
    from news.models import Event, Place, Topic
    from people.models import Membership, Organization, Person, Post

    def country(number):
        return COUNTRIES[number % len(COUNTRIES)]

    around = Surroundings(
        Person.objects.bulk_create(
            Person(
                slug=f"person-{n}",
                given_name_en="Person",
                family_name_en=f"Name{n}",
                sort_name_en=f"name{n} person",
                sort_name_ru=f"name{n} person",
                is_public=True,
                country=country(n),
            )
            for n in range(1, PEOPLE + 1)
        ),
        Organization.objects.bulk_create(
            Organization(slug=f"body-{n}", name_en=f"Body {n}", country=country(n)) for n in range(BODIES)
        ),
        Topic.objects.bulk_create(
            Topic(slug=f"tag-{n}", name=f"Tag {n}", key=f"tag {n}", label_en=f"Tag {n}")
            for n in range(1, TOPICS + 1)
        ),
        Place.objects.bulk_create(Place(slug=f"place-{n}", name_en=f"Place {n}") for n in range(PLACES)),
        Event.objects.bulk_create(
            Event(slug=f"event-{n}", name_en=f"Conference {n}", start_date=EVENT, end_date=EVENT)
            for n in range(EVENTS)
        ),
    )
    posts = Post.objects.bulk_create(
        Post(slug=f"post-{n}", label_en="Chair", organization=body, single=n % 2 == 0)
        for n, body in enumerate(around.bodies)
    )
    Membership.objects.bulk_create(
        Membership(person=person, post=posts[n % len(posts)]) for n, person in enumerate(around.people)
    )
    return around


def chunks_of(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while chunk := list(itertools.islice(lines, CHUNK)):
        yield chunk


def store(lines: list[Line], around: Surroundings) -> int:
    """Store a meeting and a release for each of *lines*, and return the number of lines."""
    from django.db import models
    from django.utils import timezone

    from ipacis.core.sql import insert, insert_rows
    from news.models import Meeting, MeetingTopic, NewsItem, NewsTopic, Participation, Report

    public = {"state": "published", "publish_at": timezone.now()}
    meetings = Meeting.objects.bulk_create(
        Meeting(
            slug=line.slug,
            title_en=line.title,
            summary_en=line.lead,
            start_date=line.day,
            end_date=line.day,
            place=around.places[line.number % PLACES],
            kind=KINDS[line.number % len(KINDS)],
            event=around.events[line.number] if line.number < EVENTS else None,
            **public,
        )
        for line in lines
    )
    items = NewsItem.objects.bulk_create(
        NewsItem(
            language="en",
            slug=line.slug,
            headline=line.title,
            lead=line.lead,
            body=line.html,
            date=line.day,
            section=around.bodies[line.number % 5],
            **public,
        )
        for line in lines
    )
    NewsItem.objects.filter(number=None).update(number=models.F("pk"))
    reports = [(item.pk, meeting.pk, 1) for item, meeting in zip(items, meetings, strict=True)]
    insert(Report, ("item_id", "meeting_id", "order"), reports)
    for model, rows in ((NewsTopic, items), (MeetingTopic, meetings)):
        links = [
            (row.pk, around.topics[topic - 1].pk, row.day)
            for row, line in zip(rows, lines, strict=True)
            for topic in line.topics
        ]
        insert(model, ("content_object_id", "tag_id", "day"), links)
    participations = (
        Participation(
            meeting=meeting,
            day=meeting.day,
            order=order,
            person=around.people[person - 1],
            delegation=around.bodies[person % BODIES],
            name_printed_en=f"Person Name{person}",
            office_printed_en="Member of the council",
        )
        for meeting, line in zip(meetings, lines, strict=True)
        for order, person in enumerate(line.people, 1)
    )
    insert_rows(Participation, participations)
    return len(lines)


def link_offices() -> None:
    """Link each participation to the office of its person."""
    with connection.cursor() as cursor:
        cursor.execute(OFFICES)


def show(step: str, began: float, number: int) -> None:
    """Print the time of a *step* that began at the moment *began* and worked on *number* rows."""
    took = time.perf_counter() - began
    print(f"{step}: {took:.1f} s, {number / took:,.0f} a second", flush=True)


def main(source: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipacis.settings")
    django.setup()
    from django.core.management import call_command

    from ipacis.core.processes import in_processes

    began = last = time.perf_counter()
    around = store_surroundings()
    processes = os.cpu_count()
    number = sum(in_processes(partial(store, around=around), chunks_of(lines_of(source)), processes))
    link_offices()
    show("releases and meetings", last, 2 * number)
    for command, rows, options in (
        ("rebuild_names", PEOPLE, {}),
        ("rebuild_lists", 2 * number, {"processes": processes}),
        ("rebuild_search", 2 * number, {"processes": processes}),
    ):
        last = time.perf_counter()
        call_command(command, verbosity=0, **options)
        show(command, last, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    show("in all", began, 2 * number)


if __name__ == "__main__":
    main(sys.argv[1])

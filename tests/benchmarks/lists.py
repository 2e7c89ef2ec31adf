"""How long the lists and pages of many meetings take: ``python tests/benchmarks/lists.py [MEETINGS]``.

Fills an empty database of its own (PostgreSQL when the tests can have one, else SQLite in memory) with
MEETINGS meetings (100,000 unless told), then prints the median time of each page in milliseconds and the
number of its queries. Nothing is kept.
"""

import datetime
import os
import random
import statistics
import sys
import time
from contextlib import ExitStack

sys.path.insert(0, os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))

from tests import postgres

PEOPLE, TOPICS, ORGANIZATIONS, PLACES = 2_000, 60, 120, 200
ROUNDS = 7
CHUNK = 5_000


def fill(meetings):
    """Make people, organizations, topics, places and *meetings* published meetings of three participants each."""
    from django.utils import timezone

    from news.models import Meeting, MeetingTopic, Participation, Place, Topic
    from people.models import Organization, Person

    rng = random.Random(7)
    Person.objects.bulk_create(
        Person(slug=f"p{n}", family_name_en=f"Family{n}", sort_name_en=f"family{n}", is_public=True)
        for n in range(PEOPLE)
    )
    Organization.objects.bulk_create(
        Organization(slug=f"o{n}", name_en=f"Organization {n}", country=["RU", "BY", "KZ", "AM"][n % 4])
        for n in range(ORGANIZATIONS)
    )
    Topic.objects.bulk_create(
        Topic(slug=f"t{n}", name=f"Topic {n}", key=f"topic {n}", label_en=f"Topic {n}") for n in range(TOPICS)
    )
    Place.objects.bulk_create(Place(slug=f"v{n}", name_en=f"Place {n}") for n in range(PLACES))
    people, organizations, topics, places = (
        list(model.objects.values_list("pk", flat=True)) for model in (Person, Organization, Topic, Place)
    )
    first, now = datetime.date(1995, 1, 1), timezone.now()
    span = (datetime.date(2026, 1, 1) - first).days
    for start in range(0, meetings, CHUNK):
        rows = []
        for n in range(start, min(start + CHUNK, meetings)):
            day = first + datetime.timedelta(days=rng.randrange(span))
            rows.append(
                Meeting(
                    slug=f"m{n}",
                    title_en=f"Meeting {n}",
                    start_date=day,
                    end_date=day,
                    state="published",
                    publish_at=now,
                    place_id=rng.choice(places),
                    kind=rng.choice(["bilateral", "visit", "session"]),
                )
            )
        rows = Meeting.objects.bulk_create(rows)
        Participation.objects.bulk_create(
            Participation(
                meeting=row,
                day=row.start_date,
                order=order,
                person_id=person,
                delegation_id=rng.choice(organizations),
            )
            for row in rows
            for order, person in enumerate({people[int(rng.paretovariate(0.6)) % PEOPLE] for _n in range(3)})
        )
        MeetingTopic.objects.bulk_create(
            MeetingTopic(content_object=row, tag_id=topic, day=row.start_date)
            for row in rows
            for topic in rng.sample(topics, 2)
        )


def measure(name, address):
    """Print the median time of *address* in milliseconds, and the queries, size and slowest query of its answer."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, times = Client(headers={"host": "127.0.0.1"}), []
    for _round in range(ROUNDS):
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = client.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            times.append((time.perf_counter() - began) * 1000)
    slowest = max(queries, key=lambda query: float(query["time"]))
    print(
        f"{name:34} {answer.status_code} {statistics.median(times):8.1f} ms  {len(queries):3} queries"
        f"  {len(body) // 1024:5} KiB  slowest {float(slowest['time']) * 1000:.0f} ms"
    )


def main(meetings):
    with ExitStack() as stack:
        try:
            os.environ["DATABASE_URL"] = stack.enter_context(postgres.server())
        except postgres.NoServer as reason:
            print(f"on SQLite, because {reason}")
            os.environ["DATABASE_URL"] = "sqlite://:memory:"
        os.environ.update(DATABASE_POOL="off", DEBUG="on", DJANGO_SETTINGS_MODULE="ipacis.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        began = time.perf_counter()
        fill(meetings)
        call_command("rebuild_lists", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{meetings} meetings made in {time.perf_counter() - began:.0f} s")
        for name, address in [
            ("first page", "/en/meetings/"),
            ("deep page", "/en/meetings/?before=1996-01-01.1"),
            ("a month", "/en/meetings/2010/05/"),
            ("a person", "/en/meetings/?participant=p1"),
            ("a person, deep", "/en/meetings/?participant=p1&before=1997-01-01.1"),
            ("a topic", "/en/meetings/?topic=t1"),
            ("a topic and a person", "/en/meetings/?topic=t1&participant=p1"),
            ("an organization", "/en/meetings/?organization=o1"),
            ("a country", "/en/meetings/?country=ru"),
            ("a place and a kind", "/en/meetings/?place=v1&kind=visit"),
            ("a rare person", "/en/people/p1999/"),
            ("a person who met many", "/en/people/p1/"),
            ("a pair", "/en/people/p1/with/p2/"),
            ("an organization's page", "/en/organizations/o1/"),
            ("the home page", "/en/"),
        ]:
            measure(name, address)
        connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

"""The work of the database for a page does not grow faster than the number of rows."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from news.models import (
    Document,
    Event,
    Meeting,
    MeetingTopic,
    NewsItem,
    NewsTopic,
    Participation,
    Place,
    Report,
    Topic,
)
from people.models import Membership, Organization, Person, Post
from tests.factories import NOON
from tests.work import counted

pytestmark = pytest.mark.django_db
SIZE = 3_000
FIRST = datetime.date(2006, 1, 1)


def make_archive():
    """Make ``SIZE`` releases, each of a meeting of three people, with three topics of 40 and one document of four.

    One topic, one document, one person and one body are in all of them.
    """
    days = [FIRST + datetime.timedelta(days=2 * number) for number in range(SIZE)]
    topics = Topic.objects.bulk_create(
        Topic(slug=f"topic-{n}", name=f"Topic {n}", key=f"topic {n}", label_en=f"Topic {n}")
        for n in range(40)
    )
    bodies = Organization.objects.bulk_create(
        Organization(slug=f"body-{n}", name_en=f"Body {n}", country="BY") for n in range(10)
    )
    people = Person.objects.bulk_create(
        Person(slug=f"person-{n}", family_name_en=f"Name{n}", sort_name_en=f"name{n}", is_public=True)
        for n in range(60)
    )
    posts = Post.objects.bulk_create(
        Post(slug=f"post-{n}", label_en=f"Post {n}", organization=body) for n, body in enumerate(bodies)
    )
    held = Membership.objects.bulk_create(
        Membership(person=person, post=posts[n % 10]) for n, person in enumerate(people)
    )
    places = Place.objects.bulk_create(Place(slug=f"place-{n}", name_en=f"Place {n}") for n in range(10))
    event = Event.objects.create(name_en="Forum", slug="forum", start_date=FIRST)
    documents = Document.objects.bulk_create(Document(title_en=f"Document {n}") for n in range(4))
    public = {"state": "published", "publish_at": NOON}
    meetings = Meeting.objects.bulk_create(
        Meeting(
            slug=f"meeting-{n}", title_en=f"Meeting {n}", start_date=day, end_date=day, place=places[n % 10],
            event=event if n % 10 == 0 else None, **public,
        )
        for n, day in enumerate(days)
    )  # fmt: skip
    items = NewsItem.objects.bulk_create(
        NewsItem(
            slug=f"release-{n}", headline=f"Release {n}", language="en", date=day, section=bodies[0], **public
        )
        for n, day in enumerate(days)
    )
    Report.objects.bulk_create(
        Report(item=item, meeting=meeting) for item, meeting in zip(items, meetings, strict=True)
    )
    for model, things in ((NewsTopic, items), (MeetingTopic, meetings)):
        model.objects.bulk_create(
            model(content_object=thing, tag=topics[number], day=thing.day)
            for n, thing in enumerate(things)
            for number in (0, 1 + n % 20, 21 + n % 19)
        )
    lines = Participation.objects.bulk_create(
        Participation(
            meeting=meeting, day=meeting.day, order=order, person=people[number], delegation=bodies[order]
        )
        for n, meeting in enumerate(meetings)
        for order, number in enumerate((0, 1 + n % 30, 31 + n % 29))
    )
    offices = {row.person_id: row for row in held}
    link = Participation.memberships.through
    link.objects.bulk_create(link(participation=line, membership=offices[line.person_id]) for line in lines)
    link = NewsItem.mentioned.through
    link.objects.bulk_create(link(newsitem=item, person=people[n % 60]) for n, item in enumerate(items))
    for link, name, things in (
        (NewsItem.documents.through, "newsitem", items),
        (Meeting.documents.through, "meeting", meetings),
    ):
        link.objects.bulk_create(
            link(**{name: thing}, document=documents[number])
            for n, thing in enumerate(things)
            for number in {0, n % 4}
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # PostgreSQL does this by itself after a while; SQLite never does


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        make_archive()
        call_command("rebuild_lists", verbosity=0)
        call_command("rebuild_search", verbosity=0)
        yield
        call_command("flush", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


#: The most work of an answer with all items (``Work.amount``), for each release of the archive.
MOST = {"sqlite": 1, "postgresql": 250}
WHOLE = [
    "/en/news/export.csv",
    "/en/meetings/export.csv",
    "/en/meetings/calendar.ics",
    "/popolo.json",
]
#: The most work of a page with numbers or facets, for each release. They are counted in the latest items, or stored.
MOST_OF_PAGE = {"sqlite": 0.1, "postgresql": 60}
PAGES = [
    "/en/search/?q=release",
    "/en/search/?q=meeting&kind=meetings",
    "/en/news/?q=release",
    "/en/meetings/?q=meeting",
    "/sitemap.xml",
    "/en/news/",
    "/en/news/?before=2014-03-20.1500",
    "/en/news/?topic=topic-0",
    "/en/news/?topic=topic-5",
    "/en/news/?person=person-0",
    "/en/news/?person=person-5&topic=topic-0",
    "/en/news/?organization=body-1",
    "/en/news/?section=body-0",
    "/en/meetings/",
    "/en/meetings/?topic=topic-0",
    "/en/meetings/?participant=person-0",
    "/en/meetings/?organization=body-1",
    "/en/meetings/?country=by",
    "/en/meetings/?place=place-1",
    "/en/meetings/?event=forum",
    "/en/people/person-0/",
    "/en/people/person-0/with/person-1/",
    "/en/organizations/body-1/",
    "/en/topics/topic-0/",
    "/en/places/place-1/",
    "/en/events/forum/",
]
#: The most work of a page that shows a few rows, for each release. PostgreSQL reads tables of this size whole instead of
#: using an index.
MOST_OF_FEW = {"sqlite": 0.05, "postgresql": 12}
FEW = [
    "/en/",
    "/en/news/feed.rss",
    "/en/news/feed.rss?person=person-0&topic=topic-0",
    "/en/news/feed.json?organization=body-1",
    "/en/meetings/feed.rss",
    "/en/people/",
    "/en/organizations/",
    "/en/posts/post-0/",
    "/en/topics/",
    "/en/data/",
]


def work_for(address):
    with counted() as work:
        answer = Client().get(address)
        if answer.streaming:
            list(answer)
    assert answer.status_code == 200
    return work.amount


@pytest.mark.parametrize("address", WHOLE)
def test_an_answer_with_all_items_costs_no_more_than_its_length(archive, address):
    assert work_for(address) <= MOST[connection.vendor] * SIZE


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_a_list_does_not_cost_its_length(archive, address):
    assert work_for(address) <= MOST_OF_PAGE[connection.vendor] * SIZE


@pytest.mark.parametrize("address", FEW)
def test_a_page_of_a_few_rows_costs_little(archive, address):
    assert work_for(address) <= MOST_OF_FEW[connection.vendor] * SIZE


@pytest.mark.parametrize("model", [NewsItem, Meeting])
def test_the_page_of_one_release_or_meeting_costs_little(archive, model):
    address = model.objects.order_by("pk")[SIZE // 2].get_absolute_url()
    assert work_for(address) <= MOST_OF_FEW[connection.vendor] * SIZE


def test_what_is_searched_of_documents_is_known_without_multiplying_their_links(archive):
    with counted() as work:
        assert list(Document.search_public().order_by("pk")) == list(Document.objects.order_by("pk"))
    assert work.amount <= MOST_OF_FEW[connection.vendor] * SIZE

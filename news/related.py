"""The topics, people and documents of a release together with its meetings, and releases on the same topics."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from ipacis.core.lists.entries import ListEntry, about, key_of, kind_of
from ipacis.core.lists.pages import Cursor
from ipacis.core.lists.selection import Selection
from ipacis.core.sql import union
from ipacis.core.text.labels import current_language
from ipacis.core.text.languages import alphabetical
from people.models import Person

from .models import Document, Meeting, MeetingTopic, NewsItem, NewsTopic, Topic
from .models.subjects import news_list_name

#: Related releases are looked for among this many latest releases on each topic.
LATEST = 100
#: Only this many topics are compared. Each adds a query to a union, and SQLite allows at most 500.
MOST_TOPICS = 100


class Subjects(NamedTuple):
    """The topics and the public people of a release and of its public meetings, in alphabetical order."""

    topics: list[Topic]
    people: list[Person]


def subjects_by_item(pks: list[int]) -> dict[int, Subjects]:
    """Return {primary key: its Subjects} for *pks*, public releases in the active language. Runs three queries."""
    language = current_language()
    entries = ListEntry.objects.filter(
        list_name=news_list_name(language), item__in=pks, public_from__lte=timezone.now()
    )
    pairs = [
        (item, kind_of(value), int(key_of(value)))
        for item, value in entries.values_list("item", "about")
        if kind_of(value) in {"topic", "person"}
    ]
    topics = Topic.objects.in_bulk({key for _item, kind, key in pairs if kind == "topic"})
    people = Person.objects.public().in_bulk({key for _item, kind, key in pairs if kind == "person"})
    subjects = {pk: Subjects([], []) for pk in pks}
    for item, kind, key in pairs:
        if kind == "topic":
            subjects[item].topics.append(topics[key])
        elif key in people:
            subjects[item].people.append(people[key])
    for found in subjects.values():
        found.topics.sort(key=lambda topic: alphabetical(topic.label))
        found.people.sort(key=lambda person: person.sort_key(language))
    return subjects


def topics_of(item: NewsItem, meetings: Iterable[Meeting]) -> QuerySet:
    """Return the topics of *item* and of its *meetings*, without repetitions."""
    own = NewsTopic.objects.filter(content_object=item).order_by().values("tag")
    of_meetings = MeetingTopic.objects.filter(content_object__in=meetings).order_by().values("tag")
    return Topic.objects.filter(pk__in=union(own, of_meetings))


def documents_of(item: NewsItem, meetings: Iterable[Meeting]) -> QuerySet:
    """Return the documents of *item* and of its *meetings*, without repetitions."""
    own = NewsItem.documents.through.objects.filter(newsitem=item).values("document")
    of_meetings = Meeting.documents.through.objects.filter(meeting__in=meetings).values("document")
    return Document.objects.filter(pk__in=union(own, of_meetings))


def related_news(item: NewsItem, topics: Sequence[Topic], most: int = 3) -> list[NewsItem]:
    """Return *most* public releases in the language of *item* that share the most *topics* with it.

    Those with equally many shared topics are ordered by date, the latest first. The topics of a release are its own and
    those of its public meetings. Only the ``LATEST`` releases on each topic are compared, so that the cost does not
    grow with the archive.
    """
    queries = [latest_on(topic, item.language) for topic in topics[:MOST_TOPICS]]
    if not queries:
        return []
    shared = Counter(Cursor(*row) for row in queries[0].union(*queries[1:], all=True))
    shared.pop(Cursor(item.date, item.pk), None)
    best = sorted(shared, key=lambda place: (shared[place], place.day, place.pk), reverse=True)[:most]
    items = NewsItem.objects.each_published().in_bulk([place.pk for place in best])
    return [items[place.pk] for place in best if place.pk in items]  # one may have been withdrawn meanwhile


def latest_on(topic: Topic, language: str) -> QuerySet:
    """Return the day and the primary key of the latest public releases in *language* on *topic*."""
    entries = Selection(news_list_name(language)).about(about("topic", topic.pk)).entries()
    latest = entries.order_by("-day", "-item").values("pk")[:LATEST]
    return ListEntry.objects.filter(pk__in=latest).order_by().values_list("day", "item")

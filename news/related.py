"""The topics, people and documents of a release together with its meetings, and releases on the same topics."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Exists, Model, OuterRef, QuerySet, Value

from ipacis.core.sql import union
from ipacis.core.text.labels import current_language
from ipacis.core.text.languages import alphabetical
from people.models import Person

from .models import Document, Meeting, MeetingTopic, NewsItem, NewsTopic, Report, Topic
from .models.item_sets import meeting_is_public

#: Related releases are looked for among this many latest releases and latest meetings on each topic.
LATEST = 100
#: Only this many topics are compared. Each adds two queries to a union, and SQLite allows at most 500.
MOST_TOPICS = 100


class Subjects(NamedTuple):
    """The topics and the public people of a release and of its public meetings, in alphabetical order."""

    topics: list[Topic]
    people: list[Person]


class ItemRow(NamedTuple):
    """A topic or person of the release with the primary key *item*."""

    item: int
    row: Model


def subjects_by_item(pks: list[int]) -> dict[int, Subjects]:
    """Return {primary key of a release: its Subjects} for each of *pks*. Runs four queries."""
    reports = Report.objects.filter(meeting_is_public(), item__in=pks).order_by()
    own = NewsTopic.objects.filter(content_object__in=pks).order_by().values_list("content_object", "tag")
    mentions = NewsItem.mentioned.through.objects.filter(newsitem__in=pks).values_list("newsitem", "person")
    topics = load_rows(
        Topic.objects.all(), union(own, reports.values_list("item", "meeting__topic_links__tag"))
    )
    people = load_rows(
        Person.objects.public(),
        union(mentions, reports.values_list("item", "meeting__participations__person")),
    )
    language = current_language()
    subjects = {pk: Subjects([], []) for pk in pks}
    for item, topic in sorted(topics, key=lambda pair: alphabetical(pair.row.label)):
        subjects[item].topics.append(topic)
    for item, person in sorted(people, key=lambda pair: pair.row.sort_key(language)):
        subjects[item].people.append(person)
    return subjects


def load_rows(rows: QuerySet, pairs: Iterable[tuple[int, int | None]]) -> list[ItemRow]:
    """Load the rows of *pairs*, (primary key of a release, primary key in *rows*). Keys not in *rows* are dropped."""
    pairs = list(pairs)
    found = rows.in_bulk({pk for _item, pk in pairs if pk})
    return [ItemRow(item, found[pk]) for item, pk in pairs if pk in found]


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


class DatedItem(NamedTuple):
    """The date and the primary key of a release, in the order by which releases are sorted."""

    date: datetime.date
    pk: int


def related_news(item: NewsItem, topics: Sequence[Topic], most: int = 3) -> list[NewsItem]:
    """Return *most* public releases in the language of *item* that share the most *topics* with it.

    Those with equally many shared topics are ordered by date, the latest first. The topics of a release are its own and
    those of its public meetings. Only the ``LATEST`` releases and meetings on each topic are compared, so that the cost
    does not grow with the archive.
    """
    queries = [query for topic in topics[:MOST_TOPICS] for query in latest_on(topic, item.language)]
    if not queries:
        return []
    found = {(DatedItem(date, pk), topic) for pk, date, topic in union(*queries) if pk != item.pk}
    shared = Counter(release for release, _topic in found)
    best = sorted(shared, key=lambda release: (shared[release], release), reverse=True)[:most]
    items = NewsItem.objects.in_bulk([release.pk for release in best])
    return [
        items[release.pk] for release in best if release.pk in items
    ]  # one may have been deleted meanwhile


def latest_on(topic: Topic, language: str) -> list[QuerySet]:
    """Return two queries of (release, date, topic) for the public releases in *language* among the latest on *topic*.

    The first finds releases by their own topics, the second by those of their meetings.
    """
    # Slice before filtering by publication. Few of the latest rows are not public, so enough of them are left.
    own, of_meetings = (
        model.objects.filter(tag=topic)
        .order_by("-day", "-content_object_id")
        .values("content_object_id")[:LATEST]
        for model in (NewsTopic, MeetingTopic)
    )
    public = NewsItem.objects.published().in_language(language)
    items = NewsItem.objects.filter(Exists(public.filter(pk=OuterRef("pk"))), pk__in=own)
    reports = Report.objects.filter(
        Exists(public.filter(pk=OuterRef("item"))), meeting_is_public(), meeting__in=of_meetings
    )
    number = Value(topic.pk)
    return [
        items.order_by().values_list("pk", "date", number),
        reports.order_by().values_list("item", "item__date", number),
    ]

"""What a release is about, together with its meetings, and the releases that are about the same."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Value

from ipacis.core.sql import union
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import current_language
from people.models import Person

from .models import Document, Meeting, MeetingTopic, NewsItem, NewsTopic, Report, Topic
from .models.items import meeting_is_public

#: Related releases are looked for among so many of the latest releases and meetings on each topic.
LATEST = 100
#: SQLite joins no more than 500 queries in one, and two are made of each topic.
MOST_TOPICS = 100


class Filed(NamedTuple):
    """The topics and the public people of a release and of its public meetings, in the order of the alphabet."""

    topics: list[Topic]
    people: list[Person]


def filed_by_item(pks: list[int]) -> dict[int, Filed]:
    """Return {primary key of a release: Filed} for each of *pks*, in four queries."""
    reports = Report.objects.filter(meeting_is_public(), item__in=pks).order_by()
    own = NewsTopic.objects.filter(content_object__in=pks).order_by().values_list("content_object", "tag")
    mentions = NewsItem.mentioned.through.objects.filter(newsitem__in=pks).values_list("newsitem", "person")
    topics = pairs_with(
        Topic.objects.all(), union(own, reports.values_list("item", "meeting__topic_links__tag"))
    )
    people = pairs_with(
        Person.objects.public(),
        union(mentions, reports.values_list("item", "meeting__participations__person")),
    )
    language = current_language()
    filed = {pk: Filed([], []) for pk in pks}
    for item, topic in sorted(topics, key=lambda pair: fold(pair[1].label)):
        filed[item].topics.append(topic)
    for item, person in sorted(people, key=lambda pair: pair[1].sort_key(language)):
        filed[item].people.append(person)
    return filed


def pairs_with(rows, pairs):
    """Return the (item, key) *pairs* with the row of the queryset *rows* in the place of its key."""
    pairs = list(pairs)
    found = rows.in_bulk({pk for _item, pk in pairs if pk})
    return [(item, found[pk]) for item, pk in pairs if pk in found]


def topics_of(item, meetings):
    """Return the topics of a news *item* and of its *meetings*, each once."""
    own = NewsTopic.objects.filter(content_object=item).order_by().values("tag")
    told = MeetingTopic.objects.filter(content_object__in=meetings).order_by().values("tag")
    return Topic.objects.filter(pk__in=union(own, told))


def documents_of(item, meetings):
    """Return the documents of a news *item* and of its *meetings*, each once."""
    own = NewsItem.documents.through.objects.filter(newsitem=item).values("document")
    told = Meeting.documents.through.objects.filter(meeting__in=meetings).values("document")
    return Document.objects.filter(pk__in=union(own, told))


def related_news(item, topics, most=3):
    """Return the public releases in the language of *item* that share most of *topics* with it, the latest first.

    A release is on its own topics and on those of its public meetings. Only the ``LATEST`` of each topic are
    looked at, so that the page costs the same however many there are.
    """
    links = [link for topic in topics[:MOST_TOPICS] for link in latest_on(topic, item.language)]
    if not links:
        return []
    found = {(pk, date, topic) for pk, date, topic in union(*links) if pk != item.pk}
    shared = Counter((pk, date) for pk, date, _topic in found)
    ranked = sorted(shared, key=lambda row: (shared[row], row[1], row[0]), reverse=True)[:most]
    items = NewsItem.objects.in_bulk([pk for pk, _date in ranked])
    return [items[pk] for pk, _date in ranked if pk in items]  # one may have gone between the two questions


def latest_on(topic, language):
    """Return two queries for (release, its date, topic) of the latest on *topic*: by own links, by those of meetings."""
    # Cut before they are narrowed: what is not public is never so much of the latest that few would be left.
    own, told = (
        model.objects.filter(tag=topic)
        .order_by("-day", "-content_object_id")
        .values("content_object_id")[:LATEST]
        for model in (NewsTopic, MeetingTopic)
    )
    public = NewsItem.objects.published().in_language(language)
    items = NewsItem.objects.filter(Exists(public.filter(pk=OuterRef("pk"))), pk__in=own)
    reports = Report.objects.filter(
        Exists(public.filter(pk=OuterRef("item"))), meeting_is_public(), meeting__in=told
    )
    number = Value(topic.pk)
    return [
        items.order_by().values_list("pk", "date", number),
        reports.order_by().values_list("item", "item__date", number),
    ]

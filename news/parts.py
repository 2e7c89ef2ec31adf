"""What belongs to a release or a meeting, found with one statement.

A page needs topics, documents, photos, people and corrections, and most rows have few of them. One statement finds the
keys of all, and a page then loads the kinds that there are.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet

from ipacis.core.sql import fetch, in_list
from ipacis.core.text.languages import alphabetical

from .models import Correction, Document, Meeting, NewsItem, Photo, Topic
from .names import topics_by_key

#: {kind: primary keys in their order}
Keys = dict[str, list[int]]

OF_RELEASE = """
    SELECT 'topic' AS kind, tag_id AS pk, 0 AS place FROM news_newstopic WHERE content_object_id = %s
    UNION ALL SELECT 'document', document_id, 0 FROM news_newsitem_documents WHERE newsitem_id = %s
    UNION ALL SELECT 'correction', id, 0 FROM news_correction WHERE item_id = %s AND kind = 'correction'
    UNION ALL SELECT 'mentioned', person_id, 0 FROM news_newsitem_mentioned WHERE newsitem_id = %s
    UNION ALL SELECT 'photo', photo_id, "order" FROM news_newsphoto WHERE item_id = %s
    UNION ALL SELECT 'translation', other.id, 0 FROM news_newsitem AS other
        JOIN news_newsitem AS own ON own.translation_key = other.translation_key
        WHERE own.id = %s AND other.id <> own.id
"""
OF_MEETINGS = """
    SELECT 'topic' AS kind, tag_id AS pk, 0 AS place FROM news_meetingtopic WHERE content_object_id IN {meetings}
    UNION ALL SELECT 'document', document_id, 0 FROM news_meeting_documents WHERE meeting_id IN {meetings}
"""
OF_MEETING = """
    UNION ALL SELECT 'correction', id, 0 FROM news_correction WHERE meeting_id = %s AND kind = 'correction'
    UNION ALL SELECT 'release', item_id, 0 FROM news_report WHERE meeting_id = %s
"""


def keys_of(sql: str, parameters: Sequence[Any]) -> Keys:
    """Return the Keys that the statement *sql* finds as rows of (kind, primary key, place), each key once."""
    found = defaultdict(dict)
    for kind, pk, _place in sorted(fetch(sql, parameters), key=lambda row: row[2]):
        found[kind][pk] = None
    return defaultdict(list, {kind: list(keys) for kind, keys in found.items()})


def keys_of_release(item: NewsItem, meetings: Collection[Meeting]) -> Keys:
    """Return the Keys of *item*, and of the topics and documents of its *meetings*."""
    pks = [meeting.pk for meeting in meetings]
    sql = f"{OF_RELEASE} UNION ALL {OF_MEETINGS.format(meetings=in_list(pks))}"
    return keys_of(sql, [*[item.pk] * 6, *pks, *pks])


def keys_of_meeting(meeting: Meeting) -> Keys:
    """Return the Keys of *meeting*."""
    return keys_of(OF_MEETINGS.format(meetings=in_list([meeting.pk])) + OF_MEETING, [meeting.pk] * 4)


def rows_with(rows: QuerySet, keys: Collection[int]) -> QuerySet:
    """Return those of *rows* that have one of *keys*, without a query if there are none."""
    return rows.filter(pk__in=keys) if keys else rows.none()


def topics(keys: Keys) -> list[Topic]:
    """Return the topics in alphabetical order."""
    return sorted(topics_by_key(keys["topic"]).values(), key=lambda topic: alphabetical(topic.label))


def documents(keys: Keys) -> QuerySet:
    return rows_with(Document.objects.all(), keys["document"])


def corrections(keys: Keys) -> QuerySet:
    return rows_with(Correction.objects.all(), keys["correction"])


def photos(keys: Keys) -> list[Photo]:
    """Return the photos in their order."""
    found = rows_with(Photo.objects.all(), keys["photo"]).in_bulk()
    return [found[pk] for pk in keys["photo"]]


def releases(keys: Collection[int]) -> list[NewsItem]:
    """Return the public releases among *keys*, the earliest first, with the columns that a link prints."""
    rows = rows_with(NewsItem.objects.as_links(), keys)
    return sorted((row for row in rows if row.is_public), key=lambda row: (row.date, row.pk))

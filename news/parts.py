"""What belongs to a release or a meeting, found with one statement.

A page needs topics, documents, photos, people and corrections, and most rows have few of them. One statement finds the
keys of all, and a page then loads the kinds that there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Model, QuerySet

from ipacis.core.sql import fetch, in_list
from ipacis.core.text.labels import current_language
from ipacis.core.text.languages import alphabetical

from .models import Correction, Document, Meeting, NewsItem, NewsPhoto, Photo, Report, Topic
from .names import links_by_key, topics_by_key

#: {kind: primary keys in their order}
Keys = dict[str, list[int]]

OF_RELEASE = """
    SELECT 'topic' AS kind, tag_id AS pk, 0 AS place, 0 AS meeting
        FROM news_newstopic WHERE content_object_id = %s
    UNION ALL SELECT 'document', document_id, 0, 0 FROM news_newsitem_documents WHERE newsitem_id = %s
    UNION ALL SELECT 'correction', id, 0, 0 FROM news_correction WHERE item_id = %s AND kind <> 'minor'
    UNION ALL SELECT 'mentioned', person_id, 0, 0 FROM news_newsitem_mentioned WHERE newsitem_id = %s
    UNION ALL SELECT 'photo', photo_id, "order", 0 FROM news_newsphoto WHERE item_id = %s
    UNION ALL SELECT 'translation', other.id, 0, 0 FROM news_newsitem AS other
        JOIN news_newsitem AS own ON own.translation_key = other.translation_key
        WHERE own.id = %s AND other.id <> own.id
    UNION ALL SELECT 'meeting', meeting_id, "order", 0 FROM news_report WHERE item_id = %s
    UNION ALL SELECT 'topic', topic.tag_id, 0, report.meeting_id FROM news_report AS report
        JOIN news_meetingtopic AS topic ON topic.content_object_id = report.meeting_id WHERE report.item_id = %s
    UNION ALL SELECT 'document', document.document_id, 0, report.meeting_id FROM news_report AS report
        JOIN news_meeting_documents AS document ON document.meeting_id = report.meeting_id WHERE report.item_id = %s
    UNION ALL SELECT 'correction', correction.id, 0, report.meeting_id FROM news_report AS report
        JOIN news_correction AS correction ON correction.meeting_id = report.meeting_id
        WHERE report.item_id = %s AND correction.kind <> 'minor'
"""
OF_MEETING = """
    SELECT 'topic' AS kind, tag_id AS pk, 0 AS place, 0 AS meeting
        FROM news_meetingtopic WHERE content_object_id = %s
    UNION ALL SELECT 'document', document_id, 0, 0 FROM news_meeting_documents WHERE meeting_id = %s
    UNION ALL SELECT 'correction', id, 0, 0 FROM news_correction WHERE meeting_id = %s AND kind <> 'minor'
    UNION ALL SELECT 'release', item_id, 0, 0 FROM news_report WHERE meeting_id = %s
"""
#: The photos of several releases.
PHOTOS = 'SELECT item_id, photo_id FROM news_newsphoto WHERE item_id IN {items} ORDER BY "order", photo_id'


class Part(NamedTuple):
    """A row that belongs to a release or a meeting: its kind, its primary key, and its place in the order of its kind.

    ``meeting`` is the primary key of the reported meeting to which it belongs, 0 if it belongs to the row itself.
    """

    kind: str
    pk: int
    place: int
    meeting: int


def parts_of(row: NewsItem | Meeting) -> list[Part]:
    """Return the Parts of *row*, and those of the meetings that a release reports."""
    sql = OF_RELEASE if isinstance(row, NewsItem) else OF_MEETING
    return [Part(*values) for values in fetch(sql, [row.pk] * sql.count("%s"))]


def keys_of(parts: Iterable[Part], meetings: Collection[Meeting] = ()) -> Keys:
    """Return the Keys of *parts*, each key once. Parts of a reported meeting count if it is one of *meetings*."""
    shown = {0, *(meeting.pk for meeting in meetings)}
    found = defaultdict(dict)
    for part in sorted(parts, key=lambda part: (part.place, part.pk)):
        if part.meeting in shown:
            found[part.kind][part.pk] = None
    return defaultdict(list, {kind: list(keys) for kind, keys in found.items()})


def rows_with(rows: QuerySet, keys: Iterable[int], column: str = "pk") -> list[Model]:
    """Return those of *rows* that have one of *keys* in *column*, without a query if there are none."""
    keys = list(keys)
    return list(rows.filter(**{f"{column}__in": keys})) if keys else []


def meetings(item: NewsItem, parts: Iterable[Part]) -> list[Meeting]:
    """Return the meetings that *item* reports, in the order of its text.

    If *item* is not public, these include meetings that are not public: usually they are drafts too.
    """
    keys = keys_of(parts)["meeting"]
    found = rows_with(Meeting.objects.with_participants().select_related("place__within").order_by(), keys)
    visible = {meeting.pk: meeting for meeting in found if meeting.is_public or not item.is_public}
    return [visible[pk] for pk in keys if pk in visible]


def topics(keys: Keys) -> list[Topic]:
    """Return the topics in alphabetical order."""
    return sorted(topics_by_key(keys["topic"]).values(), key=lambda topic: alphabetical(topic.label))


def documents(keys: Keys) -> list[Document]:
    return rows_with(Document.objects.all(), keys["document"])


def corrections(keys: Keys) -> list[Correction]:
    return rows_with(Correction.objects.all(), keys["correction"])


def photos(keys: Keys) -> list[Photo]:
    """Return the photos in their order."""
    found = {photo.pk: photo for photo in rows_with(Photo.objects.all(), keys["photo"])}
    return [found[pk] for pk in keys["photo"]]


def photos_by_item(items: Collection[int]) -> dict[int, list[Photo]]:
    """Return {primary key: photos in their order} for the primary keys *items* of releases. Runs two queries."""
    links = fetch(PHOTOS.format(items=in_list(items)), [*items])
    found = {photo.pk: photo for photo in rows_with(Photo.objects.all(), {photo for _item, photo in links})}
    photos = {item: [] for item in items}
    for item, photo in links:
        photos[item].append(found[photo])
    return photos


def with_photos(items: Iterable[NewsItem]) -> list[NewsItem]:
    """Return *items*, each with the attribute ``photo``: the first of its photos, None without one. Runs a query."""
    items = list(items)
    first = first_photos(item.pk for item in items)
    for item in items:
        item.photo = first.get(item.pk)
    return items


def first_photos(items: Iterable[int]) -> dict[int, Photo]:
    """Return {primary key of a release: its first photo} for those of *items* that have one, with at most one query."""
    links = rows_with(NewsPhoto.objects.select_related("photo").order_by("order", "photo"), items, "item")
    first = {}
    for link in links:
        first.setdefault(link.item_id, link.photo)
    return first


def with_reports(rows: Iterable[Meeting]) -> list[Meeting]:
    """Return *rows* with ``reports_in_lines``: the public releases in the active language that report each.

    The earliest release is the first. Each has the columns of a link and its ``photo``. Runs three queries.
    """
    meetings, language = list(rows), current_language()
    # The links alone decide which releases are read: a condition on these could make the database read all of them.
    links = list(Report.objects.filter(meeting__in=meetings).order_by().values_list("meeting", "item"))
    found = links_by_key(NewsItem, {item for _meeting, item in links}).values()
    items = sorted(
        with_photos(row for row in found if row.is_public and row.language == language),
        key=lambda row: (row.date, row.pk),
    )
    told = {(meeting, item) for meeting, item in links}
    for meeting in meetings:
        meeting.reports_in_lines = [item for item in items if (meeting.pk, item.pk) in told]
    return meetings


def releases(keys: Collection[int]) -> list[NewsItem]:
    """Return the public releases among *keys*, with the columns that a link prints.

    Those in the active language come first, then the earliest.
    """
    rows, language = links_by_key(NewsItem, keys).values(), current_language()
    return sorted(
        (row for row in rows if row.is_public), key=lambda row: (row.language != language, row.date, row.pk)
    )

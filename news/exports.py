"""Every list of the archive as a table (RFC 4180): meetings with a row for each participant, news one for each item.

Columns are named in English in both languages, so that a program reads either; codes (kind, role, capacity)
are those of the addresses; texts are in the language of the page.
"""

import csv
import re

from django.db.models import Prefetch
from django.http import StreamingHttpResponse
from django.utils import translation

from ipacis.core.audit import record
from ipacis.core.dates import Precision, iso_partial
from ipacis.core.labels import current_language
from ipacis.core.templatetags.site import absolute

from .alternates import CSV
from .archive import with_participants, with_topics
from .models import Correction, Meeting, MeetingTopic, NewsItem
from .templatetags.news import topics_of

BOM = "\ufeff"
#: What a spreadsheet takes for the beginning of a formula, in both widths (OWASP, CSV injection).
FORMULA = tuple("=+-@＝＋－＠\t\r\n")
INNER_FORMULA = re.compile(r"(?<=\S)([;\t]\s*)(?=[=+\-@＝＋－＠])")
BETWEEN = "; "

MEETING_COLUMNS = [
    "date",
    "last_day",
    "title",
    "kind",
    "status",
    "place",
    "city",
    "country",
    "event",
    "topics",
    "order",
    "name",
    "office",
    "delegation",
    "role",
    "capacity",
    "url",
]
CORRECTION_COLUMNS = ["date", "title", "note", "url"]
NEWS_COLUMNS = ["date", "title", "lead", "section", "topics", "language", "source_url", "url"]


class Line:
    """A file of one line for csv.writer: it returns what is written."""

    def write(self, text):
        return text


def harmless(value):
    """Return *value* so that no spreadsheet runs it: an apostrophe makes a formula a text.

    Where the list separator is a semicolon, as in Russian, a spreadsheet makes cells of the parts of a text too.
    """
    if not isinstance(value, str):
        return value
    value = INNER_FORMULA.sub(r"\1'", value)
    return f"'{value}" if value.startswith(FORMULA) or value.lstrip().startswith(FORMULA) else value


def meeting_rows(archive):
    """Yield a row for each participation; a meeting without participants is one row."""
    links = Prefetch("topic_links", MeetingTopic.objects.select_related("tag"))
    for meeting in archive.walk(lambda meetings: with_participants(meetings).prefetch_related(links)):
        place = meeting.place
        head = [
            iso_partial(meeting.start_date, meeting.date_precision),
            iso_partial(meeting.end_date, meeting.date_precision),
            meeting.title,
            meeting.kind,
            meeting.status,
            place.name if place else "",
            place.city if place else "",
            place.country.code if place else "",
            meeting.event.name if meeting.event else "",
            BETWEEN.join(link.tag.label for link in meeting.topic_links.all()),
        ]
        url = absolute(meeting.get_absolute_url())
        for line in meeting.participations.all():
            delegation = line.delegation.name if line.delegation else ""
            yield [
                *head,
                line.order,
                line.shown_name,
                line.office_printed,
                delegation,
                line.role,
                line.capacity,
                url,
            ]
        if not meeting.participations.all():
            yield [*head, "", "", "", "", "", "", url]


def news_rows(archive):
    """Yield a row for each release."""
    for item in archive.walk(with_topics):
        yield [
            iso_partial(item.date, Precision.DAY),
            item.headline,
            item.lead,
            item.section.name if item.section else "",
            BETWEEN.join(topic.label for topic in topics_of(item)),
            item.language,
            item.source_url,
            absolute(item.get_absolute_url()),
        ]


def correction_rows(archive):
    """Yield a row for each correction."""
    for correction in archive.walk(archive.complete):
        yield [
            iso_partial(correction.day, Precision.DAY),
            correction.thing_title,
            correction.note,
            absolute(correction.get_absolute_url()),
        ]


#: {model of a list: (names of the columns, what yields the rows of an archive)}
TABLES = {
    NewsItem: (NEWS_COLUMNS, news_rows),
    Meeting: (MEETING_COLUMNS, meeting_rows),
    Correction: (CORRECTION_COLUMNS, correction_rows),
}


def lines(archive, language):
    """Yield the file line by line. What was wrong with the conditions stands behind the names of the columns."""
    with translation.override(language):
        columns, rows = TABLES[archive.queryset.model]
        write = csv.writer(Line()).writerow
        yield BOM + write([*columns, *map(harmless, map(str, archive.filter.errors))])
        if archive.filter.errors:
            return
        for row in rows(archive):
            yield write([harmless(value) for value in row])


def table(request, archive):
    """Answer with all rows of *archive*, streamed."""
    name = archive.path.strip("/").replace("/", "-")
    if request.method == "GET":
        record("exported", what=f"{name}.csv")
    return StreamingHttpResponse(
        [] if request.method == "HEAD" else lines(archive, current_language()),
        content_type=CSV.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )

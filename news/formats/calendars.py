"""iCalendar (RFC 5545): lists of meetings to subscribe to, and single meetings to import.

The output does not depend on the time of the request: unchanged meetings give the same bytes.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vText, vUri

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.formats import CALENDAR
from ipacis.core.record.dates import Precision, day_after
from ipacis.core.text.labels import current_language, label_columns
from ipacis.core.web.absolute import absolute
from ipacis.core.web.freshness import freshness_of
from ipacis.core.web.sharing import for_others
from news.models import Meeting, Participation, Place, Topic
from news.models.participations import graded

from .entries import AUTHORITY
from .xml import clean_text

#: A part of the ETag. Raise it when the format of the events changes, so that cached copies expire.
VERSION = 3
PRODID = "-//IPA CIS//Meetings//EN"
#: The interval at which subscribers should request the calendar again.
REFRESH = datetime.timedelta(hours=6)
#: {status of a meeting: STATUS of its event (RFC 5545, 3.8.1.11)}
STATUS = {
    Meeting.Status.PLANNED: "TENTATIVE",
    Meeting.Status.HELD: "CONFIRMED",
    Meeting.Status.CANCELLED: "CANCELLED",
}


class EventTimes(NamedTuple):
    """DTSTART and DTEND of an event (RFC 5545, 3.8.2): moments with a time zone, or days with an exclusive end.

    *end* is None if it is not known, because DTEND must be later than DTSTART.
    """

    start: datetime.datetime | datetime.date
    end: datetime.datetime | datetime.date | None


class Coordinates(NamedTuple):
    """A position on the earth, in degrees (RFC 5545, 3.8.1.6)."""

    latitude: float
    longitude: float


def for_calendar(meetings: QuerySet) -> QuerySet:
    """Return *meetings* with everything that their events contain, loaded in a fixed number of queries."""
    return meetings.with_participants().with_topics().select_related("place__within")


@lru_cache(maxsize=64)
def definition(zone: str) -> Timezone:
    """Return the VTIMEZONE of the IANA time zone *zone*. It is shared by all calendars and must not be changed."""
    return Timezone.from_tzinfo(ZoneInfo(zone), zone)


def times_of(meeting: Meeting) -> EventTimes:
    """Return the hours of *meeting* in the time zone of its place, or its days if the hours are not known."""
    if hours := meeting.hours():
        return EventTimes(*hours)
    return EventTimes(meeting.start_date, day_after(meeting.end_date))


def participant(participation: Participation) -> str:
    """Return the name, office, role and manner of attendance of a participant as a line of text."""
    return " – ".join(filter(None, [participation.in_words(), participation.how]))


def location(meeting: Meeting) -> str:
    """Return the place, the city and the country of *meeting* as printed, and whether they are inferred."""
    country = str(meeting.country_shown.name)
    place = ", ".join(filter(None, [meeting.place_name, meeting.city_name, country]))
    return clean_text(graded(place, meeting.place_stated))


def position(place: Place) -> Coordinates | None:
    """Return the coordinates of *place*, else those of the place that contains it; None if neither has any."""
    for candidate in (place, place.within):
        if candidate and candidate.latitude is not None and candidate.longitude is not None:
            return Coordinates(float(candidate.latitude), float(candidate.longitude))
    return None


def description(meeting: Meeting) -> str:
    """Return the summary, the participants with their offices and the address of *meeting* as text.

    Participants are not listed as ATTENDEE: that is not allowed in a published calendar (RFC 5545, 3.8.4.1).
    """
    blocks = [meeting.summary]
    if not meeting.date_stated or meeting.date_precision != Precision.DAY:
        blocks.append(_("Date: %(days)s (the source does not state the day)") % {"days": meeting.days_text})
    blocks.append("\n".join(map(participant, meeting.participations.all())))
    blocks.append(absolute(meeting.get_absolute_url()))
    return clean_text("\n\n".join(filter(None, blocks)))


def event_of(meeting: Meeting) -> Event:
    """Return the VEVENT of *meeting*."""
    start, end = times_of(meeting)
    changed = max(filter(None, [meeting.modified_at, meeting.publish_at, meeting.corrected_at]))
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{AUTHORITY.partition(',')[0]}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", changed)
    event.add("created", meeting.publish_at)
    event.add("last-modified", changed)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
    event.add("summary", clean_text(meeting.title))
    event.add("description", description(meeting))
    if status := STATUS.get(meeting.status):
        event.add("status", status)
    # The meetings do not make the subscriber busy (RFC 5545, 3.8.2.7).
    event.add("transp", "TRANSPARENT")
    event.add("url", absolute(meeting.get_absolute_url()))
    if meeting.place:
        event.add("location", location(meeting))
        if found := position(meeting.place):
            event.add("geo", found)
    if topics := [clean_text(link.tag.label) for link in meeting.topic_links.all()]:
        event.add("categories", topics)
    return event


def calendar_of(meetings: Iterable[Meeting], name: str, about: str, source: str) -> Calendar:
    """Return the VCALENDAR of *meetings* with a *name*, the description *about* and its absolute address *source*."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for key, text in (
        ("name", name),
        ("x-wr-calname", name),
        ("description", about),
        ("x-wr-caldesc", about),
    ):
        calendar.add(key, vText(clean_text(text)))
    calendar.add("x-wr-timezone", vText(settings.TIME_ZONE))
    calendar.add("source", vUri(source))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    meetings = list(meetings)
    # A calendar must have at least one component (RFC 5545, 3.6), so a time zone is there even without a meeting.
    zones = {settings.TIME_ZONE, *(meeting.time_zone for meeting in meetings if meeting.has_hours)}
    for zone in sorted(zones):
        calendar.add_component(definition(zone))
    for meeting in meetings:
        calendar.add_component(event_of(meeting))
    return calendar


def calendar_answer(content: bytes, file_name: str) -> HttpResponse:
    """Answer with *content* under a *file_name* without its suffix."""
    return HttpResponse(
        content,
        content_type=CALENDAR.content_type,
        headers={"Content-Disposition": f'inline; filename="{file_name}.ics"'},
    )


@for_others
def subscription(request: HttpRequest, item_list: ItemList) -> HttpResponse:
    """Answer with a calendar of the latest meetings of *item_list*, from all of its pages.

    Clients request it every few hours, so the ETag is compared before the calendar is made.
    """
    most = CALENDAR.most
    source = absolute(request.get_full_path())
    labels = list(Topic.objects.order_by("pk").values_list("pk", *label_columns("label")))
    freshness = freshness_of([item_list.latest(most)], VERSION, source, current_language(), labels)
    file_name = item_list.path.strip("/").replace("/", "-")
    etag = f'"{freshness.digest}"'
    empty = HttpResponse(headers={"ETag": etag})
    if (answer := get_conditional_response(request, etag, response=empty)) is not empty:
        return answer
    about = _("%(list)s. The latest %(most)d, from the site of the Interparliamentary Assembly of the CIS.")
    about %= {"list": item_list.title, "most": most}
    if item_list.filter.errors:
        about = " ".join(map(str, item_list.filter.errors))
    items = item_list.all_items(lambda pks: for_calendar(item_list.rows(pks)), size=most)
    name = f"{item_list.title} – {_('IPA CIS')}"
    response = calendar_answer(calendar_of(islice(items, most), name, about, source).to_ical(), file_name)
    response["ETag"] = etag
    return response


@for_others
def single(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Answer with a calendar of one *meeting*, to import into the reader's own."""
    source = absolute(request.get_full_path())
    calendar = calendar_of([meeting], str(meeting.title), meeting.days_text, source)
    return set_response_etag(calendar_answer(calendar.to_ical(), meeting.slug))

"""Meetings as calendars (RFC 5545), to subscribe to or to put one meeting into one's own.

Nothing here depends on the moment of asking: two answers about unchanged meetings are the same to the byte.
"""

import datetime
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vText, vUri

from ipacis.core.dates import Precision
from ipacis.core.freshness import state_of
from ipacis.core.labels import current_language
from ipacis.core.templatetags.site import absolute

from .alternates import CALENDAR
from .archive import with_participants
from .entries import AUTHORITY, clean
from .models import Meeting, MeetingTopic

#: Raise it when events are written in another way, so that nobody keeps the old ones.
VERSION = 2
PRODID = "-//IPA CIS//Meetings//EN"
#: How often a subscriber should ask again.
REFRESH = datetime.timedelta(hours=6)
STATUS = {
    Meeting.Status.PLANNED: "TENTATIVE",
    Meeting.Status.HELD: "CONFIRMED",
    Meeting.Status.CANCELLED: "CANCELLED",
}


def with_calendar(meetings):
    """Return *meetings* with all that an event of a calendar says, in a fixed number of queries."""
    links = Prefetch("topic_links", MeetingTopic.objects.select_related("tag"))
    return with_participants(meetings).select_related("place__within", "event").prefetch_related(links)


def zone_of(meeting):
    """Return the name of the zone that the times of *meeting* are in: its place's, else the site's."""
    return meeting.place.time_zone if meeting.place else settings.TIME_ZONE


@lru_cache(maxsize=64)
def definition(zone):
    """Return the rules of the time zone *zone* as a component that calendars share and only read."""
    return Timezone.from_tzinfo(ZoneInfo(zone), zone)


def span(meeting):
    """Return (start, end) as RFC 5545 has them: days with an exclusive end, or times in the place's zone.

    Where the time of the end is not known (or that of the start is repeated; an end is later than the start, 3.8.2.2)
    there is none on a single day, and midnight after the last of many.
    """
    after = meeting.end_date + datetime.timedelta(days=1)
    if not meeting.has_hours:
        return meeting.start_date, after
    zone = ZoneInfo(zone_of(meeting))
    start = datetime.datetime.combine(meeting.start_date, meeting.start_time, zone)
    if meeting.end_time is not None and (meeting.end_date, meeting.end_time) != (
        meeting.start_date,
        meeting.start_time,
    ):
        return start, datetime.datetime.combine(meeting.end_date, meeting.end_time, zone)
    if meeting.end_date > meeting.start_date:
        return start, datetime.datetime.combine(after, datetime.time(), zone)
    return start, None


def part(line):
    """Return a line of the list of participants in words: who, in which office, in which role or way."""
    return " – ".join(filter(None, [line.in_words(), line.how]))


def location(place):
    """Return *place* in words: hall, building, city, country, each once."""
    within = [place.within.name] if place.within else []
    parts = [place.name, *within, place.city, place.country.name]
    return clean(", ".join(dict.fromkeys(str(part) for part in parts if part)))


def position(place):
    """Return (latitude, longitude) of *place* or of what it lies within; None where neither is known."""
    for candidate in (place, place.within):
        if candidate and candidate.latitude is not None and candidate.longitude is not None:
            return float(candidate.latitude), float(candidate.longitude)
    return None


def description(meeting):
    """Return the summary and who took part in which office.

    A published calendar has no ATTENDEE (RFC 5545, 3.8.4.1): clients would take the readers for invited.
    """
    blocks = [meeting.summary]
    if not meeting.date_stated or meeting.date_precision != Precision.DAY:
        blocks.append(_("Date: %(days)s. The source does not state the day.") % {"days": meeting.days_text})
    blocks.append("\n".join(part(line) for line in meeting.participations.all()))
    blocks.append(absolute(meeting.get_absolute_url()))
    return clean("\n\n".join(filter(None, blocks)))


def event_of(meeting):
    """Return *meeting* as an event of a calendar."""
    start, end = span(meeting)
    changed = max(meeting.modified_at, meeting.publish_at)
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{AUTHORITY.partition(',')[0]}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", changed)
    event.add("created", meeting.publish_at)
    event.add("last-modified", changed)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
    event.add("summary", clean(meeting.title))
    event.add("description", description(meeting))
    event.add("status", STATUS[meeting.status])
    # A calendar of others' meetings keeps nobody from making an appointment.
    event.add("transp", "TRANSPARENT")
    event.add("url", absolute(meeting.get_absolute_url()))
    if meeting.place:
        event.add("location", location(meeting.place))
        if found := position(meeting.place):
            event.add("geo", found)
    if topics := [clean(link.tag.label) for link in meeting.topic_links.all()]:
        event.add("categories", topics)
    return event


def calendar_of(meetings, name, about, source):
    """Return a Calendar of *meetings* under a *name*, with a sentence *about* it and its absolute address."""
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
        calendar.add(key, vText(clean(text)))
    calendar.add("x-wr-timezone", vText(settings.TIME_ZONE))
    calendar.add("source", vUri(source))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    meetings = list(meetings)
    # One component at least must stand in a calendar (RFC 5545, 3.6), also when no meeting does.
    zones = {settings.TIME_ZONE, *(zone_of(meeting) for meeting in meetings if meeting.has_hours)}
    for zone in sorted(zones):
        calendar.add_component(definition(zone))
    for meeting in meetings:
        calendar.add_component(event_of(meeting))
    return calendar


def calendar_answer(content, file_name):
    return HttpResponse(
        content,
        content_type=CALENDAR.content_type,
        headers={"Content-Disposition": f'inline; filename="{file_name}.ics"'},
    )


def subscription(request, archive):
    """Answer with the latest meetings of *archive*, all of its pages together, as a calendar.

    Clients come back every few hours: whether they have it already is known before it is made.
    """
    most = CALENDAR.most
    source = absolute(request.get_full_path())
    digest, _moment = state_of([archive.queryset], VERSION, source, current_language())
    file_name = archive.path.strip("/").replace("/", "-")
    unmade = HttpResponse(headers={"ETag": f'"{digest}"'})
    if (answer := get_conditional_response(request, unmade["ETag"], response=unmade)) is not unmade:
        return answer
    about = _("%(list)s. The latest %(most)d, from the site of the Interparliamentary Assembly of the CIS.")
    about %= {"list": archive.title, "most": most}
    if archive.filter.errors:
        about = " ".join(map(str, archive.filter.errors))
    meetings = islice(archive.walk(with_calendar), most)
    name = f"{archive.title} – {_('IPA CIS')}"
    response = calendar_answer(calendar_of(meetings, name, about, source).to_ical(), file_name)
    response["ETag"] = unmade["ETag"]
    return response


def single(request, meeting):
    """Answer with one *meeting* as a calendar, to be put into the reader's own."""
    source = absolute(request.get_full_path())
    calendar = calendar_of([meeting], str(meeting.title), meeting.days_text, source)
    return set_response_etag(calendar_answer(calendar.to_ical(), meeting.slug))

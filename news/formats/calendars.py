"""Meetings as calendars (RFC 5545), to subscribe to or to put one meeting into one's own.

Nothing here depends on the moment of asking: two answers about unchanged meetings are the same to the byte.
"""

import datetime
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vText, vUri

from ipacis.core.lists.formats import CALENDAR
from ipacis.core.record.dates import Precision
from ipacis.core.text.labels import current_language
from ipacis.core.web.absolute import absolute
from ipacis.core.web.freshness import freshness_of
from news.models import Meeting

from .entries import AUTHORITY
from .xml import clean_text

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


def for_calendar(meetings: QuerySet) -> QuerySet:
    """Return *meetings* with all that an event of a calendar says, in a fixed number of queries."""
    return meetings.with_participants().with_topics().select_related("place__within")


@lru_cache(maxsize=64)
def definition(zone):
    """Return the rules of the time zone *zone* as a component that calendars share and only read."""
    return Timezone.from_tzinfo(ZoneInfo(zone), zone)


def span(meeting):
    """Return (start, end) as RFC 5545 has them: moments in the zone of the place, or days with an exclusive end.

    An end is later than the start (3.8.2.2), so one that is not known is None.
    """
    return meeting.hours() or (meeting.start_date, meeting.end_date + datetime.timedelta(days=1))


def part(line):
    """Return a line of the list of participants in words: who, in which office, in which role or way."""
    return " – ".join(filter(None, [line.in_words(), line.how]))


def location(place):
    """Return *place* in words: hall, building, city, country, each once."""
    within = [place.within.name] if place.within else []
    parts = [place.name, *within, place.city, place.country.name]
    return clean_text(", ".join(dict.fromkeys(str(part) for part in parts if part)))


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
    return clean_text("\n\n".join(filter(None, blocks)))


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
    event.add("summary", clean_text(meeting.title))
    event.add("description", description(meeting))
    event.add("status", STATUS[meeting.status])
    # A calendar of others' meetings keeps nobody from making an appointment.
    event.add("transp", "TRANSPARENT")
    event.add("url", absolute(meeting.get_absolute_url()))
    if meeting.place:
        event.add("location", location(meeting.place))
        if found := position(meeting.place):
            event.add("geo", found)
    if topics := [clean_text(link.tag.label) for link in meeting.topic_links.all()]:
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
        calendar.add(key, vText(clean_text(text)))
    calendar.add("x-wr-timezone", vText(settings.TIME_ZONE))
    calendar.add("source", vUri(source))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    meetings = list(meetings)
    # One component at least must stand in a calendar (RFC 5545, 3.6), also when no meeting does.
    zones = {settings.TIME_ZONE, *(meeting.time_zone for meeting in meetings if meeting.has_hours)}
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


def subscription(request, item_list):
    """Answer with the latest meetings of *item_list*, all of its pages together, as a calendar.

    Clients come back every few hours: whether they have it already is known before it is made.
    """
    most = CALENDAR.most
    source = absolute(request.get_full_path())
    freshness = freshness_of([item_list.queryset], VERSION, source, current_language())
    file_name = item_list.path.strip("/").replace("/", "-")
    unmade = HttpResponse(headers={"ETag": f'"{freshness.digest}"'})
    if (answer := get_conditional_response(request, unmade["ETag"], response=unmade)) is not unmade:
        return answer
    about = _("%(list)s. The latest %(most)d, from the site of the Interparliamentary Assembly of the CIS.")
    about %= {"list": item_list.title, "most": most}
    if item_list.filter.errors:
        about = " ".join(map(str, item_list.filter.errors))
    meetings = islice(item_list.all_items(for_calendar), most)
    name = f"{item_list.title} – {_('IPA CIS')}"
    response = calendar_answer(calendar_of(meetings, name, about, source).to_ical(), file_name)
    response["ETag"] = unmade["ETag"]
    return response


def single(request, meeting):
    """Answer with one *meeting* as a calendar, to be put into the reader's own."""
    source = absolute(request.get_full_path())
    calendar = calendar_of([meeting], str(meeting.title), meeting.days_text, source)
    return set_response_etag(calendar_answer(calendar.to_ical(), meeting.slug))

"""schema.org data of the pages of releases, meetings, events, places and topics.

A function ``…_part`` returns a thing to embed in another one, ``…_page`` the whole JSON-LD document of a page.
"""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.templatetags.static import static
from django.utils.translation import gettext

from ipacis.core.record.dates import iso_partial
from ipacis.core.text.richtext import plain
from ipacis.core.web.absolute import absolute
from ipacis.core.web.jsonld import PUBLISHER, address_of, filled, graph
from news.delegations import Delegation, ReportedMeeting
from news.models import Event, Meeting, NewsItem, Participation, Photo, Place, Topic
from news.models.participations import ATTENDANCE, Capacity
from people.jsonld import organization_part, person_part
from people.models import Person

#: {status of a meeting for readers: schema.org EventStatusType}
STATUS = {
    Meeting.Status.CANCELLED: "https://schema.org/EventCancelled",
    Meeting.Status.PLANNED: "https://schema.org/EventScheduled",
    Meeting.Status.HELD: "https://schema.org/EventScheduled",
    Meeting.UNCONFIRMED: None,
}


class EventDates(NamedTuple):
    """startDate and endDate of an event in ISO 8601: partial dates ("2019-02"), or moments with a UTC offset."""

    start: str
    end: str | None


def seconds(moment: datetime.datetime | None) -> str | None:
    """Format *moment* in ISO 8601 without fractions of a second."""
    return moment.replace(microsecond=0).isoformat() if moment else None


def geo_part(place: Place) -> dict[str, Any] | None:
    """Return the schema.org GeoCoordinates of *place*, None unless both coordinates are known."""
    if place.latitude is None or place.longitude is None:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": float(place.latitude),
        "longitude": float(place.longitude),
    }


def place_part(place: Place | None) -> dict[str, Any]:
    """Return the schema.org Place or VirtualLocation of *place*.

    None gives a Place with the name "place not stated", because search engines require a location of an Event.
    """
    if place is None:
        return {"@type": "Place", "name": gettext("place not stated")}
    if place.kind == place.Kind.ONLINE:
        return {"@type": "VirtualLocation", "name": place.name, "url": address_of(place)}
    return filled(
        {
            "@type": "Place",
            "name": place.name,
            "url": address_of(place),
            "address": {
                "@type": "PostalAddress",
                "addressLocality": place.city,
                "addressCountry": place.country.code,
            },
            "geo": geo_part(place),
        }
    )


def event_part(event: Event | None) -> dict[str, Any] | None:
    """Return the schema.org Event of *event*, None for None."""
    if event is None:
        return None
    return filled(
        {
            "@type": "Event",
            "name": event.name,
            "url": address_of(event),
            "startDate": iso_partial(event.start_date, event.date_precision),
            "endDate": iso_partial(event.end_date, event.date_precision),
            "location": place_part(event.place),
        }
    )


def dates_of(meeting: Meeting) -> EventDates:
    """Return the hours of *meeting* in the time zone of its place, or its days if the hours are not known."""
    if not meeting.has_hours:
        precision = meeting.date_precision
        return EventDates(
            iso_partial(meeting.start_date, precision), iso_partial(meeting.end_date, precision)
        )
    start, end = meeting.hours()
    return EventDates(start.isoformat(), end and end.isoformat())


def meeting_part(meeting: Meeting, delegations: Iterable[Delegation]) -> dict[str, Any]:
    """Return the schema.org Event of *meeting*, with the participants of *delegations* as its attendees."""
    start, end = dates_of(meeting)
    participations = [row for delegation in delegations for row in delegation.participations]
    present = [row for row in participations if row.capacity in ATTENDANCE]
    online = [row for row in present if row.capacity in {Capacity.VIDEO, Capacity.PHONE}]
    mode = "Online" if present and len(online) == len(present) else "Mixed" if online else "Offline"
    hosts = [row.delegation for row in participations if row.role in {"host", "chair"} and row.delegation]
    return filled(
        {
            "@type": "Event",
            "name": meeting.title,
            "url": address_of(meeting),
            "description": meeting.summary,
            "startDate": start,
            "endDate": end,
            "eventStatus": STATUS[meeting.shown_status],
            "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
            "location": place_part(meeting.place),
            "superEvent": event_part(meeting.event),
            "organizer": organization_part(hosts[0]) if hosts else PUBLISHER,
            "attendee": [attendee(participation) for participation in present],
        }
    )


def attendee(participation: Participation) -> dict[str, Any]:
    """Return the participant as a Person with the office as printed, or as an Organization if there is no person."""
    if participation.person_id is None:
        return {"@type": "Organization", "name": participation.shown_name}
    return {**person_part(participation.person), "jobTitle": participation.office_printed}


def meeting_page(meeting: Meeting, delegations: Iterable[Delegation]) -> dict[str, Any]:
    """Return the schema.org Event of the page of *meeting*."""
    return graph(meeting_part(meeting, delegations))


def newsitem_page(
    item: NewsItem,
    meetings: Iterable[ReportedMeeting],
    topics: Iterable[Topic],
    mentioned: Iterable[Person],
    photos: Iterable[Photo],
    translations: Iterable[NewsItem],
) -> dict[str, Any]:
    """Return the schema.org NewsArticle of the page of *item*, which reports *meetings*."""
    return graph(
        {
            "@type": "NewsArticle",
            "headline": item.headline[:110],
            "description": item.lead,
            "articleBody": plain(item.body),
            "url": address_of(item),
            "mainEntityOfPage": address_of(item),
            "inLanguage": item.language,
            "datePublished": seconds(item.publish_at),
            "dateModified": seconds(max(filter(None, [item.modified_at, item.publish_at]))),
            "image": [absolute(photo.image.large) for photo in photos] or absolute(static("img/card.png")),
            "author": organization_part(item.section) or PUBLISHER,
            "publisher": PUBLISHER,
            "keywords": [topic.label for topic in topics],
            "isBasedOn": item.source_url,
            "about": [meeting_part(meeting, delegations) for meeting, delegations in meetings],
            "mentions": [person_part(person) for person in mentioned],
            "workTranslation": [
                {
                    "@type": "NewsArticle",
                    "url": address_of(row),
                    "inLanguage": row.language,
                    "headline": row.headline[:110],
                }
                for row in translations
            ],
        }
    )


def topic_page(topic: Topic) -> dict[str, Any]:
    """Return the schema.org DefinedTerm of the page of *topic*."""
    return graph(
        {
            "@type": "DefinedTerm",
            "name": topic.label,
            "alternateName": [alias.name for alias in topic.aliases.all()],
            "url": address_of(topic),
        }
    )


def event_page(event: Event) -> dict[str, Any]:
    """Return the schema.org Event of the page of *event*."""
    return graph({**event_part(event), "organizer": PUBLISHER, "eventStatus": STATUS[Meeting.Status.HELD]})


def place_page(place: Place) -> dict[str, Any]:
    """Return the schema.org Place of the page of *place*."""
    return graph(place_part(place))

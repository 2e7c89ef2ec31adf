"""schema.org data of the pages of releases, meetings, events, places and topics.

A function ``…_part`` returns a thing to embed in another one, ``…_page`` the whole JSON-LD document of a page.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django_countries.fields import Country

from ipacis.core.record.dates import Precision, iso_moment, iso_partial
from ipacis.core.text.richtext import plain
from ipacis.core.web.absolute import absolute
from ipacis.core.web.jsonld import PUBLISHER, address_of, filled, graph
from ipacis.core.web.licences import CC_BY
from news.cards import path_of
from news.delegations import Delegation, ReportedMeeting
from news.models import Event, Meeting, NewsItem, Participation, Photo, Place, Topic
from news.models.events import Days
from news.models.items import Mention
from news.models.participations import ATTENDANCE, Capacity
from people.models import Organization, Person

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


def geo_part(place: Place) -> dict[str, Any] | None:
    """Return the schema.org GeoCoordinates of *place*, None unless both coordinates are known."""
    if place.latitude is None or place.longitude is None:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": float(place.latitude),
        "longitude": float(place.longitude),
    }


def address_part(city: str, country: Country) -> dict[str, Any]:
    """Return the schema.org PostalAddress of a place in *city* and *country*, which may be empty."""
    return {"@type": "PostalAddress", "addressLocality": city, "addressCountry": country.code}


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
            "address": address_part(place.city, place.country),
            "geo": geo_part(place),
        }
    )


def days_of(thing: Days) -> EventDates:
    """Return the days of *thing* as precisely as a source states them; of days that are inferred only the year."""
    precision = thing.date_precision if thing.date_stated else Precision.YEAR
    return EventDates(iso_partial(thing.start_date, precision), iso_partial(thing.end_date, precision))


def hours_of(meeting: Meeting) -> EventDates:
    """Return the hours of *meeting* in the time zone of its place, or its days if the hours are not known."""
    if not (meeting.has_hours and meeting.date_stated):
        return days_of(meeting)
    start, end = meeting.hours()
    return EventDates(start.isoformat(), end and end.isoformat())


def occasion_part(meeting: Meeting) -> dict[str, Any] | None:
    """Return the schema.org Event to which *meeting* belongs, with its name as printed.

    None if there is none, or if no source states it. Its days stand on the page of the event alone, so that a change of
    them changes no published meeting.
    """
    if not (meeting.event_id and meeting.event_stated):
        return None
    return {"@type": "Event", "name": meeting.event_name, "url": address_of(meeting.event)}


def location_part(meeting: Meeting) -> dict[str, Any]:
    """Return the schema.org Place of *meeting* with names and country as printed.

    A place that no source states is left out.
    """
    if not (meeting.place_id and meeting.place_stated):
        return place_part(None)
    printed = {"name": meeting.place_name}
    if meeting.place.kind != Place.Kind.ONLINE:
        city = meeting.city_name or (meeting.place_name if meeting.place.kind == Place.Kind.CITY else "")
        printed["address"] = address_part(city, meeting.country_shown)
    return filled({**place_part(meeting.place), **printed})


def meeting_part(meeting: Meeting, delegations: Iterable[Delegation]) -> dict[str, Any]:
    """Return the schema.org Event of *meeting*, with the participants of *delegations* as its attendees.

    Those whose presence no source states are left out.
    """
    start, end = hours_of(meeting)
    participations = [row for delegation in delegations for row in delegation.participations]
    present = [row for row in participations if row.capacity in ATTENDANCE]
    named = [row for row in participations if row.presence_stated]
    hosts = [row for row in named if row.role in {"host", "chair"} and row.role_stated]
    hosts = [body_part(row.delegation, row.delegation_name) for row in hosts if row.delegation_id]
    return filled(
        {
            "@type": "Event",
            "name": meeting.title,
            "url": address_of(meeting),
            "description": meeting.summary,
            "startDate": start,
            "endDate": end,
            "eventStatus": STATUS.get(meeting.shown_status),
            "eventAttendanceMode": attendance_mode(present),
            "location": location_part(meeting),
            "superEvent": occasion_part(meeting),
            "organizer": hosts[0] if hosts else None,
            "attendee": [attendee(row) for row in named if row.capacity in ATTENDANCE],
        }
    )


def attendance_mode(present: Collection[Participation]) -> str | None:
    """Return the schema.org EventAttendanceModeEnumeration of a meeting with the participants *present*.

    None unless sources state how all of them attended, and without participants.
    """
    if not present or not all(row.capacity_stated for row in present):
        return None
    online = [row for row in present if row.capacity in {Capacity.VIDEO, Capacity.PHONE}]
    mode = "Online" if len(online) == len(present) else "Mixed" if online else "Offline"
    return f"https://schema.org/{mode}EventAttendanceMode"


def body_part(organization: Organization, name: str) -> dict[str, Any]:
    """Return the schema.org Organization of *organization* with its *name* as printed."""
    return {"@type": "Organization", "name": name, "url": address_of(organization)}


def attendee(participation: Participation) -> dict[str, Any]:
    """Return the participant with name and office as printed: a Person, or an Organization if there is no person."""
    if participation.person_id is None:
        return {"@type": "Organization", "name": participation.shown_name}
    person = named_person(participation.person, participation.shown_name)
    return {**person, "jobTitle": participation.office_printed}


def named_person(person: Person, name: str) -> dict[str, Any]:
    """Return the schema.org Person of *person* with the *name* as printed; only public people have an address."""
    return filled({"@type": "Person", "name": name, "url": address_of(person) if person.is_public else None})


def meeting_page(meeting: Meeting, delegations: Iterable[Delegation]) -> dict[str, Any]:
    """Return the schema.org Event of the page of *meeting*."""
    return graph(meeting_part(meeting, delegations))


def speakers(item: NewsItem) -> dict[str, Any]:
    """Return the author and the publisher of *item*. Who is named by its byline is both."""
    if item.byline:
        named = {"@type": "Organization", "name": item.byline}
        return {"author": named, "publisher": named}
    return {
        "author": body_part(item.section, item.section_name) if item.section_id else PUBLISHER,
        "publisher": PUBLISHER,
    }


def source_part(item: NewsItem) -> dict[str, Any] | None:
    """Return the schema.org CreativeWork on which *item* rests, None if it names no source."""
    if not item.source_url:
        return None
    publisher = {"@type": "Organization", "name": item.source_name} if item.source_name else None
    return filled(
        {
            "@type": "CreativeWork",
            "name": item.source_title,
            "url": item.source_url,
            "publisher": publisher,
        }
    )


def newsitem_page(
    item: NewsItem,
    meetings: Iterable[ReportedMeeting],
    topics: Iterable[Topic],
    mentioned: Iterable[Mention],
    photos: Iterable[Photo],
    translations: Iterable[NewsItem],
) -> dict[str, Any]:
    """Return the schema.org NewsArticle of the page of *item*, which reports *meetings*."""
    return graph(
        {
            "@type": "NewsArticle",
            "headline": item.headline,
            "description": item.lead,
            "articleBody": plain(item.body),
            "url": address_of(item),
            "mainEntityOfPage": address_of(item),
            "license": CC_BY,
            "inLanguage": item.language,
            "datePublished": iso_moment(item.publish_at),
            "dateModified": iso_moment(item.corrected_at or item.publish_at),
            "image": [absolute(photo.image.large) for photo in photos] or absolute(path_of(item)),
            **speakers(item),
            "keywords": [topic.label for topic in topics],
            "isBasedOn": source_part(item),
            "about": [meeting_part(row.meeting, row.delegations) for row in meetings],
            "mentions": [named_person(person, name) for person, name in mentioned],
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
            "alternateName": topic.shown_aliases,
            "url": address_of(topic),
        }
    )


def event_page(event: Event) -> dict[str, Any]:
    """Return the schema.org Event of the page of *event*."""
    start, end = days_of(event)
    return graph(
        {
            "@type": "Event",
            "name": event.name,
            "url": address_of(event),
            "startDate": start,
            "endDate": end,
            "location": place_part(event.place if event.place_stated else None),
            "eventStatus": STATUS[Meeting.Status.HELD],
        }
    )


def place_page(place: Place) -> dict[str, Any]:
    """Return the schema.org Place of the page of *place*."""
    return graph(place_part(place))

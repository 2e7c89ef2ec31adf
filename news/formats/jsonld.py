"""schema.org data of releases, meetings, events, places and topics."""

from django.templatetags.static import static
from django.utils.translation import gettext

from ipacis.core.record.dates import iso_partial
from ipacis.core.text.richtext import plain
from ipacis.core.web.absolute import absolute
from ipacis.core.web.jsonld import PUBLISHER, address_of, filled, graph
from news.models import Meeting
from news.models.participations import ATTENDANCE, Capacity
from people.jsonld import organization_part, person_part

STATUS = {
    Meeting.Status.CANCELLED: "https://schema.org/EventCancelled",
    Meeting.Status.PLANNED: "https://schema.org/EventScheduled",
    Meeting.Status.HELD: "https://schema.org/EventScheduled",
}


def seconds(moment):
    """Return *moment* in ISO 8601 in whole seconds."""
    return moment.replace(microsecond=0).isoformat() if moment else None


def geo_part(place):
    """Return where *place* lies on the map, None unless both coordinates are known."""
    if place.latitude is None or place.longitude is None:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": float(place.latitude),
        "longitude": float(place.longitude),
    }


def place_part(place):
    """Return *place* as the location of something; what has a date must have a location, known or not."""
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


def event_part(event):
    """Return the occasion *event*, None for none."""
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


def when(meeting):
    """Return (start, end) of *meeting*: days as far as they are known, or moments in the place's time zone."""
    if not meeting.has_hours:
        return tuple(
            iso_partial(day, meeting.date_precision) for day in (meeting.start_date, meeting.end_date)
        )
    start, end = meeting.hours()
    return start.isoformat(), end and end.isoformat()


def meeting_part(meeting, lines):
    """Return *meeting* with its *lines* (Participations) as attendees (schema.org Event)."""
    start, end = when(meeting)
    present = [line for line in lines if line.capacity in ATTENDANCE]
    online = [line for line in present if line.capacity in {Capacity.VIDEO, Capacity.PHONE}]
    mode = "Online" if present and len(online) == len(present) else "Mixed" if online else "Offline"
    hosts = [line.delegation for line in lines if line.role in {"host", "chair"} and line.delegation]
    return filled(
        {
            "@type": "Event",
            "name": meeting.title,
            "url": address_of(meeting),
            "description": meeting.summary,
            "startDate": start,
            "endDate": end,
            "eventStatus": STATUS[meeting.status],
            "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
            "location": place_part(meeting.place),
            "superEvent": event_part(meeting.event),
            "organizer": organization_part(hosts[0]) if hosts else PUBLISHER,
            "attendee": [attendee(line) for line in present],
        }
    )


def attendee(line):
    """Return who a line of the list names, in the office as printed."""
    if line.person_id is None:
        return {"@type": "Organization", "name": line.shown_name}
    return {**person_part(line.person), "jobTitle": line.office_printed}


def meeting_page(meeting, delegations):
    """Return the page of *meeting*, whose lines stand in *delegations*."""
    return graph(meeting_part(meeting, [line for _body, lines in delegations for line in lines]))


def newsitem_page(item, delegations, topics, mentioned, photos, translations):
    """Return the page of *item*: *delegations* are (meeting, its delegations) of the meetings it reports."""
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
            "about": [
                meeting_part(meeting, [line for _body, lines in groups for line in lines])
                for meeting, groups in delegations
            ],
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


def topic_page(topic):
    """Return the page of *topic* (schema.org DefinedTerm)."""
    return graph(
        {
            "@type": "DefinedTerm",
            "name": topic.label,
            "alternateName": [alias.name for alias in topic.aliases.all()],
            "url": address_of(topic),
        }
    )


def event_page(event):
    """Return the page of *event*."""
    return graph({**event_part(event), "organizer": PUBLISHER, "eventStatus": STATUS[Meeting.Status.HELD]})


def place_page(place):
    """Return the page of *place*."""
    return graph(place_part(place))

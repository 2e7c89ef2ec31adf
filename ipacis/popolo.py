"""The Popolo document (popoloproject.com/specs): people, organizations, posts, memberships and events.

An id consists of the model and the primary key of a row ("person/12"), so it does not change with the name, the slug
or the domain. Names are in the site's first language. Names in other languages are in ``other_names`` with ``lang``;
other labels of a post are in ``other_label``. The document adds these properties to Popolo: ``lang``; ``acting``,
``left``, ``named_on`` and ``likely`` of a membership; ``other_names`` of an event; ``office``, ``event_role`` and
``capacity`` of an attendee; ``inferred`` of an event and an attendee: the keys whose values no source states ("date"
means both dates, for which that of the release stands in). The dates of a membership are those that a source states.
``named_on`` are the days on which a source names the person in the office; ``likely`` are the times in which the
person is likely to have held it; ``left`` says that the office is over although its last day is not known.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import http_date
from django.utils.translation import override

from ipacis.core.logs.audit import record
from ipacis.core.record.addresses import identifier
from ipacis.core.record.dates import iso_partial
from ipacis.core.text.labels import LANGUAGES, label_texts, pick
from ipacis.core.web.absolute import absolute
from ipacis.core.web.freshness import freshness_of
from ipacis.core.web.licences import CC0
from ipacis.core.web.schemas import described_by
from ipacis.core.web.sharing import for_others
from news.models import Event, Meeting, Participation
from news.models.participations import ATTENDANCE
from people.models import Membership, Organization, Person, Post
from people.tenure import Grade

#: The number of rows that are read and sent at once.
CHUNK = 500
LANGUAGE = LANGUAGES[0]
#: A part of the ETag. Raise it when the format of the rows changes, so that cached copies expire.
VERSION = 4

#: A JSON object of the document.
Json = dict[str, Any]


class Rows(NamedTuple):
    """A queryset, and the function that turns one of its rows into a JSON object."""

    queryset: QuerySet
    to_json: Callable[[Any], Json]


def compact(row: Json) -> Json:
    """Return *row* without the keys whose value is None, an empty text or an empty list."""
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def links(thing: Model, website: str = "") -> list[Json]:
    """Return the Popolo links of *thing*: its page on this site, and its own *website* if it has one."""
    page = {"url": absolute(thing.get_absolute_url()), "note": "page"}
    return [page, {"url": website, "note": "website"}] if website else [page]


def wikidata(thing: Model) -> list[Json]:
    return [{"scheme": "wikidata", "identifier": thing.wikidata_id}] if thing.wikidata_id else []


def from_to(thing: Model, start: str = "start", end: str = "end") -> Json:
    """Return ``start_date`` and ``end_date`` of *thing* in ISO 8601 with their known parts ("2019-02").

    *start* and *end* are the prefixes of the fields with the precision of each date.
    """
    return {
        "start_date": iso_partial(thing.start_date, getattr(thing, f"{start}_precision")),
        "end_date": iso_partial(thing.end_date, getattr(thing, f"{end}_precision")),
    }


def translated(thing: Model, name: str) -> list[Json]:
    """Return the translations of the field *name* into the other languages, as Popolo other names."""
    shown = pick(label_texts(thing, name))
    return [
        {"name": text, "lang": code}
        for code, text in label_texts(thing, name).items()
        if text and code != shown.language
    ]


def former_names(thing: Organization | Post) -> list[Json]:
    """Return the former names of *thing* in all their languages, as Popolo other names."""
    return [
        compact({"name": text, "lang": code, **from_to(row)})
        for row in thing.former_names.all()
        for code, text in label_texts(row, "name").items()
        if text
    ]


def person_row(person: Person) -> Json:
    shown = person.name_in(LANGUAGE)
    names = [person.name_in(code) for code in LANGUAGES]
    others = [{"name": name, "lang": name.language} for name in names if name.language != shown.language]
    others += [
        compact({"name": other.name, "lang": other.language, "note": other.note, **from_to(other)})
        for other in person.other_names.all()
        if not other.find_only
    ]
    parts = person.parts(LANGUAGE)
    return {
        "id": identifier(person),
        "name": shown,
        "given_name": parts.given,
        "family_name": parts.family,
        "patronymic_name": parts.patronymic,
        "sort_name": person.list_name,
        "national_identity": person.country.name if person.country else None,
        "image": absolute(person.portrait.large) if person.portrait else None,
        "other_names": others,
        "identifiers": wikidata(person),
        "links": links(person),
        "updated_at": person.modified_at.isoformat(timespec="seconds"),
    }


def organization_row(organization: Organization) -> Json:
    return {
        "id": identifier(organization),
        "name": organization.name,
        "classification": organization.classification,
        "founding_date": iso_partial(organization.start_date, organization.start_precision),
        "dissolution_date": iso_partial(organization.end_date, organization.end_precision),
        "parent_id": f"organization/{organization.parent_id}" if organization.parent_id else None,
        "other_names": [
            *translated(organization, "name"),
            *(
                {"name": text, "lang": code, "note": "abbreviation"}
                for code, text in label_texts(organization, "abbreviation").items()
                if text
            ),
            *former_names(organization),
        ],
        "identifiers": wikidata(organization),
        "links": links(organization, organization.website),
    }


def post_row(post: Post) -> Json:
    others = [*translated(post, "label"), *former_names(post)]
    return {
        "id": identifier(post),
        "label": post.label,
        "other_label": [other["name"] for other in others],
        "role": post.label,
        "organization_id": f"organization/{post.organization_id}",
        "links": links(post),
    }


def membership_row(membership: Membership) -> Json:
    return {
        "id": identifier(membership),
        "label": f"{membership.post.label}, {membership.post.organization.name}",
        "role": membership.post.label,
        "acting": membership.acting,
        "person_id": f"person/{membership.person_id}",
        "post_id": f"post/{membership.post_id}",
        "organization_id": f"organization/{membership.post.organization_id}",
        **from_to(membership),
        "left": membership.has_left or None,
        "named_on": [day.isoformat() for day in membership.tenure.namings],
        "likely": [
            {"start_date": period.first.isoformat(), "end_date": period.last.isoformat()}
            for period in membership.tenure.periods
            if period.grade == Grade.LIKELY and period.first < period.last
        ],
    }


def event_row(event: Event) -> Json:
    return {
        "id": identifier(event),
        "name": event.name,
        "other_names": translated(event, "name"),
        "classification": event.kind,
        **from_to(event, "date", "date"),
        "location": event.place and event.place.name,
        "inferred": inferred(event, date_stated="date", place_stated="location"),
        "links": links(event),
    }


def meeting_row(meeting: Meeting) -> Json:
    return {
        "id": identifier(meeting),
        "name": meeting.title,
        "other_names": translated(meeting, "title"),
        "description": meeting.summary,
        "classification": meeting.kind,
        "status": meeting.shown_status,
        **from_to(meeting, "date", "date"),
        "location": meeting.place_id and meeting.place_name,
        "parent_id": f"event/{meeting.event_id}" if meeting.event_id else None,
        "inferred": inferred(meeting, date_stated="date", place_stated="location", event_stated="parent_id"),
        "attendees": [attendee(participation) for participation in meeting.participations.all()],
        "links": links(meeting),
        "sources": sources(meeting),
        "updated_at": max(meeting.modified_at, meeting.publish_at).isoformat(timespec="seconds"),
    }


def sources(meeting: Meeting) -> list[Json]:
    """Return the source of *meeting* as Popolo links."""
    note = ", ".join(filter(None, [meeting.source_title, meeting.source_name]))
    return [compact({"url": meeting.source_url, "note": note})] if meeting.source_url else []


def inferred(thing: Model, **keys: str) -> list[str]:
    """Return those of *keys* ({field that says whether a source states a fact: key of the fact}) that none states."""
    return [key for field, key in keys.items() if not getattr(thing, field)]


def attendee(participation: Participation) -> Json:
    """Return a participant with the name and office as printed, and with an id if the person is public."""
    is_public = participation.person_id and participation.person.is_public
    return compact(
        {
            "id": f"person/{participation.person_id}" if is_public else None,
            "name": participation.shown_name,
            "office": participation.office_printed,
            "event_role": participation.role,
            "capacity": participation.capacity,
            "inferred": inferred(
                participation,
                presence_stated="presence",
                role_stated="event_role",
                capacity_stated="capacity",
            ),
        }
    )


def collections() -> dict[str, list[Rows]]:
    """Return {name of a collection: list of its Rows}, in the order of the document.

    Meetings are in the collection of events. The parent of a meeting is the event to which it belongs.
    """
    attended = Participation.objects.filter(capacity__in=ATTENDANCE).select_related("person")
    meetings = Meeting.objects.published().select_related("place")
    memberships = Membership.objects.filter(person__is_public=True)
    return {
        "persons": [Rows(Person.objects.public().prefetch_related("other_names"), person_row)],
        "organizations": [Rows(Organization.objects.prefetch_related("former_names"), organization_row)],
        "posts": [Rows(Post.objects.prefetch_related("former_names"), post_row)],
        "memberships": [
            Rows(memberships.select_related("post__organization").with_tenures(), membership_row)
        ],
        "events": [
            Rows(Event.objects.select_related("place"), event_row),
            Rows(meetings.prefetch_related(Prefetch("participations", attended)), meeting_row),
        ],
    }


def chunks_by_id(queryset: QuerySet) -> Iterator[list[Model]]:
    """Yield the rows of *queryset* in the order of their ids, ``CHUNK`` at a time.

    Each chunk is a separate query, so a slow client does not keep a database cursor open.
    """
    last = 0
    while chunk := list(queryset.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def stream() -> Iterator[str]:
    """Yield the document in pieces, because it may be too large for the memory."""
    opening = "{"
    for name, parts in collections().items():
        yield f'{opening}\n"{name}": ['
        comma = ""
        for queryset, to_json in parts:
            for chunk in chunks_by_id(queryset):
                # Set the language for each chunk: other code may change it in this thread between two yields.
                with override(LANGUAGE):
                    written = [json.dumps(compact(to_json(row)), ensure_ascii=False) for row in chunk]
                yield f"{comma}\n" + ",\n".join(written)
                comma = ","
        yield "\n]"
        opening = ","
    yield "\n}\n"


@for_others
def answer(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with the document. Django's ConditionalGetMiddleware answers 304 if the ETag of the client matches."""
    querysets = [rows.queryset for parts in collections().values() for rows in parts]
    freshness = freshness_of(querysets, VERSION, settings.SITE_URL)
    if request.method == "GET":
        record("exported", what="popolo.json")
    pieces = stream() if request.method == "GET" else ()
    response = StreamingHttpResponse(pieces, content_type="application/json")
    response["ETag"] = f'W/"{freshness.digest}"'
    if freshness.changed_at:
        response["Last-Modified"] = http_date(freshness.changed_at.timestamp())
    return described_by(response, "popolo.json", CC0)

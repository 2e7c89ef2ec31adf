"""All people, organizations, posts, offices held and events as one stream of Popolo (popoloproject.com/specs).

Ids are the kind and the number of a row ("person/12"), so they survive a change of name, slug and domain.
Names are in the site's first language; those in the others stand in ``other_names`` with ``lang``, and the
other labels of a post in ``other_label``. Where Popolo has no word there is one of ours: ``lang``, ``acting``
of a membership; ``other_names`` of an event; ``office``, ``event_role`` and ``capacity`` of an attendee.
"""

import json

from django.conf import settings
from django.db.models import Prefetch
from django.http import StreamingHttpResponse
from django.utils.http import http_date
from django.utils.translation import override

from ipacis.core.logs.audit import record
from ipacis.core.record.dates import iso_partial
from ipacis.core.text.labels import LANGUAGES, pick
from ipacis.core.web.absolute import absolute
from ipacis.core.web.freshness import state_of
from news.models import Event, Meeting, Participation
from news.models.participations import ATTENDANCE
from people.models import Membership, Organization, Person, Post

CHUNK = 500
LANGUAGE = LANGUAGES[0]
#: Raise it when rows are written in another way, so that nobody keeps the old ones.
VERSION = 2


def identifier(thing):
    """Return the stable id of *thing*: "person/12"."""
    return f"{thing._meta.model_name}/{thing.pk}"


def compact(row):
    """Return *row* without what is empty."""
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def links(thing, *others):
    """Return the page of *thing* and the addresses *others* (url, note) as Popolo links."""
    pages = [(absolute(thing.get_absolute_url()), "page"), *others]
    return [{"url": url, "note": note} for url, note in pages if url]


def wikidata(thing):
    return [{"scheme": "wikidata", "identifier": thing.wikidata_id}] if thing.wikidata_id else []


def from_to(thing, start="start", end="end"):
    """Return the first and last day of *thing*, each as far as it is known."""
    return {
        "start_date": iso_partial(thing.start_date, getattr(thing, f"{start}_precision")),
        "end_date": iso_partial(thing.end_date, getattr(thing, f"{end}_precision")),
    }


def texts(thing, name):
    """Return {language: text} of the translated field *name*."""
    return {code: getattr(thing, f"{name}_{code}") for code in LANGUAGES}


def translated(thing, name):
    """Return the labels of *thing* in the other languages as Popolo other names."""
    shown = pick(texts(thing, name))
    return [
        {"name": text, "lang": code}
        for code, text in texts(thing, name).items()
        if text and code != shown.language
    ]


def former_names(thing):
    """Return the former and other names of *thing*, each in every language it is known in."""
    return [
        compact({"name": text, "lang": code, **from_to(row)})
        for row in thing.former_names.all()
        for code, text in texts(row, "name").items()
        if text
    ]


def person_row(person):
    shown = person.name_in(LANGUAGE)
    names = [person.name_in(code) for code in LANGUAGES]
    others = [{"name": name, "lang": name.language} for name in names if name.language != shown.language]
    others += [
        compact({"name": other.name, "lang": other.language, "note": other.note, **from_to(other)})
        for other in person.other_names.all()
    ]
    _code, (given, patronymic, family) = person.parts(LANGUAGE)
    return {
        "id": identifier(person),
        "name": shown,
        "given_name": given,
        "family_name": family,
        "patronymic_name": patronymic,
        "sort_name": person.list_name,
        "national_identity": person.country.name if person.country else None,
        "image": absolute(person.portrait.large) if person.portrait else None,
        "other_names": others,
        "identifiers": wikidata(person),
        "links": links(person),
        "updated_at": person.modified_at.isoformat(timespec="seconds"),
    }


def organization_row(body):
    return {
        "id": identifier(body),
        "name": body.name,
        "classification": body.classification,
        "parent_id": f"organization/{body.parent_id}" if body.parent_id else None,
        "other_names": [
            *translated(body, "name"),
            *(
                {"name": text, "lang": code, "note": "abbreviation"}
                for code, text in texts(body, "abbreviation").items()
                if text
            ),
            *former_names(body),
        ],
        "identifiers": wikidata(body),
        "links": links(body, (body.website, "website")),
    }


def post_row(post):
    others = [*translated(post, "label"), *former_names(post)]
    return {
        "id": identifier(post),
        "label": post.label,
        "other_label": [other["name"] for other in others],
        "role": post.label,
        "organization_id": f"organization/{post.organization_id}",
        "links": links(post),
    }


def membership_row(membership):
    return {
        "id": identifier(membership),
        "label": f"{membership.post.label}, {membership.post.organization.name}",
        "role": membership.post.label,
        "acting": membership.acting,
        "person_id": f"person/{membership.person_id}",
        "post_id": f"post/{membership.post_id}",
        "organization_id": f"organization/{membership.post.organization_id}",
        **from_to(membership),
    }


def event_row(event):
    return {
        "id": identifier(event),
        "name": event.name,
        "other_names": translated(event, "name"),
        "classification": event.kind,
        **from_to(event, "date", "date"),
        "location": event.place and event.place.name,
        "links": links(event),
    }


def meeting_row(meeting):
    return {
        "id": identifier(meeting),
        "name": meeting.title,
        "other_names": translated(meeting, "title"),
        "description": meeting.summary,
        "classification": meeting.kind,
        "status": meeting.status,
        **from_to(meeting, "date", "date"),
        "location": meeting.place and meeting.place.name,
        "parent_id": f"event/{meeting.event_id}" if meeting.event_id else None,
        "attendees": [attendee(line) for line in meeting.participations.all()],
        "links": links(meeting),
        "sources": [{"url": meeting.source_url}] if meeting.source_url else [],
        "updated_at": max(meeting.modified_at, meeting.publish_at).isoformat(timespec="seconds"),
    }


def attendee(line):
    """Return whom a line of the list names, as printed; only somebody public has an id."""
    return compact(
        {
            "id": f"person/{line.person_id}" if line.person_id and line.person.is_public else None,
            "name": line.shown_name,
            "office": line.office_printed,
            "event_role": line.role,
            "capacity": line.capacity,
        }
    )


def collections():
    """Return the collections of the document: name → [(rows, how a row is written), …].

    Meetings stand among the events, with the event that they belong to as their parent.
    """
    lines = Participation.objects.filter(capacity__in=ATTENDANCE).select_related("person")
    meetings = Meeting.objects.published().select_related("place")
    memberships = Membership.objects.filter(person__is_public=True)
    return {
        "persons": [(Person.objects.public().prefetch_related("other_names"), person_row)],
        "organizations": [(Organization.objects.prefetch_related("former_names"), organization_row)],
        "posts": [(Post.objects.prefetch_related("former_names"), post_row)],
        "memberships": [(memberships.select_related("post__organization"), membership_row)],
        "events": [
            (Event.objects.select_related("place"), event_row),
            (meetings.prefetch_related(Prefetch("participations", lines)), meeting_row),
        ],
    }


def chunks(rows):
    """Yield *rows* by their id, ``CHUNK`` at a time.

    Each chunk is a question of its own, so a slow reader keeps no cursor of the database open.
    """
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def stream():
    """Yield the document in pieces, so that its size is bounded by nothing."""
    opening = "{"
    for name, groups in collections().items():
        yield f'{opening}\n"{name}": ['
        comma = ""
        for rows, write in groups:
            for chunk in chunks(rows):
                # Not around the whole: between two pieces the thread may speak another language.
                with override(LANGUAGE):
                    written = [json.dumps(compact(write(row)), ensure_ascii=False) for row in chunk]
                yield f"{comma}\n" + ",\n".join(written)
                comma = ","
        yield "\n]"
        opening = ","
    yield "\n}\n"


def answer(request):
    """Answer with the document; the middleware says 304 to who has it already."""
    tables = [rows for groups in collections().values() for rows, _write in groups]
    digest, moment = state_of(tables, VERSION, settings.SITE_URL)
    if request.method == "GET":
        record("exported", what="popolo.json")
    rows = stream() if request.method == "GET" else ()
    response = StreamingHttpResponse(rows, content_type="application/json")
    response["ETag"] = f'W/"{digest}"'
    if moment:
        response["Last-Modified"] = http_date(moment.timestamp())
    return response

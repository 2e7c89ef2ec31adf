"""All people, organizations, posts, memberships and events as one stream of Popolo (popoloproject.com/specs).

Ids are made of the kind and the number of a row, so they survive a change of name, slug and domain. Names
are English; the other language stands in ``other_names`` with ``lang``.
"""

import json

from django.conf import settings
from django.db.models import Max, Prefetch
from django.http import StreamingHttpResponse
from django.utils.translation import override
from django.views.decorators.http import condition

from ipacis.core.dates import iso_partial
from ipacis.core.labels import LANGUAGES
from news.models import Event, Meeting, Participation
from people.models import Membership, Organization, Person, Post

CHUNK = 500
LANGUAGE = LANGUAGES[0]


def identifier(thing):
    """Return the stable id of *thing*: "person/12"."""
    return f"{thing._meta.model_name}/{thing.pk}"


def compact(row):
    """Return *row* without what is empty."""
    return {key: value for key, value in row.items() if value not in (None, "", [], {})}


def page(thing):
    return [{"url": f"{settings.SITE_URL}{thing.get_absolute_url()}", "note": "page"}]


def translated(thing, name):
    """Return the other-language labels of *thing* as Popolo other names."""
    labels = ((code, getattr(thing, f"{name}_{code}")) for code in LANGUAGES[1:])
    return [{"name": label, "lang": code} for code, label in labels if label]


def person_row(person):
    others = [
        {"name": person.name_in(code), "lang": code}
        for code in LANGUAGES[1:]
        if person.name_in(code).language == code
    ]
    others += [
        compact({"name": other.name, "lang": other.language, "note": other.note})
        for other in person.other_names.all()
    ]
    return {
        "id": identifier(person),
        "name": person.name_in(LANGUAGE),
        "given_name": person.given_name_en,
        "family_name": person.family_name_en,
        "patronymic_name": person.patronymic_name_en,
        "sort_name": person.sort_name_en,
        "national_identity": person.country.name if person.country else None,
        "other_names": others,
        "identifiers": [{"scheme": "wikidata", "identifier": person.wikidata_id}]
        if person.wikidata_id
        else [],
        "links": page(person),
        "updated_at": person.modified_at.replace(microsecond=0).isoformat(),
    }


def organization_row(body):
    former = [
        compact(
            {
                "name": name.name,
                "start_date": iso_partial(name.start_date, name.start_precision),
                "end_date": iso_partial(name.end_date, name.end_precision),
            }
        )
        for name in body.former_names.all()
    ]
    return {
        "id": identifier(body),
        "name": str(body.name),
        "classification": body.classification,
        "parent_id": f"organization/{body.parent_id}" if body.parent_id else None,
        "other_names": [*translated(body, "name"), *former],
        "links": page(body),
    }


def post_row(post):
    return {
        "id": identifier(post),
        "label": str(post.label),
        "organization_id": f"organization/{post.organization_id}",
        "links": page(post),
    }


def membership_row(membership):
    return {
        "id": identifier(membership),
        "person_id": f"person/{membership.person_id}",
        "post_id": f"post/{membership.post_id}",
        "organization_id": f"organization/{membership.post.organization_id}",
        "label": str(membership.post.label),
        "role": "acting" if membership.acting else None,
        "start_date": iso_partial(membership.start_date, membership.start_precision),
        "end_date": iso_partial(membership.end_date, membership.end_precision),
    }


def event_row(event):
    return {
        "id": identifier(event),
        "name": str(event.name),
        "classification": event.kind,
        "start_date": iso_partial(event.start_date, event.date_precision),
        "end_date": iso_partial(event.end_date, event.date_precision),
        "location": str(event.place.name) if event.place else None,
        "links": page(event),
    }


def meeting_row(meeting):
    return {
        "id": identifier(meeting),
        "name": str(meeting.title),
        "description": str(meeting.summary),
        "classification": meeting.kind,
        "status": meeting.status,
        "start_date": iso_partial(meeting.start_date, meeting.date_precision),
        "end_date": iso_partial(meeting.end_date, meeting.date_precision),
        "location": str(meeting.place.name) if meeting.place else None,
        "parent_id": f"event/{meeting.event_id}" if meeting.event_id else None,
        "attendees": [
            compact(
                {
                    "id": identifier(line.person) if line.person_id and line.person.is_public else None,
                    "name": str(line.shown_name),
                    "office": line.office_printed_en or line.office_printed_ru,
                    "capacity": line.capacity,
                }
            )
            for line in meeting.participations.all()
        ],
        "links": page(meeting),
    }


def collections():
    """Return the collections of the document: name → [(rows, how a row is written), …].

    Meetings stand among the events, with the event that they belong to as their parent.
    """
    lines = Participation.objects.select_related("person")
    meetings = (
        Meeting.objects.published()
        .select_related("place")
        .prefetch_related(Prefetch("participations", lines))
    )
    memberships = Membership.objects.filter(person__is_public=True).select_related("post")
    return {
        "persons": [(Person.objects.public().prefetch_related("other_names").order_by("pk"), person_row)],
        "organizations": [
            (Organization.objects.prefetch_related("former_names").order_by("pk"), organization_row)
        ],
        "posts": [(Post.objects.order_by("pk"), post_row)],
        "memberships": [(memberships.order_by("pk"), membership_row)],
        "events": [
            (Event.objects.select_related("place").order_by("pk"), event_row),
            (meetings.order_by("pk"), meeting_row),
        ],
    }


def stream():
    """Yield the document in pieces, a row each, so that its size is bounded by nothing."""
    with override(LANGUAGE):
        yield "{"
        for number, (name, groups) in enumerate(collections().items()):
            yield f'{"," if number else ""}\n"{name}": ['
            comma = ""
            for rows, write in groups:
                for row in rows.iterator(chunk_size=CHUNK):
                    yield f"{comma}\n{json.dumps(compact(write(row)), ensure_ascii=False)}"
                    comma = ","
            yield "]"
        yield "\n}\n"


def last_change(request):
    """Return when anything of the document changed last, as far as its rows tell."""
    moments = [
        Person.objects.public().aggregate(latest=Max("modified_at"))["latest"],
        Meeting.objects.published().aggregate(latest=Max("modified_at"))["latest"],
    ]
    return max(filter(None, moments), default=None)


@condition(last_modified_func=last_change)
def answer(request):
    return StreamingHttpResponse(stream(), content_type="application/json")

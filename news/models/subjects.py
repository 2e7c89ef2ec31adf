"""What meetings and releases are about: their entries in the index of lists."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import models

from ipacis.core.lists.entries import EVERYTHING, Entry, about, day_number, moment_number
from ipacis.core.record.dates import Precision
from ipacis.core.record.publication import State
from people.namings import NAMINGS, about_membership

from .participations import ATTENDANCE, Participation
from .places import Place
from .topics import MeetingTopic, NewsTopic

#: The columns of a link to a topic that lead to the topic and to those above it.
TOPICS = ("tag", "tag__broader", "tag__broader__broader")
#: The name of the list of meetings.
MEETINGS = "meetings"


def news_list_name(language: str) -> str:
    """Return the name of the list of releases in *language*."""
    return f"news/{language}"


class Subjects(NamedTuple):
    """What the topics and participants of a meeting make the meeting and its releases about.

    A meeting is about ``shared`` and ``of_meeting``, a release that reports it about ``shared`` and ``of_release``. They
    differ in the people: a meeting is about those who attended, a release about those who sent a message as well.
    ``offices`` are the offices in which the meeting names people. It names nobody whose presence is inferred.
    """

    shared: set[str]
    of_meeting: set[str]
    of_release: set[str]
    offices: set[str]


def subjects_of(meetings: Iterable[int]) -> dict[int, Subjects]:
    """Return {primary key of a meeting: its Subjects} for the primary keys *meetings*. Runs two queries."""
    found = defaultdict(lambda: Subjects(set(), set(), set(), set()))
    links = MeetingTopic.objects.filter(content_object__in=meetings).order_by()
    for meeting, *topics in links.values_list("content_object", *TOPICS):
        found[meeting].shared.update(about("topic", topic) for topic in topics if topic)
    rows = Participation.objects.filter(meeting__in=meetings).order_by()
    for meeting, person, capacity, is_stated, delegation, office, office_in, country in rows.values_list(
        "meeting",
        "person",
        "capacity",
        "presence_stated",
        "delegation",
        "memberships",
        "memberships__post__organization",
        "delegation_country",
    ):
        shared, of_meeting, of_release, offices = found[meeting]
        if office and is_stated:
            offices.add(about_membership(office))
        shared.update(about("organization", body) for body in (delegation, office_in) if body)
        of_meeting.add(about("capacity", capacity))
        if country:
            of_meeting.add(about("country", country))
        if person:
            of_release.add(about("person", person))
            of_meeting.add(about(capacity, person))
            if capacity in ATTENDANCE:
                of_meeting.add(about("person", person))
    return found


def places_around(places: Iterable[int]) -> dict[int, list[int]]:
    """Return {primary key: itself and the keys of the places that it lies within} for *places*.

    Runs a query for each level: a hall, its building, the city.
    """
    within, unknown = {}, set(places)
    while unknown:
        within.update(Place.objects.filter(pk__in=unknown).values_list("pk", "within"))
        unknown = {upper for upper in within.values() if upper} - within.keys()
    around = {}
    for place in places:
        chain, here = [], place
        while here and here not in chain:
            chain.append(here)
            here = within[here]
        around[place] = chain
    return around


def meeting_entries(meetings: models.QuerySet) -> Iterator[Entry]:
    """Yield the entries of those of *meetings* that are published or scheduled.

    A meeting that was held on a known day also has entries in the list of namings.
    """
    rows = list(
        meetings.filter(state=State.PUBLISHED).values_list(
            "pk",
            "start_date",
            "end_date",
            "publish_at",
            "corrected_at",
            "kind",
            "status",
            "date_precision",
            "date_stated",
            "event",
            "place",
        )
    )
    subjects = subjects_of([pk for pk, *_columns in rows])
    around = places_around({place for *_columns, place in rows if place})
    held = meetings.model.Status.HELD
    for (
        pk,
        day,
        last_day,
        public_from,
        corrected_at,
        kind,
        status,
        precision,
        is_stated,
        event,
        place,
    ) in rows:
        values = {EVERYTHING, about("kind", kind), *subjects[pk].shared, *subjects[pk].of_meeting}
        values.update(about("place", key) for key in around.get(place, ()))
        if event:
            values.add(about("event", event))
        order = day_number(day), day_number(last_day), public_from, moment_number(public_from, corrected_at)
        for value in values:
            yield Entry(MEETINGS, pk, value, *order)
        if status == held and precision == Precision.DAY:
            naming = order if is_stated else (day_number(last_day), *order[1:])
            for office in subjects[pk].offices:
                yield Entry(NAMINGS, pk, office, *naming)


def release_entries(items: models.QuerySet) -> Iterator[Entry]:
    """Yield the entries of those of *items*, releases, that are published or scheduled.

    What a release is about through a meeting begins when both are public.
    """
    rows = list(
        items.filter(state=State.PUBLISHED).values_list(
            "pk", "language", "date", "publish_at", "corrected_at", "section"
        )
    )
    pks = [pk for pk, *_columns in rows]
    own = {pk: {EVERYTHING} for pk in pks}
    for pk, _language, _day, _public_from, _corrected_at, section in rows:
        if section:
            own[pk] |= {about("section", section), about("organization", section)}
    links = NewsTopic.objects.filter(content_object__in=pks).order_by()
    for pk, *topics in links.values_list("content_object", *TOPICS):
        own[pk].update(about("topic", topic) for topic in topics if topic)
    mentions = items.model.mentioned.through.objects.filter(newsitem__in=pks)
    for pk, person in mentions.values_list("newsitem", "person"):
        own[pk].add(about("person", person))
    reported = defaultdict(list)
    reports = items.model.meetings.through.objects.filter(item__in=pks, meeting__state=State.PUBLISHED)
    for pk, meeting, meeting_from in reports.order_by().values_list("item", "meeting", "meeting__publish_at"):
        reported[pk].append((meeting, meeting_from))
    subjects = subjects_of({meeting for meetings in reported.values() for meeting, _from in meetings})
    for pk, language, day, public_from, corrected_at, _section in rows:
        found = [(public_from, own[pk])]
        for meeting, meeting_from in reported[pk]:
            values = subjects[meeting].shared | subjects[meeting].of_release
            found.append((max(public_from, meeting_from), values))
        list_name, number = news_list_name(language), day_number(day)
        for since, values in found:
            moment = moment_number(since, corrected_at)
            for value in values:
                yield Entry(list_name, pk, value, number, number, since, moment)

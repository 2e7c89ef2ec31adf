"""Small content for tests: each function makes one row with what a reader would need to see it.

It is imported as ``make``: ``make.person("Anna Ivanova")``. A function that makes several rows brings the indexes up to
date once, at its end.
"""

import datetime
import itertools

from ipacis.core.record.corrections import correcting
from ipacis.core.record.derived import together
from news.models import Event, Meeting, MeetingTopic, NewsItem, NewsPhoto, Participation, Place, Report, Topic
from people.models import Membership, Organization, Person, Post

DAY = datetime.date(2023, 11, 30)
NOON = datetime.datetime(2023, 11, 30, 9, 0, tzinfo=datetime.UTC)
#: The fields of a release that is a draft and has a text.
DRAFT = {"state": "draft", "publish_at": None, "body": "<p>They talked.</p>"}
numbers = itertools.count(1)


def person(name="Anna Ivanova", ru="", **fields):
    given, _space, family = name.rpartition(" ")
    given_ru, _space, family_ru = ru.rpartition(" ")
    return Person.objects.create(
        given_name_en=given,
        family_name_en=family,
        given_name_ru=given_ru,
        family_name_ru=family_ru,
        **{"is_public": True, **fields},
    )


def organization(name="Assembly", ru="", **fields):
    return Organization.objects.create(name_en=name, name_ru=ru, **fields)


def post(label="Chair", organization=None, ru="", **fields):
    """Make a post of *organization*, or else of a new one."""
    organization = organization or Organization.objects.create(name_en="Assembly")
    return Post.objects.create(label_en=label, label_ru=ru, organization=organization, **fields)


def membership(person, post, start=None, end=None, **fields):
    return Membership.objects.create(
        person=person, post=post, **{"start_date": start, "end_date": end, **fields}
    )


def topic(label="Elections", ru="", **fields):
    return Topic.objects.create(label_en=label, label_ru=ru, **fields)


def place(name="Palace", ru="", **fields):
    return Place.objects.create(name_en=name, name_ru=ru, **fields)


def event(name="Conference", ru="", day=DAY, **fields):
    return Event.objects.create(name_en=name, name_ru=ru, start_date=day, **fields)


@together()
def meeting(title=None, day=DAY, people=(), topics=(), delegations=(), documents=(), **fields):
    """Make a published meeting of *people* in that order; None is a group of observers.

    Each of *delegations* is the organization that the person at the same place represents.
    """
    fields = {"state": "published", "publish_at": NOON, **fields}
    title = title or f"Meeting {next(numbers)}"
    meeting = Meeting.objects.create(title_en=title, start_date=day, **fields)
    bodies = itertools.chain(delegations, itertools.repeat(None))
    with correcting(meeting):
        for order, (person, delegation) in enumerate(zip(people, bodies, strict=False), 1):
            group = {} if person else {"name_printed_en": "Observers"}
            Participation.objects.create(
                meeting=meeting, order=order, person=person, delegation=delegation, **group
            )
        meeting.documents.set(documents)
    for topic in topics:
        MeetingTopic.objects.create(content_object=meeting, tag=topic)
    return meeting


@together()
def news(headline=None, language="en", day=DAY, meetings=(), mentioned=(), documents=(), photos=(), **fields):
    """Make a published release that reports *meetings* and shows *photos*, both in their order."""
    fields = {"state": "published", "publish_at": NOON, **fields}
    item = NewsItem.objects.create(
        headline=headline or f"Release {next(numbers)}", language=language, date=day, **fields
    )
    with correcting(item):
        for order, meeting in enumerate(meetings, 1):
            Report.objects.create(item=item, meeting=meeting, order=order)
        for order, photo in enumerate(photos, 1):
            NewsPhoto.objects.create(item=item, photo=photo, order=order)
        item.mentioned.set(mentioned)
        item.documents.set(documents)
    return item

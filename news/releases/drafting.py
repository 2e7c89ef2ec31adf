"""The draft that a release becomes: a NewsItem, its meetings and who took part in them."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django_countries import countries
from reversion.revisions import create_revision, set_comment

from ipacis.core.admin.first_versions import ADDED
from ipacis.core.logs.audit import record_step
from ipacis.core.record.publication import State
from ipacis.core.search.index import together
from ipacis.core.text.richtext import paragraphs
from ipacis.core.text.stems import terms
from news.models import Event, Meeting, NewsItem, Participation, Place, Report

from .reading import PLURAL_MEETINGS, find_event, find_place, offices_held, read_people
from .text import ReleaseError, find_date

#: How many days an event may lie before the release that tells of its sidelines.
DAYS_AFTER_EVENT = 7
TITLES = {"en": "{} meets {}", "ru": "{} и {}: встреча"}
SIDELINES = ("sidelines", "на полях")


@dataclass
class Draft:
    """What the import made: the item, and sentences on what it recognised and what it did not."""

    item: NewsItem
    meetings: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def import_release(release, section=None, publish=False):
    """Make a NewsItem of *release* (a ReleaseText) with the meetings it tells; return the Draft.

    Nothing is public unless *publish*. Raises ReleaseError when the release is there already.
    """
    known = NewsItem.objects.filter(language=release.language, date=release.date, headline=release.title)
    if known.exists():
        raise ReleaseError(f"This release is there already: {known.first().get_absolute_url()}")
    # The participations belong to what is searched of a meeting: index when all is there.
    with transaction.atomic(), together(), create_revision():
        set_comment(ADDED)
        item = NewsItem.objects.create(
            language=release.language,
            headline=release.title,
            date=release.date,
            body=paragraphs(release.body),
            section=section,
        )
        draft = Draft(item)
        for order, meeting in enumerate(propose_meetings(release, draft.notes), 1):
            Report.objects.create(item=item, meeting=meeting, order=order)
            draft.meetings.append(meeting)
        if publish:
            item.state = State.PUBLISHED
            item.save()
            published = item.publish_meetings()
            for row in (item, *published):
                record_step(row, by="import_release")
            draft.notes.append(f"published, with {len(published)} meetings that were drafts")
    return draft


def propose_meetings(release, notes):
    """Return the meetings that *release* tells: those already stored, else new drafts."""
    people = read_people(release)
    if len(people) < 2:
        notes.append("no meeting: fewer than two people of the text are known here")
        return []
    day = meeting_day(release)
    place, event = surroundings(release)
    notes += [f"place: {place or 'not recognised'}", f"occasion: {event or 'not recognised'}"]
    meetings = []
    for group in group_people(release, people):
        meeting = stored_meeting(day or release.date, [named.person for named in group[:2]])
        if meeting:
            notes.append(f"already stored: {meeting}")
        else:
            meeting = make_meeting(release, day, place, event, group)
            notes.append(f"new: {meeting}")
        notes += [
            f"  {line.shown_name}: {line.office_printed or 'office not recognised'}"
            for line in meeting.participations.all()
        ]
        meetings.append(meeting)
    return meetings


def meeting_day(release):
    """Return the day that the opening states, None where it states none that can be the meeting's."""
    day = find_date(release.paragraphs[0])
    return day if day and day <= release.date else None


def surroundings(release):
    """Return (Place or None, Event or None) that the text names."""
    week = release.date - datetime.timedelta(days=DAYS_AFTER_EVENT)
    events = Event.objects.filter(start_date__lte=release.date, end_date__gte=week)
    return find_place(Place.objects.all(), release), find_event(events, release)


def group_people(release, people):
    """Return a list of people for each meeting, the host first and the counterpart second.

    "Meetings of A, B and C" are meetings of A with each of the others; all else is one meeting of all. People
    named later belong to the meeting whose counterpart or whose country their paragraph speaks of.
    """
    opening = [named for named in people if named.paragraph == 0]
    if len(opening) < 3 or not PLURAL_MEETINGS.search(release.paragraphs[0]):
        return [people]
    host, *counterparts = opening
    groups = [[host, counterpart] for counterpart in counterparts]
    last = 0
    for named in people:
        if named in opening:
            continue
        text = release.paragraphs[named.paragraph]
        weights = [belonging(text, counterpart) for counterpart in counterparts]
        if max(weights) > 0:
            last = weights.index(max(weights))
        groups[last].append(named)
    return groups


def belonging(text, counterpart):
    """Return how much the paragraph *text* speaks of *counterpart*: by name, by country."""
    words = terms(text)
    person = counterpart.person
    weight = 3 * any(family in words for family in terms(f"{person.family_name_en} {person.family_name_ru}"))
    for label in (person.country and countries.name(person.country), counterpart.office):
        name = terms(label or "")
        weight += sum(1 for word in name[-2:] if word in words)
    return weight


def stored_meeting(day, people):
    """Return a meeting of that day that all of *people* attended, so that none is stored twice."""
    meetings = Meeting.objects.filter(start_date__lte=day, end_date__gte=day)
    for person in people:
        meetings = meetings.involving(person)
    return meetings.first()


def make_meeting(release, day, place, event, group):
    language = release.language
    names = [named.person.name_in(language) for named in group[:2]]
    sidelines = any(words in release.body for words in SIDELINES)
    meeting = Meeting.objects.create(
        start_date=day or release.date,
        date_stated=day is not None,
        place=place,
        event=event,
        event_relation=(Meeting.Relation.SIDELINES if sidelines else Meeting.Relation.WITHIN)
        if event
        else "",
        kind=Meeting.Kind.BILATERAL if len(group) == 2 or sides(group) == 2 else Meeting.Kind.MULTILATERAL,
        **{f"title_{language}": TITLES[language].format(*names)},
    )
    for order, named in enumerate(group, 1):
        make_participation(release, meeting, order, named)
    return meeting


def sides(group):
    """Return how many countries the people of *group* come from."""
    return len({named.person.country.code for named in group})


def make_participation(release, meeting, order, named):
    offices = offices_held(named.person, meeting.start_date, named.office)
    language = release.language
    printed = {
        f"office_printed_{code}": " – ".join(
            filter(None, (getattr(row.post, f"label_{code}") for row in offices))
        )
        for code in ("en", "ru")
    }
    if language == "en" and named.office[:1].isupper():
        # English titles do not decline: the words of the text are the record.
        printed["office_printed_en"] = named.office[:500]
    line = Participation.objects.create(
        meeting=meeting,
        order=order,
        person=named.person,
        **{f"name_printed_{language}": named.person.name_in(language)},
        **printed,
        delegation=offices[-1].post.organization if offices else None,
        role=role_of(order, named),
    )
    line.memberships.set(offices)


def role_of(order, named):
    roles = Participation.Role
    if order == 1:
        return roles.HOST
    if order == 2:
        return roles.DELEGATION_HEAD
    if named.is_member:
        return roles.DELEGATION_MEMBER
    return roles.ATTENDED if named.attended else roles.PARTICIPANT

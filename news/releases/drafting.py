"""Storage of a parsed release: a NewsItem, its meetings and their participants."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django_countries import countries
from reversion.revisions import create_revision, set_comment

from ipacis.core.admin.first_versions import ADDED
from ipacis.core.logs.audit import record_step
from ipacis.core.record.derived import together
from ipacis.core.record.publication import State
from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.richtext import paragraphs
from ipacis.core.text.stems import terms
from news.as_printed import name_in, printed
from news.models import Event, Meeting, NewsItem, Participation, Place, Report
from people.models import Organization, Person

from .reading import PLURAL_MEETINGS, NamedPerson, find_event, find_place, offices_held, read_people, texts
from .text import ReleaseError, ReleaseText, find_date

#: A release can report an event that ended at most this many days earlier.
DAYS_AFTER_EVENT = 7
#: {language: template of the title of a meeting}. Other languages use NAMES_ALONE until an editor writes a title.
TITLES = {"en": "{} meets {}", "ru": "{} и {}: встреча"}
NAMES_ALONE = "{} – {}"
#: Words by which a text says that a meeting was on the sidelines of an event.
SIDELINES = ("sidelines", "на полях")


@dataclass
class Draft:
    """The result of an import: the release, its meetings, and notes in English on what was recognised."""

    item: NewsItem
    meetings: list[Meeting] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Surroundings(NamedTuple):
    """The place and the event that a release names, None if they are not recognised."""

    place: Place | None
    event: Event | None


def import_release(release: ReleaseText, section: Organization | None = None, publish: bool = False) -> Draft:
    """Store *release* and the meetings that it reports; *section* is the organization that publishes it.

    They are drafts unless *publish* is true. Raises ReleaseError if the release is stored already.
    """
    known = NewsItem.objects.filter(language=release.language, date=release.date, headline=release.title)
    if known.exists():
        raise ReleaseError(f"This release is there already: {known.first().get_absolute_url()}")
    # ``together`` indexes at the end, because the search entry of a meeting contains its participants.
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


def propose_meetings(release: ReleaseText, notes: list[str]) -> list[Meeting]:
    """Return the meetings that *release* reports, stored earlier or now as drafts. Appends messages to *notes*."""
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
            f"  {participation.shown_name}: {participation.office_printed or 'office not recognised'}"
            for participation in meeting.participations.all()
        ]
        meetings.append(meeting)
    return meetings


def meeting_day(release: ReleaseText) -> datetime.date | None:
    """Return the date in the first paragraph; None if there is none or it is later than the release."""
    day = find_date(release.paragraphs[0])
    return day if day and day <= release.date else None


def surroundings(release: ReleaseText) -> Surroundings:
    """Find the place and the event that *release* names; the event must be recent (DAYS_AFTER_EVENT)."""
    earliest = release.date - datetime.timedelta(days=DAYS_AFTER_EVENT)
    events = Event.objects.filter(start_date__lte=release.date, end_date__gte=earliest)
    return Surroundings(find_place(Place.objects.all(), release), find_event(events, release))


def group_people(release: ReleaseText, people: list[NamedPerson]) -> list[list[NamedPerson]]:
    """Return a list of people for each meeting, with the host first and the counterpart second.

    "Meetings of A, B and C" are a meeting of A with B and one of A with C. Every other text is one meeting of all
    people. A person named after the first paragraph belongs to the meeting whose counterpart that paragraph is about
    (``mentions_of``), or else to the same meeting as the person named before.
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
        weights = [mentions_of(counterpart, text) for counterpart in counterparts]
        if max(weights) > 0:
            last = weights.index(max(weights))
        groups[last].append(named)
    return groups


def mentions_of(counterpart: NamedPerson, text: str) -> int:
    """Return a score of how much the paragraph *text* is about *counterpart*, 0 if not at all.

    The family name counts 3, each of the last two words of the country and of the office counts 1.
    """
    words = terms(text)
    person = counterpart.person
    weight = 3 * any(family in words for family in terms(" ".join(texts(person, "family_name"))))
    for label in (person.country and countries.name(person.country), counterpart.office):
        name = terms(label or "")
        weight += sum(1 for word in name[-2:] if word in words)
    return weight


def stored_meeting(day: datetime.date, people: Iterable[Person]) -> Meeting | None:
    """Return a stored meeting on *day* that all *people* attended."""
    meetings = Meeting.objects.filter(start_date__lte=day, end_date__gte=day)
    for person in people:
        meetings = meetings.involving(person)
    return meetings.first()


def make_meeting(
    release: ReleaseText,
    day: datetime.date | None,
    place: Place | None,
    event: Event | None,
    group: list[NamedPerson],
) -> Meeting:
    """Store a draft meeting of *group*. If *day* is None, it gets the date of the release, marked as not stated."""
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
        **titles(release.language, [named.person for named in group[:2]]),
    )
    for order, named in enumerate(group, 1):
        make_participation(release, meeting, order, named)
    return meeting


def titles(language: str, people: list[Person]) -> dict[str, str]:
    """Return {column: title} of a meeting of *people* in *language* and in each other one in which all have names."""
    codes = [
        code for code in LANGUAGES if code == language or all(name_in(person, code) for person in people)
    ]
    return {
        f"title_{code}": TITLES.get(code, NAMES_ALONE).format(*(person.name_in(code) for person in people))
        for code in codes
    }


def sides(group: list[NamedPerson]) -> int:
    """Return the number of countries of the people of *group*."""
    return len({named.person.country.code for named in group})


def make_participation(release: ReleaseText, meeting: Meeting, order: int, named: NamedPerson) -> None:
    """Store *named* as participant number *order* (from 1) of *meeting*."""
    offices = offices_held(named.person, meeting.start_date, named.office)
    language = release.language
    values = printed(named.person, offices, meeting.start_date)
    if language == "en" and named.office[:1].isupper():
        # English nouns have no cases, so the office can be copied from the text.
        values["office_printed_en"] = named.office[:500]
    participation = Participation.objects.create(
        meeting=meeting,
        order=order,
        person=named.person,
        **values,
        delegation=offices[-1].post.organization if offices else None,
        role=role_of(order, named),
    )
    participation.memberships.set(offices)


def role_of(order: int, named: NamedPerson) -> Participation.Role:
    """Return the role of participant number *order* (from 1): the first is the host, the second leads the guests."""
    roles = Participation.Role
    if order == 1:
        return roles.HOST
    if order == 2:
        return roles.DELEGATION_HEAD
    if named.is_member:
        return roles.DELEGATION_MEMBER
    return roles.ATTENDED if named.attended else roles.PARTICIPANT

"""The index of lists holds what the definition of the lists says, after any edit.

The definition is written here a second time, in plain Python and without the index.
"""

import datetime
import random
import threading
from collections import Counter
from contextlib import nullcontext

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from ipacis.core.lists.entries import ListEntry, ListTotal, periods_of
from ipacis.core.lists.listed import fill_new_index, relist
from ipacis.core.lists.totals import not_counted
from ipacis.core.merging import MergeNote
from ipacis.core.record.base import catch_up
from ipacis.core.record.corrections import correcting
from ipacis.core.record.derived import together
from news.lists import MeetingList
from news.merging import merge_places, merge_topics
from news.models import Correction, Event, Meeting, NewsItem, Participation, Place, Report, Topic
from news.models.participations import ATTENDANCE, Capacity
from people.merging import merge_organizations, merge_people, merge_posts
from people.models import Membership, Organization, Person, Post
from tests import factories as make

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "ru"]


# The definition


def bodies_of(line):
    """Return the organizations for which a participant came, or in which they held an office."""
    found = {row.post.organization_id for row in line.memberships.all()}
    return found | ({line.delegation_id} if line.delegation_id else set())


def told_by(meeting):
    """Return what a meeting and the releases about it are about in the same way."""
    found = {f"topic:{topic.pk}" for topic in meeting.topics.all()}
    return found | {f"organization:{pk}" for line in meeting.participations.all() for pk in bodies_of(line)}


def about_meeting(meeting):
    found = {"", f"kind:{meeting.kind}", *told_by(meeting)}
    place = meeting.place
    while place:
        found.add(f"place:{place.pk}")
        place = place.within
    if meeting.event:
        found.add(f"event:{meeting.event.pk}")
    for line in meeting.participations.all():
        found.add(f"capacity:{line.capacity}")
        country = line.delegation_country.code
        found |= {f"country:{country}"} if country else set()
        if line.person:
            found.add(f"{line.capacity}:{line.person.pk}")
            found |= {f"person:{line.person.pk}"} if line.capacity in ATTENDANCE else set()
    return found


def about_release(item):
    found = {"", *(f"topic:{topic.pk}" for topic in item.topics.all())}
    found |= {f"person:{person.pk}" for person in item.mentioned.all()}
    if item.section:
        found |= {f"section:{item.section.pk}", f"organization:{item.section.pk}"}
    for meeting in item.meetings.all():
        if meeting.is_public:
            found |= told_by(meeting)
            found |= {f"person:{line.person.pk}" for line in meeting.participations.all() if line.person}
    return found


def digits(day):
    return int(f"{day:%Y%m%d}")


def about_correction(row):
    """Return what a correction is about: the release or meeting, and its people."""
    thing = row.thing
    meetings = (
        [row.meeting]
        if row.meeting
        else [report.meeting for report in row.item.reports.all() if report.meeting.is_public]
    )
    people = {line.person_id for meeting in meetings for line in meeting.participations.all()}
    people |= set(thing.mentioned.values_list("pk", flat=True)) if row.item else set()
    return {"", f"thing:{thing._meta.model_name}/{thing.pk}", *(f"person:{pk}" for pk in people if pk)}


def defined():
    """Return (list, about, item, day, last day) of all that is public now. The index writes days as 20231130."""
    found = set()
    for meeting in Meeting.objects.all():
        if meeting.is_public:
            days = (meeting.pk, digits(meeting.start_date), digits(meeting.end_date))
            found |= {("meetings", value, *days) for value in about_meeting(meeting)}
            if meeting.status == "held" and meeting.date_precision == "day":
                offices = {row.pk for line in meeting.participations.all() for row in line.memberships.all()}
                found |= {("namings", f"membership:{pk}", *days) for pk in offices}
    for item in NewsItem.objects.all():
        if item.is_public:
            days = (item.pk, digits(item.date), digits(item.date))
            found |= {(f"news/{item.language}", value, *days) for value in about_release(item)}
    for row in Correction.objects.exclude(kind="minor"):
        if row.thing.is_public or row.kind == "withdrawal":
            languages = [row.item.language] if row.item else LANGUAGES
            days = row.pk, digits(row.day), digits(row.day)
            found |= {
                (f"corrections/{code}", value, *days) for code in languages for value in about_correction(row)
            }
    return found


# The index


def stored():
    rows = ListEntry.objects.filter(public_from__lte=timezone.now())
    return set(rows.values_list("list_name", "about", "item", "day", "last_day"))


def totals():
    """Return {(list, about, period): number} of the totals and of what is public but not in them yet."""
    rows = ListTotal.objects.exclude(count=0).values_list("list_name", "about", "period", "count")
    found = Counter({tuple(key): count for *key, count in rows})
    for entry in not_counted():
        found.update((entry.list_name, entry.about, period) for period in periods_of(entry.day))
    return found


def counted(entries):
    """Return {(list, about, period): number} of *entries*."""
    return Counter(
        (name, value, period)
        for name, value, _item, day, _last_day in entries
        for period in ("", f"{day // 10_000}", f"{day // 100}")
    )


def check(step):
    """Compare the index with the definition: now, and after everything scheduled has become public."""
    for later in (datetime.timedelta(), datetime.timedelta(days=30)):
        with time_machine.travel(timezone.now() + later, tick=False):
            expected = defined()
            assert stored() == expected, (step, later)
            assert totals() == counted(expected), (step, later)


# Edits


class Editors:
    """Random edits, in the ways in which forms and programs make them."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        countries = ["RU", "BY", "KZ", ""]
        for number in range(4):
            place = make.place(f"Place {number}", within=Place.objects.last() if number % 2 else None)
            body = make.organization(f"Body {number}", country=countries[number])
            person = make.person(f"Anna Person{number}", country=countries[-number])
            make.membership(person, make.post(f"Post {number}", body))
            make.topic(f"Topic {number}")
        make.event(place=place)
        for _number in range(3):
            self.add_meeting()
            self.add_release()

    def one(self, model):
        """Return a random row of *model*, None if there is none."""
        return self.chance.choice(list(model.objects.all()) or [None])

    def two(self, model):
        rows = list(model.objects.all())
        return self.chance.sample(rows, 2) if len(rows) > 2 else None

    def some(self, model):
        rows = list(model.objects.all())
        return self.chance.sample(rows, self.chance.randint(0, min(3, len(rows))))

    def day(self):
        return datetime.date(2023, self.chance.randint(10, 12), self.chance.randint(1, 28))

    def states(self):
        now = timezone.now()
        return self.chance.choice(
            [
                {"state": "draft", "publish_at": None},
                {"state": "in_review", "publish_at": None},
                *[{"state": "published", "publish_at": make.NOON}] * 4,
                {
                    "state": "published",
                    "publish_at": now + datetime.timedelta(days=self.chance.randint(1, 20)),
                },
                {"state": "withdrawn", "publish_at": make.NOON},
            ]
        )

    def add_meeting(self):
        people = [*self.some(Person), self.chance.choice([None, self.one(Person)])]
        people = [row for number, row in enumerate(people) if row is None or row not in people[:number]]
        make.meeting(
            day=self.day(),
            people=people,
            delegations=[self.chance.choice([None, self.one(Organization)]) for _person in people],
            topics=self.some(Topic),
            place=self.one(Place),
            event=self.chance.choice([None, self.one(Event)]),
            **self.states(),
        )

    def add_release(self):
        make.news(
            language=self.chance.choice(LANGUAGES),
            day=self.day(),
            meetings=self.some(Meeting),
            mentioned=self.some(Person),
            section=self.chance.choice([None, self.one(Organization)]),
            **self.states(),
        )

    def change_meeting(self):
        meeting = self.one(Meeting)
        meeting.start_date = self.day()
        meeting.end_date = meeting.start_date + datetime.timedelta(days=self.chance.choice([0, 0, 40]))
        meeting.kind = self.chance.choice(Meeting.Kind.values)
        meeting.place = self.chance.choice([None, self.one(Place)])
        meeting.event = self.chance.choice([None, self.one(Event)])
        with correcting(meeting):
            meeting.save()

    def change_release(self):
        item = self.one(NewsItem)
        item.date, item.language = self.day(), self.chance.choice(LANGUAGES)
        item.section = self.chance.choice([None, self.one(Organization)])
        with correcting(item):
            item.save()

    def change_state(self):
        thing = self.one(self.chance.choice([Meeting, NewsItem]))
        for name, value in self.states().items():
            setattr(thing, name, value)
        thing.save(update_fields=self.chance.choice([None, ["state", "publish_at"]]))

    def publish_with_meetings(self):
        item = self.one(NewsItem)
        item.state = "published"
        item.save()
        item.publish_meetings()

    def change_topics(self):
        thing = self.one(self.chance.choice([Meeting, NewsItem]))
        topics = self.some(Topic)
        change = self.chance.choice(["add", "remove", "set", "clear"])
        if change == "set":
            thing.topics.set(topics)
        elif change == "clear":
            thing.topics.clear()
        else:
            getattr(thing.topics, change)(*topics)

    def change_participant(self):
        line = self.one(Participation)
        if not line:
            return
        meetings = [line.meeting, self.one(Meeting)]
        with correcting(*meetings):
            match self.chance.choice(
                ["person", "capacity", "delegation", "meeting", "memberships", "delete"]
            ):
                case "person":
                    line.person = self.one(Person)
                case "capacity":
                    line.capacity = self.chance.choice(Capacity.values)
                case "delegation":
                    line.delegation = self.chance.choice([None, self.one(Organization)])
                case "meeting":
                    line.meeting = meetings[1]
                case "memberships":
                    line.memberships.set(self.some(Membership))
                case "delete":
                    line.delete()
                    return
            twins = Participation.objects.filter(meeting=line.meeting, person=line.person).exclude(pk=line.pk)
            if not line.person_id or not twins.exists():
                line.save()

    def change_reports(self):
        item, meeting = self.one(NewsItem), self.one(Meeting)
        with correcting(item):
            if report := Report.objects.filter(item=item, meeting=meeting).first():
                report.delete()
            else:
                Report.objects.create(item=item, meeting=meeting)
            item.mentioned.set(self.some(Person))

    def change_surroundings(self):
        body, person, place = self.one(Organization), self.one(Person), self.one(Place)
        post, held = self.one(Post), self.one(Membership)
        match self.chance.choice(["body", "person", "place", "post", "held"]):
            case "body":
                body.country = self.chance.choice(["AM", "RU", ""])
                body.save()
            case "person":
                person.country = self.chance.choice(["AM", "RU", ""])
                person.is_public = not person.is_public
                person.save()
            case "place":
                place.within = Place.objects.filter(pk__lt=place.pk).last()  # no circle
                place.save()
            case "post":
                post.organization = body
                post.save()
            case "held":
                held.post = post
                held.save()

    def merge(self):
        merges = {
            Person: lambda *rows: merge_people(*rows, MergeNote(notes={"note_en": "One person."})),
            Organization: merge_organizations,
            Post: merge_posts,
            Topic: merge_topics,
            Place: merge_places,
        }
        model = self.chance.choice(list(merges))
        if rows := self.two(model):
            merges[model](*rows)
        self.restock(model)

    def restock(self, model):
        """Make a new row in place of the merged one."""
        {
            Person: make.person,
            Organization: make.organization,
            Post: make.post,
            Topic: lambda: make.topic(f"Topic {next(make.numbers)}"),
            Place: make.place,
        }[model]()

    def correct(self):
        thing = self.one(self.chance.choice([Meeting, NewsItem]))
        field = {Meeting: "meeting", NewsItem: "item"}[type(thing)]
        kind = self.chance.choice(Correction.Kind.values)
        Correction.objects.create(**{field: thing}, kind=kind, note_en="Wrong." if kind != "minor" else "")

    def delete(self):
        item = self.one(NewsItem)
        if item and item.may_delete() and not item.corrections.exists():
            item.delete()
        for meeting in Meeting.objects.all():
            if meeting.may_delete() and not meeting.news.exists() and not meeting.corrections.exists():
                meeting.delete()
                return

    def write_in_bulk(self):
        Meeting.objects.filter(pk__in=[row.pk for row in self.some(Meeting)]).update(
            start_date=F("end_date"), kind="visit"
        )
        catch_up(Meeting.objects.all())
        Organization.objects.update(country="KZ")
        catch_up(Organization.objects.all())

    def edit(self):
        """Make one random edit and return its name."""
        names = [
            "add_meeting", "add_release", "change_meeting", "change_release", "change_state",
            "publish_with_meetings", "change_topics", "change_participant", "change_participant",
            "change_reports", "change_surroundings", "merge", "correct", "delete", "write_in_bulk",
        ]  # fmt: skip
        name = self.chance.choice(names)
        getattr(self, name)()
        return name


@pytest.mark.parametrize("seed", range(2))
def test_the_index_holds_what_the_definition_says_after_any_edit(seed):
    editors = Editors(seed)
    check("start")
    steps = []
    for _round in range(40):
        with editors.chance.choice([nullcontext, together])():
            steps += [editors.edit() for _edit in range(editors.chance.choice([1, 1, 3]))]
        check(steps[-3:])


def test_the_index_is_rebuilt_from_nothing():
    editors = Editors(9)
    for _round in range(10):
        editors.edit()
    before = stored(), totals()
    ListEntry.objects.all().delete()
    ListTotal.objects.update(count=7)
    call_command("rebuild_lists", verbosity=0)
    assert (stored(), totals()) == before == (defined(), counted(defined()))


def numbers_of(query=""):
    """Return the number, the years and the kinds of the list of meetings."""
    item_list = MeetingList(QueryDict(query))
    kinds = [value.count for facet in item_list.facets if facet.parameter == "kind" for value in facet.values]
    return item_list.count, [(row.period.year, row.count) for row in item_list.years], kinds


@pytest.mark.parametrize("query", ["", "topic=law"])
def test_what_is_scheduled_counts_from_its_moment_without_a_job(query):
    law, now = make.topic("Law", slug="law"), datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False):
        make.meeting(topics=[law])
        make.meeting(topics=[law], publish_at=now + datetime.timedelta(hours=1))
        assert numbers_of(query) == (1, [(2023, 1)], [1])
    with time_machine.travel(now + datetime.timedelta(hours=1), tick=False):
        assert ListEntry.objects.filter(is_counted=False).exists()
        assert numbers_of(query) == (2, [(2023, 2)], [2])
        make.meeting(topics=[law])
        assert not ListEntry.objects.filter(is_counted=False).exists()
        assert numbers_of(query) == (3, [(2023, 3)], [3])


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_change_one_meeting_leave_the_index_right():
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite one transaction waits for the other before it begins")
    body = make.organization("Council", country="BY")
    meeting = make.meeting(state="draft", publish_at=None)
    Meeting.objects.update(state="published", publish_at=make.NOON)
    relist([meeting])
    both_saved, failures = threading.Barrier(2, timeout=10), []

    def add(name):
        try:
            with transaction.atomic(), together():
                Participation.objects.create(meeting=meeting, person=make.person(name), delegation=body)
                both_saved.wait()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=[name]) for name in ("Anna Ivanova", "Olga Petrova")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, Participation.objects.count()) == ([], 2)
    check("both")


def test_the_index_is_written_by_the_migration_that_creates_it():
    editors = Editors(5)
    editors.edit()
    before = stored(), totals()
    ListEntry.objects.all().delete()
    ListTotal.objects.all().delete()
    fill_new_index("default")
    assert (stored(), totals()) == before
    ListTotal.objects.all().delete()
    fill_new_index("default")
    assert not ListTotal.objects.exists()  # an index that has entries is left as it is

"""The steps of a save, and ``catch_up`` for rows that were stored in another way."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections, transaction
from reversion.models import Version

from ipacis.core.record import addresses, base
from ipacis.core.record.addresses import Address, Addressed
from ipacis.core.record.base import Record, catch_up
from ipacis.core.record.corrections import correcting
from ipacis.core.record.errors import AddressTaken, CorrectionRequired
from ipacis.core.search.entries import SearchEntry
from news.models import Document, Meeting, MeetingTopic, NewsItem, Participation, Topic
from people.models import OtherName, Person
from people.search import find
from tests import factories as make
from tests.admin_pages import add_row, change, errors, fields, page
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db


def test_a_save_goes_through_its_steps_in_one_order(monkeypatch):
    person, steps = make.person("Anna Ivanova"), []
    for name in (
        "read_stored",
        "settle",
        "settle_against",
        "guard",
        "keep_addresses",
        "follow",
        "touch_index",
    ):
        original = getattr(Person, name)

        def noted(self, *args, name=name, original=original):
            steps.append(name)
            return original(self, *args)

        monkeypatch.setattr(Person, name, noted)
    person.family_name_en = "Petrova"
    person.save()
    assert steps == [
        "read_stored",
        "settle",
        "settle_against",
        "guard",
        "keep_addresses",
        "follow",
        "touch_index",
    ]


def test_no_model_overrides_save_or_delete():
    def subclasses(model):
        return {found for child in model.__subclasses__() for found in (child, *subclasses(child))}

    models = subclasses(Record)
    assert {Meeting, NewsItem, Participation, Person, OtherName, Document} <= models
    assert [model for model in models if {"save", "delete"} & vars(model).keys()] == []


def test_derived_columns_are_stored_with_update_fields():
    meeting = make.meeting(state="draft", publish_at=None)
    meeting.state = "published"
    meeting.save(update_fields=["state"])
    meeting.refresh_from_db()
    assert meeting.publish_at is not None
    assert meeting.was_public()


def test_fields_outside_update_fields_are_neither_stored_nor_guarded():
    meeting = make.meeting("Talks")
    meeting.title_en = "Other talks"
    meeting.state = "withdrawn"
    meeting.save(update_fields=["state"])
    meeting.refresh_from_db()
    assert (meeting.title_en, meeting.state) == ("Talks", "withdrawn")


# Two people at once


@pytest.fixture
def late(monkeypatch):
    """Let another row take a slug after it was found free and before it is stored."""

    def take(slug):
        real, calls = addresses.free_slug, []

        def free_slug(*args, **kwargs):
            calls.append(slug)
            return slug if len(calls) == 1 else real(*args, **kwargs)

        monkeypatch.setattr(addresses, "free_slug", free_slug)
        taken, real_check = [], Addressed.address_is_taken
        monkeypatch.setattr(
            Addressed,
            "address_is_taken",
            lambda row: real_check(row) if taken else bool(taken.append(1)),
        )

    return take


def test_a_slug_that_somebody_took_meanwhile_is_made_anew(late):
    make.person("Anna Ivanova", slug="anna")
    late("anna")
    assert make.person("Anna Ivanova").slug == "anna-ivanova"
    assert Person.objects.count() == 2


def test_a_slug_that_once_belonged_to_something_else_is_made_anew(late):
    person = make.person("Anna Ivanova", slug="anna")
    person.slug = "hanna"
    person.save()
    late("anna")
    twin = make.person("Anna Ivanova")
    assert (twin.slug, Person.objects.get(pk=twin.pk).slug) == ("anna-ivanova", "anna-ivanova")
    assert Address.objects.get(path="people/anna").object_id == person.pk


def test_a_typed_slug_that_was_taken_meanwhile_is_an_error_of_the_form(admin_client, monkeypatch):
    make.person("Anna Ivanova", slug="anna")
    other = make.person("Boris Petrov", slug="boris")
    checks, check = [], Person.validate_unique

    def validate_unique(self, exclude=None):
        checks.append(self)
        return None if len(checks) == 1 else check(self, exclude)

    monkeypatch.setattr(Person, "validate_unique", validate_unique)
    monkeypatch.setattr(Person, "get_constraints", lambda self: [])
    response = admin_client.post(change(other), {**fields(admin_client.get(change(other))), "slug": "anna"})
    assert response.status_code == 200
    assert len(errors(response)) == 1
    assert Person.objects.get(pk=other.pk).slug == "boris"


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_make_the_same_slug_both_succeed(monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite one transaction waits for the other before it begins")
    both_made, settle = threading.Barrier(2, timeout=10), Person.settle_slug

    def settle_slug(self):
        made = not self.slug
        settle(self)
        if made and not hasattr(self, "waited"):
            self.waited = True
            both_made.wait()

    monkeypatch.setattr(Person, "settle_slug", settle_slug)
    failures = []

    def add():
        try:
            with transaction.atomic():
                make.person("Anna Ivanova")
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, sorted(Person.objects.values_list("slug", flat=True))) == (
        [],
        ["anna-ivanova", "anna-ivanova-2"],
    )


# Guarded fields


GUARDED = {
    "title_en": "Other", "summary_en": "Other", "kind": "visit", "status": "cancelled", "date_stated": False,
    "start_date": make.DAY.replace(day=29), "source_url": "https://example.org/",
}  # fmt: skip


@pytest.mark.parametrize("name", GUARDED)
def test_guarded_fields_of_a_public_meeting_change_only_with_a_correction(name):
    meeting = make.meeting("Talks")
    setattr(meeting, name, GUARDED[name])
    with pytest.raises(CorrectionRequired):
        meeting.save()
    with correcting(meeting):
        meeting.save()
    assert getattr(Meeting.objects.get(pk=meeting.pk), name) == GUARDED[name]


def test_the_occasion_of_a_public_meeting_changes_with_a_correction_only():
    event = make.event()
    meeting = make.meeting(event=event, event_relation="within")
    for name, value in (("event_relation", "sidelines"), ("event", make.event("Other"))):
        meeting.refresh_from_db()
        setattr(meeting, name, value)
        with pytest.raises(CorrectionRequired):
            meeting.save()


@pytest.mark.parametrize("relation", ["documents", "mentioned"])
@pytest.mark.parametrize("step", ["add", "remove", "set", "clear"])
def test_links_of_a_public_release_change_with_a_correction_only(relation, step):
    row = make.person() if relation == "mentioned" else Document.objects.create(title_en="Treaty")
    item = make.news(**({} if step == "add" else {relation: [row]}))
    links = getattr(item, relation)
    argument = {"add": [row], "remove": [row], "set": [[]], "clear": []}[step]
    before = list(links.all())
    with pytest.raises(CorrectionRequired), transaction.atomic():
        getattr(links, step)(*argument)
    assert list(links.all()) == before
    with correcting(item):
        getattr(links, step)(*argument)
    assert list(links.all()) != before


def test_links_are_guarded_from_their_other_end_too():
    document = Document.objects.create(title_en="Treaty")
    meeting, draft = make.meeting(), make.meeting(state="draft", publish_at=None)
    document.meetings.add(draft)
    with pytest.raises(CorrectionRequired), transaction.atomic():
        document.meetings.add(meeting)
    with correcting(meeting):
        document.meetings.add(meeting)
    with pytest.raises(CorrectionRequired), transaction.atomic():
        document.meetings.clear()
    assert set(document.meetings.all()) == {meeting, draft}


def test_the_photos_of_a_public_release_change_with_a_correction_only():
    item = make.news(photos=[make_photo()])
    link = item.photo_links.get()
    with pytest.raises(CorrectionRequired):
        link.delete()
    with pytest.raises(CorrectionRequired):
        item.photo_links.create(photo=make_photo())
    assert list(item.photo_links.all()) == [link]


def test_topics_of_a_public_meeting_change_freely():
    meeting = make.meeting()
    meeting.topics.add(make.topic("Law"))
    assert [topic.label for topic in meeting.topics.all()] == ["Law"]


# Rows that were stored in another way


def test_catching_up_brings_in_step_all_that_is_derived_from_rows():
    Person.objects.bulk_create(
        [Person(slug="anna", given_name_en="Anna", family_name_en="Ivanova", is_public=True)]
    )
    Meeting.objects.bulk_create(
        [Meeting(slug="talks", title_en="Talks", start_date=make.DAY, end_date=make.DAY, state="published",
                 publish_at=make.NOON)]
    )  # fmt: skip
    person, meeting = Person.objects.get(), Meeting.objects.get()
    assert catch_up([person, meeting]) == 2
    assert Person.objects.get().sort_name_en == "ivanova anna"
    assert [match.person for match in find("Иванова")] == [person]
    assert set(Address.objects.values_list("path", flat=True)) == {"people/anna", "meetings/2023/11/30/talks"}
    assert set(SearchEntry.objects.values_list("title_en", flat=True)) == {"Anna Ivanova", "Talks"}


def test_catching_up_carries_the_day_of_a_meeting_to_its_participants_and_topics():
    meeting = make.meeting(people=[make.person()], topics=[make.topic()])
    day = make.DAY.replace(day=1)
    Meeting.objects.filter(pk=meeting.pk).update(start_date=day, end_date=day)
    catch_up([Meeting.objects.get()])
    assert (Participation.objects.get().day, MeetingTopic.objects.get().day) == (day, day)


def test_catching_up_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr(base, "CHUNK", 2)
    done = []
    assert catch_up((make.topic(f"Topic {number}") for number in range(5)), done.append) == 5
    assert done == [2, 4, 5]


def test_catching_up_refuses_an_address_that_belongs_to_something_else():
    person = make.person(slug="anna")
    person.slug = "hanna"
    person.save()
    Person.objects.bulk_create([Person(slug="anna", family_name_en="Ivanova", is_public=True)])
    with pytest.raises(AddressTaken):
        catch_up([Person.objects.get(slug="anna")])


def test_one_command_brings_everything_in_step(capsys):
    Topic.objects.bulk_create([Topic(slug="law", name="Law", key="law", label_en="Law")])
    call_command("catch_up", verbosity=0)
    topic = Topic.objects.get()
    assert Address.objects.get().thing() == topic
    assert SearchEntry.objects.get().title_en == "Law"
    assert Version.objects.get_for_object(topic).count() == 1
    before = (Address.objects.count(), SearchEntry.objects.count(), Version.objects.count())
    call_command("catch_up")
    assert (Address.objects.count(), SearchEntry.objects.count(), Version.objects.count()) == before
    assert "topics: 1 of 1" in capsys.readouterr().out


# The index follows parts


def texts(row):
    return SearchEntry.objects.get(kind=row.search_kind, object_id=row.pk).text_en


def test_parts_that_a_program_adds_and_deletes_are_found_with_their_whole():
    meeting = make.meeting(state="draft", publish_at=None, place=make.place("Palace"))
    line = Participation.objects.create(meeting=meeting, person=make.person("Anna Ivanova"))
    alias = meeting.place.aliases.create(name="Tavrichesky")
    meeting.topics.add(make.topic("Law"))
    assert texts(meeting).splitlines() == ["Anna Ivanova", "Palace", "Tavrichesky", "Law"]
    line.delete()
    alias.delete()
    assert texts(meeting).splitlines() == ["Palace", "Law"]


def test_links_that_the_admin_changes_are_found(admin_client):
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    topic, document = make.topic("Law"), Document.objects.create(title_en="Treaty")
    data = fields(admin_client.get(change(meeting)))
    response = admin_client.post(change(meeting), {**data, "topics": [topic.pk], "documents": [document.pk]})
    assert (response.status_code, texts(meeting).splitlines()) == (302, ["Law", "Treaty"])


def test_a_row_added_in_the_admin_is_validated_whole(admin_client):
    meeting = make.meeting("Talks", people=[make.person()], state="draft", publish_at=None)
    data = fields(admin_client.get(change(meeting)))
    add_row(data, "participations", role="guest", capacity="in_person")
    response = admin_client.post(change(meeting), data)
    assert (response.status_code, len(errors(response)) > 0) == (200, True)
    assert admin_client.get(page(Meeting, "changelist")).status_code == 200


def test_an_error_says_what_to_do():
    with pytest.raises(ValidationError, match="belongs to something else"):
        raise AddressTaken("people/anna")

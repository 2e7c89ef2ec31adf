"""What is derived from rows follows them: after a save, after links change, and with ``catch_up`` after bulk writes."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from ipacis.core.lists.listed import ListIndex
from ipacis.core.record import base
from ipacis.core.record.addresses import Address
from ipacis.core.record.base import catch_up
from ipacis.core.record.corrections import correcting
from ipacis.core.record.derived import paused
from ipacis.core.record.errors import AddressTaken
from ipacis.core.search.entries import SearchEntry
from ipacis.core.search.index import SearchIndex
from news.models import (
    Document,
    Event,
    Meeting,
    MeetingTopic,
    NewsItem,
    NewsTopic,
    Participation,
    Place,
    Topic,
    TopicAlias,
)
from people.models import Membership, Organization, OrganizationName, OtherName, Person, Post
from people.search import find
from tests import factories as make
from tests.admin_pages import add_row, change, errors, fields, page, save
from tests.uploads import make_photo

pytestmark = pytest.mark.django_db


def test_catching_up_updates_all_that_is_derived_from_rows():
    Person.objects.bulk_create(
        [Person(slug="anna", given_name_en="Anna", family_name_en="Ivanova", is_public=True)]
    )
    Meeting.objects.bulk_create(
        [Meeting(slug="talks", title_en="Talks", start_date=make.DAY, end_date=make.DAY, state="published",
                 publish_at=make.NOON)]
    )  # fmt: skip
    person, meeting = Person.objects.get(), Meeting.objects.get()
    assert catch_up([person, meeting]) == 2
    assert Person.objects.get().sort_name_en == "ivanova0anna"
    assert [match.person for match in find("Иванова")] == [person]
    assert set(Address.objects.values_list("path", flat=True)) == {
        "people/anna", f"p/{person.pk}", "meetings/2023/11/30/talks", f"m/{meeting.pk}",
    }  # fmt: skip
    assert set(SearchEntry.objects.values_list("title_en", flat=True)) == {"Anna Ivanova", "Talks"}


@pytest.mark.parametrize("how", ["save", "catch_up"])
def test_the_day_of_a_meeting_or_release_is_carried_to_its_participants_and_topics(how):
    meeting = make.meeting(people=[make.person()], topics=[make.topic()])
    item = make.news()
    item.topics.add(make.topic("Law"))
    meeting.start_date = meeting.end_date = item.date = make.DAY.replace(day=1)
    if how == "save":
        with correcting(meeting, item):
            meeting.save()
            item.save()
    else:
        Meeting.objects.update(start_date=meeting.start_date, end_date=meeting.end_date)
        NewsItem.objects.update(date=item.date)
        catch_up([*Meeting.objects.all(), *NewsItem.objects.all()])
    days = [model.objects.get().day for model in (Participation, MeetingTopic, NewsTopic)]
    assert days == [make.DAY.replace(day=1)] * 3


def test_nothing_is_read_for_the_index_while_indexing_is_paused():
    topic = make.topic("Law")
    meeting = make.meeting(topics=[topic])
    Topic.objects.update(label_en="Trade")
    with paused(), CaptureQueriesContext(connection) as captured:
        catch_up(Topic.objects.all())
    assert [query for query in captured if '"news_meeting"' in query["sql"]] == []
    assert texts(meeting) == "Law"


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


@pytest.mark.parametrize("slug", ["", "Встреча", "a/b"])
def test_a_slug_that_no_address_has_breaks_no_page_and_is_made_anew(slug):
    meeting = make.meeting("Talks", people=[make.person(slug="anna")])
    Meeting.objects.update(slug=slug)
    assert Client().get("/en/people/anna/").status_code == 200
    catch_up(Meeting.objects.all())
    meeting.refresh_from_db()
    assert meeting.slug == "talks"


def test_one_command_updates_everything_that_is_derived(capsys):
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


def entry(row):
    return SearchEntry.objects.get(kind=row.search_kind, object_id=row.pk)


def texts(row):
    return entry(row).text_en


def names(row):
    return entry(row).names


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


def test_parts_that_move_are_found_with_their_new_whole_only():
    anna, boris = make.person("Anna Ivanova"), make.person("Boris Petrov")
    membership = make.membership(anna, make.post("Chair"))
    law, trade = make.topic("Law"), make.topic("Trade")
    alias = law.aliases.create(name="Bills")
    draft = {"state": "draft", "publish_at": None}
    old, new = make.meeting(topics=[trade], **draft), make.meeting(**draft)
    link = old.topic_links.get()
    membership.person, alias.topic, link.content_object = boris, trade, new
    for part in (membership, alias, link):
        part.save()
    assert [texts(row) for row in (anna, boris)] == ["", "Chair, Assembly"]
    assert [names(row) for row in (law, trade)] == ["", "Bills"]
    assert [texts(row) for row in (old, new)] == ["", "Trade"]


def test_a_person_is_not_found_by_an_office_that_was_deleted():
    person = make.person()
    membership = make.membership(person, make.post("Chair"))
    assert texts(person) == "Chair, Assembly"
    membership.delete()
    assert texts(person) == ""


def test_links_that_a_program_adds_and_removes_are_followed():
    meeting = make.meeting(state="draft", publish_at=None, topics=[make.topic("Law")])
    document = Document.objects.create(title_en="Treaty")
    meeting.documents.add(document)
    assert texts(meeting) == "Law\nTreaty"
    meeting.topics.clear()
    assert texts(meeting) == "Treaty"
    document.meetings.remove(meeting)
    assert texts(meeting) == ""


@pytest.mark.parametrize("index", [SearchIndex, ListIndex])
def test_a_form_is_not_saved_if_an_index_cannot_be_written(admin_client, monkeypatch, index):
    meeting = make.meeting("Talks")

    def fail(self, touched):
        raise RuntimeError("the index is broken")

    monkeypatch.setattr(index, "update", fail)
    with pytest.raises(RuntimeError, match="the index is broken"):
        save(admin_client, change(meeting), title_en="Visit", kind="visit")
    meeting.refresh_from_db()
    assert (meeting.title_en, meeting.kind) == ("Talks", "bilateral")


def test_names_of_every_place_above_the_place_of_a_meeting_are_found():
    city = make.place("Minsk")
    hall = make.place("Hall", within=make.place("Palace", within=city))
    meeting = make.meeting(place=hall)
    city.name_en = "Mensk"
    city.save()
    city.aliases.create(name="Miensk")
    assert texts(meeting) == "Hall, Palace\nHall\nPalace\nMensk\nMiensk"


def everything():
    """Make a row of each model whose words are in search entries, and return {model: a column with a word}."""
    body = make.organization("Council")
    OrganizationName.objects.create(organization=body, name_en="Chamber")
    person, law, place = make.person(), make.topic("Law"), make.place()
    person.other_names.create(name="Anne")
    make.membership(person, make.post("Chair", organization=body))
    law.aliases.create(name="Bills")
    document = Document.objects.create(title_en="Treaty")
    meeting = make.meeting(
        people=[person],
        delegations=[body],
        topics=[law],
        documents=[document],
        place=place,
        event=make.event(),
    )
    item = make.news(meetings=[meeting], mentioned=[person], documents=[document], photos=[make_photo()])
    item.topics.add(law)
    return {
        Organization: "name_en", OrganizationName: "name_en", Person: "family_name_en", OtherName: "name",
        Post: "label_en", Topic: "label_en", TopicAlias: "name", Place: "name_en", Event: "name_en",
        Document: "title_en", Meeting: "title_en", NewsItem: "headline", Participation: "name_printed_en",
    }  # fmt: skip


def entries():
    return list(SearchEntry.objects.order_by("kind", "object_id").values())


def test_catching_up_with_the_rows_of_any_model_writes_the_entries_that_contain_them():
    for model, column in everything().items():
        model.objects.update(**{column: "Zebra"})
        catch_up(model.objects.all())
        found = entries()
        call_command("catch_up", verbosity=0)
        assert found == entries(), model.__name__
        assert SearchEntry.objects.filter(Q(names__contains="Zebra") | Q(text_en__contains="Zebra")
                                          | Q(title_en__contains="Zebra")).exists(), model.__name__  # fmt: skip


@pytest.mark.parametrize("model", [Participation, Membership, MeetingTopic, OtherName, Organization, Post])
def test_catching_up_with_more_rows_takes_no_more_queries(model):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            catch_up(model.objects.all())
        return len(captured)

    def add():
        person = make.person(f"Anna Person{Person.objects.count()}")
        person.other_names.create(name="Anne")
        make.membership(person, make.post())
        make.meeting(people=[person], topics=[make.topic(f"Topic {Topic.objects.count()}")])

    add()
    add()
    before = queries()
    for _number in range(5):
        add()
    assert queries() == before

"""What is published stays as it was printed, whatever happens to the names behind it."""

import datetime

import pytest
from django.test import Client

from ipacis.core.record.base import catch_up
from ipacis.core.record.policy import guarded_names
from ipacis.core.text.labels import LANGUAGES
from news.corrections import edit
from news.delegations import by_delegation
from news.models import Meeting, NewsItem, Participation, PlaceName
from people.models import OrganizationName
from tests import factories as make

from .printing import addresses, content_of, rename_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    council = make.organization("Council", "Совет", country="BY")
    people = [make.person("Anna Ivanova", ru="Анна Иванова"), make.person("Boris Petrov", ru="Борис Петров")]
    make.membership(people[0], make.post("Chair", council, ru="Председатель"))
    city = make.place("Minsk", "Минск", kind="city", country="BY")
    hall = make.place("Hall", "Зал", within=make.place("Palace", "Дворец", within=city), country="BY")
    meeting = make.meeting(
        "Talks",
        people=people,
        delegations=[council, council],
        place=hall,
        event=make.event("Forum", "Форум", place=hall),
        topics=[make.topic("Law")],
    )
    for language in LANGUAGES:
        make.news(
            "Release",
            language,
            meetings=[meeting],
            section=council,
            mentioned=[make.person(f"Vera {language}", ru=f"Вера {language}")],
        )
    return meeting


def test_new_names_and_countries_change_no_byte_of_what_is_published(published):
    before = {address: content_of(address) for address in addresses()}
    rename_everything()
    assert [address for address, content in before.items() if content_of(address) != content] == []


def test_what_is_found_in_a_list_of_a_country_stays_there(published):
    rename_everything()
    assert b"Talks" in content_of("/en/meetings/export.csv?country=by")
    assert b"Talks" not in content_of("/en/meetings/export.csv?country=mn")


def printed(meeting):
    line = meeting.participations.first()
    line.meeting.refresh_from_db()
    return (
        line.name_printed_en,
        line.delegation_printed_en,
        line.delegation_country.code,
        meeting.place_printed_en,
    )


def test_a_draft_follows_the_names_until_it_is_published():
    body, person, place = make.organization("Old", country="BY"), make.person("Anna Old"), make.place("Old")
    meeting = make.meeting(
        people=[person],
        delegations=[body],
        place=place,
        event=make.event("Old"),
        state="draft",
        publish_at=None,
    )
    item = make.news(section=body, mentioned=[person], state="draft", publish_at=None)
    rename_everything()
    assert printed(meeting) == ("", "", "", "")
    meeting, item = Meeting.objects.get(), NewsItem.objects.get()
    for row in (meeting, item):
        row.state = "published"
        row.save()
    assert printed(meeting) == ("Anna NewOld", "New Old", "MN", "New Old")
    assert meeting.event_printed_en == "New Old"
    item.refresh_from_db()
    assert (item.section_printed, item.mentioned_printed) == ("NEW", {str(person.pk): "Anna NewOld"})


def test_a_meeting_of_the_past_gets_the_names_of_its_time():
    body = make.organization("Now", "Теперь")
    place = make.place("Astana", "Астана", kind="city")
    span = {"start_date": datetime.date(2019, 3, 23), "end_date": datetime.date(2022, 9, 16)}
    OrganizationName.objects.create(organization=body, name_en="Then", name_ru="Тогда", **span)
    PlaceName.objects.create(place=place, name_en="Nur-Sultan", name_ru="Нур-Султан", **span)
    building = make.place("Mazhilis", within=place)
    day = datetime.date(2021, 1, 10)
    meeting = make.meeting("Then", day, people=[make.person()], delegations=[body], place=building)
    line = meeting.participations.get()
    assert (line.delegation_printed_en, line.delegation_printed_ru) == ("Then", "Тогда")
    assert (meeting.place_printed_en, meeting.city_printed_en, meeting.city_printed_ru) == (
        "Mazhilis",
        "Nur-Sultan",
        "Нур-Султан",
    )
    assert make.news(day=day, section=body).section_printed == "Then"
    assert make.news(section=body).section_printed == "Now"


def test_a_name_that_was_wrong_is_printed_anew_with_an_entry_in_the_log(published):
    place = published.place
    place.name_en = "Great Hall"
    place.save()
    meeting = Meeting.objects.get()
    with edit(meeting, note_en="The name of the hall was wrong."):
        meeting.place_printed_en = meeting.place_printed_ru = meeting.city_printed_en = ""
        meeting.city_printed_ru = meeting.place_country = ""
        meeting.save()
    assert meeting.place_printed_en == "Great Hall, Palace"
    [entry] = meeting.corrections.all()
    assert entry.changed == ["place_printed_en"]


def test_another_place_is_printed_with_its_own_name_and_logged_once(published):
    meeting, other = Meeting.objects.get(), make.place("Castle", city_en="Grodno", country="BY")
    with edit(meeting, note_en="It was in Grodno."):
        meeting.place = other
        meeting.save()
    assert (meeting.place_printed_en, meeting.city_printed_en) == ("Castle", "Grodno")
    assert [entry.changed for entry in meeting.corrections.all()] == [["place"]]


def test_an_edit_without_substance_does_not_touch_the_copies(published):
    rename_everything()
    meeting = Meeting.objects.get()
    meeting.slug = "other"
    meeting.save()
    assert meeting.place_printed_en == "Hall, Palace"


def test_rows_that_were_written_without_save_get_their_copies(published):
    columns = {name: "" for names in Participation.printed.values() for name in names}
    Participation.objects.update(**columns)
    Meeting.objects.update(place_printed_en="", place_printed_ru="", city_printed_en="", city_printed_ru="",
                           place_country="", event_printed_en="", event_printed_ru="")  # fmt: skip
    NewsItem.objects.update(section_printed="", mentioned_printed={})
    for model in (Meeting, Participation, NewsItem):
        catch_up(model.objects.all())
    assert printed(Meeting.objects.get()) == ("Anna Ivanova", "Council", "BY", "Hall, Palace")
    assert Meeting.objects.get().event_printed_ru == "Форум"
    assert [item.section_printed for item in NewsItem.objects.order_by("language")] == ["Council", "Совет"]
    assert all(item.mentioned_printed for item in NewsItem.objects.all())


def test_every_copy_is_guarded():
    for model in (Meeting, Participation, NewsItem):
        copies = {name for names in model.printed.values() for name in names}
        assert copies <= {*guarded_names(model)}


def test_two_organizations_that_are_one_today_keep_the_names_under_which_they_came():
    senate, council = make.organization("Senate"), make.organization("Federation Council")
    people = [make.person("Anna Ivanova"), make.person("Boris Petrov")]
    meeting = make.meeting(people=people, delegations=[senate, council])
    meeting.participations.filter(delegation=senate).update(delegation=council)
    names = [delegation.name for delegation in by_delegation(Meeting.objects.get(pk=meeting.pk))]
    assert names == ["Senate", "Federation Council"]


def test_moving_an_event_changes_no_published_meeting():
    event = make.event()
    meeting = make.meeting(event=event)
    before = Client().get(meeting.get_absolute_url()).content
    event.start_date = event.end_date = datetime.date(2011, 2, 3)
    event.save()
    assert Client().get(meeting.get_absolute_url()).content == before

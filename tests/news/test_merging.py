"""Merging of topics and places: the names and addresses of both lead to the remaining one."""

import itertools

import pytest
from django.test import Client

from ipacis.core.admin.row_versions import newest_version
from ipacis.core.merging import MergeNote
from ipacis.core.record.errors import CorrectionRequired
from news.merging import merge_places, merge_topics
from news.models import Correction, Meeting, PlaceAlias, Topic, TopicAlias
from people.merging import merge_people
from people.models import Person
from tests import factories as make
from tests.admin_pages import act

pytestmark = pytest.mark.django_db


def test_a_topic_takes_over_meetings_news_and_words():
    kept = make.topic("Elections", slug="elections")
    twin = make.topic("Election observation", "Наблюдение за выборами", slug="observation")
    TopicAlias.objects.create(topic=twin, name="Vote watching")
    both, one = make.meeting(topics=[kept, twin]), make.meeting(topics=[twin])
    item = make.news()
    item.topics.add(twin)
    merge_topics(twin, kept)
    assert {row.pk for row in Meeting.objects.filter(topics=kept)} == {both.pk, one.pk}
    assert list(both.topics.all()) == list(item.topics.all()) == [kept]
    kept.refresh_from_db()
    assert kept.label_ru == "Наблюдение за выборами"
    assert {alias.name for alias in kept.aliases.all()} == {"Vote watching", "Election observation"}
    assert Topic.objects.named("election OBSERVATION").get() == kept
    client = Client()
    assert client.get("/en/topics/observation/?x=1").headers["Location"] == "/en/topics/elections/?x=1"
    assert "topic=elections" in client.get("/en/meetings/?topic=observation").content.decode()


def test_a_chain_of_merges_is_one_redirect():
    topics = [make.topic(f"Topic {n}", slug=f"topic-{n}") for n in range(4)]
    for twin, kept in itertools.pairwise(topics):
        merge_topics(twin, kept)
    locations = {Client().get(f"/en/topics/topic-{n}/").headers["Location"] for n in range(3)}
    assert locations == {"/en/topics/topic-3/"}


def test_a_place_takes_over_meetings_events_halls_and_names():
    city = make.place("Minsk")
    kept = make.place("National Assembly", slug="assembly")
    twin = make.place("House of Government", "Дом правительства", slug="house", within=city)
    PlaceAlias.objects.create(place=twin, name="Government House")
    hall = make.place("Oval hall", within=twin)
    meeting, event = make.meeting(place=twin), make.event(place=twin)
    merge_places(twin, kept)
    for row in (meeting, event, hall, kept):
        row.refresh_from_db()
    assert (meeting.place, event.place, hall.within, kept.within) == (kept, kept, kept, city)
    assert {alias.name for alias in kept.aliases.all()} == {"Government House", "House of Government"}
    assert Client().get("/en/places/house/").headers["Location"] == "/en/places/assembly/"
    found = Client().get("/en/search/?q=government").content.decode()
    assert meeting.title_en in found


def test_a_merge_that_fails_changes_nothing(monkeypatch):
    kept, twin = make.topic("Kept"), make.topic("Twin", slug="twin")
    meeting = make.meeting(topics=[twin])
    monkeypatch.setattr(Topic, "save", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merge_topics(twin, kept)
    assert list(meeting.topics.all()) == [twin]
    assert Client().get("/en/topics/twin/").status_code == 200


@pytest.fixture
def twice():
    """Two rows of one person, who both take part in a public meeting and in a draft."""
    anna, hanna = make.person("Anna Ivanova"), make.person("Hanna Ivanova")
    public = make.meeting("Talks", people=[anna, hanna])
    draft = make.meeting("Plans", people=[anna, hanna], state="draft", publish_at=None)
    return anna, hanna, public, draft


def logged():
    return list(Correction.objects.values_list("meeting", "kind", "changed", "note_en", "editor__username"))


def test_a_merge_removes_a_participation_of_a_public_meeting_only_with_a_note(twice):
    anna, hanna, public, draft = twice
    with pytest.raises(CorrectionRequired):
        merge_people(hanna, anna)
    assert [meeting.participations.count() for meeting in (public, draft)] == [2, 2]
    merge_people(hanna, anna, MergeNote(notes={"note_en": "She was listed twice."}))
    assert [meeting.participations.count() for meeting in (public, draft)] == [1, 1]
    assert logged() == [(public.pk, "correction", ["participants"], "She was listed twice.", None)]
    [difference] = Correction.objects.get().shown_differences
    assert difference == ("participants", "Hanna Ivanova", "")


def test_the_merge_form_names_the_participations_and_asks_for_a_note(admin_client, twice):
    anna, hanna, public, _draft = twice
    question = act(admin_client, Person, "merge", [anna, hanna]).content.decode()
    for line in ("Anna Ivanova, Talks (30 November 2023)", "Hanna Ivanova, Talks (30 November 2023)"):
        assert f"<li>{line}</li>" in question
    assert "Plans" not in question
    silent = act(admin_client, Person, "merge", [anna, hanna], keep=anna.pk, confirmed="yes")
    assert (silent.status_code, "Tell readers what was corrected." in silent.content.decode()) == (200, True)
    act(
        admin_client,
        Person,
        "merge",
        [anna, hanna],
        keep=anna.pk,
        confirmed="yes",
        note_en="She was listed twice.",
    )
    assert logged() == [(public.pk, "correction", ["participants"], "She was listed twice.", "admin")]
    assert "She was listed twice." in Client().get(public.get_absolute_url()).content.decode()


def test_a_merge_of_three_participants_is_logged_once_and_makes_a_version_of_the_meeting(admin_client, twice):
    anna, hanna, _public, _draft = twice
    third = make.person("A Ivanova")
    meeting = make.meeting("Session", people=[anna, hanna, third])
    note = {"confirmed": "yes", "note_en": "Listed three times."}
    act(admin_client, Person, "merge", [anna, hanna, third], keep=anna.pk, **note)
    assert [row[3] for row in logged() if row[0] == meeting.pk] == ["Listed three times."]
    assert [line.person for line in meeting.participations.all()] == [anna]
    assert newest_version(meeting).field_dict["title_en"] == "Session"


def test_people_who_share_no_public_meeting_are_merged_without_a_note(admin_client, twice):
    anna, _hanna, _public, _draft = twice
    other = make.person("A Ivanova")
    make.meeting(people=[other])
    question = act(admin_client, Person, "merge", [anna, other])
    assert "note_en" not in question.content.decode()
    act(admin_client, Person, "merge", [anna, other], keep=anna.pk, confirmed="yes")
    assert (Person.objects.filter(pk=other.pk).exists(), logged()) == (False, [])

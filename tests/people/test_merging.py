"""Merging of people, organizations and posts keeps all that was known of both."""

import datetime

import pytest
from django.test import Client

from ipacis.core.merging import MergeNote
from news.models import Participation
from people.merging import merge_organizations, merge_people
from people.models import Membership, Organization, Person, Post
from people.search import find
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_person_takes_over_meetings_offices_mentions_names_and_gaps():
    kept = make.person("Dmitry Kobitsky", slug="kobitsky")
    twin = make.person("Dmitriy Kobitskiy", ru="Дмитрий Кобицкий", slug="twin", country="RU")
    body = make.organization("Secretariat")
    post = make.post("Secretary General", body)
    make.membership(twin, post, datetime.date(2018, 1, 1))
    meeting = make.meeting(people=[twin])
    item = make.news(mentioned=[twin])
    merge_people(twin, kept)
    assert [line.person for line in meeting.participations.all()] == [kept]
    assert [row.post for row in kept.memberships.all()] == [post]
    assert list(item.mentioned.all()) == [kept]
    assert [(row.name, row.language) for row in kept.other_names.all()] == [("Dmitriy Kobitskiy", "en")]
    kept.refresh_from_db()
    assert (kept.family_name_ru, kept.country.code) == ("Кобицкий", "RU")
    assert not Person.objects.filter(pk=twin.pk).exists()
    assert [match.person for match in find("Kobitskiy", 5)] == [kept]
    answer = Client().get("/ru/people/twin/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/ru/people/kobitsky/")


def test_a_release_keeps_the_name_that_it_printed_of_a_person_merged_into_another():
    kept, twin = make.person("Dmitry Kobitsky"), make.person("Dmitriy Kobitskiy", slug="twin")
    item, both = make.news(mentioned=[twin]), make.news(mentioned=[kept, twin], slug="both")
    merge_people(twin, kept)
    for row in (item, both):
        row.refresh_from_db()
    assert item.mentioned_printed == {str(kept.pk): "Dmitriy Kobitskiy"}
    assert both.mentioned_printed == {str(kept.pk): "Dmitry Kobitsky"}


def test_participations_in_one_meeting_become_one_with_the_offices_of_both():
    kept, twin = make.person("Anna Ivanova"), make.person("A Ivanova")
    posts = [make.post(f"Post {n}") for n in range(3)]
    first, second, both = (
        make.membership(person, post) for person, post in zip((kept, twin, twin), posts, strict=True)
    )
    meeting = make.meeting(people=[kept, twin])
    line, other = meeting.participations.all()
    line.memberships.add(first)
    other.memberships.add(second, both)
    Participation.objects.filter(pk=other.pk).update(office_printed_en="Deputy Chair")
    merge_people(twin, kept, MergeNote(notes={"note_en": "Listed twice."}))
    left = meeting.participations.get()
    assert (left.pk, left.person, left.office_printed_en) == (line.pk, kept, "Deputy Chair")
    assert set(left.memberships.all()) == {first, second, both}


def test_equal_memberships_of_both_people_become_one():
    kept, twin, post = make.person(), make.person("A Ivanova"), make.post()
    start = datetime.date(2015, 5, 1)
    make.membership(kept, post, start, last_seen=datetime.date(2017, 1, 1))
    other = make.membership(twin, post, start, last_seen=datetime.date(2019, 1, 1))
    make.membership(twin, post, datetime.date(2020, 1, 1))
    meeting = make.meeting(people=[twin])
    meeting.participations.get().memberships.add(other)
    merge_people(twin, kept)
    assert kept.memberships.count() == 2
    row = kept.memberships.get(start_date=start)
    assert row.last_seen == datetime.date(2019, 1, 1)
    assert list(meeting.participations.get().memberships.all()) == [row]


def test_a_hidden_record_merged_with_a_public_one_is_public():
    kept, twin = make.person(is_public=False), make.person("A Ivanova", slug="twin")
    merge_people(twin, kept)
    kept.refresh_from_db()
    assert kept.is_public
    assert Client().get("/en/people/twin/").headers["Location"] == f"/en/people/{kept.slug}/"


def test_pages_and_lists_of_a_merged_person_go_on_under_the_old_slug():
    kept = make.person("Anna Ivanova", slug="kept")
    twin, other = make.person("A Ivanova", slug="twin"), make.person("Ivan Petrov", slug="petrov")
    meeting = make.meeting("They met", people=[twin, other])
    merge_people(twin, kept)
    client = Client()
    page = client.get("/en/meetings/?participant=twin").content.decode()
    assert "They met" in page and "participant=kept" in page
    assert client.get("/en/people/petrov/with/twin/").headers["Location"] == "/en/people/kept/with/petrov/"
    assert client.get("/en/people/kept/with/twin/").headers["Location"] == "/en/people/kept/"
    assert meeting.get_absolute_url() in client.get("/en/people/kept/with/petrov/").content.decode()


def test_an_organization_takes_over_posts_delegations_parts_sections_and_its_name():
    kept = make.organization("Central Election Commission", slug="cec")
    twin = make.organization("Central Commission", "Центральная комиссия", slug="twin", country="BY")
    part = make.organization("Department", parent=twin)
    person = make.person()
    chair, own_chair = make.post("Chair", twin, slug="twin-chair"), make.post("chair ", kept)
    member = make.post("Member", twin)
    make.membership(person, chair)
    meeting = make.meeting(people=[person], delegations=[twin])
    item = make.news(section=twin)
    merge_organizations(twin, kept)
    kept.refresh_from_db()
    assert set(kept.posts.all()) == {own_chair, member}
    assert [row.post for row in person.memberships.all()] == [own_chair]
    assert meeting.participations.get().delegation == kept
    item.refresh_from_db()
    part.refresh_from_db()
    assert (item.section, part.parent, kept.country.code) == (kept, kept, "BY")
    assert [row.name_en for row in kept.former_names.all()] == ["Central Commission"]
    assert kept.name_ru == "Центральная комиссия"
    client = Client()
    assert client.get("/en/organizations/twin/").headers["Location"] == "/en/organizations/cec/"
    assert client.get("/en/posts/twin-chair/").headers["Location"] == own_chair.get_absolute_url()
    assert "Meeting" in client.get("/en/meetings/?organization=twin").content.decode()
    assert not Post.objects.filter(pk=chair.pk).exists() and Membership.objects.count() == 1


def test_merging_a_parent_into_its_descendant_moves_the_descendant_up():
    top = make.organization("Top")
    whole = make.organization("Whole", parent=top)
    middle = make.organization("Middle", parent=whole)
    part = make.organization("Part", parent=middle)
    merge_organizations(whole, part)
    parents = dict(Organization.objects.values_list("name_en", "parent__name_en"))
    assert parents == {"Top": None, "Part": "Top", "Middle": "Part"}


def test_a_thing_is_not_merged_with_itself_or_with_something_else():
    person = make.person()
    for other in (person, make.organization()):
        with pytest.raises(ValueError):
            merge_people(person, other)


def test_two_offices_that_become_one_keep_the_first_and_the_last_naming():
    kept, twin, post = make.person(), make.person("Anna Ivanowa"), make.post()
    make.membership(kept, post, last_seen=datetime.date(2015, 1, 1), has_left=True)
    make.membership(twin, post, first_seen=datetime.date(2018, 1, 1))
    merge_people(twin, kept)
    row = kept.memberships.get()
    assert (row.first_seen, row.last_seen) == (datetime.date(2015, 1, 1), datetime.date(2018, 1, 1))
    assert row.has_left is False  # the person was named later


def test_a_merge_gives_an_international_organization_no_country():
    kept = make.organization("Union", classification="international", start_date=datetime.date(1992, 1, 1))
    twin = make.organization("Onion", country="KZ", end_date=datetime.date(1990, 1, 1))
    merge_organizations(twin, kept)
    kept.refresh_from_db()
    assert (kept.country.code, kept.end_date) == ("", None)

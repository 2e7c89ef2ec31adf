"""Rows that public rows refer to cannot be deleted, and the editor is told which rows those are."""

import pytest
from django.db.models import ProtectedError

from people.models import Membership, Person
from tests import factories as make
from tests.admin_pages import act, change, errors, page, save
from tests.uploads import make_document, make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """A membership that a public meeting refers to."""
    person = make.person("Anna Ivanova")
    office = make.membership(person, make.post("Envoy"))
    meeting = make.meeting("Talks", people=[person])
    meeting.participations.get().memberships.add(office)
    return office


def test_an_office_that_a_list_of_participants_refers_to_is_not_deleted(admin_client, held):
    question = admin_client.get(page(Membership, "delete", held.pk)).content.decode()
    assert "Anna Ivanova, Talks (30 November 2023)" in question
    assert "object (" not in question
    admin_client.post(page(Membership, "delete", held.pk), {"post": "yes"})
    act(admin_client, Membership, "delete_selected", [held], post="yes")
    assert list(Membership.objects.all()) == [held]


def test_it_is_not_deleted_on_the_page_of_the_person_either(admin_client, held):
    answer = save(admin_client, change(held.person), memberships__0__DELETE="on")
    assert ["Anna Ivanova, Talks (30 November 2023)" in error for error in errors(answer)] == [True]
    assert list(Membership.objects.all()) == [held]


def test_a_program_does_not_delete_it_either(held):
    with pytest.raises(ProtectedError):
        held.delete()
    with pytest.raises(ProtectedError):
        Membership.objects.all().delete()


def test_an_office_that_nothing_refers_to_is_deleted(admin_client, held):
    other = make.membership(held.person, make.post("Deputy"))
    admin_client.post(page(Membership, "delete", other.pk), {"post": "yes"})
    assert list(Membership.objects.all()) == [held]


def test_a_person_who_is_only_mentioned_is_not_deleted(admin_client):
    person = make.person("Boris Petrov")
    make.news("Boris Petrov wrote", mentioned=[person])
    assert "Boris Petrov wrote" in admin_client.get(page(Person, "delete", person.pk)).content.decode()
    admin_client.post(page(Person, "delete", person.pk), {"post": "yes"})
    assert list(Person.objects.all()) == [person]


def test_the_confirmation_names_the_protecting_rows_and_no_missing_permission(admin_client, held):
    event, place, photo = make.event(), make.place(), make_photo()
    meeting = make.meeting("Visit", event=event, place=place, people=[held.person])
    draft = make.meeting("Plans", state="draft", publish_at=None)
    make.news("What happened", meetings=[draft], photos=[photo])
    wanted = {
        event: "Meeting: Visit (30 November 2023)",
        place: "Meeting: Visit (30 November 2023)",
        photo: "Photo: What happened",
        draft: "Meeting told: What happened",
        held.person: "Participant: Anna Ivanova, Visit (30 November 2023)",
    }
    for row, words in wanted.items():
        question = admin_client.get(page(row, "delete", row.pk)).content.decode()
        assert words in question, row
        assert "permission to delete" not in question, row
    assert meeting in type(meeting).objects.published()


def test_a_document_and_the_body_that_adopted_it_are_not_deleted():
    document, body = make_document(), make.organization()
    document.bodies.add(body)
    make.meeting(documents=[document])
    for row in (document, body):
        with pytest.raises(ProtectedError):
            row.delete()


def test_a_draft_is_deleted_with_its_links(admin_client):
    person = make.person()
    item = make.news(state="draft", publish_at=None)
    item.mentioned.add(person)
    item.delete()
    person.delete()
    assert not Person.objects.exists()

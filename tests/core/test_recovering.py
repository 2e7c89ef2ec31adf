"""The list of deleted rows that can be restored."""

import pytest

from people.models import Organization, Person, Post
from tests import factories as make
from tests.admin_pages import act, change, page, save

pytestmark = pytest.mark.django_db


def offered(client, model):
    return [str(row.version.object_repr) for row in client.get(page(model, "recoverlist")).context["deleted"]]


def delete(client, row):
    save(client, change(row))
    assert client.post(page(type(row), "delete", row.pk), {"post": "yes"}).status_code == 302


def test_a_deleted_row_is_offered_and_comes_back(admin_client):
    body = make.organization("Council")
    delete(admin_client, body)
    assert offered(admin_client, Organization) == ["Council"]
    [row] = admin_client.get(page(Organization, "recoverlist")).context["deleted"]
    opened = admin_client.get(page(Organization, "recover", row.version.pk)).content.decode()
    assert "If you save this, it is restored." in opened
    assert save(admin_client, page(Organization, "recover", row.version.pk)).status_code == 302
    assert Organization.objects.get().name_en == "Council"
    assert offered(admin_client, Organization) == []


def test_a_merged_row_is_not_offered(admin_client):
    people = [make.person("Anna Ivanova"), make.person("Ann Ivanova")]
    for person in people:
        save(admin_client, change(person))
    act(admin_client, Person, "merge", people, keep=people[0].pk, confirmed="yes")
    assert Person.objects.count() == 1
    assert offered(admin_client, Person) == []


def test_a_row_of_which_what_it_belonged_to_is_gone_is_not_offered(admin_client):
    post = make.post("Chair", make.organization("Council"))
    body = post.organization
    delete(admin_client, post)
    assert offered(admin_client, Post) == ["Chair"]
    delete(admin_client, body)
    assert offered(admin_client, Post) == []


def test_what_is_gone_since_is_named(admin_client):
    place = make.place("Palace")
    hall = make.place("Hall", within=place)
    delete(admin_client, hall)
    delete(admin_client, place)
    rows = admin_client.get(page(type(hall), "recoverlist")).context["deleted"]
    assert {row.version.object_repr: row.lost for row in rows} == {"Palace": [], "Hall": ["lies within"]}

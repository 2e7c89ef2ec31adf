"""Serving of uploads: they are public while a public row uses them."""

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.storage import default_storage
from django.test import Client

from news.models import Photo
from people.models import Person
from tests import factories as make
from tests.uploads import PDF, make_document, make_photo, pdf, picture

pytestmark = pytest.mark.django_db

WITHDRAWN = {"state": "withdrawn", "withdrawal_reason_en": "A mistake."}


def editor_with(*codenames, name="editor"):
    user = User.objects.create_user(name, password="a-long-enough-password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def addresses_of(photo):
    return [photo.image.url, photo.image.small, photo.image.large]


def answers(client, addresses):
    return [(client.get(address).status_code, client.get(address)["Cache-Control"]) for address in addresses]


PUBLIC = (200, "public, max-age=86400")
PRIVATE = (200, "private, no-store")
HIDDEN = (404, "private, no-store")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"state": "draft", "publish_at": None}, HIDDEN),
        ({"state": "in_review", "publish_at": None}, HIDDEN),
        ({"publish_at": make.NOON.replace(year=2090)}, HIDDEN),
        (WITHDRAWN, HIDDEN),
        ({}, PUBLIC),
    ],
)
def test_files_of_a_release_are_public_while_it_is(state, expected):
    photo, document = make_photo(), make_document()
    make.news(photos=[photo], documents=[document], **state)
    assert answers(Client(), [*addresses_of(photo), document.file.url]) == [expected] * 4


def test_a_document_of_a_meeting_is_public_while_the_meeting_is():
    document = make_document()
    meeting = make.meeting(documents=[document])
    assert answers(Client(), [document.file.url]) == [PUBLIC]
    meeting.state = "withdrawn"
    meeting.save()
    assert answers(Client(), [document.file.url]) == [HIDDEN]


def test_a_portrait_is_public_while_the_person_is():
    person = make.person(portrait=picture())
    addresses = [person.portrait.url, person.portrait.small, person.portrait.large]
    assert answers(Client(), addresses) == [PUBLIC] * 3
    Person.objects.update(is_public=False)
    assert answers(Client(), addresses) == [HIDDEN] * 3


def test_a_file_that_no_public_row_uses_is_shown_to_its_editors_only():
    photo, document = make_photo(), make_document()
    addresses = [*addresses_of(photo), document.file.url]
    assert answers(Client(), addresses) == [HIDDEN] * 4
    assert answers(editor_with("change_photo", "change_document"), addresses) == [PRIVATE] * 4


def test_editors_of_other_models_do_not_see_a_file_that_no_public_row_uses():
    photo = make_photo()
    assert answers(editor_with("change_topic"), addresses_of(photo)) == [HIDDEN] * 3


def test_a_file_that_was_replaced_is_public_no_longer():
    document = make_document()
    make.news(documents=[document])
    former = document.file.url
    document.file = pdf("other.pdf")
    document.save()
    assert answers(Client(), [former, document.file.url]) == [HIDDEN, PUBLIC]


def test_pictures_stored_by_an_earlier_version_are_still_shown():
    photo = make_photo()
    older = default_storage.save("photos/2024/05/0123456789abcdef.jpeg", picture())
    Photo.objects.filter(pk=photo.pk).update(image=older)
    photo = Photo.objects.get()
    photo.image.process("small")
    make.news(photos=[photo])
    assert answers(Client(), [photo.image.url, photo.image.small]) == [PUBLIC] * 2


def test_other_sites_may_embed_public_pictures_only(admin_client):
    shown, hidden = make_photo(), make_photo()
    make.news(photos=[shown])
    answers = [admin_client.get(photo.image.url) for photo in (shown, hidden)]
    assert [answer["Cross-Origin-Resource-Policy"] for answer in answers] == ["cross-origin", "same-origin"]
    assert [answer.get("Access-Control-Allow-Origin") for answer in answers] == ["*", None]


def test_a_file_has_a_content_type_and_a_conditional_request_gets_304():
    document = make_document()
    make.news(documents=[document])
    client = Client()
    first = client.get(document.file.url)
    assert (first["Content-Type"], first["X-Content-Type-Options"], first["Content-Length"]) == (
        "application/pdf",
        "nosniff",
        str(len(PDF)),
    )
    again = client.get(document.file.url, headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 304


def test_permission_for_one_kind_of_file_shows_no_other_kind():
    person = make.person(portrait=picture(), is_public=False)
    name = person.portrait.name
    addresses = [
        person.portrait.small,
        person.portrait.large,
        f"/media/documents/../{name}",
        f"/media/photos/%2e%2e/{name}",
        f"/media//{name}",
    ]
    editor = editor_with("change_photo", "change_document", "change_newsitem")
    assert answers(editor, addresses) == [HIDDEN] * 5
    assert answers(editor_with("change_person", name="people"), addresses[:2]) == [PRIVATE] * 2


@pytest.mark.parametrize("path", ["photos/../secret_key", "/etc/passwd", "photos/", "", "documents/none.pdf"])
def test_a_path_that_is_no_upload_is_404_even_for_an_administrator(admin_client, path):
    assert admin_client.get(f"/media/{path}").status_code == 404


def test_the_portrait_of_a_person_who_is_not_public_is_not_printed():
    person = make.person(portrait=picture(), is_public=False)
    meeting = make.meeting(people=[person])
    assert "/media/" not in Client().get(meeting.get_absolute_url()).content.decode()
    Person.objects.update(is_public=True)
    assert person.portrait.small in Client().get(meeting.get_absolute_url()).content.decode()


def test_a_page_answers_when_the_storage_has_lost_the_file_of_a_document():
    document = make_document()
    item = make.news(documents=[document])
    assert "PDF, " in Client().get(item.get_absolute_url()).content.decode()
    default_storage.delete(document.file.name)
    page = Client().get(item.get_absolute_url())
    assert (page.status_code, "PDF, " in page.content.decode()) == (200, False)

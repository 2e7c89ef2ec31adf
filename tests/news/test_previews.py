"""Previews of what is typed, and links with which colleagues without an account see what is not public."""

import datetime

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from ipacis.core.accounts.shared_previews import SharedPreview, share
from news.models import Correction, Meeting, NewsItem
from people.models import Person
from tests import factories as make
from tests.admin_pages import add_row, change, fields, messages, page, step
from tests.roles import account, client_of
from tests.uploads import make_document, make_photo

pytestmark = pytest.mark.django_db

MODELS = (NewsItem, Meeting, Person, Correction, Version, LogEntry)


def stored():
    return {model: list(model._base_manager.order_by("pk").values()) for model in MODELS}


# What is typed


def test_a_new_release_is_previewed_with_its_rows_and_nothing_is_saved(admin_client):
    meeting = make.meeting("Talks", title_ru="Переговоры", state="draft", publish_at=None)
    data = fields(admin_client.get(page(NewsItem, "add")))
    data |= {"headline": "Typed headline", "body": "<p>Typed <b>text</b></p>", "language": "ru"}
    add_row(data, "reports", order="", meeting=meeting.pk)
    before = stored()
    answer = admin_client.post(page(NewsItem, "preview_new"), data)
    text = answer.content.decode()
    assert (answer.status_code, "Typed headline" in text, "<strong>text</strong>" in text) == (
        200,
        True,
        True,
    )
    assert '<html lang="ru">' in text and "Переговоры" in text
    assert "Просмотр набранного." in text
    assert (stored(), messages(answer)) == (before, [])


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_change_is_previewed_without_the_question_about_corrections(admin_client, state):
    person = make.person("Anna Ivanova")
    meeting = make.meeting("Talks", people=[person], state=state)
    data = fields(admin_client.get(change(meeting)))
    data |= {"title_ru": "Беседа", "correction_kind": "", "participations-0-office_printed_ru": "Спикер"}
    before = stored()
    shown = admin_client.post(page(meeting, "preview", meeting.pk) + "?language=ru", data).content.decode()
    assert "Беседа" in shown and "Спикер" in shown
    assert stored() == before


def test_what_cannot_be_saved_has_no_preview_and_tells_why(admin_client):
    item = make.news("Talks", **make.DRAFT)
    data = {**fields(admin_client.get(change(item))), "headline": "", "date": "nonsense"}
    text = admin_client.post(page(item, "preview", item.pk), data).content.decode()
    assert "Headline: This field is required." in text and "There is no such day in the calendar." in text


def test_a_preview_of_what_is_typed_needs_the_right_to_change(admin_client):
    item = make.news("Talks", **make.DRAFT)
    data = {**fields(admin_client.get(change(item))), "headline": "Taken"}
    client = client_of(account("Author"))
    assert client.post(page(item, "preview", item.pk), data).status_code == 403
    assert client.get(page(NewsItem, "preview_new")).status_code == 404
    assert client_of(account(None)).post(page(NewsItem, "preview_new"), data).status_code == 403


def test_a_release_leads_to_the_previews_of_its_draft_meetings(admin_client):
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    item = make.news("Release", **make.DRAFT, meetings=[meeting])
    text = admin_client.get(page(item, "preview", item.pk)).content.decode()
    address = page(meeting, "preview", meeting.pk)
    assert f'href="{address}' in text and f'href="{meeting.get_absolute_url()}' not in text
    assert admin_client.get(address).status_code == 200


# Shared links


@pytest.fixture
def item():
    meeting = make.meeting("Secret talks", state="draft", publish_at=None, documents=[make_document()])
    return make.news("Secret release", **make.DRAFT, meetings=[meeting], photos=[make_photo()])


@pytest.fixture
def link(item):
    return share(item, account("Editor"), 3)


def address(link):
    return f"/shared/{link.token}/"


def test_a_colleague_without_an_account_sees_the_preview(item, link):
    answer = Client().get(address(link))
    assert (answer.status_code, "Secret release" in answer.content.decode()) == (200, True)
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex, nofollow"
    assert (answer["Referrer-Policy"], "set-cookie" in answer.headers) == ("no-referrer", False)
    link.refresh_from_db()
    assert link.opened_at is not None


def test_the_link_is_the_same_at_another_time(link):
    token = link.token
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=90)):
        assert SharedPreview.objects.get().token == token


def test_the_link_leads_to_the_draft_meetings_and_files_of_the_release_alone(item, link):
    meeting, other = item.meetings.get(), make.meeting("Another", state="draft", publish_at=None)
    text = Client().get(address(link)).content.decode()
    part = f"{address(link)}?part=meeting/{meeting.pk}"
    assert f'href="{part}' in text
    assert "Secret talks" in Client().get(part).content.decode()
    assert Client().get(f"{address(link)}?part=meeting/{other.pk}").status_code == 410
    stranger = make_photo()
    statuses = {
        name: Client().get(f"/media/{file}", {"shared": link.token}).status_code
        for name, file in {
            "photo": item.photos.get().image.name,
            "document": meeting.documents.get().file.name,
            "other": stranger.image.name,
        }.items()
    }
    assert statuses == {"photo": 200, "document": 200, "other": 404}
    assert Client().get(f"/media/{item.photos.get().image.name}").status_code == 404
    assert Client().get(f"/media/{item.photos.get().image.name}", {"shared": "x"}).status_code == 404


def published(item, link):
    item.state = "published"
    item.save()


def withdrawn_before_it_was_public(item, link):
    item.state, item.withdrawal_reason_en = "withdrawn", "A mistake"
    item.save()


def revoked(item, link):
    SharedPreview.objects.update(revoked_at=timezone.now())


def deleted(item, link):
    item.delete()


@pytest.mark.parametrize("event", [published, withdrawn_before_it_was_public, revoked, deleted])
def test_the_link_is_dead_after(event, item, link):
    photo = item.photos.get().image.name
    event(item, link)
    answer = Client().get(address(link))
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (410, True)
    assert "Secret" not in answer.content.decode()
    if event is not published:
        assert Client().get(f"/media/{photo}", {"shared": link.token}).status_code == 404


def test_the_link_expires(item, link):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2, hours=23)):
        assert Client().get(address(link)).status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3, hours=1)):
        assert Client().get(address(link)).status_code == 410


@pytest.mark.parametrize("token", ["1", "x", "1:x", "%00", "WzFd:1abc:def", "x" * 3000])
def test_a_forged_link_shows_nothing(link, token):
    assert Client().get(f"/shared/{token}/").status_code in {400, 404, 410}


def test_nothing_can_be_changed_through_a_link(item, link):
    assert Client().post(address(link), {"headline": "Taken"}).status_code == 405
    item.refresh_from_db()
    assert item.headline == "Secret release"


def test_links_are_made_listed_and_revoked_at_the_desk(item):
    editor = client_of(account("Editor"))
    shown = page(item, "share", item.pk)
    assert shown in editor.get(change(item)).content.decode()
    editor.post(shown, {"days": "7"})
    [(link, full)] = editor.get(shown).context["links"]
    assert round((link.expires_at - timezone.now()) / datetime.timedelta(days=1)) == 7
    assert full.endswith(address(link)) and Client().get(address(link)).status_code == 200
    editor.post(shown, {"revoke": link.pk})
    assert (Client().get(address(link)).status_code, editor.get(shown).context["links"]) == (410, [])


@pytest.mark.parametrize(
    "data", [{"days": "365"}, {"days": "-1"}, {"days": ""}, {"revoke": "x"}, {"revoke": "9" * 30}]
)
def test_other_data_makes_and_revokes_nothing(item, link, data):
    client_of(account("Editor", "olga")).post(page(item, "share", item.pk), data)
    assert (SharedPreview.objects.count(), SharedPreview.objects.valid().count()) == (1, 1)


def test_sharing_needs_the_right_to_change_or_to_publish(item):
    for role in (None, "Author"):
        client = client_of(account(role))
        assert client.post(page(item, "share", item.pk), {"days": "3"}).status_code in {302, 403}
    assert not SharedPreview.objects.exists()


def test_what_is_public_is_not_shared(item):
    editor = client_of(account("Editor"))
    step(editor, item, "publish")
    editor.post(page(item, "share", item.pk), {"days": "3"})
    assert not SharedPreview.objects.exists()
    assert page(item, "share", item.pk) not in editor.get(change(item)).content.decode()

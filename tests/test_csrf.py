"""Forms whose CSRF token is no longer valid: the answer has advice and the posted text to copy."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.utils.translation import gettext, override

from ipacis.context import section_of
from news.models import NewsItem
from tests import factories as make
from tests.admin_pages import change, fields

pytestmark = pytest.mark.django_db
OWN = {"origin": "http://testserver"}
BODY = "<p>A <strong>long</strong> text <script>alert(1)</script></p>"


@pytest.fixture
def desk():
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("editor", password="a long password"))
    return client


def sign_in_again(client):
    """Sign out and in through the form, as in another tab."""
    client.logout()
    token = fields_of_sign_in(client)
    data = {"login": "editor", "password": "a long password", "csrfmiddlewaretoken": token}
    assert client.post("/accounts/login/", data).status_code == 302


def fields_of_sign_in(client):
    page = client.get("/accounts/login/").content.decode()
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def send_an_old_form(client, headers=OWN, **changes):
    item = make.news(state="draft", publish_at=None)
    data = fields(client.get(change(item)))
    sign_in_again(client)
    return item, client.post(change(item), {**data, **changes}, headers=headers)


ADVICE = [
    "Copy your text: it stands below.",
    "Go back in the browser and reload the page.",
    "Paste your text and send the form again.",
]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_form_of_an_earlier_sign_in_is_answered_with_advice_in_the_language_of_the_desk(desk, language):
    _item, answer = send_an_old_form(desk, headers={**OWN, "accept-language": language})
    page = answer.content.decode()
    with override(language):
        assert [words for words in map(gettext, ADVICE) if words not in page] == []
    assert (answer.status_code, f'<html lang="{language}">' in page) == (403, True)
    assert "DEBUG" not in page and "CSRF" not in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_an_editor_finds_the_text_to_copy_and_nothing_is_saved(desk):
    item, answer = send_an_old_form(desk, headline="A <new> headline", body=BODY)
    page = answer.content.decode()
    assert "A &lt;new&gt; headline" in page and "<p>A <strong>long</strong> text</p>" in page
    assert "alert(1)" not in page
    assert NewsItem.objects.get(pk=item.pk).body == ""


def test_passwords_tokens_and_hidden_fields_are_not_shown(desk):
    hidden = {
        "password": "hidden-1", "oldpassword": "hidden-2", "csrfmiddlewaretoken": "hidden-3", "code": "hidden-4",
        "reports-TOTAL_FORMS": "hidden-5", "seen_version": "hidden-6", "asked": "hidden-6", "_save": "hidden-7", "login": "hidden-8",
        "opened": "hidden-9", "reports-0-opened": "hidden-9", "reports-0-choice-DELETE": "hidden-9",
    }  # fmt: skip
    answer = desk.post("/admin/", {**hidden, "lead": "shown"}, headers=OWN)
    page = answer.content.decode()
    assert ("hidden-" in page, ">shown<" in page) == (False, True)


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_text_posted_by_another_site_is_not_shown(desk, headers):
    answer = desk.post("/admin/", {"lead": "Words of an attacker"}, headers=headers)
    assert (answer.status_code, b"Words of an attacker" in answer.content) == (403, False)


def test_the_posted_text_is_shown_to_editors_only():
    client = Client(enforce_csrf_checks=True)
    for user in (None, User.objects.create_user("reader")):
        if user:
            client.force_login(user)
        answer = client.post("/accounts/login/", {"lead": "Words"}, headers=OWN)
        assert (answer.status_code, b"Words" in answer.content) == (403, False)


def test_the_page_needs_no_database(desk, monkeypatch):
    def away(*arguments, **options):
        raise OperationalError("the server is away")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
    for client in (desk, Client(enforce_csrf_checks=True)):
        answer = client.post("/admin/", {"lead": "Words"}, headers=OWN)
        assert (answer.status_code, b"Go back" in answer.content) == (403, True)


def test_a_hostile_body_is_answered_as_well(desk):
    for content_type, body in [
        ("multipart/form-data; boundary=x", b"--x"),
        ("text/plain", b"\xff\x00"),
        ("", b""),
    ]:
        assert desk.post("/admin/", body, content_type=content_type, headers=OWN).status_code in {400, 403}


def test_the_page_marks_no_section_of_the_site():
    assert [
        section_of(path) for path in ("/admin/news/newsitem/add/", "/en/news/", "/ru/posts/chair/", "/")
    ] == [
        "",
        "news",
        "organizations",
        "",
    ]

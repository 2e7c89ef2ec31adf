"""The account pages of editors: e-mail, password, second factor, and the length of a session."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from .codes import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_counted")]
ASKED = "/accounts/reauthenticate/"


@pytest.fixture
def desk(editor):
    """A browser in which the editor has signed in."""
    client = Client()
    client.post("/accounts/login/", {"login": "editor", "password": PASSWORD})
    return client


def leads_to(answer):
    """Return the path to which *answer* sends the browser, None when it is a page."""
    return answer.headers.get("Location", "").partition("?")[0] or None


def addresses():
    return list(EmailAddress.objects.order_by("email").values_list("email", "primary"))


def test_a_new_email_address_is_taken_when_the_password_is_given(desk):
    added = {"email": "editor@example.org", "action_add": ""}
    assert leads_to(desk.post("/accounts/email/", added)) == ASKED
    assert addresses() == []
    desk.post(f"{ASKED}?next=/accounts/email/", {"password": "wrong"})
    assert addresses() == []
    desk.post(ASKED, {"password": PASSWORD, "next": "/accounts/email/"})
    assert addresses() == [("editor@example.org", False)]


@pytest.mark.parametrize("action", ["action_remove", "action_primary"])
def test_other_changes_of_email_addresses_ask_for_the_password_too(desk, editor, action):
    for number, email in enumerate(("a@example.org", "b@example.org")):
        EmailAddress.objects.create(user=editor, email=email, primary=not number)
    before = addresses()
    assert leads_to(desk.post("/accounts/email/", {"email": "b@example.org", action: ""})) == ASKED
    assert addresses() == before


@pytest.mark.parametrize("page", ["totp/activate/", "webauthn/add/", "recovery-codes/generate/"])
def test_setting_up_a_second_factor_requires_the_password(desk, page):
    assert leads_to(desk.get(f"/accounts/2fa/{page}")) == ASKED


def test_changing_the_password_requires_the_old_one(desk, editor):
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    desk.post("/accounts/password/change/", {"oldpassword": "wrong", **new})
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


def test_the_desk_leads_to_the_one_page_where_a_password_is_changed_with_its_limits(desk):
    assert leads_to(desk.get("/admin/password_change/")) == "/accounts/password/change/"
    guess = {
        "old_password": "wrong",
        "new_password1": "another-long-one",
        "new_password2": "another-long-one",
    }
    assert leads_to(desk.post("/admin/password_change/", guess)) == "/accounts/password/change/"
    guess = {"oldpassword": "wrong", "password1": "another-long-one", "password2": "another-long-one"}
    codes = [desk.post("/accounts/password/change/", guess).status_code for _n in range(6)]
    assert codes == [200] * 5 + [429]


def test_a_code_by_email_is_no_substitute_for_the_password(desk, editor):
    EmailAddress.objects.create(user=editor, email="editor@example.org", primary=True, verified=True)
    answer = desk.get("/accounts/reauthenticate/code/")
    assert (answer.status_code, leads_to(answer)) == (403, None)


def test_an_account_without_password_and_second_factor_can_set_a_password(client):
    client.force_login(User.objects.create_superuser("editor"))
    new = dict.fromkeys(["password1", "password2"], PASSWORD)
    client.post("/accounts/password/set/", new)
    assert User.objects.get().check_password(PASSWORD)


def test_the_password_is_not_asked_for_again_within_five_minutes(desk):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        desk.post(ASKED, {"password": PASSWORD, "next": "/accounts/email/"})
        pages = []
        for seconds in (0, 299, 2):
            clock.shift(seconds)
            pages.append(leads_to(desk.get("/accounts/2fa/totp/activate/")))
    assert pages == [None, None, ASKED]


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def is_signed_in(desk):
    return desk.get("/admin/").status_code == 200


def test_a_session_ends_after_idle_hours_and_not_while_the_editor_works(clock, desk, settings):
    for _request in range(5):
        clock.shift(settings.SESSION_COOKIE_AGE * 0.9)
        assert is_signed_in(desk)
    clock.shift(settings.SESSION_COOKIE_AGE + 1)
    assert not is_signed_in(desk)


def test_a_session_is_prolonged_once_in_a_while_and_not_at_each_request(clock, desk, settings):
    is_signed_in(desk)
    writes = []
    for part in (0, 0.01, 0.01, 0.04, 0.01):
        clock.shift(settings.SESSION_COOKIE_AGE * part)
        with CaptureQueriesContext(connection) as asked:
            is_signed_in(desk)
        writes.append(sum(query["sql"].startswith("UPDATE") for query in asked))
    assert writes == [0, 0, 0, 1, 0]


def test_the_browser_forgets_the_session_when_it_is_closed(desk, settings):
    assert desk.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert "remember" not in Client().get("/accounts/login/").context["form"].fields


def test_caches_keep_no_answer_to_a_request_with_a_session_cookie(settings):
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"
    reader = Client()
    reader.cookies["__Host-sessionid"] = "x" * 32
    assert reader.get("/en/").headers["Cache-Control"] == "private, no-store"

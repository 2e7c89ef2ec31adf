"""What editors do with their own account: e-mail, password, second factor, and how long they stay signed in."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-password"
ASKED = "/accounts/reauthenticate/"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", "", PASSWORD)


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
def test_a_second_factor_is_set_up_by_who_gives_the_password(desk, page):
    assert leads_to(desk.get(f"/accounts/2fa/{page}")) == ASKED


def test_a_password_is_changed_by_who_knows_it(desk, editor):
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    desk.post("/accounts/password/change/", {"oldpassword": "wrong", **new})
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


def test_a_code_by_email_is_no_substitute_for_the_password(desk, editor):
    EmailAddress.objects.create(user=editor, email="editor@example.org", primary=True, verified=True)
    answer = desk.get("/accounts/reauthenticate/code/")
    assert (answer.status_code, leads_to(answer)) == (403, None)


def test_who_has_given_the_password_is_not_asked_again_for_five_minutes(desk):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        desk.post(ASKED, {"password": PASSWORD, "next": "/accounts/email/"})
        pages = []
        for seconds in (0, 299, 2):
            clock.shift(seconds)
            pages.append(leads_to(desk.get("/accounts/2fa/totp/activate/")))
    assert pages == [None, None, ASKED]

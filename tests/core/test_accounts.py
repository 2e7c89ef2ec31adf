"""Signing in to the admin."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from .codes import PASSWORD, code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_counted")]


@pytest.mark.parametrize(("address", "field"), [("/accounts/login/", "login"), ("/admin/login/", "username")])
def test_an_editor_signs_in_with_the_fields_of_allauth_or_of_django(editor, field, address):
    client = Client(enforce_csrf_checks=True)
    token = client.get(address).cookies["csrftoken"].value
    posted = {field: "editor", "password": PASSWORD, "next": "/admin/", "csrfmiddlewaretoken": token}
    answer = client.post(address, posted)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_a_wrong_password_does_not_sign_in_and_many_are_refused(editor):
    client = Client()
    for _attempt in range(12):
        answer = client.post("/admin/login/", {"username": "editor", "password": "wrong", "next": "/admin/"})
        assert answer.status_code in {200, 429}
    assert client.get("/admin/").status_code == 302
    assert client.post("/admin/login/", {"username": "editor", "password": PASSWORD}).status_code != 302


def sign_in(address, username="editor", password=PASSWORD, at="/accounts/login/"):
    """Try to sign in from the IP *address*; return whether it succeeded."""
    field = "username" if at == "/admin/login/" else "login"
    answer = Client(REMOTE_ADDR=address).post(at, {field: username, "password": password})
    return answer.status_code == 302


def fail(address, times, username="editor", **more):
    return [sign_in(address, username, "wrong", **more) for _n in range(times)]


@pytest.mark.parametrize("at", ["/accounts/login/", "/admin/login/"])
def test_failed_sign_ins_lock_the_account_only_for_their_own_address(editor, at):
    assert not any(fail("198.51.100.1", 6, at=at))
    assert [sign_in(address, at=at) for address in ("198.51.100.1", "203.0.113.7")] == [False, True]


@pytest.mark.parametrize("name", ["EDITOR", " editor "])
def test_spelling_a_name_differently_gives_no_more_sign_in_attempts(editor, name):
    fail("198.51.100.1", 5, name)
    assert not sign_in("198.51.100.1")


def test_an_address_of_version_6_is_counted_by_its_network(editor):
    for last in range(5):
        fail(f"2001:db8:1:2::{last:x}", 1)
    assert [sign_in("2001:db8:1:2::ffff"), sign_in("2001:db8:1:3::1")] == [False, True]


def test_an_address_of_version_4_is_one_however_it_is_written(editor):
    fail("::ffff:198.51.100.1", 5)
    assert [sign_in(f"::ffff:{address}") for address in ("198.51.100.1", "203.0.113.7")] == [False, True]
    assert not sign_in("198.51.100.1")


@pytest.mark.parametrize("address", ["::1", "fe80::1%eth0", "2001:db8::1"])
def test_an_editor_signs_in_from_any_kind_of_address(editor, address):
    assert sign_in(address)


def test_an_address_that_tries_many_accounts_is_stopped(editor):
    for number in range(10):
        fail("198.51.100.1", 1, f"somebody{number}")
    assert [sign_in("198.51.100.1"), sign_in("203.0.113.7")] == [False, True]


def test_failures_from_many_addresses_do_not_lock_out_addresses_that_signed_in(editor):
    assert sign_in("203.0.113.7")
    for number in range(100):
        fail(f"198.51.100.{number}", 1)
    assert [sign_in(address) for address in ("198.51.100.200", "192.0.2.9", "203.0.113.7")] == [
        False,
        False,
        True,
    ]


def test_names_at_random_do_not_push_the_counts_out_of_the_cache(editor):
    fail("198.51.100.1", 5)
    for number in range(400):
        cache.set(f"filler-{number}", number, 600)
    assert not sign_in("198.51.100.1")


def test_codes_of_the_second_factor_are_limited_for_the_account_wherever_they_come_from(editor):
    secret = generate_totp_secret()
    TOTP.activate(editor, secret)
    right = code_of(secret)
    wrong = str((int(right) + 1) % 1_000_000).zfill(6)
    for address in ("198.51.100.1", "198.51.100.2"):
        stranger = Client(REMOTE_ADDR=address)
        stranger.post("/accounts/login/", {"login": "editor", "password": PASSWORD})
        for _attempt in range(3):
            stranger.post("/accounts/2fa/authenticate/", {"code": wrong})
    assert stranger.post("/accounts/2fa/authenticate/", {"code": right}).status_code == 200


def test_no_mail_is_sent_to_people_without_an_account(mailoutbox):
    Client().post("/accounts/password/reset/", {"email": "stranger@example.org"})
    assert mailoutbox == []


def test_an_account_that_is_not_staff_cannot_open_the_admin():
    User.objects.create_user("reader", "", PASSWORD)
    client = Client()
    client.post("/admin/login/", {"username": "reader", "password": PASSWORD, "next": "/admin/"})
    assert client.get("/admin/").status_code in {302, 403}


def test_second_factors_are_deleted_by_an_administrator_and_their_secrets_shown_to_nobody(admin_client):
    editor = User.objects.create_user("editor")
    factor = Authenticator.objects.create(user=editor, type="totp", data={"secret": "TOPSECRET"})
    address = f"/admin/mfa/authenticator/{factor.pk}/"
    assert "TOPSECRET" not in admin_client.get(f"{address}change/").content.decode()
    assert admin_client.post(f"{address}change/", {"data": "{}"}).status_code == 403
    assert admin_client.post(f"{address}delete/", {"post": "yes"}).status_code == 302

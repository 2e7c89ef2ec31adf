"""Signing in to the admin."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-password"


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", "", PASSWORD)


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


def test_an_account_of_no_staff_does_not_open_the_desk():
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

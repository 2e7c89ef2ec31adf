"""Accepted and refused passwords, in the admin and on the account pages."""

import secrets

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, load_command_class

from ipacis.core.accounts.passwords import unpredictable_characters

GUESSED = [
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "1234567890ab",
    "0987654321",
    "ABCdefGHIjkl",
    "qwertyuiop12",
    "qwertyuiopasdfghjkl",
    "йцукенгшщзхъ",
    "абвгдежзийклмн",
    "hellohello12",
    "aabbaabb1122",
    "x7x7x7x7x7x7",
    "            ",
]
TAKEN = ["a-long-enough-password", "correct horse battery", "верная лошадь и скрепка", "Tr0ub4dor&3x"]


def is_taken(password):
    try:
        validate_password(password)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("password", GUESSED)
def test_repetitive_and_sequential_passwords_are_refused(password):
    assert not is_taken(password)


@pytest.mark.parametrize("password", TAKEN)
def test_words_and_mixed_characters_are_taken(password):
    assert is_taken(password)


def test_random_passwords_are_accepted():
    assert all(is_taken(secrets.token_urlsafe(12)) for _n in range(200))


@pytest.mark.parametrize("text", ["", "a", "ab", "ab" * 1_000_000])
def test_texts_of_any_length_are_measured(text):
    assert unpredictable_characters(text) <= len(text)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/auth/user/add/", "/admin/auth/user/{pk}/password/"])
def test_an_administrator_cannot_give_such_a_password(admin_client, address):
    user = User.objects.create_user("editor", "", "a-long-enough-password")
    posted = {"username": "new", "usable_password": "true"}
    posted |= dict.fromkeys(["password1", "password2"], "abcabcabcabc")
    answer = admin_client.post(address.format(pk=user.pk), posted)
    assert b"easy to guess" in answer.content
    user.refresh_from_db()
    assert (user.check_password("a-long-enough-password"), User.objects.filter(username="new").exists()) == (
        True,
        False,
    )


@pytest.mark.django_db
def test_an_editor_cannot_choose_such_a_password(client):
    cache.clear()
    client.force_login(User.objects.create_superuser("editor", "", "a-long-enough-password"))
    new = dict.fromkeys(["password1", "password2"], "abcabcabcabc")
    answer = client.post("/accounts/password/change/", {"oldpassword": "a-long-enough-password", **new})
    assert b"easy to guess" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(("site", "made"), [("https://www.example.org", False), ("http://127.0.0.1", True)])
def test_quickstart_takes_a_weak_password_for_a_trial_and_not_for_a_site_in_production(
    monkeypatch, settings, site, made
):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "abcabcabcabc")
    settings.SITE_URL = site
    command = load_command_class("ipacis", "quickstart")
    try:
        said = command.make_administrator()
    except CommandError as error:
        said = str(error)
    assert ("easy to guess" in said, "DJANGO_SUPERUSER_PASSWORD" in said) == (True, True)
    assert User.objects.filter(is_superuser=True).exists() == made

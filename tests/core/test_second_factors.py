"""Secrets of second factors are encrypted in the database, and the key can be changed."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.test import Client

from .codes import PASSWORD, code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_counted")]
SECRET = generate_totp_secret()
FORMER = "former-key-" * 6


def sign_in(code=None):
    """Sign in with the password and *code*, by default the correct TOTP code; return the last answer."""
    client = Client()
    client.post("/accounts/login/", {"login": "editor", "password": PASSWORD})
    answer = client.post("/accounts/2fa/authenticate/", {"code": code or code_of(SECRET)})
    return client, answer


def is_let_in(code=None):
    client, _answer = sign_in(code)
    return client.get("/admin/").status_code == 200


def stored():
    """Return all stored data of second factors as text."""
    return " ".join(str(data) for data in Authenticator.objects.values_list("data", flat=True))


def test_neither_the_secret_nor_the_seed_stands_in_the_database_and_codes_work(editor):
    TOTP.activate(editor, SECRET)
    codes = RecoveryCodes.activate(editor)
    seed = codes.instance.data["seed"]
    assert (SECRET in stored(), seed.startswith("fernet:"), stored().count("fernet:")) == (False, True, 2)
    assert [is_let_in(), is_let_in(codes.generate_codes()[3]), is_let_in("000000")] == [True, True, False]


@pytest.mark.parametrize(("seconds", "let_in"), [(-31, False), (-1, True), (31, True), (61, False)])
def test_a_code_is_also_accepted_in_the_thirty_seconds_before_and_after_its_own(editor, seconds, let_in):
    TOTP.activate(editor, SECRET)
    began = datetime(2024, 3, 1, tzinfo=UTC)
    with time_machine.travel(began, tick=False):
        code = code_of(SECRET)
    with time_machine.travel(began + timedelta(seconds=seconds), tick=False):
        assert is_let_in(code) is let_in


def test_secrets_stored_in_the_clear_still_work(editor):
    Authenticator.objects.create(user=editor, type="totp", data={"secret": SECRET})
    assert is_let_in()


def test_a_new_secret_key_reads_what_a_former_one_encrypted(editor, settings):
    TOTP.activate(editor, SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new-key-" * 8, [settings.SECRET_KEY]
    assert is_let_in()


def test_a_secret_under_a_lost_key_is_explained_and_lets_nobody_in(editor, settings):
    settings.SECRET_KEY = FORMER
    TOTP.activate(editor, SECRET)
    settings.SECRET_KEY = "new-key-" * 8
    client, answer = sign_in()
    assert "the secret key of the site has changed" in str(answer.context["form"].errors["code"])
    assert client.get("/admin/").status_code == 302


def test_the_page_of_second_factors_opens_though_a_secret_is_lost(editor, settings):
    settings.SECRET_KEY = FORMER
    TOTP.activate(editor, SECRET)
    RecoveryCodes.activate(editor)
    settings.SECRET_KEY = "new-key-" * 8
    client = Client()
    client.force_login(editor)
    assert client.get("/accounts/2fa/").status_code == 200


def test_one_command_encrypts_everything_with_the_present_key(editor, settings):
    Authenticator.objects.create(user=editor, type="totp", data={"secret": SECRET})
    settings.SECRET_KEY = FORMER
    codes = RecoveryCodes.activate(editor).generate_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new-key-" * 8, [FORMER]
    call_command("encrypt_second_factors", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    assert SECRET not in stored()
    assert [is_let_in(), is_let_in(codes[0])] == [True, True]


def test_the_command_names_what_it_cannot_read_and_encrypts_the_rest(editor, settings):
    settings.SECRET_KEY = FORMER
    RecoveryCodes.activate(editor)
    settings.SECRET_KEY = "new-key-" * 8
    Authenticator.objects.create(user=editor, type="totp", data={"secret": SECRET})
    with pytest.raises(CommandError, match="Recovery codes of editor"):
        call_command("encrypt_second_factors", stdout=StringIO())
    assert SECRET not in stored()

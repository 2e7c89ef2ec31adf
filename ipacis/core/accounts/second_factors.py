"""Encryption of the secrets of second factors, so that a copy of the database does not reveal them."""

import base64
import logging
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ipacis.core.logs.audit import record

from .log import account_of

#: The prefix of an encrypted secret. A secret without it was stored before this site encrypted them.
MARK = "fernet:"


class UnreadableSecret(ValidationError):
    """A secret was encrypted with a key that is neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS."""

    silent_variable_failure = True  # a template that counts recovery codes shows none instead of failing


def cipher() -> MultiFernet:
    """Return a cipher that encrypts with SECRET_KEY and decrypts with SECRET_KEY_FALLBACKS as well."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("ipacis.second_factors", "key", key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactors(DefaultMFAAdapter):
    """allauth's adapter, which encrypts the secrets of TOTP and of recovery codes."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "incorrect_code":
            record("second factor refused", logging.WARNING, account=account_of(self.request))
        return super().validation_error(code, *args)

    def encrypt(self, text: str) -> str:
        return MARK + cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret in plain text. Raises UnreadableSecret."""
        if not encrypted_text.startswith(MARK):
            return encrypted_text
        try:
            return cipher().decrypt(encrypted_text.removeprefix(MARK).encode()).decode()
        except InvalidToken as error:
            record("second factor unreadable: SECRET_KEY_FALLBACKS lacks its key", logging.ERROR)
            raise UnreadableSecret(
                _(
                    "Your second factor cannot be read, because the secret key of the site has changed. "
                    "Ask an administrator to delete it, and set it up again."
                )
            ) from error

"""Secrets of second factors, encrypted in the database: a copy of it lets nobody make codes."""

import base64
import logging

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ipacis.core.logs.audit import record

from .log import account_of

#: What stands before an encrypted secret; one without it was stored before secrets were encrypted.
MARK = "fernet:"


class UnreadableSecret(ValidationError):
    """A secret was encrypted with a key that is neither SECRET_KEY nor among SECRET_KEY_FALLBACKS."""

    silent_variable_failure = True  # a page that counts recovery codes counts none


def cipher():
    """Return what encrypts with a key made of SECRET_KEY, and decrypts with those of its predecessors too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("ipacis.second_factors", "key", key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactors(DefaultMFAAdapter):
    """allauth's adapter with secrets of TOTP and recovery codes encrypted."""

    def validation_error(self, code, *args):
        if code == "incorrect_code":
            record("second factor refused", logging.WARNING, account=account_of(self.request))
        return super().validation_error(code, *args)

    def encrypt(self, text):
        return MARK + cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Return the secret. Raises UnreadableSecret."""
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

"""The credentials of the editor in tests: a password, and codes of a second factor."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

PASSWORD = "a-long-enough-password"


def code_of(secret):
    """Return the present code of the TOTP *secret*."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD))

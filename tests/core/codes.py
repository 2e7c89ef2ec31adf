"""The credentials of the editor in tests: a password, and codes of a second factor."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

PASSWORD = "a-long-enough-password"


def code_of(secret):
    """Return the present code of the TOTP *secret*."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

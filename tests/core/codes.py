"""What an editor signs in with: a password, and the codes of a second factor."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

PASSWORD = "a-long-enough-password"


def code_of(secret):
    """Return the code of this moment for the TOTP *secret*."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

"""What the log tells of accounts: sign-ins, failures, changes of what lets in. These are signals of libraries."""

import logging

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model, signals

from ipacis.core.logs.audit import record

#: {signal: what has happened}; all of them are sent with ``user``.
CHANGES = {
    account.password_changed: "password changed",
    account.password_set: "password set",
    account.password_reset: "password reset",
    account.email_added: "e-mail address added",
    account.email_removed: "e-mail address removed",
    account.email_changed: "e-mail address changed",
    mfa.authenticator_added: "second factor added",
    mfa.authenticator_removed: "second factor removed",
    mfa.authenticator_reset: "recovery codes made anew",
}


def account_called(name):
    """Return the name of the account that *name* may mean, or that there is none.

    What was typed is not logged: it may be a password in the wrong field.
    """
    names = get_user_model().objects.filter(username__iexact=name).values_list("username", flat=True)
    return names.first() or "(none)"


def account_of(request):
    """Return the name of the account whose second factor *request* gives, or in which it is signed in."""
    stage = getattr(request, "_login_stage", None)
    user = stage.login.user if stage else getattr(request, "user", None)
    return user.get_username() if user else ""


def methods_of(request, user):
    """Return how *user* has just shown who they are: "password,totp"."""
    records = get_authentication_records(request, user) if request else []
    return ",".join(entry.get("type") or entry["method"] for entry in records)


def on_sign_in(request, user, **kwargs):
    record("signed in", account=user.get_username(), by=methods_of(request, user))


def on_sign_out(request, user, **kwargs):
    if user:
        record("signed out", account=user.get_username())


def on_failure(credentials, **kwargs):
    record("sign-in failed", logging.WARNING, account=account_called(credentials.get("username", "")))


def connect():
    """Receive the signals. Called once, when the apps are ready."""
    signals.user_logged_in.connect(on_sign_in)
    signals.user_logged_out.connect(on_sign_out)
    signals.user_login_failed.connect(on_failure)
    for signal, event in CHANGES.items():
        signal.connect(teller(event), weak=False)


def teller(event):
    """Return a receiver that tells of *event*."""

    def on_change(user, authenticator=None, **kwargs):
        kind = {"kind": authenticator.type} if authenticator else {}
        record(event, account=user.get_username(), **kind)

    return on_change

"""The audit log of accounts: sign-ins, failed sign-ins, changes of passwords, addresses and second factors.

It receives the signals of Django and allauth.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model, signals
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from ipacis.core.logs.audit import record

#: {signal: event of the audit log}. All of these signals have an argument ``user``.
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


def account_called(name: str) -> str:
    """Return the user name of the account that *name* matches regardless of case, "(none)" if none does.

    The submitted *name* itself is never logged: it may be a password typed into the wrong field.
    """
    names = get_user_model().objects.filter(username__iexact=name).values_list("username", flat=True)
    return names.first() or "(none)"


def account_of(request: HttpRequest) -> str:
    """Return the user name of the account to which *request* is signing in or signed in, "" if there is none."""
    stage = getattr(request, "_login_stage", None)
    user = stage.login.user if stage else getattr(request, "user", None)
    return user.get_username() if user else ""


def methods_of(request: HttpRequest | None, user: AbstractUser) -> str:
    """Return the methods with which *user* has just been authenticated, comma-separated: "password,totp"."""
    records = get_authentication_records(request, user) if request else []
    return ",".join(entry.get("type") or entry["method"] for entry in records)


def on_sign_in(request: HttpRequest | None, user: AbstractUser, **kwargs: Any) -> None:
    record("signed in", account=user.get_username(), by=methods_of(request, user))


def on_sign_out(request: HttpRequest | None, user: AbstractUser | None, **kwargs: Any) -> None:
    if user:
        record("signed out", account=user.get_username())


def on_failure(credentials: Mapping[str, str], **kwargs: Any) -> None:
    record("sign-in failed", logging.WARNING, account=account_called(credentials.get("username", "")))


def connect() -> None:
    """Connect the receivers to the signals. ``CoreConfig.ready`` calls this once."""
    signals.user_logged_in.connect(on_sign_in)
    signals.user_logged_out.connect(on_sign_out)
    signals.user_login_failed.connect(on_failure)
    for signal, event in CHANGES.items():
        signal.connect(receiver_of(event), weak=False)


def receiver_of(event: str) -> Callable[..., None]:
    """Return a signal receiver that logs *event*."""

    def on_change(user: AbstractUser, authenticator: Any = None, **kwargs: Any) -> None:
        kind = {"kind": authenticator.type} if authenticator else {}
        record(event, account=user.get_username(), **kind)

    return on_change

"""Sign-in with allauth: accounts are created by an administrator, and failed attempts are limited."""

import hashlib
import ipaddress
import logging
from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import secure_admin_login
from allauth.account.views import LoginView
from allauth.core import ratelimit
from django.contrib.auth.models import AbstractUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie

from ipacis.core.logs.audit import record

from .log import account_called, account_of

#: The key in ACCOUNT_RATE_LIMITS of the limit that counts the failures for one account from all addresses.
ANYWHERE = "login_failed_anywhere"
#: Seconds for which an address counts as known to an account after a sign-in from it.
KNOWN_FOR = 30 * 24 * 60 * 60


def account_key(credentials: Mapping[str, str]) -> str:
    """Return the submitted user name in small letters, because allauth ignores the case of user names."""
    return credentials.get("username", "").lower()


def network(address: str) -> str:
    """Return an IPv4 *address* unchanged, and the /64 network of an IPv6 *address*.

    A client usually has a whole /64 network, so it could evade a limit for single addresses.
    """
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False).network_address)


class StaffAccounts(DefaultAccountAdapter):
    """allauth's adapter without sign-up, and with limits of failed sign-ins that do not lock out the owner.

    Failures are counted for each pair of account and address, so that a stranger at another address cannot lock
    out the owner, and for each address over all accounts. Against attacks from many addresses, failures are also
    counted for each account over all addresses; addresses known to the account are exempt from this limit.
    """

    #: The user name of the present attempt.
    attempted_name = ""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        # A dual-stack server reports IPv4 clients as ::ffff:192.0.2.1, which would all be in one /64 network.
        address = ipaddress.ip_address(super().get_client_ip(request))
        return str(getattr(address, "ipv4_mapped", None) or address)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        # allauth counts by the account alone, so that a stranger could lock out its owner.
        return f"{network(self.get_client_ip(request))} {account_key(credentials)}"

    def known_key(self, request: HttpRequest, credentials: Mapping[str, str]) -> str:
        """Return the cache key that says that the address of *request* is known to the account."""
        text = self._get_login_attempts_cache_key(request, **credentials)
        return f"known-address:{hashlib.sha256(text.encode()).hexdigest()}"

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        self.attempted_name = credentials.get("username", "")
        super().pre_authenticate(request, **credentials)
        allowed = ratelimit.consume(request, action=ANYWHERE, key=account_key(credentials), dry_run=True)
        if not allowed and not cache.get(self.known_key(request, credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        ratelimit.consume(request, action=ANYWHERE, key=account_key(credentials))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        # An account without a password and without a second factor has no means to confirm its identity. It must
        # be able to set a password first.
        if not self.get_reauthentication_methods(self.request.user):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "too_many_login_attempts":
            name = self.attempted_name
            account = account_called(name) if name else account_of(self.request)
            record("locked out", logging.WARNING, account=account)
        return super().validation_error(code, *args)

    def login(self, request: HttpRequest, user: AbstractUser) -> None:
        super().login(request, user)
        cache.set(self.known_key(request, {"username": user.get_username()}), True, KNOWN_FOR)


def desk_login(admin_login: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the login view for the admin, which uses allauth's view with its limits and second factor.

    Some clients (password managers, monitoring) post the field ``username`` of Django's own login form. The view
    signs them in as well: it copies the value to ``login``, the field of allauth.
    """
    login = LoginView.as_view()
    redirect = ensure_csrf_cookie(secure_admin_login(admin_login))

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and "username" in request.POST:
            request.POST = request.POST.copy()
            request.POST["login"] = request.POST["username"]
            return login(request)
        return redirect(request, *args, **kwargs)

    return view

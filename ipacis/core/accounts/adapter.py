"""Accounts are made by an administrator; nobody signs up."""

import hashlib
import ipaddress
import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import secure_admin_login
from allauth.account.views import LoginView
from allauth.core import ratelimit
from django.core.cache import cache
from django.views.decorators.csrf import ensure_csrf_cookie

from ipacis.core.logs.audit import record

from .log import account_called, account_of

#: Failures for one account from all addresses together, see ACCOUNT_RATE_LIMITS.
ANYWHERE = "login_failed_anywhere"
#: So long an address from which somebody signed in is known as an address of the account.
KNOWN_FOR = 30 * 24 * 60 * 60


def account_key(credentials):
    """Return the name that was typed, in small letters: case makes no other account of it."""
    return credentials.get("username", "").lower()


def network(address):
    """Return *address*, of IPv6 the /64 around it: one computer has as many of those as it likes."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False).network_address)


class StaffAccounts(DefaultAccountAdapter):
    """allauth's adapter with the sign-up closed, and limits that keep no owner out of an account.

    Failures are counted for an account at an address, so a stranger elsewhere does not stop the owner; and for
    an address, whatever the accounts. All addresses together have a limit for an account as well, against a
    crowd of them; an address from which somebody signed in to the account lately does not fall under it.
    """

    #: The name that is tried.
    tried = ""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        # A server that listens on both versions writes ::ffff:192.0.2.1, and all of those are in one /64.
        address = ipaddress.ip_address(super().get_client_ip(request))
        return str(getattr(address, "ipv4_mapped", None) or address)

    def _get_login_attempts_cache_key(self, request, **credentials):
        # allauth counts by the account alone, and a stranger could keep its owner out.
        return f"{network(self.get_client_ip(request))} {account_key(credentials)}"

    def known_key(self, request, credentials):
        """Return the key under which the cache keeps that the account was entered from this address."""
        text = self._get_login_attempts_cache_key(request, **credentials)
        return f"known-address:{hashlib.sha256(text.encode()).hexdigest()}"

    def pre_authenticate(self, request, **credentials):
        self.tried = credentials.get("username", "")
        super().pre_authenticate(request, **credentials)
        allowed = ratelimit.consume(request, action=ANYWHERE, key=account_key(credentials), dry_run=True)
        if not allowed and not cache.get(self.known_key(request, credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request, **credentials):
        ratelimit.consume(request, action=ANYWHERE, key=account_key(credentials))

    def is_reauthentication_required(self, *, app, **kwargs):
        # Without a password and a second factor there is nothing to ask for: such an account sets a password first.
        if not self.get_reauthentication_methods(self.request.user):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def validation_error(self, code, *args):
        if code == "too_many_login_attempts":
            account = account_called(self.tried) if self.tried else account_of(self.request)
            record("locked out", logging.WARNING, account=account)
        return super().validation_error(code, *args)

    def login(self, request, user):
        super().login(request, user)
        cache.set(self.known_key(request, {"username": user.get_username()}), True, KNOWN_FOR)


def desk_login(admin_login):
    """Return the login view of the admin: allauth's, with its limits and second factor.

    What posts ``username``, as Django's own form does (password managers, monitoring), is let in by the same way.
    """
    login = LoginView.as_view()
    elsewhere = ensure_csrf_cookie(secure_admin_login(admin_login))

    def view(request, *args, **kwargs):
        if request.method == "POST" and "username" in request.POST:
            request.POST = request.POST.copy()
            request.POST["login"] = request.POST["username"]
            return login(request)
        return elsewhere(request, *args, **kwargs)

    return view

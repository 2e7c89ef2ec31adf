"""A line of the log for each request, and what all lines of a request share."""

import logging
import re
import secrets
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.encoding import escape_uri_path

from .lines import Call, current

IDENTIFIER = re.compile(r"[A-Za-z0-9-]{1,64}")
logger = logging.getLogger("ipacis.access")


def identifier_of(request):
    """Return the id that the proxy gave the request if there is a proxy and the id is plain, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    if settings.BEHIND_PROXY and IDENTIFIER.fullmatch(given):
        return given
    return secrets.token_hex(8)


def address_of(request):
    """Return the address of the client as far as it is believed, empty when there is none (a socket file)."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


def level_of(status):
    """Return how grave an answer of *status* is: with LOG_LEVEL=WARNING only what was refused or failed is told."""
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO


class LoggedCalls:
    """Logs each request when it is answered; the id in the log is sent back as ``X-Request-ID``.

    The query string is not logged: it may hold what a reader searches for. The time is the one until the answer
    begins, also where it is sent piece by piece.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        path = request.path  # a view that resumes an earlier request replaces it
        call = Call(request, identifier_of(request), address_of(request))
        token = current.set(call)
        try:
            response = self.get_response(request)
            fields = {
                "method": request.method,
                "path": escape_uri_path(call.without_secrets(path)),
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            logger.log(level_of(response.status_code), "answered", extra={"fields": fields})
        finally:
            current.reset(token)
        response["X-Request-ID"] = call.id
        return response

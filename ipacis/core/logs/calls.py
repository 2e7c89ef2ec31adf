"""The access log: one line for each request."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

from .lines import Call, current

#: The request ids that are accepted from a proxy.
IDENTIFIER = re.compile(r"[A-Za-z0-9-]{1,64}")
logger = logging.getLogger("ipacis.access")


def identifier_of(request: HttpRequest) -> str:
    """Return the X-Request-ID of *request* if BEHIND_PROXY is set and the id is well-formed, else a new id."""
    given = request.headers.get("X-Request-ID", "")
    if settings.BEHIND_PROXY and IDENTIFIER.fullmatch(given):
        return given
    return secrets.token_hex(8)


def address_of(request: HttpRequest) -> str:
    """Return the IP address of the client; "" if there is none, as on a Unix socket."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


def level_of(status: int) -> int:
    """Return the log level of an answer with *status*: ERROR from 500, WARNING from 400, else INFO."""
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO


def log_kept(method: str, path: str, status: int, count: int) -> None:
    """Log that a kept page was sent *count* times. *path* is the PATH_INFO of the request."""
    text = path.encode("latin-1").decode(errors="replace")
    fields = {"method": method, "path": escape_uri_path(text), "status": status, "kept": count}
    logger.log(level_of(status), "answered", extra={"fields": fields})


class LoggedCalls:
    """Middleware that logs each answered request and sends the id in the log line back as ``X-Request-ID``.

    The query string is not logged, because it may contain what a reader searches for. ``ms`` is the time in
    milliseconds until the answer begins, so it does not include the streaming of an answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        # Read the path now, because allauth replaces it when it resumes a request after reauthentication.
        path = request.path
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

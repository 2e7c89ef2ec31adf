"""Refusal of requests that the site does not answer or cannot read."""

import contextlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.middleware.gzip import GZipMiddleware
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

#: The name of a value in the WSGI environment of requests for an answer that ReadyPages compresses and may keep.
MADE_TO_KEEP = "ipacis.made_to_keep"
METHODS = ["GET", "HEAD", "POST"]
#: The most characters of a query string.
MAX_QUERY = 4_000
#: U+0000. PostgreSQL cannot store it in a text, and no keyboard produces it.
NUL = "\x00"

NO_SUCH_ADDRESS = _("This address holds a character that no address has.")
TOO_LONG = _("This address is too long.")
NOT_UTF_8 = _("This site reads UTF-8 only.")
NO_SUCH_HEADER = _("This request holds a character that no header has.")
NO_SUCH_TEXT = _(
    "Nothing was saved: what was sent holds an invisible character (U+0000) that cannot be stored. Go back, "
    "remove it and send the form again."
)


class TextRequest(WSGIRequest):
    """Django's request. It ignores a charset in the Content-Type that is not a text encoding, such as "hex".

    Django looks up the charset when it creates the request. Without this class such a request causes an error 500
    before any middleware can refuse it.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        with contextlib.suppress(LookupError):
            super()._set_content_type_params(meta)


class Compression(GZipMiddleware):
    """Django's compression, for answers that ReadyPages does not compress itself: streams, and what editors see."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if MADE_TO_KEEP in request.META and not response.streaming:
            return response
        return super().process_response(request, response)


class SafeRequests:
    """Middleware that refuses methods other than GET, HEAD and POST, and requests that cannot be read.

    Addresses and headers with U+0000 are refused, and cookies with it are ignored. In a posted field the form reports
    it. A posted value that no form validates, such as the name of an action, causes an error in the database, which
    becomes a refusal.

    Answers get a ``Permissions-Policy`` and a ``Cross-Origin-Resource-Policy``. Answers to requests with a session
    cookie must not be cached.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            return refusal(request, TOO_LONG, 414)
        if reason := unreadable(request):
            return refusal(request, reason)
        request.COOKIES = {name: text for name, text in request.COOKIES.items() if NUL not in name + text}
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if response.status_code != HTTPStatus.NOT_MODIFIED:
            # The headers of a 304 replace those of the stored answer (RFC 9111, 4.3.4), which may be for others.
            response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = "private, no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 400 if the database raised *exception* because of a posted U+0000."""
        if (
            isinstance(exception, ValueError | DataError)
            and request.method == "POST"
            and holds_nul(request.POST)
        ):
            return refusal(request, NO_SUCH_TEXT)
        return None


def unreadable(request: HttpRequest) -> Promise | None:
    """Return the reason why *request* cannot be read, None if it can."""
    if request.encoding and request.encoding.lower() not in {"utf-8", "utf8"}:
        # Other encodings can hide U+0000 in other bytes.
        return NOT_UTF_8
    if NUL in request.path or holds_nul(request.GET):
        return NO_SUCH_ADDRESS
    if any(NUL in text for name, text in request.META.items() if name.startswith("HTTP_")):
        return NO_SUCH_HEADER
    return None


def holds_nul(values: QueryDict) -> bool:
    """Say whether a name or a value in *values* contains U+0000."""
    return any(NUL in text for name, texts in values.lists() for text in (name, *texts))


def refusal(request: HttpRequest, reason: Promise, status: int = 400) -> HttpResponse:
    """Return an answer of plain text with the *reason* in the language of *request*."""
    with override(get_language_from_request(request, check_path=True)):
        return HttpResponse(str(reason), status=status, content_type="text/plain; charset=utf-8")

"""What every request must pass before anything else."""

import contextlib

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

METHODS = ["GET", "HEAD", "POST"]
MAX_QUERY = 4_000
#: PostgreSQL stores it nowhere, and nobody types it.
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
    """Django's request, which can also be made when its Content-Type names an encoding that is none of text ("hex").

    Django reads the query string with it at once, and ends with an error before any middleware can refuse it.
    """

    def _set_content_type_params(self, meta):
        with contextlib.suppress(LookupError):
            super()._set_content_type_params(meta)


class SafeRequests:
    """Lets in only the methods that the site answers, and requests that can be read.

    U+0000 is refused in addresses and headers. In what is posted the form tells of it; what no form looks at, such as
    the name of an action, is refused when it has come as far as the database. A cookie that holds it is dropped.

    Adds ``Permissions-Policy`` and, for requests that carry a session, forbids every cache to keep the answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            return refusal(request, TOO_LONG, 414)
        if reason := unreadable(request):
            return refusal(request, reason)
        request.COOKIES = {name: text for name, text in request.COOKIES.items() if NUL not in name + text}
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = "private, no-store"
        return response

    def process_exception(self, request, exception):
        """Refuse what was posted with U+0000 and could not be stored or looked up for it."""
        if (
            isinstance(exception, ValueError | DataError)
            and request.method == "POST"
            and holds_nul(request.POST)
        ):
            return refusal(request, NO_SUCH_TEXT)
        return None


def unreadable(request):
    """Return why *request* cannot be read, None where it can."""
    if request.encoding and request.encoding.lower() not in {"utf-8", "utf8"}:
        # U+0000 has other forms in other encodings.
        return NOT_UTF_8
    if NUL in request.path or holds_nul(request.GET):
        return NO_SUCH_ADDRESS
    if any(NUL in text for name, text in request.META.items() if name.startswith("HTTP_")):
        return NO_SUCH_HEADER
    return None


def holds_nul(values):
    """Say whether a name or a value of *values*, a QueryDict, holds U+0000."""
    return any(NUL in text for name, texts in values.lists() for text in (name, *texts))


def refusal(request, reason, status=400):
    """Return an answer that gives the *reason* in the language of *request*."""
    with override(get_language_from_request(request, check_path=True)):
        return HttpResponse(str(reason), status=status, content_type="text/plain; charset=utf-8")

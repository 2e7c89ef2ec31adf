"""What every request must pass before anything else."""

from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

METHODS = ["GET", "HEAD", "POST"]
MAX_QUERY = 4_000


class SafeRequests:
    """Lets in only the methods that the site answers and addresses that can be read.

    Adds ``Permissions-Policy`` and, for requests that carry a session, forbids every cache to keep the answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if "\x00" in request.path:
            return HttpResponse(
                _("This address holds a character that no address has."),
                status=400,
                content_type="text/plain; charset=utf-8",
            )
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
            return HttpResponse(
                _("This address is too long."), status=414, content_type="text/plain; charset=utf-8"
            )
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "sessionid" in request.COOKIES:
            response["Cache-Control"] = "private, no-store"
        return response

"""The middleware that typesets public pages on their way to readers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ipacis.core.text.labels import LANGUAGES
from ipacis.core.text.typography import typeset_page

PREFIXES = tuple(f"/{language}/" for language in LANGUAGES)


class Typesetting:
    """Middleware that puts non-breaking spaces, quotation marks and dashes by rule into the pages for readers.

    Forms of the admin keep what editors typed. A preview looks like the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and (request.path.startswith(PREFIXES) or getattr(request, "previewed", None)):
            response.content = typeset_page(response.content.decode())
        return response

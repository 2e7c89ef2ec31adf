"""Answers to former addresses: a redirect to the present address, or 410 Gone."""

import string
from collections.abc import Callable, Iterable
from urllib.parse import quote

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import override

from ipacis.core.text.labels import current_language

from .addresses import find, is_public, normal, view_at
from .query_strings import without


class FormerAddresses:
    """Middleware that looks up the address of each 404 among the recorded ones.

    A page that exists costs no query, an unknown address costs one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        return answer(request) or response


def answer(request: HttpRequest) -> HttpResponse | None:
    """Return the redirect or the 410 for a recorded address; None for an unknown one."""
    query = quote(request.META.get("QUERY_STRING", "").encode("latin-1"), safe=string.punctuation)
    address, rest, pairs = find(normal(request.path), query)
    if address is None:
        return None
    thing = address.thing()
    if not is_public(thing):
        return tombstone(request, thing)
    with override(address.language or current_language()):
        url = thing.get_absolute_url() + rest
    if url == request.path or view_at(url) is None:
        return None  # a redirect would loop, or lead to a file that does not exist
    query = without(query, pairs)
    response = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
    # A record may get back an address that it had before, so browsers must not keep the redirect for ever.
    response["Cache-Control"] = "max-age=3600"
    return response


def answer_for(request: HttpRequest, paths: Iterable[str]) -> HttpResponse:
    """Answer 410 for a page about several records if one of them was public and no longer is.

    *paths* are the normal paths of the records. Raises Http404 if there is no such record.
    """
    for path in paths:
        address = find(path).row
        if address and not is_public(thing := address.thing()):
            return tombstone(request, thing)
    raise Http404("none of these addresses was withdrawn")


def tombstone(request: HttpRequest, thing: Model | None) -> HttpResponse:
    """Answer 410 with the title, the origin, and the day and reason of the withdrawal of *thing*, but without its text.

    They are missing if *thing* was deleted (None) or is of a model that cannot be withdrawn. Day and reason are missing
    as well if a program made it a draft again.
    """
    return render(
        request,
        "410.html",
        {
            "is_error": True,
            "alternates": {},
            "withdrawn": thing if getattr(thing, "can_be_withdrawn", False) else None,
        },
        status=410,
    )

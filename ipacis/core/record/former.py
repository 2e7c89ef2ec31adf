"""What answers where no page stands: one redirect to where the thing is now, or a tombstone."""

import string
from urllib.parse import quote

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import override

from ipacis.core.text.labels import current_language

from .addresses import find, is_public, normal, view_at
from .queries import without


class FormerAddresses:
    """Asks what an address once led to when nothing stands there: one query of a 404, none of a page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        return answer(request) or response


def answer(request):
    """Return the redirect or the tombstone of an address that once led to something, else None."""
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
        return None  # the page itself has nothing to show, or no such file
    query = without(query, pairs)
    response = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
    # A thing may take an address of its own back: no browser may keep the way from it for ever.
    response["Cache-Control"] = "max-age=3600"
    return response


def answer_for(request, paths):
    """Answer for a page that is about the things at *paths*, of which one has no page. Raises Http404 where none had."""
    for path in paths:
        address = find(path).row
        if address and not is_public(thing := address.thing()):
            return tombstone(request, thing)
    raise Http404("nothing ever stood there")


def tombstone(request, thing):
    """Answer 410: nothing of *thing* but the day and the reason of its withdrawal, where it was withdrawn."""
    withdrawn_at = getattr(thing, "withdrawn_at", None)
    return render(
        request,
        "410.html",
        {
            "is_error": True,
            "alternates": {},
            "withdrawn_at": withdrawn_at,
            "reason": thing.withdrawal_reason if withdrawn_at else "",
        },
        status=410,
    )

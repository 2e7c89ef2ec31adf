"""Telling editors that a change is not in the whole search index yet."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from ipacis.core.record.derived import Index, Touched
from ipacis.core.search.index import number_postponed, search


def tell_of_pending(request: HttpRequest, touched: dict[Index, Touched]) -> None:
    """Tell the editor how many search entries of the rows *touched* are written after the request, if there are any."""
    number = number_postponed(touched.get(search, {}))
    if not number:
        return
    text = ngettext(
        "After this change, %(n)s more text must be indexed for the search. Until then it is found by its former words.",
        "After this change, %(n)s more texts must be indexed for the search. Until then they are found by their former words.",
        number,
    )
    messages.info(request, text % {"n": number})

"""Headers that let pages of other origins read what is meant for others: feeds, data, calendars and pictures."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase


def share(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of other origins read *response*, which must be public."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def for_others(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let pages of other origins read the answers of *view*, which are the same for everybody."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return share(view(*args, **kwargs))

    return answer

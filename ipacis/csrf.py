"""The answer to a form whose CSRF token is no longer valid, usually because the user signed in again in another tab."""

import re
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

#: Names of fields whose values are not shown to the user: control fields of forms, and secrets.
NOT_SHOWN = re.compile(
    r"^_|_FORMS$|^(index|action|select_across|seen_version|asked|next|remember)$|-(id|order|DELETE)$"
    r"|(^|-)(opened$|choice-)"
    r"|csrf|passw|token|secret|code|credential|login",
    re.IGNORECASE,
)


class PostedText(NamedTuple):
    """The name of a field of the form, and the text that was posted in it."""

    field: str
    text: str


@never_cache
def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 with advice (CSRF_FAILURE_VIEW). An editor also sees the posted texts and can copy them.

    The texts are shown only if the form was sent from this site, so that another site cannot make this one
    display a text.
    """
    context = {
        "is_error": True,
        "alternates": {},
        "written": posted_texts(request) if may_see_texts(request) else [],
    }
    return render(request, "403_csrf.html", context, status=403)


def may_see_texts(request: HttpRequest) -> bool:
    """Say whether the user is a signed-in editor and the Origin of *request* is this site."""
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    if request.headers.get("origin") not in own:
        return False
    try:
        return request.user.is_active and request.user.is_staff
    except (AttributeError, DatabaseError):  # no session, or no database to read it from
        return False


def posted_texts(request: HttpRequest) -> list[PostedText]:
    """Return the texts that were posted, without numbers, empty values and the fields of NOT_SHOWN."""
    return [
        PostedText(name, text)
        for name, texts in request.POST.lists()
        if not NOT_SHOWN.search(name)
        for text in texts
        if text.strip() and not text.isdigit()
    ]

"""What is answered to a form whose CSRF token is not valid any more, most often after signing in again elsewhere."""

import re

from django.conf import settings
from django.db import DatabaseError
from django.shortcuts import render
from django.views.decorators.cache import never_cache

#: Fields that nobody writes a text in, or whose text nobody should see again.
NOT_SHOWN = re.compile(
    r"^_|_FORMS$|^(index|action|select_across|seen_version|next|remember)$|-(id|order|DELETE)$"
    r"|csrf|passw|token|secret|code|credential|login",
    re.IGNORECASE,
)


@never_cache
def failure(request, reason=""):
    """Answer 403 with advice. Editors also see what they wrote, so that it can be copied.

    It is shown only when the form stood on this site: no other site can show its words here.
    """
    context = {"is_error": True, "alternates": {}, "written": written(request) if may_see(request) else []}
    return render(request, "403_csrf.html", context, status=403)


def may_see(request):
    """Say whether the sender is signed in as an editor and the form stood on this site."""
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    if request.headers.get("origin") not in own:
        return False
    try:
        return request.user.is_active and request.user.is_staff
    except (AttributeError, DatabaseError):  # sessions need the database
        return False


def written(request):
    """Return [(name of the field, text)] of the texts that were posted: no numbers, no choices left empty."""
    return [
        (name, text)
        for name, texts in request.POST.lists()
        if not NOT_SHOWN.search(name)
        for text in texts
        if text.strip() and not text.isdigit()
    ]

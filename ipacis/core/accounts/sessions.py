"""Expiry of idle sessions."""

import contextlib
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import Error
from django.http import HttpRequest, HttpResponse

#: The name of the value in the session that holds the Unix time of the latest use that was saved.
SEEN = "seen_at"
#: The fraction of its lifetime after which a used session is saved again. A write at each request would be costly.
PART = 1 / 20


class IdleSessions:
    """Middleware that ends a session SESSION_COOKIE_AGE seconds after the latest request that used it.

    A request that a script makes by itself (``request.is_background``) does not count as a use. A session may end up to a
    twentieth of that time earlier. While the database is read-only, sessions cannot be prolonged, and the error is ignored
    so that signed-in users can still read pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_background", False):
            return response
        with contextlib.suppress(Error, UpdateError):
            prolong(request.session)
        return response


def prolong(session: SessionBase) -> None:
    """Save the time of use in *session* if the last saved one is old. Raises the errors of the database."""
    if not session.accessed or SESSION_KEY not in session:
        return
    now = int(time.time())
    if now - session.get(SEEN, 0) <= settings.SESSION_COOKIE_AGE * PART:
        return
    is_saved_by_middleware = session.modified
    session[SEEN] = now
    if not is_saved_by_middleware:
        # Keep the middleware from saving it again and from sending a cookie that is already in the browser.
        session.modified = False
        session.save()

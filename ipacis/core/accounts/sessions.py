"""How long a sign-in lasts."""

import contextlib
import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db import Error

SEEN = "seen_at"
#: A session is written again when so large a part of its time has passed: not at each request.
PART = 1 / 20


class IdleSessions:
    """Lets a session last until SESSION_COOKIE_AGE seconds after the latest request that used it.

    It may end up to a twentieth of that time earlier. While the database is read-only it ends when it would have
    ended without the request: who is signed in goes on reading.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        with contextlib.suppress(Error, UpdateError):
            prolong(request.session)
        return response


def prolong(session):
    """Note in *session*, once in a while, that it is used. Raises what the database does."""
    if not session.accessed or SESSION_KEY not in session:
        return
    now = int(time.time())
    if now - session.get(SEEN, 0) <= settings.SESSION_COOKIE_AGE * PART:
        return
    is_saved_anyway = session.modified
    session[SEEN] = now
    if not is_saved_anyway:
        # The middleware need not save it again; the cookie stays as it is, the browser drops it when it is closed.
        session.modified = False
        session.save()

"""How long a sign-in lasts."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY

SEEN = "seen_at"
#: A session is written again when so large a part of its time has passed: not at each request.
PART = 1 / 20


class IdleSessions:
    """Lets a session last until SESSION_COOKIE_AGE seconds after the latest request that used it.

    It may end up to a twentieth of that time earlier.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        session = request.session
        if not session.accessed or SESSION_KEY not in session:
            return response
        now = int(time.time())
        if now - session.get(SEEN, 0) > settings.SESSION_COOKIE_AGE * PART:
            session[SEEN] = now  # the session is saved with its time anew
        return response

"""Reading public pages from replicas of the database (DATABASE_REPLICA_URL).

A replica is used while it has all the content that this host knows of: the number of the ContentVersion on the replica,
read twice a second, is not below the latest number on this host. So a replica that is away or behind is left out, and
after a change the primary answers until a replica has caught up.
"""

import threading
from collections.abc import Callable, Iterable
from itertools import count

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ipacis.core.web.version import NUMBER, follower, mark

from .notices import followed

#: The beginnings of the paths of pages that need the primary: they are for editors, or check the primary itself.
FOR_PRIMARY = ("/admin/", "/accounts/", "/healthz")


class Replica:
    """A replica with the *alias* in DATABASES. ``number`` is its number of the ContentVersion, None while it is away."""

    def __init__(self, alias: str):
        self.alias = alias
        self.number: int | None = None

    def follow(self) -> None:
        """Read the number of the replica twice a second, for ever."""
        for number in followed(connections[self.alias], NUMBER):
            self.number = number


class Replicas:
    """The replicas with the *aliases*, which a process follows from its first request on."""

    def __init__(self, aliases: Iterable[str]):
        self.all = [Replica(alias) for alias in aliases]
        self.turns = count()
        self.lock = threading.Lock()
        self.is_followed = False

    def follow(self) -> None:
        """Start a thread for the primary and one for each replica, unless they run."""
        with self.lock:
            if self.is_followed:
                return
            self.is_followed = True
            follower().start()
            for replica in self.all:
                threading.Thread(target=replica.follow, name=replica.alias, daemon=True).start()

    def next(self) -> Replica | None:
        """Return the next replica in turn that has all the content; None if there is none."""
        known = mark().number
        ready = [replica for replica in self.all if replica.number is not None and replica.number >= known]
        return ready[next(self.turns) % len(ready)] if ready else None


class ReadFromReplicas:
    """Middleware that answers anonymous readers from a replica.

    During the request, the connection of the replica takes the place of the default one, so no query has to name it.
    Streams (tables and the Popolo document) are read from the primary, because a server may end a long query on a replica.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        aliases = [alias for alias in settings.DATABASES if alias != DEFAULT_DB_ALIAS]
        if not aliases:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.replicas = Replicas(aliases)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        self.replicas.follow()
        replica = self.replicas.next() if is_for_replica(request) else None
        if replica is None:
            return self.get_response(request)
        try:
            connections[replica.alias].ensure_connection()
        except OperationalError:
            replica.number = None
            return self.get_response(request)
        primary = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = connections[replica.alias]
        try:
            return self.get_response(request)
        finally:
            connections[DEFAULT_DB_ALIAS] = primary


def is_for_replica(request: HttpRequest) -> bool:
    """Say whether *request* only reads, and comes from a reader who is not signed in."""
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path.startswith(FOR_PRIMARY)
    )

"""Ready pages: answers to anonymous readers that the process keeps in memory and sends without Django.

``ReadyPages`` wraps Django's WSGI application. It keeps one answer for each address and content coding (br, gzip or
none). A kept page is sent while the version of the content stands (``version``) and until the moment at which a
scheduled row becomes public. An answer that depends on anything else, such as a cookie or the language of the browser,
is not kept.
"""

import gzip
import logging
import re
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

import brotli
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.http import HttpResponse
from django.utils import timezone

from ipacis.core.lists.filters import CURSORS, Filter
from ipacis.core.lists.totals import next_change
from ipacis.core.logs.calls import log_kept
from ipacis.core.text.labels import LANGUAGES

from . import version
from .middleware import MADE_TO_KEEP

logger = logging.getLogger(__name__)
Environ = dict[str, Any]
Headers = list[tuple[str, str]]

STATUSES = {200, 301, 302, 404, 410}
#: The content codings in the order of preference, with the functions that compress.
CODINGS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
#: Shorter bodies (in bytes) are not compressed.
SHORT = 200
#: Query strings with more characters are not kept.
LONG_QUERY = 500
#: Request headers that Django must not see when it makes a page, because the page is for everybody.
HIDDEN = ["HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"]
#: Request headers with which no kept page is sent.
SPECIAL = ["HTTP_RANGE", "HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"]
#: The headers that a 304 repeats (RFC 9110, 15.4.5).
IN_304 = {"cache-control", "content-location", "etag", "expires", "last-modified", "vary"}
#: The headers that a page gets anew, or that belong to a single answer.
NOT_KEPT = {"content-length", "etag", "vary", "x-request-id"}
#: A content coding that the client refuses, such as "gzip;q=0".
REFUSED = re.compile(r"\s*;\s*q=0(\.0*)?\s*$")

#: The part of the memory that one page may take.
LARGEST = 1 / 8
#: The bytes that a page takes besides its body, approximately.
OVERHEAD = 3_000
#: Seconds after which a page is made anew although nothing seems to have changed: not all programs use Django.
MOST_SECONDS = 300
#: Seconds for which a request waits for another request that makes the same page.
PATIENCE = 10
#: Seconds between two attempts to make pages while the database is away.
PAUSE = 1


class Page(NamedTuple):
    """A kept answer.

    ``mark`` is the value of the Mark before it was made; ``made_at`` and ``until`` are Unix times.
    """

    status: str
    headers: Headers
    body: bytes
    etag: str
    mark: int
    made_at: float
    until: float

    @property
    def size(self) -> int:
        return len(self.body) + OVERHEAD

    def aged(self, now: float) -> "Page":
        """Return the page with the header ``Age``, which says that it could not be made anew."""
        return self._replace(headers=[*self.headers, ("Age", str(int(now - self.made_at)))])

    def send(self, environ: Environ, start_response: Callable) -> list[bytes]:
        if self.is_known(environ):
            start_response("304 Not Modified", [pair for pair in self.headers if pair[0].lower() in IN_304])
            return []
        start_response(self.status, self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]

    def is_known(self, environ: Environ) -> bool:
        """Say whether the client has this page, by its conditional headers (RFC 9110, 13.2.2)."""
        if not self.status.startswith("200"):
            return False
        if tags := environ.get("HTTP_IF_NONE_MATCH"):
            return tags == "*" or (self.etag != "" and self.etag in tags)
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        return since is not None and ("Last-Modified", since) in self.headers


class Passed(NamedTuple):
    """An answer that is not kept, as Django gave it."""

    status: str
    headers: Headers
    response: Iterable[bytes]

    def send(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        return self.response


class Key(NamedTuple):
    """What a kept answer depends on. ``query`` is in the order of ``ordered``, ``coding`` is "" for none."""

    scheme: str
    host: str
    path: str
    query: str
    coding: str


class ReadyPages:
    """A WSGI application that answers with kept pages, or lets *application* make them.

    It keeps at most *most_bytes* in each process. Pages that were not used for the longest time leave first.
    """

    def __init__(self, application: WSGIHandler, most_bytes: int):
        """Raises OSError if the file of the Mark cannot be written."""
        self.application = application
        self.most_bytes = most_bytes
        self.mark = version.mark()
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.bytes = 0
        #: The requests that make a page at the moment.
        self.making: dict[Key, threading.Event] = {}
        #: The value of the Mark, and the time until which scheduled rows leave the content of that version as it is.
        self.period = (None, 0.0)
        #: Until this time no second request tries to make a page, because the database seems to be away.
        self.away_until = 0.0
        #: Method, path and status of each kept answer that was sent and not yet logged.
        self.sent: deque[tuple[str, str, str]] = deque(maxlen=1_000_000)
        self.lock = threading.Lock()
        self.follower = version.follower()
        self.prefixes = tuple(f"/{language}/" for language in LANGUAGES)
        self.session = f"{settings.SESSION_COOKIE_NAME}="
        self.scheme = "HTTP_X_FORWARDED_PROTO" if settings.BEHIND_PROXY else "wsgi.url_scheme"

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        key = self.key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        method = environ["REQUEST_METHOD"]
        answer = self.kept(key, method)
        if answer is None:
            if method == "HEAD":
                return self.application(environ, start_response)
            answer = self.make_once(key, environ)
        return answer.send(environ, start_response)

    def key_of(self, environ: Environ) -> Key | None:
        """Return the Key of the request, None if its answer must come from Django."""
        path = environ["PATH_INFO"]
        if (
            environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
            or not path.startswith(self.prefixes)
            or self.session in environ.get("HTTP_COOKIE", "")
            or any(name in environ for name in SPECIAL)
        ):
            return None
        query = ordered(environ["QUERY_STRING"]) if environ.get("QUERY_STRING") else ""
        if query is None:
            return None
        coding = coding_of(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return Key(environ.get(self.scheme, ""), environ.get("HTTP_HOST", ""), path, query, coding)

    def kept(self, key: Key, method: str) -> Page | None:
        """Return the kept page of *key*, None if there is none or if it must be made anew."""
        page = self.pages.get(key)
        if page is None or page.mark != self.mark.value:
            return None
        now = time.time()
        if now >= page.until or now >= self.follower.trusted_until:
            if now >= self.away_until:
                return None
            page = page.aged(now)
        with suppress(KeyError):  # another thread has just removed it
            self.pages.move_to_end(key)
        self.sent.append((method, key.path, page.status))
        return page

    def make_once(self, key: Key, environ: Environ) -> Page | Passed:
        """Make the page of *key*, or wait until another request has made it."""
        self.follower.start()
        mine = threading.Event()
        first = self.making.setdefault(key, mine)
        if first is not mine:
            first.wait(PATIENCE)
            return self.kept(key, "GET") or self.make(key, environ)
        try:
            # Another request may have made it since this one looked.
            return self.kept(key, "GET") or self.make(key, environ)
        finally:
            del self.making[key]
            mine.set()

    def make(self, key: Key, environ: Environ) -> Page | Passed:
        """Let Django answer, and keep the answer if it may be kept."""
        # What is written from now on changes the mark, so the page is not sent afterwards.
        mark, now = self.mark.value, time.time()
        until = min(self.unchanged_until(mark, now), now + MOST_SECONDS)
        if now >= self.follower.trusted_until:
            self.away_until = now + PAUSE
        answer = self.ask(key, environ)
        if answer.status.startswith("503"):
            page = self.pages.get(key)
            if page is None or page.mark != self.mark.value:
                return answer
            answer.response.close()
            return page.aged(now)
        self.away_until = 0.0
        if not may_be_kept(answer):
            return answer
        page = page_of(answer, key.coding, mark, now, until)
        self.keep(key, page)
        return page

    def unchanged_until(self, mark: int, now: float) -> float:
        """Return the time until which pages of the version *mark* stay as they are; 0 if the database is away."""
        known, until = self.period
        if known == mark and now < until:
            return until
        try:
            until = next_change(timezone.now()).timestamp()
        except (DatabaseError, InterfaceError):
            return 0.0
        finally:
            close_old_connections()
        self.period = (mark, until)
        return until

    def ask(self, key: Key, environ: Environ) -> Passed:
        """Return Django's answer to the request, without what the request says about its reader."""
        started = []
        asked = {name: value for name, value in environ.items() if name not in HIDDEN}
        asked |= {"QUERY_STRING": key.query, MADE_TO_KEEP: True}
        response = self.application(asked, lambda *arguments: started.append(arguments))
        status, headers = started[0][:2]
        return Passed(status, headers, response)

    def keep(self, key: Key, page: Page) -> None:
        if page.size > self.most_bytes * LARGEST:
            return
        with self.lock:
            if old := self.pages.pop(key, None):
                self.bytes -= old.size
            self.pages[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                _key, unused = self.pages.popitem(last=False)
                self.bytes -= unused.size

    def log(self) -> None:
        """Log what was sent since the last time, with one line for each method, path and status."""
        sent = Counter(self.sent.popleft() for _n in range(len(self.sent)))
        for (method, path, status), count in sent.items():
            log_kept(method, path, int(status.split()[0]), count)


@lru_cache(maxsize=4096)
def ordered(query: str) -> str | None:
    """Return *query* with its parameters sorted by name; None if a name is unknown or the query is very long.

    The values of a repeated parameter keep their order.
    """
    if len(query) > LONG_QUERY:
        return None
    pairs = [(unquote_plus(pair.partition("=")[0]), pair) for pair in query.split("&") if pair]
    if any(name not in known_parameters() for name, _pair in pairs):
        return None
    return "&".join(pair for _name, pair in sorted(pairs, key=lambda item: item[0]))


@cache
def known_parameters() -> set[str]:
    """Return the names of the parameters of all Filters."""
    import_module(settings.ROOT_URLCONF)  # it imports all views, and the views import the Filters
    names, classes = set(CURSORS), [Filter]
    while classes:
        filter_class = classes.pop()
        names.update(filter_class.parameters)
        classes += filter_class.__subclasses__()
    return names


@lru_cache(maxsize=256)
def coding_of(accept: str) -> str:
    """Return the content coding for a client with this ``Accept-Encoding``; "" if it accepts none of CODINGS."""
    accepted = {
        part.partition(";")[0].strip().lower() for part in accept[:200].split(",") if not REFUSED.search(part)
    }
    return next((coding for coding in CODINGS if coding in accepted), "")


def may_be_kept(answer: Passed) -> bool:
    """Say whether *answer* is the same for all anonymous readers, and whole."""
    response = answer.response
    return (
        isinstance(response, HttpResponse)
        and response.status_code in STATUSES
        and not response.cookies
        and response.get("Vary", "Accept-Encoding").lower() == "accept-encoding"
        and not re.search("no-store|no-cache|private", response.get("Cache-Control", ""))
        # A nonce must not be used twice.
        and "nonce-" not in response.get("Content-Security-Policy", "")
        and not response.has_header("Content-Encoding")
    )


def page_of(answer: Passed, coding: str, mark: int, made_at: float, until: float) -> Page:
    """Return *answer* as a Page with the content *coding*."""
    response = answer.response
    body = b"".join(response)
    response.close()
    etag = response.get("ETag", "").removeprefix("W/")
    headers = [pair for pair in answer.headers if pair[0].lower() not in NOT_KEPT]
    is_weak = coding and len(body) >= SHORT
    if is_weak:
        body = CODINGS[coding](body)
        headers.append(("Content-Encoding", coding))
    if etag:
        headers.append(("ETag", f"W/{etag}" if is_weak else etag))
    headers += [("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
    return Page(answer.status, headers, body, etag, mark, made_at, until)


def with_ready_pages(application: WSGIHandler) -> Callable:
    """Return *application* inside ReadyPages, or *application* itself if READY_PAGES_MB is 0."""
    if not settings.READY_PAGES_MB:
        return application
    try:
        pages = ReadyPages(application, settings.READY_PAGES_MB * 2**20)
    except OSError as error:
        logger.warning("no pages are kept, because %s cannot be written: %s", error.filename, error.strerror)
        return application
    pages.follower.each_time.append(pages.log)
    return pages

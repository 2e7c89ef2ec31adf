"""Hostile and fuzzed requests: never a server error, never an echo of markup."""

import itertools
import urllib.parse

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.routes import PARAMETERS, make_content, routes

pytestmark = pytest.mark.django_db

STRINGS = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' OR 1=1 --", "'; DROP TABLE news_meeting; --",
    "../../../../etc/passwd", "%2e%2e%2f", "{{7*7}}", "${7*7}", "\x00", "\ud7ff\uffff", "\u202eevil", "a" * 3_000,
    "-1", "0", "9" * 40, "1e309", "NaN", "null", "[]", "{}", "true", "%", "_", "*", "()", "\\", "\r\nSet-Cookie: a=b",
    "2023-02-30", "0000-00-00", "9999-99-99", "٢٠٢٣-١١-٣٠", "²⁰²³", "🙂" * 50, "ё" * 300, "AND OR NOT NEAR(", '"', "'",
]  # fmt: skip
#: Names that no view reads.
UNKNOWN = ["unknown", "topic[]", "topic__id", "x\x00"]
ROUTES = [route for route in routes() if route.is_ours]
READERS = [route for route in ROUTES if route.reads]


@pytest.fixture
def world():
    return make_content()


#: Formats that browsers show as plain text, so that markup from an address is harmless in them.
PLAIN = {"text/csv", "text/calendar", "text/plain", "application/json", "application/feed+json"}


def check(client, address):
    answer = client.get(address)
    assert answer.status_code in {200, 301, 302, 400, 404, 410, 414}, address
    content = b"".join(answer) if answer.streaming else answer.content
    assert b"\nSet-Cookie" not in content, address
    if answer.headers.get("Content-Type", "").partition(";")[0] in PLAIN:
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
    else:
        assert b"<script>alert" not in content and b"<img src=x" not in content, address
    assert "Set-Cookie" not in answer.headers
    assert "evil" not in answer.headers.get("Location", "")


def pairs(routes):
    """Yield (route, string): each of *routes* and each of ``STRINGS`` at least once."""
    for number in range(max(len(routes), len(STRINGS))):
        yield routes[number % len(routes)], STRINGS[number % len(STRINGS)]


def test_hostile_values_in_every_parameter_of_every_route_that_reads_it(world):
    client = Client(raise_request_exception=False)
    for name in PARAMETERS:
        for route, text in pairs([route for route in READERS if name in route.reads]):
            path = next(route.fill(world.values))
            check(client, f"{path}?{urllib.parse.urlencode({name: text}, errors='replace')}")


def test_hostile_values_under_names_that_no_route_reads(world):
    client = Client(raise_request_exception=False)
    for (route, text), name in zip(pairs(ROUTES), itertools.cycle(UNKNOWN), strict=False):
        path = next(route.fill(world.values))
        check(client, f"{path}?{urllib.parse.urlencode({name: text}, errors='replace')}")


def test_hostile_values_in_every_part_of_every_path(world):
    client = Client(raise_request_exception=False)
    for name in sorted({name for route in ROUTES for name in route.parameters}):
        for route, text in pairs([route for route in ROUTES if name in route.parameters]):
            hostile = {**world.values, name: [text], f"{route.name}.{name}": [text]}
            for path in route.fill(hostile):
                answer = client.get(path)
                assert answer.status_code < 500, path


def test_hostile_paths_that_are_no_route():
    client = Client(raise_request_exception=False)
    for text in STRINGS:
        quoted = urllib.parse.quote(text, safe="")
        for shape in (
            "/{}", "/{}/", "/en/{}/", "/en/news/2023/11/{}/", "/static/{}", "/admin/{}/", "/accounts/login/?next={}",
        ):  # fmt: skip
            answer = client.get(shape.format(quoted))
            assert answer.status_code < 500, shape.format(quoted)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(READERS),
    st.lists(st.tuples(st.sampled_from([*PARAMETERS, *UNKNOWN]), st.text(max_size=60)), max_size=6),
)
def test_fuzzed_queries(world, route, pairs):
    path = next(route.fill(world.values))
    check(Client(raise_request_exception=False), f"{path}?{urllib.parse.urlencode(pairs, errors='replace')}")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_fuzzed_query_strings_of_raw_bytes(query):
    answer = Client(raise_request_exception=False).get("/en/meetings/", QUERY_STRING=query.decode("latin-1"))
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "header", ["accept-language", "host", "x-forwarded-host", "cookie", "if-none-match", "referer"]
)
def test_hostile_headers(header):
    client = Client(raise_request_exception=False)
    for text in STRINGS:
        value = text.replace("\r", "").replace("\n", "").encode().decode("latin-1")
        assert client.get("/en/", headers={header: value}).status_code in {200, 302, 304, 400}, (header, text)

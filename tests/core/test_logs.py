"""Log lines: each request has one, all lines have the id of their request, and no client can forge a line."""

import io
import json
import logging
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from ipacis.core.logs.lines import JsonFormatter, TextFormatter
from news.models import NewsItem
from people.models import Person

pytestmark = pytest.mark.django_db
FORGED = '\r\n2026-01-01T00:00:00Z INFO ipacis.audit request=- "account=root" \x1b[2J\u2028\u202e\udc80'


class Log:
    """The output of a log handler."""

    def __init__(self, formatter):
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(formatter)

    @property
    def lines(self):
        return self.stream.getvalue().splitlines()


@pytest.fixture(params=["text", "json"])
def log(request):
    log = Log({"text": TextFormatter, "json": JsonFormatter}[request.param]())
    log.form = request.param
    logging.getLogger().addHandler(log.handler)
    yield log
    logging.getLogger().removeHandler(log.handler)


@pytest.fixture
def entries():
    """The logged lines as dictionaries."""

    class Entries(Log):
        def of(self, logger):
            return [entry for entry in map(json.loads, self.lines) if entry["logger"] == logger]

    log = Entries(JsonFormatter())
    logging.getLogger().addHandler(log.handler)
    yield log
    logging.getLogger().removeHandler(log.handler)


@pytest.mark.parametrize("log", ["text"], indirect=True)
def test_each_request_is_a_line_of_text(log):
    answer = Client(REMOTE_ADDR="203.0.113.7").get("/en/meetings/?q=secret")
    (line,) = log.lines
    number = r"\d+\.\d"
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO ipacis.access "
        rf"request={answer.headers['X-Request-ID']} account=- address=203.0.113.7 "
        rf"answered method=GET path=/en/meetings/ status=200 ms={number}",
        line,
    )


def test_each_request_is_an_object_with_account_and_address(entries):
    client = Client(REMOTE_ADDR="2001:db8::1")
    client.force_login(User.objects.create_superuser("editor"))
    answer = client.get("/admin/news/newsitem/?q=secret")
    (entry,) = entries.of("ipacis.access")
    assert (entry.pop("ms") > 0, entry.pop("time")[-1]) == (True, "Z")
    assert entry == {
        "level": "INFO",
        "logger": "ipacis.access",
        "request": answer.headers["X-Request-ID"],
        "account": "editor",
        "address": "2001:db8::1",
        "message": "answered",
        "method": "GET",
        "path": "/admin/news/newsitem/",
        "status": 200,
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "level"),
    [
        ("get", "/en/news/", 200, "INFO"),
        ("get", "/", 302, "INFO"),
        ("get", "/en/nothing/", 404, "WARNING"),
        ("put", "/en/", 405, "WARNING"),
        ("get", "/en/people/%00", 400, "WARNING"),
    ],
)
def test_a_refused_request_is_logged_as_a_warning(entries, method, path, status, level):
    getattr(Client(), method)(path)
    found = [(entry["level"], entry["status"]) for entry in entries.of("ipacis.access")]
    assert found == [(level, status)]


def test_a_fault_is_told_with_its_traceback_under_the_id_of_the_request(entries, monkeypatch):
    def broken(*arguments):
        raise RuntimeError("the cause")

    monkeypatch.setattr(NewsItem.objects, "published", broken)
    answer = Client(raise_request_exception=False).get("/en/")
    (fault,) = entries.of("django.request")
    (line,) = entries.of("ipacis.access")
    assert (line["level"], line["status"]) == ("ERROR", 500)
    assert fault["request"] == line["request"] == answer.headers["X-Request-ID"]
    assert fault["trace"].splitlines()[-1] == "RuntimeError: the cause"


@pytest.mark.parametrize("what", ["message", "argument", "exception", "field"])
def test_a_line_cannot_be_forged(log, monkeypatch, what):
    logger = logging.getLogger("ipacis.test")
    # The plugin that runs tests in parallel cannot send these characters in its report of the log.
    monkeypatch.setattr(logger, "propagate", False)
    monkeypatch.setattr(logger, "handlers", [log.handler])
    if what == "message":
        logger.warning(FORGED)
    elif what == "argument":
        logger.warning("said: %s", FORGED)
    elif what == "field":
        logger.warning("said", extra={"fields": {"name": FORGED}})
    else:
        try:
            raise ValueError(FORGED)
        except ValueError:
            logger.exception("fault")
    written = log.stream.getvalue()
    assert [sign for sign in written if not sign.isprintable() and sign != "\n"] == []
    beginnings = [line for line in written.split("\n")[:-1] if not line.startswith("  | ")]
    assert len(beginnings) == 1
    assert written.endswith("\n")


def test_a_value_with_spaces_or_quotation_marks_is_one_value(log):
    logging.getLogger("ipacis.test").warning("said", extra={"fields": {"name": 'a" account=root \\'}})
    (line,) = log.lines
    expected = {"text": 'said name="a\\" account=root \\\\"', "json": '"name": "a\\" account=root \\\\"}'}
    assert line.endswith(expected[log.form])


def test_a_path_cannot_forge_a_line_or_a_field(log):
    Client().get("/en/a%0d%0a2026-01-01 INFO status=200 account=root%1b[2J/")
    (line,) = log.lines
    assert "/en/a%0D%0A2026-01-01%20INFO%20status%3D200%20account%3Droot%1B%5B2J/" in line


@pytest.mark.parametrize("page", ["password/reset/key/1-{key}/", "confirm-email/{key}/"])
def test_the_key_in_a_link_of_a_mail_is_not_logged(log, page):
    key = "cs1abc-0123456789abcdef"
    Client().get("/accounts/" + page.format(key=key))
    assert (len(log.lines), key in log.stream.getvalue()) == (1, False)


def test_form_data_and_query_strings_are_not_logged(log, monkeypatch):
    def broken(*arguments):
        raise RuntimeError("the cause")

    client = Client(raise_request_exception=False)
    client.post("/accounts/login/?key=TOPSECRET", {"login": "TOPSECRET", "password": "TOPSECRET"})
    monkeypatch.setattr(Person.objects, "public", broken)
    client.get("/en/people/?q=TOPSECRET")
    assert (len(log.lines) >= 3, "TOPSECRET" in log.stream.getvalue()) == (True, False)


@pytest.mark.parametrize(
    ("behind", "given", "taken"),
    [
        (True, "4f2c-AZ09", True),
        (True, "a" * 64, True),
        (True, "a" * 65, False),
        (True, "a b", False),
        (True, "a\n", False),
        (True, "а", False),
        (True, "", False),
        (False, "4f2c-AZ09", False),
    ],
)
def test_the_id_of_a_request_is_the_proxys_when_it_is_plain(entries, settings, behind, given, taken):
    settings.BEHIND_PROXY = behind
    answer = Client(headers={"x-request-id": given}).get("/robots.txt")
    (entry,) = entries.of("ipacis.access")
    assert entry["request"] == answer.headers["X-Request-ID"]
    assert re.fullmatch("[A-Za-z0-9-]{1,64}", entry["request"])
    assert (entry["request"] == given) == taken


@pytest.mark.parametrize(("hops", "address"), [(0, "10.0.0.1"), (1, "203.0.113.7")])
def test_one_hop_of_a_proxy_is_believed_where_there_is_one(entries, settings, hops, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = hops
    forwarded = {"x-forwarded-for": "6.6.6.6, 203.0.113.7"}
    Client(REMOTE_ADDR="10.0.0.1", headers=forwarded).get("/robots.txt")
    assert [entry["address"] for entry in entries.of("ipacis.access")] == [address]


@pytest.mark.parametrize("address", ["", "no address\n"])
def test_a_request_without_an_address_is_logged_too(entries, address):
    Client(REMOTE_ADDR=address).get("/robots.txt")
    assert [entry["address"] for entry in entries.of("ipacis.access")] == [""]


def test_a_line_outside_of_any_request_belongs_to_nobody(entries):
    Client().get("/robots.txt")
    logging.getLogger("ipacis.test").warning("later")
    (entry,) = entries.of("ipacis.test")
    assert (entry["request"], entry["account"], entry["address"]) == ("", "", "")


def test_logging_runs_no_queries(django_assert_num_queries):
    client = Client()
    client.cookies["sessionid"] = "x" * 32
    with django_assert_num_queries(0):
        client.get("/robots.txt")

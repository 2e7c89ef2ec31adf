"""Ready pages: what is kept, for whom and for how long."""

import datetime
import gzip
import json
import logging
import threading
import time
from io import BytesIO
from math import inf
from types import SimpleNamespace
from wsgiref.util import setup_testing_defaults

import brotli
import pytest
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ipacis.core.logs.lines import JsonFormatter
from ipacis.core.record.corrections import correcting
from ipacis.core.web import ready, version
from news.models import NewsItem, Topic
from people.models import Person
from tests import factories as make

NEWS = "/en/news/"


@pytest.fixture
def mark(tmp_path, monkeypatch):
    """The Mark of this test. Other tests that run at the same time do not change it."""
    mark = version.Mark(tmp_path / "mark")
    monkeypatch.setattr(version, "mark", lambda: mark)
    return mark


class Site:
    """ReadyPages around *application*, and the requests to it."""

    def __init__(self, application, most_bytes=2**20):
        self.pages = ready.ReadyPages(application, most_bytes)
        # A thread would hold a connection to the test database.
        self.pages.follower = SimpleNamespace(start=lambda: None, trusted_until=inf)

    def get(self, address, method="GET", **headers):
        """Return the answer: ``status``, ``headers`` (with names in lower case) and ``content``."""
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
        }
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        environ["wsgi.input"] = BytesIO()
        started = []
        body = self.pages(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        status, headers = started[0]
        return SimpleNamespace(
            status=int(status[:3]), headers={name.lower(): text for name, text in headers}, content=content
        )

    def text(self, address, **headers):
        return self.get(address, **headers).content.decode()


class Application:
    """A WSGI application that answers with what *answer* returns, and counts its calls."""

    def __init__(self, answer=lambda environ: HttpResponse("a page" * 100)):
        self.answer = answer
        self.calls = 0

    def __call__(self, environ, start_response):
        self.calls += 1
        response = self.answer(environ)
        headers = [*response.items(), *(("Set-Cookie", c.OutputString()) for c in response.cookies.values())]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return response


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """Keep the end of a request from closing the connection of the test, which is the only one to its database."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def site(mark):
    """The site itself in ReadyPages."""
    return Site(WSGIHandler())


@pytest.fixture
def plain(mark, monkeypatch):
    """Return a function that makes a Site around an Application. It needs no database."""
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(ready, "next_change", lambda now: tomorrow)
    return lambda *arguments, **more: Site(Application(*arguments), **more)


# What is sent


@pytest.mark.django_db
def test_a_kept_page_is_what_django_answers_in_each_coding_and_needs_no_query(site):
    make.news(language="en", headline="Session opened", slug="session-opened")
    addresses = [
        "/en/",
        NEWS,
        f"{NEWS}2023/11/30/session-opened/",
        "/ru/meetings/?q=a",
        "/en/people/",
        "/en/no/",
    ]
    addresses += [
        "/en/news/feed.rss",
        "/en/news/feed.atom",
        "/ru/news/feed.json",
        "/en/meetings/calendar.ics",
    ]
    for address in addresses:
        expected = Client().get(address)
        for accept, decode in (("", bytes), ("gzip", gzip.decompress), ("gzip, br", brotli.decompress)):
            made = site.get(address, accept_encoding=accept)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                kept = site.get(address, accept_encoding=accept)
            assert (made, len(queries)) == (kept, 0), address
            assert kept.status == expected.status_code
            body = decode(kept.content) if "content-encoding" in kept.headers else kept.content
            if not address.endswith(".ics"):  # it has the time of its making
                assert body == expected.content, address
            names = {name.lower() for name in expected.headers} - {"x-request-id"}
            assert names <= set(kept.headers) <= names | {"content-encoding", "vary"}, address
            assert kept.headers["content-length"] == str(len(kept.content))


def test_a_client_gets_the_coding_that_it_accepts(plain):
    site = plain()
    found = {
        accept: site.get(NEWS, accept_encoding=accept).headers.get("content-encoding")
        for accept in (
            "gzip, deflate, br, zstd",
            "gzip",
            "gzip;q=1.0, br;q=0",
            "br;q=0.000",
            "identity",
            "*",
            "",
        )
    }
    assert found == {
        "gzip, deflate, br, zstd": "br",
        "gzip": "gzip",
        "gzip;q=1.0, br;q=0": "gzip",
        "br;q=0.000": None,
        "identity": None,
        "*": None,
        "": None,
    }
    assert site.pages.application.calls == 3


def test_a_short_answer_is_not_compressed(plain):
    answer = plain(lambda environ: HttpResponse("short")).get(NEWS, accept_encoding="br")
    assert (answer.content, answer.headers.get("content-encoding")) == (b"short", None)


def test_a_head_request_gets_the_headers_of_the_kept_page(plain):
    site = plain()
    made = site.get(NEWS)
    answer = site.get(NEWS, method="HEAD")
    assert (answer.status, answer.headers, answer.content) == (200, made.headers, b"")


def tagged(environ):
    return HttpResponse(
        "a page" * 100,
        headers={"ETag": '"abc"', "Last-Modified": "Fri, 27 Nov 2026 00:00:00 GMT", "X-Other": "1"},
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"abc"'}, 304),
        ({"if_none_match": 'W/"abc"'}, 304),
        ({"if_none_match": '"x", "abc"'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"abcd"'}, 200),
        ({"if_none_match": '"x"', "if_modified_since": "Fri, 27 Nov 2026 00:00:00 GMT"}, 200),
        ({"if_modified_since": "Fri, 27 Nov 2026 00:00:00 GMT"}, 304),
        ({"if_modified_since": "Thu, 26 Nov 2026 00:00:00 GMT"}, 200),
    ],
)
@pytest.mark.parametrize("coding", ["", "br"])
def test_a_client_that_has_the_page_gets_a_304(plain, headers, status, coding):
    site = plain(tagged)
    first, second = (site.get(NEWS, accept_encoding=coding, **headers) for _n in range(2))
    assert first == second
    assert first.status == status
    if status == 304:
        assert first.content == b""
        tag = 'W/"abc"' if coding else '"abc"'
        assert first.headers == {
            "etag": tag,
            "last-modified": "Fri, 27 Nov 2026 00:00:00 GMT",
            "vary": "Accept-Encoding",
        }


@pytest.mark.django_db
def test_a_feed_reader_that_has_the_feed_gets_a_304_until_it_changes(site):
    make.news(language="en")
    tag = site.get("/en/news/feed.rss", accept_encoding="gzip").headers["etag"]
    assert site.get("/en/news/feed.rss", accept_encoding="gzip", if_none_match=tag).status == 304
    make.news(language="en")
    site.pages.mark.change()
    assert site.get("/en/news/feed.rss", accept_encoding="gzip", if_none_match=tag).status == 200


# What a page depends on


def test_a_page_is_kept_for_each_address_and_the_order_of_parameters_does_not_matter(plain):
    site = plain(lambda environ: HttpResponse(environ["PATH_INFO"] + "?" + environ["QUERY_STRING"]))
    assert [
        site.text(address)
        for address in (
            "/en/news/?topic=b&from=2020-01-01&topic=a",
            "/en/news/?from=2020-01-01&topic=b&&topic=a",
            "/en/news/?from=2020-01-01&topic=a&topic=b",
            "/ru/news/?from=2020-01-01&topic=a&topic=b",
        )
    ] == [
        "/en/news/?from=2020-01-01&topic=b&topic=a",
        "/en/news/?from=2020-01-01&topic=b&topic=a",
        "/en/news/?from=2020-01-01&topic=a&topic=b",
        "/ru/news/?from=2020-01-01&topic=a&topic=b",
    ]
    assert site.pages.application.calls == 3


def test_another_host_or_scheme_is_another_address(plain, settings):
    site = plain(lambda environ: HttpResponse(f"{environ['wsgi.url_scheme']} {environ['HTTP_HOST']}"))
    assert site.text(NEWS) == "http localhost"
    assert site.text(NEWS, host="www.example.org") == "http www.example.org"
    settings.BEHIND_PROXY = True
    site = plain(lambda environ: HttpResponse(environ["HTTP_X_FORWARDED_PROTO"]))
    assert site.text(NEWS, x_forwarded_proto="http") == "http"
    assert site.text(NEWS, x_forwarded_proto="https") == "https"


def test_django_does_not_see_what_a_page_does_not_depend_on(plain):
    seen = []

    def answer(environ):
        seen.extend(name for name in environ if name.startswith("HTTP_"))
        return HttpResponse("a page")

    plain(answer).get(
        NEWS,
        cookie="django_language=ru; csrftoken=x",
        accept_language="ru",
        if_none_match='"x"',
        if_modified_since="Fri, 27 Nov 2026 00:00:00 GMT",
        user_agent="a browser",
    )
    assert sorted(seen) == ["HTTP_HOST", "HTTP_USER_AGENT"]


@pytest.mark.parametrize(
    ("address", "request_"),
    [
        ("/en/news/?utm_source=x", {}),
        ("/en/news/?topic=" + "x" * 500, {}),
        ("/", {}),
        ("/admin/", {}),
        ("/media/a.jpg", {}),
        ("/sitemap.xml", {}),
        (NEWS, {"method": "POST"}),
        (NEWS, {"method": "HEAD"}),
        (NEWS, {"cookie": "a=b; sessionid=x"}),
        (NEWS, {"authorization": "Basic eDp5"}),
        (NEWS, {"range": "bytes=0-9"}),
        (NEWS, {"if_match": '"x"'}),
    ],
)
def test_these_requests_are_answered_by_django_itself(plain, address, request_):
    site = plain(lambda environ: HttpResponse("a page"))
    for _n in range(2):
        assert site.get(address, **request_).content == b"a page"
    assert (site.pages.application.calls, len(site.pages.pages)) == (2, 0)


def with_cookie(environ):
    response = HttpResponse("a page")
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "answer",
    [
        with_cookie,
        lambda environ: HttpResponse("a page", headers={"Vary": "Cookie"}),
        lambda environ: HttpResponse("a page", headers={"Vary": "Accept-Language, Accept-Encoding"}),
        lambda environ: HttpResponse("a page", headers={"Cache-Control": "private, no-store"}),
        lambda environ: HttpResponse("a page", headers={"Content-Security-Policy": "script-src 'nonce-abc'"}),
        lambda environ: StreamingHttpResponse(["a ", "page"]),
        *(
            lambda environ, status=status: HttpResponse("a page", status=status)
            for status in (304, 400, 403, 500, 503)
        ),
    ],
)
def test_these_answers_are_not_kept(plain, answer):
    site = plain(answer)
    for _n in range(2):
        assert site.get(NEWS, accept_encoding="br").content == b"a page"
    assert (site.pages.application.calls, len(site.pages.pages)) == (2, 0)


@pytest.mark.django_db
def test_a_signed_in_editor_gets_an_own_answer(site):
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    kept = site.get(NEWS)
    own = site.get(NEWS, cookie=f"sessionid={client.cookies['sessionid'].value}")
    assert own.headers["cache-control"] == "private, no-store"
    assert "x-request-id" in own.headers
    assert "cache-control" not in kept.headers


# How long


def words(text):
    return {word for word in ("Alpha", "Beta", "Gamma") if word in text}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "write",
    [
        lambda item: make.news(language="en", headline="Gamma"),
        lambda item: NewsItem.objects.filter(pk=item.pk).update(headline="Gamma"),
        lambda item: NewsItem.objects.bulk_update([item], ["lead"]),
        lambda item: Topic.objects.bulk_create(
            [Topic(name="Gamma", label_en="Gamma", slug="gamma", key="gamma")]
        ),
        lambda item: QuerySet(NewsItem).filter(pk=item.pk).delete(),
        lambda item: connection.cursor().execute("UPDATE news_newsitem SET headline = 'Gamma'"),
        lambda item: connection.cursor().executemany(
            "DELETE FROM news_newsitem WHERE id = %s", [[item.pk], [0]]
        ),
    ],
)
def test_whatever_writes_content_lets_the_next_request_make_the_page_anew(site, mark, write):
    item = make.news(language="en", headline="Alpha")
    assert words(site.text(NEWS)) == {"Alpha"}
    value = mark.value
    with transaction.atomic(), correcting():
        write(item)
        assert mark.value == value
    assert mark.value != value
    assert site.text(NEWS) == Client().get(NEWS).content.decode()
    with CaptureQueriesContext(connection) as queries:
        site.text(NEWS)
    assert len(queries) == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_changes_nothing(site, mark):
    value = mark.value
    with pytest.raises(RuntimeError), transaction.atomic():
        make.topic()
        raise RuntimeError
    assert mark.value == value
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            make.topic()
            raise RuntimeError
        assert mark.value == value
    assert mark.value == value
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            make.topic()
            raise RuntimeError
        make.topic("Elections")
        make.topic("Energy")
        assert len(connection.run_on_commit) == 1
    assert mark.value != value


def test_a_connection_that_is_opened_inside_another_wrapper_is_watched():
    opened = SimpleNamespace(alias="default", execute_wrappers=["another"])
    version.watch_writes(opened)
    version.watch_writes(opened)
    assert opened.execute_wrappers == [version.note_write, "another"]


@pytest.mark.django_db(transaction=True)
def test_catch_up_lets_all_pages_be_made_anew_after_a_change_without_django(mark):
    call_command("catch_up", verbosity=0)
    value = mark.value
    call_command("catch_up", verbosity=0)
    assert mark.value != value


@pytest.mark.django_db(transaction=True)
def test_a_sign_in_leaves_the_pages_as_they_are(mark, client):
    User.objects.create_user("editor", password="a long password 7")
    value = mark.value
    answer = client.post("/accounts/login/", {"login": "editor", "password": "a long password 7"})
    assert answer.status_code == 302
    client.post("/accounts/login/", {"login": "editor", "password": "wrong"})
    list(Person.objects.filter(pk=1).order_by().union(Person.objects.order_by()))
    assert mark.value == value


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("SELECT 1", False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ("\n  select 1", False),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ("SAVEPOINT a", False),
        ('UPDATE "django_session" SET a = 1', False),
        ('INSERT INTO "cache" VALUES (1)', False),
        (version.RAISE, False),
        ('INSERT INTO "cached_pages" VALUES (1)', True),
        ('UPDATE "news_meeting" SET a = 1', True),
        ("DELETE FROM news_meeting", True),
        ("WITH a AS (DELETE FROM b RETURNING c)\nSELECT * FROM a", True),
        ("TRUNCATE a", True),
        ("DROP TABLE a", True),
    ],
)
def test_statements_that_write_content(sql, writes):
    assert version.writes_content(sql) == writes


@pytest.mark.django_db
def test_a_scheduled_release_appears_at_its_moment_on_a_kept_page(site, time_machine):
    begin = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
    time_machine.move_to(begin, tick=False)
    make.news(language="en", headline="Alpha")
    make.news(language="en", headline="Beta", publish_at=begin + datetime.timedelta(minutes=3))
    make.news(language="en", headline="Gamma", publish_at=begin + datetime.timedelta(minutes=4))
    found = {}
    for seconds in (0, 179, 180, 239, 240):
        time_machine.move_to(begin + datetime.timedelta(seconds=seconds), tick=False)
        found[seconds] = words(site.text(NEWS))
    first, second, third = {"Alpha"}, {"Alpha", "Beta"}, {"Alpha", "Beta", "Gamma"}
    assert found == {0: first, 179: first, 180: second, 239: second, 240: third}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "after", "is_made_anew"),
    [
        ("2026-03-02T12:00:00Z", ready.MOST_SECONDS - 1, False),
        ("2026-03-02T12:00:00Z", ready.MOST_SECONDS, True),
        ("2026-03-02T20:59:00Z", 59, False),  # 23:59 in Moscow
        ("2026-03-02T20:59:00Z", 60, True),
    ],
)
def test_a_page_is_made_anew_at_midnight_and_after_some_minutes(
    site, time_machine, moment, after, is_made_anew
):
    begin = datetime.datetime.fromisoformat(moment)
    time_machine.move_to(begin, tick=False)
    site.get(NEWS)
    (before,) = site.pages.pages.values()
    time_machine.move_to(begin + datetime.timedelta(seconds=after), tick=False)
    site.get(NEWS)
    (page,) = site.pages.pages.values()
    assert (page is not before) == is_made_anew


def test_what_is_written_while_a_page_is_made_makes_it_old(plain):
    site = plain(lambda environ: site.pages.mark.change() or HttpResponse("a page"))
    for _n in range(2):
        site.get(NEWS)
    assert site.pages.application.calls == 2


# Bounds


def test_the_memory_is_bounded_and_the_least_used_page_leaves_first(plain):
    site = plain(lambda environ: HttpResponse("x" * 7_000), most_bytes=100_000)
    site.get("/en/")
    for number in range(10_000):
        site.get(f"/en/news/?q={number}")
        if number % 5 == 0:
            site.get("/en/")
        assert site.pages.bytes <= 100_000
    assert site.pages.bytes == sum(page.size for page in site.pages.pages.values())
    paths = [key.query or key.path for key in site.pages.pages]
    assert sorted(paths) == sorted(["/en/", *(f"q={number}" for number in range(9_991, 10_000))])
    assert site.pages.application.calls == 10_001


def test_a_page_that_is_too_large_is_sent_and_not_kept(plain):
    site = plain(lambda environ: HttpResponse("x" * 20_000), most_bytes=100_000)
    assert site.get(NEWS).content == b"x" * 20_000
    assert (len(site.pages.pages), site.pages.bytes) == (0, 0)


def crowd(site, size=20):
    """Return the answers to *size* requests for NEWS that come at once."""
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(site.get(NEWS))) for _n in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


def test_a_crowd_that_asks_for_one_page_makes_it_once(plain):
    site = plain(lambda environ: time.sleep(0.2) or HttpResponse("a page"))
    assert [answer.content for answer in crowd(site)] == [b"a page"] * 20
    assert site.pages.application.calls == 1
    site.pages.mark.change()
    crowd(site)
    assert (site.pages.application.calls, site.pages.making) == (2, {})


def test_a_crowd_does_not_queue_for_an_answer_that_is_not_kept(plain):
    site = plain(lambda environ: time.sleep(0.2) or StreamingHttpResponse(["a table"]))
    began = time.monotonic()
    assert [answer.content for answer in crowd(site)] == [b"a table"] * 20
    assert time.monotonic() - began < 2


def test_a_failure_lets_the_next_request_try_again(plain):
    site = plain(lambda environ: 1 / 0)
    for _n in range(2):
        with pytest.raises(ZeroDivisionError):
            site.get(NEWS)
    assert site.pages.making == {}


# Outages


def test_while_the_database_is_away_kept_pages_are_sent_with_their_age(plain, time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    status = 200
    site = plain(lambda environ: HttpResponse("a page", status=status))
    site.get(NEWS)
    status, calls = 503, site.pages.application.calls
    time_machine.shift(ready.MOST_SECONDS + 100)
    site.pages.follower.trusted_until = time.time() - 10
    answers = [site.get(NEWS) for _n in range(5)]
    assert [(answer.status, answer.content) for answer in answers] == [(200, b"a page")] * 5
    assert {answer.headers["age"] for answer in answers} == {"400"}
    # One request each second tries whether the database is back.
    assert site.pages.application.calls == calls + 1
    assert site.get("/en/people/").status == 503
    time_machine.shift(2)
    status, site.pages.follower.trusted_until = 200, inf
    assert "age" not in site.get(NEWS).headers


def test_while_the_database_is_away_no_page_is_sent_that_had_changed_before(plain):
    status = 200
    site = plain(lambda environ: HttpResponse("a page", status=status))
    site.get(NEWS)
    site.pages.mark.change()
    status = 503
    assert site.get(NEWS).status == 503


@pytest.mark.django_db
def test_without_a_word_from_the_database_the_page_is_made_anew(site):
    site.get(NEWS)
    (before,) = site.pages.pages.values()
    site.pages.follower.trusted_until = time.time() - 1
    site.get(NEWS)
    (page,) = site.pages.pages.values()
    assert page is not before


def test_without_a_writable_file_no_page_is_kept(settings, monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(version, "mark", lambda: version.Mark(tmp_path / "none" / "mark"))
    application = WSGIHandler()
    assert ready.with_ready_pages(application) is application
    assert "no pages are kept" in caplog.text
    monkeypatch.setattr(version, "mark", lambda: version.Mark(tmp_path / "mark"))
    assert isinstance(ready.with_ready_pages(application), ready.ReadyPages)
    settings.READY_PAGES_MB = 0
    assert ready.with_ready_pages(application) is application


# The log


def test_kept_answers_are_logged_with_their_number(plain, caplog):
    caplog.set_level(logging.INFO, "ipacis.access")
    site = plain(lambda environ: HttpResponse("a page", status=404 if "no" in environ["PATH_INFO"] else 200))
    for address in [NEWS] * 4 + ["/en/no/ж"] * 3:
        site.get(address.encode().decode("latin-1"))
    site.get(NEWS, method="HEAD")
    site.pages.log()
    site.pages.log()
    lines = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    names = ("level", "message", "method", "path", "status", "kept")
    assert [tuple(line[name] for name in names) for line in lines] == [
        ("INFO", "answered", "GET", NEWS, 200, 3),
        ("WARNING", "answered", "GET", "/en/no/%D0%B6", 404, 2),
        ("INFO", "answered", "HEAD", NEWS, 200, 1),
    ]

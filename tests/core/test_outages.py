"""Outages: readers and editors get a page of the site with status 503 when nothing can be saved."""

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.test import Client

from ipacis.core.web.outage import outage
from tests import factories as make
from tests.postgres import free_port

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-password"


@pytest.fixture
def editor():
    return get_user_model().objects.create_superuser("olga", "", PASSWORD)


@pytest.fixture
def read_only(editor):
    """Return a function after which the database refuses every change."""

    def refuse():
        connection.check_constraints()  # PostgreSQL can still lock rows for a change
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA query_only = ON" if connection.vendor == "sqlite" else "SET TRANSACTION READ ONLY"
            )

    yield refuse
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


def told(answer):
    """Return the text in *answer* that says that nothing can be saved."""
    return answer.status_code, answer.headers.get("Retry-After"), b"nothing can be saved" in answer.content


SAID = (503, "30", True)


@pytest.mark.parametrize("password", [PASSWORD, "a wrong one"])
@pytest.mark.parametrize(("path", "field"), [("/accounts/login/", "login"), ("/admin/login/", "username")])
def test_nobody_signs_in_or_tries_passwords_uncounted_while_the_database_is_read_only(
    read_only, path, field, password
):
    read_only()
    answer = Client(raise_request_exception=False).post(path, {field: "olga", "password": password})
    assert told(answer) == SAID


def test_a_change_is_a_503_and_reading_goes_on_while_the_database_is_read_only(read_only, editor):
    topic = make.topic("observation")
    desk = Client(raise_request_exception=False)
    desk.force_login(editor)
    read_only()
    address = f"/admin/news/topic/{topic.pk}/delete/"
    assert [desk.get(path).status_code for path in ("/en/", "/healthz", address)] == [200] * 3
    assert told(desk.post(address, {"post": "yes"})) == SAID


def test_a_session_that_cannot_be_saved_behind_the_view_is_a_503(read_only, editor, settings):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    desk = Client(raise_request_exception=False)
    desk.force_login(editor)
    read_only()
    assert told(desk.get("/admin/")) == SAID


def test_an_outage_is_told_in_the_readers_language(read_only):
    read_only()
    russian = Client(raise_request_exception=False, headers={"accept-language": "ru"})
    answer = russian.post("/accounts/login/", {"login": "olga", "password": PASSWORD})
    assert (answer.status_code, '<html lang="ru">' in answer.content.decode()) == (503, True)


def test_a_cache_that_is_away_makes_a_sign_in_a_503_and_reading_goes_on(settings, editor):
    pytest.importorskip("redis")
    backend = "django.core.cache.backends.redis.RedisCache"
    away = {"BACKEND": backend, "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    settings.CACHES = {**settings.CACHES, "default": away}
    reader = Client(raise_request_exception=False)
    assert [reader.get(path).status_code for path in ("/en/", "/healthz")] == [200] * 2
    assert told(reader.post("/accounts/login/", {"login": "olga", "password": PASSWORD})) == SAID


def test_any_other_bad_request_stays_one():
    assert Client(headers={"host": "evil.example"}).get("/en/").status_code == 400


def test_an_outage_is_recognised_behind_another_exception():
    fault = RuntimeError("what came of it")
    fault.__context__ = OperationalError("the server is away")
    assert (outage(fault), outage(RuntimeError("another")), outage(None)) == ("away", "", "")

"""Which requests are answered from a replica, and when a replica is used. ``tests/hosts`` tries it with real servers."""

import pytest
from django.db import OperationalError, connection, connections
from django.http import HttpResponse
from django.test import RequestFactory

from ipacis.core.postgresql import replicas
from ipacis.core.postgresql.replicas import ReadFromReplicas, Replicas, is_for_replica
from ipacis.core.web import version
from ipacis.core.web.version import Follower, Mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(monkeypatch, tmp_path):
    """Return the Mark of a host that knows the number 7."""
    mark = Mark(tmp_path / "mark")
    mark.learn(7)
    for module in (replicas, version):
        monkeypatch.setattr(module, "mark", lambda: mark)
    return mark


@pytest.mark.parametrize(
    ("method", "path", "cookies", "expected"),
    [
        ("GET", "/en/news/", {}, True),
        ("HEAD", "/sitemap.xml", {"language": "ru"}, True),
        ("GET", "/en/news/", {"sessionid": "x"}, False),
        ("POST", "/i18n/setlang/", {}, False),
        ("GET", "/admin/", {}, False),
        ("GET", "/accounts/login/", {}, False),
        ("GET", "/healthz", {}, False),
    ],
)
def test_only_a_reader_who_is_not_signed_in_is_answered_from_a_replica(method, path, cookies, expected):
    request = RequestFactory().generic(method, path)
    request.COOKIES.update(cookies)
    assert is_for_replica(request) == expected


def test_replicas_that_have_everything_take_turns(known):
    found = Replicas(["behind", "first", "away", "second"])
    for replica, number in zip(found.all, (6, 7, None, 8), strict=True):
        replica.number = number
    assert [found.next().alias for _n in range(4)] == ["first", "second", "first", "second"]
    known.learn(9)
    assert found.next() is None


def test_a_process_that_starts_learns_the_number_of_the_primary_first(known, monkeypatch):
    monkeypatch.setattr(version, "numbers", lambda: iter([12]))
    monkeypatch.setattr(replicas, "follower", Follower)
    Replicas([]).follow()
    assert known.number == 12


@pytest.fixture
def middleware(settings, monkeypatch, known):
    """Return the middleware with a replica that has everything, and what it finds as the default connection."""
    monkeypatch.setitem(settings.DATABASES, "replica1", {})
    seen = []

    def view(request):
        seen.append(connections["default"])
        return HttpResponse()

    found = ReadFromReplicas(view)
    found.replicas.is_followed = True
    found.replicas.all[0].number = 7
    return found, seen


class Connection:
    """The connection of a replica, which cannot be opened if it has an *error*."""

    def __init__(self, error=None):
        self.error = error

    def ensure_connection(self):
        if self.error:
            raise self.error


def test_the_connection_of_the_replica_takes_the_place_of_the_default_one(middleware):
    found, seen = middleware
    primary, replica = connections["default"], Connection()
    connections["replica1"] = replica
    try:
        found(RequestFactory().get("/en/"))
        found(RequestFactory().get("/healthz"))
    finally:
        del connections["replica1"]
    assert seen == [replica, primary]
    assert connections["default"] is primary


def test_a_replica_that_cannot_be_reached_is_left_out_at_once(middleware):
    found, seen = middleware
    connections["replica1"] = Connection(OperationalError("away"))
    try:
        found(RequestFactory().get("/en/"))
    finally:
        del connections["replica1"]
    assert seen == [connections["default"]]
    assert found.replicas.all[0].number is None
    assert connection.is_usable()


def test_a_number_that_was_read_before_a_higher_one_does_not_replace_it(tmp_path):
    """Two processes read the number of the database, and the one that read first learns it last."""
    mark = Mark(tmp_path / "mark")
    mark.learn(7)
    value = mark.value
    mark.learn(6, before=5)
    mark.learn(7, before=5)
    assert (mark.number, mark.value) == (7, value)


def test_the_lower_number_of_a_restored_database_replaces_the_number_of_the_former_one(tmp_path):
    mark = Mark(tmp_path / "mark")
    mark.learn(7)
    value = mark.value
    mark.learn(3, before=7)
    assert mark.number == 3 and mark.value != value

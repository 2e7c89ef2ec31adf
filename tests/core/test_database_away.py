"""The PostgreSQL server stops, hangs and restarts: requests fail fast meanwhile and work again at once afterwards."""

import threading
import time

import psycopg
import pytest
from django.contrib.postgres import signals
from django.db import InterfaceError, OperationalError
from django.db.utils import ConnectionHandler

from ipacis.core.postgresql.watched import WatchedConnection

pytestmark = [pytest.mark.slow, pytest.mark.once]
POOL = {"min_size": 1, "max_size": 4, "timeout": 2, "reconnect_timeout": 1}


@pytest.fixture(params=["with a pool", "without"])
def connect(request, cluster, monkeypatch, django_db_blocker):
    """Return a function that makes another connection, because each thread of the site has its own."""
    options = {"pool": POOL} if request.param == "with a pool" else {}
    handler = ConnectionHandler(
        {
            "default": {
                "ENGINE": "ipacis.core.postgresql",
                "NAME": "postgres",
                "USER": "ipacis",
                "HOST": "127.0.0.1",
                "PORT": cluster.port,
                "OPTIONS": {"connect_timeout": 2, **options},
            }
        }
    )
    monkeypatch.setattr(WatchedConnection, "silent_until", {})
    # Django looks up the types of PostgreSQL extensions on the default connection, which is that of the tests.
    for name in ("get_hstore_oids", "get_citext_oids"):
        monkeypatch.setattr(signals, name, lambda alias: ((), ()))
    made = []

    def one_more():
        made.append(handler.create_connection("default"))
        made[-1]._connection_pools = pools
        made[-1].inc_thread_sharing()
        return made[-1]

    pools = {}
    with django_db_blocker.unblock():
        yield one_more
    for connection in made:
        connection.close()
    if pools:
        made[0].close_pool()


def ask(connection, question="SELECT 1"):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def seconds_until_refused(question, *arguments):
    began = time.monotonic()
    with pytest.raises((OperationalError, InterfaceError)):  # both errors are answered with 503
        question(*arguments)
    return time.monotonic() - began


def test_after_a_restart_of_the_server_no_thread_is_given_a_dead_connection(cluster, connect):
    threads = [connect() for _n in range(4)]
    for connection in threads:
        ask(connection)
    for connection in threads:
        connection.close()  # what Django does at the end of a request
    cluster.stop()
    cluster.start()
    assert [ask(connection) for connection in threads] == [(1,)] * 4


def test_the_site_is_back_within_five_seconds_of_its_server(cluster, connect):
    connection = connect()
    ask(connection)
    connection.close()
    cluster.stop()
    try:
        for _n in range(4):
            assert seconds_until_refused(ask, connection) < 3
    finally:
        cluster.start()
    back = time.monotonic()
    while True:
        try:
            ask(connection)
            break
        except OperationalError:
            assert time.monotonic() < back + 5


def test_a_frozen_server_is_told_within_three_seconds_at_each_step_and_the_site_is_back_at_once(
    cluster, connect
):
    at_work, idle, new = connect(), connect(), connect()
    ask(at_work)
    ask(idle)
    idle.close()
    with cluster.frozen():
        waited = [seconds_until_refused(ask, connection) for connection in (at_work, idle, new)]
    assert [seconds < 3 for seconds in waited] == [True] * 3
    for connection in (at_work, idle, new):
        connection.close()
    time.sleep(1)  # the pause in which nobody connects to the server
    assert [ask(connection) for connection in (at_work, idle, new)] == [(1,)] * 3


def test_a_frozen_server_does_not_keep_one_thread_after_the_other_waiting(cluster, connect):
    threads = [connect() for _n in range(12)]
    ask(threads[0])
    threads[0].close()

    def refused(number):
        waited[number] = seconds_until_refused(ask, threads[number])

    waited = {}
    with cluster.frozen():
        for some in (range(4), range(4, 8), range(8, 12)):  # as four threads of a worker take them
            running = [threading.Thread(target=refused, args=[number]) for number in some]
            for thread in running:
                thread.start()
            for thread in running:
                thread.join()
    assert len(waited) == 12
    assert sum(max(waited[number] for number in some) for some in (range(4), range(4, 8), range(8, 12))) < 5


def test_a_long_statement_of_a_command_is_left_alone(connect):
    assert ask(connect(), "SELECT 1 FROM pg_sleep(3)") == (1,)


def test_a_long_statement_of_a_page_is_stopped(connect, monkeypatch):
    monkeypatch.setattr(WatchedConnection, "limit", 1)
    assert seconds_until_refused(ask, connect(), "SELECT pg_sleep(6)") < 2


def test_a_page_does_not_wait_long_for_what_somebody_else_has_locked(cluster, connect, monkeypatch):
    monkeypatch.setattr(WatchedConnection, "limit", 15)
    with psycopg.connect(cluster.url) as other:
        other.execute("CREATE TABLE IF NOT EXISTS locked (id int)")
        other.commit()
        other.execute("LOCK TABLE locked")
        assert 1.5 < seconds_until_refused(ask, connect(), "SELECT count(*) FROM locked") < 4


def test_a_long_statement_is_stopped_even_when_the_server_itself_does_not(connect, monkeypatch):
    monkeypatch.setattr(WatchedConnection, "limit", 1)
    connection = connect()
    ask(connection, "SELECT set_config('statement_timeout', '0', false)")
    assert seconds_until_refused(ask, connection, "SELECT pg_sleep(9)") < 4


def test_a_server_that_freezes_is_told_from_one_that_works(cluster):
    with WatchedConnection.connect(cluster.url) as connection:
        assert connection.execute("SELECT 1 FROM pg_sleep(2.5)").fetchone() == (1,)
        with cluster.frozen(), pytest.raises(psycopg.OperationalError, match="stopped answering"):
            connection.execute("SELECT 1")

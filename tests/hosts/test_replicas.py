"""Readers are answered from replicas that have all the content; editors, and all readers otherwise, from the primary."""

import time
import urllib.request

import psycopg
import pytest

from ipacis.core.postgresql.notices import POLL
from tests.servers import fetch, manage

from .serving import hammered, host

pytestmark = [pytest.mark.slow, pytest.mark.once]
#: Seconds in which a process has noticed a change of a replica.
NOTICED = POLL * 2 + 0.5


def rename(environment, title):
    manage(
        environment, "shell", "-c", f"from news.models import Topic; Topic.objects.update(label_en={title!r})"
    )


def last_asked(server):
    """Return the moment at which *server* was last asked for topics; None if none of its open connections was."""
    sql = """
        SELECT max(query_start) FROM pg_stat_activity
        WHERE query LIKE 'SELECT%news_topic%' AND pid <> pg_backend_pid()
    """
    with psycopg.connect(server.url, autocommit=True) as connection:
        return connection.execute(sql).fetchone()[0]


def wait_for(replica, topics):
    """Read the page *topics* until the *replica* is asked for it."""
    before, end = last_asked(replica), time.monotonic() + 15
    while last_asked(replica) == before:
        assert time.monotonic() < end
        fetch(topics)
        time.sleep(0.1)


def test_readers_are_answered_from_a_replica_that_has_everything(cluster, replica, hosts):
    here = {**hosts[0], "READY_PAGES_MB": "0"}  # every request is answered from a database
    manage(here, "shell", "-c", "from tests import factories as make; make.topic('First title')")
    with host(here, workers=1) as address, psycopg.connect(replica.url, autocommit=True) as at_replica:
        topics = f"{address}/en/topics/"
        wait_for(replica, topics)
        before = last_asked(cluster)
        assert all("First title" in fetch(topics) for _n in range(10))
        assert last_asked(cluster) == before
        assert last_asked(replica)

        # A replica that is behind is left out, until it has caught up.
        at_replica.execute("SELECT pg_wal_replay_pause()")
        rename(here, "Second title")
        before = last_asked(replica)
        assert all("Second title" in fetch(topics) for _n in range(10))
        assert last_asked(replica) == before
        at_replica.execute("SELECT pg_wal_replay_resume()")
        wait_for(replica, topics)
        before = last_asked(cluster)
        assert all("Second title" in fetch(topics) for _n in range(10))
        assert last_asked(cluster) == before
        assert fetch(f"{address}/healthz")

        # Editors are answered from the primary.
        request = urllib.request.Request(topics, headers={"Cookie": "sessionid=x"})
        assert urllib.request.urlopen(request, timeout=10).status == 200
        assert last_asked(cluster) != before


@pytest.mark.parametrize("ready_pages", ["0", "64"])
def test_a_host_knows_before_its_first_page_what_another_host_has_changed(replica, hosts, ready_pages):
    here, there = hosts
    with host({**here, "READY_PAGES_MB": ready_pages}, workers=1) as address:
        time.sleep(NOTICED)
        with psycopg.connect(replica.url, autocommit=True) as at_replica:
            at_replica.execute("SELECT pg_wal_replay_pause()")
            rename(there, f"Title with {ready_pages} MB")
            time.sleep(NOTICED)
            try:
                assert f"Title with {ready_pages} MB" in fetch(f"{address}/en/topics/")
            finally:
                at_replica.execute("SELECT pg_wal_replay_resume()")


def test_a_replica_that_is_away_is_left_out_and_used_again(cluster, replica, hosts):
    here = {**hosts[0], "READY_PAGES_MB": "0"}
    with host(here, workers=1) as address:
        topics = f"{address}/en/topics/"
        wait_for(replica, topics)
        replica.stop()
        for _n in range(20):
            began = time.monotonic()
            assert urllib.request.urlopen(topics, timeout=10).status == 200
            assert time.monotonic() - began < 3
        replica.start()
        wait_for(replica, topics)
        # Only the replica is left to answer.
        cluster.stop()
        assert urllib.request.urlopen(topics, timeout=10).status == 200
        cluster.start()


def test_no_host_shows_what_a_replica_has_not_received_yet(hosts):
    here, there = hosts
    with host(here, workers=2) as first, host(there, workers=2) as second:
        assert hammered(here, first, second) == (0, [])

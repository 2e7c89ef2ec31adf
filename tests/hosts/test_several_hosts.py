"""Ready pages in the processes of several hosts.

No reader sees what an editor has changed or withdrawn, and kept pages are sent while the database is away.
"""

import time

import pytest

from ipacis.core.web import version

from .serving import ask, hammered, host, prepare

pytestmark = [pytest.mark.slow, pytest.mark.once]


def test_four_workers_on_sqlite_show_each_edit_at_once(environments):
    here, _there = environments
    prepare(here)
    with host(here, workers=4) as address:
        assert hammered(here, address) == (0, [])


def test_two_hosts_on_postgresql_show_each_edit_at_once_and_within_a_second(on_postgresql):
    here, there = on_postgresql
    with host(here, workers=2) as first, host(there, workers=2) as second:
        assert hammered(here, first, second) == (0, [])


def test_while_the_database_is_away_kept_pages_are_sent_and_others_are_a_503(cluster, on_postgresql):
    here, _there = on_postgresql
    with host(here, workers=1) as address:
        kept, other = f"{address}/en/meetings/", f"{address}/ru/meetings/"
        assert ask(kept)[0] == 200
        cluster.stop()
        time.sleep(version.TRUST + 1)
        for _n in range(20):
            status, headers, seconds = ask(kept)
            assert (status, int(headers["Age"]) >= version.TRUST) == (200, True)
            assert seconds < 4
        status, headers, _seconds = ask(other)
        assert (status, headers["Retry-After"]) == (503, "30")
        cluster.start()
        end = time.monotonic() + 5
        while ask(other)[0] != 200 or "Age" in ask(kept)[1]:
            assert time.monotonic() < end
            time.sleep(0.2)
        with cluster.frozen():
            time.sleep(version.TRUST + 1)
            found = [ask(kept) for _n in range(20)]
        assert [status for status, _headers, _seconds in found] == [200] * 20
        assert max(seconds for _status, _headers, seconds in found) < 4
        # One attempt each second waits for the database; the other requests do not.
        assert sorted(seconds for _status, _headers, seconds in found)[10] < 0.5

"""Two hosts behind the README's nginx: one is killed under load, and readers notice nothing."""

import random
import signal
import threading
import time
import urllib.error
import urllib.request

import pytest

from tests import postgres
from tests.servers import fetch, manage, nginx, workers

from .serving import process_of_host

pytestmark = [pytest.mark.slow, pytest.mark.once]
SECONDS = 9
READERS = 6


def test_of_two_hosts_one_is_killed_under_load(on_postgresql, tmp_path):
    here, there = ({**environment, "BEHIND_PROXY": "on"} for environment in on_postgresql)
    manage(here, "shell", "-c", "from tests import factories as make; make.meeting('Session of the Council')")
    with (
        process_of_host(here, 2) as (_first, one),
        process_of_host(there, 2) as (second, two),
        nginx(tmp_path, one, two) as (_port, site),
    ):
        fetch(f"{site}/healthz")
        read, failed, wrong, end = [], [], [], time.monotonic() + SECONDS

        def reader(seed):
            choice = random.Random(seed)
            while time.monotonic() < end:
                # Half of the pages are ready, the others must be made.
                query = choice.choice(["", f"?q=council&from=2001-01-{choice.randint(1, 28):02}"])
                try:
                    with urllib.request.urlopen(f"{site}/en/meetings/{query}", timeout=10) as answer:
                        text = answer.read().decode()
                except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                    failed.append(repr(error))
                else:
                    read.append(time.monotonic())
                    if "Session of the Council" not in text:
                        wrong.append(text)

        threads = [threading.Thread(target=reader, args=[number]) for number in range(READERS)]
        for thread in threads:
            thread.start()
        time.sleep(SECONDS / 3)
        killed = time.monotonic()
        # The main process and its workers die at once, as in a power failure.
        postgres.send(signal.SIGKILL, [second.pid, *workers(second)])
        for thread in threads:
            thread.join(30)
    assert len(failed) <= len(read) / 100, failed[:3]
    assert wrong == []
    assert sum(moment > killed + 1 for moment in read) > 100

"""Servers that a test has started: their answers and their processes."""

import glob
import time
import urllib.error
import urllib.request


def fetch(address, patience=10):
    """Return the text at *address*, waiting up to *patience* seconds for an answer."""
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def workers(process):
    """Return the ids of the processes that *process* started and that still run."""
    found = set()
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as file:
                # The format is "pid (name) state parent …", and the name may contain any characters.
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == process.pid and state != "Z":
            found.add(int(path.split("/")[2]))
    return found

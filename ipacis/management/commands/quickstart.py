"""``manage.py quickstart``: prepare the site in a fresh clone, and serve it."""

import os
import secrets
import socket
import sys
import time
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ipacis.management.turns import one_at_a_time

ADDRESS = "127.0.0.1:8000"
MOST_WORKERS = 4


class Listener(NamedTuple):
    """The host name or IP address and the port on which the site is served."""

    host: str
    port: int


def parse_listener(text: str) -> Listener:
    """Parse "HOST:PORT"; an IPv6 address may be in square brackets. Raises CommandError."""
    host, _colon, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandError(f"--addr {text} is not HOST:PORT: write it like {ADDRESS}.")
    return Listener(host.strip("[]"), int(port))


def check_free(host: str, port: int) -> None:
    """Raise CommandError if no server can listen on *host* and *port*."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {host}:{port} ({error.strerror}): "
                "stop what runs there, or choose another with --addr 127.0.0.1:8080."
            ) from error


def weakness_of(password: str) -> str:
    """Return why the password validators refuse *password*, "" if they accept it."""
    try:
        validate_password(password)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


class Command(BaseCommand):
    help = "Prepare the site – database, content, administrator, static files, search – and serve it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--addr", default=ADDRESS, help=f"where to serve (default {ADDRESS})")
        parser.add_argument("--no-serve", action="store_true", help="only prepare")
        parser.add_argument("--empty", action="store_true", help="without the demonstration content")

    def handle(self, *args, addr, no_serve, empty, **options):
        host, port = parse_listener(addr)
        if not no_serve:
            check_free(host, port)
        try:
            with one_at_a_time("quickstart", self.report_waiting):
                self.prepare(empty)
        except OSError as error:
            raise CommandError(
                f"{error.filename or settings.VAR_DIR} cannot be written ({error.strerror}): make the folder "
                "writable, or set VAR_DIR to one that is."
            ) from error
        site = settings.SITE_URL if "SITE_URL" in os.environ else f"http://{addr}"
        self.stdout.write(self.style.SUCCESS(f"\nThe site    {site}/"))
        self.stdout.write(self.style.SUCCESS(f"The admin   {site}/admin/"))
        if no_serve:
            self.stdout.write("To serve it, leave out --no-serve.")
            return
        check_free(host, port)  # check again, because another quickstart may serve there by now
        self.stdout.write("Ctrl-C stops it.\n")
        self.serve(host, port, site)

    def report_waiting(self) -> None:
        self.stdout.write("Another quickstart prepares this site; this one waits until it is done.")
        self.stdout.flush()

    def prepare(self, empty: bool) -> None:
        """Run all steps; *empty* leaves out the demonstration content."""
        steps = [
            ("The database", lambda: call_command("migrate", interactive=False, verbosity=0)),
            ("The shared cache", lambda: call_command("createcachetable", verbosity=0)),
            ("The content", self.load_content),
            ("The administrator", self.make_administrator),
            ("The static files", lambda: call_command("collectstatic", interactive=False, verbosity=0)),
            ("The search index", lambda: call_command("rebuild_search", verbosity=0)),
            ("The index of lists", lambda: call_command("rebuild_lists", verbosity=0)),
            ("The index of names", lambda: call_command("rebuild_names", verbosity=0)),
            ("The history", lambda: call_command("make_first_versions", verbosity=0)),
        ]
        if empty:
            steps = [step for step in steps if step[0] != "The content"]
        for number, (name, step) in enumerate(steps, 1):
            self.stdout.write(f"[{number}/{len(steps)}] {name} … ", ending="")
            self.stdout.flush()
            began = time.monotonic()
            outcome = step()
            self.stdout.write(f"{outcome or 'ready'} ({time.monotonic() - began:.1f} s)")

    def load_content(self) -> str:
        """Load the demonstration content into a new site only; return the outcome in words.

        A site that was created with --empty is not new: it has an administrator already.
        """
        models = [model for name in ("news", "people") for model in apps.get_app_config(name).get_models()]
        if any(model._base_manager.exists() for model in models):
            return "left as it is"
        if get_user_model().objects.exists():
            return "none, because this site was begun without; load_demo adds the demonstration content"
        call_command("load_demo", verbosity=0)
        return "the demonstration content"

    def make_administrator(self) -> str:
        """Create an administrator unless there is one; return the outcome in words.

        Raises CommandError if the user name belongs to a user who is not an administrator and, on an https site, if
        the password is weak.
        """
        users = get_user_model().objects
        name = os.environ.get("DJANGO_SUPERUSER_USERNAME")
        known = users.filter(is_superuser=True)
        if name:
            known = known.filter(username=name)
        if known.exists():
            return f"{known.first().get_username()} is there already"
        name = name or "admin"
        if users.filter(username=name).exists():
            raise CommandError(
                f"The user {name} is not an administrator: set DJANGO_SUPERUSER_USERNAME to another name."
            )
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        weakness = weakness_of(given) if given else ""
        if weakness and settings.SITE_URL.startswith("https:"):
            raise CommandError(f"DJANGO_SUPERUSER_PASSWORD: {weakness}")
        password = given or secrets.token_urlsafe(12)
        users.create_superuser(name, os.environ.get("DJANGO_SUPERUSER_EMAIL", ""), password)
        if given:
            warning = weakness and f". Do not use it for a public site: {weakness}"
            return f"{name}, with the password of DJANGO_SUPERUSER_PASSWORD{warning}"
        return f"name {name}, password {password} (shown only this once)"

    def serve(self, host: str, port: int, site: str) -> None:
        """Replace this process with the server, which reads the settings again with *site* as SITE_URL."""
        os.environ.setdefault("SITE_URL", site)
        sys.stdout.flush()
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
        ]
        workers = min(os.cpu_count() or 1, MOST_WORKERS)
        command += ["--workers", str(workers), "--blocking-threads", "4"]
        # Without this option granian stops all workers when one of them dies.
        command += ["--respawn-failed-workers", "--respawn-interval", "0.5"]
        # A worker that is still starting may miss the signal to stop, so granian kills it after this time (seconds).
        command += ["--workers-kill-timeout", "5"]
        command += ["--no-ws", "--log-level", "warning", "ipacis.wsgi:application"]
        os.execv(sys.executable, command)  # noqa: S606 - no shell, and host and port were parsed above

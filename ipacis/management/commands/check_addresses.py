"""``manage.py check_addresses``: request every address that was ever public, and report wrong answers."""

import itertools
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from ipacis.core.record.addressed import Addressed, addressed_models
from ipacis.core.record.addresses import (
    Address,
    is_public,
    normal,
    stored_forms,
    view_at,
)
from ipacis.core.sql import chunks
from ipacis.core.text.labels import LANGUAGES

#: The number of rows that are loaded at once.
CHUNK = 500


class Command(BaseCommand):
    help = (
        "Requests every address that was ever public: each must show its own page, directly or after one "
        "redirect, or answer 410. Ends with exit code 1 if one does not. Also lists public pages whose address "
        "is not recorded."
    )

    def add_arguments(self, parser):
        parser.add_argument("--sample", type=int, metavar="N", help="request N random addresses only")

    def handle(self, sample=None, **options):
        self.loud = options["verbosity"] > 0
        missing = list(unrecorded())
        for thing in missing:
            self.stdout.write(f"not kept: {thing.own_path()} (manage.py catch_up keeps it)")
        reader = Reader()
        reader.probe()
        counts, failed = {200: 0, 301: 0, 410: 0}, 0
        pks = list(
            Address.objects.filter(public_from__lte=timezone.now())
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if sample is not None and sample < len(pks):
            pks = sorted(random.sample(pks, sample))
        done = 0
        for some in chunks(pks, CHUNK):
            for address in Address.objects.filter(pk__in=some).order_by("pk"):
                for path in request_paths(address):
                    with access_log_disabled():
                        outcome = reader.visit(path, address)
                    if outcome.problem:
                        failed += 1
                        self.stdout.write(f"{path}: {outcome.problem}")
                    else:
                        counts[outcome.status] += 1
            done += len(some)
            if self.loud:
                self.stdout.write(f"{done:,} of {len(pks):,}")
        self.stdout.write(
            f"{counts[200]:,} pages, {counts[301]:,} redirects, {counts[410]:,} tombstones, {failed:,} failures."
        )
        if failed or missing:
            raise CommandError(
                f"{failed:,} addresses do not answer as they must, {len(missing):,} are not kept."
            )


@contextmanager
def access_log_disabled() -> Iterator[None]:
    """Disable the access log inside the block, because its lines would hide the output of the command."""
    logger = logging.getLogger("ipacis.access")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


def unrecorded() -> Iterator[Addressed]:
    """Yield the rows that have a public page but no record of its present address."""
    for model in addressed_models():
        things = model._default_manager.iterator(CHUNK)
        while some := list(itertools.islice(things, CHUNK)):
            paths_of = {thing: stored_forms(thing.own_path()) for thing in some if is_public(thing)}
            recorded = set(
                Address.objects.filter(path__in=itertools.chain(*paths_of.values())).values_list(
                    "path", flat=True
                )
            )
            yield from (thing for thing, paths in paths_of.items() if not recorded.intersection(paths))


def request_paths(address: Address) -> list[str]:
    """Return the paths to request for *address*: one, or one for each language if it is stored without a language.

    A path ends with a slash if the site has a page at the path with the slash.
    """
    path, mark, query = address.path.partition("?")
    whole = stored_forms(path)[1:] if not path.startswith("/") else [path]
    slashed = [path if view_at(f"{path}/") is None else f"{path}/" for path in whole]
    return [f"{path}{mark}{query}" for path in slashed]


class Outcome(NamedTuple):
    """The status of the first answer to a path, and what is wrong with the answers, "" if nothing is."""

    status: int
    problem: str


class Reader:
    """A client that requests pages without a network and follows redirects as a browser does."""

    def __init__(self):
        scheme, _colon, host = settings.SITE_URL.partition("://")
        self.client = Client(SERVER_NAME=host.partition(":")[0], raise_request_exception=False)
        self.secure = scheme == "https"

    def probe(self) -> None:
        """Raise CommandError if the home page cannot be rendered."""
        try:
            self.get(f"/{LANGUAGES[0]}/")
        except Exception as error:  # the same error would occur at every address
            raise CommandError(
                f"The home page cannot be rendered ({error}). Has collectstatic been run?"
            ) from error

    def get(self, path: str) -> HttpResponse:
        return self.client.get(path, secure=self.secure)

    def visit(self, path: str, address: Address) -> Outcome:
        """Request *path*, follow at most one redirect, and check that it ends at the page of *address*'s record."""
        response = self.get(path)
        status, shown = response.status_code, path
        if status == 301:
            shown = response.headers["Location"].partition("?")[0]
            response = self.get(shown)
        return Outcome(status, self.problem(response, status, shown, address.thing()))

    def problem(self, response: HttpResponse, status: int, shown: str, thing: Addressed | None) -> str:
        """Return what is wrong with the last *response*, from the path *shown*, if it must be the page of *thing*.

        *status* is the status of the first answer. The result is "" if nothing is wrong.
        """
        if response.status_code == 410:
            return "is gone, but its thing is public" if is_public(thing) else ""
        if response.status_code != 200:
            return f"answers {response.status_code}" + (" after a redirect" if status == 301 else "")
        if not is_public(thing):
            return "answers with a page, but its thing is not public"
        return "" if normal(shown) in stored_forms(thing.own_path()) else f"shows another thing: {shown}"

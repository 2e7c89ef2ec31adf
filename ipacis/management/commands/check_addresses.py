"""Walk every address that was ever public and say which of them does not answer as it must."""

import itertools
import logging
import random
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.utils import timezone

from ipacis.core.record.addresses import Address, addressed_models, forms, is_public, normal, record, view_at
from ipacis.core.text.labels import LANGUAGES

CHUNK = 500


class Command(BaseCommand):
    help = (
        "Asks for every address that was ever public: each must show its own thing, directly or after one "
        "redirect, or a tombstone (410). Ends with 1 when one does not. Also tells what has a page whose "
        "address was not kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("--sample", type=int, metavar="N", help="ask for N addresses taken at random")
        parser.add_argument("--record", action="store_true", help="first keep what was not kept")

    def handle(self, sample=None, **options):
        self.loud = options["verbosity"] > 0
        missing = list(unrecorded())
        if missing and options["record"]:
            record(missing)
            self.stdout.write(f"{len(missing):,} addresses were not kept; now they are.")
            missing = []
        for thing in missing:
            self.stdout.write(f"not kept: {thing.own_path()} (--record keeps it)")
        site = Site()
        site.probe()
        counts, failed = {200: 0, 301: 0, 410: 0}, 0
        pks = list(
            Address.objects.filter(public_from__lte=timezone.now())
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if sample is not None and sample < len(pks):
            pks = sorted(random.sample(pks, sample))
        for start in range(0, len(pks), CHUNK):
            for address in Address.objects.filter(pk__in=pks[start : start + CHUNK]).order_by("pk"):
                for path in asked(address):
                    with unlogged():
                        status, problem = site.ask(path, address)
                    if problem:
                        failed += 1
                        self.stdout.write(f"{path}: {problem}")
                    else:
                        counts[status] += 1
            if self.loud:
                self.stdout.write(f"{min(start + CHUNK, len(pks)):,} of {len(pks):,}")
        self.stdout.write(
            f"{counts[200]:,} pages, {counts[301]:,} redirects, {counts[410]:,} tombstones, {failed:,} failures."
        )
        if failed or missing:
            raise CommandError(
                f"{failed:,} addresses do not answer as they must, {len(missing):,} are not kept."
            )


@contextmanager
def unlogged():
    """Write no line of the access log inside: one for each address would hide what the command tells."""
    logger = logging.getLogger("ipacis.access")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


def unrecorded():
    """Yield the public things whose present address is not kept."""
    for model in addressed_models():
        things = model._default_manager.iterator(CHUNK)
        while some := list(itertools.islice(things, CHUNK)):
            ways = {thing: forms(thing.own_path()) for thing in some if is_public(thing)}
            kept = set(
                Address.objects.filter(path__in=itertools.chain(*ways.values())).values_list(
                    "path", flat=True
                )
            )
            yield from (thing for thing, paths in ways.items() if not kept.intersection(paths))


def asked(address):
    """Return the addresses of the site behind a row, with the slash that its own pages end in."""
    path, mark, query = address.path.partition("?")
    whole = forms(path)[1:] if not path.startswith("/") else [path]
    slashed = [path if view_at(f"{path}/") is None else f"{path}/" for path in whole]
    return [f"{path}{mark}{query}" for path in slashed]


class Site:
    """The site as a reader's browser sees it, without its network."""

    def __init__(self):
        scheme, _colon, host = settings.SITE_URL.partition("://")
        self.client = Client(SERVER_NAME=host.partition(":")[0], raise_request_exception=False)
        self.secure = scheme == "https"

    def probe(self):
        """Raise CommandError when the site shows no page at all."""
        try:
            self.get(f"/{LANGUAGES[0]}/")
        except Exception as error:  # whatever it is, it would be the answer to every address
            raise CommandError(f"The site shows no page ({error}). Has collectstatic been run?") from error

    def get(self, path):
        return self.client.get(path, secure=self.secure)

    def ask(self, path, address):
        """Return (status of the first answer, what is wrong with the way from *path* to its thing)."""
        response = self.get(path)
        first, shown = response.status_code, path
        if first == 301:
            shown = response.headers["Location"].partition("?")[0]
            response = self.get(shown)
        thing = address.thing()
        if response.status_code == 410:
            return first, "is gone, but its thing is public" if is_public(thing) else ""
        if response.status_code != 200:
            return first, f"answers {response.status_code}" + (" after a redirect" if first == 301 else "")
        if not is_public(thing):
            return first, "answers with a page, but its thing is not public"
        return first, "" if normal(shown) in forms(thing.own_path()) else f"shows another thing: {shown}"

"""Walk every address that was ever public and say which of them does not answer as it must."""

import random
import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from ipacis.core.addresses import Address, addressed_models, find, forms, normal, record

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
            self.stdout.write(f"not kept: {thing.get_absolute_url()} (--record keeps it)")
        site = Site()
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
            sys.exit(1)


def unrecorded():
    """Yield the things with a page whose address is not kept."""
    now = timezone.now()
    for model in addressed_models():
        kept = set(
            Address.objects.filter(kind=model._meta.label_lower)
            .values_list("object_id", flat=True)
            .distinct()
        )
        for thing in model._default_manager.iterator(CHUNK):
            if thing.pk not in kept and (since := thing.public_since()) and since <= now:
                yield thing


def asked(address):
    """Return the addresses of the site behind a row, with the slash that its own pages end in."""
    whole = forms(address.path)[1:] if not address.path.startswith("/") else [address.path]
    return [f"{path}/" if is_page(f"{path}/") else path for path in whole]


def is_page(path):
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


class Site:
    """The site as a reader's browser sees it, without its network."""

    def __init__(self):
        scheme, _colon, host = settings.SITE_URL.partition("://")
        self.client = Client(SERVER_NAME=host.partition(":")[0], raise_request_exception=False)
        self.secure = scheme == "https"

    def get(self, path):
        return self.client.get(path, secure=self.secure)

    def ask(self, path, address):
        """Return (status of the first answer, what is wrong with the way from *path* to its thing)."""
        response = self.get(path)
        first = response.status_code
        if first == 301:
            target = response.headers["Location"]
            owner, _rest = find(normal(target.partition("?")[0]))
            if owner is None or owner.key != address.key:
                return first, f"leads to another thing: {target}"
            response = self.get(target)
        if response.status_code not in {200, 410}:
            return first, f"answers {response.status_code} after {int(first == 301)} redirects"
        return first, ""

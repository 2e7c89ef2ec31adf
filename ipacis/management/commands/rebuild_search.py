"""``manage.py rebuild_search``: write the search index again."""

from django.core.management.base import BaseCommand

from ipacis.core.processes import add_processes
from ipacis.core.search.findable import findable_models
from ipacis.core.search.index import rebuild


class Command(BaseCommand):
    help = "Indexes every searchable row again. The site can be used meanwhile."
    requires_system_checks = []

    def add_arguments(self, parser):
        add_processes(self, parser)

    def handle(self, *args, **options):
        def progress(done, total):
            if options["verbosity"]:
                self.stdout.write(f"\r{done:,} of {total:,}", ending="")
                self.stdout.flush()

        done = rebuild(findable_models(), progress, options["processes"])
        if options["verbosity"]:
            self.stdout.write(f"\n{done:,} rows indexed.")

"""``manage.py rebuild_search``: write the search index again."""

from ipacis.core.search.findable import findable_models
from ipacis.core.search.index import rebuild
from ipacis.core.search.pending import write_pending
from ipacis.management.rebuilding import RebuildCommand


class Command(RebuildCommand):
    help = "Indexes every searchable row again. The site can be used meanwhile."
    done = "{:,} rows indexed."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--pending",
            action="store_true",
            help="index only the rows that a change of a name left to be indexed later",
        )

    def handle(self, *args, pending, **options):
        self.only_pending = pending
        super().handle(*args, **options)

    def rebuild(self, progress, processes):
        if self.only_pending:
            return write_pending(progress)
        return rebuild(findable_models(), progress, processes)

"""``manage.py rebuild_search``: write the search index again."""

from ipacis.core.search.findable import findable_models
from ipacis.core.search.index import rebuild
from ipacis.management.rebuilding import RebuildCommand


class Command(RebuildCommand):
    help = "Indexes every searchable row again. The site can be used meanwhile."
    done = "{:,} rows indexed."

    def rebuild(self, progress, processes):
        return rebuild(findable_models(), progress, processes)

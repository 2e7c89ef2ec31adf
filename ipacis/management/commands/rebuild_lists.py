"""``manage.py rebuild_lists``: write the index of lists again."""

from ipacis.core.lists.listed import rebuild
from ipacis.management.rebuilding import RebuildCommand


class Command(RebuildCommand):
    help = (
        "Finds out again in which lists each item is, and counts the items. The site can be used meanwhile."
    )
    done = "{:,} items in the index of lists."

    def rebuild(self, progress, processes):
        return rebuild(progress, processes)

"""``manage.py rebuild_lists``: write the index of lists again."""

from django.core.management.base import BaseCommand

from ipacis.core.lists.listed import rebuild


class Command(BaseCommand):
    help = (
        "Finds out again in which lists each item is, and counts the items. The site can be used meanwhile."
    )

    def handle(self, *args, **options):
        def progress(done, total):
            if options["verbosity"]:
                self.stdout.write(f"\r{done:,} of {total:,}", ending="")
                self.stdout.flush()

        done = rebuild(progress)
        if options["verbosity"]:
            self.stdout.write(f"\n{done:,} items in the index of lists.")

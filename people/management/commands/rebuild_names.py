"""``manage.py rebuild_names``, for use after a change of the tables of names or of rows without ``save()``."""

from django.core.management.base import BaseCommand

from people.models import name_index


class Command(BaseCommand):
    help = "Rebuild the index of people's names. The search works meanwhile."

    def handle(self, *args, **options):
        name_index.rebuild(self.show if options["verbosity"] else None)
        if options["verbosity"]:
            self.stdout.write("The index of names is up to date.")

    def show(self, done, total):
        self.stdout.write(f"{done:,} of {total:,} words and people ({100 * done // total} %)")
        self.stdout.flush()

"""Making the index of names anew, after a change of its tables or past ``save()``."""

from django.core.management.base import BaseCommand

from people.models import name_index


class Command(BaseCommand):
    help = "Make the index of people's names again. People are found meanwhile."

    def handle(self, *args, **options):
        name_index.rebuild(self.show if options["verbosity"] else None)
        if options["verbosity"]:
            self.stdout.write("The index of names is up to date.")

    def show(self, done, total):
        self.stdout.write(f"{done:,} of {total:,} words and people ({100 * done // total} %)")
        self.stdout.flush()

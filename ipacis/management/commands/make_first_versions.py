"""``manage.py make_first_versions``: add rows that no editor has saved yet to the history."""

from django.core.management.base import BaseCommand

from ipacis.core.admin.first_versions import make_first_versions


class Command(BaseCommand):
    help = "Adds every row without a version, and its parts, to the history. A second run changes nothing."

    def handle(self, *args, verbosity, **options):
        made = make_first_versions()
        if verbosity:
            self.stdout.write(f"{made} first versions made")

"""``manage.py load_demo``: load the demonstration content."""

import time

from django.core.management.base import BaseCommand, CommandError

from news.demo import Loader, is_foreign


class Command(BaseCommand):
    help = "Load the demonstration content: create the rows that are missing and change no existing row."

    def add_arguments(self, parser):
        parser.add_argument("--beside", action="store_true", help="load it beside other content")

    def handle(self, *args, verbosity, beside, **options):
        if is_foreign() and not beside:
            raise CommandError(
                "This site has content of its own and none of the demonstration. To add the demonstration all the "
                "same, call load_demo --beside."
            )
        began = time.monotonic()
        tell = self.stdout.write if verbosity else lambda text: None
        made = Loader(tell).load()
        tell(f"{sum(made.values())} new in {time.monotonic() - began:.1f} s")

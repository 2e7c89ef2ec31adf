"""``manage.py load_demo``"""

import time

from django.core.management.base import BaseCommand, CommandError

from news.demo import Loader, is_foreign


class Command(BaseCommand):
    help = "Load the demonstration content: makes what is missing and changes nothing that is there."

    def add_arguments(self, parser):
        parser.add_argument("--beside", action="store_true", help="also into a site that has other content")

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

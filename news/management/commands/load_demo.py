"""``manage.py load_demo``"""

import time

from django.core.management.base import BaseCommand

from news.demo import Loader


class Command(BaseCommand):
    help = "Load the demonstration content: makes what is missing and changes nothing that is there."

    def handle(self, *args, verbosity, **options):
        began = time.monotonic()
        tell = self.stdout.write if verbosity else lambda text: None
        made = Loader(tell).load()
        tell(f"{sum(made.values())} new in {time.monotonic() - began:.1f} s")

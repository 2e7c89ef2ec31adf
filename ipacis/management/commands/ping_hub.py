"""``manage.py ping_hub``: tell the WebSub hub which feeds have something new."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from news.formats.websub import HubError, publish_news


class Command(BaseCommand):
    help = (
        "Tells the hub WEBSUB_HUB which feeds have something new since the last run. Run it every few minutes: what is "
        "scheduled appears without a program that could tell the hub."
    )

    def handle(self, *args, **options):
        if not settings.WEBSUB_HUB:
            raise CommandError("No hub is configured. Set WEBSUB_HUB to its address.")
        try:
            told = publish_news(settings.WEBSUB_HUB)
        except HubError as error:
            raise CommandError(f"The hub {settings.WEBSUB_HUB} did not take these feeds:\n{error}") from error
        self.stdout.write(f"{len(told)} feeds told to {settings.WEBSUB_HUB}.")

"""``manage.py import_release FILE``: store a release from a text file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ipacis.core.text.labels import LANGUAGES
from news.releases import ReleaseError, ReleaseText, import_release
from news.releases.text import MAX_BYTES, decode
from people.models import Organization


class Command(BaseCommand):
    help = "Make a draft of a release from a plain text file: title, line with the date, text."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="plain text in UTF-8")
        parser.add_argument(
            "--language", choices=LANGUAGES, default="", help="by default guessed from the letters"
        )
        parser.add_argument("--section", default="", help="the slug of the organization that publishes it")
        parser.add_argument("--publish", action="store_true", help="publish it and the meetings it reports")

    def handle(self, *args, file, language, section, publish, **options):
        body = Organization.objects.filter(slug=section).first()
        if section and not body:
            raise CommandError(f"There is no organization with the address {section}.")
        try:
            with file.open("rb") as source:
                release = ReleaseText.parse(decode(source.read(MAX_BYTES + 1)), language)
            draft = import_release(release, body, publish)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except ReleaseError as error:
            raise CommandError(f"{file}: {error}") from error
        item = draft.item
        self.stdout.write(f"{item.get_state_display()}: {item.headline} ({item.language}, {item.date})")
        for note in draft.notes:
            self.stdout.write(f"  {note}")
        self.stdout.write(f"Edit it at /admin/news/newsitem/{item.pk}/change/")

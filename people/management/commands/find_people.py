"""``manage.py find_people NAME``, for maintainers of the tables of names."""

from django.core.management.base import BaseCommand, CommandError

from people.search import find


class Command(BaseCommand):
    help = "Show whom the site finds for a name, with scores and reasons."

    def add_arguments(self, parser):
        parser.add_argument("query", nargs="+", help='what a reader would type: "Д. Кобицкий"')
        parser.add_argument("--limit", type=int, default=10, help="the most people to show (10)")
        parser.add_argument("--public", action="store_true", help="only those who have a public page")

    def handle(self, *args, **options):
        if options["limit"] < 1:
            raise CommandError(f"--limit is {options['limit']}: ask for one person or more.")
        query = " ".join(options["query"])
        found = find(query, options["limit"], public_only=options["public"])
        if not found:
            self.stdout.write(f"Nobody of the name {query!r} is known.")
        for match in found:
            self.stdout.write(f"{match.score:.3f}  {match.name}  ({match.person.slug})")
            for reason in match.reasons:
                self.stdout.write(f"       {reason}")

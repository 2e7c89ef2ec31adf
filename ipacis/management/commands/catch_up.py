"""``manage.py catch_up``: update everything that is derived from rows."""

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand

from ipacis.core.record.base import CHUNK, Record, catch_up
from ipacis.core.record.derived import paused
from ipacis.core.web.version import change_version
from ipacis.management.rebuilding import add_processes


class Command(BaseCommand):
    help = (
        "Updates everything that is derived from rows: columns that follow from others, addresses, the indexes of "
        "names, of lists and of the search, first versions, kept pages. Run it after rows were written without "
        "save(): after an import, a restored backup or an update. A second run changes no row."
    )

    def add_arguments(self, parser):
        add_processes(self, parser)

    def handle(self, *args, **options):
        for model in apps.get_models():
            if issubclass(model, Record):
                self.catch_up(model, options["verbosity"])
        common = {"verbosity": options["verbosity"], "stdout": self.stdout}
        call_command("rebuild_names", **common)
        call_command("rebuild_lists", processes=options["processes"], **common)
        call_command("rebuild_search", processes=options["processes"], **common)
        call_command("make_first_versions", **common)
        # Rows may have been written without Django, so nothing else says that kept pages are out of date.
        change_version()

    def catch_up(self, model, verbosity):
        """Update what is derived from the rows of *model*, except the indexes, which are rebuilt afterwards."""
        name, rows = model._meta.verbose_name_plural, model._base_manager.order_by("pk")
        number = rows.count()

        def show(done):
            if verbosity:
                self.stdout.write(f"{name}: {done:,} of {number:,}", ending="\r" if done < number else "\n")

        with paused():
            catch_up(rows.iterator(CHUNK), show)

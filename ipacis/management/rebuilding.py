"""The base class of commands that write an index again."""

import os

from django.core.management.base import BaseCommand


def add_processes(command, parser):
    """Add the option ``--processes``. On the command line its default is the number of processors, in code it is 1."""
    default = (os.cpu_count() or 1) if command._called_from_command_line else 1
    parser.add_argument(
        "--processes",
        type=int,
        default=default,
        help="how many processes work at once on PostgreSQL (default: one for each processor)",
    )


class RebuildCommand(BaseCommand):
    """A command that calls ``rebuild`` and shows its progress.

    ``done`` is the message at the end, with "{:,}" for the number of rows.
    """

    requires_system_checks = []
    done = ""

    def add_arguments(self, parser):
        add_processes(self, parser)

    def rebuild(self, progress, processes):
        """Write the index, call *progress* with the numbers of finished rows and of all rows, and return the latter."""
        raise NotImplementedError

    def handle(self, *args, verbosity, processes, **options):
        def show(done, total):
            if verbosity:
                self.stdout.write(f"\r{done:,} of {total:,}", ending="")
                self.stdout.flush()

        number = self.rebuild(show, processes)
        if verbosity:
            self.stdout.write(f"\n{self.done.format(number)}")

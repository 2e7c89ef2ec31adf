"""``manage.py import_addresses FILE.csv``: redirect the addresses of an old site to pages of this one."""

from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ipacis.core.files import tables
from ipacis.core.record.addressed import addressed_models
from ipacis.core.record.addresses import Address, find, parse_address, stored_forms, view_at

#: The URL names of the pages of rows, such as "person". Other pages (lists, forms, files) do not belong to a row.
DETAIL_VIEWS = {model._meta.model_name for model in addressed_models()}


class Refused(ValueError):
    """A line of the file cannot be imported; the message says why."""


class Command(BaseCommand):
    help = (
        "Reads FILE.csv with two columns, the address on the old site and the one on this site, and redirects "
        "each old address to that page for good. Host, port, percent-encoding, the last slash of a path and the "
        "order of parameters do not matter; case and repeated _ do. The separator is a comma, a semicolon or a "
        "tab. Reports refused lines with the reason and imports the others; ends with exit code 1 if any line "
        "was refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="only report what would happen")

    def handle(self, file, dry_run=False, **options):
        counts = {"added": 0, "known": 0, "refused": 0}
        for number, cells in read_lines(file):
            try:
                outcome = self.import_line(cells, dry_run)
            except ValueError as error:
                outcome = "refused"
                self.stderr.write(f"line {number}: {cells[0] if cells else ''!r} is refused: {error}")
            counts[outcome] += 1
            if options["verbosity"] and sum(counts.values()) % 1_000 == 0:
                self.stdout.write(f"{sum(counts.values()):,} lines read")
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{counts['added']:,} addresses {would}added, {counts['known']:,} known already, "
            f"{counts['refused']:,} refused."
        )
        if counts["refused"]:
            raise CommandError(
                f"Refused: {counts['refused']:,} of {sum(counts.values()):,} lines; the others "
                f"{'would be' if dry_run else 'are'} kept. Correct these lines and run the command again: what is "
                "known already does no harm."
            )

    def import_line(self, cells: list[str], dry_run: bool) -> Literal["added", "known"]:
        """Record the address of one line and return what happened.

        Raises Refused, or ValueError of ``parse_address``, with the reason why the line cannot be imported.
        """
        if len(cells) < 2 or not cells[0].strip() or not cells[1].strip():
            raise Refused("a line needs two columns: the old address and the one on this site")
        path, target = parse_address(cells[0]), cells[1].strip().removeprefix(settings.SITE_URL)
        if not target.startswith("/"):
            raise Refused(f"{cells[1]!r} is not an address of this site")
        if "?" in target or "#" in target:
            raise Refused(f"{cells[1]!r} contains a “?” or a “#”: leave it out, and what follows it")
        target = parse_address(target)
        now = find(target).row
        if now is None:
            raise Refused(f"no page of a row was ever public at {target!r}")
        owner = Address.objects.filter(path__in=stored_forms(path)).first()
        if owner and owner.key != now.key:
            raise Refused("it already leads to another page")
        if owner:
            return "known"
        if is_own_page(path):
            raise Refused("this site has a page of its own there")
        if not dry_run:
            language = target.split("/")[1]
            Address.objects.create(
                path=path,
                language=language if language in dict(settings.LANGUAGES) else "",
                kind=now.kind,
                object_id=now.object_id,
                public_from=timezone.now(),
            )
        return "added"


def read_lines(file: str) -> list[tables.TableLine]:
    """Return the lines of *file* without its heading. Raises CommandError."""
    try:
        lines = tables.read(tables.decode(Path(file).read_bytes()), has_target)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{file} cannot be read: {error}.") from error
    return lines[1:] if lines and is_heading(lines[0].cells) else lines


def has_target(cells: list[str]) -> bool:
    """Say whether the second of *cells* looks like an address."""
    return len(cells) > 1 and cells[1].strip().startswith(("/", "http://", "https://"))


def is_heading(cells: list[str]) -> bool:
    return "/" not in cells[0] and not has_target(cells)


def is_own_page(path: str) -> bool:
    """Say whether this site has a page at *path*, so that it cannot be the address of an old site.

    Such a page is a list, a form or a file. *path* may lack the language, because the site redirects to the page in a
    language. If *path* has a query string, the language is required, because recorded addresses are looked up
    before that redirect. The page of a row ignores a query string, so a path to it with a query string is also taken.
    """
    path, mark, _query = path.partition("?")
    if f"{path}/".startswith(f"/{settings.STATIC_URL.lstrip('/')}") or (path == "/" and not mark):
        return True
    paths = [path, f"{path}/"]
    if mark:
        views = {view_at(candidate) for candidate in paths} - {None}
        return not views <= DETAIL_VIEWS or bool(views and find(path).row)
    paths += [f"/{code}{path}/" for code, _name in settings.LANGUAGES]
    return any(view_at(candidate) not in {None, *DETAIL_VIEWS} for candidate in paths)

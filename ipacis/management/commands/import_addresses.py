"""Let the addresses of an old site lead to where their things are now."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ipacis.core.files import tables
from ipacis.core.record.addresses import Address, addressed_models, find, forms, parse, view_at

#: The names of the addresses under which things have their pages; all other pages are the site's own.
PAGES_OF_THINGS = {model._meta.model_name for model in addressed_models()}
NO_LISTS = {None, *PAGES_OF_THINGS}


class Refused(ValueError):
    """A line that cannot be taken over, with the reason."""


class Command(BaseCommand):
    help = (
        "Reads FILE.csv with two columns, the address on the old site and the one on this site, and lets each "
        "old address lead to what stands there now, for good. Host, port, percent-encoding, the last slash of a "
        "path and the order of parameters do not matter; case and runs of _ do. The cells are parted by a comma, "
        "a semicolon or a tab. Tells which lines it refused, and why, and keeps the others; ends with 1 when it "
        "refused any."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")

    def handle(self, file, dry_run=False, **options):
        counts = {"added": 0, "known": 0, "refused": 0}
        for number, row in rows_of(file):
            try:
                outcome = "added" if self.take(row, dry_run) else "known"
            except ValueError as error:
                outcome = "refused"
                self.stderr.write(f"line {number}: {row[0] if row else ''!r} is refused: {error}")
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

    def take(self, row, dry_run):
        """Keep the address of one line; return whether it is new. Raises ValueError with the reason."""
        if len(row) < 2 or not row[0].strip() or not row[1].strip():
            raise Refused("a line needs two columns: the old address and the one on this site")
        path, target = parse(row[0]), row[1].strip().removeprefix(settings.SITE_URL)
        if not target.startswith("/"):
            raise Refused(f"{row[1]!r} is no address of this site")
        if "?" in target or "#" in target:
            raise Refused(f"{row[1]!r} holds a “?” or a “#”: name the page alone")
        target = parse(target)
        now = find(target).row
        if now is None:
            raise Refused(f"nothing public ever stood at {target!r}")
        owner = Address.objects.filter(path__in=forms(path)).first()
        if owner and owner.key != now.key:
            raise Refused("it leads to something else already")
        if owner:
            return False
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
        return True


def rows_of(file):
    """Return [(line number, cells)] of *file* without its heading. Raises CommandError."""
    try:
        rows = tables.read(tables.decode(Path(file).read_bytes()), is_right)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{file} cannot be read: {error}.") from error
    return rows[1:] if rows and is_heading(rows[0][1]) else rows


def is_right(cells):
    """Say whether the second of *cells* looks like an address."""
    return len(cells) > 1 and cells[1].strip().startswith(("/", "http://", "https://"))


def is_heading(cells):
    return "/" not in cells[0] and not is_right(cells)


def is_own_page(path):
    """Say whether the site answers at *path* itself: with a list, a form or a file, whatever things there are.

    It leads from a path without a language to the one with it, but what a query string leads to comes first. Behind the
    page of a thing a query string says nothing.
    """
    path, mark, _query = path.partition("?")
    if f"{path}/".startswith(f"/{settings.STATIC_URL.lstrip('/')}") or (path == "/" and not mark):
        return True
    paths = [path, f"{path}/"]
    if mark:
        shown = {view_at(written) for written in paths} - {None}
        return not shown <= PAGES_OF_THINGS or bool(shown and find(path).row)
    paths += [f"/{code}{path}/" for code, _name in settings.LANGUAGES]
    return any(view_at(written) not in NO_LISTS for written in paths)

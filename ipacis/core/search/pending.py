"""Search entries that are written after the request.

A new name of a person, a body or a place is in the entries of all meetings with them, and to write ten thousand entries
takes some fifteen seconds. So a save writes the first ones itself and stores which others are pending. After its commit, a
thread of the process writes them. Several processes and hosts can do so at once, because each takes rows that no other
one has locked. Rows that are left over, for example after a power failure, are written when a process of the site
starts, or by ``manage.py rebuild_search --pending``.

Until then the search finds these rows by the former name, and shows no excerpt of their texts.
"""

import logging
import threading
from collections.abc import Iterable

from django.apps import apps
from django.db import Error, connection, models, transaction

from ipacis.core.processes import Progress
from ipacis.core.sql import insert

from .writing import write

logger = logging.getLogger(__name__)

#: The number of entries that are written in one transaction. On SQLite, nobody else can write meanwhile.
BATCH = 50


class PendingEntry(models.Model):
    """A row whose search entry is out of date, by its ``search_kind`` and its primary key.

    A row may be pending more than once.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "object_id"], name="core_pendingentry_of_row")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


def postpone(model: type[models.Model], pks: Iterable[int]) -> None:
    """Let the entries of the rows *pks* of *model* be written after the commit."""
    insert(PendingEntry, ("kind", "object_id"), [(model.search_kind, pk) for pk in pks])
    transaction.on_commit(writer.follow_commit)


def with_pending(entries: models.QuerySet) -> models.QuerySet:
    """Return *entries*, a queryset of SearchEntry, each with the attribute ``is_pending``."""
    same = PendingEntry.objects.filter(kind=models.OuterRef("kind"), object_id=models.OuterRef("object_id"))
    return entries.annotate(is_pending=models.Exists(same))


def write_batch() -> int:
    """Write at most BATCH pending entries, and return the number of rows that are no longer pending."""
    with transaction.atomic():
        rows = list(PendingEntry.objects.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
        for model in apps.get_models():
            kind = getattr(model, "search_kind", "")
            if pks := {row.object_id for row in rows if row.kind == kind}:
                write(model, pks)
        PendingEntry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def write_pending(progress: Progress | None = None) -> int:
    """Write all pending entries, and return their number.

    After each batch, *progress* is called with the numbers of finished rows and of all rows.
    """
    done, total = 0, PendingEntry.objects.count()
    while number := write_batch():
        done += number
        if progress:
            progress(done, max(done, total))
    return done


class Writer:
    """Writes the pending entries in a thread, of which a process has at most one.

    A command has nothing else to do, so there the main thread writes them.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.is_running = False
        self.is_wanted = False

    def follow_commit(self) -> None:
        """Let the entries be written that the last transaction of this thread made pending."""
        if threading.current_thread() is threading.main_thread():
            write_pending()
        else:
            self.start()

    def start(self) -> None:
        """Write all entries that are pending now, in the thread."""
        with self.lock:
            self.is_wanted = True
            if self.is_running:
                return
            self.is_running = True
        threading.Thread(target=self.run, name="search entries", daemon=True).start()

    def goes_on(self) -> bool:
        """Say whether entries became pending since the last call. If not, the thread ends."""
        with self.lock:
            self.is_running, self.is_wanted = self.is_wanted, False
            return self.is_running

    def run(self) -> None:
        """Write the pending entries until there are none."""
        while self.goes_on():
            try:
                write_pending()
            except Error as error:
                logger.warning("search entries stay pending: %s", error)
            except Exception:  # the thread must be able to start again
                logger.exception("search entries stay pending")
            finally:
                connection.close()


#: The writer of this process.
writer = Writer()

"""Records whose public values change only with an entry in the log of corrections.

Once a Correctable record was public, its guarded fields (see ``policy``) and those of its parts change only inside
``correcting``. The caller of ``correcting`` adds the entry to the log.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import models
from django.db.models.signals import m2m_changed
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .addresses import RecordKey, key_of
from .base import Record
from .errors import CorrectionRequired
from .links import link_models, owners_of_links
from .policy import Use, guarded_names, immaterial
from .publication import Publication, State

#: The keys of the records whose guarded fields may change now: a set for each ``correcting`` that is open.
being_corrected: ContextVar[tuple[set[RecordKey], ...]] = ContextVar("being_corrected", default=())


class EditKind(models.TextChoices):
    """What an editor says of an edit of what readers have seen."""

    MINOR = "minor", _("no change of substance")
    CORRECTION = "correction", _("correction, with a note for readers")


@contextmanager
def correcting(*things: Record) -> Iterator[set[RecordKey]]:
    """Allow changes of the guarded fields of *things* and of their parts inside the block.

    The caller writes the log of corrections. Yields the set of the keys of *things*, to which the caller may add the
    key of a record that is created inside the block.
    """
    keys = {key_of(thing) for thing in things}
    token = being_corrected.set((*being_corrected.get(), keys))
    try:
        yield keys
    finally:
        being_corrected.reset(token)


def is_being_corrected(thing: Record) -> bool:
    """Say whether the guarded fields of *thing* may change now."""
    return any(key_of(thing) in keys for keys in being_corrected.get())


class Correctable(Publication):
    """A publication whose guarded fields change only with an entry in the log of corrections, once it was public."""

    corrected_at = models.DateTimeField(_("corrected at"), null=True, editable=False)

    field_policy = {
        "corrected_at": immaterial(
            "it is the moment of the latest entry in the log", Use.FEED, Use.CSV, Use.LIST, kept=True
        )
    }

    class Meta:
        abstract = True

    def settle_against(self, change):
        super().settle_against(change)
        is_back = self.state == State.PUBLISHED and change.stored.state != State.PUBLISHED
        if is_back and self.was_public():
            # The log tells the withdrawal, and the record comes first in feeds again.
            self.corrected_at = timezone.now()

    @property
    def updated_at(self) -> datetime.datetime | None:
        """The moment of its publication or of its latest correction, whichever is later."""
        return max(filter(None, [self.publish_at, self.corrected_at]), default=None)

    @cached_property
    def was_ever_public(self) -> bool:
        """Whether its page was public when this property was first read; the value is cached.

        If it was, the form asks whether the edit is a correction.
        """
        return bool(self.pk) and self.was_public()

    def requires_correction(self) -> bool:
        """Say whether its guarded fields must not change: it was public, and no ``correcting`` is open for it."""
        return not is_being_corrected(self) and self.was_public()

    def log_correction(self, changed: list[str], editor: models.Model, notes: dict[str, str]) -> None:
        """Add a correction of *changed* (names in the log) to its log, with *notes* ({column: text}) for readers."""
        raise NotImplementedError

    def guard(self, change):
        super().guard(change)
        if not change.is_new and change.includes(guarded_names(type(self))) and self.requires_correction():
            raise CorrectionRequired(self)


class PartOfCorrectable(Record):
    """A part of a Correctable record; ``whole`` is the name of the foreign key to that record.

    Once that record was public, its parts are added, changed and deleted only inside ``correcting``.
    """

    class Meta:
        abstract = True

    def guard(self, change):
        super().guard(change)
        if change.includes(guarded_names(type(self))):
            require_correction(self.wholes(change))

    def guard_deletion(self):
        super().guard_deletion()
        require_correction([getattr(self, self.whole)])


def require_correction(things: Iterable[Correctable]) -> None:
    """Raise CorrectionRequired for the first of *things* that must not change outside of ``correcting``."""
    for thing in things:
        if thing.requires_correction():
            raise CorrectionRequired(thing)


def guard_relations() -> None:
    """Let ``guard_links`` guard the many-to-many relations that Correctable models declare as guarded."""
    correctable = [model for model in apps.get_models() if issubclass(model, Correctable)]
    for through in link_models(correctable, lambda policy: policy.is_guarded):
        m2m_changed.connect(guard_links, sender=through, dispatch_uid=f"guard {through._meta.label}")


def guard_links(action: str, **change) -> None:
    """Raise CorrectionRequired if the links of a Correctable record that was public would change.

    This is a receiver of ``m2m_changed``.
    """
    if action in {"pre_add", "pre_remove", "pre_clear"}:
        require_correction(owners_of_links(**change))

"""Record, the base class of the models. No subclass overrides its ``save``."""

import itertools
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Model

from ipacis.core.text.richtext import RichTextField, sanitize
from ipacis.core.text.signs import tidied

from .errors import AddressTaken, naming
from .journal import note_added, note_stored
from .policy import FieldPolicy

#: The number of rows that ``catch_up`` processes in one transaction.
CHUNK = 200
#: The most attempts to store a row whose new slug is taken by others at the same moment.
ATTEMPTS = 5


@dataclass(frozen=True)
class Change:
    """The change that a save makes: the stored row (None for a new one) and the names of the changed columns."""

    stored: Model | None
    names: frozenset[str]

    @property
    def is_new(self) -> bool:
        return self.stored is None

    def includes(self, names: Iterable[str]) -> bool:
        """Say whether the row is new or at least one of the columns *names* differs."""
        return self.is_new or not self.names.isdisjoint(names)


class Record(models.Model):
    """The base class of all models except Address and the indexes. ``save`` takes these steps in one transaction:

    1. It reads and locks the stored row with one query. A new row has none.
    2. ``settle`` tidies the texts and fills the columns that follow from others: days, state, names, slug. Then
       ``settle_against`` fills the columns that follow from the stored row.
    3. ``guard`` refuses a change of the guarded fields of a record that was public, except inside ``correcting``.
    4. It writes the row.
    5. ``keep_addresses`` stores the addresses of the row, ``follow`` updates what the model derives from the row, and
       ``touch_index`` updates the search index.

    Models and mixins implement these hooks and never override ``save``. Each ``settle_…`` hook has only one
    implementation in a model and its mixins, so the order of the base classes does not matter. Code that writes rows
    without ``save`` must call ``catch_up`` afterwards.
    """

    #: {name of a field or relation: FieldPolicy}, see ``policy``.
    field_policy: dict[str, FieldPolicy] = {}
    #: The name of the foreign key to the record of which this row is a part; empty if it is not a part.
    whole = ""
    #: The slug that ``settle_slug`` made after the row was last stored; empty if it made none.
    made_slug = ""
    #: {name of a column: value} when a form opened the row; None if no form opened it. The form then does not query the
    #: database to validate columns that have not changed since.
    opened_values: dict[str, Any] | None = None

    class Meta:
        abstract = True

    # Hooks that models and mixins implement

    def settle_days(self) -> None:
        """Fill the days that follow from others."""

    def settle_state(self) -> None:
        """Fill the times that follow from the state of publication."""

    def settle_names(self) -> None:
        """Fill the columns that follow from names."""

    def settle_slug(self) -> None:
        """Make a slug if the row has none."""

    def settle_against(self, change: Change) -> None:
        """Fill the columns that follow from the stored row and from its *change*."""

    def guard(self, change: Change) -> None:
        """Raise ValidationError if *change* is not allowed."""

    def guard_deletion(self) -> None:
        """Raise an error if the row must not be deleted."""

    def may_fail_when_written(self, change: Change) -> bool:
        """Say whether writing *change* may fail, for example because another row has taken the address meanwhile."""
        return False

    def keep_addresses(self, change: Change) -> None:
        """Store the addresses of the row."""

    def follow(self, change: Change) -> None:
        """Update what the model derives from the row."""

    def touch_index(self, change: Change) -> None:
        """Update the search index."""

    def follow_deletion(self, pk: Any) -> None:
        """Remove what was derived from the deleted row, whose key was *pk*."""

    @classmethod
    def catch_up(cls, rows: list) -> None:
        """Update all that is derived from *rows* of this model."""

    @classmethod
    def follow_merge(cls, duplicate: Model, survivor: Model) -> None:
        """Update the rows that a merge of *duplicate* into *survivor* has made to refer to *survivor*."""

    # Shared behaviour

    def settle_texts(self) -> None:
        """Store texts in NFC and without signs that nobody sees. Rich text sanitises itself."""
        deferred = self.get_deferred_fields()
        for field in self._meta.concrete_fields:
            if is_plain_text(field) and field.attname not in deferred:
                text = getattr(self, field.attname)
                if isinstance(text, str) and text:
                    setattr(self, field.attname, tidied(text))

    def wholes(self, change: Change) -> list[Model]:
        """Return the record of which the row is a part, and the record from which *change* moves it."""
        moved = not change.is_new and self.whole in change.names
        return [getattr(row, self.whole) for row in ([self, change.stored] if moved else [self])]

    def settle(self) -> None:
        """Tidy the texts, and fill the columns that follow from others."""
        self.settle_texts()
        self.settle_days()
        self.settle_state()
        self.settle_names()
        self.settle_slug()

    @property
    def has_made_slug(self) -> bool:
        """Whether ``settle_slug`` made its slug, so that no editor typed it."""
        return bool(self.made_slug) and self.slug == self.made_slug

    def open_for_form(self) -> None:
        """Store the present values of a saved row in ``opened_values``."""
        if self.pk is not None:
            self.opened_values = self.column_values()

    def changed_since_opened(self) -> set[str] | None:
        """Return the names of the columns that changed since a form opened the row; None if no form opened it."""
        return None if self.opened_values is None else differing(self.opened_values, self.column_values())

    def clean_fields(self, exclude=None) -> None:
        self.settle_texts()  # so that a text without a visible sign counts as empty
        changed = self.changed_since_opened()
        if changed is not None:
            relations = {field.name for field in self._meta.concrete_fields if field.is_relation}
            exclude = {*(exclude or ()), *(relations - changed)}
        super().clean_fields(exclude)

    def get_constraints(self) -> list:
        constraints, changed = super().get_constraints(), self.changed_since_opened()
        if changed is None:
            return constraints
        return [
            (model, [constraint for constraint in own if concerns(constraint, changed)])
            for model, own in constraints
        ]

    def clean(self) -> None:
        super().clean()
        self.settle()

    def save(self, *, force_insert=False, force_update=False, using=None, update_fields=None) -> None:
        """Store the row in the steps that the class describes.

        If another row takes the slug at the same moment and ``settle_slug`` made it, a new slug is made and the row is
        stored again. Raises the ValidationErrors of ``guard`` and ``keep_addresses``, and IntegrityError.
        """
        key, is_new = self.pk, self._state.adding
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with in_transaction():
                    self._save_once(force_insert, force_update, using, update_fields)
                self.made_slug = ""
                return
            except (IntegrityError, AddressTaken):
                if not self.has_made_slug or attempt == ATTEMPTS:
                    raise
                self.pk, self._state.adding, self.slug = key, is_new, ""

    def _save_once(self, force_insert, force_update, using, update_fields):
        stored, before = self.read_stored(), self.column_values()

        def written():
            """Return *update_fields* and the columns that were filled since; None for all columns."""
            if update_fields is None:
                return None
            given = {self._meta.get_field(name).name for name in update_fields}
            return given | differing(before, self.column_values())

        self.settle()
        change = self.change_from(stored, written())
        if stored is not None:
            settled = self.column_values()
            self.settle_against(change)
            if differing(settled, self.column_values()):
                change = self.change_from(stored, written())
        self.guard(change)
        with transaction.atomic(savepoint=self.may_fail_when_written(change)):
            if stored is not None:
                note_stored(stored)
            super().save(
                force_insert=force_insert, force_update=force_update, using=using, update_fields=written()
            )
            if stored is None:
                note_added(self)
            self.keep_addresses(change)
            self.follow(change)
            self.touch_index(change)

    def read_stored(self) -> Model | None:
        """Return the stored row, locked until the end of the transaction; None for a new row."""
        if self.pk is None:
            return None
        # A stronger lock would wait for every transaction that adds a row with a foreign key to this one.
        return type(self)._base_manager.select_for_update(no_key=True).filter(pk=self.pk).first()

    def column_values(self) -> dict[str, Any]:
        """Return {name: value} of all columns that are loaded."""
        deferred = self.get_deferred_fields()
        return {
            field.name: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in deferred
        }

    def change_from(self, stored: Model | None, update_fields=None) -> Change:
        """Return the Change from the *stored* row to this one, limited to *update_fields* unless that is None."""
        values = self.column_values()
        names = set(values) if update_fields is None else set(values) & set(update_fields)
        if stored is None:
            return Change(None, frozenset(names))
        fields = [self._meta.get_field(name) for name in names]
        return Change(
            stored,
            frozenset(
                field.name
                for field in fields
                if comparable(field, values[field.name])
                != stored_value(field, getattr(stored, field.attname))
            ),
        )

    def delete(self, *args, **kwargs):
        """Delete the row and what is derived from it. Raises the error of ``guard_deletion``."""
        key = self.pk
        with in_transaction():
            self.guard_deletion()
            note_stored(self)
            deleted = super().delete(*args, **kwargs)
            self.follow_deletion(key)
        return deleted

    delete.alters_data = save.alters_data = True


def in_transaction() -> AbstractContextManager:
    """Return a context manager that opens a transaction, unless one is open already."""
    return nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic()


def concerns(constraint: models.BaseConstraint, names: set[str]) -> bool:
    """Say whether *constraint* reads one of the columns *names*. A constraint of unknown columns may read them all."""
    columns = set(getattr(constraint, "fields", ()))
    if condition := getattr(constraint, "condition", None):
        columns |= condition.referenced_base_fields
    return not columns or not columns.isdisjoint(names)


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the names of the values of *after* that differ from those of *before* or are missing there."""
    return {name for name, value in after.items() if value != before.get(name)}


def is_plain_text(field: models.Field) -> bool:
    """Say whether *field* stores text that is not HTML."""
    return isinstance(field, models.CharField | models.TextField) and not isinstance(field, RichTextField)


def comparable(field: models.Field, value: Any) -> Any:
    """Return *value* in the form in which *field* stores it, so that it can be compared with a stored value."""
    if isinstance(field, RichTextField):
        return sanitize(value or "")
    if is_plain_text(field) and isinstance(value, str):
        return tidied(value)
    if field.is_relation:
        return field.target_field.to_python(value)
    return field.to_python(value)


def stored_value(field: models.Field, value: Any) -> Any:
    """Return the *value* of *field* that is stored, in the form in which it would be stored today.

    A text that was stored with invisible signs has therefore not changed when it is stored without them.
    """
    return comparable(field, value) if is_plain_text(field) else value


def catch_up(rows: Iterable[Record], progress: Callable[[int], None] | None = None) -> int:
    """Update all that is derived from *rows*, which were written without ``save``, and return their number.

    This fills the columns that follow from others, stores addresses and writes the indexes. After each chunk,
    *progress* is called with the number of finished rows. Raises AddressTaken if an address belongs to another record; its
    note names the row.
    """
    done = 0
    rows = iter(rows)
    while chunk := list(itertools.islice(rows, CHUNK)):
        by_model = {}
        for row in chunk:
            by_model.setdefault(type(row), []).append(row)
        for model, group in by_model.items():
            if model.whole:
                models.prefetch_related_objects(group, model.whole)
            with transaction.atomic():
                settle_columns(model, group)
                model.catch_up(group)
        done += len(chunk)
        if progress:
            progress(done)
    return done


def settle_columns(model: type[Record], rows: list[Record]) -> None:
    """Fill the columns of *rows* that follow from others, and write them to the database."""
    changed = set()
    for row in rows:
        before = row.column_values()
        with naming(row):
            row.settle()
        changed |= differing(before, row.column_values())
    if changed:
        model._base_manager.bulk_update(rows, sorted(changed))

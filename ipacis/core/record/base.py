"""The one way in which a row is stored."""

import itertools
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Model

from ipacis.core.text.richtext import RichTextField, sanitize

from .errors import AddressTaken
from .policy import FieldPolicy

#: So many rows are caught up at a time.
CHUNK = 200
#: So often a new slug is made when others take it at the same moment.
ATTEMPTS = 5


@dataclass(frozen=True)
class Change:
    """What a save changes: the row as it is stored (None for a new one) and the names of the columns that differ."""

    stored: Model | None
    names: frozenset[str]

    @property
    def is_new(self) -> bool:
        return self.stored is None

    def includes(self, names: Iterable[str]) -> bool:
        """Say whether the row is new or one of the columns *names* differs."""
        return self.is_new or not self.names.isdisjoint(names)


class Record(models.Model):
    """A row that is stored in one order, whoever stores it.

    ``save`` does all of this in one transaction:

    1. It reads the row as it is stored, with one query, and locks it; of a new row there is none.
    2. ``settle`` fills the columns that follow from others: days, state, names, slug, at last ``settle_against`` what
       follows from the stored row.
    3. ``guard`` refuses a change of what readers were told, unless somebody accounts for it.
    4. The row is written.
    5. ``keep_addresses`` keeps its address, ``follow`` brings in step what the model derives from the row, and
       ``touch_index`` the index of the search.

    Models and mixins fill these hooks and never override ``save``. Each of the ``settle_…`` hooks belongs to one mixin or
    to the model itself, so the order of the base classes has no meaning. Rows that are written without ``save`` need
    ``catch_up`` afterwards.
    """

    #: {name of a field or relation: FieldPolicy}, see ``policy``.
    field_policy: dict[str, FieldPolicy] = {}
    #: The foreign key to the record that this row is a part of; empty for a row that stands for itself.
    whole = ""
    #: The slug that ``settle_slug`` has made since the row was stored last.
    made_slug = ""
    #: {name of a column: value} when a form opened the row, whose validation leaves out what is the same since.
    opened_values: dict[str, Any] | None = None

    class Meta:
        abstract = True

    # What a model fills in

    def settle_days(self) -> None:
        """Fill the days that follow from others."""

    def settle_state(self) -> None:
        """Fill the times that the state of publication implies."""

    def settle_names(self) -> None:
        """Fill the columns that follow from names."""

    def settle_slug(self) -> None:
        """Make a slug where there is none."""

    def settle_against(self, stored: Model) -> None:
        """Fill the columns that follow from the row as it is *stored*."""

    def guard(self, change: Change) -> None:
        """Raise ValidationError when *change* must not be made."""

    def guard_deletion(self) -> None:
        """Raise an error when the row must not be deleted."""

    def may_fail_when_written(self, change: Change) -> bool:
        """Say whether *change* may turn out to be impossible when it is written, as an address that others took."""
        return False

    def keep_addresses(self, change: Change) -> None:
        """Keep the address of the row."""

    def follow(self, change: Change) -> None:
        """Bring in step what the model derives from the row."""

    def touch_index(self, change: Change) -> None:
        """Bring the index of the search in step."""

    def follow_deletion(self, pk: Any) -> None:
        """Remove what was derived from the deleted row, whose key was *pk*."""

    @classmethod
    def catch_up(cls, rows: list) -> None:
        """Bring in step all that is derived from *rows* of this model."""

    # What all models do

    def settle(self) -> None:
        """Fill the columns that follow from others."""
        self.settle_days()
        self.settle_state()
        self.settle_names()
        self.settle_slug()

    @property
    def has_made_slug(self) -> bool:
        """Whether its slug is one that ``settle_slug`` has made, and nobody has typed."""
        return bool(self.made_slug) and self.slug == self.made_slug

    def open_for_form(self) -> None:
        """Keep the present values of a stored row: its validation asks the database only about what differs from them."""
        if self.pk is not None:
            self.opened_values = self.column_values()

    def changed_since_opened(self) -> set[str] | None:
        """Return the names of the columns that differ since a form opened the row; None where all are to be validated."""
        return None if self.opened_values is None else differing(self.opened_values, self.column_values())

    def clean_fields(self, exclude=None) -> None:
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
        """Store the row, see the class. Two rows that are given the same new slug at once both get one."""
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
        stored = self.read_stored()
        before = self.column_values() if update_fields is not None else {}
        self.settle()
        if stored is not None:
            self.settle_against(stored)
        if update_fields is not None:
            update_fields = {*update_fields, *differing(before, self.column_values())}
        change = self.change_from(stored, update_fields)
        self.guard(change)
        with transaction.atomic(savepoint=self.may_fail_when_written(change)):
            super().save(
                force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields
            )
            self.keep_addresses(change)
            self.follow(change)
            self.touch_index(change)

    def read_stored(self) -> Model | None:
        """Return the row as it is stored, locked until the end of the transaction; None of a new row."""
        if self.pk is None:
            return None
        return type(self)._base_manager.select_for_update().filter(pk=self.pk).first()

    def column_values(self) -> dict[str, Any]:
        """Return {name of a column: value} of all columns that are loaded."""
        deferred = self.get_deferred_fields()
        return {
            field.name: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in deferred
        }

    def change_from(self, stored: Model | None, update_fields=None) -> Change:
        """Return the Change from *stored* to this row; only *update_fields* are looked at where they are given."""
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
                if comparable(field, values[field.name]) != getattr(stored, field.attname)
            ),
        )

    def delete(self, *args, **kwargs):
        """Delete the row and what is derived from it. Raises what ``guard_deletion`` does."""
        key = self.pk
        with in_transaction():
            self.guard_deletion()
            deleted = super().delete(*args, **kwargs)
            self.follow_deletion(key)
        return deleted

    delete.alters_data = save.alters_data = True


def in_transaction():
    """Return the context of a transaction: the one that is open, or else a new one."""
    return nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic()


def concerns(constraint, names: set[str]) -> bool:
    """Say whether *constraint* is about one of the columns *names*."""
    columns = set(getattr(constraint, "fields", ()))
    if condition := getattr(constraint, "condition", None):
        columns |= condition.referenced_base_fields
    return not columns or not columns.isdisjoint(names)


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the names of the values of *after* that *before* has not."""
    return {name for name, value in after.items() if value != before.get(name)}


def comparable(field, value):
    """Return *value* as *field* stores it."""
    if isinstance(field, RichTextField):
        return sanitize(value or "")
    if field.is_relation:
        return field.target_field.to_python(value)
    return field.to_python(value)


def catch_up(rows: Iterable[Record], progress=None) -> int:
    """Bring in step all that is derived from *rows*, which were written without ``save``; return how many they are.

    Columns that follow from others are filled, addresses kept, indexes written. *progress* is called with the number
    of rows that are done after each chunk. Raises AddressTaken when an address belongs to something else.
    """
    done = 0
    rows = iter(rows)
    while some := list(itertools.islice(rows, CHUNK)):
        by_model = {}
        for row in some:
            by_model.setdefault(type(row), []).append(row)
        for model, group in by_model.items():
            with transaction.atomic():
                settle_columns(model, group)
                model.catch_up(group)
        done += len(some)
        if progress:
            progress(done)
    return done


def settle_columns(model: type[Record], rows: list[Record]) -> None:
    """Fill the columns of *rows* that follow from others, in the database as well."""
    changed = set()
    for row in rows:
        before = row.column_values()
        row.settle()
        changed |= differing(before, row.column_values())
    if changed:
        model._base_manager.bulk_update(rows, sorted(changed))

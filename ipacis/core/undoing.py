"""The undoing of merges.

Each row that a merge changed gets its former values, as long as they are still those that the merge wrote. What was changed
since stays, and the editor is told of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ipacis.core.lists.listed import ListSource, relist
from ipacis.core.record.addresses import kind_of
from ipacis.core.record.base import Record, catch_up
from ipacis.core.record.corrections import PartOfCorrectable, correcting
from ipacis.core.record.derived import together
from ipacis.core.record.fields import in_full
from ipacis.core.record.journal import Image, RowChange, images_of
from ipacis.core.search.findable import Findable
from ipacis.core.search.index import reindex

from .merges import Merge
from .merging import MergeNote


@dataclass
class Undoing:
    """What an undo does: the changes of rows to make, and sentences about what it cannot bring back."""

    restored: list[RowChange] = field(default_factory=list)
    returned: list[RowChange] = field(default_factory=list)
    removed: list[RowChange] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def public_parts(self) -> list[models.Model]:
        """Return the parts of records that were public which come back, such as participations."""
        rows = [row_of(change) for change in self.returned]
        return [row for row in rows if isinstance(row, PartOfCorrectable) and row.was_public()]


def plan(merge: Merge) -> Undoing:
    """Return the Undoing of *merge*. Raises ValidationError if it cannot be undone at all."""
    if merge.undone_at:
        raise ValidationError(_("This merge was undone already."))
    if not merge.model._base_manager.filter(pk=merge.kept).exists():
        raise ValidationError(
            _("“%(name)s” is gone: it was merged into something else or deleted. Undo that first.")
            % {"name": merge.kept_name}
        )
    undoing = Undoing()
    changes = merge.row_changes
    for kind in dict.fromkeys(change.kind for change in changes):
        model = apps.get_model(kind)
        own = [change for change in changes if change.kind == kind]
        rows = model._base_manager.filter(pk__in=[change.pk for change in own])
        columns = {name for change in own for name in change.after or ()} or {model._meta.pk.attname}
        present = images_of(rows, sorted(columns))
        for change in own:
            sort_change(undoing, model, change, present.get(change.pk))
    leave_out_dangling(undoing)
    return undoing


def sort_change(
    undoing: Undoing, model: type[models.Model], change: RowChange, present: Image | None
) -> None:
    """Add *change* to *undoing*. *present* is the image of the row now, None if it is gone."""
    if change.after is None:
        if present is None:
            undoing.returned.append(change)
        return
    if present is None:
        if change.before is not None:
            name = capfirst(model._meta.verbose_name)
            undoing.left.append(_("%(kind)s: was deleted since.") % {"kind": name})
        return
    changed = [column for column in change.after if present[column] != change.after[column]]
    if change.before is None:
        if set(changed) <= {"modified_at"}:
            undoing.removed.append(change)
        else:
            undoing.left.append(
                _("%(kind)s “%(row)s” stays: it was changed since.") % facts(model, change.pk)
            )
        return
    columns = {column: value for column, value in change.before.items() if column not in changed}
    if columns:
        undoing.restored.append(change._replace(before=columns))
    if changed:
        labels = ", ".join(str(column_label(model, column)) for column in changed)
        undoing.left.append(
            _("%(kind)s “%(row)s” keeps what was changed since: %(columns)s.")
            % {**facts(model, change.pk), "columns": labels}
        )


def leave_out_dangling(undoing: Undoing) -> None:
    """Leave out of *undoing* what refers to rows that were deleted since; a reference that may be empty becomes empty."""
    coming = {(change.kind, change.pk) for change in undoing.returned}
    undoing.returned = [
        found for change in undoing.returned if (found := without_dangling(undoing, change, coming))
    ]
    undoing.restored = [
        found for change in undoing.restored if (found := without_dangling(undoing, change, coming))
    ]


def without_dangling(undoing: Undoing, change: RowChange, coming: set[tuple[str, int]]) -> RowChange | None:
    """Return *change* without references to rows that are gone and not among those that are *coming* back.

    None if it cannot do without one. What is left out is told in *undoing*.
    """
    model, before = apps.get_model(change.kind), dict(change.before)
    for key in model._meta.concrete_fields:
        value = before.get(key.attname)
        if not key.is_relation or value is None or (kind_of(key.related_model), value) in coming:
            continue
        if key.related_model._base_manager.filter(pk=value).exists():
            continue
        names = {"kind": capfirst(model._meta.verbose_name), "column": key.verbose_name}
        undoing.left.append(_("%(kind)s: what it belonged to is gone (%(column)s).") % names)
        if not key.null:
            return None
        before[key.attname] = None
    return change._replace(before=before)


def facts(model: type[models.Model], pk: int) -> dict[str, str]:
    """Return the names of *model* and of its row *pk* for a sentence."""
    return {"kind": capfirst(model._meta.verbose_name), "row": in_full(model._base_manager.get(pk=pk))}


def column_label(model: type[models.Model], column: str) -> Any:
    return next(one.verbose_name for one in model._meta.concrete_fields if one.attname == column)


def row_of(change: RowChange) -> models.Model:
    """Return the row, not saved, that *change* deleted."""
    model = apps.get_model(change.kind)
    columns = {column.attname: column for column in model._meta.concrete_fields}
    known = {name: value for name, value in change.before.items() if name in columns}
    return model(**{name: columns[name].to_python(value) for name, value in known.items()})


def undo(merge: Merge, editor: Any, notes: dict[str, str]) -> Undoing:
    """Undo *merge*, and return what was done and what stays. *notes* explain to readers what comes back into lists.

    Raises ValidationError if it cannot be undone, and if another row has taken the address or name of one that comes back.
    """
    with transaction.atomic(), together():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        undoing = plan(merge)
        wholes = [getattr(row, row.whole) for row in undoing.public_parts()]
        try:
            with correcting(*wholes), transaction.atomic():
                write(undoing)
        except IntegrityError as error:
            raise ValidationError(
                _(
                    "Another record now has the address or the name of one that would come back. Change it there first."
                )
            ) from error
        note = MergeNote(editor, notes)
        for row in undoing.public_parts():
            row.log_return(note)
        merge.undone_at, merge.undone_by = timezone.now(), editor
        merge.save(update_fields=["undone_at", "undone_by"])
    return undoing


def write(undoing: Undoing) -> None:
    """Write the rows of *undoing*, and what is derived from them."""
    touched = [*rows_at(undoing.removed), *rows_at(undoing.restored)]
    for row in touched:
        relatives(row)  # loads them, because the rows may be gone afterwards
    for change in undoing.removed:
        apps.get_model(change.kind)._base_manager.filter(pk=change.pk).delete()
    for change in undoing.restored:
        restore_columns(change)
    for change in undoing.returned:
        insert(change)
    touched += [*rows_at(undoing.restored), *rows_at(undoing.returned)]
    derive(touched)


def rows_at(changes: Iterable[RowChange]) -> list[models.Model]:
    """Return the present rows of *changes*."""
    by_kind = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change.pk)
    return [
        row for kind, pks in by_kind.items() for row in apps.get_model(kind)._base_manager.filter(pk__in=pks)
    ]


def restore_columns(change: RowChange) -> None:
    model = apps.get_model(change.kind)
    columns = {column.attname: column for column in model._meta.concrete_fields}
    values = {
        name: columns[name].to_python(value) for name, value in change.before.items() if name in columns
    }
    if "modified_at" in columns:
        values["modified_at"] = timezone.now()
    model._base_manager.filter(pk=change.pk).update(**values)


def insert(change: RowChange) -> None:
    """Add the row that *change* deleted, with its primary key and the moments that Django would set anew."""
    row = row_of(change)
    type(row)._base_manager.bulk_create([row])
    moments = [
        column.attname for column in row._meta.concrete_fields if getattr(column, "auto_now_add", False)
    ]
    if moments:
        restore_columns(change._replace(before={name: change.before[name] for name in moments}))


def derive(rows: list[models.Model]) -> None:
    """Bring up to date what is derived from *rows*, some of which may have been deleted."""
    present = {}
    for row in rows:
        for one in (row, *relatives(row)):
            present.setdefault((type(one), one.pk), one)
    things = list(present.values())
    relist(row for row in things if isinstance(row, ListSource))
    reindex(row for row in things if isinstance(row, Findable))
    catch_up(
        fresh
        for row in things
        if isinstance(row, Record) and (fresh := type(row)._base_manager.filter(pk=row.pk).first())
    )


def relatives(row: models.Model) -> list[models.Model]:
    """Return the records whose derived rows follow from *row*: that of which it is a part, or those that it links."""
    if isinstance(row, Record):
        return [getattr(row, row.whole)] if row.whole else []
    return [getattr(row, column.name) for column in row._meta.concrete_fields if column.is_relation]

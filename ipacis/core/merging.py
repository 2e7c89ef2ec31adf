"""Merging two rows of a model: everything that refers to the duplicate then refers to the row that stays.

This module finds the referring rows by the relations that Django knows, and names no model of the site. It moves them
with ``update`` and not with ``save``, because both rows mean the same thing: the move is not a correction.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models, transaction

from ipacis.core.lists.listed import relist
from ipacis.core.record.addressed import Addressed, store_addresses
from ipacis.core.record.addresses import of
from ipacis.core.record.base import Record
from ipacis.core.record.derived import together
from ipacis.core.record.journal import note as note_rows
from ipacis.core.record.trees import above
from ipacis.core.search.findable import Findable
from ipacis.core.search.index import reindex


@dataclass
class MergeNote:
    """What a merge writes to the log of corrections if two rows that were public become one.

    ``editor`` is the user who merges, None for a program. ``notes`` is {column: text for readers}, such as
    {"note_en": "She was listed twice."}. ``logged`` holds the primary keys of the records for which this merge has
    written an entry, so that each record gets one entry.
    """

    editor: Any = None
    notes: dict[str, str] = field(default_factory=dict)
    logged: set[int] = field(default_factory=set)


class TwinRows(NamedTuple):
    """Two rows that would violate a unique constraint after a merge, if both stayed."""

    of_duplicate: models.Model
    of_survivor: models.Model


def merge(duplicate: Record, survivor: Record, note: MergeNote | None = None) -> None:
    """Move everything of *duplicate*, including its addresses, to *survivor* and delete *duplicate*.

    If two public rows become one, *note* is written to the log of corrections (``log_absorption``). The caller saves
    *survivor*, whose empty columns are filled. Raises ValueError if the rows are the same or of different models, and
    CorrectionRequired if a note is needed and missing.
    """
    if type(duplicate) is not type(survivor) or duplicate.pk == survivor.pk:
        raise ValueError("Only two different rows of the same model can be merged.")
    with transaction.atomic(), together():
        list(type(survivor)._base_manager.select_for_update().filter(pk__in=[duplicate.pk, survivor.pk]))
        store_addresses([duplicate])
        absorb(duplicate, survivor, note or MergeNote())


def absorb(duplicate: Record, survivor: Record, note: MergeNote) -> None:
    """Make all rows that refer to *duplicate* refer to *survivor*, fill its empty columns and delete *duplicate*."""
    fill_gaps(duplicate, survivor)
    for key in foreign_keys_to(type(duplicate)):
        if key.model is type(survivor):
            lift_above(survivor, duplicate, key)
        touched = rows_to_reindex(key, duplicate)
        for twin, kept in twins(key, duplicate, survivor):
            if hasattr(twin, "log_absorption"):
                twin.log_absorption(note)
            absorb(twin, kept, note)
        moving = key.model._base_manager.filter(**{key.name: duplicate})
        note_rows(moving, key.attname)
        moving.update(**{key.name: survivor})
        owner = key.model._meta.auto_created or key.model
        if issubclass(owner, Record):
            owner.follow_merge(duplicate, survivor)
        reindex(touched)
    if isinstance(survivor, Addressed):
        note_rows(of(duplicate), "object_id")
        of(duplicate).update(object_id=survivor.pk)
    gone = type(duplicate)._base_manager.filter(pk=duplicate.pk)
    note_rows(gone)
    gone.delete()
    reindex(row for row in (duplicate, survivor) if isinstance(row, Findable))
    relist([duplicate, survivor])


def foreign_keys_to(model: type[models.Model]) -> list[models.ForeignKey]:
    """Return the foreign keys of all models to *model*, including those in the tables of many-to-many relations."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]


def fill_gaps(duplicate: Record, survivor: Record) -> None:
    """Copy the values of *duplicate* to the empty columns of *survivor*, and write them to the database."""
    gaps = {}
    for column in survivor._meta.concrete_fields:
        value = getattr(duplicate, column.attname)
        if column.unique or value in column.empty_values or getattr(survivor, column.attname):
            continue
        points_at_itself = (
            column.is_relation and column.related_model is type(survivor) and value == survivor.pk
        )
        if not (points_at_itself or (isinstance(value, bool | int) and not column.is_relation)):
            gaps[column.attname] = value
    for name, value in gaps.items():
        setattr(survivor, name, value)
    if gaps:
        rows = type(survivor)._base_manager.filter(pk=survivor.pk)
        note_rows(rows, *gaps)
        rows.update(**gaps)


def lift_above(survivor: Record, duplicate: Record, parent: models.ForeignKey) -> None:
    """Move *survivor* to the place of *duplicate* in their tree if it is below *duplicate*.

    *parent* is the foreign key to the parent.
    """
    if duplicate not in above(survivor, parent.name):
        return
    place = getattr(duplicate, parent.attname)
    setattr(survivor, parent.attname, None if place == survivor.pk else place)
    rows = type(survivor)._base_manager.filter(pk=survivor.pk)
    note_rows(rows, parent.attname)
    rows.update(**{parent.attname: getattr(survivor, parent.attname)})


def twins(key: models.ForeignKey, duplicate: Record, survivor: Record) -> list[TwinRows]:
    """Return the pairs of rows that would violate a unique constraint if both referred to *survivor*.

    One row of a pair refers to *duplicate* by *key*, the other one to *survivor*.
    """
    rows = key.model._base_manager
    found = {}
    for others in unique_with(key):
        kept = {
            tuple(values): pk
            for pk, *values in rows.filter(**{key.name: survivor}).values_list("pk", *others)
        }
        for pk, *values in rows.filter(**{key.name: duplicate}).values_list("pk", *others):
            if tuple(values) in kept and None not in values:
                found.setdefault(pk, kept[tuple(values)])
    things = rows.in_bulk({*found, *found.values()})
    return [TwinRows(things[pk], things[kept]) for pk, kept in found.items()]


def public_twins(rows: models.QuerySet) -> list[models.Model]:
    """Return the public rows that refer to *rows* and would violate a unique constraint after a merge of *rows*.

    For example, two people whom an editor merges both participated in the same public meeting: one of the two
    participations will be deleted. Only models with ``log_absorption`` and ``was_public`` have such rows.
    """
    found = []
    for key in foreign_keys_to(rows.model):
        if not hasattr(key.model, "log_absorption"):
            continue
        for names in unique_with(key):
            columns = [key.model._meta.get_field(name).attname for name in names]
            groups = {}
            for row in key.model._base_manager.filter(**{f"{key.name}__in": rows}):
                groups.setdefault(tuple(getattr(row, column) for column in columns), []).append(row)
            for values, group in groups.items():
                if len(group) > 1 and None not in values and group[0].was_public():
                    found += group
    return found


def unique_with(key: models.Field) -> list[tuple[str, ...]]:
    """Return the names of the other fields of each unique constraint that the field *key* belongs to."""
    options = key.model._meta
    together_with = [*options.unique_together, *([(key.name,)] if key.unique else [])]
    together_with += [
        rule.fields for rule in options.constraints if isinstance(rule, models.UniqueConstraint)
    ]
    return [tuple(name for name in names if name != key.name) for names in together_with if key.name in names]


def rows_to_reindex(key: models.ForeignKey, thing: Record) -> list[Findable]:
    """Return the Findable rows whose search entries may change if the rows with *key* to *thing* refer to another row.

    These are the referring rows themselves and the rows to which their other foreign keys lead. Only their primary
    keys are loaded.
    """
    model = key.model
    others = [
        other
        for other in model._meta.concrete_fields
        if other.is_relation and issubclass(other.related_model, Findable)
    ]
    columns = {other.attname: other.related_model for other in others if other is not key}
    if issubclass(model, Findable):
        columns["pk"] = model
    if not columns:
        return []
    rows = model._base_manager.filter(**{key.name: thing}).values_list(*columns)
    return [
        kind(pk=pk) for row in rows for kind, pk in zip(columns.values(), row, strict=True) if pk is not None
    ]


def moving_rows(duplicate: Record) -> list[str]:
    """Return, in words, how many rows of each model a merge of *duplicate* would move, such as "3 offices held".

    Rows of models without words, such as those of an index, are not told.
    """
    words = []
    for key in foreign_keys_to(type(duplicate)):
        told = words_of(key)
        if told and (number := key.model._base_manager.filter(**{key.name: duplicate}).count()):
            words.append(told % {"n": number})
    return words


def words_of(key: models.ForeignKey) -> Any:
    """Return the words for a number of rows whose foreign key *key* leads to a merged row, None without words.

    A model tells them in ``counted``, and those of its many-to-many relations in ``counted_links``.
    """
    owner = key.model._meta.auto_created
    if not owner:
        return getattr(key.model, "counted", {}).get(key.name)
    relation = next(one for one in owner._meta.many_to_many if one.remote_field.through is key.model)
    return getattr(owner, "counted_links", {}).get(relation.name)

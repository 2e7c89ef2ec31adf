"""Two rows that mean one thing become one: what pointed at the one points at the other.

Nothing here knows which models there are; whatever points at a row is found by Django's own list of relations.
Rows are moved by the database and not saved one by one: what a published page prints does not change by it.
"""

from django.db import models, transaction

from ipacis.core.search.findable import Findable
from ipacis.core.search.index import reindex, together

from .addresses import Addressed, of, record
from .trees import above


def merge(duplicate, survivor, account=None):
    """Let *survivor* take over everything of *duplicate*, its addresses as well, and delete *duplicate*.

    *account* is what readers are told where two rows that they saw become one (``account_for_absorption``).
    Raises ValueError for what cannot be one. The caller saves *survivor*, whose gaps are filled.
    """
    if type(duplicate) is not type(survivor) or duplicate.pk == survivor.pk:
        raise ValueError("Two different rows of one kind can be merged.")
    with transaction.atomic(), together():
        list(type(survivor)._base_manager.select_for_update().filter(pk__in=[duplicate.pk, survivor.pk]))
        record([duplicate])
        absorb(duplicate, survivor, account)


def absorb(duplicate, survivor, account=None):
    """Let all rows that point at *duplicate* point at *survivor*, fill its gaps, and delete *duplicate*."""
    fill_gaps(duplicate, survivor)
    for field in pointers(type(duplicate)):
        if field.model is type(survivor):
            take_out(survivor, duplicate, field)
        touched = findable_around(field, duplicate)
        for twin, kept in twins(field, duplicate, survivor):
            if hasattr(twin, "account_for_absorption"):
                twin.account_for_absorption(**(account or {}))
            absorb(twin, kept, account)
        field.model._base_manager.filter(**{field.name: duplicate}).update(**{field.name: survivor})
        reindex(touched)
    if isinstance(survivor, Addressed):
        of(duplicate).update(object_id=survivor.pk)
    type(duplicate)._base_manager.filter(pk=duplicate.pk).delete()
    reindex(row for row in (duplicate, survivor) if isinstance(row, Findable))


def pointers(model):
    """Return the foreign keys of all models that point at *model*, those of many-to-many tables among them."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]


def fill_gaps(duplicate, survivor):
    """Give *survivor* what it lacks and *duplicate* has, in the database as well."""
    gaps = {}
    for field in survivor._meta.concrete_fields:
        value = getattr(duplicate, field.attname)
        if field.unique or value in field.empty_values or getattr(survivor, field.attname):
            continue
        points_at_itself = (
            field.is_relation and field.related_model is type(survivor) and value == survivor.pk
        )
        if not (points_at_itself or (isinstance(value, bool | int) and not field.is_relation)):
            gaps[field.attname] = value
    for name, value in gaps.items():
        setattr(survivor, name, value)
    if gaps:
        type(survivor)._base_manager.filter(pk=survivor.pk).update(**gaps)


def take_out(survivor, duplicate, field):
    """Lift *survivor* to the place of *duplicate* in their tree where it stands somewhere below it."""
    if duplicate not in above(survivor, field.name):
        return
    place = getattr(duplicate, field.attname)
    setattr(survivor, field.attname, None if place == survivor.pk else place)
    rows = type(survivor)._base_manager.filter(pk=survivor.pk)
    rows.update(**{field.attname: getattr(survivor, field.attname)})


def twins(field, duplicate, survivor):
    """Return (row of *duplicate*, row of *survivor*) that no constraint lets stand beside one another."""
    rows = field.model._base_manager
    found = {}
    for others in unique_with(field):
        kept = {
            tuple(values): pk
            for pk, *values in rows.filter(**{field.name: survivor}).values_list("pk", *others)
        }
        for pk, *values in rows.filter(**{field.name: duplicate}).values_list("pk", *others):
            if tuple(values) in kept and None not in values:
                found.setdefault(pk, kept[tuple(values)])
    things = rows.in_bulk({*found, *found.values()})
    return [(things[pk], things[kept]) for pk, kept in found.items()]


def told_twins(rows):
    """Return the rows that point at several of *rows*, of which one alone stays when these become one.

    Only rows that readers were told of count: their model has ``account_for_absorption`` and ``was_told``.
    """
    found = []
    for field in pointers(rows.model):
        if not hasattr(field.model, "account_for_absorption"):
            continue
        for names in unique_with(field):
            columns = [field.model._meta.get_field(name).attname for name in names]
            groups = {}
            for row in field.model._base_manager.filter(**{f"{field.name}__in": rows}):
                groups.setdefault(tuple(getattr(row, column) for column in columns), []).append(row)
            for values, group in groups.items():
                if len(group) > 1 and None not in values and group[0].was_told():
                    found += group
    return found


def unique_with(field):
    """Return the tuples of fields that are unique together with *field*."""
    options = field.model._meta
    together_with = [*options.unique_together, *([(field.name,)] if field.unique else [])]
    together_with += [
        rule.fields for rule in options.constraints if isinstance(rule, models.UniqueConstraint)
    ]
    return [
        tuple(name for name in names if name != field.name) for names in together_with if field.name in names
    ]


def findable_around(field, thing):
    """Return what the search must read again when the rows that point at *thing* point elsewhere."""
    model = field.model
    keys = [
        key
        for key in model._meta.concrete_fields
        if key.is_relation and issubclass(key.related_model, Findable)
    ]
    columns = {key.attname: key.related_model for key in keys if key is not field}
    if issubclass(model, Findable):
        columns["pk"] = model
    if not columns:
        return []
    rows = model._base_manager.filter(**{field.name: thing}).values_list(*columns)
    return [
        kind(pk=pk) for row in rows for kind, pk in zip(columns.values(), row, strict=True) if pk is not None
    ]


def what_moves(duplicate):
    """Return [(what, how many)] of the rows that a merge would move, for the page that asks to confirm it."""
    counts = []
    for field in pointers(type(duplicate)):
        options = field.model._meta
        if options.auto_created:
            name = next(
                own.verbose_name
                for own in options.auto_created._meta.many_to_many
                if own.remote_field.through is field.model
            )
        elif field.remote_field.hidden:
            continue
        else:
            name = options.verbose_name_plural
        if count := field.model._base_manager.filter(**{field.name: duplicate}).count():
            counts.append((name, count))
    return counts

"""Versions of rows: writing them into a revision, and reading a row back from one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import serializers
from django.core.serializers.base import DeserializedObject
from django.db.models import ForeignKey, Model, Prefetch, QuerySet
from reversion.models import Version
from reversion.revisions import add_to_revision, is_active, is_registered


def newest_version(obj: Model) -> Version | None:
    """Return the newest Version of *obj*, None if it has none."""
    return Version.objects.get_for_object(obj).select_related("revision__user").first()


@dataclass
class Restored:
    """The row that a version stores, without references to deleted rows.

    ``row`` is None if one of the deleted rows is required. ``lost`` are the verbose names of the fields that referred
    to deleted rows.
    """

    row: DeserializedObject | None
    lost: list[str]


@dataclass
class RestoredRows:
    """The row of a version and its parts, and the verbose names of the fields that referred to deleted rows."""

    rows: list[DeserializedObject]
    lost: list[str]


def add_version(obj: Model, parts: Iterable[str] = ()) -> None:
    """Add *obj* and the rows of its accessors *parts*, as they are stored now, to the open revision (if any)."""
    if not (is_active() and is_registered(type(obj))):
        return
    row = complete(type(obj), parts).get(pk=obj.pk)
    add_to_revision(row)
    for accessor in parts:
        for part in getattr(row, accessor).all():
            add_to_revision(part)


def complete(model: type[Model], parts: Iterable[str] = ()) -> QuerySet:
    """Return the rows of *model* with the related rows that a version stores or that ``str`` of the row reads."""
    keys = [key.name for key in foreign_keys(model)]
    # A relation with a link model of this site is left out: its links are parts.
    links = [
        field.name
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created
    ]
    part_models = {part: getattr(model, part).rel.related_model for part in parts}
    rows = model._base_manager.select_related(*(keys or [None])).prefetch_related(*links)
    return rows.prefetch_related(*(Prefetch(part, complete(kind)) for part, kind in part_models.items()))


def restored_row(version: Version, without: ForeignKey | None = None) -> Restored:
    """Return the row of *version* without references to deleted rows. The foreign key *without* is not checked."""
    (row,) = serializers.deserialize(version.format, version.serialized_data, ignorenonexistent=True)
    lost = []
    for key in foreign_keys(type(row.object)):
        value = getattr(row.object, key.attname)
        if key == without or value is None or key.related_model._base_manager.filter(pk=value).exists():
            continue
        lost.append(key.verbose_name)
        if not key.null:
            return Restored(None, lost)
        setattr(row.object, key.attname, None)
    for name, keys in row.m2m_data.items():
        field = row.object._meta.get_field(name)
        present = list(field.related_model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        if len(present) < len(set(keys)):
            lost.append(field.verbose_name)
        row.m2m_data[name] = present
    return Restored(row, lost)


def foreign_keys(model: type[Model]) -> list[ForeignKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]

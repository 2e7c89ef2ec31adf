"""What differs between two versions of a row, with its parts: word by word, in the language of the reader."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import BooleanField, DateTimeField, Field, FileField, ManyToManyField, Model, TimeField
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reversion.models import Version

from ipacis.core.text.labels import field_label
from ipacis.core.text.moments import moment_text
from ipacis.core.text.richtext import RichTextField, plain
from ipacis.core.text.word_differences import Piece, word_differences

#: The name of the field with the place of a row in its list.
ORDER = "order"


@dataclass
class StoredRow:
    """A row as a version stores it: its values, and what is printed of them."""

    model: type[Model]
    values: dict[str, Any]
    texts: dict[str, str] = field(default_factory=dict)


class FieldDifference(NamedTuple):
    """A field whose values differ: its label and the Pieces of both values."""

    label: str
    pieces: list[Piece]


class RowDifference(NamedTuple):
    """A part that was added ("new"), deleted ("gone") or changed ("same"): its kind, its name and what differs."""

    change: str
    kind: str
    name: str
    fields: list[FieldDifference]


class Comparison(NamedTuple):
    """What differs between two versions: in the fields of the row, and in its parts."""

    fields: list[FieldDifference]
    rows: list[RowDifference]

    @property
    def labels(self) -> list[str]:
        """The names of what differs, each once."""
        return list(
            dict.fromkeys(map(str, [*(one.label for one in self.fields), *(row.kind for row in self.rows)]))
        )


class Snapshot(NamedTuple):
    """A row and its parts at one moment: {(label of the model, primary key): StoredRow}, and the key of the row."""

    key: tuple[str, str]
    rows: dict[tuple[str, str], StoredRow]


def snapshot(version: Version, part_models: Iterable[type[Model]]) -> Snapshot:
    """Return the Snapshot of *version*. Only rows of *part_models* are its parts."""
    kinds = {model._meta.label_lower: model for model in part_models}
    key = (version._model._meta.label_lower, version.object_id)
    rows = {key: StoredRow(version._model, version.field_dict)}
    others = Version.objects.filter(revision=version.revision_id).exclude(pk=version.pk)
    for other in others.select_related("content_type"):
        model = other.content_type.model_class()
        if model is None or model._meta.label_lower not in kinds:
            continue
        rows[model._meta.label_lower, other.object_id] = StoredRow(model, other.field_dict)
    return Snapshot(key, rows)


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Return what differs between two Snapshots of one row."""
    put_into_words([*before.rows.values(), *after.rows.values()])
    fields = field_differences(before.rows[before.key], after.rows[after.key])
    rows = []
    for key in dict.fromkeys([*before.rows, *after.rows]):
        if key in {before.key, after.key}:
            continue
        old, new = before.rows.get(key), after.rows.get(key)
        present = new or old
        change = "same" if old and new else "new" if new else "gone"
        differing = field_differences(old, new)
        if differing or change != "same":
            kind = capfirst(present.model._meta.verbose_name)
            rows.append(RowDifference(change, kind, name_of(present), differing))
    return Comparison(fields, rows)


def field_differences(old: StoredRow | None, new: StoredRow | None) -> list[FieldDifference]:
    """Return the fields that differ. A row that is missing has empty fields."""
    model = (new or old).model
    found = []
    for column in shown_fields(model):
        before, after = (row.texts.get(column.name, "") if row else "" for row in (old, new))
        if before != after:
            found.append(FieldDifference(capfirst(field_label(column)), word_differences(before, after)))
    return found


def name_of(row: StoredRow) -> str:
    """Return the name of a part: the first of its texts that says something."""
    return next((text for name, text in row.texts.items() if text and name != ORDER), "")


def shown_fields(model: type[Model]) -> list[Field]:
    """Return the fields of *model* that an editor fills, without its key and the key of the row that it is a part of."""
    whole = getattr(model, "whole", "")
    own = [column for column in model._meta.concrete_fields if column.editable and not column.primary_key]
    links = [
        relation
        for relation in model._meta.local_many_to_many
        if relation.remote_field.through._meta.auto_created
    ]
    return [column for column in (*own, *links) if column.name != whole]


def put_into_words(rows: list[StoredRow]) -> None:
    """Fill the texts of *rows*. Runs one query for each model to which they refer."""
    wanted: dict[type[Model], set] = {}
    for row in rows:
        for column in shown_fields(row.model):
            if column.is_relation:
                wanted.setdefault(column.related_model, set()).update(keys_in(column, row.values))
    names = {
        model: {str(pk): str(one) for pk, one in model._base_manager.in_bulk(keys).items()}
        for model, keys in wanted.items()
    }
    for row in rows:
        for column in shown_fields(row.model):
            row.texts[column.name] = value_in_words(column, row.values, names)


def keys_in(column: Field, values: dict[str, Any]) -> list[Any]:
    """Return the primary keys to which the relation *column* leads."""
    if isinstance(column, ManyToManyField):
        return list(values.get(column.name) or [])
    value = values.get(column.attname)
    return [] if value is None else [value]


def value_in_words(column: Field, values: dict[str, Any], names: dict[type[Model], dict[str, str]]) -> str:
    """Return the value of *column* as an editor reads it. A row that is gone has its number."""
    if column.is_relation:
        known = names[column.related_model]
        return "\n".join(known.get(str(key), f"№ {key}") for key in keys_in(column, values))
    value = values.get(column.attname)
    if value in (None, ""):
        return ""
    if isinstance(column, BooleanField):
        return _("yes") if value else _("no")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, RichTextField):
        return plain(value)
    if isinstance(column, DateTimeField):
        return moment_text(value)
    if isinstance(value, datetime.date):
        return date_format(value)
    if isinstance(column, TimeField):
        return f"{value:%H:%M}"
    if isinstance(column, FileField):
        return str(value).rpartition("/")[2]
    return str(getattr(value, "name", value))

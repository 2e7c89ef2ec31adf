"""The policy of each field: what follows from a change of its value.

A model declares in ``field_policy`` for each of its fields

- whether it is *guarded* (once the record was public, the field changes only with an entry in the log of corrections)
  or *immaterial* (it changes freely, for the reason that is given);
- where its value is used: in the search, in feeds, tables, calendars, data.

``Record.save``, the log of corrections, the search index, the history in the admin and the calendars read these
declarations. A mixin declares the policies of its fields, and a model adds those of its own. A system check reports
fields without a policy. ``tests/news/test_field_policy.py`` changes each field and compares the places where the change
shows with the declared uses.
"""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from ipacis.core.text.labels import label_columns


class Use(enum.Enum):
    """A place where the value of a field is used."""

    #: In the search entry of the row itself.
    SEARCH = "search"
    #: In the search entries of other rows, which contain the name of this one.
    NAME = "name"
    #: In RSS, Atom and JSON Feed.
    FEED = "feed"
    #: In the table (CSV).
    CSV = "csv"
    #: In popolo.json.
    JSON = "json"
    #: In calendars.
    CALENDAR = "calendar"
    #: Time and place of a meeting: a change raises the SEQUENCE of the event in calendars (RFC 5545, 3.8.7.4).
    SCHEDULE = "schedule"
    #: In the schema.org data of pages.
    JSON_LD = "json-ld"
    #: In the box of facts beside the text of a meeting.
    FACTS = "facts"
    #: In the index of lists: a change moves an item into other lists, or to another place in a list.
    LIST = "list"


@dataclass(frozen=True)
class FieldPolicy:
    """The policy of one field.

    ``why`` is the reason why a change is immaterial; it is empty for a guarded field. ``uses`` are the places where
    the value is used. ``reads`` are lookups from the rows of a relation to further rows that the search reads, such as
    "within__aliases". ``part`` is true for a relation to rows that belong to this row alone. ``kept`` is true for a
    field that keeps its present value when an editor restores an earlier version. ``logged_as`` is the name of the
    field in the log of corrections, if that differs from its own name.
    """

    why: str
    uses: frozenset[Use]
    reads: tuple[str, ...] = ()
    part: bool = False
    kept: bool = False
    logged_as: str = ""

    @property
    def is_guarded(self) -> bool:
        return not self.why


def guarded(
    *uses: Use, reads: Iterable[str] = (), part: bool = False, kept: bool = False, logged_as: str = ""
) -> FieldPolicy:
    """Return the policy of a field that changes only with an entry in the log of corrections once it was public."""
    return FieldPolicy("", frozenset(uses), tuple(reads), part, kept, logged_as)


def immaterial(
    why: str, *uses: Use, reads: Iterable[str] = (), part: bool = False, kept: bool = False
) -> FieldPolicy:
    """Return the policy of a field that changes freely, for the reason *why*. Raises ValueError without one."""
    if not why:
        raise ValueError("Say why the change of the field is immaterial.")
    return FieldPolicy(why, frozenset(uses), tuple(reads), part, kept)


def policies(model: type[models.Model]) -> dict[str, FieldPolicy]:
    """Return {name of a field or relation: FieldPolicy} of *model*, including those of its mixins.

    A translated field is declared under its base name and returned under the names of its columns.
    """
    found = {}
    for name, policy in declarations(model).items():
        columns = label_columns(name)
        for column in columns if has_field(model, columns[0]) else [name]:
            found[column] = policy
    return found


def declarations(model: type[models.Model]) -> dict[str, FieldPolicy]:
    """Return {name as it is declared: FieldPolicy} of *model* and its mixins."""
    declared = {}
    for parent in reversed(model.__mro__):
        declared |= vars(parent).get("field_policy", {})
    return declared


def has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def declared_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of *model* that need a policy: all columns but the primary key, and many-to-many relations."""
    fields = [field for field in model._meta.get_fields() if not field.auto_created]
    return [field for field in fields if field.concrete or field.many_to_many]


def columns_with(model: type[models.Model], use: Use) -> list[str]:
    """Return the names of the columns of *model* whose policy has *use*."""
    columns = {field.name for field in model._meta.concrete_fields}
    return [name for name, policy in policies(model).items() if use in policy.uses and name in columns]


def guarded_names(model: type[models.Model]) -> list[str]:
    """Return the names of the guarded fields and relations of *model*."""
    return [name for name, policy in policies(model).items() if policy.is_guarded]


def kept_names(model: type[models.Model]) -> list[str]:
    """Return the names of the fields that keep their present value when an editor restores an earlier version."""
    return [name for name, policy in policies(model).items() if policy.kept]


def part_names(model: type[models.Model]) -> list[str]:
    """Return the accessors of the rows that belong to a row of *model* alone, including those of its link tables."""
    return [link_accessor(model, name) for name, policy in policies(model).items() if policy.part]


def link_accessor(model: type[models.Model], name: str) -> str:
    """Return the accessor of the rows of the relation *name*.

    For a many-to-many relation with a link model of this site these are the rows of the link model.
    """
    field = model._meta.get_field(name)
    through = getattr(field.remote_field, "through", None) if field.many_to_many else None
    if through is None or through._meta.auto_created:
        return name
    return next(
        relation.get_accessor_name()
        for relation in model._meta.related_objects
        if relation.related_model is through
    )


def search_paths(model: type[models.Model]) -> list[str]:
    """Return the lookups to the related rows that the search entries of *model* contain, for ``prefetch_related``.

    The rows behind a link model are read through it, in half the time that the relation itself takes.
    """
    paths = []
    for name, policy in policies(model).items():
        field = model._meta.get_field(name)
        if Use.SEARCH not in policy.uses or not field.is_relation:
            continue
        if (links := link_accessor(model, name)) != name:
            paths.append(f"{links}__{field.m2m_reverse_field_name()}")
        else:
            paths += [f"{name}__{path}" for path in policy.reads] or [name]
    return paths


def check_policies(records: Iterable[type[models.Model]]) -> list[Error]:
    """Return an Error for each field of *records* without a policy, and for each policy without a field.

    *records* are models that inherit Record. The rows of a part need a policy in the model of the whole record.
    """
    return [error for model in records for error in (*missing_policies(model), *needless_policies(model))]


def missing_policies(model: type[models.Model]) -> Iterator[Error]:
    names = [(model, field.name) for field in declared_fields(model)]
    if model.whole:
        relation = model._meta.get_field(model.whole).remote_field
        names.append((relation.model, relation.get_accessor_name()))
    for owner, name in names:
        known = policies(owner)
        if name in known or name in {
            link_accessor(owner, other) for other in known if has_field(owner, other)
        }:
            continue
        yield Error(
            f"{owner.__name__}.field_policy has no policy for “{name}”.",
            hint="Add guarded(…) if its change needs a correction, else immaterial(“why”, …), with the uses of the "
            "field: see ipacis/core/record/policy.py.",
            obj=owner,
            id="ipacis.E010",
        )


def needless_policies(model: type[models.Model]) -> Iterator[Error]:
    for name in declarations(model):
        if not (has_field(model, name) or has_field(model, label_columns(name)[0])):
            yield Error(
                f"{model.__name__}.field_policy has a policy for “{name}”, which is not a field.",
                hint="Remove the line, or correct the name.",
                obj=model,
                id="ipacis.E011",
            )

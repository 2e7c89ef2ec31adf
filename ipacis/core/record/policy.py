"""What a change of each field means: declared once beside the fields of a model, and checked at start-up.

A model says in ``field_policy`` of each of its fields

- whether it is *guarded*: readers were told its value, so it changes with an entry in the log of corrections or not at
  all; or *immaterial*, and why;
- where its value is used: in the search, in feeds, tables, calendars, data.

The guard of ``save``, the log of corrections, the index of the search, the history in the admin and the calendars read
these declarations. A mixin declares its own fields; a model adds to them. ``tests/news/test_field_policy.py`` changes
each field and compares what changes with it.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from ipacis.core.text.labels import label_columns


class Use(enum.Enum):
    """A place where the value of a field is used."""

    #: In the row's own entry in the index of the search.
    SEARCH = "search"
    #: In the search entries of other rows, which name this one.
    NAME = "name"
    #: In RSS, Atom and JSON Feed.
    FEED = "feed"
    #: In the table (CSV).
    CSV = "csv"
    #: In popolo.json.
    JSON = "json"
    #: In calendars.
    CALENDAR = "calendar"
    #: When and where a meeting is: a change raises the SEQUENCE of the event in calendars (RFC 5545, 3.8.7.4).
    SCHEDULE = "schedule"
    #: In the schema.org data of pages.
    JSON_LD = "json-ld"
    #: In the box of facts beside the text of a meeting.
    FACTS = "facts"


@dataclass(frozen=True)
class FieldPolicy:
    """What a change of one field means.

    ``why`` says why the change is immaterial; it is empty for a guarded field. ``reads`` are the lookups, from the rows
    that a relation leads to, of what the search reads there besides these rows. A ``part`` is a relation to rows that
    belong to this row alone. A ``kept`` field keeps its present value when an earlier version is brought back.
    ``logged_as`` is the name of the field in the log of corrections.
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


def guarded(*uses: Use, reads=(), part=False, kept=False, logged_as="") -> FieldPolicy:
    """Return the policy of a field whose value readers were told: its change is a matter of record."""
    return FieldPolicy("", frozenset(uses), tuple(reads), part, kept, logged_as)


def immaterial(why: str, *uses: Use, reads=(), part=False, kept=False) -> FieldPolicy:
    """Return the policy of a field that changes freely, for the reason *why*. Raises ValueError without one."""
    if not why:
        raise ValueError("Say why the change of the field is immaterial.")
    return FieldPolicy(why, frozenset(uses), tuple(reads), part, kept)


def policies(model: type[models.Model]) -> dict[str, FieldPolicy]:
    """Return {name of a field or relation: FieldPolicy} of *model*, those of its mixins included.

    A translated field is declared by its base name and returned as its columns.
    """
    declared = {}
    for parent in reversed(model.__mro__):
        declared |= vars(parent).get("field_policy", {})
    found = {}
    for name, policy in declared.items():
        columns = label_columns(name)
        for column in columns if has_field(model, columns[0]) else [name]:
            found[column] = policy
    return found


def has_field(model, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def declared_fields(model) -> list:
    """Return the fields of *model* that must have a policy: its columns but the key, and its many-to-many relations."""
    fields = [field for field in model._meta.get_fields() if not field.auto_created]
    return [field for field in fields if field.concrete or field.many_to_many]


def columns_with(model, use: Use) -> list[str]:
    """Return the names of the columns of *model* that are used in *use*."""
    columns = {field.name for field in model._meta.concrete_fields}
    return [name for name, policy in policies(model).items() if use in policy.uses and name in columns]


def guarded_names(model) -> list[str]:
    """Return the names of the guarded fields and relations of *model*."""
    return [name for name, policy in policies(model).items() if policy.is_guarded]


def kept_names(model) -> list[str]:
    """Return the names of the fields that keep their present value when an earlier version is brought back."""
    return [name for name, policy in policies(model).items() if policy.kept]


def part_names(model) -> list[str]:
    """Return the accessors of the rows that belong to a row of *model* alone, those of its link tables among them."""
    names = []
    for name, policy in policies(model).items():
        if policy.part:
            names.append(link_accessor(model, name))
    return names


def link_accessor(model, name: str) -> str:
    """Return the accessor of the rows behind the relation *name*: those of its link table, where it has one of ours."""
    field = model._meta.get_field(name)
    through = getattr(field.remote_field, "through", None) if field.many_to_many else None
    if through is None or through._meta.auto_created:
        return name
    return next(
        relation.get_accessor_name()
        for relation in model._meta.related_objects
        if relation.related_model is through
    )


def search_paths(model) -> list[str]:
    """Return the lookups that the search entry of a row of *model* reads, for ``prefetch_related``."""
    paths = []
    for name, policy in policies(model).items():
        if Use.SEARCH in policy.uses and model._meta.get_field(name).is_relation:
            paths += [f"{name}__{path}" for path in policy.reads] or [name]
    return paths


def check_policies(app_models: Iterable[type[models.Model]]) -> list[Error]:
    """Return an Error for each field of *app_models* without a policy, and for each policy without a field."""
    errors = []
    for model in app_models:
        declared = policies(model)
        for field in declared_fields(model):
            if field.name not in declared:
                errors.append(
                    Error(
                        f"{model.__name__}.field_policy says nothing of “{field.name}”.",
                        hint="Add guarded(…) where readers were told its value, else immaterial(“why”, …), with the "
                        "uses of the field: see ipacis/core/record/policy.py.",
                        obj=model,
                        id="ipacis.E010",
                    )
                )
        own = vars(model).get("field_policy", {})
        for name in own:
            if not (has_field(model, name) or has_field(model, label_columns(name)[0])):
                errors.append(
                    Error(
                        f"{model.__name__}.field_policy names “{name}”, which is no field of it.",
                        hint="Remove the line, or correct the name.",
                        obj=model,
                        id="ipacis.E011",
                    )
                )
    return errors

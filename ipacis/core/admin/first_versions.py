"""First versions of rows that a program wrote, so that editors can restore them and recover deleted ones."""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.contrib.admin import site
from django.db import transaction
from django.db.models import CharField, Exists, Model, OuterRef
from django.db.models.functions import Cast
from reversion.models import Version
from reversion.revisions import add_to_revision, create_revision, set_comment

from ipacis.core.sql import chunks

from .history import Historied
from .row_versions import complete

#: The comment of a first version, which Django's admin shows as "Added." in the language of the reader.
ADDED = '[{"added": {}}]'
#: The number of rows that are in memory at once, with their parts.
CHUNK = 500


class HistoriedModel(NamedTuple):
    """A model whose admin keeps a history, and the names of the accessors of its parts."""

    model: type[Model]
    parts: list[str]


def with_history() -> Iterator[HistoriedModel]:
    """Yield the models whose admin keeps a history."""
    for model in apps.get_models():
        if site.is_registered(model) and isinstance(model_admin := site.get_model_admin(model), Historied):
            yield HistoriedModel(model, model_admin.parts)


def make_first_versions() -> int:
    """Make a first version of every row that has none, with its parts, and return the number of these rows.

    Each version is a separate revision, as if the row had been saved in the admin.
    """
    with transaction.atomic():
        return sum(len(make_first_versions_of(*kind)) for kind in with_history())


def make_first_versions_of(model: type[Model], parts: list[str]) -> list:
    """Make a first version of every row of *model* that has none, and return the primary keys of these rows."""
    versions = Version.objects.get_for_model(model)
    known = versions.filter(object_id=Cast(OuterRef("pk"), CharField()))
    keys = list(model._base_manager.filter(~Exists(known)).order_by("pk").values_list("pk", flat=True))
    for some in chunks(keys, CHUNK):
        for row in complete(model, parts).filter(pk__in=some).order_by("pk"):
            with create_revision():
                set_comment(ADDED)
                add_to_revision(row)
    return keys

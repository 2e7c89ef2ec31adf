"""The first version of what a program wrote: an editor can go back to it, and recover it when it is deleted."""

from django.apps import apps
from django.contrib.admin import site
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from reversion.models import Version
from reversion.revisions import add_to_revision, create_revision, set_comment

from .history import Historied, complete

#: What the history says of a first version, in the language of who reads it: "Added.".
ADDED = '[{"added": {}}]'
#: So many rows are in memory at once, each with its parts.
CHUNK = 500


def with_history():
    """Yield (model, names of its parts) of all whose admin keeps a history."""
    for model in apps.get_models():
        if site.is_registered(model) and isinstance(model_admin := site.get_model_admin(model), Historied):
            yield model, model_admin.parts


def make_first_versions():
    """Give a first version to every row that has none, with its parts; return how many got one.

    Each is a revision of its own, as if the row had been saved in the admin alone.
    """
    with transaction.atomic():
        return sum(len(make_first_versions_of(*kind)) for kind in with_history())


def make_first_versions_of(model, parts):
    """Give a first version to every row of *model* that has none; return their primary keys."""
    versions = Version.objects.get_for_model(model)
    known = versions.filter(object_id=Cast(OuterRef("pk"), CharField()))
    keys = list(model._base_manager.filter(~Exists(known)).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        for row in complete(model, parts).filter(pk__in=keys[start : start + CHUNK]).order_by("pk"):
            with create_revision():
                set_comment(ADDED)
                add_to_revision(row)
    return keys

"""What other things are found by: the name of a place finds the meetings there."""

import itertools

from django.db import models

from ipacis.core.record.changes import differs

from .findable import findable_models
from .index import reindex


class Named(models.Model):
    """Mixin of a row whose names are found in the texts of others: when they change, those are indexed again.

    It stands before Findable, so that the row itself is stored and indexed first.
    """

    #: The columns that texts of other rows are made of.
    names_told = ()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        renamed = differs(self, self.names_told)
        super().save(*args, **kwargs)
        if renamed:
            reindex(dependents(self))


def dependents(row):
    """Yield the rows in whose entries of the search index *row* is named, with their primary keys only."""
    for model in findable_models():
        condition = models.Q(pk__in=[])
        for path in paths(model, type(row)):
            condition |= models.Q(**{path: row.pk})
        yield from model._base_manager.filter(condition).only("pk").distinct()


def paths(model, target):
    """Return the lookups by which rows of *model* read rows of *target* for their texts (``search_related``)."""
    found = set()
    for path in model.search_related:
        here, steps = model, path.split("__")
        for lookup in itertools.accumulate(steps, "{}__{}".format):
            here = here._meta.get_field(lookup.rpartition("__")[2]).related_model
            if here is target:
                found.add(lookup)
    return sorted(found)

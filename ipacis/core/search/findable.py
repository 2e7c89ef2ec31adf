"""What a model must say of itself for its rows to be found, and for others to be found by its names."""

import itertools

from django.apps import apps
from django.db import models
from django.utils.translation import override

from ipacis.core.record.base import Record
from ipacis.core.record.policy import Use, columns_with, search_paths
from ipacis.core.text.labels import LANGUAGES

from .entries import SearchEntry
from .index import reindex

MAX_TEXT = 200_000


class Named(Record):
    """A record whose names stand in the search entries of other rows: when they change, those are written again."""

    class Meta:
        abstract = True

    def touch_index(self, change):
        super().touch_index(change)
        if not change.is_new and change.includes(columns_with(type(self), Use.NAME)):
            reindex(dependents(self))


class Findable(Record):
    """A record that readers find by its words. Its entry is written whenever a field with ``Use.SEARCH`` changes."""

    #: The word for rows of this model in the address of a search.
    search_kind = ""

    class Meta:
        abstract = True

    @classmethod
    def search_objects(cls):
        """Return all rows with what ``search_parts`` and ``search_names`` read."""
        return with_paths(cls._default_manager.all(), search_paths(cls))

    @classmethod
    def search_public(cls):
        """Return the rows that everybody may see."""
        return cls._default_manager.all()

    def search_title(self, language):
        """Return what the row is called in *language*; nothing where it has no name in it."""
        raise NotImplementedError

    def search_names(self):
        """Return what else it is called, in any language."""
        return []

    def search_parts(self, language):
        """Return the texts of the row, without tags. The active language is *language* meanwhile."""
        return []

    def search_days(self):
        """Return (first day, last day, precision) of a row that has days, None of one that has not."""
        return None

    def search_address(self):
        return self.get_absolute_url()

    def search_entry(self):
        """Return the unsaved SearchEntry of the row."""
        entry = SearchEntry(kind=self.search_kind, object_id=self.pk, language=getattr(self, "language", ""))
        entry.names = "\n".join(dict.fromkeys(filter(None, self.search_names())))
        if days := self.search_days():
            entry.start_date, entry.end_date, entry.date_precision = days
        for code in LANGUAGES:
            with override(code):
                setattr(entry, f"title_{code}", self.search_title(code))
                parts = "\n".join(str(part) for part in self.search_parts(code) if part)
                setattr(entry, f"text_{code}", parts[:MAX_TEXT])
                entry.address = self.search_address().removeprefix(f"/{entry.language or code}/")
        return entry

    def touch_index(self, change):
        super().touch_index(change)
        if change.includes(columns_with(type(self), Use.SEARCH)):
            reindex([self])

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        reindex(rows)

    def follow_deletion(self, pk):
        super().follow_deletion(pk)
        SearchEntry.objects.filter(kind=self.search_kind, object_id=pk).delete()


class SearchedPart(Record):
    """A part of a record that is found by the words of the part: ``whole`` names the foreign key to it."""

    class Meta:
        abstract = True

    def touch_index(self, change):
        super().touch_index(change)
        columns = [*columns_with(type(self), Use.SEARCH), *columns_with(type(self), Use.NAME)]
        if change.includes(columns):
            self.touch_whole()

    def follow_deletion(self, pk):
        super().follow_deletion(pk)
        self.touch_whole()

    def touch_whole(self):
        whole = getattr(self, self.whole)
        reindex([whole] if isinstance(whole, Findable) else dependents(whole))


def with_paths(rows: models.QuerySet, paths: list[str]) -> models.QuerySet:
    """Return *rows* with all that the lookups *paths* lead to, in as few queries as possible.

    Foreign keys are joined: those of *rows*, and those of the rows that a relation to many leads to.
    """
    beyond = {}
    for path in paths:
        first, _separator, rest = path.partition("__")
        beyond.setdefault(first, []).extend([rest] if rest else [])
    for first, lookups in beyond.items():
        field = rows.model._meta.get_field(first)
        if field.many_to_one:
            rows = rows.select_related(first).prefetch_related(*(f"{first}__{path}" for path in lookups))
        elif lookups:
            parts = field.related_model._default_manager.select_related(*lookups)
            rows = rows.prefetch_related(models.Prefetch(first, parts))
        else:
            rows = rows.prefetch_related(first)
    return rows


def findable_models():
    """Return the models whose rows can be found."""
    return [model for model in apps.get_models() if issubclass(model, Findable)]


def public_entries(entries):
    """Return those of the queryset *entries* whose thing everybody may see at this moment."""
    answers = [
        models.When(
            kind=model.search_kind,
            then=models.Exists(model.search_public().order_by().filter(pk=models.OuterRef("object_id"))),
        )
        for model in findable_models()
    ]
    # CASE and not OR: the database must begin with the words that were found, not with the kinds.
    return entries.filter(models.Case(*answers, default=False, output_field=models.BooleanField()))


def dependents(row):
    """Yield the rows in whose entries of the search index *row* is named, with their primary keys only."""
    for model in findable_models():
        condition = models.Q(pk__in=[])
        for path in paths(model, type(row)):
            condition |= models.Q(**{path: row.pk})
        yield from model._base_manager.filter(condition).only("pk").distinct()


def paths(model, target):
    """Return the lookups by which the search entry of a row of *model* reads rows of *target*."""
    found = set()
    for path in search_paths(model):
        here, steps = model, path.split("__")
        for lookup in itertools.accumulate(steps, "{}__{}".format):
            here = here._meta.get_field(lookup.rpartition("__")[2]).related_model
            if here is target:
                found.add(lookup)
    return sorted(found)

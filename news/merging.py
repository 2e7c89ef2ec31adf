"""Merging two topics, places or events. The names of a duplicate topic or place become aliases of the survivor."""

from django.db import models, transaction

from ipacis.core import merging
from ipacis.core.record.derived import together
from ipacis.core.search.aliases import add_aliases
from ipacis.core.search.index import reindex
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import label_columns

from .models import Event, Place, PlaceAlias, Topic, TopicAlias


def merge_topics(duplicate: Topic, survivor: Topic) -> None:
    """Merge *duplicate* into *survivor*, which gets its labels as aliases."""
    words = [duplicate.name, *labels(duplicate, "label")]
    with transaction.atomic(), together():
        merging.merge(duplicate, survivor)
        survivor.save()
        add_aliases(TopicAlias, survivor, words, {survivor.key, *map(fold, labels(survivor, "label"))})


def merge_places(duplicate: Place, survivor: Place) -> None:
    """Merge *duplicate* into *survivor*, which gets its names as aliases."""
    words = labels(duplicate, "name")
    with transaction.atomic(), together():
        moved = list(duplicate.meetings.all())
        merging.merge(duplicate, survivor)
        survivor.save()
        if moved:
            survivor.raise_sequence_of_meetings()
        add_aliases(PlaceAlias, survivor, words, set(map(fold, labels(survivor, "name"))))
        reindex(survivor.meetings.all())


def merge_events(duplicate: Event, survivor: Event) -> None:
    """Merge *duplicate* into *survivor*. Meetings keep the name of the event as it was printed."""
    with transaction.atomic(), together():
        merging.merge(duplicate, survivor)
        survivor.save()
        reindex(survivor.meetings.all())


def labels(thing: models.Model, name: str) -> list[str]:
    """Return the texts of the translated field *name* of *thing* in all languages."""
    return [getattr(thing, column) for column in label_columns(name)]

"""Making one topic or place of two: all words for them go on leading to the one that stays."""

from django.db import transaction

from ipacis.core.record import merging
from ipacis.core.record.aliases import add_aliases
from ipacis.core.search.index import reindex, together
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import label_columns

from .models import PlaceAlias, TopicAlias


def merge_topics(duplicate, survivor):
    """Make *duplicate* part of *survivor*; its labels become other words for it."""
    words = [duplicate.name, *labels(duplicate, "label")]
    with transaction.atomic(), together():
        merging.merge(duplicate, survivor)
        survivor.save()
        add_aliases(TopicAlias, survivor, words, {survivor.key, *map(fold, labels(survivor, "label"))})


def merge_places(duplicate, survivor):
    """Make *duplicate* part of *survivor*; its names become other names of it."""
    words = labels(duplicate, "name")
    with transaction.atomic(), together():
        moved = list(duplicate.meetings.all())
        merging.merge(duplicate, survivor)
        survivor.save()
        if moved:
            survivor.touch_meetings()
        add_aliases(PlaceAlias, survivor, words, set(map(fold, labels(survivor, "name"))))
        reindex(survivor.meetings.all())


def labels(thing, name):
    """Return the texts of the translated field *name* of *thing* in all languages."""
    return [getattr(thing, column) for column in label_columns(name)]

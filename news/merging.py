"""Making one topic or place of two: all words for them go on leading to the one that stays."""

from django.db import transaction

from ipacis.core.record import merging
from ipacis.core.search.index import reindex, together
from ipacis.core.text.fold import fold
from ipacis.core.text.labels import label_columns

from .models import PlaceAlias, Topic, TopicAlias


def merge_topics(duplicate, survivor):
    """Make *duplicate* part of *survivor*; its labels become other words for it."""
    words = [duplicate.name, *(getattr(duplicate, column) for column in label_columns("label"))]
    with transaction.atomic(), together():
        merging.merge(duplicate, survivor)
        survivor.save()
        own = {fold(getattr(survivor, column)) for column in label_columns("label")}
        for key, word in new_words(words, own | {survivor.key}, TopicAlias):
            if not Topic.objects.filter(key=key).exists():
                TopicAlias.objects.create(topic=survivor, name=word)
        reindex([survivor])


def merge_places(duplicate, survivor):
    """Make *duplicate* part of *survivor*; its names become other names of it."""
    words = [getattr(duplicate, column) for column in label_columns("name")]
    with transaction.atomic(), together():
        moved = list(duplicate.meetings.all())
        merging.merge(duplicate, survivor)
        survivor.save()
        if moved:
            survivor.touch_meetings()
        own = {fold(getattr(survivor, column)) for column in label_columns("name")}
        for _key, word in new_words(words, own, PlaceAlias):
            PlaceAlias.objects.create(place=survivor, name=word)
        reindex(survivor.meetings.all())


def new_words(words, known, aliases):
    """Return (key, word) of those of *words* that are not *known* and stand in no row of *aliases*."""
    keys = {fold(word): word for word in words if word}
    taken = set(aliases.objects.filter(key__in=keys).values_list("key", flat=True))
    return [(key, word) for key, word in keys.items() if key not in known | taken]

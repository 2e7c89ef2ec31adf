"""Finding news and meetings by words."""

from django.db.models import Q
from ipacis.core.labels import label_columns

from .models import Meeting

MEETING_COLUMNS = [*label_columns("title"), *label_columns("summary")]
NEWS_COLUMNS = ["headline", "lead", "body"]


def matching(queryset, text):
    """Return the rows of *queryset* that hold every word of *text*."""
    columns = MEETING_COLUMNS if queryset.model is Meeting else NEWS_COLUMNS
    for word in text.split():
        condition = Q()
        for column in columns:
            condition |= Q(**{f"{column}__icontains": word})
        queryset = queryset.filter(condition)
    return queryset

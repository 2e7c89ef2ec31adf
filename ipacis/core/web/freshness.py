"""HTTP validators (ETag, Last-Modified) of an answer made of many rows, computed without making the answer."""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet
from reversion.models import Revision

#: The columns that tell when a row changed.
MOMENTS = ("modified_at", "corrected_at", "publish_at")


class Freshness(NamedTuple):
    """The validators of an answer: a digest for its ETag (32 hex digits) and the moment of the latest change."""

    digest: str
    changed_at: datetime.datetime | None


def freshness_of(querysets: Iterable[QuerySet], *others: Any) -> Freshness:
    """Return the Freshness of an answer that is made of *querysets* and of the values *others*.

    The latest revision shows changes by editors, ``modified_at`` and ``corrected_at`` changes by programs, and
    ``publish_at`` rows that were published on schedule. The number of rows and the largest key show rows that a program
    added or deleted. Runs one query, and one more for each queryset.
    """
    sizes, moments = [], [Revision.objects.aggregate(latest=Max("date_created"))["latest"]]
    for rows in querysets:
        names = {field.name for field in rows.model._meta.concrete_fields}
        latest = {f"latest_{name}": Max(name) for name in MOMENTS if name in names}
        found = rows.order_by().aggregate(count=Count("pk"), last=Max("pk"), **latest)
        sizes.append((found["count"], found["last"]))
        moments += [found[name] for name in latest]
    changed_at = max(filter(None, moments), default=None)
    state = repr((others, sizes, changed_at and changed_at.timestamp()))
    return Freshness(hashlib.sha256(state.encode()).hexdigest()[:32], changed_at)

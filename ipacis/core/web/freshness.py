"""Whether an answer made of very many rows is still what it was, asked without making it."""

import hashlib

from django.db.models import Count, Max
from reversion.models import Revision


def state_of(querysets, *signs):
    """Return (digest, moment) of what *querysets* hold, with *signs* of what else the answer depends on.

    What editors change is known from the history, what becomes public by itself from its own moment; what a
    program adds or takes away, past the history, from the number of rows. Two queries for one queryset.
    """
    marks, moments = [], [Revision.objects.aggregate(latest=Max("date_created"))["latest"]]
    for rows in querysets:
        names = {field.name for field in rows.model._meta.concrete_fields}
        latest = {f"latest_{name}": Max(name) for name in ("modified_at", "publish_at") if name in names}
        found = rows.order_by().aggregate(count=Count("pk"), last=Max("pk"), **latest)
        marks.append((found["count"], found["last"]))
        moments += [found[name] for name in latest]
    moment = max(filter(None, moments), default=None)
    seen = repr((signs, marks, moment and moment.timestamp()))
    return hashlib.sha256(seen.encode()).hexdigest()[:32], moment

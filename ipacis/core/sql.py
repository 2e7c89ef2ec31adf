"""Database expressions and querysets that Django lacks."""

from django.db.models import QuerySet


def union(first: QuerySet, *others: QuerySet) -> QuerySet:
    """Return the union of these querysets: each row once, in no order.

    ``order_by()`` removes the ordering of the model's Meta. Django 6.1 applies it to the union, although the union may
    not select the columns of the ordering.
    """
    return first.union(*others).order_by()

"""Pieces of SQL that Django lacks."""

from django.db.models import IntegerField, Subquery


class CappedCount(Subquery):
    """The number of rows of a queryset about the outer row, but at most *most*.

    The database stops at the last row that it counts, so the count of something common costs no more than that.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, queryset, most, **extra):
        super().__init__(queryset.order_by().values("pk")[:most], **extra)


def union(first, *others):
    """Return a queryset of what any of these querysets finds, each row once, in no order.

    Without the last step Django 6.1 orders a union by the Meta of its model, whose columns it may not select.
    """
    return first.union(*others).order_by()

"""Database expressions and querysets that Django lacks."""

from django.db.models import IntegerField, QuerySet, Subquery


class CappedCount(Subquery):
    """A subquery: the number of rows of *queryset*, which refers to the outer row, but at most *most*.

    The database stops after *most* rows, so the count of a common value costs no more than that.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, queryset, most, **extra):
        super().__init__(queryset.order_by().values("pk")[:most], **extra)


def union(first: QuerySet, *others: QuerySet) -> QuerySet:
    """Return the union of these querysets: each row once, in no order.

    ``order_by()`` removes the ordering of the model's Meta. Django 6.1 applies it to the union, although the union may
    not select the columns of the ordering.
    """
    return first.union(*others).order_by()

"""Counting no further than a reader needs to know."""

from django.db.models import IntegerField, Subquery


class Capped(Subquery):
    """The number of rows of a queryset about the outer row, but at most *most*.

    The database stops at the last row that it counts, so the count of something common costs no more than that.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, queryset, most, **extra):
        super().__init__(queryset.order_by().values("pk")[:most], **extra)

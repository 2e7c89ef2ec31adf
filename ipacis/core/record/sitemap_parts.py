"""The parts in which sitemaps list the rows of a model, and the latest change in each part."""

import datetime
from functools import reduce

from django.db import connection
from django.db.models import DateTimeField, Expression, F, Func, IntegerField, Model, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest

from ipacis.core.sql import columns_of, fetch

#: The number of primary keys in one part. A row has an address in each language. The protocol allows 50,000 addresses
#: and 50 MB in one sitemap; 2,500 rows with links to the other languages have a few MB.
SIZE = 2_500
#: The columns with the moments at which the page of a row was edited or published, if its model has them.
MOMENTS = ("modified_at", "publish_at")
LATEST = """
    WITH RECURSIVE parts (part) AS (
        SELECT 1 UNION ALL SELECT part + 1 FROM parts WHERE part < (SELECT (MAX(id) - 1) / {size} + 1 FROM {table})
    )
    SELECT part, latest FROM (SELECT part, ({latest}) AS latest FROM parts) AS found
    WHERE latest IS NOT NULL ORDER BY part
"""


class SitemapPart(Func):
    """The number of the part in which a row is, from 1: ``SitemapPart("id")``.

    SIZE is written into the SQL, so that both databases find the expression in an index.
    """

    template = f"((%(expressions)s - 1) / {SIZE} + 1)"
    output_field = IntegerField()


def last_change(model: type[Model]) -> Expression:
    """Return the expression for the moment at which the page of a row of *model* last changed; NULL if unknown."""
    columns = {column.name for column in model._meta.get_fields()}
    moments = [F(name) for name in MOMENTS if name in columns]
    return reduce(Greatest, moments) if moments else Value(None, DateTimeField())


def latest_changes(rows: QuerySet) -> dict[int, datetime.datetime | None]:
    """Return {number of a part: the last change of one of *rows* in it} for the parts that have any.

    With an index of (SitemapPart, last change), the cost follows from the number of parts and not from that of rows.
    """
    change, in_parts = last_change(rows.model), rows.order_by().annotate(part=SitemapPart("pk"))
    if isinstance(change, Value):
        return dict.fromkeys(in_parts.order_by("part").values_list("part", flat=True).distinct())
    latest = in_parts.filter(part=RawSQL("parts.part", [])).annotate(change=change).order_by("-change")
    sql, parameters = latest.values("change")[:1].query.sql_with_params()
    table = connection.ops.quote_name(rows.model._meta.db_table)
    found = fetch(LATEST.format(size=SIZE, table=table, latest=sql), parameters)
    (_pk, moment) = columns_of(rows.model, ("modified_at",))
    return {part: moment.value(stored) for part, stored in found}

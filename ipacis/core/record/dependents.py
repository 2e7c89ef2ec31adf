"""Public pages that depend on a record which is no page of the same kind itself: an office held, a place, an event.

A page depends on a row if its record, or a part of it, refers to the row: a meeting to its place, a participation of a
meeting to an office.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.db import models

from .corrections import Correctable, PartOfCorrectable
from .policy import policies


class PageLink(NamedTuple):
    """A lookup from the records *model* of pages to a row, and the name of the link in the log of corrections."""

    model: type[Correctable]
    lookup: str
    name: str


def page_links(model: type[models.Model]) -> Iterator[PageLink]:
    """Yield the PageLinks that lead to rows of *model*."""
    for relation in model._meta.related_objects:
        source, field = relation.related_model, relation.field
        if issubclass(source, Correctable):
            yield PageLink(source, field.name, name_in_log(source, field.name))
        elif issubclass(source, PartOfCorrectable):
            to_whole = source._meta.get_field(source.whole)
            page, accessor = to_whole.related_model, to_whole.remote_field.get_accessor_name()
            lookup = f"{to_whole.related_query_name()}__{field.name}"
            yield PageLink(page, lookup, name_in_log(page, accessor))


def name_in_log(model: type[Correctable], name: str) -> str:
    policy = policies(model).get(name)
    return (policy and policy.logged_as) or name


def public_pages(rows: Collection[models.Model], most: int) -> dict[Correctable, str]:
    """Return {record of a public page: name of its link in the log} of the pages that depend on *rows*, of one model.

    These are the latest ones, at most *most* for each link.
    """
    keys = [row.pk for row in rows if row.pk]
    if not keys:
        return {}
    pages = {}
    for link in page_links(type(rows[0])):
        found = link.model.objects.filter(**{f"{link.lookup}__in": keys}).order_by().values("pk")
        pages |= dict.fromkeys(link.model.objects.published().filter(pk__in=found)[:most], link.name)
    return pages

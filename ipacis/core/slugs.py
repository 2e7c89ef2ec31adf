"""Rows of several models by their slugs, present or former, in one query."""

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from .addresses import Address, kind_of
from .unions import union

TEXT = CharField()


def rows_by_slug(wanted):
    """Return {(model, slug): row} of *wanted*: pairs of a queryset of Named rows and the slugs asked of it.

    A slug that a row had before it was renamed or merged means the row. Of a row nothing is loaded but its slug
    and ``names_told``; the rest is when it is asked for.
    """
    wanted = [(rows, [slug for slug in slugs if rows.model.slug_fits(slug)]) for rows, slugs in wanted]
    models = {kind_of(rows.model): rows.model for rows, _slugs in wanted}
    width = max((len(model.names_told) for model in models.values()), default=0)
    arms, asked = [], {}
    for rows, slugs in wanted:
        paths = {rows.model(slug=slug).own_path(): slug for slug in slugs}
        once = Address.objects.filter(
            path__in=paths, kind=kind_of(rows.model), public_from__lte=timezone.now()
        )
        asked |= paths
        prefix = next((path.removesuffix(slug) for path, slug in paths.items()), "")
        before = once.filter(object_id=OuterRef("pk")).exclude(path=Concat(Value(prefix), OuterRef("slug")))
        former = rows.filter(pk__in=once.values("object_id"))
        arms += [
            arm(rows.filter(slug__in=slugs), Value("", TEXT), width),
            arm(former, Subquery(before.values("path")[:1]), width).filter(path_asked__isnull=False),
        ]
    found = {}
    for kind, path, pk, slug, *names in union(*arms) if arms else ():
        model = models[kind]
        found[model, asked.get(path, slug)] = loaded(model, pk, slug, names)
    return found


def arm(rows, path, width):
    """Return what *rows* of Named add to a union of several models: kind, *path*, key, slug and *width* names.

    *path* is an expression that says by what a row was found.
    """
    names = list(rows.model.names_told)
    blanks = {f"blank_{place}": Value("", TEXT) for place in range(width - len(names))}
    rows = rows.order_by().annotate(kind_asked=Value(kind_of(rows.model), TEXT), path_asked=path, **blanks)
    return rows.values_list("kind_asked", "path_asked", "pk", "slug", *names, *blanks)


def loaded(model, pk, slug, names):
    """Return the row of *model* with these columns; *names* are those of ``names_told``."""
    values = {"id": pk, "slug": slug, **dict(zip(model.names_told, names, strict=False))}
    columns = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(None, columns, [values[column] for column in columns])

"""Kinds of columns that Django lacks."""

from django.db import models


def in_full(row):
    """Return the words by which an editor knows *row*, a part of something also apart from it."""
    return row.in_full() if hasattr(row, "in_full") else str(row)


class ProtectedManyToManyField(models.ManyToManyField):
    """A ManyToManyField whose targets are not deleted while rows refer to them (``on_delete=PROTECT``).

    Django lets the links go in silence. Deleting a row that has the field takes its own links with it, as usual.
    The admin names the rows that are in the way by their ``in_full()``, or else by ``str``.
    """

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        through = self.remote_field.through
        if cls._meta.abstract or through is None:
            return
        source, target = (field for field in through._meta.local_fields if field.is_relation)
        target.remote_field.on_delete = models.PROTECT
        through.__str__ = lambda link: in_full(getattr(link, source.name))
        through._meta.verbose_name = cls._meta.verbose_name

    def deconstruct(self):
        # PROTECT is no matter of the database.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ManyToManyField", args, kwargs

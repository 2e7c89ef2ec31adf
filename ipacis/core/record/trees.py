"""Trees: rows whose parent is a row of the same model, such as a hall in a palace or a committee of a parliament."""

from django.core.exceptions import ValidationError
from django.db.models import Model


def above(row: Model, name: str) -> list[Model]:
    """Return the ancestors of *row* by its foreign key *name*, the parent first.

    It stops before a row that occurred already, so a cycle in the data does not cause an endless loop.
    """
    found, seen = [], {row.pk}
    upper = getattr(row, name)
    while upper is not None and upper.pk not in seen:
        found.append(upper)
        seen.add(upper.pk)
        upper = getattr(upper, name)
    return found


def check_no_circle(row: Model, name: str, message: str) -> None:
    """Raise ValidationError with *message* for the field *name* if *row* would be its own ancestor."""
    if row.pk and any(getattr(upper, f"{name}_id") == row.pk for upper in above(row, name)):
        raise ValidationError({name: message})

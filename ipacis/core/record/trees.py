"""Things that stand within others of their kind: halls in a palace, committees of a parliament."""

from django.core.exceptions import ValidationError


def above(row, name):
    """Return what *row* stands within by its foreign key *name*, the nearest first; a circle ends where it closes."""
    found, seen = [], {row.pk}
    upper = getattr(row, name)
    while upper is not None and upper.pk not in seen:
        found.append(upper)
        seen.add(upper.pk)
        upper = getattr(upper, name)
    return found


def check_no_circle(row, name, message):
    """Raise ValidationError with *message* at the field *name* when *row* would stand within itself."""
    if row.pk and any(getattr(upper, f"{name}_id") == row.pk for upper in above(row, name)):
        raise ValidationError({name: message})

"""What a row would change of what is stored."""

from ipacis.core.text.richtext import RichTextField, sanitize


def differs(row, names):
    """Return the first of the columns *names* in which *row* differs from what is stored; None of a new row."""
    names = [name for name in names if name not in row.get_deferred_fields()]
    stored = type(row)._base_manager.filter(pk=row.pk).values(*names).first() if row.pk else None
    for name in names if stored else ():
        field = row._meta.get_field(name)
        value = getattr(row, name)
        value = sanitize(value or "") if isinstance(field, RichTextField) else field.to_python(value)
        if value != stored[name]:
            return name
    return None

"""Texts in every language of the site beside each other."""

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ipacis.core.text.labels import label_columns

NAMES = dict(settings.LANGUAGES)


def both(*names):
    """Return one row of a fieldset for each translated field of *names*: its columns beside each other."""
    return [tuple(label_columns(name)) for name in names]


def tell_language(formfield, db_field):
    """Say in the label of *formfield*, and to the spelling checker, which language its column is for."""
    code = getattr(db_field, "_translated_field_language_code", None)
    if code and formfield:
        formfield.label = _("%(field)s (%(language)s)") % {
            "field": capfirst(db_field.verbose_name),
            "language": NAMES[code],
        }
        formfield.widget.attrs["lang"] = code
    return formfield

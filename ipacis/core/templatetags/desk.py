"""Template tags of the editors' desk."""

from django import template

from ipacis.core.admin import keeping

register = template.Library()


@register.simple_tag
def desk_words() -> dict[str, str]:
    """Return what the scripts of the desk need, see ``keeping.desk_words``."""
    return keeping.desk_words()

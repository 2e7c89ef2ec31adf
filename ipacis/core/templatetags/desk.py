"""Template tags of the editors' desk."""

from typing import Any

from django import template
from django.conf import settings
from django.contrib import admin
from django.db.models import Model

from ipacis.core.admin import keeping
from ipacis.core.admin.pages import page_address

register = template.Library()


@register.simple_tag
def desk_words() -> dict[str, str]:
    """Return what the scripts of the desk need, see ``keeping.desk_words``."""
    return keeping.desk_words()


#: The names in the contexts of public pages of the row of which a page tells.
SUBJECTS = ("item", "meeting", "person", "organization", "post", "object")


@register.simple_tag(takes_context=True)
def edit_address(context: dict[str, Any]) -> str:
    """Return the address of the form of the row of which the page tells, "" for readers and for other pages.

    Readers have no session, so that for them nothing is looked up.
    """
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    row = next((context[name] for name in SUBJECTS if isinstance(context.get(name), Model)), None)
    own = admin.site._registry.get(type(row))
    if own is None or not request.user.is_staff or not own.has_change_permission(request, row):
        return ""
    return page_address(own, "change", row.pk)

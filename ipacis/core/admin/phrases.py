"""Sentences of the desk with the name of a model.

Russian needs the name in the accusative («Добавить встречу»), which the catalogue has with the context "accusative"
(``ipacis/cases.py``). Other sentences of Django are replaced by some that agree with a name of any gender.
"""

import json
from functools import partial
from typing import Any

from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

#: Sentences of Django whose translations the catalogue of this site replaces.
REPLACED = (
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
)


def accusative(opts: Options) -> str:
    """Return the name of a model as the object of a verb."""
    name = opts.verbose_name_raw
    found = pgettext("accusative", name)
    return str(opts.verbose_name) if found == name else found


class Phrased:
    """Mixin of an admin whose titles and buttons name a model as the object of a verb."""

    change_list_template = "admin/house_change_list.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        what = {"what": accusative(self.opts)}
        title = _("Change %(what)s") if object_id else _("Add %(what)s")
        context = {"title": title % what, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if not add and not self.has_change_permission(request, obj):
            context["title"] = str(capfirst(self.opts.verbose_name))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "title": str(capfirst(self.opts.verbose_name_plural)),
            "add_text": _("Add %(what)s") % {"what": accusative(self.opts)},
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def get_inline_formsets(self, request, formsets, *args, **kwargs):
        found = super().get_inline_formsets(request, formsets, *args, **kwargs)
        for one in found:
            data = json.loads(one.inline_formset_data())
            data["options"]["addText"] = _("Add %(what)s") % {"what": accusative(one.opts.opts)}
            one.inline_formset_data = partial(json.dumps, data)
        return found

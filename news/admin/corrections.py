"""Editing what was public: every save says what it is, and the log of corrections grows by it."""

from django.contrib.admin.utils import unquote
from django.utils.translation import gettext_lazy as _

from ipacis.core.admin import both
from news.corrections import snapshot
from news.models.corrections import account_for, accounting_for

CORRECTION = (_("What this edit is"), {"fields": ["correction_kind", *both("correction_note")]})


class CorrectedAdmin:
    """Mixin of the admin of what is Correctable; its form inherits ``CorrectionFormMixin``."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj) and obj.was_public_when_opened:
            return [*fieldsets, CORRECTION]
        return fieldsets

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        # The form accounts for the row and its inlines together.
        with accounting_for(self.model, unquote(object_id or "")):
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        form.before = snapshot(obj) if change else {}
        super().save_model(request, obj, form, change)
        if not change:
            account_for(obj)  # its rows are saved after it, when it may be public already

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.log_edit(form.before, request.user)

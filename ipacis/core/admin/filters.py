"""Filters of the lists of publications."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ipacis.core.record.workflow import Status


class StatusFilter(admin.SimpleListFilter):
    """Publications by their Status, which tells scheduled from public ones."""

    title = _("state")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return Status.choices

    def queryset(self, request, queryset):
        match self.value():
            case Status.SCHEDULED:
                return queryset.scheduled()
            case Status.PUBLISHED:
                return queryset.published()
            case None:
                return queryset
            case state:
                return queryset.filter(state=state)


class MineFilter(admin.SimpleListFilter):
    """Publications that the editor began."""

    title = _("begun by")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("1", _("me"))]

    def queryset(self, request, queryset):
        return queryset.filter(created_by=request.user.pk) if self.value() == "1" else queryset

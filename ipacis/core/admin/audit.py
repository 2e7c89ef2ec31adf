"""The list of sensitive acts, which nobody can change."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ipacis.core.logs.entries import EVENTS

from .choices import CheckedActions, ChoiceFields
from .search import WordSearch


class EventFilter(admin.SimpleListFilter):
    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin):
        return list(EVENTS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(event=self.value()) if self.value() else queryset


class AuditEntryAdmin(CheckedActions, WordSearch, ChoiceFields, admin.ModelAdmin):
    rank = 90
    actions = None
    list_display = ["moment", "shown_event", "account", "address", "what", "shown_details"]
    list_filter = [EventFilter]
    list_display_links = None
    list_per_page = 100
    search_fields = ["account", "what", "address"]
    show_full_result_count = False

    @admin.display(description=_("event"), ordering="event")
    def shown_event(self, obj):
        return obj.shown_event

    @admin.display(description=_("details"))
    def shown_details(self, obj):
        details = obj.details if isinstance(obj.details, dict) else {}
        return "; ".join(f"{name}: {value}" for name, value in details.items())

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

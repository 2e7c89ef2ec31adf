"""The admin of places and events."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries.filters import CountryFilter

from ipacis.core.admin import SPAN, HouseForm, HouseStackedInline, HouseTabularInline, MergeAdmin, both
from ipacis.core.admin.dependents import DependentsAdmin, DependentsForm
from ipacis.core.merging import MergeNote
from ipacis.core.text.labels import label_columns
from news.merging import merge_events, merge_places
from news.models import Event, Place, PlaceAlias, PlaceName

from .aliases import AliasFormSet
from .days import DaysForm


class PlaceAliasInline(HouseTabularInline):
    model = PlaceAlias
    formset = AliasFormSet
    fields = ["name", "find_only"]


class PlaceNameInline(HouseStackedInline):
    model = PlaceName
    fields = [*both("name"), SPAN]


class PlaceForm(DependentsForm, HouseForm):
    material = frozenset(
        [
            *label_columns("name"),
            *label_columns("city"),
            "within",
            "country",
            "time_zone",
            "latitude",
            "longitude",
        ]
    )


class EventForm(DependentsForm, DaysForm):
    material = frozenset(
        [*label_columns("name"), "kind", "country", "start_date", "end_date", "date_precision", "place"]
    )


@admin.register(Place)
class PlaceAdmin(DependentsAdmin, MergeAdmin):
    rank = 13
    form = PlaceForm
    fieldsets = [
        (None, {"fields": [*both("name"), ("kind", "within"), *both("city"), ("country", "time_zone")]}),
        (_("On the map"), {"fields": [("latitude", "longitude")], "classes": ["collapse"]}),
        (_("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    autocomplete_fields = ["within"]
    inlines = [PlaceAliasInline, PlaceNameInline]
    list_display = ["shown_name", "kind", "within", "shown_city", "country"]
    list_filter = ["kind", ("country", CountryFilter)]
    list_select_related = ["within"]
    search_fields = [*label_columns("name"), *label_columns("city"), "aliases__name"]

    def merge_pair(self, duplicate: Place, survivor: Place, note: MergeNote) -> None:
        merge_places(duplicate, survivor)

    def follow_undo(self, rows: list[Place]) -> None:
        for place in rows:
            place.raise_sequence_of_meetings()

    def for_choices(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("within")

    def choice_label(self, obj: Place) -> str:
        around = [obj.within and obj.within.name, obj.city or (obj.within and obj.within.city)]
        return ", ".join(dict.fromkeys(filter(None, [obj.name, *around])))

    @admin.display(description=_("name"), ordering=label_columns("name")[0])
    def shown_name(self, obj):
        return obj.name

    @admin.display(description=_("city"), ordering=label_columns("city")[0])
    def shown_city(self, obj):
        return obj.city


@admin.register(Event)
class EventAdmin(DependentsAdmin, MergeAdmin):
    rank = 12
    form = EventForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *both("name"),
                    ("kind", "country"),
                    ("start_date", "end_date", "date_precision", "date_stated"),
                    ("place", "place_stated"),
                ]
            },
        ),
        (_("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    autocomplete_fields = ["place"]
    list_display = ["shown_name", "kind", "days_text", "place"]
    list_filter = ["kind"]
    list_select_related = ["place"]
    date_hierarchy = "start_date"
    search_fields = [*label_columns("name")]

    def merge_pair(self, duplicate: Event, survivor: Event, note: MergeNote) -> None:
        merge_events(duplicate, survivor)

    def choice_label(self, obj: Event) -> str:
        return f"{obj.name} ({obj.days_text})"

    @admin.display(description=_("name"), ordering=label_columns("name")[0])
    def shown_name(self, obj):
        return obj.name

    @admin.display(description=_("days"), ordering="start_date")
    def days_text(self, obj):
        return obj.days_text

"""Autocompletes, with which an editor chooses one or more rows. Their labels distinguish rows of the same name.

One query reads the labels of the chosen rows for a field in all rows of an inline, so the number of queries does not
grow with the number of rows.
"""

from collections.abc import Iterable

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import BadRequest
from django.db.models import (
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    Model,
    QuerySet,
    TimeField,
    URLField,
)
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from ipacis.core.record.addressed import Addressed
from ipacis.core.record.addresses import identifier

from .form_values import inner_widget
from .keeping import FILL
from .keys import is_key
from .languages import tell_language
from .ordering import OrderedFormSet
from .part_forms import PartForm

#: The most rows that an autocomplete offers for a search.
MOST = 100
#: The errors of a date and of a time that cannot be read.
NO_DAY = _("There is no such day in the calendar. Write it like 2024-03-05 or 05.03.2024.")
NO_TIME = _("This is not a time. Write it like 14:30.")


class Autocomplete(AutocompleteJsonView):
    """Django's autocomplete with at most MOST rows and the labels of a Choosable admin."""

    def get_queryset(self):
        rows = super().get_queryset()
        if isinstance(self.model_admin, Choosable):
            rows = self.model_admin.for_choices(rows)
        return rows[:MOST]

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if isinstance(self.model_admin, Choosable):
            result["text"] = self.model_admin.choice_label(obj)
        return result


class KnownLabels:
    """Mixin of an autocomplete widget that can be given the labels of the chosen rows and then does not query them."""

    #: {primary key as text: label} of the chosen rows; None if the widget queries the labels itself.
    known: dict[str, str] | None = None

    def build_attrs(self, base_attrs, extra_attrs=None):
        # The list of choices is a part of the content, for programs that read the page aloud.
        return super().build_attrs(
            base_attrs, {"data-dropdown-parent": "#content-start", **(extra_attrs or {})}
        )

    def optgroups(self, name, value, attr=None):
        if self.known is None:
            return super().optgroups(name, [pk for pk in value if is_key(str(pk))], attr)
        options = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        for pk in map(str, value):
            if pk in self.known:
                options.append(self.create_option(name, pk, self.known[pk], True, len(options)))
        return [(None, options, 0)]


class ManyKeys(forms.ModelMultipleChoiceField):
    """Rows chosen by their primary keys. A value that cannot be a key is an error of the field."""

    def _check_values(self, value):
        for pk in value:
            if not is_key(str(pk)):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": pk}
                )
        return super()._check_values(value)


class OneChoice(KnownLabels, AutocompleteSelect):
    pass


class ManyChoices(KnownLabels, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs, extra_attrs=None):
        # Each choice has its own button; one that clears all is easily hit, and breaks the list for screen readers.
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class ChoiceFields:
    """Mixin of an admin or inline that makes its form fields.

    The label of a translated field names the language, an autocomplete shows the labels of the Choosable admin of the
    chosen model, a slug may be empty, and a URL without a scheme gets https. What is no date or number gets an error that
    shows how to write it.
    """

    formfield_overrides = {
        DateField: {"error_messages": {"invalid": NO_DAY}},
        DateTimeField: {"error_messages": {"invalid_date": NO_DAY, "invalid_time": NO_TIME}},
        TimeField: {"error_messages": {"invalid": NO_TIME}},
        DecimalField: {"error_messages": {"invalid": _("Write the number with a point, such as 59.9468.")}},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, TaggableManager):
            return self.formfield_for_topics(db_field, request)
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        field = tell_language(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
        if field and db_field.name == "slug":
            field.required = False
            field.help_text = field.help_text or _("Empty: made from the name.")
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # The widget keeps its links to add and to change a row, and loses those to delete and to view one.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_topics(self, db_field: TaggableManager, request: HttpRequest) -> ManyKeys:
        """Return a form field for existing topics. The field of taggit would create a topic for a typing error."""
        topics = self.admin_site.get_model_admin(db_field.remote_field.model)
        field = ManyKeys(
            db_field.remote_field.model._default_manager.all(),
            label=db_field.verbose_name.capitalize(),
            required=not db_field.blank,
            widget=ManyChoices(db_field, self.admin_site),
        )
        field.widget = RelatedFieldWidgetWrapper(
            field.widget,
            db_field.remote_field,
            self.admin_site,
            can_add_related=topics.has_add_permission(request),
        )
        field.queryset = field.queryset  # the setter gives the choices to the new widget
        return self.with_labels(field, db_field)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = OneChoice(db_field, self.admin_site)
        return self.with_labels(super().formfield_for_foreignkey(db_field, request, **kwargs), db_field)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("form_class", ManyKeys)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ManyChoices(db_field, self.admin_site)
        return self.with_labels(super().formfield_for_manytomany(db_field, request, **kwargs), db_field)

    def with_labels(
        self, field: forms.ModelChoiceField | None, db_field: Field
    ) -> forms.ModelChoiceField | None:
        """Return *field* with the labels of the admin of the model whose rows it chooses, if that is Choosable."""
        model = db_field.remote_field.model
        if field and self.admin_site.is_registered(model):
            chosen = self.admin_site.get_model_admin(model)
            if isinstance(chosen, Choosable):
                field.queryset = chosen.for_choices(field.queryset)
                field.label_from_instance = chosen.choice_label
                if isinstance(self, admin.options.InlineModelAdmin):
                    field.widget.known = {}
        return field


class CheckedActions:
    """Mixin of an admin that answers 400 to an action on values that cannot be primary keys."""

    def response_action(self, request, queryset, *args, **kwargs):
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("not a primary key")  # the page of the list sends only primary keys
        return super().response_action(request, queryset, *args, **kwargs)


def record_choices(records: Iterable[Addressed]) -> list[tuple[str, str]]:
    """Return the choices of a field among *records* of several models: their identifiers, their kinds and texts."""
    return [(identifier(record), f"{capfirst(record._meta.verbose_name)}: {record}") for record in records]


class Choosable:
    """Mixin of an admin whose rows are choices in the forms of other models."""

    def for_choices(self, queryset: QuerySet) -> QuerySet:
        """Return *queryset* with the related rows that ``choice_label`` reads."""
        return queryset

    def choice_label(self, obj: Model) -> str:
        """Return a label that distinguishes *obj* from others of the same name."""
        return str(obj)


def look_up_labels(formset: forms.BaseInlineFormSet) -> None:
    """Give the autocompletes of *formset* the labels of the chosen rows. Runs one query for each field."""
    for name, field in formset.form.base_fields.items():
        widget = inner_widget(field.widget)
        if getattr(widget, "known", None) is None:
            continue
        pks = set()
        for form in formset.forms:
            value = form.shown_value(name)
            pks.update(map(str, value if isinstance(value, list | tuple) else [value]))
        rows = field.queryset.filter(pk__in=[pk for pk in pks if is_key(pk)])
        widget.known.update((str(row.pk), field.label_from_instance(row)) for row in rows)


class HouseInline(ChoiceFields):
    """An inline without empty rows. Its rows are ordered if the model has the field ``order``."""

    extra = 0
    form = PartForm
    formset = OrderedFormSet

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.is_filled = FILL in request.POST
        return formset

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj):
            return [*fieldsets, (None, {"fields": ["opened"], "classes": ["hidden"]})]
        return fieldsets


class HouseTabularInline(HouseInline, admin.TabularInline):
    pass


class HouseStackedInline(HouseInline, admin.StackedInline):
    pass

"""Choosing one of very many: autocompletes with labels that tell namesakes apart.

The labels of all that is chosen in the rows of an inline are looked up together, so that the number of
queries does not grow with the rows.
"""

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
from django.db.models import URLField
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from ipacis.core.lists.pages import MAX_ID

from .languages import tell_language
from .ordering import OrderedFormSet, PartForm

#: So many rows at most are offered for a word; who needs more types another letter.
MOST = 100
#: Python reads no number of some thousands of digits.
MOST_DIGITS = len(str(MAX_ID))


def is_key(text):
    """Tell whether *text*, which anybody may have sent, can be a primary key."""
    return len(text) <= MOST_DIGITS and text.isascii() and text.isdigit() and int(text) <= MAX_ID


class Autocomplete(AutocompleteJsonView):
    """Django's autocomplete with a bound on what it counts, and the labels of the model's own admin if it has any."""

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
    """Mixin of an autocomplete that is told the labels of what is chosen, where ``known`` is a dict."""

    known = None

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
    """Rows chosen by their primary keys; what can be none is an error of the field."""

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
    pass


class ChoiceFields:
    """Mixin of an admin or inline whose form fields speak the languages and labels of the house."""

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
            # Beside a choice one may add and correct; nothing is deleted in passing.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_topics(self, db_field, request):
        """Return the choice of existing topics: taggit's own field would make a topic of every slip of the pen."""
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
        field.queryset = field.queryset  # the wrapper has choices of its own
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

    def with_labels(self, field, db_field):
        """Return *field* with the labels that the admin of the chosen model gives."""
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
    """Mixin of an admin whose actions are only about what can be primary keys."""

    def response_action(self, request, queryset, *args, **kwargs):
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("no primary key")  # which no browser sends
        return super().response_action(request, queryset, *args, **kwargs)


class Choosable:
    """Mixin of an admin whose rows are chosen elsewhere."""

    def for_choices(self, queryset):
        """Return *queryset* with what ``choice_label`` reads."""
        return queryset

    def choice_label(self, obj):
        """Return the words that tell *obj* from others of its name."""
        return str(obj)


def look_up_labels(formset):
    """Tell the autocompletes of *formset* the labels of what its rows have chosen: a query for each field."""
    for name, field in formset.form.base_fields.items():
        widget = getattr(field.widget, "widget", field.widget)
        if getattr(widget, "known", None) is None:
            continue
        pks = set()
        for form in formset.forms:
            value = form[name].value()
            pks.update(map(str, value if isinstance(value, list | tuple) else [value]))
        rows = field.queryset.filter(pk__in=[pk for pk in pks if is_key(pk)])
        widget.known.update((str(row.pk), field.label_from_instance(row)) for row in rows)


class HouseInline(ChoiceFields):
    """Parts on the page of what they belong to: no empty rows, and in order where they have one."""

    extra = 0
    form = PartForm
    formset = OrderedFormSet

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj):
            return [*fieldsets, (None, {"fields": ["opened"], "classes": ["hidden"]})]
        return fieldsets


class HouseTabularInline(HouseInline, admin.TabularInline):
    pass


class HouseStackedInline(HouseInline, admin.StackedInline):
    pass

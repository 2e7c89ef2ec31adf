"""Editing what was public: every save says what it is, and the log of corrections grows by it."""

from django import forms
from django.conf import settings
from django.contrib.admin.utils import unquote
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ipacis.core.admin import both
from ipacis.core.admin.choices import is_key
from ipacis.core.record.addresses import RecordKey, key_of, kind_of
from ipacis.core.record.corrections import correcting
from ipacis.core.record.policy import guarded_names, link_accessor, policies
from ipacis.core.record.publication import State
from ipacis.core.text.labels import LANGUAGES
from news.corrections import log
from news.models import Correction

NOTES = [f"correction_note_{code}" for code in LANGUAGES]
CORRECTION = (_("What this edit is"), {"fields": ["correction_kind", *both("correction_note")]})


def note_field(language):
    label = format_lazy("{} ({})", _("Note for readers"), language)
    return forms.CharField(label=label, max_length=500, required=False, widget=forms.Textarea({"rows": 2}))


#: A form with the questions: a field for the note in every language, so it is no class statement.
CorrectionFields = type(
    "CorrectionFields",
    (forms.ModelForm,),
    {
        "correction_kind": forms.ChoiceField(
            label=_("This edit is"),
            choices=Correction.Kind.choices,
            widget=forms.RadioSelect,
            required=False,
        ),
        **{f"correction_note_{code}": note_field(name) for code, name in settings.LANGUAGES},
    },
)


class CorrectionFormMixin(CorrectionFields):
    """Asks what the edit of something that was public is: every save of it says so, inlines included.

    The admin calls ``log_edit`` when the row and its inlines are saved, with the snapshot from before.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.was_public = self.instance.was_ever_public
        if not self.was_public:
            for name in ("correction_kind", *NOTES):
                self.fields.pop(name, None)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.was_public or "correction_kind" not in self.fields:
            return cleaned
        kind, noted = cleaned.get("correction_kind"), any(cleaned.get(name) for name in NOTES)
        if not kind and cleaned.get("state") != State.WITHDRAWN:
            self.add_error(
                "correction_kind",
                _("This was public: say whether the edit is a correction or no change of substance."),
            )
        elif kind == Correction.Kind.CORRECTION and not noted:
            self.add_error(self.own_note, _("Tell readers what was corrected."))
        elif kind == Correction.Kind.MINOR and noted:
            self.add_error(
                "correction_kind",
                _("Only a correction has a note for readers: choose it, or empty the note."),
            )
        return cleaned

    @property
    def own_note(self):
        """The field of the note in the language of the thing, or in the site's first one."""
        return f"correction_note_{getattr(self.instance, 'language', '') or LANGUAGES[0]}"

    def log_edit(self, changed, editor=None):
        """Add the edit, which *changed* these fields, to the log; return the Correction, if there is one."""
        kind = self.cleaned_data.get("correction_kind") if self.was_public else None
        if not kind:
            return None
        notes = {f"note_{code}": self.cleaned_data[f"correction_note_{code}"] for code in LANGUAGES}
        return log(self.instance, changed, kind, notes, editor)


def changed_fields(form, formsets) -> list[str]:
    """Return the names in the log of the guarded fields and relations that *form* and its *formsets* changed."""
    model = type(form.instance)
    changed = (form.instance.changed_since_opened() or set()) | set(form.changed_data)
    for formset in formsets:
        guarded = {*guarded_names(formset.model), "DELETE"}
        if formset.new_objects or any(guarded.intersection(row.changed_data) for row in formset.forms):
            changed.add(formset.fk.remote_field.get_accessor_name())
    return sorted(
        policies(model)[name].logged_as or name
        for name in guarded_names(model)
        if not changed.isdisjoint({name, link_accessor(model, name)})
    )


class CorrectedAdmin:
    """Mixin of the admin of what is Correctable; its form inherits ``CorrectionFormMixin``."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj) and obj.was_ever_public:
            return [*fieldsets, CORRECTION]
        return fieldsets

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        # The form says what the edit is, for the row and its inlines together.
        with correcting() as keys:
            key = unquote(object_id or "")
            if is_key(key):
                keys.add(RecordKey(kind_of(self.model), int(key)))
            request.being_corrected = keys
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        # The rows of a new one are saved after it, when it may be public already.
        request.being_corrected.add(key_of(obj))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.log_edit(changed_fields(form, formsets), request.user)

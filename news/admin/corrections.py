"""The admin of Correctable records: an editor says whether an edit is a correction, and each save is logged."""

from django import forms
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _

from ipacis.core.admin.edit_question import EditQuestion, question_fieldset
from ipacis.core.admin.keys import is_key
from ipacis.core.record.addresses import RecordKey, key_of, kind_of
from ipacis.core.record.corrections import correcting
from ipacis.core.record.policy import guarded_names, link_accessor, policies
from ipacis.core.record.printed import without_copies
from ipacis.core.record.publication import State
from news.corrections import changes, log, snapshot
from news.differences import Words, differences, words_of
from news.models import Correction

#: The fieldset of the questions about the edit.
CORRECTION = question_fieldset("correction_conceals")


class CorrectionFormMixin(EditQuestion):
    """Mixin of a form that asks whether the edit of a public record and its inlines is a correction.

    The admin calls ``log_edit`` after the row and its inlines are saved.
    """

    correction_conceals = forms.BooleanField(
        label=_("Do not repeat what stood before"),
        required=False,
        help_text=_("For private data: readers see the note and what stands now, but not what stood before."),
    )
    question_fields = [*EditQuestion.question_fields, "correction_conceals"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.was_public = self.instance.was_ever_public
        if not self.was_public:
            self.drop_question()

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.was_public or "correction_kind" not in self.fields:
            return cleaned
        question = _("This was public: say whether the edit is a correction or no change of substance.")
        self.check_answer(cleaned, "" if self.instance.state == State.WITHDRAWN else question)
        return cleaned

    def log_edit(
        self, changed: list[str], before: Words, editor: AbstractUser | None = None
    ) -> Correction | None:
        """Add the edit of a record that was public to the log, and return the entry; None if there is none.

        *changed* are the names of the changed fields, *before* what stood in the record. For a
        withdrawn record an editor need not answer the question; changes are then logged as minor ones.
        """
        if not self.was_public:
            return None
        kind = self.cleaned_data.get("correction_kind") or (Correction.Kind.MINOR if changed else None)
        if not kind:
            return None
        found = []
        if kind == Correction.Kind.CORRECTION:
            conceal = self.cleaned_data["correction_conceals"]
            found = differences(type(self.instance), before, words_of(self.instance), conceal)
        return log(self.instance, changed, kind, self.notes, editor, found)


def changed_fields(form: forms.ModelForm, formsets: list[forms.BaseInlineFormSet]) -> list[str]:
    """Return the names, as in the log, of the guarded fields and relations that *form* and its *formsets* changed."""
    model = type(form.instance)
    changed = changed_names(form)
    for formset in formsets:
        guarded = {*guarded_names(formset.model), "DELETE"}
        rows = [changed_names(row) for row in formset.forms] if formset.has_changed() else []
        if any(guarded & names for names in rows):
            changed.add(formset.fk.remote_field.get_accessor_name())
    names = {
        name for name in guarded_names(model) if not changed.isdisjoint({name, link_accessor(model, name)})
    }
    return sorted(policies(model)[name].logged_as or name for name in without_copies(model, names))


def changed_names(form: forms.ModelForm) -> set[str]:
    """Return the names of the fields of *form* that the editor changed, and of the columns that were filled since."""
    return set(form.changed_data) | (form.instance.changed_since_opened() or set())


class CorrectedAdmin:
    """Mixin of the admin of a Correctable model. The form must inherit ``CorrectionFormMixin``."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj) and obj.was_ever_public:
            return [CORRECTION, *fieldsets]
        return fieldsets

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        # The form asks about the edit of the row and its inlines, so guarded fields of both may change here.
        with correcting() as keys:
            key = unquote(object_id or "")
            if is_key(key):
                keys.add(RecordKey(kind_of(self.model), int(key)))
            request.being_corrected = keys
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        is_correction = form.cleaned_data.get("correction_kind") == Correction.Kind.CORRECTION
        if form.was_public and is_correction and not hasattr(request, "words_before"):
            request.words_before = words_of(obj)
        super().save_model(request, obj, form, change)
        # The inlines of a new row are saved after it, when it may be public already.
        request.being_corrected.add(key_of(obj))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        before = getattr(request, "before_restoring", None)
        changed = (
            changed_fields(form, formsets)
            if before is None
            else changes(self.model, before, snapshot(form.instance))
        )
        form.log_edit(changed, getattr(request, "words_before", {}), request.user)

    def restore(self, request, version):
        # The form opens after the earlier version is stored, so it does not notice this change.
        stored = self.model(pk=int(version.object_id))
        request.before_restoring = snapshot(stored)
        if self.model._base_manager.filter(pk=stored.pk).exists():
            request.words_before = words_of(stored)
        super().restore(request, version)

"""Forms of records on which public pages depend. They name these pages and ask whether a change is a correction of them."""

from collections.abc import Iterable

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ipacis.core.record.addresses import identifier
from ipacis.core.record.corrections import Correctable, EditKind
from ipacis.core.record.dependents import public_pages
from ipacis.core.text.labels import listed

from .choices import record_choices
from .edit_question import EditQuestion, question_fieldset

#: The most pages that are named, the latest ones.
MOST = 200
#: The fieldset of the question and of the pages.
DEPENDENTS = question_fieldset("correction_pages")


def unanswered(pages: Iterable[Correctable]) -> str:
    """Return the question about a change on which *pages* depend, which names the first of them."""
    pages = list(pages)
    count = len(pages) if len(pages) < MOST else f"{MOST}+"
    text = ngettext(
        "%(count)s public page depends on this: say whether the change is a correction. %(names)s",
        "%(count)s public pages depend on this: say whether the change is a correction. %(names)s",
        len(pages),
    )
    return text % {"count": count, "names": listed(map(str, pages), 3)}


class DependentsForm(EditQuestion):
    """Mixin of the form of a record on which public pages depend.

    A change of one of its ``material`` fields is a correction of pages, whose log then has the note, or a minor change.
    """

    #: The names of the fields of which the pages, or the pages of people and posts beside them, tell.
    material: frozenset[str] = frozenset()

    correction_pages = forms.MultipleChoiceField(
        label=gettext_lazy("Corrects the pages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The note is shown on the pages that you choose."),
    )
    question_fields = [*EditQuestion.question_fields, "correction_pages"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "correction_pages" not in self.fields:
            return
        if not self.pages:
            self.drop_question()
            return
        choices = record_choices(self.pages)
        self.fields["correction_pages"].choices = choices
        self.initial["correction_pages"] = [key for key, _text in choices]

    @property
    def pages(self) -> dict[Correctable, str]:
        """The public pages, as ``public_pages`` returns them. The admin looks them up."""
        return getattr(self.instance, "dependent_pages", {})

    def clean(self):
        cleaned = super().clean()
        if "correction_kind" in self.fields:
            is_asked = not self.material.isdisjoint(self.changed_data)
            self.check_answer(cleaned, unanswered(self.pages) if is_asked else "")
            if cleaned.get("correction_kind") == EditKind.CORRECTION and not cleaned.get("correction_pages"):
                self.add_error("correction_pages", _("Choose the pages that the note corrects."))
        return cleaned

    def log_on_pages(self, editor: Model) -> None:
        """Add a correction to the log of the chosen pages."""
        if self.cleaned_data.get("correction_kind") != EditKind.CORRECTION:
            return
        chosen = set(self.cleaned_data["correction_pages"])
        for page, name in self.pages.items():
            if identifier(page) in chosen:
                page.log_correction([name], editor, self.notes)


class DependentsAdmin:
    """Mixin of an admin whose form inherits DependentsForm."""

    def supports(self, obj: Model) -> list[Model]:
        """Return the rows, all of one model, that are edited with *obj* and on which pages may depend."""
        return [obj]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not (obj and obj.pk and self.has_change_permission(request, obj)):
            return fieldsets
        if not hasattr(obj, "dependent_pages"):
            obj.dependent_pages = public_pages(self.supports(obj), MOST)
        return [DEPENDENTS, *fieldsets] if obj.dependent_pages else fieldsets

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and "correction_kind" in form.fields:
            form.log_on_pages(request.user)

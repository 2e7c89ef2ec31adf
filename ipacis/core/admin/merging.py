"""The page that asks which of several rows stays, when they mean the same."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.logs.audit import name_of, record_saved
from ipacis.core.record.merging import told_twins, what_moves
from ipacis.core.search.index import together
from ipacis.core.text.labels import LANGUAGES, label_columns

from .base import HouseAdmin
from .languages import NAMES

MOST = 50
NOTES = label_columns("note")


class KeepForm(forms.Form):
    """Asks which of the rows stays and, where something that readers saw goes, what they are told."""

    keep = forms.ModelChoiceField(
        None, label=gettext_lazy("Keep"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows, label, told, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keep"].queryset = rows
        self.fields["keep"].label_from_instance = label
        for code, name in zip(LANGUAGES, NOTES, strict=True) if told else ():
            self.fields[name] = forms.CharField(
                label=_("Note for readers (%(language)s)") % {"language": NAMES[code]},
                max_length=500,
                required=False,
                widget=forms.Textarea({"rows": 2, "lang": code, "class": "vLargeTextField"}),
            )

    def clean(self):
        cleaned = super().clean()
        if NOTES[0] in self.fields and not any(self.notes.values()):
            self.add_error(NOTES[0], _("Tell readers what was corrected."))
        return cleaned

    @property
    def notes(self):
        return {name: self.cleaned_data.get(name, "") for name in NOTES if name in self.fields}


class MergeAdmin(HouseAdmin):
    """Admin of what editors may merge: who merges must be allowed to change and to delete."""

    actions = ["merge"]

    def merge_pair(self, duplicate, survivor, account):
        """Let *survivor* take over everything of *duplicate*, and delete *duplicate*.

        *account* is what readers are told: {"editor": user, "note_en": …}.
        """
        raise NotImplementedError

    def has_merge_permission(self, request):
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description=gettext_lazy("Merge …"), permissions=["merge"])
    def merge(self, request, queryset):
        """Ask which one stays, then merge the others into it."""
        if not 2 <= queryset.count() <= MOST:
            self.message_user(
                request, _("Choose from two to %(most)d rows to merge.") % {"most": MOST}, messages.ERROR
            )
            return None
        rows = self.for_choices(queryset)
        told = told_twins(queryset)
        data = request.POST if "confirmed" in request.POST else None
        form = KeepForm(rows, self.choice_label, told, data)
        if form.is_valid():
            self.merge_rows(request, form.cleaned_data["keep"], rows, form.notes, told)
            return None
        return TemplateResponse(
            request,
            "admin/merge.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Merge"),
                "opts": self.opts,
                "media": self.media,
                "queryset": queryset,
                "form": form,
                "told": [row.in_full() for row in told],
                "moves": [(self.choice_label(row), what_moves(row)) for row in rows],
            },
        )

    def merge_rows(self, request, keep, rows, notes, told):
        """Merge *rows* into *keep*, with *notes* for readers where lines of lists that they saw, *told*, go."""
        others = [row for row in rows if row != keep]
        account = {"editor": request.user, "logged": set(), **notes}
        names = ", ".join(map(self.choice_label, others))
        with transaction.atomic(), together(), self.create_revision(request):
            self.log_deletions(request, rows.exclude(pk=keep.pk))
            record_saved("merged", keep, gone=",".join(map(name_of, others)))
            for other in others:
                self.merge_pair(other, keep, account)
            self.add_version(keep)
            for whole in {getattr(row, row.whole) for row in told}:
                # Who has the page of the list open must not save over it.
                self.admin_site.get_model_admin(type(whole)).add_version(whole)
            self.log_change(request, keep, _("Merged into it: %(names)s") % {"names": names})
        self.message_user(
            request,
            _("%(names)s: merged into “%(keep)s”.") % {"names": names, "keep": keep},
            messages.SUCCESS,
        )

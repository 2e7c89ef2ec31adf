"""The admin page on which an editor chooses one of several rows about the same thing and merges the others into it."""

from typing import NamedTuple

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.logs.audit import name_of, record_saved
from ipacis.core.merging import MergeNote, MovingRows, count_moving_rows, public_twins
from ipacis.core.record.base import Record
from ipacis.core.record.derived import together
from ipacis.core.text.labels import LANGUAGE_NAMES, LANGUAGES, label_columns

from .base import HouseAdmin
from .pending import tell_of_pending
from .texts import tidy_texts

#: The most rows that are merged at once.
MOST = 50
#: The columns of the note in the log of corrections.
NOTES = label_columns("note")


class Moves(NamedTuple):
    """The label of a row, and the numbers of the rows that refer to it, which a merge would move."""

    label: str
    counts: list[MovingRows]


class KeepForm(forms.Form):
    """The form that asks which of *rows* stays and, if *needs_note*, for a note for readers in each language.

    A note is needed if the merge removes a row that was public. *label* makes the label of a row.
    """

    keep = forms.ModelChoiceField(
        None, label=gettext_lazy("Keep"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows, label, needs_note, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keep"].queryset = rows
        self.fields["keep"].label_from_instance = label
        for code, name in zip(LANGUAGES, NOTES, strict=True) if needs_note else ():
            self.fields[name] = forms.CharField(
                label=_("Note for readers (%(language)s)") % {"language": LANGUAGE_NAMES[code]},
                max_length=500,
                required=False,
                widget=forms.Textarea({"rows": 2, "lang": code, "class": "vLargeTextField"}),
            )

    def clean(self):
        cleaned = super().clean()
        tidy_texts(self)
        if NOTES[0] in self.fields and not any(self.notes.values()):
            self.add_error(NOTES[0], _("Tell readers what was corrected."))
        return cleaned

    @property
    def notes(self) -> dict[str, str]:
        """{column of the note: text for readers}."""
        return {name: self.cleaned_data.get(name, "") for name in NOTES if name in self.fields}


class MergeAdmin(HouseAdmin):
    """Admin of a model whose rows editors can merge. An editor needs the permissions to change and to delete."""

    actions = ["merge"]

    def merge_pair(self, duplicate: Record, survivor: Record, note: MergeNote) -> None:
        """Move everything of *duplicate* to *survivor*, and delete *duplicate*.

        *note* is for the log of corrections.
        """
        raise NotImplementedError

    def has_merge_permission(self, request):
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description=gettext_lazy("Merge …"), permissions=["merge"])
    def merge(self, request, queryset):
        """Ask which row stays, then merge the others into it (action of the list)."""
        if not 2 <= queryset.count() <= MOST:
            self.message_user(
                request, _("Choose from two to %(most)d rows to merge.") % {"most": MOST}, messages.ERROR
            )
            return None
        rows = self.for_choices(queryset)
        twins = public_twins(queryset)
        data = request.POST if "confirmed" in request.POST else None
        form = KeepForm(rows, self.choice_label, bool(twins), data)
        if form.is_valid():
            self.merge_rows(request, form.cleaned_data["keep"], rows, form.notes, twins)
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
                "public_twins": [row.in_full() for row in twins],
                "moves": [Moves(self.choice_label(row), count_moving_rows(row)) for row in rows],
            },
        )

    def merge_rows(
        self, request: HttpRequest, keep: Model, rows: QuerySet, notes: dict[str, str], twins: list
    ) -> None:
        """Merge *rows* into *keep*. *notes* explain to readers why some of the public rows *twins* are removed."""
        others = [row for row in rows if row != keep]
        note = MergeNote(request.user, notes)
        names = ", ".join(map(self.choice_label, others))
        with transaction.atomic(), together() as touched, self.create_revision(request):
            self.log_deletions(request, rows.exclude(pk=keep.pk))
            record_saved("merged", keep, gone=",".join(map(name_of, others)))
            for other in others:
                self.merge_pair(other, keep, note)
            self.add_version(keep)
            for whole in {getattr(row, row.whole) for row in twins}:
                # With a new version, the edit lock refuses a form of *whole* that was opened before the merge.
                self.admin_site.get_model_admin(type(whole)).add_version(whole)
            self.log_change(request, keep, _("Merged into it: %(names)s") % {"names": names})
        self.message_user(
            request,
            _("%(names)s: merged into “%(keep)s”.") % {"names": names, "keep": keep},
            messages.SUCCESS,
        )
        tell_of_pending(request, touched)

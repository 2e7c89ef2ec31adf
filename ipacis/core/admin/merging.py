"""The page that asks which of several rows stays, when they mean the same."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from reversion.revisions import add_to_revision

from ipacis.core.merging import what_moves
from ipacis.core.search.index import together

from .base import HouseAdmin

MOST = 50


class KeepForm(forms.Form):
    """Asks which of the rows stays."""

    keep = forms.ModelChoiceField(
        None, label=gettext_lazy("Keep"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows, label, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keep"].queryset = rows
        self.fields["keep"].label_from_instance = label


class MergeAdmin(HouseAdmin):
    """Admin of what editors may merge: who merges must be allowed to change and to delete."""

    actions = ["merge"]

    def merge_pair(self, duplicate, survivor):
        """Let *survivor* take over everything of *duplicate*, and delete *duplicate*."""
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
        form = KeepForm(rows, self.choice_label, request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            self.merge_rows(request, form.cleaned_data["keep"], rows)
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
                "moves": [(self.choice_label(row), what_moves(row)) for row in rows],
            },
        )

    def merge_rows(self, request, keep, rows):
        others = [row for row in rows if row != keep]
        names = ", ".join(map(self.choice_label, others))
        with transaction.atomic(), together(), self.create_revision(request):
            self.log_deletions(request, rows.exclude(pk=keep.pk))
            for other in others:
                self.merge_pair(other, keep)
            add_to_revision(keep)
            self.log_change(request, keep, _("Merged into it: %(names)s") % {"names": names})
        self.message_user(
            request,
            _("%(names)s: merged into “%(keep)s”.") % {"names": names, "keep": keep},
            messages.SUCCESS,
        )

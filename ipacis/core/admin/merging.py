"""The admin pages on which an editor merges several rows about the same thing into one, and undoes a merge."""

from collections import Counter
from typing import NamedTuple

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Field, FileField, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.accounts.rights import holds
from ipacis.core.logs.audit import name_of, record_saved
from ipacis.core.merges import Merge
from ipacis.core.merging import MergeNote, foreign_keys_to, moving_rows, public_twins, words_of
from ipacis.core.record.addresses import kind_of
from ipacis.core.record.base import Record
from ipacis.core.record.derived import together
from ipacis.core.record.fields import in_full
from ipacis.core.record.journal import RowChange, recording
from ipacis.core.text.labels import field_label
from ipacis.core.undoing import Undoing, plan, undo

from .base import HouseAdmin
from .keys import is_key
from .merge_forms import Differing, KeepForm, NoteForm, Value, value_in_words
from .pages import page_address, page_route
from .pending import tell_of_pending

#: The most rows that are merged at once.
MOST = 50
#: The most rows that are shown side by side, with a choice of their values.
SIDE_BY_SIDE = 4


class Moves(NamedTuple):
    """The label of a row, and what a merge of it would move, in words."""

    label: str
    words: list[str]


class MergeAdmin(HouseAdmin):
    """Admin of a model whose rows editors with the permissions to change and to merge can merge."""

    actions = ["merge"]
    object_history_template = "admin/merge_history.html"

    def merge_pair(self, duplicate: Record, survivor: Record, note: MergeNote) -> None:
        """Move everything of *duplicate* to *survivor*, and delete *duplicate*.

        *note* is for the log of corrections.
        """
        raise NotImplementedError

    def follow_undo(self, rows: list[Model]) -> None:
        """Hook for what follows when a merge of *rows*, which are separate again, was undone."""

    def has_merge_permission(self, request):
        return holds(request.user, "merge", self.opts) and self.has_change_permission(request)

    def get_urls(self):
        return [page_route(self, "undo/<int:merge>/", self.undo_view, "undo"), *super().get_urls()]

    def merged_keys(self):
        return Merge.objects.gone_keys(self.model)

    def history_view(self, request, object_id, extra_context=None):
        merges = Merge.objects.valid().filter(kind=kind_of(self.model), kept=object_id)
        context = {
            "merges": merges.select_related("editor") if is_key(object_id) else [],
            "may_merge": self.has_merge_permission(request),
        }
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    # Merging

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
        differing = self.differing(list(rows)) if len(rows) <= SIDE_BY_SIDE else []
        data = request.POST if "confirmed" in request.POST else None
        form = KeepForm(rows, self.choice_label, differing, bool(twins), data)
        if form.is_valid():
            self.merge_rows(request, form.cleaned_data["keep"], rows, form, twins)
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
                "rows": [self.choice_label(row) for row in rows] if differing else [],
                "form": form,
                "public_twins": [row.in_full() for row in twins],
                "moves": [Moves(self.choice_label(row), moving_rows(row)) for row in rows],
            },
        )

    def differing(self, rows: list[Model]) -> list[Differing]:
        """Return the columns in which at least two of *rows* have different values that are not empty."""
        found = []
        for column in self.choosable_columns():
            values = [column.value_from_object(row) for row in rows]
            known = [value for value in values if isinstance(value, bool) or value not in column.empty_values]
            if any(value != known[0] for value in known):
                texts = [Value(row.pk, value_in_words(column, row)) for row in rows]
                found.append(Differing(column.name, capfirst(field_label(column)), texts))
        return found

    def choosable_columns(self) -> list[Field]:
        """Return the columns whose value an editor may choose: those of the form, without files and unique ones."""
        shown = set(flatten_fieldsets(self.fieldsets))
        return [
            column
            for column in self.opts.concrete_fields
            if column.name in shown and not column.unique and not isinstance(column, FileField)
        ]

    def merge_rows(
        self, request: HttpRequest, keep: Model, rows: QuerySet, form: KeepForm, twins: list
    ) -> None:
        """Merge *rows* into *keep*, which gets the values chosen in *form*.

        The notes of *form* explain to readers why some of the public rows *twins* are removed.
        """
        others = [row for row in rows if row != keep]
        by_key = {row.pk: row for row in rows}
        note = MergeNote(request.user, form.notes)
        names = ", ".join(map(self.choice_label, others))
        gone = [{"pk": row.pk, "name": self.choice_label(row)} for row in others]
        with (
            transaction.atomic(),
            together() as touched,
            self.create_revision(request),
            recording() as journal,
        ):
            self.log_deletions(request, rows.exclude(pk=keep.pk))
            record_saved("merged", keep, gone=",".join(map(name_of, others)))
            for name, pk in form.chosen.items():
                setattr(keep, self.opts.get_field(name).attname, by_key[pk].serializable_value(name))
            if form.chosen:
                keep.save()
            for other in others:
                self.merge_pair(other, keep, note)
            self.add_version(keep)
            for whole in {getattr(row, row.whole) for row in twins}:
                # With a new version, a form of *whole* that was opened before the merge is told of it.
                self.admin_site.get_model_admin(type(whole)).add_version(whole)
            self.log_change(request, keep, [{"merged": names}])
            merge = Merge.objects.create(
                kind=kind_of(self.model),
                kept=keep.pk,
                kept_name=self.choice_label(keep)[:500],
                gone=gone,
                changes=journal.changes(),
                editor=request.user,
            )
        self.message_user(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                _("%(names)s: merged into “%(keep)s”.") % {"names": names, "keep": keep},
                page_address(self, "undo", merge.pk),
                _("Undo the merge …"),
            ),
            messages.SUCCESS,
        )
        tell_of_pending(request, touched)

    # Undoing

    def undo_view(self, request: HttpRequest, merge: int) -> HttpResponse:
        """Show what comes back if the merge with the primary key *merge* is undone, and undo it after a confirmation."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        merge = get_object_or_404(Merge, pk=merge, kind=kind_of(self.model))
        changelist = page_address(self, "changelist")
        try:
            undoing = plan(merge)
            parts = undoing.public_parts()
            form = NoteForm(bool(parts), request.POST if request.method == "POST" else None)
            if form.is_valid():
                self.undo_merge(request, merge, form.notes)
                return redirect(changelist)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect(changelist)
        return TemplateResponse(
            request,
            "admin/undo_merge.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Undo the merge"),
                "opts": self.opts,
                "media": self.media,
                "merge": merge,
                "counts": returning(merge, undoing),
                "undoing": undoing,
                "parts": [in_full(row) for row in parts],
                "form": form,
            },
        )

    def undo_merge(self, request: HttpRequest, merge: Merge, notes: dict[str, str]) -> None:
        """Undo *merge*, and tell the editor what is left. Raises ValidationError if it cannot be undone."""
        keys = [merge.kept, *(row["pk"] for row in merge.gone)]
        with transaction.atomic(), together() as touched, self.create_revision(request):
            undoing = undo(merge, request.user, notes)
            rows = list(self.model._base_manager.filter(pk__in=keys))
            for row in rows:
                self.add_version(row)
                self.log_change(request, row, [{"unmerged": str(merge)}])
            record_saved("merge undone", *rows)
            self.follow_undo(rows)
        names = {"names": merge.gone_names, "keep": merge.kept_name}
        self.message_user(request, _("%(names)s: separate from “%(keep)s” again.") % names, messages.SUCCESS)
        for sentence in undoing.left:
            self.message_user(request, sentence, messages.WARNING)
        tell_of_pending(request, touched)


def returning(merge: Merge, undoing: Undoing) -> list[str]:
    """Return, in words, how many rows of each model come back, go back to one of the rows, or go."""
    words = []
    for changes, sentence in (
        (undoing.returned, _("Comes back: %(rows)s.")),
        (undoing.restored, _("Goes back: %(rows)s.")),
        (undoing.removed, _("Goes, because the merge added it: %(rows)s.")),
    ):
        told = [
            text
            for kind, number in kinds_of(merge, changes).items()
            if (text := rows_in_words(merge, kind, number))
        ]
        if told:
            words.append(sentence % {"rows": ", ".join(told)})
    return words


def kinds_of(merge: Merge, changes: list[RowChange]) -> Counter[str]:
    """Return {kind: number of rows} of *changes*, without the merged rows themselves."""
    own = {(merge.kind, pk) for pk in (merge.kept, *(row["pk"] for row in merge.gone))}
    return Counter(change.kind for change in changes if (change.kind, change.pk) not in own)


def rows_in_words(merge: Merge, kind: str, number: int) -> str:
    """Return *number* rows of the model *kind* in words, "" for what has no words, such as addresses."""
    model = apps.get_model(kind)
    keys = [key for key in foreign_keys_to(merge.model) if key.model is model]
    told = next(filter(None, map(words_of, keys)), None)
    if told:
        return told % {"n": number}
    return f"{model._meta.verbose_name_plural} – {number}" if issubclass(model, Record) else ""

"""The history of rows: who saved them and when, and the restoring of earlier versions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import CheckConstraint, Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from reversion.admin import VersionAdmin
from reversion.errors import RevertError
from reversion.models import Version
from reversion.revisions import create_revision, is_active, is_registered, register, set_comment, set_user

from ipacis.core.logs.audit import record_saved
from ipacis.core.record.addressed import Addressed
from ipacis.core.record.base import catch_up
from ipacis.core.record.corrections import correcting
from ipacis.core.record.derived import together
from ipacis.core.record.errors import AddressTaken
from ipacis.core.record.policy import kept_names, part_names

from .comparing import ComparedVersions
from .history_lines import lines_of_save
from .keys import is_key
from .pending import tell_of_pending
from .row_versions import RestoredRows, add_version, restored_row

#: The most deleted rows in the list of those that can be restored.
MOST_DELETED = 500


@dataclass
class Recoverable:
    """The latest version of a deleted row, and the verbose names of the fields that would be empty or incomplete."""

    version: Version
    lost: list[str]


class Historied(ComparedVersions):
    """Admin with a history. A revision contains a row and its parts, and restoring it changes only those.

    ``field_policy`` of the model declares the parts, and the fields that keep their present value.
    """

    history_latest_first = True
    recover_list_template = "admin/recover_list.html"
    revision_form_template = recover_form_template = "admin/revision_form.html"

    def __init__(self, model, admin_site):
        #: The names of the accessors of the parts: rows that belong to one row of the model alone.
        self.parts = part_names(model)
        #: {model of parts: its foreign key to the model}
        self.part_fields = {
            relation.related_model: relation.field
            for relation in (getattr(model, accessor).rel for accessor in self.parts)
        }
        for part in self.part_fields:
            if not is_registered(part):
                register(part)
        if not is_registered(model):
            register(model, follow=self.parts)
        super().__init__(model, admin_site)

    def changelist_view(self, request, extra_context=None):
        # VersionAdmin would open one revision for a whole action. Here the actions make one for each row, so that
        # restoring a row does not change the others.
        context = {"has_change_permission": self.has_change_permission(request), **(extra_context or {})}
        return super(VersionAdmin, self).changelist_view(request, context)

    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        """Open a revision by the editor of *request*. It contains only what ``add_version`` adds."""
        with create_revision(manage_manually=True):
            set_user(request.user)
            yield
            if version := getattr(request, "restored_version", None):
                # In place of the sentence that django-reversion stores in the language of the editor.
                set_comment(json.dumps([{"restored": version.revision.date_created.isoformat()}]))

    # The lines of the history are data, see ``history_lines``.

    def construct_change_message(self, request, form, formsets, add=False):
        lines = lines_of_save(form, formsets, add)
        why = form.cleaned_data.get("why") or correction_note(form)
        return [*lines, {"why": why}] if why else lines

    def log_addition(self, request, obj, message):
        return self.with_comment(super(VersionAdmin, self).log_addition(request, obj, message))

    def log_change(self, request, obj, message):
        return self.with_comment(super(VersionAdmin, self).log_change(request, obj, message))

    def with_comment(self, entry: LogEntry) -> LogEntry:
        """Give the open revision (if any) the lines of *entry*, and return *entry*."""
        if is_active():
            set_comment(entry.change_message)
        return entry

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.add_version(form.instance)
        for formset in formsets:
            for row in [*formset.new_objects, *(row for row, _names in formset.changed_objects)]:
                if type(row) not in self.part_fields:
                    add_version(row)

    def add_version(self, obj: Model) -> None:
        """Add *obj* and its parts, as they are stored now, to the open revision."""
        add_version(obj, self.parts)

    def revision_view(self, request, object_id, version_id, extra_context=None):
        obj = self.get_object(request, object_id)
        if not self.may_restore(request, obj):
            raise PermissionDenied
        if not is_key(str(version_id)):
            raise Http404("not the key of a version")
        return super().revision_view(request, object_id, version_id, extra_context)

    def may_restore(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Say whether the editor may change all that a version contains, including the rows of the inlines.

        *obj* is the row as it is now, None if it was deleted.
        """
        inlines = [inline(self.model, self.admin_site) for inline in self.inlines]
        return all(admin.has_change_permission(request, obj) for admin in (self, *inlines))

    def recover_view(self, request, version_id, extra_context=None):
        if not self.may_restore(request):
            raise PermissionDenied
        if not is_key(str(version_id)):
            raise Http404("not the key of a version")
        return super().recover_view(request, version_id, extra_context)

    def recoverlist_view(self, request, extra_context=None):
        context = {"title": _("Recover deleted rows"), "deleted": self.recoverable(), **(extra_context or {})}
        return super().recoverlist_view(request, context)

    def recoverable(self) -> list[Recoverable]:
        """Return the deleted rows that can be restored, the latest first, without those that were merged."""
        latest = Version.objects.get_deleted(self.model).select_related("revision__user").order_by("-pk")
        found, merged = [], self.merged_keys()
        for version in latest[:MOST_DELETED]:
            try:
                restored = self.own_rows(version)
            except RevertError:
                continue
            row = restored.rows[0].object
            if row.pk not in merged and not has_lost_address(row):
                found.append(Recoverable(version, sorted(set(map(str, restored.lost)))))
        return found

    def merged_keys(self) -> set[int]:
        """Return the primary keys of the rows that were merged into others."""
        return set()

    def _reversion_revisionform_view(self, request, version, template_name, extra_context=None):
        if version.content_type.model_class() is not self.model:
            raise Http404("the version of another model")  # the editor may have no permission to see its rows
        revision = version.revision
        # The view calls this method. That of django-reversion would restore all rows of the revision, without ``save``.
        revision.revert = lambda delete=False: self.restore(request, version)
        request.is_restoring = True
        request.restored_version = version if request.method == "POST" else None
        if request.method != "POST":
            extra_context = {**(extra_context or {}), **self.restoring_in_words(version)}
        return super()._reversion_revisionform_view(request, version, template_name, extra_context)

    def restoring_in_words(self, version: Version) -> dict[str, str]:
        """Return what restoring *version* changes, and what cannot come back, as the context of a template."""
        current = (
            Version.objects.get_for_object_reference(self.model, version.object_id).order_by("-pk").first()
        )
        changes = self.compare(current, version).labels if current != version else []
        try:
            lost = sorted(set(map(str, self.own_rows(version).lost)))
        except RevertError:  # the view reports it
            lost = []
        return {"restoring_changes": ", ".join(changes), "restoring_loses": ", ".join(lost)}

    def restore(self, request: HttpRequest, version: Version) -> None:
        """Store the row of *version* and its parts as they were; the calling view undoes this unless the editor saves.

        Raises RevertError with a message for the editor if they cannot be stored.
        """
        restored = self.own_rows(version)
        main, *parts = restored.rows
        row = main.object
        record_saved("brought back", row)
        self.keep_values(row)
        try:
            # The rules may be stricter today than they were then.
            for constraint in self.opts.constraints:
                if isinstance(constraint, CheckConstraint):
                    constraint.validate(self.model, row)
        except ValidationError as error:
            raise RevertError(" ".join(error.messages)) from error
        try:
            # The form asks the editor about the change and logs it.
            with correcting(row), together() as touched:
                # The present parts are deleted first, because unique constraints may forbid the old ones beside them.
                for part, field in self.part_fields.items():
                    part._base_manager.filter(**{field.name: version.object_id}).delete()
                row.save()
                for name, keys in main.m2m_data.items():
                    getattr(row, name).set(keys)
                for part in parts:
                    part.save()  # DeserializedObject.save, which does not call ``Record.save``
                catch_up([row, *(part.object for part in parts)])
        except (AddressTaken, IntegrityError) as error:
            raise RevertError(
                _(
                    "Another row now has the address or another unique value of this version. Change it there first."
                )
            ) from error
        tell_of_pending(request, touched)
        if restored.lost:
            names = ", ".join(sorted(set(map(str, restored.lost))))
            self.message_user(
                request,
                _("Left out, because it is gone since: %(names)s.") % {"names": names},
                messages.WARNING,
            )

    def keep_values(self, row: Model) -> None:
        """Give *row*, of an earlier version, the present values of the fields that do not go back with a version.

        If the row was deleted, they get their default values: a publication is a draft, a person is not public.
        """
        present = self.model._base_manager.filter(pk=row.pk).first()
        for name in kept_names(self.model):
            field = self.opts.get_field(name)
            setattr(row, name, getattr(present, name) if present else field.get_default())

    def own_rows(self, version: Version) -> RestoredRows:
        """Return the row of *version* and its parts, without other rows of the same revision.

        A foreign key to a row that was deleted or merged since is set to None. If it must not be None, a part is left
        out. Raises RevertError if it is a foreign key of the row itself.
        """
        main = restored_row(version)
        if main.row is None:
            raise RevertError(_("What this belonged to is gone: %(name)s.") % {"name": main.lost[0]})
        rows, lost = [main.row], main.lost
        for other in Version.objects.filter(revision=version.revision_id).exclude(pk=version.pk):
            field = self.part_fields.get(other.content_type.model_class())
            if field and str(other.field_dict[field.attname]) == version.object_id:
                part = restored_row(other, without=field)
                lost += part.lost
                rows += [part.row] if part.row else []
        return RestoredRows(rows, lost)


def has_lost_address(row: Model) -> bool:
    """Say whether the address of the deleted *row* leads to another row, for example because a program merged them."""
    return isinstance(row, Addressed) and row.address_is_taken()


def correction_note(form: ModelForm) -> str:
    """Return the note for readers of a correction, which is the reason of an edit as well; "" for none."""
    notes = [text for name, text in form.cleaned_data.items() if name.startswith("correction_note_") and text]
    return notes[0] if notes else ""

"""History of every record: who saved it when, an edit lock, and going back to an earlier version."""

from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Prefetch
from django.http import Http404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from reversion.admin import VersionAdmin
from reversion.errors import RevertError
from reversion.models import Version
from reversion.revisions import (
    add_to_revision,
    create_revision,
    is_active,
    is_registered,
    register,
    set_user,
)

from ipacis.core.logs.audit import record_saved
from ipacis.core.record.base import catch_up
from ipacis.core.record.policy import kept_names, part_names

from .choices import is_key
from .dates import trust_dates


def newest_version(obj):
    """Return the newest Version of *obj*, None of what was never saved in the admin."""
    return Version.objects.get_for_object(obj).select_related("revision__user").first()


class HouseForm(forms.ModelForm):
    """A form that knows which version the editor saw, and does not save over a newer one unasked."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    #: {field: sentence} of files that the disk did not take; the admin fills it.
    upload_errors = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.open_for_form()
        if self.instance.pk and not self.is_bound:
            newest = newest_version(self.instance)
            self.initial["seen_version"] = newest.pk if newest else 0

    @cached_property
    def changed_data(self):
        # What a hidden field remembers for the form is no change of the row.
        return [name for name in super().changed_data if not self.fields[name].widget.is_hidden]

    def clean(self):
        cleaned = super().clean()
        trust_dates(self)
        for name, sentence in self.upload_errors.items():
            self.add_error(name, sentence)
        if self.instance.pk and "seen_version" in self.fields:
            self.check_seen(cleaned.get("seen_version") or 0)
        return cleaned

    def _save_m2m(self):
        # Django stores all relations again, with a query or two for each.
        if self.instance.opened_values is not None:
            kept = {field.name for field in self.instance._meta.many_to_many} - set(self.changed_data)
            self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if name not in kept}
        super()._save_m2m()

    def check_seen(self, seen):
        """Add an error when somebody saved after the editor opened the page; the next save is a conscious one."""
        rows = type(self.instance)._base_manager.filter(pk=self.instance.pk)
        list(rows.select_for_update().values_list("pk"))  # who saves at the same moment waits here
        newest = newest_version(self.instance)
        if newest is None or newest.pk == seen:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = newest.pk
        user = newest.revision.user
        self.add_error(
            None,
            _(
                "%(user)s saved this on %(time)s, after you had opened it. Your text stands below and is not "
                "saved. Open this page in a second window and compare; saving again replaces what is there. "
                "Rows that were added meanwhile stay, and rows that were removed stay removed; only those that "
                "you changed stand at the end of their list: remove them unless they should come back."
            )
            % {
                "user": (user.get_full_name() or user.get_username()) if user else _("Somebody"),
                "time": date_format(localtime(newest.revision.date_created), "DATETIME_FORMAT"),
            },
        )


class Historied(VersionAdmin):
    """Admin of what has a history. A version holds the row and its parts, and going back touches only those.

    Which rows are parts, and which columns do not go back, is declared in ``field_policy`` of the model.
    """

    form = HouseForm
    history_latest_first = True

    def __init__(self, model, admin_site):
        #: Accessors of the rows that belong to a row of the model alone.
        self.parts = part_names(model)
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

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj):
            return [*fieldsets, (None, {"fields": ["seen_version"], "classes": ["hidden"]})]
        return fieldsets

    def changelist_view(self, request, extra_context=None):
        # Without the revision that VersionAdmin opens here: an action makes one for each row, so that
        # going back with one of them leaves the others alone.
        context = {"has_change_permission": self.has_change_permission(request), **(extra_context or {})}
        return super(VersionAdmin, self).changelist_view(request, context)

    @contextmanager
    def create_revision(self, request):
        """Open a revision of the editor's. It holds what ``add_version`` puts into it, and nothing by itself."""
        with create_revision(manage_manually=True):
            set_user(request.user)
            yield

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.add_version(form.instance)
        for formset in formsets:
            for row in [*formset.new_objects, *(row for row, _names in formset.changed_objects)]:
                if type(row) not in self.part_fields:
                    add_version(row)

    def add_version(self, obj):
        """Put *obj* and its parts, as they are stored now, into the open revision."""
        add_version(obj, self.parts)

    def revision_view(self, request, object_id, version_id, extra_context=None):
        if not self.may_go_back(request):
            raise PermissionDenied
        if not is_key(str(version_id)):
            raise Http404("no version")
        self.keep(request, self.get_object(request, unquote(object_id)))
        return super().revision_view(request, object_id, version_id, extra_context)

    def may_go_back(self, request):
        """Say whether the editor may change all that a version brings back, the rows of the inlines as well."""
        inlines = [inline(self.model, self.admin_site) for inline in self.inlines]
        return all(admin.has_change_permission(request) for admin in (self, *inlines))

    def recover_view(self, request, version_id, extra_context=None):
        if not self.may_go_back(request):
            raise PermissionDenied
        if not is_key(str(version_id)):
            raise Http404("no version")
        self.keep(request, None)
        return super().recover_view(request, version_id, extra_context)

    def keep(self, request, obj):
        """Remember what of *obj* does not go back; a row that is gone comes back as new: a draft, not public."""
        fields = [self.opts.get_field(name) for name in kept_names(self.model)]
        request.kept_on_revert = {
            field.name: getattr(obj, field.name) if obj else field.get_default() for field in fields
        }

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj:
            for name, value in getattr(request, "kept_on_revert", {}).items():
                setattr(obj, name, value)
        return obj

    def _reversion_revisionform_view(self, request, version, *args, **kwargs):
        if version.content_type.model_class() is not self.model:
            raise Http404("a version of something else")  # of which the editor may have no right to know
        revision = version.revision

        def revert(delete=False):
            # Parts come back from the version as a whole; where their places are unique, the present ones are
            # in the way. The view undoes all of this unless it is saved.
            rows, lost = self.own_rows(version)
            record_saved("brought back", rows[0].object)
            for part, field in self.part_fields.items():
                part._base_manager.filter(**{field.name: version.object_id}).delete()
            for row in rows:
                row.save()  # of the serializer, which knows no ``Record.save``
            catch_up(row.object for row in rows)
            if lost:
                names = ", ".join(sorted(set(map(str, lost))))
                self.message_user(
                    request,
                    _("Left out, because it is gone since: %(names)s.") % {"names": names},
                    messages.WARNING,
                )

        revision.revert = revert
        return super()._reversion_revisionform_view(request, version, *args, **kwargs)

    def own_rows(self, version):
        """Return (what is stored again of *version*'s revision, names of what is left out of it).

        That is its own row and the row's parts: one save may write more, as a release publishes its meetings.
        What pointed at something that is gone since (merged, deleted) points at nothing, or is left out.
        Raises RevertError where the row itself cannot be without it.
        """
        main, lost = mended(version)
        if main is None:
            raise RevertError(_("What this belonged to is gone: %(name)s.") % {"name": lost[0]})
        rows = [main]
        for other in Version.objects.filter(revision=version.revision_id).exclude(pk=version.pk):
            field = self.part_fields.get(other.content_type.model_class())
            if field and str(other.field_dict[field.attname]) == version.object_id:
                part, names = mended(other, without=field)
                lost += names
                rows += [part] if part else []
        return rows, lost


def add_version(obj, parts=()):
    """Put *obj* and the rows behind the accessors *parts*, as they are stored now, into the open revision."""
    if not (is_active() and is_registered(type(obj))):
        return
    row = complete(type(obj), parts).get(pk=obj.pk)
    add_to_revision(row)
    for accessor in parts:
        for part in getattr(row, accessor).all():
            add_to_revision(part)


def complete(model, parts=()):
    """Return the rows of *model* with all that a version of them holds and their names are made of."""
    keys = [key.name for key in foreign_keys(model)]
    # The links of other relations are parts.
    links = [
        field.name
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created
    ]
    kinds = [(part, getattr(model, part).rel.related_model) for part in parts]
    rows = model._base_manager.select_related(*(keys or [None])).prefetch_related(*links)
    return rows.prefetch_related(*(Prefetch(part, complete(kind)) for part, kind in kinds))


def mended(version, without=None):
    """Return (the stored row, names of its fields that pointed at what is gone); None for a row that needs it.

    The foreign key *without* is not looked at.
    """
    (row,) = serializers.deserialize(version.format, version.serialized_data, ignorenonexistent=True)
    lost = []
    for key in foreign_keys(type(row.object)):
        value = getattr(row.object, key.attname)
        if key == without or value is None or key.related_model._base_manager.filter(pk=value).exists():
            continue
        lost.append(key.verbose_name)
        if not key.null:
            return None, lost
        setattr(row.object, key.attname, None)
    for name, keys in row.m2m_data.items():
        field = row.object._meta.get_field(name)
        alive = list(field.related_model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        if len(alive) < len(set(keys)):
            lost.append(field.verbose_name)
        row.m2m_data[name] = alive
    return row, lost


def foreign_keys(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]

"""Mixins that write changes of accounts and groups to the audit log."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.db.models import Model

from ipacis.core.logs.audit import record_saved


def changed_rights(form: forms.ModelForm, names: Iterable[str]) -> dict[str, str]:
    """Return {field: its change} of the fields *names* that *form* changed: "yes", "no", or "+added -removed"."""
    rights = {}
    for name in set(names) & set(form.changed_data):
        after = form.cleaned_data[name]
        if isinstance(after, bool):
            rights[name] = "yes" if after else "no"
            continue
        before = set(map(str, form.initial.get(name) or []))
        after = set(map(str, after))
        added = [f"+{right}" for right in sorted(after - before)]
        removed = [f"-{right}" for right in sorted(before - after)]
        rights[name] = " ".join([*added, *removed])
    return rights


class LoggedDeletion:
    """Mixin of an admin that logs deletions."""

    #: The event of a deletion in the log.
    deleted = ""

    def called(self, obj: Model) -> dict[str, Any]:
        """Return {name: value} of the fields that describe *obj* in the log, also after its row was deleted."""
        return {"name": obj}

    def delete_model(self, request, obj):
        record_saved(self.deleted, obj, **self.called(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            record_saved(self.deleted, obj, **self.called(obj))
        super().delete_queryset(request, queryset)


class LoggedRights(LoggedDeletion):
    """Mixin of an admin of accounts or groups that logs additions and changes of rights."""

    #: The names of the form fields that grant rights.
    granting = ()
    #: The event of an addition in the log.
    made = ""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        obj = form.instance
        if not change:
            record_saved(self.made, obj, **self.called(obj))
        if rights := changed_rights(form, self.granting):
            record_saved("rights changed", obj, **self.called(obj), **rights)


class LoggedPasswordForm(AdminPasswordChangeForm):
    """The admin form that sets the password of an account, and logs the change."""

    def save(self, commit=True):
        user = super().save(commit)
        record_saved("password changed", user, name=user)
        return user


class LoggedAccounts(LoggedRights):
    """Mixin of the admin of accounts."""

    made, deleted = "account made", "account deleted"
    granting = ("is_active", "is_staff", "is_superuser", "groups", "rights")
    change_password_form = LoggedPasswordForm
    #: The fields with which a user signs in or resets the password.
    known_by = ("username", "email")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changed = [name for name in self.known_by if name in form.changed_data]
        if change and changed:
            obj = form.instance
            record_saved("account changed", obj, **self.called(obj), changed=",".join(changed))


class LoggedGroups(LoggedRights):
    """Mixin of the admin of groups."""

    made, deleted = "group made", "group deleted"
    granting = ("rights",)

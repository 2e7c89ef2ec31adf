"""What the log tells of accounts and groups that an administrator changes."""

from django.contrib.auth.forms import AdminPasswordChangeForm

from ipacis.core.logs.audit import record_saved


def named(value):
    """Return what the log calls a right: a permission like "news.add_newsitem", or the name of a group."""
    if hasattr(value, "codename"):
        return f"{value.content_type.app_label}.{value.codename}"
    return str(value)


def changed_rights(form, names):
    """Return {field: what became of it} of those of *names* that *form* changed: "yes", "no", "+added -removed"."""
    rights = {}
    for name in set(names) & set(form.changed_data):
        after = form.cleaned_data[name]
        if isinstance(after, bool):
            rights[name] = "yes" if after else "no"
            continue
        before = set(map(named, form.initial.get(name) or []))
        after = set(map(named, after))
        steps = [f"+{right}" for right in sorted(after - before)]
        rights[name] = " ".join([*steps, *(f"-{right}" for right in sorted(before - after))])
    return rights


class LoggedDeletion:
    """Mixin of an admin whose deletions the log tells of."""

    deleted = ""

    def called(self, obj):
        """Return {name: value} of what the log tells of *obj*, whose row is no more when it is read."""
        return {"name": obj}

    def delete_model(self, request, obj):
        record_saved(self.deleted, obj, **self.called(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            record_saved(self.deleted, obj, **self.called(obj))
        super().delete_queryset(request, queryset)


class LoggedRights(LoggedDeletion):
    """Mixin of an admin of what holds rights."""

    rights = ()
    made = ""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        obj = form.instance
        if not change:
            record_saved(self.made, obj, **self.called(obj))
        if rights := changed_rights(form, self.rights):
            record_saved("rights changed", obj, **self.called(obj), **rights)


class LoggedPasswordForm(AdminPasswordChangeForm):
    def save(self, commit=True):
        user = super().save(commit)
        record_saved("password changed", user, name=user)
        return user


class LoggedAccounts(LoggedRights):
    made, deleted = "account made", "account deleted"
    rights = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")
    change_password_form = LoggedPasswordForm
    #: By these a user signs in, or gets a new password.
    known_by = ("username", "email")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changed = [name for name in self.known_by if name in form.changed_data]
        if change and changed:
            obj = form.instance
            record_saved("account changed", obj, **self.called(obj), changed=",".join(changed))


class LoggedGroups(LoggedRights):
    made, deleted = "group made", "group deleted"
    rights = ("permissions",)

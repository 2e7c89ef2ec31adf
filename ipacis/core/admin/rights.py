"""The admin of accounts and roles, in which rights are chosen as sentences. Nobody grants a right without having it."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AbstractUser, Group
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ipacis.core.accounts.rights import Right, all_rights, may_manage, names_held, names_of, rows_of

from .accounts import LoggedAccounts, LoggedGroups


def name_of_role(role: Group) -> str:
    """Return the name of *role*; those that the site begins with have one in each language."""
    return gettext(role.name)


class RightsForm(forms.ModelForm):
    """Form of an account or a role. Its field ``rights`` stands for the relation ``granted`` to permissions."""

    rights = forms.MultipleChoiceField(
        label=_("Rights"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    #: The name of the relation to permissions.
    granted = ""
    #: The editor, who can grant only rights that this account has. The admin fills it.
    editor: AbstractUser | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("rights")
        if field is None:  # a new account gets its rights on the page that follows
            return
        self.held = names_of(getattr(self.instance, self.granted)) if self.instance.pk else set()
        field.choices = [(right.key, right.sentence) for right in self.offered]
        self.initial["rights"] = [right.key for right in self.offered if right.permissions <= self.held]
        known = set().union(*(right.permissions for right in all_rights()))
        if others := sorted(self.held - known):
            field.help_text = gettext("Other permissions, which stay: %(names)s") % {
                "names": ", ".join(others)
            }

    @property
    def offered(self) -> list[Right]:
        """The rights that the editor has."""
        own = self.editor.get_all_permissions()
        return [right for right in all_rights() if right.permissions <= own]

    def _save_m2m(self):
        super()._save_m2m()
        if "rights" not in self.changed_data:
            return
        chosen, before = set(self.cleaned_data["rights"]), set(self.initial["rights"])
        kept = set().union(*(right.permissions for right in self.offered if right.key in chosen))
        lost = set().union(*(right.permissions for right in self.offered if right.key in before - chosen))
        getattr(self.instance, self.granted).set(rows_of((self.held - lost) | kept))


class Guarded:
    """Mixin of the admin of accounts or roles: nobody manages those who have more rights."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.editor = request.user
        return form

    @admin.display(description=_("Rights"))
    def rights(self, obj: AbstractUser | Group) -> str:
        """Return the rights of *obj* in words, which an editor who may only look sees in place of the field."""
        held = names_held(obj)
        return "; ".join(str(right.sentence) for right in all_rights() if right.permissions <= held)


class RoleForm(RightsForm):
    granted = "permissions"


class Roles(Guarded, LoggedGroups):
    """Mixin of the admin of groups, which the site calls roles."""

    form = RoleForm
    fieldsets = [(None, {"fields": ["name", "rights"]})]
    filter_horizontal = ()
    list_display = ["shown_name"]

    @admin.display(description=_("role"), ordering="name")
    def shown_name(self, obj):
        return name_of_role(obj)


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return name_of_role(obj)


class Accounts(Guarded, LoggedAccounts):
    """Mixin of the admin of accounts."""

    filter_horizontal = ()
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Roles and rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "rights"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    list_display = ["username", "email", "first_name", "last_name", "roles", "is_staff", "is_active"]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, obj):
        return ", ".join(map(name_of_role, obj.groups.all()))

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "is_superuser"]})
            for title, options in fieldsets
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            kwargs["form"] = type("AccountForm", (RightsForm, self.form), {"granted": "user_permissions"})
        return super().get_form(request, obj, change=change, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        keys = [role.pk for role in Group.objects.all() if may_manage(request.user, role)]
        field = RolesField(
            queryset=Group.objects.filter(pk__in=keys), required=False, widget=forms.CheckboxSelectMultiple
        )
        field.label = _("Roles")
        return field

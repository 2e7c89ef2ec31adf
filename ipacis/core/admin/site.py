"""The admin site: its name, its front page and its autocompletes."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models.base import ModelBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from .accounts import LoggedAccounts, LoggedDeletion, LoggedGroups
from .choices import Autocomplete, CheckedActions, ChoiceFields


class SecondFactorAdmin(LoggedDeletion, ModelAdmin):
    """Second factors of accounts: an administrator deletes one that was lost; secrets are shown to nobody."""

    deleted = "second factor removed"
    fields = list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]

    def called(self, obj):
        return {"name": obj.user, "kind": obj.type}

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class HouseSite(AdminSite):
    """Django's admin with the day's work first."""

    site_title = _("IPA CIS")
    site_header = _("IPA CIS – editors’ desk")
    index_title = _("Editors’ desk")
    site_url = "/"

    #: Apps of libraries whose own admin pages do what the house does otherwise (taggit's merge asks nobody's leave).
    without = {"taggit", "account"}
    #: Admins in the place of those that libraries bring.
    instead = {"mfa.authenticator": SecondFactorAdmin}
    #: Mixins of admins that libraries bring.
    besides = {"auth.user": LoggedAccounts, "auth.group": LoggedGroups}

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        wanted = [model for model in models if model._meta.app_label not in self.without]
        for model in wanted:
            label = model._meta.label_lower
            own_class = self.instead.get(label, admin_class or ModelAdmin)
            mixins = [self.besides[label]] if label in self.besides else []
            if not issubclass(own_class, ChoiceFields):
                # The fields and actions of a library's admin take anything for a key.
                mixins += [CheckedActions, ChoiceFields]
            if mixins:
                own_class = type(own_class.__name__, (*mixins, own_class), {})
            super().register(model, own_class, **options)

    def password_change(self, request, extra_context=None):
        # Django's own page takes any number of guesses and tells the log nothing.
        return redirect("account_change_password")

    def autocomplete_view(self, request):
        return Autocomplete.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """Return the apps and their models by the ``rank`` of each ModelAdmin; those without one come last."""

        def rank(entry):
            return getattr(self.get_model_admin(entry["model"]), "rank", 1000)

        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=rank)
        return sorted(apps, key=lambda app: rank(app["models"][0]))

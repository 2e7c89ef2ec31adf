"""The admin site: its name, its front page, its autocompletes and the admins of libraries."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ipacis.core.accounts.rights import may_manage

from .accounts import LoggedDeletion
from .choices import Autocomplete, CheckedActions, ChoiceFields
from .front import LONGEST, front_page, search
from .open_forms import open_forms
from .rights import Accounts, Roles


class SecondFactorAdmin(LoggedDeletion, ModelAdmin):
    """Admin of the second factors of accounts, where an administrator deletes a lost one. It shows no secrets."""

    deleted = "second factor removed"
    fields = list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]

    def called(self, obj):
        return {"name": obj.user, "kind": obj.type}

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or may_manage(request.user, obj.user)
        )


class HouseSite(AdminSite):
    """Django's admin site, with the models in the order of the ``rank`` of their admins, the most used first."""

    site_title = _("IPA CIS")
    site_header = _("IPA CIS – editors’ desk")
    index_title = _("Editors’ desk")
    site_url = "/"

    #: Labels of library apps whose admins are not used, because this site has its own pages for the same purpose. The
    #: admin of taggit, for example, merges tags without asking for confirmation.
    without = {"taggit", "account"}
    #: {model: admin} that replaces the admin of a library.
    instead = {"mfa.authenticator": SecondFactorAdmin}
    #: {model: mixin} for the admin of a library.
    besides = {"auth.user": Accounts, "auth.group": Roles}

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        wanted = [model for model in models if model._meta.app_label not in self.without]
        for model in wanted:
            label = model._meta.label_lower
            own_class = self.instead.get(label, admin_class or ModelAdmin)
            mixins = [self.besides[label]] if label in self.besides else []
            if not issubclass(own_class, ChoiceFields):
                # Without these mixins a key that is not a number causes an error 500 in the admin of a library.
                mixins += [CheckedActions, ChoiceFields]
            if mixins:
                own_class = type(own_class.__name__, (*mixins, own_class), {})
            super().register(model, own_class, **options)

    index_template = "admin/desk.html"

    def index(self, request, extra_context=None):
        """Show the front page; tell administrators if readers find no address to which they can write."""
        if request.user.is_superuser and not settings.CONTACT_EMAIL:
            messages.warning(request, _("Readers find no e-mail address on the site: set CONTACT_EMAIL."))
        return super().index(request, {**front_page(self, request), **(extra_context or {})})

    def search_view(self, request: HttpRequest) -> HttpResponse:
        """Show what the editor may see of the rows that match the text ``q``."""
        text = request.GET.get("q", "").strip()[:LONGEST]
        context = {
            **self.each_context(request),
            "title": _("Search"),
            "query": text,
            "found": search(self, request, text) if text else [],
        }
        return TemplateResponse(request, "admin/search.html", context)

    def password_change(self, request, extra_context=None):
        # Django's own page neither limits nor logs the attempts.
        return redirect("account_change_password")

    def get_urls(self):
        # The view answers without a session, so ``admin_view``, which would redirect to the sign-in, does not wrap it.
        view = never_cache(partial(open_forms, self))
        return [
            path("open-forms/", view, name="open_forms"),
            path("search/", self.admin_view(self.search_view), name="search"),
            *super().get_urls(),
        ]

    def autocomplete_view(self, request):
        return Autocomplete.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """Return the apps and their models in the order of ``rank``. Admins without a rank come last."""

        def rank(entry):
            return getattr(self.get_model_admin(entry["model"]), "rank", 1000)

        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=rank)
        return sorted(apps, key=lambda app: rank(app["models"][0]))

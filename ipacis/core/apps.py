from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    default = True
    name = "ipacis.core"
    label = "core"
    verbose_name = _("House")

    def ready(self):
        from . import checks  # noqa: F401, PLC0415 - Django registers checks when the apps are ready


class HouseAdminConfig(admin.AdminConfig):
    """Django's admin on the site of the house."""

    default = False
    default_site = "ipacis.core.admin.site.HouseSite"

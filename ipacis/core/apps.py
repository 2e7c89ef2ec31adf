from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "ipacis.core"
    label = "core"
    verbose_name = _("House")

    def ready(self):
        from . import checks  # noqa: F401, PLC0415 - Django registers checks when the apps are ready

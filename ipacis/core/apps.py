"""The configuration of the app ``core``, and of Django's admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from .files.private_files import make_private


class CoreConfig(AppConfig):
    default = True
    name = "ipacis.core"
    label = "core"
    verbose_name = _("House")

    def ready(self):
        # These modules import models, which exist only when the apps are loaded. The import registers the checks.
        from .accounts import log as account_log  # noqa: PLC0415
        from .lists import listed  # noqa: PLC0415
        from .record.corrections import guard_relations  # noqa: PLC0415
        from .search.findable import follow_relations  # noqa: PLC0415
        from .search.terms import restore_triggers  # noqa: PLC0415
        from .web import checks  # noqa: F401, PLC0415
        from .web.version import watch_writes  # noqa: PLC0415

        account_log.connect()
        guard_relations()
        follow_relations()
        listed.follow_relations()
        post_migrate.connect(restore_triggers, sender=self)
        post_migrate.connect(listed.fill_new_index, sender=self)
        connection_created.connect(make_private)
        connection_created.connect(watch_writes)


class HouseAdminConfig(admin.AdminConfig):
    """Django's admin app with HouseSite as its default site."""

    default = False
    default_site = "ipacis.core.admin.site.HouseSite"

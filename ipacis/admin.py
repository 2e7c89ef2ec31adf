"""The admins of models of ``core``, which cannot register them itself: the admin site is made there."""

from django.contrib import admin

from ipacis.core.admin.audit import AuditEntryAdmin
from ipacis.core.logs.entries import AuditEntry

admin.site.register(AuditEntry, AuditEntryAdmin)

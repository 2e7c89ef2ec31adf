"""The source of a release or a meeting in forms."""

from django.utils.translation import gettext_lazy as _

SOURCE_FIELDS = (
    _("Source"),
    {"fields": [("source_url", "source_name"), "source_title", ("source_accessed", "source_is_secondary")]},
)

"""The public log of corrections: a list of the archive by the day of the correction, and its feeds."""

from django.utils.translation import gettext_lazy as _

from ipacis.core.labels import current_language

from .archive import Archive
from .filters import Filter
from .models import Correction


class CorrectionFilter(Filter):
    """The log has no conditions, only pages."""

    day_field = "day"


class CorrectionArchive(Archive):
    filter_class = CorrectionFilter
    url_name = "corrections"
    heading = _("Corrections")

    def published(self):
        return Correction.objects.public(current_language())

    def complete(self, queryset):
        return queryset.select_related("item", "meeting")

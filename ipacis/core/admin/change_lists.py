"""Lists of the desk that tell when each row was changed, and by whom."""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Max, Model
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from reversion.models import Revision, Version

from .simultaneous import name_of_editor


def last_editors(model: type[Model], keys: Iterable[int]) -> dict[str, str]:
    """Return {primary key as text: name of the account that saved the row last}. Runs two queries."""
    versions = (
        Version.objects.get_for_model(model).filter(object_id__in=[str(key) for key in keys]).order_by()
    )
    revisions = dict(versions.values_list("object_id").annotate(latest=Max("revision")))
    rows = Revision.objects.filter(pk__in=revisions.values()).exclude(user=None).select_related("user")
    names = {revision.pk: name_of_editor(revision.user) for revision in rows}
    return {key: names[revision] for key, revision in revisions.items() if revision in names}


class HouseChangeList(ChangeList):
    """A list with the name of the last editor of each row, if it shows the column ``changed``."""

    def get_results(self, request):
        super().get_results(request)
        if "changed" not in self.list_display:
            return
        rows = list(self.result_list)
        names = last_editors(self.model, [row.pk for row in rows])
        for row in rows:
            row.last_editor = names.get(str(row.pk), "")
        self.result_list = rows


class ShowsChanges:
    """Mixin of an admin whose list has the column ``changed``."""

    def get_changelist(self, request, **kwargs):
        return HouseChangeList

    @admin.display(description=_("changed"), ordering="modified_at")
    def changed(self, obj):
        moment = localtime(obj.modified_at)
        day, time = date_format(moment, "SHORT_DATE_FORMAT"), date_format(moment, "TIME_FORMAT")
        return format_html('<span class="moment">{}, {}</span><br>{}', day, time, obj.last_editor)

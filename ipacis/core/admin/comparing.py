"""The page of the history of a row, and the page that compares two of its versions."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from reversion.admin import VersionAdmin
from reversion.models import Version

from .history_lines import in_words, read_lines, why_of
from .keys import is_key
from .pages import page_route
from .versions import Comparison, compare, snapshot

#: The most versions of a row that its history lists.
MOST_ENTRIES = 200


class HistoryEntry(NamedTuple):
    """A version of a row: what its editor did, in sentences, and why."""

    version: Version
    sentences: list[str]
    why: str


class ComparedVersions(VersionAdmin):
    """Admin that lists the versions of a row and compares any two."""

    object_history_template = "admin/house_history.html"
    #: {model of parts: its foreign key to the model}
    part_fields: dict[type[Model], ForeignKey]

    def get_urls(self):
        route = page_route(self, "<path:object_id>/history/compare/", self.compare_view, "compare")
        return [route, *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        # VersionAdmin would make an address for each version.
        context = {"entries": self.entries(object_id), **(extra_context or {})}
        return super(VersionAdmin, self).history_view(request, object_id, context)

    def entries(self, object_id: str) -> list[HistoryEntry]:
        """Return the latest versions of the row, the newest first."""
        if not is_key(object_id):
            return []
        versions = Version.objects.get_for_object_reference(self.model, object_id)
        found = []
        for version in versions.select_related("revision__user").order_by("-pk")[:MOST_ENTRIES]:
            lines = read_lines(version.revision.comment)
            found.append(HistoryEntry(version, in_words(lines, self.model), why_of(lines)))
        return found

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what differs between the versions ``old`` and ``new`` of the query string."""
        keys = [request.GET.get(name, "") for name in ("old", "new")]
        obj = self.get_object(request, object_id) if is_key(object_id) else None
        if obj is None or not all(map(is_key, keys)):
            raise Http404("no such row or version")
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        versions = (
            Version.objects.get_for_object(obj).select_related("revision__user").in_bulk(map(int, keys))
        )
        if len(versions) < len(set(keys)):
            raise Http404("no such version")
        old, new = (versions[key] for key in sorted(map(int, keys)))
        context = {
            **self.admin_site.each_context(request),
            "title": _("What differs: %(name)s") % {"name": obj},
            "opts": self.opts,
            "original": obj,
            "old": old,
            "new": new,
            "comparison": self.compare(old, new),
        }
        return TemplateResponse(request, "admin/compare.html", context)

    def compare(self, old: Version, new: Version) -> Comparison:
        """Return what differs between two versions of one row."""
        parts = self.part_fields
        return compare(snapshot(old, parts), snapshot(new, parts))

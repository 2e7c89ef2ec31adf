"""The front page of the desk: what waits for the editor, what is missing, the latest changes, and the search of everything."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ipacis.core.accounts.rights import holds

from .choices import Choosable
from .history_lines import in_words, read_lines
from .pages import page_address
from .simultaneous import name_of_editor

#: The most lines of a list on the front page, and of the results of a search for each model.
MOST = 6
#: The most latest changes.
MOST_CHANGES = 15
#: The longest text that is searched for.
LONGEST = 200


class Line(NamedTuple):
    """A link to a form of the desk, with a note."""

    text: str
    address: str
    note: str = ""


class WorkList(NamedTuple):
    """A list on the front page; ``more`` is the address of the whole list, "" if all its lines are shown."""

    title: str
    lines: list[Line]
    more: str = ""


def work_list(
    admin: ModelAdmin,
    title: str,
    rows: QuerySet,
    query: str = "",
    note: Callable[[Any], str] = lambda row: "",
) -> WorkList:
    """Return the WorkList of the first *rows* of the model of *admin*.

    *query* is the query string with which the list of *admin* shows all of them, and *note* returns the note of a row.
    """
    shown = list(rows[: MOST + 1])
    lines = [
        Line(text_of(admin, row), page_address(admin, "change", row.pk), note(row)) for row in shown[:MOST]
    ]
    more = f"{page_address(admin, 'changelist')}?{query}" if len(shown) > MOST and query else ""
    return WorkList(title, lines, more)


def text_of(admin: ModelAdmin, row: Model) -> str:
    return admin.choice_label(row) if isinstance(admin, Choosable) else str(row)


class OnFrontPage:
    """Mixin of an admin that adds lists to the front page."""

    def waiting(self, request: HttpRequest) -> Iterable[WorkList]:
        """Return the lists of rows that wait for the editor."""
        return []

    def missing(self, request: HttpRequest) -> Iterable[WorkList]:
        """Return the lists of rows in which something is missing."""
        return []


def seen_admins(site: AdminSite, request: HttpRequest) -> Iterator[ModelAdmin]:
    """Yield the admins whose rows the editor may see, in the order of their ranks."""
    admins = sorted(site._registry.values(), key=lambda admin: getattr(admin, "rank", 1000))
    return (admin for admin in admins if admin.has_view_or_change_permission(request))


def front_page(site: AdminSite, request: HttpRequest) -> dict[str, Any]:
    """Return what the front page tells the editor, as the context of its template."""
    admins = [admin for admin in seen_admins(site, request) if isinstance(admin, OnFrontPage)]
    return {
        "waiting": [one for admin in admins for one in admin.waiting(request) if one.lines],
        "missing": [one for admin in admins for one in admin.missing(request) if one.lines],
        "changes": latest_changes(site, request),
    }


class Change(NamedTuple):
    """A change by an editor, in words."""

    moment: Any
    editor: str
    kind: str
    text: str
    address: str
    sentences: list[str]


def latest_changes(site: AdminSite, request: HttpRequest) -> list[Change]:
    """Return the latest changes by everybody, of the models all of whose rows the editor may see."""
    models = [model for model in site._registry if sees_all(request, model)]
    kinds = ContentType.objects.get_for_models(*models).values() if models else []
    entries = LogEntry.objects.filter(content_type__in=kinds).select_related("user").order_by("-pk")
    changes = [change_of(site, entry) for entry in entries[: 2 * MOST_CHANGES]]
    # A save that changed nothing has no sentences.
    return [change for change in changes if change.sentences][:MOST_CHANGES]


def sees_all(request: HttpRequest, model: type[Model]) -> bool:
    return any(holds(request.user, action, model._meta) for action in ("view", "change"))


def change_of(site: AdminSite, entry: LogEntry) -> Change:
    model = ContentType.objects.get_for_id(entry.content_type_id).model_class()
    is_gone = entry.is_deletion() or not entry.object_id
    return Change(
        entry.action_time,
        name_of_editor(entry.user),
        str(model._meta.verbose_name),
        entry.object_repr,
        "" if is_gone else page_address(site.get_model_admin(model), "change", entry.object_id),
        [_("Deleted.")] if entry.is_deletion() else in_words(read_lines(entry.change_message), model),
    )


def search(site: AdminSite, request: HttpRequest, text: str) -> list[WorkList]:
    """Return what the editor may see of the rows that match *text*, a WorkList for each model."""
    found = []
    for admin in seen_admins(site, request):
        if not admin.get_search_fields(request):
            continue
        rows = admin.get_queryset(request)
        if isinstance(admin, Choosable):
            rows = admin.for_choices(rows)
        rows, _has_duplicates = admin.get_search_results(request, rows, text)
        title = str(capfirst(admin.opts.verbose_name_plural))
        found.append(work_list(admin, title, rows, urlencode({"q": text})))
    return [one for one in found if one.lines]

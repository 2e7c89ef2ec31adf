"""Who has which form open, and whether the browser is still signed in. The scripts of a form ask for it."""

import datetime
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from ipacis.core.accounts.open_forms import WINDOW, OpenForm, note_closed, note_open

from .history_lines import model_of
from .keys import is_key
from .pages import page_address
from .simultaneous import name_of_editor, newest_save

#: The most characters of the key of a form.
LONGEST_KEY = OpenForm._meta.get_field("key").max_length


def open_forms(site: AdminSite, request: HttpRequest) -> JsonResponse:
    """Answer with {"token": CSRF token, "notes": sentences for the editor, "added": address of the row or ""}.

    A POST tells that the form ``window`` of ``kind`` and ``key`` is open, that it holds something ``unsaved``, or that it
    was closed (``leaves``). A GET changes nothing. Without a session the answer has the status 401.
    """
    # Only typing is a use of the session, not that a form is open.
    request.is_background = request.POST.get("typed") != "1"
    if not site.has_permission(request):
        return JsonResponse({}, status=401)
    asked = request.POST if request.method == "POST" else request.GET
    window, kind, key = (asked.get(name, "") for name in ("window", "kind", "key"))
    if not WINDOW.fullmatch(window) or len(key) > LONGEST_KEY:
        return JsonResponse({}, status=400)
    admin = admin_of(site, kind)
    if admin is None or not (
        admin.has_view_or_change_permission(request) or admin.has_add_permission(request)
    ):
        raise PermissionDenied
    if request.method == "POST":
        if asked.get("leaves"):
            note_closed(window, request.user)
            return JsonResponse({})
        if key:
            note_open(window, request.user, kind, key, asked.get("unsaved") == "1")
    added = OpenForm.objects.added_by(window, request.user, kind)
    return JsonResponse(
        {
            "token": get_token(request),
            "notes": notes(request, window, kind, key, asked.get("seen", "")) if key else [],
            "added": page_address(admin, "change", added.key) if added else "",
        }
    )


def admin_of(site: AdminSite, kind: str) -> Any:
    """Return the admin of the model with the label *kind*, None if there is none."""
    model = model_of(kind)
    return site.get_model_admin(model) if model and site.is_registered(model) else None


def notes(request: HttpRequest, window: str, kind: str, key: str, seen: str) -> list[str]:
    """Return who else has the form open, and who saved the row after the version with the primary key *seen*."""
    others = OpenForm.objects.of(kind, key).alive().filter(has_added=False).exclude(window=window)
    sentences = [sentence(form, request.user) for form in others.select_related("user").order_by("since")]
    if is_key(key) and is_key(seen) and (saved := newest_save(apps.get_model(kind), key, int(seen))):
        sentences.append(
            _("%(user)s saved this on %(time)s. Your save will keep both changes, or ask.")
            % {"user": saved.editor, "time": saved.moment}
        )
    return sentences


def since_text(moment: datetime.datetime) -> str:
    """Return the time of *moment*, with its date unless that is today."""
    local = localtime(moment)
    return date_format(local, "TIME_FORMAT" if local.date() == localdate() else "DATETIME_FORMAT")


def sentence(form: OpenForm, user: Any) -> str:
    """Return, for *user*, the sentence that *form* is open."""
    facts = {
        "user": name_of_editor(form.user),
        "time": since_text(form.since),
    }
    if form.user_id == user.pk:
        text = (
            _("You have this page open in another window since %(time)s, with changes that are not saved.")
            if form.is_unsaved
            else _("You have this page open in another window since %(time)s.")
        )
    else:
        text = (
            _("%(user)s has this page open since %(time)s, with changes that are not saved.")
            if form.is_unsaved
            else _("%(user)s has this page open since %(time)s.")
        )
    return text % facts

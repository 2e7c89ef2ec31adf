"""Previews of publications: of what is saved, of what is typed, and for colleagues with a link but no account."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ipacis.core.accounts.shared_previews import SharedPreview, share
from ipacis.core.files.uploads import original_names
from ipacis.core.logs.audit import record_saved
from ipacis.core.record.addresses import identifier
from ipacis.core.record.publication import Publication
from ipacis.core.text.labels import LANGUAGE_NAMES, LANGUAGES
from ipacis.core.web.absolute import absolute

from .keys import is_key
from .pages import page_address, page_route

#: The addresses of uploads in a page.
UPLOADS = re.compile(r"/media/[^\s\"'<>,)]+")


class Preview(NamedTuple):
    """The path of a preview, the code of its language, and the name of the language."""

    address: str
    code: str
    language: str


class ShareForm(forms.Form):
    """The form of a new link."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Works for"),
        coerce=int,
        initial=3,
        choices=[
            (1, gettext_lazy("one day")),
            (3, gettext_lazy("3 days")),
            (7, gettext_lazy("7 days")),
            (14, gettext_lazy("14 days")),
        ],
        widget=forms.RadioSelect,
    )


class PreviewsAdmin:
    """Mixin of the admin of a publication, with previews."""

    # Hooks

    def page_of(self, request: HttpRequest, obj: Publication) -> HttpResponse:
        """Answer with the public page of *obj* in any state."""
        raise NotImplementedError

    def drafts_in(self, obj: Publication) -> list[Publication]:
        """Return the records that are not public and to whose pages the preview of *obj* links."""
        return []

    def files_of(self, obj: Publication) -> set[str]:
        """Return the names of the files that the page of *obj* shows."""
        return set()

    # Addresses

    def get_urls(self):
        return [
            page_route(self, "preview/", self.typed_preview_view, "preview_new"),
            page_route(self, "<path:object_id>/preview/", self.preview_view, "preview"),
            page_route(self, "<path:object_id>/share/", self.share_view, "share"),
            *super().get_urls(),
        ]

    def previews(self, obj: Publication | None) -> list[Preview]:
        """Return the previews of *obj*, or of a new row: in its language, or in each one if it has none of its own."""
        is_saved = obj is not None and obj.pk
        address = page_address(self, "preview", obj.pk) if is_saved else page_address(self, "preview_new")
        has_language = hasattr(self.model, "language")
        codes = LANGUAGES if not has_language else [obj.language if is_saved else ""]
        return [Preview(f"{address}?language={code}", code, LANGUAGE_NAMES.get(code, "")) for code in codes]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["previews"] = self.previews(obj)
        is_hidden = obj is not None and obj.pk and not obj.is_public
        context["share_address"] = page_address(self, "share", obj.pk) if is_hidden else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Of what is saved

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Answer with the public page of a row in any state; a POST shows the values that it posts."""
        if request.method == "POST":
            return self.typed_preview_view(request, object_id)
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404("no such row")
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return self.shown(request, obj, self.preview_of)

    def preview_of(self, draft: Publication) -> str:
        """Return the address of the preview of *draft*, which the preview of another record leads to."""
        return page_address(self.admin_site.get_model_admin(type(draft)), "preview", draft.pk)

    def shown(
        self, request: HttpRequest, obj: Publication, leads_to: Callable[[Publication], str]
    ) -> HttpResponse:
        """Answer with the page of *obj*, in its language or that of the query string.

        *leads_to* returns the address to which the links to a draft lead.
        """
        language = getattr(obj, "language", None) or request.GET.get("language")
        if language not in LANGUAGES:
            language = request.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            request.previewed = obj
            response = self.page_of(request, obj)
            text = response.content.decode()
            for draft in self.drafts_in(obj):
                text = text.replace(f'href="{draft.get_absolute_url()}', f'href="{leads_to(draft)}')
            response.content = text
        return response

    # Of what is typed

    def typed_preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Answer with the public page as it would be if the posted form were saved. Nothing is saved."""
        if request.method != "POST":
            raise Http404("there is nothing typed")
        request.is_previewing = True
        with own_messages(request), transaction.atomic():
            answer = self.changeform_view(request, object_id)
            obj = getattr(request, "saved_row", None)
            if obj is not None:
                answer = self.shown(request, obj, self.preview_of)
            transaction.set_rollback(True)
        if obj is not None:
            return answer
        if not isinstance(answer, TemplateResponse):
            return answer  # the row does not exist any more
        return TemplateResponse(
            request,
            "admin/preview_errors.html",
            {
                **self.admin_site.each_context(request),
                "title": _("No preview yet"),
                "errors": list(errors_of(answer.context_data)),
            },
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.is_previewed = getattr(request, "is_previewing", False)
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.saved_row = form.instance

    # For colleagues without an account

    def share_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List the links to the preview of a row; a POST makes or revokes one."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404("no such row")
        if not self.has_change_permission(request, obj) and not self.has_right(request, "publish"):
            raise PermissionDenied
        links = SharedPreview.objects.of(obj).select_related("created_by").order_by("-pk")
        form = ShareForm(request.POST if "days" in request.POST else None)
        if request.method == "POST" and "revoke" in request.POST:
            key = request.POST["revoke"]
            if is_key(key) and links.valid().filter(pk=key).update(revoked_at=timezone.now()):
                record_saved("share link revoked", obj)
                self.message_user(request, _("The link no longer works."), messages.SUCCESS)
            return redirect(page_address(self, "share", obj.pk))
        if form.is_valid() and not obj.is_public:
            share(obj, request.user, form.cleaned_data["days"])
            record_saved("share link made", obj, days=form.cleaned_data["days"])
            return redirect(page_address(self, "share", obj.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Share a preview"),
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "form": form,
            "links": [(link, absolute(reverse("shared", args=[link.token]))) for link in links.valid()],
        }
        return TemplateResponse(request, "admin/share.html", context)


@contextmanager
def own_messages(request: HttpRequest) -> Iterator[None]:
    """Keep the messages for the editor of *request* as they are, whatever is added inside the block."""
    kept = request._messages
    request._messages = default_storage(request)
    try:
        yield
    finally:
        request._messages = kept


def errors_of(context: dict[str, Any]) -> Iterator[str]:
    """Yield the errors of the form and of the rows in *context*, that of a form of the admin."""
    form = context["adminform"].form
    forms_ = [form, *(row for formset in context["inline_admin_formsets"] for row in formset.formset.forms)]
    for one in forms_:
        for name, errors in one.errors.items():
            label = str(one.fields[name].label) if name in one.fields else ""
            yield from (f"{label}: {error}" if label else str(error) for error in errors)
    for formset in context["inline_admin_formsets"]:
        yield from map(str, formset.formset.non_form_errors())


@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the preview of a row to whoever has its link; 410 when the link no longer works.

    ``part`` in the query string is the identifier of a draft to which the preview leads.
    """
    link = SharedPreview.objects.with_token(token)
    own, obj = shared_row(link) if link else (None, None)
    if obj is not None and (part := request.GET.get("part")):
        obj = next((draft for draft in own.drafts_in(obj) if identifier(draft) == part), None)
        own = obj and admin.site.get_model_admin(type(obj))
    if obj is None:
        response = render(request, "shared_gone.html", status=410)
    else:
        SharedPreview.objects.filter(pk=link.pk).update(opened_at=timezone.now())
        here = reverse("shared", args=[token])
        response = own.shown(request, obj, lambda draft: f"{here}?part={identifier(draft)}")
        text = response.content.decode()
        response.content = UPLOADS.sub(lambda found: f"{found[0]}?shared={token}", text)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def shared_row(link: SharedPreview) -> tuple[PreviewsAdmin | None, Publication | None]:
    """Return the admin and the row of *link*; None for both if the row is gone, public or withdrawn."""
    model = apps.get_model(link.kind)
    row = model._base_manager.filter(pk=link.key).first()
    if row is None or row.is_public or row.withdrawn_at:
        return None, None
    return admin.site.get_model_admin(model), row


def shows_file(token: str, path: str) -> bool:
    """Say whether the link with *token* leads to a page that shows the file at *path*, or a rendition of it."""
    link = SharedPreview.objects.with_token(token)
    own, obj = shared_row(link) if link else (None, None)
    if obj is None:
        return False
    # The name of a file is random, so that its folder does not matter.
    asked = {os.path.basename(path), *original_names(path)}
    return not asked.isdisjoint(os.path.basename(name) for name in own.files_of(obj))

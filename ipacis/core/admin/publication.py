"""The admin of publications: who may change them, their state, their previews."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipacis.core.record.publication import Publication, State
from ipacis.core.record.workflow import Status, status_of
from ipacis.core.text.moments import moment_in_words

from .base import HouseAdmin
from .forms import HouseForm
from .front import work_list
from .languages import both
from .previews import PreviewsAdmin
from .simultaneous import name_of_editor
from .step_forms import check_reason
from .steps import StepsAdmin

#: The fieldset of the reason of a withdrawal, which only the form of a withdrawn record has.
WITHDRAWAL = (gettext_lazy("Withdrawal"), {"fields": both("withdrawal_reason")})


class PublicationForm(HouseForm):
    """The form of a publication. Its state changes on the pages of the steps."""

    def clean(self):
        cleaned = super().clean()
        if self.instance.state == State.WITHDRAWN:
            check_reason(self)
        return cleaned


def author_of(row: Publication) -> str:
    """Return the name of the account that began *row*, "" if it is not known."""
    return name_of_editor(row.created_by) if row.created_by else ""


def remark_of(row: Publication) -> str:
    """Return the remark with which *row* was returned, and by whom."""
    return f"{name_of_editor(row.returned_by)}: {row.remark}" if row.returned_by else row.remark


class PublicationAdmin(PreviewsAdmin, StepsAdmin, HouseAdmin):
    """Admin of a publication, with the steps of the workflow and with previews.

    Editors with the permission "change_own" see, change and delete the drafts that they began.
    """

    form = PublicationForm
    change_form_template = "admin/publication_change_form.html"

    def is_public(self, obj):
        return obj.is_public

    # Rights

    def is_own_draft(self, request: HttpRequest, obj: Publication | None) -> bool:
        """Say whether *obj* is a draft that the editor began and may change; for None, whether there may be any."""
        if not self.has_right(request, "change_own"):
            return False
        return obj is None or (obj.state == State.DRAFT and obj.created_by_id == request.user.pk)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) or self.is_own_draft(request, obj)

    def has_view_permission(self, request, obj=None):
        if super().has_view_permission(request, obj):
            return True
        is_own = obj is None or obj.created_by_id == request.user.pk
        return is_own and self.has_right(request, "change_own")

    def has_delete_permission(self, request, obj=None):
        # Editors withdraw a row that was published, because its address must keep answering.
        if obj and (obj.state in {State.PUBLISHED, State.WITHDRAWN} or not obj.may_delete()):
            return False
        return super().has_delete_permission(request, obj) or self.is_own_draft(request, obj)

    def may_restore(self, request, obj=None):
        # A deleted row has no author any more, so only who may change all rows brings it back.
        is_allowed = self.has_change_permission(request, obj) if obj else self.has_right(request, "change")
        return is_allowed and super().may_restore(request, obj)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        sees_all = self.has_right(request, "view") or self.has_right(request, "change")
        if not sees_all and self.has_right(request, "change_own"):
            return rows.filter(created_by=request.user.pk)
        return rows

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        obj = form.instance
        self.after_saving(request, obj, obj.publish_at if obj.state == State.PUBLISHED else None)

    # The front page

    def waiting(self, request):
        rows = self.for_choices(self.get_queryset(request)).select_related("created_by", "returned_by")
        name = self.opts.verbose_name_plural
        if self.has_publish_permission(request):
            in_review = rows.filter(state=State.IN_REVIEW).order_by("modified_at")
            yield work_list(
                self, _("In review: %(kind)s") % {"kind": name}, in_review, "status=in_review", author_of
            )
        own = rows.filter(created_by=request.user.pk, state=State.DRAFT).order_by("-modified_at")
        returned, drafts = own.exclude(remark=""), own.filter(remark="")
        yield work_list(
            self, _("Returned to you: %(kind)s") % {"kind": name}, returned, "mine=1&status=draft", remark_of
        )
        yield work_list(self, _("Your drafts: %(kind)s") % {"kind": name}, drafts, "mine=1&status=draft")
        scheduled = rows.scheduled().order_by("publish_at")
        yield work_list(
            self,
            _("Scheduled: %(kind)s") % {"kind": name},
            scheduled,
            "status=scheduled",
            lambda row: moment_in_words(row.publish_at),
        )

    # State

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, obj):
        status = status_of(obj)
        return format_html('<span class="state state--{}">{}</span>', status.value, status.label)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and obj.state == State.WITHDRAWN:
            return [WITHDRAWAL, *fieldsets]
        return fieldsets

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["standing"] = self.standing(obj) if obj and obj.pk else {}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def standing(self, obj: Publication) -> dict[str, Any]:
        """Return what the head of the form tells of the state of *obj*, as the context of a template."""
        is_dated = status_of(obj) in {Status.SCHEDULED, Status.PUBLISHED}
        return {
            "state": self.shown_state(obj),
            "moment": moment_in_words(obj.publish_at) if is_dated else "",
            "author": author_of(obj),
            "remark": obj.remark,
            "returned_by": obj.returned_by and name_of_editor(obj.returned_by),
        }

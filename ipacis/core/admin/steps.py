"""The pages, buttons and actions with which editors take the steps of the workflow (``ipacis.core.record.workflow``).

A step is taken on a page of its own, which tells first what it would do and what is missing. A button below the form saves
the form and leads to that page. The right to take a step is checked for each row, on the page and in actions of lists.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ipacis.core.accounts.rights import holds
from ipacis.core.logs.audit import record_step
from ipacis.core.record.addresses import identifier
from ipacis.core.record.publication import Publication, State
from ipacis.core.record.workflow import (
    PUBLISH,
    RETURN,
    SCHEDULE,
    STEPS,
    SUBMIT,
    UNSCHEDULE,
    WITHDRAW,
    Status,
    Step,
    status_of,
)
from ipacis.core.text.moments import moment_in_words

from .pages import page_address, page_route
from .step_forms import FORMS, REASON, WithdrawalForm

#: The name of the buttons that save the form and lead to the page of a step. Its value is the name of the step.
STEP = "_step"


@dataclass
class Outlook:
    """What a step would do, in sentences for the editor.

    ``effects`` follow from it, and ``gaps`` is what readers will miss.
    """

    effects: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def apply(step: Step, obj: Publication, editor: Model, values: dict[str, Any]) -> None:
    """Give *obj* the values that follow from *step*, without saving it. *values* are those of the form of the step."""
    if step is SCHEDULE:
        obj.publish_at = values["publish_at"]
    elif step is UNSCHEDULE:
        obj.publish_at = None
    elif step is PUBLISH and (status_of(obj) == Status.SCHEDULED or not obj.was_public()):
        obj.publish_at = None  # ``settle_state`` fills in the present moment
    obj.state = step.to
    for name in REASON:
        setattr(obj, name, values.get(name, ""))
    if step is RETURN:
        obj.remark, obj.returned_by = values["remark"], editor
    elif step in {SUBMIT, PUBLISH, SCHEDULE}:
        obj.remark, obj.returned_by = "", None


class StepsAdmin:
    """Mixin of the admin of a publication, with the pages and actions of its steps."""

    actions = ["publish", "send_to_review", "withdraw"]

    # Hooks

    def obstacles(self, obj: Publication, step: Step) -> list[str]:
        """Return why *step* cannot be taken with *obj*, in sentences for the editor."""
        return []

    def outlook(self, request: HttpRequest, obj: Publication, step: Step) -> Outlook:
        """Return what *step* would do to *obj*."""
        return Outlook()

    def belonging(self, things: Iterable[Publication]) -> list[Publication]:
        """Return the public records that stay behind when *things* are withdrawn, such as texts in other languages."""
        return []

    def after_saving(
        self, request: HttpRequest, obj: Publication, formerly: datetime.datetime | None
    ) -> None:
        """Hook for what a subclass does after *obj* was saved or took a step.

        *formerly* is ``publish_at`` before the change; None if the row was neither published nor scheduled.
        """

    # Rights

    def has_right(self, request: HttpRequest, right: str) -> bool:
        """Say whether the editor has the permission *right*, such as "publish", for the rows of the model."""
        return holds(request.user, right, self.opts)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self.has_right(request, "publish")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return self.has_right(request, "withdraw")

    def may_take(self, request: HttpRequest, step: Step, obj: Publication) -> bool:
        """Say whether the editor has the right to take *step* with *obj*."""
        if step.right == "change":
            return self.has_change_permission(request, obj)
        if step.right == "own":
            may_change = self.has_right(request, "change_own") or self.has_right(request, "change")
            return may_change and obj.created_by_id == request.user.pk
        return self.has_right(request, step.right)

    def steps_for(self, request: HttpRequest, obj: Publication | None) -> list[Step]:
        """Return the steps that the editor may take with *obj*, or with a new row."""
        thing = obj or self.model(created_by_id=request.user.pk)
        return [
            step for step in STEPS.values() if step.is_possible(thing) and self.may_take(request, step, thing)
        ]

    # The page of a step

    def get_urls(self):
        route = page_route(self, "<path:object_id>/step/<slug:step>/", self.step_view, "step")
        return [route, *super().get_urls()]

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        """Tell what a step would do and ask for what it needs; a POST takes it."""
        obj, step = self.get_object(request, object_id), STEPS.get(step)
        if obj is None or step is None:
            raise Http404("no such row or step")
        if not self.may_take(request, step, obj):
            raise PermissionDenied
        if not step.is_possible(obj):
            self.message_user(request, not_possible(obj), messages.WARNING)
            return self.back_from_step(request, obj)
        obstacles = self.obstacles(obj, step)
        things = self.belonging([obj]) if step is WITHDRAW else []
        form = self.step_form(request, step, things)
        if form.is_valid() and not obstacles:
            values = form.cleaned_data
            chosen = values.pop("together", [])
            if self.take(request, self.model._base_manager.filter(pk=obj.pk), step, **values):
                self.withdraw_together(request, things, chosen, **values)
            return self.back_from_step(request, obj)
        context = {
            **self.admin_site.each_context(request),
            "title": step.title,
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "media": self.media + form.media,
            "form": form,
            "obstacles": obstacles,
            "outlook": self.outlook(request, obj, step),
            "zone": settings.TIME_ZONE,
        }
        return TemplateResponse(request, "admin/step.html", context)

    def step_form(self, request: HttpRequest, step: Step, things: list[Publication]) -> forms.Form:
        options = {"things": things} if step is WITHDRAW else {}
        return FORMS.get(step, forms.Form)(request.POST if request.method == "POST" else None, **options)

    def back_from_step(self, request: HttpRequest, obj: Publication) -> HttpResponse:
        """Redirect to the form of *obj*, or to the list if the editor may not see it any more."""
        obj = self.get_object(request, str(obj.pk))
        if obj and self.has_view_or_change_permission(request, obj):
            return redirect(page_address(self, "change", obj.pk))
        return redirect(page_address(self, "changelist"))

    # The buttons below a form

    def response_add(self, request, obj, post_url_continue=None):
        return self.lead_to_step(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.lead_to_step(request, obj) or super().response_change(request, obj)

    def lead_to_step(self, request: HttpRequest, obj: Publication) -> HttpResponse | None:
        """Redirect to the page of the step whose button saved the form of *obj*; None for another button."""
        step = STEPS.get(request.POST.get(STEP, ""))
        if step is None:
            return None
        self.message_user(request, _("Saved."), messages.SUCCESS)
        return redirect(page_address(self, "step", obj.pk, step.name))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["steps"] = [
            {
                "name": step.name,
                "label": step.label_for(obj or self.model()),
                "address": page_address(self, "step", obj.pk, step.name) if obj and obj.pk else "",
            }
            for step in self.steps_for(request, obj)
        ]
        context["may_save"] = add or self.has_change_permission(request, obj)
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Taking a step

    def take(self, request: HttpRequest, queryset: QuerySet, step: Step, **values: Any) -> list[Publication]:
        """Take *step* with the rows of *queryset* from which it leads, and return them. The editor is told.

        *values* are those of the form of the step. Rows for which the editor lacks the right, or which have an
        obstacle, are left as they are.
        """
        taken, left, obstacles = [], 0, []
        for pk in queryset.order_by("pk").values_list("pk", flat=True):
            with self.create_revision(request):
                obj = self.model._base_manager.select_for_update(no_key=True).get(pk=pk)
                if not (step.is_possible(obj) and self.may_take(request, step, obj)):
                    left += 1
                    continue
                if found := self.obstacles(obj, step):
                    obstacles += [f"{obj}: {sentence}" for sentence in found]
                    continue
                self.take_one(request, obj, step, values)
            taken.append(obj)
        self.tell_taken(request, step, taken)
        self.tell_left(request, left, obstacles)
        return taken

    def take_one(self, request: HttpRequest, obj: Publication, step: Step, values: dict[str, Any]) -> None:
        formerly = obj.publish_at if obj.state == State.PUBLISHED else None
        apply(step, obj, request.user, values)
        obj.save()
        self.add_version(obj)
        line = {"state": obj.state, "publish_at": obj.publish_at.isoformat() if obj.publish_at else ""}
        self.log_change(request, obj, [{**line, "remark": obj.remark} if step is RETURN else line])
        record_step(obj)
        self.after_saving(request, obj, formerly)

    def withdraw_together(
        self, request: HttpRequest, things: Iterable[Publication], chosen: Iterable[str], **reasons: str
    ) -> None:
        """Withdraw those of *things* whose ids are *chosen*, for *reasons* ({column: text})."""
        by_model: dict[type[Publication], list[int]] = {}
        for thing in things:
            if identifier(thing) in chosen:
                by_model.setdefault(type(thing), []).append(thing.pk)
        for model, pks in by_model.items():
            own = self.admin_site.get_model_admin(model)
            own.take(request, model._base_manager.filter(pk__in=pks), WITHDRAW, **reasons)

    def tell_taken(self, request: HttpRequest, step: Step, taken: list[Publication]) -> None:
        """Tell the editor that *step* was taken with the rows *taken*."""
        if len(taken) == 1:
            (obj,) = taken
            if status_of(obj) == Status.SCHEDULED:
                text = _("“%(row)s” appears on %(moment)s.") % {
                    "row": obj,
                    "moment": moment_in_words(obj.publish_at),
                }
            else:
                text = step.done % {"row": obj}
            self.message_user(request, text, messages.SUCCESS)
        elif taken:
            text = ngettext("%(count)d is now %(state)s.", "%(count)d are now %(state)s.", len(taken))
            state = status_of(taken[0]).label
            self.message_user(request, text % {"count": len(taken), "state": state}, messages.SUCCESS)

    def tell_left(self, request: HttpRequest, left: int, obstacles: list[str]) -> None:
        """Tell the editor the number *left* of rows without a change, and the *obstacles* of others."""
        if left:
            text = ngettext(
                "%(count)d was left as it is: the step is not possible from its state.",
                "%(count)d were left as they are: the step is not possible from their state.",
                left,
            )
            self.message_user(request, text % {"count": left}, messages.WARNING)
        for sentence in obstacles:
            self.message_user(request, sentence, messages.ERROR)

    # Actions of lists

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request, queryset):
        self.take(request, queryset, PUBLISH)

    @admin.action(description=gettext_lazy("Submit for review"), permissions=["change"])
    def send_to_review(self, request, queryset):
        self.take(request, queryset, SUBMIT)

    @admin.action(description=gettext_lazy("Withdraw …"), permissions=["withdraw"])
    def withdraw(self, request, queryset):
        """Ask for the reason, then withdraw the rows (action of the list)."""
        things = self.belonging(queryset.filter(state=State.PUBLISHED))
        form = WithdrawalForm(request.POST if "confirmed" in request.POST else None, things=things)
        if form.is_valid():
            chosen = form.cleaned_data.pop("together", [])
            self.take(request, queryset, WITHDRAW, **form.cleaned_data)
            self.withdraw_together(request, things, chosen, **form.cleaned_data)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Withdraw"),
            "opts": self.opts,
            "media": self.media,
            "queryset": queryset,
            "form": form,
        }
        return TemplateResponse(request, "admin/withdraw.html", context)


def not_possible(obj: Publication) -> str:
    """Return the sentence for an editor whose step is not possible, because a colleague was faster, for example."""
    return _("This step is not possible: “%(row)s” is %(state)s.") % {
        "row": obj,
        "state": status_of(obj).label,
    }

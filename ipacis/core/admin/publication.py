"""The admin of publications: states, actions, previews."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ipacis.core.logs.audit import record_step
from ipacis.core.record.addresses import identifier
from ipacis.core.record.publication import Publication, State
from ipacis.core.text.labels import LANGUAGE_NAMES, LANGUAGES, label_columns

from .base import HouseAdmin
from .forms import HouseForm
from .languages import both
from .texts import tidy_texts

#: The columns of the reason of a withdrawal.
REASON = label_columns("withdrawal_reason")
#: The fieldset of the state of a publication.
PUBLICATION = (
    gettext_lazy("Publication"),
    {"fields": [("state", "publish_at"), *both("withdrawal_reason")]},
)


def check_reason(form: forms.Form) -> None:
    """Add an error to *form* unless it has a reason of withdrawal in at least one language."""
    if not any(form.cleaned_data.get(name) for name in REASON):
        form.add_error(REASON[0], _("Say why it is withdrawn: readers of its address are told."))


class PublicationForm(HouseForm):
    """The form of a publication."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") == State.WITHDRAWN:
            check_reason(self)
        elif self.instance.was_public_when_opened:
            self.check_stays_public(cleaned)
        return cleaned

    def check_stays_public(self, cleaned: dict[str, Any]) -> None:
        """Add an error if a public row would no longer be public without being withdrawn."""
        publish_at = cleaned.get("publish_at")
        if cleaned.get("state") in {State.DRAFT, State.IN_REVIEW}:
            self.add_error("state", _("This is public: withdraw it, and tell readers why."))
        elif publish_at and publish_at > timezone.now():
            self.add_error(
                "publish_at", _("This is public already: withdraw it, or leave a time that has come.")
            )


def together_field(things: Callable[[], Iterable[Publication]]) -> forms.MultipleChoiceField:
    """Return the field in which an editor chooses public records that are withdrawn together with others.

    The records that *things* returns are offered. It is called when the field is shown or validated.
    """
    return forms.MultipleChoiceField(
        label=_("Withdraw as well"),
        choices=lambda: [
            (identifier(thing), f"{capfirst(thing._meta.verbose_name)}: {thing}") for thing in things()
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These stay public unless you choose them."),
    )


class WithdrawalForm(forms.Form):
    """The form that asks for the reason of a withdrawal in each language, and what is withdrawn as well.

    *things* are the public records among which the editor chooses.
    """

    def __init__(self, *args, things: Iterable[Publication] = (), **kwargs):
        super().__init__(*args, **kwargs)
        if things:
            self.fields["together"] = together_field(lambda: things)
        for code, name in zip(LANGUAGES, REASON, strict=True):
            self.fields[name] = forms.CharField(
                label=_("Reason of withdrawal (%(language)s)") % {"language": LANGUAGE_NAMES[code]},
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"lang": code, "class": "vTextField"}),
            )

    def clean(self):
        tidy_texts(self)
        check_reason(self)
        return self.cleaned_data


class Preview(NamedTuple):
    """The path of a preview, and the name of its language."""

    address: str
    language: str


class PublicationAdmin(HouseAdmin):
    """Admin of a publication, with actions that change the state and with previews."""

    form = PublicationForm
    actions = ["publish", "send_to_review", "withdraw"]
    change_form_template = "admin/publication_change_form.html"

    def belonging(self, things: Iterable[Publication]) -> list[Publication]:
        """Return the public records that stay behind when *things* are withdrawn, such as texts in other languages."""
        return []

    def withdraw_together(
        self, request: HttpRequest, things: Iterable[Publication], chosen: Iterable[str], **reasons: str
    ) -> None:
        """Withdraw those of *things* whose ids are *chosen*, for *reasons* ({column: text})."""
        by_model = {}
        for thing in things:
            if identifier(thing) in chosen:
                by_model.setdefault(type(thing), []).append(thing.pk)
        for model, pks in by_model.items():
            rows = model._base_manager.filter(pk__in=pks)
            own = self.admin_site.get_model_admin(model)
            own.change_state(request, rows, State.WITHDRAWN, {State.PUBLISHED}, **reasons)

    def page_of(self, request: HttpRequest, obj: Publication) -> HttpResponse:
        """Answer with the public page of *obj* in any state."""
        raise NotImplementedError

    def after_saving(
        self, request: HttpRequest, obj: Publication, formerly: datetime.datetime | None
    ) -> None:
        """Hook for what a subclass does after *obj* was saved or its state was changed by an action.

        *formerly* is ``publish_at`` before the change; None if the row was neither published nor scheduled.
        """

    def is_public(self, obj):
        return obj.is_public

    def has_delete_permission(self, request, obj=None):
        # Editors withdraw a row that was published, because its address must keep answering.
        if obj and (obj.state in {State.PUBLISHED, State.WITHDRAWN} or not obj.may_delete()):
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, obj):
        state, text = obj.state, obj.get_state_display()
        if state == State.PUBLISHED and obj.publish_at > timezone.now():
            state, text = "scheduled", _("scheduled")
        return format_html('<span class="state state--{}">{}</span>', state, text)

    # Preview

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name=name), *super().get_urls()]

    def preview_view(self, request, object_id):
        """Answer with the public page of a row in any state, in the language of the row or of the query string."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404("no such row")
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        language = getattr(obj, "language", None) or request.GET.get("language")
        if language not in LANGUAGES:
            language = request.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            request.previewed = obj
            return self.page_of(request, obj)

    def previews(self, obj: Publication) -> list[Preview]:
        """Return the previews of *obj*: one in its language, or one in each language if it has none of its own."""
        address = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_preview",
            args=[obj.pk],
            current_app=self.admin_site.name,
        )
        codes = [obj.language] if hasattr(obj, "language") else LANGUAGES
        return [Preview(f"{address}?language={code}", LANGUAGE_NAMES.get(code, code)) for code in codes]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["previews"] = self.previews(obj) if obj and obj.pk else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Saving and actions

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        obj, changed = form.instance, form.changed_data
        if "state" in changed or ("publish_at" in changed and obj.state == State.PUBLISHED):
            record_step(obj)
        was_published = form.initial.get("state") == State.PUBLISHED
        self.after_saving(request, form.instance, form.initial.get("publish_at") if was_published else None)

    def change_state(
        self, request: HttpRequest, queryset: QuerySet, state: State, come_from: set[State], **reasons: str
    ) -> list[Publication]:
        """Change the rows of *queryset* in one of the states *come_from* to *state*, and return the changed rows.

        *reasons* are the reasons of a withdrawal, {column: text}.
        """
        changed = []
        for pk in queryset.order_by("pk").values_list("pk", flat=True):
            with self.create_revision(request):
                obj = self.model._base_manager.select_for_update(no_key=True).get(pk=pk)
                if obj.state not in come_from or not self.has_change_permission(request, obj):
                    continue
                formerly = obj.publish_at if obj.state == State.PUBLISHED else None
                obj.state = state
                for name in REASON:
                    setattr(obj, name, reasons.get(name, ""))
                obj.save()
                self.add_version(obj)
                moment = obj.publish_at.isoformat() if obj.publish_at else ""
                self.log_change(request, obj, [{"state": obj.state, "publish_at": moment}])
                record_step(obj)
                self.after_saving(request, obj, formerly)
            changed.append(obj)
        self.show_changed(request, changed, queryset.count() - len(changed))
        return changed

    def show_changed(self, request: HttpRequest, changed: list[Publication], left: int) -> None:
        """Show the editor the number of the *changed* rows, and the number *left* of unchanged rows."""
        if changed:
            state = changed[0].get_state_display()
            self.message_user(
                request,
                ngettext("%(count)d is now %(state)s.", "%(count)d are now %(state)s.", len(changed))
                % {"count": len(changed), "state": state},
                messages.SUCCESS,
            )
        if left:
            self.message_user(
                request,
                ngettext(
                    "%(count)d was left as it is: the step is not possible from its state.",
                    "%(count)d were left as they are: the step is not possible from their state.",
                    left,
                )
                % {"count": left},
                messages.WARNING,
            )

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request, queryset):
        self.change_state(request, queryset, State.PUBLISHED, {State.DRAFT, State.IN_REVIEW, State.WITHDRAWN})

    @admin.action(description=gettext_lazy("Send to review"), permissions=["change"])
    def send_to_review(self, request, queryset):
        self.change_state(request, queryset, State.IN_REVIEW, {State.DRAFT})

    @admin.action(description=gettext_lazy("Withdraw …"), permissions=["change"])
    def withdraw(self, request, queryset):
        """Ask for the reason, then withdraw the rows (action of the list)."""
        things = self.belonging(queryset.filter(state=State.PUBLISHED))
        form = WithdrawalForm(request.POST if "confirmed" in request.POST else None, things=things)
        if form.is_valid():
            chosen = form.cleaned_data.pop("together", [])
            self.change_state(request, queryset, State.WITHDRAWN, {State.PUBLISHED}, **form.cleaned_data)
            self.withdraw_together(request, things, chosen, **form.cleaned_data)
            return None
        return TemplateResponse(
            request,
            "admin/withdraw.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Withdraw"),
                "opts": self.opts,
                "media": self.media,
                "queryset": queryset,
                "form": form,
            },
        )

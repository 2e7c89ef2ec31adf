"""HouseAdmin, the base class of the admins of all models of the site."""

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import NestedObjects
from django.db import IntegrityError, router, transaction
from django.db.models import FileField, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from js_asset import Media, Script

from ipacis.core.accounts.open_forms import OpenForm, note_added
from ipacis.core.files.uploads import undone_on_error, unwritable
from ipacis.core.record.derived import together
from ipacis.core.record.errors import AddressTaken, NameTaken
from ipacis.core.record.fields import in_full

from .accounts import LoggedDeletion
from .change_lists import ShowsChanges
from .choices import CheckedActions, ChoiceFields, Choosable, look_up_labels
from .forms import HouseForm
from .front import OnFrontPage
from .history import Historied
from .keeping import FILL, digest_of, draft_of, kept_form, tell_saved
from .keys import is_key
from .pages import page_address
from .pending import tell_of_pending
from .phrases import Phrased
from .search import WordSearch
from .simultaneous import tell_of_merge

#: The class of a fieldset that stands beside the buttons of the form.
PINNED = "pinned"


class HouseAdmin(
    Phrased,
    CheckedActions,
    LoggedDeletion,
    ShowsChanges,
    OnFrontPage,
    WordSearch,
    ChoiceFields,
    Choosable,
    Historied,
):
    """An admin with translated fields side by side, autocompletes, history and a link to the public page.

    Its forms merge what two editors change, and their texts are kept in the browser until they are saved.
    """

    form = HouseForm
    change_form_template = "admin/house_change_form.html"
    list_per_page = 50
    show_full_result_count = False
    deleted = "deleted"
    show_facets = ShowFacets.NEVER

    class Media:
        css = {"all": ["house-admin/admin.css"]}
        js = [
            "admin/js/jquery.init.js",
            "house-admin/names.js",
            Script("house-admin/editing.js", type="module"),
            Script("house-admin/preview.js", type="module"),
        ]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and not self.has_change_permission(request, obj):
            return fieldsets
        if not obj:
            return [*fieldsets, (None, {"fields": ["asked"], "classes": ["hidden"]})]
        hidden = (None, {"fields": ["opened", "seen_version", "asked"], "classes": ["hidden"]})
        return [*fieldsets, (None, {"fields": ["why"], "classes": [PINNED]}), hidden]

    def is_public(self, obj: Model) -> bool:
        """Say whether *obj* has a page that everybody may see."""
        return hasattr(obj, "get_absolute_url")

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj is not None and self.is_public(obj) else None

    def called(self, obj):
        return {}  # the log must not contain titles and names of people; it identifies the row by its key

    def delete_queryset(self, request, queryset):
        # A bulk deletion would skip ``Record.delete``, which guards each row and updates its addresses and the search.
        for obj in queryset:
            self.delete_model(request, obj)

    def get_deleted_objects(self, objs, request):
        """Return what Django's method returns.

        If other rows protect *objs* from deletion, list the full names of these rows and no missing permissions,
        because the permissions would not help.
        """
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        if not protected:
            return deleted, counts, missing, protected
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        words = {f"{capfirst(row._meta.verbose_name)}: {in_full(row)}" for row in collector.protected}
        return deleted, counts, set(), sorted(words)

    def changeform_view(self, request, *args, **kwargs):
        try:
            return self.indexed_changeform_view(request, *args, **kwargs)
        except (AddressTaken, NameTaken, IntegrityError):
            if request.method != "POST":
                raise
            # Another row took the same address or name after the form was validated. The second validation finds the error.
        except OSError as error:
            if request.method != "POST" or isinstance(error, ConnectionError) or not self.file_fields():
                raise
            # A file could not be written, and nothing was saved. The form is shown again with the submitted values
            # and an error.
            request.upload_error = error
        return self.indexed_changeform_view(request, *args, **kwargs)

    def indexed_changeform_view(self, request, object_id=None, *args, **kwargs):
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        if object_id is None and FILL not in request.POST and (answer := self.already_added(request)):
            return answer
        request.has_saved = False
        # ``together`` indexes the row once, after its inlines and links are saved, and in the same transaction.
        with transaction.atomic(), together() as touched, undone_on_error():
            response = super().changeform_view(request, object_id, *args, **kwargs)
        tell_of_pending(request, touched)
        if request.has_saved and draft_of(request):
            tell_saved(request, response)
        return response

    def already_added(self, request: HttpRequest) -> HttpResponse | None:
        """Return a redirect to the row that the form has added already, None if it has added none.

        A form is sent twice if the answer to the first sending is lost.
        """
        form = OpenForm.objects.added_by(draft_of(request), request.user, self.opts.label_lower)
        if form is None or form.sent != digest_of(request) or not self.has_add_permission(request):
            return None
        self.message_user(request, _("This was saved already; this is what was saved."), messages.WARNING)
        answer = redirect(page_address(self, "change", form.key))
        tell_saved(request, answer)
        return answer

    def file_fields(self) -> list[str]:
        """Return the names of the file fields of the model."""
        return [field.name for field in self.opts.concrete_fields if isinstance(field, FileField)]

    def get_object(self, request, object_id, from_field=None):
        if transaction.get_connection().in_atomic_block and request.method == "POST" and is_key(object_id):
            # The second of two editors who save at the same moment waits, and then reads what the first one saved.
            rows = self.model._base_manager.filter(pk=object_id).select_for_update(no_key=True)
            list(rows.values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.is_restoring = getattr(request, "is_restoring", False)
        form.is_filled = FILL in request.POST
        if error := getattr(request, "upload_error", None):
            name = next((name for name in self.file_fields() if name in form.base_fields), None)
            form.upload_errors = {name: unwritable(error)}
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.has_saved = True
        if change and not form.is_restoring:
            tell_of_merge(request, form, formsets)
        if not change and draft_of(request):
            key = str(form.instance.pk)
            note_added(draft_of(request), request.user, self.opts.label_lower, key, digest_of(request))

    def open_form_key(self, request: HttpRequest, obj: Model | None) -> str:
        """Return the key of the OpenForm of *obj*, or of a new row; "" if several editors may add one at once."""
        return str(obj.pk) if obj else ""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add or self.has_change_permission(request, obj):
            key = self.open_form_key(request, obj)
            context["kept_form"] = kept_form(request, self.model, obj, key)
        # The rich text editor has an inline script, its import map, which browsers run only with the nonce.
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_inline_formsets(self, request, formsets, *args, **kwargs):
        for formset in formsets:
            look_up_labels(formset)
        return super().get_inline_formsets(request, formsets, *args, **kwargs)

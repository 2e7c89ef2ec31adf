"""What the scripts of a list of participants ask the server: rows to add, and what to say about the list as it is."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from ipacis.core.admin.dates import day_of
from ipacis.core.admin.keys import is_key
from ipacis.core.admin.pages import page_route
from ipacis.core.text.labels import label_columns
from news.models import Meeting, Participation
from people.models import Person

from .participant_rows import RowMaker
from .protocol import in_protocol_order


class ParticipantsAdmin:
    """Mixin of the admin of meetings, with the addresses that the scripts of the participants ask."""

    def get_urls(self):
        rows, check = require_POST(self.rows_view), require_POST(self.check_view)
        return [
            page_route(self, "participants/", rows, "participants"),
            page_route(self, "participants/check/", check, "check_new_participants"),
            page_route(self, "<path:object_id>/participants/check/", check, "check_participants"),
            *super().get_urls(),
        ]

    def may_list(self, request: HttpRequest) -> bool:
        """Say whether the editor may write lists of participants."""
        people = self.admin_site.get_model_admin(Person)
        return people.has_view_permission(request) and (
            self.has_add_permission(request) or self.has_change_permission(request)
        )

    def rows_view(self, request: HttpRequest) -> JsonResponse:
        """Answer with {"rows": rows to add} for the ``person`` keys, the ``names`` or the ``meeting`` that are posted."""
        if not self.may_list(request):
            raise PermissionDenied
        maker = RowMaker(
            self.admin_site, day_of(request.POST.get("day", "")), request.POST.getlist("delegation")
        )
        if names := request.POST.get("names"):
            return JsonResponse({"rows": maker.of_names(names)})
        if is_key(key := request.POST.get("meeting", "")):
            meeting = self.get_object(request, key)
            is_seen = meeting and self.has_view_or_change_permission(request, meeting)
            return JsonResponse({"rows": maker.of_meeting(meeting) if is_seen else []})
        keys = [int(key) for key in request.POST.getlist("person") if is_key(key)]
        return JsonResponse({"rows": maker.of_people(keys)})

    def check_view(self, request: HttpRequest, object_id: str = "") -> JsonResponse:
        """Answer about the posted list: {"rows": {number: {"notes", "printed"}}, "errors", "order"}.

        ``printed`` are the texts that saving would print, and ``order`` the numbers of the rows in the protocol order.
        Nothing is saved.
        """
        meeting = self.get_object(request, object_id) if object_id else None
        if object_id and meeting is None:
            raise Http404("no such meeting")
        if not self.may_list(request) or (meeting and not self.has_change_permission(request, meeting)):
            raise PermissionDenied
        return JsonResponse(self.checked(request, meeting))

    def checked(self, request: HttpRequest, meeting: Meeting | None) -> dict:
        inline = next(
            one for one in self.get_inline_instances(request, meeting) if one.model is Participation
        )
        instance = meeting or Meeting()
        instance.open_for_form()
        instance.start_date = day_of(request.POST.get("start_date", ""))
        formset_class = inline.get_formset(request, meeting)
        formset_class.locks = False  # nothing is saved, so nobody has to wait
        formset = formset_class(
            request.POST,
            instance=instance,
            prefix=formset_class.get_default_prefix(),
            queryset=inline.get_queryset(request),
        )
        formset.is_valid()
        numbers = {id(form): number for number, form in enumerate(formset.forms)}
        return {
            "rows": {
                numbers[id(form)]: {
                    "notes": formset.warnings_of(form),
                    "printed": {
                        name: getattr(form.instance, name)
                        for name in [*label_columns("name_printed"), *label_columns("office_printed")]
                    },
                }
                for form in (formset.rows_to_check() if instance.start_date else [])
            },
            "errors": list(formset.non_form_errors()),
            "order": [numbers[id(form)] for form in in_protocol_order(formset.valid_rows())],
        }

"""The admin of meetings."""

from django.contrib import admin, messages
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ipacis.core.admin import PublicationAdmin, PublicationForm, both
from ipacis.core.admin.filters import MineFilter, StatusFilter
from ipacis.core.admin.front import work_list
from ipacis.core.admin.steps import Outlook
from ipacis.core.record.dates import Precision, last_day
from ipacis.core.record.publication import public
from ipacis.core.record.workflow import PUBLISH, SCHEDULE, SUBMIT
from ipacis.core.text.labels import label_columns
from news.models import Meeting, Participation
from news.views import meeting_page
from people.models import Person

from .corrections import CorrectedAdmin, CorrectionFormMixin
from .days import DaysForm
from .participant_views import ParticipantsAdmin
from .participations import ParticipationInline
from .readiness import meeting_gaps
from .search import FoundByWords
from .sources import SOURCE_FIELDS


class MeetingForm(CorrectionFormMixin, DaysForm, PublicationForm):
    """The form of a meeting, which asks whether the edit of a public meeting is a correction.

    It also asks whether a meeting took place that was planned for a day that has passed.
    """

    def questions(self, cleaned):
        questions = super().questions(cleaned)
        last = cleaned.get("end_date") or cleaned.get("start_date")
        last = last_day(last, cleaned.get("date_precision", Precision.DAY))
        if cleaned.get("status") != Meeting.Status.PLANNED or last is None or last >= timezone.localdate():
            return questions
        question = _(
            "The meeting was planned for a day that has passed. Choose “held” or “cancelled”; if neither is known, "
            "save again."
        )
        return {**questions, f"planned-{last}": question}


class Overdue(admin.SimpleListFilter):
    """Meetings that are still called planned although their day has passed."""

    title = _("planned, day passed")
    parameter_name = "overdue"

    def lookups(self, request, model_admin):
        return [("1", _("planned, day passed"))]

    def queryset(self, request, queryset):
        return queryset.overdue() if self.value() == "1" else queryset


@admin.register(Meeting)
class MeetingAdmin(ParticipantsAdmin, CorrectedAdmin, FoundByWords, PublicationAdmin):
    rank = 11
    form = MeetingForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *both("title"),
                    ("start_date", "end_date", "date_precision"),
                    ("start_time", "end_time", "date_stated"),
                    ("kind", "status"),
                    ("place", "place_stated"),
                    ("event", "event_relation", "event_stated"),
                ]
            },
        ),
        (_("Summary"), {"fields": [*both("summary")]}),
        (_("Filed under"), {"fields": [("topics", "documents"), "told_in"]}),
        SOURCE_FIELDS,
        (
            _("As printed"),
            {
                "fields": [*both("place_printed", "city_printed"), "place_country", *both("event_printed")],
                "classes": ["collapse"],
            },
        ),
        (_("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    readonly_fields = ["told_in"]
    autocomplete_fields = ["place", "event", "documents"]
    inlines = [ParticipationInline]
    list_display = ["title", "shown_state", "days_text", "kind", "place", "people", "status", "changed"]
    list_filter = [StatusFilter, MineFilter, "status", Overdue, "kind", "date_stated"]
    list_select_related = ["place"]
    date_hierarchy = "start_date"
    search_fields = [*label_columns("title")]

    def get_queryset(self, request):
        participations = Participation.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
        number = Subquery(participations.annotate(number=Count("pk")).values("number"), IntegerField())
        return super().get_queryset(request).annotate(people=Coalesce(number, 0))

    def for_choices(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related("place")

    def choice_label(self, obj: Meeting) -> str:
        return ", ".join(filter(None, [f"{obj.days_text} – {obj.title}", obj.place and obj.place.name]))

    def missing(self, request):
        rows = self.for_choices(self.get_queryset(request)).order_by("-start_date", "-pk")
        yield work_list(
            self, gettext("Meetings that were planned and whose day has passed"), rows.overdue(), "overdue=1"
        )
        nowhere = rows.published().filter(place=None)
        yield work_list(
            self, gettext("Public meetings without a place"), nowhere, "status=published&place__isnull=1"
        )
        people = self.admin_site.get_model_admin(Person)
        if people.has_view_or_change_permission(request):
            listed = Participation.objects.filter(public(prefix="meeting__"), person=OuterRef("pk"))
            unknown = people.get_queryset(request).filter(Exists(listed), is_public=False).order_by("pk")
            yield work_list(
                people,
                gettext("People in public meetings who have no public page"),
                unknown,
                "is_public__exact=0",
            )

    def outlook(self, request, obj, step):
        return Outlook(gaps=meeting_gaps(obj) if step in {PUBLISH, SCHEDULE, SUBMIT} else [])

    def files_of(self, obj):
        return {document.file.name for document in obj.documents.all()}

    def page_of(self, request: HttpRequest, obj: Meeting) -> HttpResponse:
        return meeting_page(request, obj)

    @admin.display(description=_("title"), ordering=label_columns("title")[0])
    def title(self, obj):
        return obj.title

    @admin.display(description=_("days"), ordering="start_date")
    def days_text(self, obj):
        return obj.days_text

    @admin.display(description=_("participants"), ordering="people")
    def people(self, obj):
        return obj.people

    @admin.display(description=_("told in"))
    def told_in(self, obj):
        """Return links to the releases that report the meeting."""
        rows = obj.news.order_by("date", "language") if obj.pk else []
        links = [(reverse("admin:news_newsitem_change", args=[row.pk]), row.headline) for row in rows]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is Participation:
                for warning in formset.warnings():
                    self.message_user(request, warning, messages.WARNING)

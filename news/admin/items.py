"""The admin of releases."""

import datetime
from collections.abc import Iterable

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ipacis.core.admin import PublicationAdmin, PublicationForm
from ipacis.core.admin.filters import MineFilter, StatusFilter
from ipacis.core.admin.front import work_list
from ipacis.core.admin.row_versions import add_version
from ipacis.core.admin.steps import Outlook
from ipacis.core.logs.audit import record_step
from ipacis.core.record.policy import part_names
from ipacis.core.record.publication import Publication, State, public
from ipacis.core.record.workflow import PUBLISH, SCHEDULE, SUBMIT
from ipacis.core.text.labels import current_language, listed
from ipacis.core.text.moments import moment_text
from news.models import Document, Meeting, NewsItem, NewsPhoto, Report
from news.views import newsitem_page

from .corrections import CorrectedAdmin, CorrectionFormMixin
from .readiness import MOST_NAMES, drafts_told, has_text, release_gaps, release_obstacles
from .search import FoundByWords
from .sources import SOURCE_FIELDS
from .translations import TranslatedInline, TranslationsAdmin


def belonging_to(items: Iterable[NewsItem]) -> list[Publication]:
    """Return the public texts of *items* in other languages, and their public meetings that no other release reports."""
    items = list(items)
    keys = {item.pk for item in items}
    others = NewsItem.objects.published().exclude(pk__in=keys)
    texts = others.filter(translation_key__in={item.translation_key for item in items})
    told = {*keys, *(text.pk for text in texts)}
    elsewhere = Report.objects.filter(public(prefix="item__"), meeting=OuterRef("pk")).exclude(item__in=told)
    meetings = Meeting.objects.published().filter(~Exists(elsewhere), reports__item__in=keys).distinct()
    return [*texts.order_by("language"), *meetings.order_by("start_date", "pk")]


class NewsItemForm(CorrectionFormMixin, PublicationForm):
    #: The release to which the form adds a translation.
    source: NewsItem | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.source:
            self.instance.translation_key = self.source.translation_key

    def clean(self):
        cleaned = super().clean()
        is_emptied = "body" in self.changed_data and not has_text(cleaned.get("body") or "")
        if is_emptied and self.instance.state == State.PUBLISHED and "body" not in self.errors:
            self.add_error("body", _("What is published needs a text. Withdraw it to take it away."))
        return cleaned

    def _get_validation_exclusions(self):
        # Django excludes fields that the form lacks. This one is needed to validate the unique constraint that a
        # release has one text in each language.
        return super()._get_validation_exclusions() - {"translation_key"}


def stay_drafts(drafts: list[Meeting]) -> str:
    """Return the sentence for an editor who may publish a release but not its meetings, the *drafts*."""
    text = ngettext(
        "The meeting it tells of stays a draft, because you may not publish meetings: %(meetings)s. Ask a colleague "
        "who may to publish it.",
        "The meetings it tells of stay drafts, because you may not publish meetings: %(meetings)s. Ask a colleague "
        "who may to publish them.",
        len(drafts),
    )
    return text % {"meetings": listed(map(str, drafts), MOST_NAMES)}


class ReportInline(TranslatedInline):
    model = Report
    fields = copied = ["order", "meeting"]
    autocomplete_fields = ["meeting"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("meeting")


class NewsPhotoInline(TranslatedInline):
    model = NewsPhoto
    fields = copied = ["order", "photo"]
    autocomplete_fields = ["photo"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("photo")


class TranslationFilter(admin.SimpleListFilter):
    """Releases without a public text in another language, and those whose text there was corrected later."""

    title = gettext_lazy("translation")
    parameter_name = "translation"

    def lookups(self, request, model_admin):
        return [("missing", _("missing")), ("older", _("older than the other text"))]

    def queryset(self, request, queryset):
        match self.value():
            case "missing":
                return queryset.without_translation()
            case "older":
                return queryset.older_than_translation()
        return queryset


def older_since(item: NewsItem) -> str:
    """Return since when *item* is older than its text in another language."""
    return _("%(language)s, since %(moment)s") % {
        "language": item.get_language_display(),
        "moment": moment_text(item.outdated_since),
    }


@admin.register(NewsItem)
class NewsItemAdmin(TranslationsAdmin, CorrectedAdmin, FoundByWords, PublicationAdmin):
    rank = 10
    form = NewsItemForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("language", "date", "section"),
                    "headline",
                    "lead",
                    "body",
                    ("byline", "date_stated"),
                ]
            },
        ),
        (
            gettext_lazy("Filed under"),
            {"fields": [("topics", "mentioned"), "documents"]},
        ),
        SOURCE_FIELDS,
        (gettext_lazy("As printed"), {"fields": ["section_printed"], "classes": ["collapse"]}),
        (gettext_lazy("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    autocomplete_fields = ["section", "mentioned", "documents"]
    inlines = [ReportInline, NewsPhotoInline]
    list_display = ["headline", "shown_state", "date", "language", "translated", "shown_section", "changed"]
    list_filter = [
        StatusFilter,
        MineFilter,
        "language",
        TranslationFilter,
        ("section", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["section"]
    date_hierarchy = "date"
    search_fields = ["headline", "lead"]

    def get_queryset(self, request):
        others = NewsItem.objects.filter(translation_key=OuterRef("translation_key")).exclude(
            pk=OuterRef("pk")
        )
        return super().get_queryset(request).annotate(translated=Exists(others))

    @admin.display(description=gettext_lazy("translated"), boolean=True)
    def translated(self, obj):
        return obj.translated

    @admin.display(description=gettext_lazy("section"), ordering="section")
    def shown_section(self, obj):
        return obj.section.short_name if obj.section else "–"

    def missing(self, request):
        rows = self.get_queryset(request)
        yield work_list(
            self,
            _("Releases without a text in the other language"),
            rows.without_translation().order_by("-date", "-pk"),
            "translation=missing",
            NewsItem.get_language_display,
        )
        yield work_list(
            self,
            _("Releases that are older than their text in the other language"),
            rows.older_than_translation().order_by("-outdated_since"),
            "translation=older",
            older_since,
        )

    def page_of(self, request: HttpRequest, obj: NewsItem) -> HttpResponse:
        return newsitem_page(request, obj)

    def drafts_in(self, obj):
        return [meeting for meeting in obj.meetings.all() if not meeting.is_public]

    def files_of(self, obj):
        documents = Document.objects.filter(Q(news=obj) | Q(meetings__news=obj))
        return {photo.image.name for photo in obj.photos.all()} | {row.file.name for row in documents}

    def belonging(self, things):
        return belonging_to(things)

    def obstacles(self, obj, step):
        return release_obstacles(obj) if step in {PUBLISH, SCHEDULE} else []

    def outlook(self, request, obj, step):
        if step in {PUBLISH, SCHEDULE}:
            return Outlook(self.effects_on_meetings(request, obj), release_gaps(obj))
        if step is SUBMIT:
            return Outlook(gaps=[*release_obstacles(obj), *release_gaps(obj)])
        return Outlook()

    def may_publish_meetings(self, request: HttpRequest) -> bool:
        return self.admin_site.get_model_admin(Meeting).has_publish_permission(request)

    def effects_on_meetings(self, request: HttpRequest, item: NewsItem) -> list[str]:
        """Return what the publication of *item* does to its meetings that are drafts."""
        drafts = drafts_told(item)
        if not drafts:
            return []
        if not self.may_publish_meetings(request):
            return [stay_drafts(drafts)]
        text = ngettext(
            "The meeting it tells of becomes public with it: %(meetings)s.",
            "The meetings it tells of become public with it: %(meetings)s.",
            len(drafts),
        )
        return [text % {"meetings": listed(map(str, drafts), MOST_NAMES)}]

    def after_saving(self, request: HttpRequest, obj: NewsItem, formerly: datetime.datetime | None) -> None:
        may_publish = self.may_publish_meetings(request)
        meetings = obj.publish_meetings(formerly, drafts_too=may_publish)
        if obj.state == State.PUBLISHED and not may_publish and (drafts := drafts_told(obj)):
            self.message_user(request, stay_drafts(drafts), messages.WARNING)
        if not meetings:
            return
        for meeting in meetings:
            record_step(meeting)
            add_version(meeting, part_names(Meeting))
        message = (
            ngettext(
                "The meeting it tells of is published with it: %(meetings)s.",
                "The meetings it tells of are published with it: %(meetings)s.",
                len(meetings),
            )
            if obj.state == State.PUBLISHED
            else ngettext(
                "The meeting that was to appear with it is a draft again: %(meetings)s.",
                "The meetings that were to appear with it are drafts again: %(meetings)s.",
                len(meetings),
            )
        )
        self.message_user(request, message % {"meetings": "; ".join(map(str, meetings))}, messages.INFO)

    def get_changeform_initial_data(self, request):
        defaults = {"language": current_language(), "date": timezone.localdate()}
        return {**defaults, **super().get_changeform_initial_data(request)}

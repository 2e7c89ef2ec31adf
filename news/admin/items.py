"""The admin of releases, with which editors also add the text of a release in another language."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ipacis.core.admin import HouseTabularInline, PublicationAdmin, PublicationForm
from ipacis.core.admin.filters import MineFilter, StatusFilter
from ipacis.core.admin.front import work_list
from ipacis.core.admin.row_versions import add_version
from ipacis.core.admin.steps import Outlook
from ipacis.core.logs.audit import record_step
from ipacis.core.record.policy import part_names
from ipacis.core.record.publication import Publication, State, public
from ipacis.core.record.workflow import PUBLISH, SCHEDULE, SUBMIT
from ipacis.core.text.labels import LANGUAGE_NAMES, current_language
from news.models import Document, Meeting, NewsItem, NewsPhoto, Report
from news.views import newsitem_page

from .corrections import CorrectedAdmin, CorrectionFormMixin
from .readiness import drafts_told, has_text, listed, release_gaps, release_obstacles
from .search import FoundByWords
from .sources import SOURCE_FIELDS

#: The query parameter with the primary key of the release to which a translation is added.
SOURCE = "translation_of"


def source_of(request: HttpRequest) -> NewsItem | None:
    """Return the release to which *request* adds a translation, None if it adds none."""
    number = request.GET.get(SOURCE, "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return NewsItem.objects.filter(pk=number).first()


class Link(NamedTuple):
    """A link to a page of the admin."""

    address: str
    text: str


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
    return text % {"meetings": listed(map(str, drafts))}


class TranslatedInline(HouseTabularInline):
    """An inline that begins with the rows of the release to which a translation is added."""

    #: The names of the copied columns.
    copied: list[str] = []

    def rows_to_copy(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the values of the rows of the source. Empty for a POST, which contains the rows of the editor."""
        source = None if request.method == "POST" else source_of(request)
        if source is None:
            return []
        return list(self.model.objects.filter(item=source).order_by("order", "pk").values(*self.copied))

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else len(self.rows_to_copy(request))


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
    moment = date_format(timezone.localtime(item.outdated_since), "DATETIME_FORMAT")
    return _("%(language)s, since %(moment)s") % {"language": item.get_language_display(), "moment": moment}


@admin.register(NewsItem)
class NewsItemAdmin(CorrectedAdmin, FoundByWords, PublicationAdmin):
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

    def outlook(self, request, obj, step):
        if step in {PUBLISH, SCHEDULE}:
            return Outlook(release_obstacles(obj), self.effects_on_meetings(request, obj), release_gaps(obj))
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
        return [text % {"meetings": listed(map(str, drafts))}]

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

    # Translations

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.source = None if obj else source_of(request)
        return form

    def get_changeform_initial_data(self, request):
        source = source_of(request)
        if source is None:
            defaults = {"language": current_language(), "date": timezone.localdate()}
            return {**defaults, **super().get_changeform_initial_data(request)}
        missing = self.missing_languages(source)
        return {
            "language": missing[0] if missing else "",
            "date": source.date,
            "date_stated": source.date_stated,
            "section": source.section_id,
            "source_url": source.source_url,
            "topics": list(source.topics.values_list("pk", flat=True)),
            "mentioned": list(source.mentioned.values_list("pk", flat=True)),
            "documents": list(source.documents.values_list("pk", flat=True)),
        }

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None and request.method != "POST":
            kwargs["initial"] = inline.rows_to_copy(request)
        return kwargs

    def missing_languages(self, item: NewsItem) -> list[str]:
        """Return the codes of the languages in which the release has no text."""
        items = NewsItem.objects.filter(translation_key=item.translation_key)
        present = set(items.values_list("language", flat=True))
        return [code for code in LANGUAGE_NAMES if code not in present]

    def translation_links(self, request: HttpRequest, item: NewsItem) -> list[Link]:
        """Return the links to the texts of the release in other languages, and to the forms for missing ones."""
        links = [
            Link(reverse("admin:news_newsitem_change", args=[other.pk]), other.get_language_display())
            for other in item.translations.order_by("language")
        ]
        if self.has_add_permission(request):
            address = reverse("admin:news_newsitem_add")
            links += [
                Link(
                    f"{address}?{SOURCE}={item.pk}",
                    _("Add the text in %(language)s") % {"language": LANGUAGE_NAMES[code]},
                )
                for code in self.missing_languages(item)
            ]
        return links

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["tools"] = self.translation_links(request, obj) if obj and obj.pk else []
        return super().render_change_form(request, context, add, change, form_url, obj)

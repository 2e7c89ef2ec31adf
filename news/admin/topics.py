"""The admin of topics."""

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ipacis.core.admin import HouseTabularInline, MergeAdmin, both
from ipacis.core.merging import MergeNote
from ipacis.core.text.labels import label_columns
from news.merging import merge_topics
from news.models import MeetingTopic, NewsTopic, Topic, TopicAlias
from news.models.topics import TopicLink

from .aliases import AliasFormSet


def count_of_links(model: type[TopicLink]) -> Coalesce:
    """Return the expression for the number of links of *model* to a topic."""
    rows = model.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number"), IntegerField()), 0)


class TopicAliasInline(HouseTabularInline):
    model = TopicAlias
    formset = AliasFormSet
    fields = ["name", "find_only"]


@admin.register(Topic)
class TopicAdmin(MergeAdmin):
    rank = 14
    fieldsets = [
        (None, {"fields": [*both("label"), "broader"]}),
        (_("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    autocomplete_fields = ["broader"]
    inlines = [TopicAliasInline]
    list_display = ["label", "broader", "other_words", "meeting_count", "news_count"]
    search_fields = [*label_columns("label"), "aliases__name"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("broader")
            .prefetch_related("aliases")
            .annotate(meeting_count=count_of_links(MeetingTopic), news_count=count_of_links(NewsTopic))
        )

    def merge_pair(self, duplicate: Topic, survivor: Topic, note: MergeNote) -> None:
        merge_topics(duplicate, survivor)

    @admin.display(description=_("label"), ordering=label_columns("label")[0])
    def label(self, obj):
        return obj.label

    @admin.display(description=_("other words"))
    def other_words(self, obj):
        return ", ".join(alias.name for alias in obj.aliases.all())

    @admin.display(description=_("meetings"), ordering="meeting_count")
    def meeting_count(self, obj):
        return obj.meeting_count

    @admin.display(description=_("news"), ordering="news_count")
    def news_count(self, obj):
        return obj.news_count

"""Editing and merging topics."""

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ipacis.core.admin import HouseTabularInline, MergeAdmin, both
from ipacis.core.fold import fold
from ipacis.core.labels import label_columns
from ipacis.core.search.index import reindex
from news.models import MeetingTopic, NewsTopic, Topic, TopicAlias


def merge(keep, others):
    """Give what is on one of the topics *others* the topic *keep*, which takes over their words; delete them."""
    for links in (MeetingTopic, NewsTopic):
        theirs = links.objects.filter(tag__in=others)
        things = list(links.content_object.get_queryset().filter(topic_links__in=theirs).distinct())
        for other in others:
            already = links.objects.filter(tag=keep).values("content_object")
            links.objects.filter(tag=other).exclude(content_object__in=already).update(tag=keep)
        theirs.delete()
        reindex(things)
    TopicAlias.objects.filter(topic__in=others).update(topic=keep)
    words = [getattr(other, column) for other in others for column in label_columns("label")]
    for other in others:
        other.delete()
    for key, word in {fold(word): word for word in words if word}.items():
        if key != keep.key and not TopicAlias.objects.filter(key=key).exists():
            TopicAlias.objects.create(topic=keep, name=word)
    keep.save()


def links_of(model):
    """Return the subquery of how many things of the link *model* are on a topic."""
    rows = model.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number"), IntegerField()), 0)


class TopicAliasInline(HouseTabularInline):
    model = TopicAlias
    fields = ["name"]


@admin.register(Topic)
class TopicAdmin(MergeAdmin):
    rank = 14
    parts = ("aliases",)
    fieldsets = [
        (None, {"fields": [*both("label")]}),
        (_("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]
    inlines = [TopicAliasInline]
    list_display = ["label", "other_words", "meeting_count", "news_count"]
    search_fields = [*label_columns("label"), "aliases__name"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .prefetch_related("aliases")
            .annotate(meeting_count=links_of(MeetingTopic), news_count=links_of(NewsTopic))
        )

    def merge_into(self, keep, others):
        merge(keep, others)

    @admin.display(description=_("label"), ordering="label_en")
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

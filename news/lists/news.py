"""The list of news in the language of the page."""

from collections import Counter

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.facets import Facet, facet
from ipacis.core.lists.filters import Filter
from ipacis.core.lists.parameters import DayParameter, SlugParameter, WordsParameter
from ipacis.core.record.dates import Precision, iso_partial
from ipacis.core.sql import union
from ipacis.core.text.labels import current_language
from ipacis.core.web.absolute import absolute
from news.formats.entries import FeedEntry, entry_of, picture_of, text_with_lead
from news.formats.tables import join
from news.models import NewsItem, NewsTopic, Report, Topic
from news.models.item_sets import meeting_is_public
from news.related import subjects_by_item
from people.models import Organization, Person
from people.models.persons import person_is_public

from .counts import count_organizations, count_people, count_topics, person_columns


class NewsFilter(Filter):
    """The conditions of the list of news."""

    day_field = "date"
    parameters = {
        "from": DayParameter(pgettext_lazy("date", "From"), narrow="since"),
        "to": DayParameter(pgettext_lazy("date", "To"), narrow="until"),
        "person": SlugParameter(_("Person"), lambda: Person.objects.public(), narrow="involving"),
        "topic": SlugParameter(_("Topic"), Topic.objects.all, narrow="on_topic"),
        "organization": SlugParameter(
            _("Organization"), Organization.objects.all, narrow="about_organization"
        ),
        "section": SlugParameter(_("Section"), Organization.objects.all),
        "q": WordsParameter(_("Words")),
    }


class NewsList(ItemList):
    """Releases in the language of the page, filtered by date, person, organization, topic and others."""

    filter_class = NewsFilter
    url_name = "news"
    heading = _("News")
    columns = ("date", "title", "lead", "section", "topics", "language", "source_url", "url")

    def published(self) -> QuerySet:
        return NewsItem.objects.published().in_language(current_language())

    def for_page(self, queryset: QuerySet) -> QuerySet:
        return queryset.with_topics()

    def for_feed(self, queryset: QuerySet) -> QuerySet:
        return queryset.with_photos()

    def feed_entries(self, items: list[NewsItem]) -> list[FeedEntry]:
        subjects = subjects_by_item([item.pk for item in items])
        return [
            entry_of(
                item,
                title=item.headline,
                summary=item.lead,
                content=text_with_lead(item),
                author=item.section.name if item.section else "",
                topics=[topic.label for topic in subjects[item.pk].topics],
                people=[person.name for person in subjects[item.pk].people],
                pictures=[picture_of(link.photo) for link in item.photo_links.all()],
            )
            for item in items
        ]

    def table_rows(self, item: NewsItem) -> list[list]:
        return [
            [
                iso_partial(item.date, Precision.DAY),
                item.headline,
                item.lead,
                item.section.name if item.section else "",
                join(topic.label for topic in item.all_topics),
                item.language,
                item.source_url,
                absolute(item.get_absolute_url()),
            ]
        ]

    def count_facets(self) -> list[Facet]:
        """Return the facets.

        They count the topics, people and organizations of releases and of their public meetings.
        """
        items = self.queryset.order_by().values("pk")
        reports = Report.objects.filter(meeting_is_public(), item__in=items).order_by()
        own = NewsTopic.objects.filter(content_object__in=items).order_by()
        topics = union(
            own.values_list("content_object", "tag"), reports.values_list("item", "meeting__topic_links__tag")
        )
        mentions = NewsItem.mentioned.through.objects.filter(person_is_public(), newsitem__in=items)
        present = "meeting__participations__person"
        people = union(
            mentions.values_list("newsitem", *person_columns("person__")),
            reports.filter(person_is_public(present)).values_list("item", *person_columns(f"{present}__")),
        )
        organizations = union(
            self.queryset.order_by().values_list("pk", "section"),
            reports.values_list("item", "meeting__participations__delegation"),
            reports.values_list("item", "meeting__participations__memberships__post__organization"),
        )
        counts = Counter(tuple(person) for _item, *person in people)
        return [
            facet(self, _("Topics"), "topic", count_topics(topics)),
            facet(self, _("People"), "person", count_people(counts.items())),
            facet(self, _("Organizations"), "organization", count_organizations(organizations)),
        ]

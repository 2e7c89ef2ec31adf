"""The list of news in the language of the page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.facets import FacetKind
from ipacis.core.lists.filters import Filter
from ipacis.core.lists.parameters import FromParameter, SlugParameter, ToParameter, WordsParameter
from ipacis.core.record.dates import Precision, iso_partial
from ipacis.core.sql import rows_by_key
from ipacis.core.text.labels import current_language, label_columns
from ipacis.core.web.absolute import absolute
from news.formats.entries import FeedEntry, entry_of, picture_of, text_with_lead
from news.formats.tables import join
from news.models import NewsItem, Topic
from news.models.item_sets import FEED_COLUMNS
from news.models.subjects import news_list_name
from news.names import lines_by_key
from news.parts import photos_by_item
from news.related import subjects_by_item, with_topics
from people.models import Organization, Person

from . import readings


class NewsFilter(Filter):
    """The conditions of the list of news."""

    parameters = {
        "from": FromParameter(pgettext_lazy("date", "From")),
        "to": ToParameter(pgettext_lazy("date", "To")),
        "person": SlugParameter(_("Person"), lambda: Person.objects.public(), "person"),
        "topic": SlugParameter(_("Topic"), Topic.objects.all, "topic"),
        "organization": SlugParameter(_("Organization"), Organization.objects.all, "organization"),
        "section": SlugParameter(_("Section"), Organization.objects.all, "section"),
        "q": WordsParameter(_("Words"), NewsItem),
    }


class NewsList(ItemList):
    """Releases in the language of the page, filtered by date, person, organization, topic and others."""

    filter_class = NewsFilter
    model = NewsItem
    url_name = "news"
    heading = _("News")
    columns = ("date", "title", "lead", "section", "topics", "language", "source_url", "url")

    #: They count what releases and their public meetings are about.
    facet_kinds = (
        FacetKind(_("Topics"), "topic", ("topic",), readings.topics),
        FacetKind(_("People"), "person", ("person",), readings.people),
        FacetKind(_("Organizations"), "organization", ("organization",), readings.organizations),
    )

    @property
    def list_name(self):
        return news_list_name(current_language())

    def for_page(self, pks):
        return with_topics(lines_by_key(pks).values())

    def for_feed(self, pks):
        return rows_by_key(NewsItem, FEED_COLUMNS, pks).values()

    def for_table(self, pks):
        return with_topics(self.rows(pks).select_related("section"))

    def feed_entries(self, items: list[NewsItem]) -> list[FeedEntry]:
        pks = [item.pk for item in items]
        subjects, photos = subjects_by_item(pks), photos_by_item(pks)
        sections = rows_by_key(
            Organization, tuple(label_columns("name")), {item.section_id for item in items if item.section_id}
        )
        return [
            entry_of(
                item,
                title=item.headline,
                summary=item.lead,
                content=text_with_lead(item),
                author=sections[item.section_id].name if item.section_id in sections else "",
                topics=[topic.label for topic in subjects[item.pk].topics],
                people=[person.name for person in subjects[item.pk].people],
                pictures=[picture_of(photo) for photo in photos[item.pk]],
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

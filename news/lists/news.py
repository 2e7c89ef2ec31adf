"""The list of news in the language of the page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.facets import FacetKind
from ipacis.core.lists.filters import Filter
from ipacis.core.lists.parameters import FromParameter, SlugParameter, ToParameter
from ipacis.core.record.addresses import identifier
from ipacis.core.record.dates import Precision, iso_moment, iso_partial
from ipacis.core.sql import rows_by_key
from ipacis.core.text.labels import current_language
from ipacis.core.web.absolute import absolute
from news.formats.entries import FeedEntry, entry_of, picture_of, text_with_lead
from news.formats.tables import join, yes_or_no
from news.models import NewsItem, Topic
from news.models.item_sets import FEED_COLUMNS
from news.models.subjects import news_list_name
from news.names import lines_by_key
from news.parts import photos_by_item, with_photos
from news.related import people_as_printed, subjects_by_item, with_topics
from people.models import Organization, Person

from . import readings
from .names import NamingWords


class NewsFilter(Filter):
    """The conditions of the list of news."""

    parameters = {
        "from": FromParameter(pgettext_lazy("date", "From")),
        "to": ToParameter(pgettext_lazy("date", "To")),
        "person": SlugParameter(_("Person"), lambda: Person.objects.public(), "person"),
        "topic": SlugParameter(_("Topic"), Topic.objects.all, "topic"),
        "organization": SlugParameter(_("Organization"), Organization.objects.all, "organization"),
        "section": SlugParameter(_("Section"), Organization.objects.all, "section"),
        "q": NamingWords(_("Words"), NewsItem, ("person", "topic", "organization")),
    }


class NewsList(ItemList):
    """Releases in the language of the page, filtered by date, person, organization, topic and others."""

    filter_class = NewsFilter
    model = NewsItem
    url_name = table_name = "news"
    heading = _("News")
    columns = (
        "id",
        "date",
        "date_stated",
        "title",
        "lead",
        "section_id",
        "section",
        "topics",
        "language",
        "published_at",
        "corrected_at",
        "byline",
        "source_url",
        "source_name",
        "source_title",
        "url",
    )

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
        return with_photos(with_topics(lines_by_key(pks).values()))

    def for_feed(self, pks):
        return rows_by_key(NewsItem, FEED_COLUMNS, pks).values()

    def for_table(self, pks):
        return with_topics(self.rows(pks).select_related("section"))

    def feed_entries(self, items: list[NewsItem]) -> list[FeedEntry]:
        pks = [item.pk for item in items]
        subjects, photos = subjects_by_item(pks, ["topic"]), photos_by_item(pks)
        people = people_as_printed(items)
        return [
            entry_of(
                item,
                title=item.headline,
                summary=item.lead,
                content=text_with_lead(item),
                author=item.byline or item.section_printed,
                topics=[topic.label for topic in subjects[item.pk].topics],
                people=people[item.pk],
                pictures=[picture_of(photo) for photo in photos[item.pk]],
            )
            for item in items
        ]

    def table_rows(self, item: NewsItem) -> list[dict]:
        return [
            {
                "id": identifier(item),
                "date": iso_partial(item.date, Precision.DAY),
                "date_stated": yes_or_no(item.date_stated),
                "title": item.headline,
                "lead": item.lead,
                "section_id": identifier(item.section) if item.section_id else "",
                "section": item.section_name,
                "topics": join(topic.label for topic in item.all_topics),
                "language": item.language,
                "published_at": iso_moment(item.publish_at),
                "corrected_at": iso_moment(item.corrected_at),
                "byline": item.byline,
                "source_url": item.source_url,
                "source_name": item.source_name,
                "source_title": item.source_title,
                "url": absolute(item.get_absolute_url()),
            }
        ]

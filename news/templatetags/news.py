"""Template tags that give the meetings and releases to the pages of people, organizations and posts.

They are template tags because ``people`` may not import ``news``.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django import template
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from news.acquaintances import Acquaintances
from news.models import Meeting, NewsItem
from people.models import Organization, Person

register = template.Library()

#: The number of the latest meetings on a page.
LATEST = 10
#: The most meetings over which acquaintances are counted; more would take seconds.
COUNTED = 5_000
#: The number of the latest releases on a page. The tags read one more, which shows whether there are more.
LATEST_NEWS = 5


class YearCount(NamedTuple):
    """The number of the meetings of a year."""

    year: int
    number: int


@dataclass(frozen=True)
class Overview:
    """The latest meetings, the number of all, and the numbers by year, latest first."""

    latest: QuerySet
    count: int
    years: list[YearCount]


def overview(meetings: QuerySet) -> Overview:
    years = [
        YearCount(*row)
        for row in meetings.order_by()
        .annotate(year=ExtractYear("start_date"))
        .values_list("year")
        .annotate(Count("pk"))
        .order_by("-year")
    ]
    return Overview(
        latest=meetings.latest_first().with_participants()[:LATEST],
        count=sum(row.number for row in years),
        years=years,
    )


@register.simple_tag
def meetings_of_person(person: Person) -> Overview:
    """Return the overview of the public meetings that *person* attended."""
    return overview(Meeting.objects.published().involving(person))


@register.simple_tag
def meetings_of_organization(organization: Organization) -> Overview:
    """Return the overview of the public meetings with *organization* (``with_organization``)."""
    return overview(Meeting.objects.published().with_organization(organization))


@register.simple_tag
def met_by_person(person: Person, count: int) -> Acquaintances | None:
    """Return the Acquaintances of *person*, who attended *count* public meetings; None if *count* exceeds COUNTED."""
    if count > COUNTED:
        return None
    meetings = Meeting.objects.published().involving(person)
    return Acquaintances(meetings, lambda office: office.person == person.pk)


@register.simple_tag
def met_by_organization(organization: Organization, count: int) -> Acquaintances | None:
    """Return the Acquaintances of *organization* in its *count* public meetings; None if *count* exceeds COUNTED."""
    if count > COUNTED:
        return None
    meetings = Meeting.objects.published().with_organization(organization)
    return Acquaintances(meetings, lambda office: organization.pk in office.organizations)


def meetings_with(name: str, count: int) -> str:
    """Return the text, for screen readers, of a number of meetings with *name*: "3 meetings with Anna Ivanova"."""
    return ngettext("%(n)s meeting with %(name)s", "%(n)s meetings with %(name)s", count) % {
        "n": count,
        "name": name,
    }


@register.simple_tag
def pair_link(person: Person, other: Person) -> SafeString:
    """Print the number of meetings of *person* and *other* as a link to the page of these meetings.

    The address has the two slugs in alphabetical order.
    """
    url = reverse("pair", args=sorted([person.slug, other.slug]))
    words = meetings_with(other.name, other.meeting_count)
    return format_html('<a class="n" href="{}" aria-label="{}">{}</a>', url, words, other.meeting_count)


@register.simple_tag
def met_button(parameter: str, value: str, name: str, count: int) -> SafeString:
    """Print the number of meetings with *name* as a button, which sends the form "met" with *parameter*=*value*."""
    return format_html(
        '<button type="submit" class="as-link n" form="met" name="{}" value="{}" aria-label="{}">{}</button>',
        parameter,
        value,
        meetings_with(name, count),
        count,
    )


@register.simple_tag(takes_context=True)
def news_of_person(context: Context, person: Person) -> QuerySet:
    """Return the latest LATEST_NEWS + 1 public releases about *person* in the language of the page."""
    news = NewsItem.objects.published().in_language(context["request"].LANGUAGE_CODE)
    return news.involving(person).latest_first()[: LATEST_NEWS + 1]


@register.simple_tag(takes_context=True)
def news_of_section(context: Context, organization: Organization) -> QuerySet:
    """Return the latest LATEST_NEWS + 1 public releases that *organization* published, in the language of the page."""
    news = NewsItem.objects.published().in_language(context["request"].LANGUAGE_CODE)
    return news.filter(section=organization).latest_first()[: LATEST_NEWS + 1]

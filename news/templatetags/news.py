"""What the pages of people, organizations and posts show of news and meetings.

These are template tags because ``people`` may not import ``news``.
"""

from django import template
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from news.acquaintances import Acquaintances
from news.models import Meeting, NewsItem
from people.models import Person

register = template.Library()

LATEST = 10
#: Acquaintances are not counted over more meetings than this: it would take seconds.
COUNTED = 5_000
#: One more is read, to know whether there are more.
LATEST_NEWS = 5


def overview(meetings):
    """Return the latest of *meetings*, their number, and (year, number) of each year, latest first."""
    years = list(
        meetings.order_by()
        .annotate(year=ExtractYear("start_date"))
        .values_list("year")
        .annotate(Count("pk"))
        .order_by("-year")
    )
    return {
        "latest": meetings.latest_first().with_participants()[:LATEST],
        "count": sum(count for _year, count in years),
        "years": years,
    }


@register.simple_tag
def meetings_of_person(person):
    """Return the overview of the public meetings that *person* attended."""
    return overview(Meeting.objects.published().involving(person))


@register.simple_tag
def meetings_of_organization(organization):
    """Return the overview of the public meetings with somebody from *organization*."""
    return overview(Meeting.objects.published().with_organization(organization))


@register.simple_tag
def met_by_person(person, count):
    """Return the Acquaintances of *person*, who attended *count* public meetings; None for more than COUNTED."""
    if count > COUNTED:
        return None
    meetings = Meeting.objects.published().involving(person)
    return Acquaintances(meetings, lambda office: office.person == person.pk)


@register.simple_tag
def met_by_organization(organization, count):
    """Return the Acquaintances of *organization* in its *count* public meetings; None for more than COUNTED."""
    if count > COUNTED:
        return None
    meetings = Meeting.objects.published().with_organization(organization)
    return Acquaintances(meetings, lambda office: organization.pk in office.organizations)


def meetings_with(name: str, count: int) -> str:
    """Return the words that tell a screen reader what the number of meetings with *name* is."""
    return ngettext("%(n)s meeting with %(name)s", "%(n)s meetings with %(name)s", count) % {
        "n": count,
        "name": name,
    }


@register.simple_tag
def pair_link(person: Person, other: Person) -> SafeString:
    """Print how often *person* met *other*, as the link to their meetings; its address has one order of the two."""
    url = reverse("pair", args=sorted([person.slug, other.slug]))
    words = meetings_with(other.name, other.meeting_count)
    return format_html('<a class="n" href="{}" aria-label="{}">{}</a>', url, words, other.meeting_count)


@register.simple_tag
def met_button(parameter: str, value: str, name: str, count: int) -> SafeString:
    """Print the number of meetings with *name*, as a button of the form "met" that adds a condition to it."""
    return format_html(
        '<button type="submit" class="as-link n" form="met" name="{}" value="{}" aria-label="{}">{}</button>',
        parameter,
        value,
        meetings_with(name, count),
        count,
    )


@register.simple_tag(takes_context=True)
def news_of_person(context, person):
    """Return the latest public releases about *person* in the language of the page, one more than are shown."""
    news = NewsItem.objects.published().in_language(context["request"].LANGUAGE_CODE)
    return news.involving(person).latest_first()[: LATEST_NEWS + 1]


@register.simple_tag(takes_context=True)
def news_of_section(context, organization):
    """Return the latest public releases that *organization* published, one more than are shown."""
    news = NewsItem.objects.published().in_language(context["request"].LANGUAGE_CODE)
    return news.filter(section=organization).latest_first()[: LATEST_NEWS + 1]

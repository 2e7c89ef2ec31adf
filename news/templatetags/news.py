"""Template tags that give the meetings and releases to the pages of people, organizations and posts.

They are template tags because ``people`` may not import ``news``.
"""

from dataclasses import dataclass

from django import template
from django.db.models import Q
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from ipacis.core.lists.entries import about
from ipacis.core.lists.numbers import Numbers
from ipacis.core.lists.selection import Selection
from news.acquaintances import Acquaintances
from news.charts.bars import YearCount, years_of
from news.models import Meeting, NewsItem
from news.models.subjects import MEETINGS, news_list_name
from news.parts import with_reports
from people.models import Organization, Person

register = template.Library()

#: The number of the latest meetings on a page.
LATEST = 10
#: The number of the latest releases on a page. The tags read one more, which shows whether there are more.
LATEST_NEWS = 5


@dataclass(frozen=True)
class Overview:
    """The latest meetings, the number of all, the numbers by year, latest first, and whom the subject met.

    ``sample`` is the number of the latest meetings in which acquaintances are counted; 0 if they are counted in all.
    """

    latest: list[Meeting]
    count: int
    years: list[YearCount]
    met: Acquaintances
    sample: int


def overview(subject: str, is_own: Q) -> Overview:
    """Return the Overview of the public meetings about *subject*, whose participations meet the condition *is_own*."""
    selection = Selection(MEETINGS).about(subject)
    numbers = Numbers(selection)
    return Overview(
        latest=with_reports(selection.latest_rows(Meeting.objects.in_lines(), LATEST)),
        count=numbers.count,
        years=years_of(numbers),
        met=Acquaintances(numbers, is_own),
        sample=numbers.sample,
    )


@register.simple_tag
def meetings_of_person(person: Person) -> Overview:
    """Return the overview of the public meetings that *person* attended."""
    return overview(about("person", person.pk), Q(person=person))


@register.simple_tag
def meetings_of_organization(organization: Organization) -> Overview:
    """Return the overview of the public meetings with *organization*."""
    is_own = Q(delegation=organization) | Q(memberships__post__organization=organization)
    return overview(about("organization", organization.pk), is_own)


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
def news_of_person(context: Context, person: Person) -> list[NewsItem]:
    """Return the latest LATEST_NEWS + 1 public releases about *person* in the language of the page."""
    return latest_news(context, about("person", person.pk))


@register.simple_tag(takes_context=True)
def news_of_section(context: Context, organization: Organization) -> list[NewsItem]:
    """Return the latest LATEST_NEWS + 1 public releases that *organization* published, in the language of the page."""
    return latest_news(context, about("section", organization.pk))


def latest_news(context: Context, subject: str) -> list[NewsItem]:
    selection = Selection(news_list_name(context["request"].LANGUAGE_CODE)).about(subject)
    return selection.latest_rows(NewsItem.objects.all(), LATEST_NEWS + 1)
